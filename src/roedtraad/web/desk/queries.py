# SPDX-License-Identifier: EUPL-1.2
"""Reads of the desk that no single room has: the young people whom somebody follows, with what stands open."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from roedtraad.cases.models import Case, Contact, ContactPerson
from roedtraad.detection.models import Signal, SweepRun
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.periods import running
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Account
from roedtraad.people import policies
from roedtraad.people.models import YoungPerson

SORTS: Final[Mapping[str, Sequence[str]]] = {
    "name": ("sort_name", "id"),
    "born": ("born_on", "id"),
    "contact": ("contacted_on", "id"),
    "signals": ("open_signals", "id"),
}


@dataclass(frozen=True, slots=True)
class FollowedPerson:
    """A young person on somebody's list: when there was last any contact, and how many signals are open."""

    pk: int
    name: str
    born_on: dt.date
    contacted_on: dt.date | None
    open_signals: int


def followed(actor: Actor, account_id: int, role: str = "") -> QuerySet[YoungPerson]:
    """The young people whom an account follows today, among those whose signals the actor handles.

    Who follows whom, and how many signals are open, is not for a role that merely reaches the person, such as a school's.
    `role` is `contact` (as contact person), `case` (as caseworker) or empty for either.
    """
    as_contact = ContactPerson.objects.filter(running(actor.on), account_id=account_id).values("young_person_id")
    as_caseworker = Case.objects.filter(caseworker_id=account_id, closed_on__isnull=True).values("young_person_id")
    wanted = {"contact": Q(pk__in=as_contact), "case": Q(pk__in=as_caseworker)}
    return policies.visible(actor, Right.HANDLE_SIGNALS).filter(wanted.get(role) or wanted["contact"] | wanted["case"])


def _with_figures(people: QuerySet[YoungPerson]) -> QuerySet[YoungPerson]:
    of_person = {"young_person": OuterRef("pk")}
    contacted = Contact.objects.filter(**of_person).order_by().values("young_person").annotate(last=Max("held_on"))
    signals = Signal.objects.filter(closed_on__isnull=True, **of_person).order_by().values("young_person")
    return people.annotate(
        contacted_on=Subquery(contacted.values("last")),
        open_signals=Coalesce(Subquery(signals.annotate(count=Count("pk")).values("count")), 0),
    ).only("given_name", "family_name", "born_on")


def _rows(people: Sequence[YoungPerson]) -> list[FollowedPerson]:
    return [
        FollowedPerson(
            one.pk, one.name, one.born_on,
            one.contacted_on, one.open_signals,  # type: ignore[attr-defined]
        )
        for one in people
    ]  # fmt: skip


def page_of(people: QuerySet[YoungPerson], *, order: Sequence[str], page: int) -> "Page[FollowedPerson]":
    """One page of young people, each with last contact and open signals. They must have come through the policy."""
    found: Page[YoungPerson] = paged(_with_figures(people).order_by(*order), page)
    return found.with_rows(_rows)


def every_one_of(people: QuerySet[YoungPerson], *, order: Sequence[str]) -> list[FollowedPerson]:
    """All of them, for an export."""
    return _rows(list(_with_figures(people).order_by(*order)))


def longest_without_contact(actor: Actor, limit: int) -> list[FollowedPerson]:
    """The actor's own young people with whom there has been no contact for the longest time, never first."""
    people = _with_figures(followed(actor, actor.account_id or 0))
    return _rows(list(people.order_by(F("contacted_on").asc(nulls_first=True), "sort_name", "pk")[:limit]))


def name_of(account_id: int) -> str:
    """The name of somebody who works here; empty when there is nobody by that key."""
    return Account.objects.filter(pk=account_id).values_list("name", flat=True).first() or ""


def last_sweep() -> SweepRun | None:
    """When the rules were last run."""
    return SweepRun.objects.filter(finished_at__isnull=False).first()
