# SPDX-License-Identifier: EUPL-1.2
"""Questions that meetings have sent on: those that wait for the actor, those that the actor waits for, and one of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskItem
from roedtraad.meetings import policies_sitting
from roedtraad.meetings.actions.sitting_decisions import found_request
from roedtraad.meetings.models import DecisionRequest, DecisionState
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A question as it is listed."""

    pk: int
    person_id: int
    person: str
    what: str
    unit: str
    asked: str
    asked_by: str
    due_on: dt.date
    is_open: bool
    is_late: bool
    state: str
    state_title: str
    answer: str
    answered_by: str
    meeting_on: dt.date


def waiting_for_me(actor: Actor) -> list[DecisionRow]:
    """What the actor is to answer, what is due first first."""
    return _rows(actor, _open(policies_sitting.asked_of(actor)))


def sent_by_me(actor: Actor) -> list[DecisionRow]:
    """What the actor has asked and waits for, and what has been answered lately (`meeting_access_after`)."""
    return _rows(actor, _sent(actor))


def _sent(actor: Actor) -> "QuerySet[DecisionRequest]":
    since = terms_on(actor.on).before("meeting_access_after", actor.on)
    lately = Q(state=DecisionState.OPEN) | Q(answered_at__date__gte=since)
    visible = people.visible_ids(actor)
    found = DecisionRequest.objects.filter(lately, asked_by_id=actor.account_id or 0)
    found = found.exclude(state=DecisionState.WITHDRAWN)
    return found.filter(item__young_person_id__in=visible) if visible is not None else found.none()


def _open(which: Q) -> "QuerySet[DecisionRequest]":
    return DecisionRequest.objects.filter(which, state=DecisionState.OPEN)


def decision_row(actor: Actor, pk: int) -> tuple[DecisionRequest, DecisionRow]:
    """One question, for whoever answers it or may see what it is about. Raises NotVisible."""
    found = found_request(pk)
    policies_sitting.require_see_request(actor, found)
    return found, _row(actor, found)


def for_item(actor: Actor, item_id: int) -> list[DecisionRow]:
    """What has been asked about an item, whatever came of it; whoever asks may see the item."""
    return _rows(actor, DecisionRequest.objects.filter(item_id=item_id).exclude(state=DecisionState.WITHDRAWN))


def _rows(actor: Actor, found: "QuerySet[DecisionRequest]") -> list[DecisionRow]:
    related = ("item__meeting", "item__young_person", "asked_unit", "asked_account", "asked_by", "answered_by")
    return [_row(actor, one) for one in found.select_related(*related).order_by("due_on", "pk")]


def _row(actor: Actor, one: DecisionRequest) -> DecisionRow:
    is_open = one.state == DecisionState.OPEN
    return DecisionRow(
        pk=one.pk, person_id=one.item.young_person_id, person=one.item.young_person.name, what=one.what,
        unit=one.asked_unit.local_name, asked=one.asked_account.name if one.asked_account else "",
        asked_by=one.asked_by.name if one.asked_by else "", due_on=one.due_on, is_open=is_open,
        is_late=is_open and one.due_on < actor.on, state=one.state, state_title=str(one.get_state_display()),
        answer=one.answer, answered_by=one.answered_by.name if one.answered_by else "",
        meeting_on=one.item.meeting.held_on,
    )  # fmt: skip


def desk_to_answer(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """What waits for the actor's answer, on the desk."""
    return _desk(waiting_for_me(actor), limit)


def desk_sent(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """What the actor has asked: what is late, and what has been answered."""
    return _desk([row for row in sent_by_me(actor) if row.is_late or not row.is_open], limit)


def _desk(rows: Sequence[DecisionRow], limit: int) -> tuple[Sequence[DeskItem], int]:
    return [
        DeskItem(
            f"{row.person}: {row.what}", reverse("meetings:decision", args=[row.pk]), row.person_id,
            detail=row.unit if row.is_open else f"{row.state_title}, {date_format(row.meeting_on, 'SHORT_DATE_FORMAT')}",
            due_on=row.due_on if row.is_open else None, is_late=row.is_late,
        )
        for row in rows[:limit]
    ], len(rows)  # fmt: skip
