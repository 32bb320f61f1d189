# SPDX-License-Identifier: EUPL-1.2
"""The calendar follows the profile: cadences become meetings, and what a changed cadence has misplaced is moved."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.locks import Lock, hold
from roedtraad.kernel.remembering import remembering
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings.actions.calendar_items import Places, Rehomed, send_on
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, ForumSeat, Meeting, MeetingState
from roedtraad.meetings.queries.calendar import (
    CHAIR,
    active_units,
    capacity_of,
    forum_unit,
    holders_among,
    left_waiting,
)  # fmt: skip
from roedtraad.meetings.rules.calendar import Rhythm, dates_of, paired
from roedtraad.organisation.models import ProfileVersion
from roedtraad.organisation.profile import Forum, Profile
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on

_DAY: Final = dt.timedelta(days=1)
LEAST_MOVE: Final = 7
"""A meeting moves at least this far to a new day; farther when the forum meets more seldom."""
DETAILS: Final = ("begins_at", "minutes", "capacity", "place", "video_link")
TOLD: Final = frozenset({"held_on", "begins_at", "place", "video_link", "minutes"})
"""What stands in the invitation, so that whoever was invited must be told."""
WHY: Final = {
    "forum_ended": gettext_lazy("The forum has ended."),
    "cadence_changed": gettext_lazy("The forum meets on other days now."),
}
MEETING_CANCELLED: Final = gettext_lazy("The meeting was cancelled.")

Slots = dict[dt.date, Forum]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a night's planning did. `items_left` are items that no meeting has taken yet."""

    made: int = 0
    moved: int = 0
    cancelled: int = 0
    items_moved: int = 0
    items_left: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was changed."""
        return not (self.made or self.moved or self.cancelled or self.items_moved)


@dataclass(slots=True)
class _Night:
    """One run: what is known before it, and what it has done so far."""

    on: dt.date
    until: dt.date
    profiles: list[tuple[dt.date, Profile]]
    seats: Mapping[str, list[ForumSeat]]
    units: Mapping[str, Any]
    made: list[Meeting] = field(default_factory=list)
    moved: list[Meeting] = field(default_factory=list)
    cancelled: list[Meeting] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    def forum(self, code: str, day: dt.date) -> Forum | None:
        """A forum as it is on a coming day."""
        begun = [profile for begins, profile in self.profiles if begins <= day]
        return (begun[-1] if begun else self.profiles[0][1]).forum(code, day)


def require_planner(actor: Actor) -> None:
    """Refuse whoever may not plan meetings."""
    if not has_right(actor, Right.PLAN_MEETINGS):
        raise NotAllowed("calendar_of_planners", _("Only leaders and the secretariat plan meetings."))


@transaction.atomic
def plan_calendar(actor: Actor, *, on: dt.date) -> Planned:
    """Bring the meetings after `on` in line with the profile, as far ahead as `meetings_planned_ahead` says.

    Days that the cadence has and nobody has planned are planned. A meeting whose day the cadence no longer has moves to the nearest
    new day and keeps its agenda; when there is none it is cancelled, and its items go to the nearest meeting with room, of the
    forum or of the one that their signals lead to now. The meetings of a forum that has ended are cancelled. What somebody
    moved or cancelled by hand stays so. Doing it twice changes nothing. Refuses whoever may not plan.
    """
    require_planner(actor)
    hold(Lock.CALENDAR)
    with remembering():
        return _plan(actor, on)


def _plan(actor: Actor, on: dt.date) -> Planned:
    night = _begin(on)
    wanted = _wanted(night)
    planned = _planned_by_forum(on)
    for code in sorted(wanted.keys() | planned.keys()):
        _plan_forum(night, code, wanted.get(code, {}), planned.get(code, []))
    items = _write(night)
    done = Planned(len(night.made), len(night.moved), len(night.cancelled), items.moved, items.left)
    if not done.is_quiet:
        values = {"made": done.made, "moved": done.moved, "cancelled": done.cancelled, "until": night.until}
        record_change(actor, Record("calendar_planned", values=values), *night.records, *items.records)
    return done


def _begin(on: dt.date) -> _Night:
    seats: dict[str, list[ForumSeat]] = defaultdict(list)
    for seat in ForumSeat.objects.filter(seat=CHAIR).select_related("account", "substitute"):
        seats[seat.forum].append(seat)
    until = terms_on(on).after("meetings_planned_ahead", on)
    return _Night(on, until, _profiles(on, until), seats, active_units())


def _profiles(on: dt.date, until: dt.date) -> list[tuple[dt.date, Profile]]:
    """The profiles that count after `on`, each from its day, also those that are yet to come."""
    starts = ProfileVersion.objects.filter(valid_from__gt=on + _DAY, valid_from__lte=until)
    days = sorted({on + _DAY, *starts.values_list("valid_from", flat=True)})
    return [(day, profile_on(day)) for day in days]


def _wanted(night: _Night) -> dict[str, Slots]:
    """Every forum's days in the window, each with the forum as it then is."""
    found: dict[str, Slots] = defaultdict(dict)
    ends = [begins - _DAY for begins, _profile in night.profiles[1:]]
    for (begins, profile), last in zip(night.profiles, [*ends, night.until], strict=True):
        for forum in profile.forums:
            for day in _days(profile, forum, begins, last):
                found[forum.id][day] = forum
    return found


def _days(profile: Profile, forum: Forum, begins: dt.date, until: dt.date) -> list[dt.date]:
    rhythm = rhythm_of(profile, forum)
    if rhythm is None:
        return []
    return dates_of(rhythm, max(begins, forum.valid_from), min(until, forum.valid_to or until))


def rhythm_of(profile: Profile, forum: Forum) -> Rhythm | None:
    """The cadence as days can be counted from it; None for a forum that is called when a case needs it.

    Without a first day it is counted from the day on which the forum began to meet so often.
    """
    cadence = forum.cadence
    if cadence is None or cadence.every is None or cadence.unit is None:
        return None
    since = forum.valid_from
    earlier = sorted(
        (one for one in profile.forums if one.id == forum.id), key=lambda one: one.valid_from, reverse=True
    )
    for part in earlier:
        if part.valid_from < since and part.cadence == cadence and part.valid_to == since - _DAY:
            since = part.valid_from
    return Rhythm(
        cadence.every, cadence.unit, cadence.first_on or since, frozenset(cadence.skip_weeks), cadence.if_closed
    )


def _planned_by_forum(on: dt.date) -> dict[str, list[Meeting]]:
    """What stands in the calendar after `on`, and slots that are spoken for: held and cancelled ones included."""
    spoken_for = Q(held_on__gt=on) | Q(slot_on__gt=on)
    items = AgendaItem.objects.filter(meeting=OuterRef("pk"), state__in=OPEN_ITEMS)
    rows: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in Meeting.objects.filter(spoken_for).annotate(has_items=Exists(items)).order_by("held_on", "pk"):
        rows[meeting.forum].append(meeting)
    return rows


def _plan_forum(night: _Night, code: str, slots: Slots, meetings: list[Meeting]) -> None:
    """One forum: what fits stays, what is misplaced moves or goes, what is missing is made."""
    taken = {one.slot_on for one in meetings} | {one.held_on for one in meetings if one.state != MeetingState.CANCELLED}
    planned = [one for one in meetings if one.state == MeetingState.PLANNED and one.held_on > night.on]
    misplaced: dict[dt.date, Meeting] = {}
    for meeting in planned:
        forum = night.forum(code, meeting.held_on)
        if forum is None:
            _cancel(night, meeting, "forum_ended")
        elif meeting.slot_on in slots:
            _refresh(night, meeting, slots[meeting.slot_on])
        elif meeting.slot_on and meeting.slot_on <= night.until and not (meeting.by_hand and _has_items(meeting)):
            misplaced[meeting.slot_on] = meeting
    free = sorted(day for day in slots if day not in taken)
    moves = _moves(misplaced, free, slots)
    for day, meeting in misplaced.items():
        if day in moves:
            _move(night, meeting, moves[day], slots[moves[day]])
        else:
            _let_go(night, meeting)
    night.made += [_new(night, code, day, slots[day]) for day in free if day not in moves.values()]


def _moves(misplaced: Mapping[dt.date, Meeting], free: Iterable[dt.date], slots: Slots) -> dict[dt.date, dt.date]:
    """Meetings with somebody on the agenda choose first."""
    days = list(free)
    if not days:
        return {}
    cadence = slots[days[0]].cadence
    spacing = Rhythm(cadence.every or 1, cadence.unit or "week", days[0]).spacing if cadence else 0
    within = max(LEAST_MOVE, spacing)
    busy = [day for day, one in misplaced.items() if _has_items(one)]
    moves = paired(busy, days, within)
    left = [day for day in days if day not in moves.values()]
    return moves | paired([day for day in misplaced if day not in busy], left, within)


def _has_items(meeting: Meeting) -> bool:
    """As `_planned_by_forum` asked it."""
    return bool(getattr(meeting, "has_items", False))


def _details(night: _Night, forum: Forum) -> dict[str, Any]:
    """What the forum says of one of its meetings; the place is in Danish, as on the door."""
    return {
        "begins_at": forum.begins_at, "minutes": forum.minutes, "capacity": capacity_of(forum, night.on),
        "place": forum.place.da[:150] if forum.place else "", "video_link": forum.video_link or "",
    }  # fmt: skip


def _new(night: _Night, code: str, day: dt.date, forum: Forum) -> Meeting:
    chair = holders_among(night.seats.get(code, ()), day).get(CHAIR)
    return Meeting(
        forum=code, held_on=day, slot_on=day, by_cadence=True, unit=forum_unit(forum, night.units),
        chair=chair[0] if chair else None, **_details(night, forum),
    )  # fmt: skip


def _refresh(night: _Night, meeting: Meeting, forum: Forum) -> None:
    """Time, length, capacity and place as the forum says now, unless somebody has chosen for this meeting."""
    if meeting.by_hand:
        return
    _change(night, meeting, _details(night, forum))


def _move(night: _Night, meeting: Meeting, day: dt.date, forum: Forum) -> None:
    meeting.moved_from = meeting.moved_from or meeting.held_on
    meeting.slot_on = day
    meeting.by_hand = False
    _change(night, meeting, {"held_on": day, **_details(night, forum)})


def _change(night: _Night, meeting: Meeting, values: Mapping[str, Any]) -> None:
    changed = {name: value for name, value in values.items() if getattr(meeting, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(meeting, name, value)
    if changed.keys() & TOLD:
        meeting.sequence += 1
    night.moved.append(meeting)
    night.records.append(Record("meeting_moved", "meeting", meeting.pk, values={"by": "cadence", **changed}))


def _let_go(night: _Night, meeting: Meeting) -> None:
    """A day that the cadence no longer has. In a forum that is called now, a meeting with somebody on its agenda stays."""
    forum = night.forum(meeting.forum, meeting.held_on)
    if forum is not None and forum.is_called and _has_items(meeting):
        meeting.slot_on, meeting.by_cadence = None, False
        night.moved.append(meeting)
        night.records.append(Record("meeting_moved", "meeting", meeting.pk, values={"by": "called_from_now_on"}))
        return
    _cancel(night, meeting, "cadence_changed")


def _cancel(night: _Night, meeting: Meeting, why: str) -> None:
    meeting.state, meeting.slot_on = MeetingState.CANCELLED, None
    with override(settings.LANGUAGE_CODE):
        meeting.cancelled_because = str(WHY[why])
    meeting.sequence += 1
    night.cancelled.append(meeting)
    night.records.append(Record("meeting_cancelled", "meeting", meeting.pk, values={"because": why}))


def _write(night: _Night) -> Rehomed:
    """Write what was found, then find places for whoever stood on a cancelled meeting, also one of an earlier night."""
    with_slot = ["held_on", "slot_on", "moved_from", "by_cadence", "by_hand", "sequence", *DETAILS]
    Meeting.objects.bulk_update(night.moved, with_slot, batch_size=200)
    Meeting.objects.bulk_update(night.cancelled, ["state", "slot_on", "cancelled_because", "sequence"], batch_size=200)
    Meeting.objects.bulk_create(night.made, batch_size=200)
    waiting = Meeting.objects.filter(pk__in=left_waiting().values("meeting_id")).order_by("held_on", "pk")
    places, done = Places(night.on), Rehomed()
    with override(settings.LANGUAGE_CODE):
        because = str(MEETING_CANCELLED)
    for meeting in waiting:
        one = send_on(meeting, night.on, places, because)
        done.moved, done.left = done.moved + one.moved, done.left + one.left
        done.records += one.records
    return done
