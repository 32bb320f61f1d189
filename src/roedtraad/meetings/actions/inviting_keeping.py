# SPDX-License-Identifier: EUPL-1.2
"""Keeping those who are invited up to date: told again when a meeting moves or is off, and reminded once when they have not answered."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings import policies
from roedtraad.meetings.actions.inviting_telling import CHANGED, OFF, REMINDED, tell, tell_time_and_place
from roedtraad.meetings.models import OPEN_ITEMS, ItemState, Meeting, MeetingState, Participant, Reply
from roedtraad.organisation.terms import terms_on

_WITH = ("item__meeting", "item__young_person", "account", "guardian")


def told() -> "QuerySet[Participant]":
    """Those who have been told of a meeting, and have neither said no nor been told that it is off."""
    found = Participant.objects.filter(invited_at__isnull=False, told_meeting__isnull=False)
    return found.exclude(reply=Reply.NO).select_related(*_WITH)


def of_off(on: dt.date) -> Q:
    """Participants for whom a meeting that would have been is off: cancelled, or the item is on it no more."""
    gone = Q(item__state__in=(ItemState.WITHDRAWN, ItemState.CARRIED), item__meeting__state=MeetingState.PLANNED)
    return Q(item__meeting__held_on__gte=on) & (gone | Q(item__meeting__state=MeetingState.CANCELLED))


def of_moved(on: dt.date) -> Q:
    """Participants who know another time or place than the one that holds."""
    ahead = Q(item__state__in=OPEN_ITEMS, item__meeting__state=MeetingState.PLANNED, item__meeting__held_on__gte=on)
    other = ~Q(told_meeting=F("item__meeting")) | Q(invited_sequence__lt=F("item__meeting__sequence"))
    return ahead & other


@transaction.atomic
def tell_again(actor: Actor, *, meeting_id: int, site: str = "") -> int:
    """Tell everybody who was invited that the meeting has moved or is off; gives how many were told. Again tells nobody.

    One human being is told once, however many items they take part in. An answer to another time is no answer any more. Refuses
    whoever neither leads the meeting nor plans meetings.
    """
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    if meeting is None:
        return 0
    if not (policies.leads(actor, meeting) or has_right(actor, Right.PLAN_MEETINGS)):
        raise NotAllowed("meeting_of_others", _("Only whoever leads the meeting, or plans meetings, tells everybody."))
    here = Q(item__meeting=meeting) | Q(told_meeting=meeting)
    off = _once_each(told().filter(here & of_off(actor.on)).order_by("pk"))
    moved = _once_each(told().filter(here & of_moved(actor.on)).order_by("pk"))
    for ones in off:
        _tell_off(actor, ones, site)
    for ones in moved:
        _tell_moved(actor, ones, site)
    _record(actor, "invited_told_again", meeting, [*off, *moved])
    return len(off) + len(moved)


def _once_each(found: Iterable[Participant]) -> list[list[Participant]]:
    """The participants by human being; a citizen and somebody from outside take part in one item of a meeting."""
    by_who: dict[str, list[Participant]] = {}
    for one in found:
        by_who.setdefault(f"account {one.account_id}" if one.account_id else f"participant {one.pk}", []).append(one)
    return list(by_who.values())


def _tell_off(actor: Actor, ones: Sequence[Participant], site: str) -> None:
    tell(actor, ones[0], OFF, site)
    Participant.objects.filter(pk__in=[one.pk for one in ones]).update(told_meeting=None)


def _tell_moved(actor: Actor, ones: Sequence[Participant], site: str) -> None:
    for one in ones:
        one.reply, one.replied_at, one.reminded_on = Reply.NONE, None, None
        one.invited_sequence, one.told_meeting_id = one.item.meeting.sequence, one.item.meeting_id
    fields = ["reply", "replied_at", "reminded_on", "invited_sequence", "told_meeting"]
    Participant.objects.bulk_update(ones, fields)
    tell_time_and_place(actor, ones[0], CHANGED, site)


def _record(actor: Actor, act: str, meeting: Meeting, groups: Iterable[Sequence[Participant]]) -> None:
    participants = [one for ones in groups for one in ones]
    if participants:
        persons = tuple(dict.fromkeys(one.item.young_person_id for one in participants))
        values = {"participants": [one.pk for one in participants]}
        record_change(actor, Record(act, "meeting", meeting.pk, persons=persons, values=values))


def tell_behind() -> None:
    """Tell everybody who knows another time or place than the one that holds: for the worker, again and again."""
    actor = system_actor(clock.today(), "worker")
    behind = told().filter(of_off(actor.on) | of_moved(actor.on))
    for meeting_id in behind.order_by("item__meeting_id").values_list("item__meeting_id", flat=True).distinct():
        tell_again(actor, meeting_id=meeting_id)


def remind_unanswered() -> None:
    """Remind once those who have not answered shortly before the meeting (limit `invitation_reminder`): for the worker, nightly."""
    actor = system_actor(clock.today(), "worker")
    until = terms_on(actor.on).after("invitation_reminder", actor.on)
    waiting = told().filter(
        reply=Reply.NONE, reminded_on__isnull=True, item__state__in=OPEN_ITEMS, item__meeting__state=MeetingState.PLANNED,
        item__meeting__held_on__gte=actor.on, item__meeting__held_on__lte=until,
    )  # fmt: skip
    for pk in list(waiting.values_list("pk", flat=True)):
        _remind(actor, pk, waiting)


@transaction.atomic
def _remind(actor: Actor, pk: int, waiting: "QuerySet[Participant]") -> None:
    one = waiting.filter(pk=pk).first()
    if one is None:
        return
    one.reminded_on = actor.on
    one.save(update_fields=["reminded_on"])
    tell(actor, one, REMINDED, "")
    persons = (one.item.young_person_id,)
    record_change(actor, Record("invitation_reminded", "meeting_participant", one.pk, persons=persons))
