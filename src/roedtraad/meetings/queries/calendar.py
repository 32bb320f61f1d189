# SPDX-License-Identifier: EUPL-1.2
"""Reads that every part of the room leans on: which forums there are, when they meet next, who sits there, and how much room is left.

That a forum meets is no secret among staff; whom it meets about is, and is not told here.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from roedtraad.kernel.remembering import remembered
from roedtraad.meetings.models import AHEAD, AgendaItem, ForumSeat, ItemState, Meeting, MeetingState
from roedtraad.meetings.rules.calendar import room_for
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.profile import Forum, Profile
from roedtraad.organisation.queries import profile_of, profile_on, versions
from roedtraad.organisation.terms import terms_on

ON_AGENDA = (ItemState.LISTED, ItemState.UNDER_WAY, ItemState.TREATED)
"""Items that take a place."""
CHAIR = "chair"
"""The seat of whoever leads the forum's meetings."""


def forums_on(on: dt.date) -> tuple[Forum, ...]:
    """The forums of the profile on a day, in its order; also those that never meet about one young person (`without_cases`)."""
    return tuple(forum for forum in profile_on(on).forums if forum.in_force(on))


def forum_on(code: str, on: dt.date) -> Forum | None:
    """A forum as it is on a day; None when there is none then."""
    return profile_on(on).forum(code, on)


@remembered
def forum_last(code: str, on: dt.date) -> Forum | None:
    """A forum as it is on a day, or as it last was before, or as it will first be; None when no profile ever named it."""
    found = forum_on(code, on) or _latest(profile_on(on), code, on)
    if found is not None:
        return found
    earlier = sorted(versions(), key=lambda version: version.valid_from > on)
    return next((part for one in earlier if (part := _latest(profile_of(one), code, on))), None)


def _latest(profile: Profile, code: str, on: dt.date) -> Forum | None:
    parts = sorted((part for part in profile.forums if part.id == code), key=lambda part: part.valid_from)
    begun = [part for part in parts if part.valid_from <= on]
    return begun[-1] if begun else next(iter(parts), None)


def forum_of(meeting: Meeting) -> Forum:
    """The forum of a meeting as it is on that day, or as it last was. Raises LookupError when no profile ever named it."""
    found = forum_last(meeting.forum, meeting.held_on)
    if found is None:
        raise LookupError(f"no profile has a forum {meeting.forum}")
    return found


def forum_title(code: str, on: dt.date) -> str:
    """What a forum is called in the reader's language; its code when no profile knows it any more."""
    found = forum_last(code, on)
    return found.title.get(get_language() or "da") if found else code


def capacity_of(forum: Forum, on: dt.date) -> int:
    """How many young people one meeting of the forum has time for; none when it never meets about one of them."""
    if forum.without_cases:
        return 0
    per_case = forum.minutes_per_case or terms_on(on).number("meeting_case_minutes")
    return room_for(forum.capacity, forum.minutes, per_case)


def next_meetings(forum_code: str, on: dt.date, count: int) -> list[Meeting]:
    """The forum's next planned meetings from a day on, that day included, the nearest first; each knows its free places."""
    rows = Meeting.objects.filter(forum=forum_code, held_on__gte=on, state=MeetingState.PLANNED)
    return list(with_taken(rows).order_by("held_on", "begins_at", "pk")[:count])


def with_taken(meetings: "QuerySet[Meeting]") -> "QuerySet[Meeting]":
    """The meetings with `taken`: how many places of each are taken. Whoever needs an order says so: counting drops the model's own."""
    return meetings.annotate(taken=Count("items", filter=Q(items__state__in=ON_AGENDA)))


def free_places(meeting: Meeting) -> int | None:
    """How many more young people there is time for; None without a limit. Asks only when `next_meetings` has not."""
    if meeting.capacity is None:
        return None
    taken = getattr(meeting, "taken", None)
    if taken is None:
        taken = AgendaItem.objects.filter(meeting=meeting, state__in=ON_AGENDA).count()
    return max(0, meeting.capacity - int(taken))


def seat_holders(forum_code: str, on: dt.date) -> dict[str, tuple[Account, Account | None]]:
    """Who sits in each seat of a forum on a day, with the substitute; a seat that nobody has is not there.

    `chair` is the seat of whoever leads it. One query.
    """
    return holders_among(_seats_of(forum_code), on)


def _seats_of(forum_code: str) -> list[ForumSeat]:
    rows = ForumSeat.objects.filter(forum=forum_code).select_related("account", "substitute")
    return list(rows.order_by("valid_from"))


def holders_among(seats: Iterable[ForumSeat], on: dt.date) -> dict[str, tuple[Account, Account | None]]:
    """The same of seats that are there already; of two for one seat the later holds."""
    held = {
        seat.seat: (seat.account, seat.substitute)
        for seat in sorted(seats, key=lambda seat: seat.valid_from)
        if seat.valid_from <= on and (seat.valid_to is None or on <= seat.valid_to)
    }
    return {seat: pair for seat, pair in held.items() if pair[0].is_active}


def sits_in(account_id: int | None, forum_code: str, on: dt.date) -> bool:
    """Whether somebody has a seat in the forum that day, as fixed member or as the substitute."""
    pairs = seat_holders(forum_code, on).values()
    return any(account_id in (member.pk, other.pk if other else None) for member, other in pairs)


def forum_unit(forum: Forum, units: Mapping[str, Unit]) -> Unit | None:
    """Whose a forum's meetings are: the first unit among its fixed members, else the first that covers a member's discipline,
    else the entry. `units` are the active ones by code.
    """
    for member in forum.fixed_members:
        if member.unit in units:
            return units[str(member.unit)]
    for member in forum.fixed_members:
        covering = (unit for unit in units.values() if member.discipline and member.discipline in unit.disciplines)
        if found := next(covering, None):
            return found
    return next((unit for unit in units.values() if unit.is_entry), None)


def active_units() -> dict[str, Unit]:
    """The units at work now, by code."""
    return {unit.code: unit for unit in Unit.objects.filter(is_active=True).order_by("pk")}


def left_waiting(forum_code: str = "") -> "QuerySet[AgendaItem]":
    """Items whose meeting was cancelled and that no other meeting took: a leader gives them a new one, or they are withdrawn."""
    rows = AgendaItem.objects.filter(state=ItemState.LISTED, meeting__state=MeetingState.CANCELLED)
    return rows.filter(meeting__forum=forum_code) if forum_code else rows


def ahead(on: dt.date) -> Q:
    """Meetings that are still to come or are being held."""
    return Q(state__in=AHEAD, held_on__gte=on)
