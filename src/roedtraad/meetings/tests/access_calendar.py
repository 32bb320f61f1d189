# SPDX-License-Identifier: EUPL-1.2
"""The part of `calendar` in the tables of the access suite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from roedtraad.kernel import clock
from roedtraad.meetings.tests.making_calendar import make_item, make_meeting, make_seat
from roedtraad.organisation.models import Unit
from tests.access.acting import Act, account, alma, change, look, see, send, today
from tests.access.room_table import RoomTable
from tests.access.table import CASEWORK, FILE, LEADERS, MISSING, NOBODY, PERSON, SEES_PEOPLE, Page, Thing, Things, keys

if TYPE_CHECKING:
    from tests.access.stage import Stage

NOBODY_HAS: Final = 2_000_000_000
SECRETARIAT: Final = keys("secretariat")
SEES_MEETINGS: Final = SEES_PEOPLE | SECRETARIAT
PLANS_MEETINGS: Final = LEADERS | SECRETARIAT


def _set_up(stage: Stage) -> None:
    """A conference with Alma on its agenda, led by her caseworker, and who sits in the forum."""
    cast = stage.cast
    unit = Unit.objects.get(code="authority")
    meeting = make_meeting(chair=cast.account("caseworker"), unit=unit, place="Havnegade 1", by_cadence=True)
    make_item(meeting, stage.alma, question="Hvor skal hun bo?")
    make_meeting(held_on=clock.today() + dt.timedelta(days=30))
    seat = make_seat("conference", "discipline:social", cast.account("colleague"))
    stage.things |= {"meetings.meeting": meeting.pk, "meetings.seat": seat.pk}


def _thing(name: str) -> Any:
    return lambda stage: stage.things[f"meetings.{name}"]


def _one(name: str) -> Things:
    return {
        "": Thing(lambda s: {"pk": s.things[f"meetings.{name}"]}),
        MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
    }


MEETING: Final = _one("meeting")
SEAT: Final = _one("seat")
FORUM: Final[Things] = {
    "": Thing(lambda _: {"code": "conference"}),
    MISSING: Thing(lambda _: {"code": "no_such_forum"}, exists=False),
}
SEES_THAT_IT_IS_HELD: Final = frozenset({
    "contact_person", "authority_caseworker", "guidance_counsellor", "school_representative", "company_consultant",
    "unit_leader", "former_contact_person", "other_caseworker", "counsellor", "other_leader", "other_school_representative",
    "consultant", "secretariat",
})  # fmt: skip
MANAGES: Final = PLANS_MEETINGS | keys("caseworker")
PAGES: Final = (
    Page("meetings:list", SEES_MEETINGS),
    Page("meetings:list-export", SEES_MEETINGS, FILE),
    Page("meetings:forums", SEES_MEETINGS),
    Page("meetings:plan", PLANS_MEETINGS, get=None, post=302),
    Page("meetings:forum", SEES_MEETINGS, FORUM),
    Page("meetings:seat", PLANS_MEETINGS, FORUM, post=422),
    Page("meetings:seat-end", PLANS_MEETINGS, SEAT, post=422),
    Page("meetings:meeting", SEES_MEETINGS, MEETING),
    Page("meetings:meeting-move", SEES_MEETINGS, MEETING, post=422, allowed=MANAGES),
    Page("meetings:meeting-cancel", SEES_MEETINGS, MEETING, post=422, allowed=MANAGES),
    Page("meetings:meeting-leader", SEES_MEETINGS, MEETING, post=422, allowed=MANAGES),
    Page("meetings:call", CASEWORK, PERSON, post=422),
)
QUERIES: Final = {
    "meetings:list": ("leader", 7),
    "meetings:list-export": ("leader", 8),
    "meetings:forums": ("leader", 6),
    "meetings:forum": ("leader", 8),
    "meetings:seat": ("leader", 6),
    "meetings:seat-end": ("leader", 5),
    "meetings:meeting": ("leader", 8),
    "meetings:meeting-move": ("leader", 5),
    "meetings:meeting-cancel": ("leader", 5),
    "meetings:meeting-leader": ("leader", 6),
    "meetings:call": ("caseworker", 7),
}


def _next_week(_stage: Stage) -> str:
    return (clock.today() + dt.timedelta(days=7)).isoformat()


_SEAT: Final = {"account": account("caseworker"), "substitute": "", "valid_from": today}
_PLACE: Final = {"held_on": _next_week, "begins_at": "10:00", "minutes": 60, "place": "Lokale 3", "video_link": ""}
_CALL: Final = {**_PLACE, "forum": "job_education", "question": "Hvad nu?", "because": "Det er gået i stå."}
ACTS: Final[Mapping[str, Act]] = {
    "meetings_exported": Act(see("leader", "meetings:list-export", "csv"), look("meetings_exported", 0)),
    "meeting_seen": Act(see("leader", "meetings:meeting", _thing("meeting")), look("meeting_seen", 1)),
    "meeting_moved": Act(
        send("leader", "meetings:meeting-move", _thing("meeting"), **_PLACE), change("meeting_moved", "meeting")
    ),
    "chair_named": Act(
        send("leader", "meetings:meeting-leader", _thing("meeting"), chair=account("leader")),
        change("chair_named", "meeting", 1),
    ),
    "seat_given": Act(
        send("secretariat", "meetings:seat", "conference", seat="discipline:employment", **_SEAT),
        change("seat_given", "forum_seat"),
    ),
    "seat_ended": Act(
        send("secretariat", "meetings:seat-end", _thing("seat"), last_day=today), change("seat_ended", "forum_seat")
    ),
    "meeting_called": Act(
        send("caseworker", "meetings:call", alma, **_CALL), change("meeting_called", "agenda_item", 1)
    ),
    "meeting_cancelled": Act(
        send("secretariat", "meetings:meeting-cancel", _thing("meeting"), because="Lokalet er optaget"),
        (("change", "meeting_cancelled", "meeting", 0), ("change", "item_moved_on", "agenda_item", 1)),
    ),
}

TABLE: Final = RoomTable(
    set_up=_set_up,
    pages=PAGES,
    queries=QUERIES,
    acts=ACTS,
    acts_elsewhere={
        "calendar_planned": "meetings/tests/test_calendar_actions.py",
        "item_moved_on": "meetings/tests/test_calendar_actions.py",
        "forum_places_released": "meetings/tests/test_calendar_seats.py",
    },
    who_may_see={
        # That a forum meets, where, and who sits in it is no secret among those who see meetings.
        **dict.fromkeys(("meetings.Meeting.place", "meetings.Meeting.video_link"), SEES_THAT_IT_IS_HELD),
        "meetings.Meeting.cancelled_because": SEES_THAT_IT_IS_HELD,
        "meetings.ForumSeat.seat": frozenset(),
    },
    special={
        "meetings.Meeting.forum": lambda _: "conference",
        "meetings.Meeting.held_on": lambda _: clock.today() + dt.timedelta(days=7),
        "meetings.ForumSeat.forum": lambda _: "conference",
        "meetings.ForumSeat.substitute": lambda _: None,
        "meetings.ForumSeat.valid_to": lambda _: None,
    },
)
