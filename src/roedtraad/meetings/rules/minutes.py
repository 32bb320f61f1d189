# SPDX-License-Identifier: EUPL-1.2
"""What becomes of what was agreed and written down: pure decisions."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final

EVERYDAY: Final = "everyday"
"""The part of life of what nobody has said more about."""


class Landing(Enum):
    """What the plan does with a line of the meeting."""

    NOTHING = "nothing"
    TAKE = "take"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class LineState:
    """A line as far as it matters for the plan: is it whole and still there, has it landed, has it changed since."""

    is_finished: bool
    is_removed: bool
    has_landed: bool
    landed_version: int | None
    version: int


def landing(line: LineState) -> Landing:
    """A finished line is taken when it is new or has changed; one that was taken back, or is no longer whole, holds no more.

    An unfinished line that never landed stays in the meeting.
    """
    changed = not line.has_landed or line.landed_version != line.version
    if not changed:
        return Landing.NOTHING
    if line.is_finished and not line.is_removed:
        return Landing.TAKE
    return Landing.VOID if line.has_landed else Landing.NOTHING


class Standing(Enum):
    """How a promise stands, as those who made it would say."""

    LATE = "late"
    NEEDS_HELP = "needs_help"
    OPEN = "open"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    VOID = "void"

    @property
    def is_settled(self) -> bool:
        return self in (Standing.KEPT, Standing.KEPT_LATE, Standing.VOID)


def standing(state: str, due_on: dt.date | None, ended_on: dt.date | None, on: dt.date) -> Standing:
    """Kept is done by the day that was promised; the day itself is in time. What has no day is never late."""
    if state == "void":
        return Standing.VOID
    if state == "done":
        in_time = due_on is None or ended_on is None or ended_on <= due_on
        return Standing.KEPT if in_time else Standing.KEPT_LATE
    if due_on is not None and due_on < on:
        return Standing.LATE
    return Standing.NEEDS_HELP if state == "need_help" else Standing.OPEN


def is_approved(asked: Collection[int], approve: Collection[int], object_: Collection[int]) -> bool:
    """Whether everybody who was asked has approved, and nobody objects. Where nobody was asked, time alone approves."""
    return bool(asked) and set(asked) <= set(approve) and not object_


def is_approved_by_silence(answer_by: dt.date, on: dt.date, object_: Collection[int]) -> bool:
    """Whether the time to answer is over without an objection; the last day is still theirs."""
    return on > answer_by and not object_
