# SPDX-License-Identifier: EUPL-1.2
"""Meetings that are held, for tests: a meeting of today with young people on its agenda and somebody who leads it."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from roedtraad.kernel import clock
from roedtraad.meetings.actions.sitting_lines import LineDraft
from roedtraad.meetings.models import AgendaItem, Entry, ItemState, Meeting, MeetingState, Participant, Task
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson

CONFERENCE = "conference"
GRANTING = "transition_forum"


def make_meeting(chair: Account | None, forum: str = CONFERENCE, **values: Any) -> Meeting:
    """A meeting of today, planned unless told otherwise."""
    place = Unit.objects.get(code="authority")
    defaults = {"held_on": clock.today(), "begins_at": dt.time(9), "minutes": 120, "unit": place}
    return Meeting.objects.create(forum=forum, chair=chair, **{**defaults, **values})


def make_held(chair: Account | None, forum: str = CONFERENCE, **values: Any) -> Meeting:
    """A meeting that is under way."""
    return make_meeting(chair, forum, state=MeetingState.UNDER_WAY, opened_at=clock.now(), **values)


def make_item(meeting: Meeting, person: YoungPerson, unit: str = "authority", **values: Any) -> AgendaItem:
    """Somebody on the agenda."""
    defaults = {
        "entry": Entry.MANDATORY, "added_on": clock.today(), "waiting_since": clock.today(), "minutes": 20,
        "question": "Hvad skal der til for en læreplads?", "order": meeting.items.count() + 1,
    }  # fmt: skip
    place = Unit.objects.get(code=unit)
    return AgendaItem.objects.create(meeting=meeting, young_person=person, unit=place, **{**defaults, **values})


def make_under_way(meeting: Meeting, person: YoungPerson, unit: str = "authority", **values: Any) -> AgendaItem:
    """Somebody who is being talked about."""
    return make_item(meeting, person, unit, state=ItemState.UNDER_WAY, began_at=clock.now(), **values)


def make_part(item: AgendaItem, account: Account | None = None, **values: Any) -> Participant:
    """Somebody who takes part in an item."""
    return Participant.objects.create(item=item, account=account, **{"task": Task.MEMBER, **values})


def draft(what: str = "Besøge mureren", key: UUID | None = None, **values: Any) -> LineDraft:
    """An agreement in which nothing is missing, unless told otherwise."""
    whole = {
        "by_young_person": True, "due_on": clock.today() + dt.timedelta(days=14), "decided_by_young_person": True,
        "costs_nothing": True,
    }  # fmt: skip
    return LineDraft(key or uuid4(), what, **{**whole, **values})
