# SPDX-License-Identifier: EUPL-1.2
"""The part of `inviting` in the tables of the access suite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from roedtraad.kernel import clock
from roedtraad.meetings.models import AgendaItem, Participant, Task
from roedtraad.meetings.tests.making_inviting import make_item, make_meeting, make_participant
from tests.access.acting import Act, account, change, look, see, send
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import (
    ALMAS,
    CASEWORK,
    MISSING,
    NOBODY,
    OTHERS,
    OWN,
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
SEES_MEETINGS: Final = SEES_PEOPLE | keys("secretariat")


def _set_up(stage: Stage) -> None:
    """Alma and Viggo each on the agenda of a network meeting, invited with one colleague; and Alma once more, with nobody yet."""
    on = clock.today() + dt.timedelta(days=40)
    for name, person, key, unit in (
        ("own", stage.alma, "caseworker", "authority"),
        ("other", stage.viggo, "other_caseworker", "family"),
    ):
        meeting = make_meeting("school_network", held_on=on)
        item = make_item(person, meeting, unit)
        told: dict[str, Any] = {"invited_at": clock.now(), "invited_sequence": 0, "told_meeting": meeting}
        young = make_participant(item, is_young_person=True, task=Task.YOUNG_PERSON, **told)
        colleague = make_participant(item, stage.cast.account(key), task=Task.CASEWORKER, **told)
        stage.things |= {
            f"inviting.{name}_item": item,
            f"inviting.{name}_young": young,
            f"inviting.{name}_part": colleague,
        }
    stage.things["inviting.fresh_item"] = make_item(stage.alma, make_meeting("plenary", held_on=on))


def _pk(name: str) -> Callable[[Stage], Mapping[str, Any]]:
    return lambda stage: {"pk": stage.things[f"inviting.{name}"].pk}


def _of(name: str) -> Callable[[Stage], int]:
    return lambda stage: int(stage.things[f"inviting.{name}"].pk)


def _things(name: str, here: frozenset[str] = ALMAS, there: frozenset[str] = VIGGOS) -> Things:
    return {
        OWN: Thing(_pk(f"own_{name}"), here),
        OTHERS: Thing(_pk(f"other_{name}"), there),
        MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
    }


ITEM, YOUNG, PART = _things("item"), _things("young"), _things("part")
MINE: Final = _things("part", keys("caseworker"), keys("other_caseworker"))


def _act(name: str, things: Things, *, post: int, get: int | None = 200) -> Page:
    return Page(f"meetings:{name}", SEES_MEETINGS, things, get=get, post=post, allowed=CASEWORK)


def _fresh_with_alma(stage: Stage) -> Participant:
    item: AgendaItem = stage.things["inviting.fresh_item"]
    return make_participant(item, is_young_person=True, task=Task.YOUNG_PERSON)


def _is(value: Any) -> Callable[[World], Any]:
    return lambda _world: value


def _planted(label: str) -> Callable[[World], Mapping[str, Any]]:
    return lambda world: {"pk": world.row(label).pk}


_COMES: Final = {"reply": "yes", "way": "in_person"}
_PART: Final = "meeting_participant"
ACTS: Final[Mapping[str, Act]] = {
    "participants_proposed": Act(
        send("caseworker", "meetings:participants-propose", _of("fresh_item")),
        change("participants_proposed", "agenda_item", 1),
    ),
    "participant_added": Act(
        send(
            "caseworker",
            "meetings:participant-add",
            _of("own_item"),
            account=account("leader"),
            task="knows",
            way="in_person",
        ),
        change("participant_added", _PART, 1),
    ),
    "participant_removed": Act(
        send("contact_person", "meetings:participant-remove", _of("own_part")), change("participant_removed", _PART, 1)
    ),
    "participants_invited": Act(
        send("caseworker", "meetings:participants-invite", _of("fresh_item")),
        change("notice_written", "notice", 1) + change("participants_invited", "agenda_item", 1),
        before=_fresh_with_alma,
    ),
    "invitation_answered": Act(
        send("caseworker", "meetings:invitation", _of("own_part"), **_COMES), change("invitation_answered", _PART, 1)
    ),
    "meeting_way_set": Act(
        send("contact_person", "meetings:participant-way", _of("own_part"), way="through_guide"),
        change("meeting_way_set", _PART, 1),
    ),
    "meeting_wish_written": Act(
        send("contact_person", "meetings:participant-wish", _of("own_young"), words="Et sted at bo"),
        change("meeting_wish_written", _PART, 1),
    ),
    "substitute_named": Act(
        send("caseworker", "meetings:substitute", _of("own_part"), account=account("colleague")),
        change("substitute_named", _PART, 1),
    ),
    "participants_seen": Act(see("caseworker", "meetings:participants", _of("own_item")), look("participants_seen", 1)),
    "invitations_seen": Act(see("caseworker", "meetings:invitation", _of("own_part")), look("invitations_seen", 1)),
    "meeting_file_taken": Act(
        see("caseworker", "meetings:invitation-calendar", _of("own_part")), look("meeting_file_taken", 1)
    ),
}

TABLE: Final = RoomTable(
    set_up=_set_up,
    pages=(
        Page("meetings:participants", SEES_MEETINGS, ITEM),
        _act("participants-propose", ITEM, get=None, post=302),
        _act("participants-invite", ITEM, get=None, post=302),
        _act("participant-add", ITEM, post=422),
        _act("participant-remove", PART, get=None, post=302),
        _act("participant-answer", YOUNG, post=422),
        _act("participant-way", PART, post=422),
        _act("participant-wish", YOUNG, post=302),
        Page("meetings:invitations", SEES_MEETINGS),
        Page("meetings:invitation", SEES_MEETINGS, MINE, post=422),
        Page("meetings:substitute", SEES_MEETINGS, MINE, post=422),
        Page("meetings:invitation-calendar", SEES_MEETINGS, MINE),
    ),
    queries={
        "meetings:participants": ("caseworker", 26),
        "meetings:participant-add": ("caseworker", 12),
        "meetings:participant-answer": ("caseworker", 10),
        "meetings:participant-way": ("caseworker", 10),
        "meetings:participant-wish": ("caseworker", 10),
        "meetings:invitations": ("caseworker", 7),
        "meetings:invitation": ("caseworker", 8),
        "meetings:substitute": ("caseworker", 11),
        "meetings:invitation-calendar": ("caseworker", 7),
    },
    acts=ACTS,
    acts_elsewhere=dict.fromkeys(
        ("invited_told_again", "invitation_reminded", "support_person_brought"), "meetings/tests/test_inviting_replies.py"
    ),
    who_may_see={
        "meetings.Participant.why": FULL | {"company_consultant"},
        "meetings.Participant.reply_note": FULL | {"company_consultant"},
        "meetings.Participant.wish": FULL | {"company_consultant"},
        **dict.fromkeys((f"meetings.Participant.{name}" for name in ("seat", "ground", "outside_email")), NOBODY),
    },
    special={
        "meetings.Participant.is_young_person": _is(value=False),
        "meetings.Participant.guardian": _is(None),
        "meetings.Participant.outside_name": _is(""),
        "meetings.Participant.stands_in_for": _is(None),
        "meetings.Participant.task": _is("knows"),
        "meetings.Participant.also": _is([]),
        "meetings.Participant.reply": _is("yes"),
        "meetings.Participant.way": _is("in_person"),
    },
    in_world=(
        (ITEM, _planted("meetings.AgendaItem")),
        (YOUNG, _planted("meetings.Participant")),
        (PART, _planted("meetings.Participant")),
        (MINE, _planted("meetings.Participant")),
    ),
)  # fmt: skip
