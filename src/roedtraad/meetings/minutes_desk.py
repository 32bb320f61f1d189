# SPDX-License-Identifier: EUPL-1.2
"""What waits on desks after meetings: minutes to write, send, read or look at again, and promises that are late."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskItem
from roedtraad.meetings.models import AgendaItem, Answer, ItemState, MinutesAnswer, MinutesState, Participant
from roedtraad.meetings.queries.promises import late_in_unit
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people

Items = tuple[list[DeskItem], int]


def waiting_minutes(actor: Actor, limit: int) -> Items:
    """Items that the actor led whose minutes are not sent or are objected to, and minutes that the actor is to answer."""
    rows = [*_named(actor, _to_write(actor), _("Write and send the minutes"))]
    rows += _named(actor, _objected(actor), _("Somebody says that the minutes are wrong"))
    rows += _named(actor, _to_answer(actor), _("Read and approve the minutes"))
    return rows[:limit], len(rows)


def _items(actor: Actor) -> "QuerySet[AgendaItem]":
    visible = people.visible_ids(actor)
    rows = AgendaItem.objects.filter(state=ItemState.TREATED).select_related("meeting", "young_person", "written")
    return rows.filter(young_person__in=visible).order_by("ended_at", "pk") if visible is not None else rows.none()


def _led(actor: Actor) -> Q:
    mine = actor.account_id or 0
    return Q(meeting__chair_id=mine) | Q(meeting__chair__isnull=True, meeting__called_by_id=mine)


def _to_write(actor: Actor) -> "QuerySet[AgendaItem]":
    missing = Q(written__isnull=True) | Q(written__state=MinutesState.DRAFT)
    return _items(actor).filter(_led(actor), missing)


def _objected(actor: Actor) -> "QuerySet[AgendaItem]":
    wrong = MinutesAnswer.objects.filter(
        minutes__item=OuterRef("pk"), number=F("minutes__version"), answer=Answer.OBJECTS
    )
    return _items(actor).filter(_led(actor), Exists(wrong), written__state=MinutesState.SENT)


def _to_answer(actor: Actor) -> "QuerySet[AgendaItem]":
    """Where the actor was, did not write, and has not answered the wording that counts."""
    mine = actor.account_id or 0
    there = Participant.objects.filter(item=OuterRef("pk"), account_id=mine, attended=True)
    said = MinutesAnswer.objects.filter(
        minutes__item=OuterRef("pk"), number=F("minutes__version"), participant__account_id=mine
    )
    rows = _items(actor).filter(Exists(there), ~Exists(said), written__state=MinutesState.SENT)
    return rows.exclude(written__versions__number=F("written__version"), written__versions__written_by_id=mine)


def _named(actor: Actor, rows: Iterable[Any], title: str) -> list[DeskItem]:
    terms = terms_on(actor.on)
    return [_item(one, title, terms.after("minutes_answer", _since(one)), actor.on) for one in rows]


def _since(one: AgendaItem) -> dt.date:
    """From when the answer is waited for; minutes that are to be written are due on the day of the meeting itself."""
    written = getattr(one, "written", None)
    return localdate(written.sent_at) if written is not None and written.sent_at else one.meeting.held_on


def _item(one: AgendaItem, title: str, answer_by: dt.date, on: dt.date) -> DeskItem:
    written = getattr(one, "written", None)
    due_on = answer_by if written is not None and written.sent_at else one.meeting.held_on
    return DeskItem(
        title=title, href=reverse("meetings:minutes", args=[one.pk]), person_id=one.young_person_id,
        detail=one.young_person.name, due_on=due_on, is_late=due_on < on,
    )  # fmt: skip


def late_promises(actor: Actor, limit: int) -> Items:
    """Promises of meetings in the actor's department that are overdue, the oldest first."""
    rows = late_in_unit(actor).order_by("due_on", "pk")
    shown = list(rows[: limit + 1])
    count = len(shown) if len(shown) <= limit else rows.count()
    return [
        DeskItem(
            title=one.what, href=reverse("plans:plan", args=[one.plan.young_person_id]), person_id=one.plan.young_person_id,
            detail=", ".join(filter(None, (one.plan.young_person.name, one.responsible.name if one.responsible else ""))),
            due_on=one.due_on, is_late=True,
        )
        for one in shown[:limit]
    ], count  # fmt: skip
