# SPDX-License-Identifier: EUPL-1.2
"""Reads about absence: who is away, who answers meanwhile, and whom that lets them see."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from roedtraad.cases.absence_actions import led_staff
from roedtraad.cases.models import Absence, Case, ContactPerson
from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.periods import running


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Somebody's absence as it is read on the page."""

    pk: int
    name: str
    substitute: str
    started_on: dt.date
    ended_on: dt.date
    is_now: bool
    may_end: bool


def away_now(accounts: Collection[int], on: dt.date) -> frozenset[int]:
    """Those of the accounts who are away on a day."""
    return frozenset(Absence.objects.filter(running(on), account_id__in=accounts).values_list("account_id", flat=True))


def absences_for(actor: Actor) -> Sequence[AbsenceRow]:
    """Absences that run or come: one's own, those in which one is the substitute, and those of the staff one leads."""
    led = frozenset(led_staff(actor).values_list("pk", flat=True))
    found = Absence.objects.filter(
        Q(account_id__in={actor.account_id, *led}) | Q(substitute_id=actor.account_id), ended_on__gte=actor.on
    )
    return [
        AbsenceRow(
            one.pk, one.account.name, one.substitute.name, one.started_on, one.ended_on,
            is_now=one.started_on <= actor.on, may_end=one.account_id in led or one.account_id == actor.account_id,
        )
        for one in found.select_related("account", "substitute")
    ]  # fmt: skip


def followed_for_others(actor: Actor, _grants: Sequence[Grant]) -> "QuerySet[Any, Any]":
    """The young people whose contact person the actor stands in for today."""
    following = ContactPerson.objects.filter(running(actor.on), account_id__in=_stands_in_for(actor))
    return following.values("young_person_id")


def cases_for_others(actor: Actor, _grants: Sequence[Grant]) -> "QuerySet[Any, Any]":
    """The young people about whose open case the actor stands in today."""
    return Case.objects.filter(closed_on__isnull=True, caseworker_id__in=_stands_in_for(actor)).values(
        "young_person_id"
    )


def _stands_in_for(actor: Actor) -> "QuerySet[Absence, Mapping[str, Any]]":
    return Absence.objects.filter(running(actor.on), substitute_id=actor.account_id or 0).values("account_id")
