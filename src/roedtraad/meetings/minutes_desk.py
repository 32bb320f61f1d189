# SPDX-License-Identifier: EUPL-1.2
"""What waits on desks after meetings: minutes to write, send, read or look at again, and promises that are late."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskItem
from roedtraad.meetings.minutes_policies import WAS_THERE
from roedtraad.meetings.models import (
    AgendaItem,
    Answer,
    ItemState,
    MinutesAnswer,
    MinutesState,
    MinutesVersion,
    Participant,
)
from roedtraad.meetings.queries.promises import late_in_unit
from roedtraad.organisation.terms import Terms, terms_on
from roedtraad.people import policies as people

Items = tuple[list[DeskItem], int]


def waiting_minutes(actor: Actor, limit: int) -> Items:
    """Items that the actor led whose minutes are not sent or are objected to, and minutes that the actor is to answer."""
    rows = _waiting(actor)
    shown = list(rows[: limit + 1])
    count = len(shown) if len(shown) <= limit else rows.count()
    terms = terms_on(actor.on)
    return [_item(actor, one, terms) for one in shown[:limit]], count


def _waiting(actor: Actor) -> "QuerySet[AgendaItem]":
    visible, mine = people.visible_ids(actor), actor.account_id or 0
    newest = MinutesAnswer.objects.filter(minutes__item=OuterRef("pk"), number=F("minutes__version"))
    there = Participant.objects.filter(WAS_THERE, item=OuterRef("pk"), account_id=mine)
    author = MinutesVersion.objects.filter(
        minutes__item=OuterRef("pk"), number=F("minutes__version"), written_by_id=mine
    )
    rows = AgendaItem.objects.filter(state=ItemState.TREATED, young_person__in=() if visible is None else visible).annotate(
        is_led=Case(When(_led(mine), then=True), default=False), is_wrong=Exists(newest.filter(answer=Answer.OBJECTS)),
        is_asked=Exists(there) & ~Exists(author) & ~Exists(newest.filter(participant__account_id=mine)),
    )  # fmt: skip
    unsent = Q(written__isnull=True) | Q(written__state=MinutesState.DRAFT)
    sent = Q(written__state=MinutesState.SENT)
    waits = Q(unsent | (sent & Q(is_wrong=True)), is_led=True) | (sent & Q(is_asked=True))
    return rows.filter(waits).select_related("meeting", "young_person", "written").order_by("ended_at", "pk")


def _led(mine: int) -> Q:
    return Q(meeting__chair_id=mine) | Q(meeting__chair__isnull=True, meeting__called_by_id=mine)


def _item(actor: Actor, one: AgendaItem, terms: Terms) -> DeskItem:
    """What is to be written is due on the day of the meeting itself; an answer before silence approves."""
    written = getattr(one, "written", None)
    sent_at = written.sent_at if written is not None else None
    title = _("Read and approve the minutes")
    if sent_at is None:
        title = _("Write and send the minutes")
    elif getattr(one, "is_led", False) and getattr(one, "is_wrong", False):
        title = _("Somebody says that the minutes are wrong")
    due_on = terms.after("minutes_answer", localdate(sent_at)) if sent_at else one.meeting.held_on
    return DeskItem(
        title=title, href=reverse("meetings:minutes", args=[one.pk]), person_id=one.young_person_id,
        detail=one.young_person.name, due_on=due_on, is_late=due_on < actor.on,
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
