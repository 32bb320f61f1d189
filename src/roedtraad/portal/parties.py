# SPDX-License-Identifier: EUPL-1.2
"""Which cases a guardian is a party to on a day, and what of a young person's data that lets them read (DOMAIN §1.7, §5.2).

Until which age a law makes holders of parental authority parties is dated configuration (`guardian_party_…`). A law that
nothing is said about makes nobody a party; one that is still to be confirmed stands at 0, which says the same.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from roedtraad.cases.models import Case
from roedtraad.consent.kinds import HEALTH
from roedtraad.kernel.actor import Actor
from roedtraad.organisation.profile.casework import DATA_KINDS
from roedtraad.organisation.terms import Terms, terms_on

_HEALTH_LAW: Final = "sundhedsloven"
LIMIT: Final = "guardian_party_"
"""What the dated limits are called, before the law's code in small letters."""


@dataclass(frozen=True, slots=True)
class Party:
    """What a guardian is a party to: the cases themselves, and the departments and kinds of data that they open."""

    cases: frozenset[int] = frozenset()
    reads: frozenset[tuple[int, str]] = frozenset()


NO_PARTY: Final = Party()


def is_party(terms: Terms, law: str, born_on: dt.date) -> bool:
    """Whether a law makes holders of parental authority parties today in a case about somebody born on a day."""
    try:
        until = terms.after(f"{LIMIT}{law.lower()}", born_on)
    except LookupError:
        return False
    return terms.on < until


def parties_of(person_ids: Iterable[int], on: dt.date) -> Mapping[int, Party]:
    """What guardians of these young persons are parties to on a day, by cases open and former. One query."""
    terms, found = terms_on(on), dict[int, tuple[set[int], set[tuple[int, str]]]]()
    rows = Case.objects.filter(young_person_id__in=list(person_ids)).order_by().values_list(
        "pk", "young_person_id", "law", "unit__department_id", "young_person__born_on"
    )  # fmt: skip
    for pk, person_id, law, department_id, born_on in rows:
        if is_party(terms, law, born_on):
            cases, reads = found.setdefault(person_id, (set(), set()))
            cases.add(pk)
            reads |= {(department_id, kind) for kind in _kinds(terms, law, born_on)}
    return {person_id: Party(frozenset(cases), frozenset(reads)) for person_id, (cases, reads) in found.items()}


def _kinds(terms: Terms, law: str, born_on: dt.date) -> Iterable[str]:
    """Every kind of data but health, which is the young person's own from the age that the health law names."""
    if law.lower() == _HEALTH_LAW or is_party(terms, _HEALTH_LAW, born_on):
        return DATA_KINDS
    return (kind for kind in DATA_KINDS if kind != HEALTH)


def reads_as_party(actor: Actor, person_id: int) -> frozenset[tuple[int, str]]:
    """What a guardian reads as a party; who has signed in has been asked about once already."""
    known = getattr(actor, "parties", None)  # a CitizenActor's, whose own module stands above this one
    party = known.get(person_id) if known is not None else parties_of([person_id], actor.on).get(person_id)
    return (party or NO_PARTY).reads
