# SPDX-License-Identifier: EUPL-1.2
"""Acts on meetings: plan them by the cadence, call one when a case needs it, move one, cancel one."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.models import Case
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.locks import Lock, hold
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.text import without_cpr
from roedtraad.meetings import policies
from roedtraad.meetings.actions.bringing import require_admitted
from roedtraad.meetings.actions.calendar_items import Places, send_on
from roedtraad.meetings.actions.calendar_planning import MEETING_CANCELLED, Planned, plan_calendar
from roedtraad.meetings.models import AgendaItem, Entry, ItemState, Meeting, MeetingState
from roedtraad.meetings.queries.calendar import active_units, forum_on, forum_unit, sits_in
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import Forum
from roedtraad.people import policies as people
from roedtraad.people.actions import lock_person

__all__ = [
    "Called",
    "Moved",
    "Planned",
    "call_meeting",
    "cancel_meeting",
    "locked_meeting",
    "move_meeting",
    "plan_calendar",
]


@dataclass(frozen=True, slots=True)
class Called:
    """A meeting that a case needs: when, where, what it must answer, and why it is called. Without minutes the forum's own."""

    held_on: dt.date
    begins_at: dt.time
    question: str
    because: str
    minutes: int | None = None
    place: str = ""
    video_link: str = ""
    chair_id: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """When and where a meeting is instead."""

    held_on: dt.date
    begins_at: dt.time
    minutes: int
    place: str = ""
    video_link: str = ""


def call_meeting(actor: Actor, *, forum: str, person_id: int, called: Called) -> Meeting:
    """Call a meeting of an ad hoc forum about one young person: the meeting and its one item, brought by whoever calls.

    The caller leads it unless they name somebody else. Refuses a forum that is not there that day, that meets on days of its own or
    never about one young person; a closed circle for whoever has no seat in it; a case that the forum does not take, with the reason;
    a day that is past; and a second meeting of the forum about the same person before the first has been held.
    """
    people.require(actor, Right.PREPARE_MEETINGS, person_id)
    found = _callable(actor, forum, called.held_on)
    _refuse_past(actor, called.held_on)
    if forum_on(forum, actor.on) is not None:
        require_admitted(
            actor, person_id=person_id, forum=forum
        )  # its refusal is logged, so it stands before the transaction
    return _call(actor, found, person_id, called)


@transaction.atomic
def _call(actor: Actor, forum: Forum, person_id: int, called: Called) -> Meeting:
    person = lock_person(person_id)
    there = AgendaItem.objects.filter(young_person=person, state=ItemState.LISTED, meeting__forum=forum.id)
    if there.filter(meeting__state=MeetingState.PLANNED, meeting__held_on__gte=actor.on).exists():
        raise DomainError(
            "meeting_called_twice", _("A meeting has been called already. Move it, or add your question to it.")
        )
    unit = _unit_of_matter(actor, person_id) or forum_unit(forum, active_units())
    if unit is None:
        raise DomainError("meeting_without_unit", _("No unit can have this meeting."))
    made = Meeting.objects.create(
        forum=forum.id, held_on=called.held_on, begins_at=called.begins_at, minutes=called.minutes or forum.minutes,
        capacity=1, place=called.place or (forum.place.da[:150] if forum.place else ""), unit=unit,
        video_link=called.video_link or forum.video_link or "", called_by_id=actor.account_id,
        chair_id=called.chair_id or actor.account_id,
    )  # fmt: skip
    item = AgendaItem.objects.create(
        meeting=made, young_person=person, unit=unit, entry=Entry.BROUGHT, order=1, question=called.question,
        because=called.because, brought_by_id=actor.account_id, added_on=actor.on, waiting_since=actor.on,
    )  # fmt: skip
    values = {"forum": forum.id, "held_on": called.held_on, "meeting": made.pk, "because": called.because}
    record_change(actor, Record("meeting_called", "agenda_item", item.pk, persons=(person_id,), values=values))
    return made


def _callable(actor: Actor, code: str, on: dt.date) -> Forum:
    found = forum_on(code, on)
    if found is None:
        raise DomainError("forum_not_there", _("There is no such forum on that day."))
    if found.without_cases:
        raise DomainError("forum_without_cases", _("This forum never meets about one young person."))
    if not found.is_called:
        raise DomainError(
            "forum_has_its_days",
            _("This forum meets on days of its own. Put the young person on its next meeting instead."),
        )
    if found.closed_circle and not actor.is_system and not sits_in(actor.account_id, code, on):
        raise NotAllowed("closed_circle", _("Only those who have a seat in this forum may call it."))
    return found


def _refuse_past(actor: Actor, day: dt.date) -> None:
    if day < actor.on:
        raise DomainError("meeting_in_past", _("That day is past. Choose today or a later day."))


def _unit_of_matter(actor: Actor, person_id: int) -> Unit | None:
    """Whose matter it is: the unit of the actor's open case about the person, else one of their department, else the actor's own."""
    cases = Case.objects.filter(
        young_person_id=person_id, closed_on__isnull=True, unit__department_id__in=actor.department_ids
    ).select_related("unit__department")  # fmt: skip
    mine = sorted(cases, key=lambda case: (case.caseworker_id != actor.account_id, case.pk))
    if mine:
        return mine[0].unit
    return Unit.objects.filter(code=actor.unit, is_active=True).select_related("department").first()


def may_manage(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor may move or cancel the meeting: whoever plans meetings, and whoever leads this one."""
    return has_right(actor, Right.PLAN_MEETINGS) or policies.leads(actor, meeting)


def locked_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """A meeting to be changed, while nobody else plans. Raises NotVisible for none, and refuses whoever may not manage it and one that
    is not planned.
    """
    hold(Lock.CALENDAR)
    meeting = Meeting.objects.select_for_update().filter(pk=meeting_id).first()
    if meeting is None:
        raise NotVisible
    if not may_manage(actor, meeting):
        raise NotAllowed(
            "meeting_of_planners", _("Only leaders, the secretariat and whoever leads the meeting may change it.")
        )
    if meeting.state != MeetingState.PLANNED:
        raise DomainError(
            "meeting_not_planned", _("The meeting has begun, has been held or is cancelled, so it stays as it is.")
        )
    return meeting


@transaction.atomic
def move_meeting(actor: Actor, *, meeting_id: int, moved: Moved, seen: int | None = None) -> Meeting:
    """Give a planned meeting another day, time or place; its agenda goes along, and the invitation counts up.

    `seen` is the sequence that the actor had on the screen. Refuses a day that is past, a moment at which the forum meets already,
    and a meeting that somebody else has moved meanwhile.
    """
    meeting = locked_meeting(actor, meeting_id)
    if seen is not None and seen != meeting.sequence:
        raise DomainError("meeting_moved_meanwhile", _("Somebody else has changed this meeting. Look at it again."))
    _refuse_past(actor, moved.held_on)
    values = {name: getattr(moved, name) for name in ("held_on", "begins_at", "minutes", "place", "video_link")}
    changed = {name: value for name, value in values.items() if getattr(meeting, name) != value}
    if not changed:
        return meeting
    same = Meeting.objects.filter(forum=meeting.forum, held_on=moved.held_on, begins_at=moved.begins_at)
    if meeting.by_cadence and same.exclude(pk=meeting.pk).exclude(state=MeetingState.CANCELLED).exists():
        raise DomainError("meeting_taken", _("The forum meets at that very time already."))
    if "held_on" in changed:
        meeting.moved_from = meeting.moved_from or meeting.held_on
    for name, value in changed.items():
        setattr(meeting, name, value)
    meeting.by_hand = True
    meeting.sequence += 1
    meeting.save()
    record_change(actor, Record("meeting_moved", "meeting", meeting.pk, values={"by": "hand", **changed}))
    return meeting


@transaction.atomic
def cancel_meeting(actor: Actor, *, meeting_id: int, because: str) -> Meeting:
    """Cancel a planned meeting with a reason; its items go to the nearest meeting with room, else they wait and are listed.

    The reason is read by everybody who sees the meeting. It is refused when it is empty, when it holds a CPR number, and when it
    names a young person on the agenda whom the actor can see.
    """
    meeting = locked_meeting(actor, meeting_id)
    reason = because.strip()
    if not reason:
        raise DomainError("reason_missing", _("Say why the meeting is cancelled."))
    if without_cpr(reason) != reason or _names_somebody(actor, meeting, reason):
        raise DomainError(
            "reason_names_person", _("The reason is read by everybody who sees the meeting. Leave names out.")
        )
    meeting.state, meeting.cancelled_because = MeetingState.CANCELLED, reason
    meeting.sequence += 1
    meeting.save(update_fields=["state", "cancelled_because", "sequence"])
    items = send_on(meeting, actor.on, Places(actor.on), str(MEETING_CANCELLED))
    values = {"because": reason, "items_moved": items.moved, "items_left": items.left}
    record_change(actor, Record("meeting_cancelled", "meeting", meeting.pk, values=values), *items.records)
    return meeting


def _names_somebody(actor: Actor, meeting: Meeting, reason: str) -> bool:
    """Only of those whom the actor sees: a refusal must not tell who else is on the agenda."""
    said = set(reason.casefold().replace(",", " ").replace(".", " ").split())
    rows = (
        policies.visible(actor)
        .filter(meeting=meeting)
        .values_list("young_person__given_name", "young_person__family_name")
    )
    return any(said & set(f"{given} {family}".casefold().split()) for given, family in rows)
