# SPDX-License-Identifier: EUPL-1.2
"""Meetings that have been held, with everything that is counted of them."""

import datetime as dt
import itertools
from typing import Any

from roedtraad.kernel import clock
from roedtraad.meetings.models import AgendaItem, ItemState, Meeting, MeetingState, Participant, Task
from roedtraad.meetings.tests.making import make_item, make_meeting
from roedtraad.organisation.models import Account
from roedtraad.people.models import YoungPerson
from tests.cast import make_person

_minutes = itertools.count()
"""A forum meets once at a time: each meeting begins a minute after the one before."""
NOON = dt.time(12, tzinfo=dt.UTC)


def held_meeting(on: dt.date, forum: str = "conference", **values: Any) -> Meeting:
    """A meeting of a forum that was opened and closed."""
    at, begins_at = dt.datetime.combine(on, NOON), dt.time(*divmod(next(_minutes) % 1200, 60))
    return make_meeting(forum, on, begins_at=begins_at, state=MeetingState.HELD, opened_at=at, closed_at=at, **values)


def treated(
    meeting: Meeting,
    person: YoungPerson | None = None,
    *,
    waited: int = 10,
    adults: tuple[Account, ...] = (),
    **values: Any,
) -> AgendaItem:
    """Somebody was talked about, having waited so many days; `adults` took part."""
    item = make_item(
        meeting, person or make_person("Ottilie"), state=ItemState.TREATED,
        waiting_since=meeting.held_on - dt.timedelta(days=waited), added_on=meeting.held_on, **values,
    )  # fmt: skip
    for account in adults:
        Participant.objects.create(item=item, account=account, task=Task.MEMBER)
    return item


def this_month() -> dt.date:
    """A day of this month on which something has been held already."""
    return clock.today().replace(day=1)
