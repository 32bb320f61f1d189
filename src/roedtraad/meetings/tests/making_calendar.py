# SPDX-License-Identifier: EUPL-1.2
"""Makers for tests about the calendar: a profile with other forums, meetings, items and seats."""

import datetime as dt
from typing import Any

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.meetings.models import AgendaItem, Entry, ForumSeat, Meeting
from roedtraad.organisation.actions import load_profile
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.profile import Profile, from_document, to_document
from roedtraad.organisation.queries import profile_on
from roedtraad.people.models import YoungPerson

NINE = dt.time(9)


def forum_document(code: str, **values: Any) -> dict[str, Any]:
    """A forum that any caseworker may bring somebody to."""
    base = {
        "id": code, "title": {"da": f"Møde {code}", "en": f"Meeting {code}"}, "kind": "cross_team",
        "fixed_members": [{"discipline": "social"}], "admission": {"any_caseworker": True}, "valid_from": "2014-01-01",
        "source": "test",
    }  # fmt: skip
    return base | values


def use_forums(
    *forums: dict[str, Any], from_on: dt.date | None = None, rules: tuple[dict[str, Any], ...] = ()
) -> Profile:
    """The present profile with these forums and rules and no others, from a day on."""
    day = from_on or dt.date(2015, 1, 2)
    document = to_document(profile_on(day))
    document |= {"forums": list(forums), "rules": list(rules)}
    profile = from_document(document)
    load_profile(system_actor(clock.today(), "test"), profile=profile, valid_from=day)
    return profile


def make_meeting(forum: str = "conference", held_on: dt.date | None = None, **values: Any) -> Meeting:
    """A planned meeting in two weeks."""
    day = held_on or clock.today() + dt.timedelta(days=14)
    return Meeting.objects.create(
        forum=forum, held_on=day, **{"begins_at": NINE, "minutes": 120, "capacity": 6, **values}
    )


def make_item(meeting: Meeting, person: YoungPerson, unit: str = "authority", **values: Any) -> AgendaItem:
    """Somebody on a meeting's agenda."""
    today = clock.today()
    place = Unit.objects.get(code=unit)
    return AgendaItem.objects.create(
        meeting=meeting, young_person=person, unit=place,
        **{"entry": Entry.MANDATORY, "added_on": today, "waiting_since": today, **values},
    )  # fmt: skip


def make_seat(forum: str, seat: str, account: Account, **values: Any) -> ForumSeat:
    """A fixed member since long ago."""
    return ForumSeat.objects.create(
        forum=forum, seat=seat, account=account, **{"valid_from": dt.date(2015, 1, 1), **values}
    )
