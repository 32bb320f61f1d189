# SPDX-License-Identifier: EUPL-1.2
"""The part of `sitting` in the tables of the access suite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from roedtraad.meetings.actions.sitting import ask_decision, end_item, remove_line, skip_item, write_line
from roedtraad.meetings.models import MeetingState
from roedtraad.meetings.tests.making_sitting import draft, make_held, make_meeting, make_under_way
from roedtraad.organisation.models import Unit
from tests.access.acting import Act, change, look, see, send
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

SEES_MEETINGS: Final = SEES_PEOPLE | keys("secretariat")
CHAIRS: Final = keys("caseworker", "other_caseworker")
FULL: Final = frozenset({"contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader"})
READS: Final = FULL | {"company_consultant"}
"""Before whom an item of their own department may turn up."""


def _set_up(stage: Stage) -> None:
    """Each of the two is being talked about at a meeting of today, with a line, and a question to the leader of the unit."""
    for name, person, key, unit in (
        ("own", stage.alma, "caseworker", "authority"),
        ("other", stage.viggo, "other_caseworker", "family"),
    ):
        actor, place = stage.cast.actor(key), Unit.objects.get(code=unit)
        item = make_under_way(make_held(stage.cast.accounts[key], unit=place, forum="plenary"), person, unit)
        line = write_line(actor, item_id=item.pk, line=draft(), seen=None)
        asked = ask_decision(actor, item_id=item.pk, what="Et kørekort", unit=place)
        stage.things |= {f"sitting.{name}": item, f"sitting.{name}_line": line, f"sitting.{name}_asked": asked}
    stage.things["sitting.planned"] = make_meeting(stage.cast.accounts["caseworker"], "plenary")


def _pk(name: str) -> Callable[[Stage], Mapping[str, Any]]:
    return lambda stage: {"pk": stage.things[f"sitting.{name}"].pk}


def _meeting(name: str) -> Callable[[Stage], Mapping[str, Any]]:
    return lambda stage: {"pk": stage.things[f"sitting.{name}"].meeting_id}


_GONE: Final = Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False)


def _things(suffix: str = "", *, almas: frozenset[str], viggos: frozenset[str]) -> Things:
    return {OWN: Thing(_pk(f"own{suffix}"), almas), OTHERS: Thing(_pk(f"other{suffix}"), viggos), MISSING: _GONE}


MINE, THEIRS = "", "led by somebody else"
MEETING: Final[Things] = {MINE: Thing(_meeting("own")), THEIRS: Thing(_meeting("other")), MISSING: _GONE}
ITEM: Final = _things(almas=ALMAS, viggos=VIGGOS)
LINE: Final = _things("_line", almas=ALMAS, viggos=VIGGOS)
DECISION: Final = _things("_asked", almas=ALMAS, viggos=VIGGOS)


def _only(method: str, own: str, other: str, among: frozenset[str]) -> dict[tuple[str, frozenset[str]], int]:
    """Only one may do it with each: everybody else among those who come so far is refused."""
    told = {own: (OWN, MINE), other: (OTHERS, THEIRS)}
    return {(f"{method} {label}", among - {key}): 403 for key, labels in told.items() for label in labels}


def _led(name: str, things: Things = ITEM, *, get: int | None = None, post: int | None = 302) -> Page:
    """What only whoever leads the meeting does."""
    method = "POST" if get is None else "GET"
    but = _only(method, "caseworker", "other_caseworker", CHAIRS)
    return Page(f"meetings:{name}", SEES_MEETINGS, things, get=get, post=post, allowed=CHAIRS, but=but)


def _typed(name: str, things: Things, *, get: int | None = None, post: int = 302, **values: Any) -> Page:
    """What whoever prepares the item does."""
    return Page(f"meetings:{name}", SEES_MEETINGS, things, get=get, post=post, allowed=CASEWORK, **values)


def _line(_stage: Stage, _label: str) -> Mapping[str, Any]:
    return {"key": str(uuid4()), "what": "Noget"}


PAGES: Final = (
    _led("chair", MEETING, get=200, post=None),
    _led("meeting-open", MEETING), _led("meeting-close", MEETING),
    _led("item-begin"), _led("item-end"), _led("item-skip"), _led("item-reopen"),
    Page("meetings:sit", SEES_MEETINGS, ITEM),
    Page("meetings:sit-pulse", SEES_MEETINGS, ITEM),
    Page("meetings:sit-lines", SEES_MEETINGS, ITEM),
    _typed("item-here", ITEM),
    _typed("line-write", ITEM, data=_line),
    _typed("line-remove", LINE), _typed("line-restore", LINE), _typed("line-move", LINE),
    _typed("decision-ask", ITEM, get=200, post=422),
    Page("meetings:decisions", CASEWORK),
    Page(
        "meetings:decision", CASEWORK, DECISION, post=422, but=_only("POST", "leader", "other_leader", CASEWORK)
    ),
    Page("meetings:decision-withdraw", CASEWORK, DECISION, get=None, post=302),
)  # fmt: skip


def _of(name: str) -> Callable[[Stage], int]:
    return lambda stage: int(stage.things[f"sitting.{name}"].pk)


def _held(stage: Stage) -> int:
    return int(stage.things["sitting.own"].meeting_id)


def _put_off(stage: Stage) -> object:
    return skip_item(stage.cast.actor("caseworker"), item_id=stage.things["sitting.own"].pk)


def _ended(stage: Stage) -> object:
    line = stage.things["sitting.own_line"]
    remove_line(stage.cast.actor("caseworker"), line_id=line.pk)
    return end_item(stage.cast.actor("caseworker"), item_id=line.item_id)


def _removed(stage: Stage) -> object:
    return remove_line(stage.cast.actor("caseworker"), line_id=stage.things["sitting.own_line"].pk)


def _sent(name: str, row: str, thing: str, kind: str = "agenda_item", /, **data: Any) -> Act:
    return Act(send("caseworker", f"meetings:{name}", _of(thing), **data), change(row, kind, 1))


def _unit(stage: Stage) -> int:
    return int(stage.things["sitting.own"].unit_id)


def _closed(stage: Stage) -> object:
    _put_off(stage)
    stage.things["sitting.own"].meeting.items.all().delete()
    return None


_LATE: Final = "meetings/tests/test_sitting_nightly.py"
_TOLD: Final = (("change", "notice_written", "notice", 0),)
ACTS: Final[Mapping[str, Act]] = {
    "sitting_seen": Act(see("caseworker", "meetings:sit", _of("own")), look("sitting_seen", 1)),
    "decisions_listed": Act(see("leader", "meetings:decisions"), look("decisions_listed", 1)),
    "decision_seen": Act(see("leader", "meetings:decision", _of("own_asked")), look("decision_seen", 1)),
    "meeting_opened": Act(
        send("caseworker", "meetings:meeting-open", _of("planned")), change("meeting_opened", "meeting")
    ),
    "meeting_closed": Act(
        send("caseworker", "meetings:meeting-close", _held), change("meeting_closed", "meeting"), before=_closed
    ),
    "item_begun": replace(_sent("item-begin", "item_begun", "own"), before=_put_off),
    "item_skipped": _sent("item-skip", "item_skipped", "own"),
    "item_reopened": replace(_sent("item-reopen", "item_reopened", "own"), before=_ended),
    "item_ended": replace(_sent("item-end", "item_ended", "own"), before=_removed),
    "attendance_ticked": _sent("item-here", "attendance_ticked", "own"),
    "line_written": replace(
        _sent("line-write", "line_written", "own", "agreement_line", key=lambda _: str(uuid4()), what="Noget")
    ),
    "line_removed": _sent("line-remove", "line_removed", "own_line", "agreement_line"),
    "line_restored": replace(_sent("line-restore", "line_restored", "own_line", "agreement_line"), before=_removed),
    "line_moved": _sent("line-move", "line_moved", "own_line", way="up"),
    "decision_asked": _sent(
        "decision-ask", "decision_asked", "own", "decision_request", what="Et kørekort", unit=_unit,
        due_on=lambda stage: stage.things["sitting.own_asked"].due_on.isoformat(),
    ),
    "decision_answered": Act(
        send("leader", "meetings:decision", _of("own_asked"), granted="grant"),
        change("decision_answered", "decision_request", 1),
    ),
    "decision_withdrawn": _sent("decision-withdraw", "decision_withdrawn", "own_asked", "decision_request"),
}  # fmt: skip


def _planted(label: str) -> Callable[[Any], Mapping[str, Any]]:
    return lambda world: {"pk": world.row(label).pk}


TABLE: Final = RoomTable(
    set_up=_set_up,
    pages=PAGES,
    queries={
        "meetings:chair": ("caseworker", 7),
        "meetings:sit": ("caseworker", 28),
        "meetings:sit-pulse": ("caseworker", 5),
        "meetings:sit-lines": ("caseworker", 28),
        "meetings:decision-ask": ("caseworker", 10),
        "meetings:decisions": ("leader", 7),
        "meetings:decision": ("leader", 10),
    },
    acts=ACTS,
    acts_elsewhere={"decision_reminded": _LATE},
    who_may_see={
        "meetings.AgreementLine.what": READS,
        "meetings.AgreementLine.outside_party": READS,
        "meetings.DecisionRequest.what": READS,
        "meetings.DecisionRequest.answer": READS,
    },
    special={
        "meetings.Meeting.begins_at": lambda _: dt.time(9),
        "meetings.Meeting.state": lambda _: MeetingState.UNDER_WAY,
        "meetings.AgendaItem.state": lambda _: "under_way",
        "meetings.AgreementLine.costs_nothing": lambda _: False,
        "meetings.AgreementLine.is_removed": lambda _: False,
        "meetings.DecisionRequest.answered_at": lambda _: None,
    },
    in_world=(
        (MEETING, _planted("meetings.Meeting")),
        (ITEM, _planted("meetings.AgendaItem")),
        (LINE, _planted("meetings.AgreementLine")),
        (DECISION, _planted("meetings.DecisionRequest")),
    ),
)
