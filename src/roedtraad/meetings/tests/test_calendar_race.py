# SPDX-License-Identifier: EUPL-1.2
"""Somebody moves a meeting while the night's planning moves it because the forum has changed: what a person chose stays."""

import datetime as dt

import pytest

from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.locks import Lock
from roedtraad.meetings.actions import calendar, calendar_planning
from roedtraad.meetings.models import Meeting
from roedtraad.meetings.tests.making_calendar import forum_document, make_item, use_forums
from tests.cast import Cast, make_cast
from tests.racing import on_postgresql, overlapping

DAY = dt.timedelta(days=1)
MONDAY = {"every": 1, "unit": "week", "first_on": "2026-01-05"}
TUESDAY = {"every": 1, "unit": "week", "first_on": "2026-01-06"}


@pytest.fixture
def cast(committed_log: None) -> Cast:  # noqa: F811
    return make_cast()


def both(cast: Cast) -> tuple[Meeting, dt.date]:
    """A leader moves a meeting, and before that is committed the planning begins: the meeting, and the day the leader chose."""
    use_forums(forum_document("team", cadence=MONDAY))
    system, today = system_actor(clock.today(), "test"), clock.today()
    calendar.plan_calendar(system, on=today)
    meeting = Meeting.objects.order_by("held_on")[2]
    make_item(meeting, cast.young_person)
    use_forums(forum_document("team", cadence=TUESDAY), from_on=today)
    leader, chosen = cast.actor("leader"), meeting.held_on + 3 * DAY
    moved = calendar.Moved(chosen, dt.time(10), 60)
    overlapping(
        lambda: calendar.move_meeting(leader, meeting_id=meeting.pk, moved=moved),
        lambda: calendar.plan_calendar(system, on=today),
    )
    meeting.refresh_from_db()
    return meeting, chosen


def test_what_somebody_chose_is_not_overwritten_by_the_plan(cast: Cast) -> None:
    meeting, chosen = both(cast)
    assert (meeting.held_on, meeting.by_hand) == (chosen, True)


@on_postgresql
def test_control_without_the_lock_the_choice_is_lost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def hold_nothing(_lock: Lock) -> None:
        return None

    for module in (calendar, calendar_planning):
        monkeypatch.setattr(module, "hold", hold_nothing)
    meeting, chosen = both(cast)
    assert meeting.held_on != chosen
