# SPDX-License-Identifier: EUPL-1.2
"""How often a young person has been given a new contact person: counted, shown to leaders, never laid on anybody (DOMAIN §6.3)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from roedtraad.cases.models import ContactPerson
from roedtraad.cases.queries import contact_person_name
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.rights import Right
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from roedtraad.people.models import YoungPerson


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A young person and the number of coordinating contact persons in the period."""

    person_id: int
    reference: str
    name: str
    contact_persons: int
    contact_person: str
    since: dt.date | None


def counted_from(on: dt.date) -> dt.date:
    """The first day of the period in which shifts are counted."""
    return terms_on(on).before("contact_person_shifts", on)


def _in_period(on: dt.date) -> Q:
    """Coordinating assignments that held on some day of the period."""
    lasted = Q(ended_on__isnull=True) | Q(ended_on__gte=counted_from(on))
    return Q(is_coordinating=True, started_on__lte=on) & lasted


def contact_persons_of(person_id: int, on: dt.date) -> int:
    """How many different coordinating contact persons one young person has had in the period."""
    found = ContactPerson.objects.filter(_in_period(on), young_person_id=person_id)
    return found.order_by().values("account_id").distinct().count()


def shifted(actor: Actor, at_least: int) -> "QuerySet[YoungPerson]":
    """The young people for whom the actor decides on handovers and who have had at least so many, the most first."""
    mine = ContactPerson.objects.filter(_in_period(actor.on), young_person=OuterRef("pk")).order_by()
    counts = mine.values("young_person").annotate(count=Count("account_id", distinct=True)).values("count")
    present = ContactPerson.objects.filter(young_person=OuterRef("pk"), is_coordinating=True, ended_on__isnull=True)
    found = policies.visible(actor, Right.DECIDE_HANDOVERS).annotate(
        shift_count=Coalesce(Subquery(counts), 0), contact_person=contact_person_name(actor),
        since=Subquery(present.values("started_on")[:1]),
    )  # fmt: skip
    return found.filter(shift_count__gte=at_least).order_by(F("shift_count").desc(), "sort_name", "pk")


def shift_rows(people: Sequence[YoungPerson]) -> list[ShiftRow]:
    """The rows as they are shown and taken out."""
    return [
        ShiftRow(one.pk, one.reference, one.name, one.shift_count, one.contact_person or "", one.since)  # type: ignore[attr-defined]
        for one in people
    ]
