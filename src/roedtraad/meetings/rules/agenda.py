# SPDX-License-Identifier: EUPL-1.2
"""Who comes on which agenda: merging signals, the profile's order, and what there is room for.

Pure: plain values in and out. Source: MISSION K8, K9, K11 (what each municipality lets decide), DOMAIN §6.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

MANDATORY: Final = "mandatory"
ADMITTED: Final = "admitted"
BROUGHT: Final = "brought"
_RANK: Final = {MANDATORY: 0, ADMITTED: 1, BROUGHT: 2}
_LAST: Final = dt.date.max


class Found(NamedTuple):
    """One signal that leads to the forum. `oldest_case_on` is the day the person's longest open case was opened."""

    signal_id: int
    person_id: int
    entry: str
    due_on: dt.date
    raised_on: dt.date
    unit_id: int
    oldest_case_on: dt.date | None = None


class Candidate(NamedTuple):
    """One young person who is to be on an agenda of the forum, whether there is an item already (`item_id`) or not.

    `item_meeting_id` is where the item stands now. Whoever was brought has nothing due, and does not come before the day it was
    brought for (`not_before`). `case_since` is the day of the longest open case; `carried_id` an item that was not reached and
    found no meeting to go on to.
    """

    person_id: int
    entry: str
    waiting_since: dt.date
    unit_id: int
    due_on: dt.date | None = None
    carries: int = 0
    case_since: dt.date | None = None
    signals: tuple[int, ...] = ()
    item_id: int | None = None
    item_meeting_id: int | None = None
    not_before: dt.date | None = None
    carried_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting to come. `free` is how many more there is room for; None without a limit."""

    meeting_id: int
    held_on: dt.date
    free: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A candidate without a place on the next meeting: the place in the line, and where they are expected, if anywhere."""

    candidate: Candidate
    place: int
    expected: Sitting | None


@dataclass(frozen=True, slots=True)
class Seating:
    """Who comes where: the candidates in order by meeting, and those for whom there is no room on any."""

    by_meeting: Mapping[int, tuple[Candidate, ...]]
    left: tuple[Candidate, ...]


def merged(found: Iterable[Found]) -> list[Candidate]:
    """One candidate for each person, however many signals: the most binding entry, the earliest day, the longest waiting.

    The unit is that of the most binding and then most urgent signal: whose matter it is.
    """
    ordered = sorted(found, key=attrgetter("person_id"))
    return [_one(person, list(signals)) for person, signals in groupby(ordered, key=attrgetter("person_id"))]


def _one(person_id: int, signals: list[Found]) -> Candidate:
    first = signals[0]
    if len(signals) > 1:
        first = min(signals, key=lambda one: (_RANK[one.entry], one.due_on, one.signal_id))
    return Candidate(
        person_id, first.entry, min([one.raised_on for one in signals]), first.unit_id,
        due_on=min([one.due_on for one in signals]), case_since=first.oldest_case_on,
        signals=tuple(sorted([one.signal_id for one in signals])),
    )  # fmt: skip


def more_binding(one: str, other: str) -> str:
    """The more binding of two ways onto the agenda."""
    return min(one, other, key=_RANK.__getitem__)


def joined(item: Candidate, signals: Candidate | None) -> Candidate:
    """An item of the person and what the signals say of them now: one candidate that keeps its item and its waiting."""
    if signals is None:
        return item
    return item._replace(
        entry=more_binding(item.entry, signals.entry), due_on=signals.due_on, case_since=signals.case_since,
        waiting_since=min(item.waiting_since, signals.waiting_since), signals=signals.signals,
    )  # fmt: skip


_STEPS: Final[Mapping[str, Callable[[Candidate], Any]]] = {
    "carried": lambda one: -one.carries,
    "mandatory": lambda one: one.entry != MANDATORY,
    "due": lambda one: one.due_on or _LAST,
    "waiting": lambda one: one.waiting_since,
    "duration": lambda one: one.case_since or _LAST,
}


def in_order(candidates: Iterable[Candidate], order: Sequence[str]) -> list[Candidate]:
    """The candidates by the forum's steps, one after the other; whoever is alike in all of them by who was recorded first."""
    line = sorted(candidates, key=attrgetter("person_id"))
    for step in reversed(order):
        line.sort(key=_STEPS[step])
    return line


def seated(candidates: Iterable[Candidate], sittings: Sequence[Sitting], order: Sequence[str]) -> Seating:
    """Fill the meetings one after the other in the forum's order.

    Nobody is lost and nobody is put twice; no meeting takes more than it has room for. Who may not come before a day goes on the
    first meeting from then on.
    """
    line = in_order(candidates, order)
    by_meeting: dict[int, tuple[Candidate, ...]] = {}
    for sitting in sorted(sittings, key=lambda one: (one.held_on, one.meeting_id)):
        able = [one for one in line if one.not_before is None or one.not_before <= sitting.held_on]
        chosen = able if sitting.free is None else able[: max(sitting.free, 0)]
        by_meeting[sitting.meeting_id] = tuple(chosen)
        gone = {one.person_id for one in chosen}
        line = [one for one in line if one.person_id not in gone]
    return Seating(by_meeting, tuple(line))


def waiting_line(seating: Seating, sittings: Sequence[Sitting]) -> list[Waiting]:
    """Those who are not on the next meeting, in the order in which they come: each with the meeting where they are expected."""
    later = sorted(sittings, key=lambda one: (one.held_on, one.meeting_id))[1:]
    expected = [(one, sitting) for sitting in later for one in seating.by_meeting.get(sitting.meeting_id, ())]
    line: list[tuple[Candidate, Sitting | None]] = [*expected, *((one, None) for one in seating.left)]
    return [Waiting(one, place, sitting) for place, (one, sitting) in enumerate(line, 1)]


def woven(pinned: Mapping[int, int], others: Sequence[int]) -> list[int]:
    """The items of a meeting in their order: those to which somebody gave a place stand there, the others in between.

    `pinned` is item by place, from 0. A place beyond the end is the end.
    """
    line = list(others)
    for place, item in sorted((place, item) for item, place in pinned.items()):
        line.insert(min(place, len(line)), item)
    return line
