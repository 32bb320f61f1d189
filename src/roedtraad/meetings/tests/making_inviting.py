# SPDX-License-Identifier: EUPL-1.2
"""Meetings, items and participants for the tests about who takes part."""

import datetime as dt
from typing import Any

from roedtraad.kernel import clock
from roedtraad.kernel.calendar import add_working_days
from roedtraad.meetings.models import AgendaItem, Entry, ForumSeat, Meeting, Participant, Task
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson

FORUM = "conference"


def soon() -> dt.date:
    """A working day in about three weeks."""
    return add_working_days(clock.today(), 15)


def make_meeting(forum: str = FORUM, **values: Any) -> Meeting:
    """A meeting in three weeks, from nine to eleven, at the town hall."""
    defaults = {"held_on": soon(), "begins_at": dt.time(9), "minutes": 120, "place": "Rådhuset, lokale 3"}
    return Meeting.objects.create(forum=forum, **{**defaults, **values})


def make_item(
    person: YoungPerson, meeting: Meeting | None = None, unit: str = "authority", **values: Any
) -> AgendaItem:
    """A young person on the agenda of a meeting, brought with a reason."""
    defaults = {
        "entry": Entry.BROUGHT, "question": "Hvad skal der ske efter sommeren?", "because": "Vi er i tvivl",
        "added_on": clock.today(), "waiting_since": clock.today(),
    }  # fmt: skip
    place = Unit.objects.get(code=unit)
    return AgendaItem.objects.create(
        meeting=meeting or make_meeting(), young_person=person, unit=place, **{**defaults, **values}
    )


def make_participant(item: AgendaItem, account: Account | None = None, **values: Any) -> Participant:
    """A colleague in an item, or somebody else by `values`; not invited yet."""
    return Participant.objects.create(item=item, account=account, **{"task": Task.KNOWS, **values})


def make_seat(seat: str, account: Account, forum: str = FORUM, **values: Any) -> ForumSeat:
    """A fixed seat held since long ago."""
    return ForumSeat.objects.create(
        forum=forum, seat=seat, account=account, **{"valid_from": dt.date(2015, 1, 1), **values}
    )
