# SPDX-License-Identifier: EUPL-1.2
"""What the writers do in turn, as a browser sends it. No act is like another, so that each can be looked for afterwards."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_WAITING: Final = re.compile(r"/([0-9]+)/$")


@dataclass(frozen=True, slots=True)
class Young:
    """A young person, the case about them, and a note on which files are attached."""

    person_id: int
    case_id: int
    note_id: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What one act is made of: about whom, words and a day that no other act about them has, and who does it.

    `follow` opens an address and says where it leads; empty when it is a page of its own.
    """

    young: Young
    mark: str
    day: dt.date
    account_id: int
    unit_id: int
    successor_id: int
    follow: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sending:
    """An act on its way: its kind, by what it is known again, and the form."""

    kind: str
    identity: str
    path: str
    fields: dict[str, str]
    content: bytes = b""


def _contact(turn: Turn) -> Sending:
    person, day = turn.young.person_id, turn.day.isoformat()
    fields = {"held_on": day, "channel": "phone", "outcome": "reached"}
    return Sending("contact", f"{person} {day}", f"/cases/people/{person}/contact/", fields)


def _note(turn: Turn) -> Sending:
    fields = {
        "text": turn.mark, "place": f"case-{turn.young.case_id}", "written_on": dt.date.today().isoformat(),  # noqa: DTZ011
        "kind": "note",
    }  # fmt: skip
    return Sending("note", turn.mark, f"/journal/people/{turn.young.person_id}/write/", fields)


def _file(turn: Turn) -> Sending:
    name = f"{turn.mark}.txt"
    return Sending("file on a note", name, f"/journal/notes/{turn.young.note_id}/attach/", {}, turn.mark.encode())


def _step(turn: Turn) -> Sending:
    fields = {
        "title": turn.mark, "area": "work", "unit": str(turn.unit_id), "doer": "colleague",
        "responsible": str(turn.account_id),
    }  # fmt: skip
    return Sending("step of a plan", turn.mark, f"/plans/people/{turn.young.person_id}/steps/add/", fields)


def _handover(turn: Turn) -> Sending:
    """Ask somebody to take over; take it back the next time."""
    asking = f"/handover/cases/{turn.young.case_id}/"
    waiting = _WAITING.search(turn.follow(asking))
    if waiting:
        return Sending("handover taken back", waiting[1], f"/handover/{waiting[1]}/withdraw/", {})
    note = dict.fromkeys(("matters", "agreements", "risks", "next_step"), "nothing")
    return Sending(
        "handover asked", turn.mark, asking, {"to_account": str(turn.successor_id), "works": turn.mark, **note}
    )


def _message(turn: Turn) -> Sending:
    """Answer the young person, who gets a notice."""
    return Sending("message", turn.mark, f"/portal/staff/{turn.young.person_id}/messages/", {"text": turn.mark})


TURNS: Final = (_contact, _note, _file, _handover, _step, _message)
