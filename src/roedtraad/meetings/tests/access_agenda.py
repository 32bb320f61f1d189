# SPDX-License-Identifier: EUPL-1.2
"""The part of `agenda` in the tables of the access suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from roedtraad.meetings.tests.making import FORUM, days_ahead, make_brought, make_meeting, make_signal
from tests.access.acting import Act, alma, change, look, see, send
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import (
    ALMAS,
    CASEWORK,
    LEADERS,
    MISSING,
    NOBODY,
    OTHERS,
    OWN,
    PERSON,
    SEES_PEOPLE,
    VIGGOS,
    Page,
    Thing,
    Things,
    keys,
)

if TYPE_CHECKING:
    from tests.world import World

FULL: Final = frozenset({"contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader"})
READS: Final = FULL | {"company_consultant"}
"""Before whom an item of their own department may turn up."""
SEES_MEETINGS: Final = SEES_PEOPLE | keys("secretariat")


def _set_up(stage: Stage) -> None:
    """Alma and Viggo on the agenda of the conference, brought by their caseworkers; Carl waits for the transition forum."""
    cast, things = stage.cast, stage.things
    meeting = make_meeting(on=days_ahead(35))
    things["meetings.agenda_meeting"] = meeting.pk
    for name, person, key, unit in (
        ("item", stage.alma, "caseworker", "authority"),
        ("other_item", stage.viggo, "other_caseworker", "family"),
    ):
        things[f"meetings.{name}"] = make_brought(meeting, person, cast.account(key), unit).pk
    things["meetings.transition"] = make_meeting(
        "transition_forum", days_ahead(49), capacity=0, chair=cast.account("leader")
    ).pk
    make_signal(cast.protected_person, "transition_forum_17_18")


def _item(name: str) -> Any:
    return lambda stage: stage.things[f"meetings.{name}"]


ITEM: Final[Things] = {
    OWN: Thing(lambda s: {"pk": s.things["meetings.item"]}, ALMAS),
    OTHERS: Thing(lambda s: {"pk": s.things["meetings.other_item"]}, VIGGOS),
    MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
}
SEE_CARL: Final = keys("contact_person", "caseworker", "colleague", "counsellor", "leader")
FULL_MEETING: Final[Things] = {
    OWN: Thing(lambda s: {"pk": s.things["meetings.transition"]}, SEE_CARL),
    MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
}
"""The meeting stands in the address, and Carl in the form."""
FORUMS: Final[Things] = {
    "": Thing(lambda _: {"code": FORUM}),
    MISSING: Thing(lambda _: {"code": "nowhere"}, exists=False),
}


def _carl_in_form(stage: Stage, _thing: str) -> Mapping[str, Any]:
    return {"person": stage.cast.protected_person.pk}


PAGES: Final = (
    Page("meetings:item", SEES_MEETINGS, ITEM),
    Page("meetings:item-prepare", CASEWORK, ITEM, post=422),
    Page("meetings:item-withdraw", CASEWORK, ITEM, post=422),
    Page("meetings:item-place", CASEWORK, ITEM, get=None, post=302, allowed=LEADERS),
    Page("meetings:person", SEES_MEETINGS, PERSON),
    Page("meetings:bring", CASEWORK, PERSON, post=422),
    Page("meetings:waiting", SEES_MEETINGS, FORUMS),
    Page("meetings:take-on", CASEWORK, FULL_MEETING, get=None, post=302, allowed=LEADERS, data=_carl_in_form),
)
QUERIES: Final = {
    "meetings:item": ("caseworker", 46),
    "meetings:item-prepare": ("caseworker", 15),
    "meetings:item-withdraw": ("caseworker", 11),
    "meetings:person": ("caseworker", 11),
    "meetings:bring": ("caseworker", 12),
    "meetings:waiting": ("leader", 15),
}


def _carl(stage: Stage) -> int:
    return stage.cast.protected_person.pk


_BROUGHT: Final = {"forum": "cross_team", "because": "Kørt fast", "question": "Hvad nu?"}
_REFUSED: Final = {**_BROUGHT, "forum": "transition_forum"}
ACTS: Final[Mapping[str, Act]] = {
    "agenda_item_seen": Act(see("caseworker", "meetings:item", _item("item")), look("agenda_item_seen", 1)),
    "person_meetings_seen": Act(see("caseworker", "meetings:person", alma), look("person_meetings_seen", 1)),
    "waiting_line_seen": Act(see("caseworker", "meetings:waiting", FORUM), look("waiting_line_seen", 1)),
    "item_prepared": Act(
        send("caseworker", "meetings:item-prepare", _item("item"), question="Hvad nu?", costs_nothing="on"),
        change("item_prepared", "agenda_item", 1),
    ),
    "item_withdrawn": Act(
        send("caseworker", "meetings:item-withdraw", _item("item"), because="Løst"),
        change("item_withdrawn", "agenda_item", 1),
    ),
    "item_placed": Act(
        send("leader", "meetings:item-place", _item("item"), place="1"), change("item_placed", "agenda_item", 1)
    ),
    "item_taken_on": Act(
        send("leader", "meetings:take-on", _item("transition"), person=_carl),
        change("item_taken_on", "agenda_item", 1),
    ),
    "item_brought": Act(
        send("caseworker", "meetings:bring", alma, **_BROUGHT),
        change("item_brought", "agenda_item", 1),
        before=lambda _stage: make_meeting("cross_team", days_ahead(28)),
    ),
}


def _pk(label: str, name: str = "pk") -> Any:
    return lambda world: {name: world.row(label).pk}


def _nothing(_world: World) -> None:
    return None


TABLE: Final = RoomTable(
    set_up=_set_up,
    pages=PAGES,
    queries=QUERIES,
    acts=ACTS,
    acts_elsewhere={
        "agenda_composed": "meetings/tests/test_agenda_composing.py",
        "items_carried": "meetings/tests/test_agenda_composing.py",
        "item_refused": "meetings/tests/test_agenda_bringing.py",
    },
    who_may_see={
        "meetings.AgendaItem.question": READS,
        "meetings.AgendaItem.because": READS,
        "meetings.AgendaItem.state_because": READS,
    },
    special={
        "meetings.AgendaItem.decider_unit": _nothing,
        "meetings.AgendaItem.carried_from": _nothing,
        "meetings.AgendaItem.costs_nothing": lambda _: False,
    },
    in_world=((ITEM, _pk("meetings.AgendaItem")),),
)
