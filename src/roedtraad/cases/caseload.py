# SPDX-License-Identifier: EUPL-1.2
"""How many young people a colleague has: those they coordinate for or have an open case about, each counted once."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.kernel.periods import running
from roedtraad.organisation.terms import terms_on


@dataclass(frozen=True, slots=True)
class Load:
    """A caseload beside the municipality's own limits. It says how full somebody's days are and nothing about the person."""

    people: int
    lowest: int
    highest: int

    @property
    def is_full(self) -> bool:
        return self.people >= self.highest


def loads(account_ids: Collection[int], on: dt.date) -> Mapping[int, Load]:
    """The load of each of the accounts, in two queries."""
    following = ContactPerson.objects.filter(running(on), account_id__in=account_ids, is_coordinating=True)
    having = Case.objects.filter(caseworker_id__in=account_ids, closed_on__isnull=True)
    pairs = set(following.values_list("account_id", "young_person_id"))
    pairs |= {(account or 0, person) for account, person in having.values_list("caseworker_id", "young_person_id")}
    counts: dict[int, int] = {}
    for account, _person in pairs:
        counts[account] = counts.get(account, 0) + 1
    terms = terms_on(on)
    lowest, highest = terms.number("caseload_from"), terms.number("caseload_to")
    return {one: Load(counts.get(one, 0), lowest, highest) for one in account_ids}
