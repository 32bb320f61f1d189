# SPDX-License-Identifier: EUPL-1.2
"""Meetings and what stands on their agendas, for tests that are about something else."""

import datetime as dt
from typing import Any

from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.meetings.models import AgendaItem, Entry, ItemSignal, Meeting
from roedtraad.organisation.actions import load_profile
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.profile import from_document, to_document
from roedtraad.people.models import YoungPerson
from tests.cast import LONG_AGO, shipped_profile

FORUM = "conference"
RULE = "social_case_turning_17_half"
"""Leads mandatorily to the conference in Fjordby."""
SUGGESTING = "two_disciplines_open"
"""Only suggests the conference."""


def days_ahead(days: int) -> dt.date:
    """A day that many days after today."""
    return clock.today() + dt.timedelta(days=days)


def change_forum(code: str = FORUM, profile: str = "fjordby", **changes: Any) -> None:
    """Let a shipped profile count in which one forum is otherwise; `None` takes a field back to what it is without a word."""
    document = to_document(shipped_profile(profile))
    for forum in document["forums"]:
        if forum["id"] == code:
            forum.update(changes)
            for name in [name for name, value in forum.items() if value is None]:
                del forum[name]
    load_profile(system_actor(clock.today(), "test"), profile=from_document(document), valid_from=LONG_AGO)


def make_meeting(forum: str = FORUM, on: dt.date | None = None, **values: Any) -> Meeting:
    """A planned meeting of a forum's cadence in three weeks, unless told otherwise: its agenda is open."""
    defaults: dict[str, Any] = {
        "begins_at": dt.time(9), "minutes": 120, "capacity": None, "by_cadence": True, "place": "Mødelokale 2",
    }  # fmt: skip
    return Meeting.objects.create(forum=forum, held_on=on or days_ahead(21), **{**defaults, **values})


def make_signal(person: YoungPerson, rule: str = RULE, unit: str = "authority", **values: Any) -> Signal:
    """An open signal of a rule that leads to a forum."""
    defaults: dict[str, Any] = {
        "raised_on": days_ahead(-3), "due_on": days_ahead(30), "evidence": {"age_months": 210}, "origins": {},
    }  # fmt: skip
    place = Unit.objects.get(code=unit) if unit else None
    return Signal.objects.create(young_person=person, rule=rule, unit=place, **{**defaults, **values})


def make_item(meeting: Meeting, person: YoungPerson, unit: str = "authority", **values: Any) -> AgendaItem:
    """An item on the agenda, there because of a mandatory rule; `signals` are those behind it."""
    signals = values.pop("signals", ())
    defaults: dict[str, Any] = {
        "entry": Entry.MANDATORY, "order": meeting.items.count() + 1, "added_on": clock.today(),
        "waiting_since": days_ahead(-3),
    }  # fmt: skip
    item = AgendaItem.objects.create(
        meeting=meeting, young_person=person, unit=Unit.objects.get(code=unit), **{**defaults, **values}
    )
    for signal in signals:
        ItemSignal.objects.create(item=item, signal=signal)
    return item


def make_brought(
    meeting: Meeting, person: YoungPerson, by: Account, unit: str = "authority", **values: Any
) -> AgendaItem:
    """An item that a colleague has brought, with a question."""
    defaults: dict[str, Any] = {
        "entry": Entry.BROUGHT, "because": "Vi er kørt fast", "question": "Hvad er næste skridt?", "brought_by": by,
        "waiting_since": clock.today(),
    }  # fmt: skip
    return make_item(meeting, person, unit, **{**defaults, **values})
