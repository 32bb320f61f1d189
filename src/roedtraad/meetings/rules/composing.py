# SPDX-License-Identifier: EUPL-1.2
"""What the night does to a forum's agendas: who is listed, joined, moved to another meeting, or taken off.

Pure, and the same again gives nothing to do. An agenda that is closed is left alone, but for those whose reason is gone.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from roedtraad.meetings.rules.agenda import (
    BROUGHT,
    Candidate,
    Found,
    Seating,
    Sitting,
    Waiting,
    in_order,
    joined,
    merged,
    seated,
    waiting_line,
    woven,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """An item that stands on an agenda, or that was not reached and found no meeting to go on to (`is_stranded`).

    `is_fixed` is one that has been prepared, that somebody has been invited to, or that is under way: it stays where it is.
    """

    item_id: int
    person_id: int
    meeting_id: int
    held_on: dt.date
    entry: str
    waiting_since: dt.date
    unit_id: int
    order: int = 0
    carries: int = 0
    signals: frozenset[int] = frozenset()
    case_since: dt.date | None = None
    is_fixed: bool = False
    is_pinned: bool = False
    is_stranded: bool = False


@dataclass(frozen=True)
class Board:
    """A forum as it stands: the meetings whose agenda is open, with their whole capacity, the items, and the live signals."""

    order: tuple[str, ...]
    sittings: tuple[Sitting, ...] = ()
    items: tuple[Standing, ...] = ()
    found: tuple[Found, ...] = ()

    @cached_property
    def by_signals(self) -> Mapping[int, Candidate]:
        """What the live signals say of each person."""
        return {one.person_id: one for one in merged(self.found)}


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be written. `listed` are new items by meeting; `orders` the place of every item whose place is another now,
    those of new items by person.
    """

    gone: tuple[Standing, ...] = ()
    listed: tuple[tuple[int, Candidate], ...] = ()
    moved: tuple[tuple[Standing, int], ...] = ()
    joined: tuple[tuple[Standing, tuple[int, ...]], ...] = ()
    raised: tuple[tuple[Standing, str], ...] = ()
    orders: Mapping[int, int] = field(default_factory=dict)
    places: Mapping[int, int] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.gone or self.listed or self.moved or self.joined or self.raised or self.orders)


def composed(board: Board) -> Changes:
    """What is to be done so that the next agenda is as the forum's order wants it.

    New people come only on the next agenda that is open; those for whom there is no room wait, and keep their place by the order.
    """
    gone = tuple(one for one in board.items if _has_no_reason(one, board))
    standing = [one for one in board.items if one not in gone and not one.is_stranded]
    candidates = {one.item_id: _of_item(one, board) for one in standing}
    open_meetings = {one.meeting_id for one in board.sittings}
    here = [one for one in standing if one.meeting_id in open_meetings]
    seating, free, kept = _seating(board, here, candidates, _new(board, standing))
    first = min(board.sittings, key=lambda one: (one.held_on, one.meeting_id)).meeting_id if board.sittings else 0
    listed = tuple((first, one) for one in seating.by_meeting.get(first, ()) if one.item_id is None)
    lines = _lines(board, seating.by_meeting, [candidates[one] for one in sorted(kept)], first)
    orders, places = _places(lines, standing)
    by_id = {one.item_id: one for one in standing}
    return Changes(
        gone, listed, tuple(_moved(seating.by_meeting, by_id)),
        tuple(_newly_joined(standing, board)), tuple(_raised(standing, candidates)),
        orders, places, tuple(waiting_line(seating, free)),
    )  # fmt: skip


def _seating(
    board: Board, here: Sequence[Standing], candidates: Mapping[int, Candidate], new: Sequence[Candidate]
) -> tuple[Seating, list[Sitting], frozenset[int]]:
    """Who comes where, what room there is, and the items that keep their meeting.

    Somebody gives way to the more urgent only when there is a later meeting to go to.
    """
    kept = frozenset(one.item_id for one in here if _stays(one))
    while True:
        free = _free(board.sittings, [one for one in here if one.item_id in kept])
        pool = [*(candidates[one.item_id] for one in here if one.item_id not in kept), *new]
        seating = seated(pool, free, board.order)
        nowhere = frozenset(one.item_id for one in seating.left if one.item_id is not None)
        if not nowhere:
            return seating, free, kept
        kept |= nowhere


def _has_no_reason(one: Standing, board: Board) -> bool:
    """Nothing that brought the person here holds any more, and nobody has begun on it."""
    if one.entry == BROUGHT or one.is_fixed or one.is_pinned or one.is_stranded:
        return False
    return one.person_id not in board.by_signals


def _stays(one: Standing) -> bool:
    return one.is_fixed or one.is_pinned


def _of_item(one: Standing, board: Board) -> Candidate:
    item = Candidate(
        one.person_id, one.entry, one.waiting_since, one.unit_id, carries=one.carries, case_since=one.case_since,
        item_id=one.item_id, item_meeting_id=one.meeting_id, not_before=one.held_on if one.entry == BROUGHT else None,
    )  # fmt: skip
    signals = board.by_signals.get(one.person_id)
    return joined(item, signals) if one.entry != BROUGHT or signals is None else _brought(item, signals)


def _brought(item: Candidate, signals: Candidate) -> Candidate:
    """Whoever was brought and has signals as well is as urgent as they say, and still comes on the day they were brought for."""
    return joined(item, signals)._replace(case_since=item.case_since or signals.case_since)


def _new(board: Board, standing: Iterable[Standing]) -> list[Candidate]:
    """Those with a live signal and no item, and those who were not reached and found no meeting then."""
    here = {one.person_id for one in standing}
    stranded = {one.person_id: one for one in board.items if one.is_stranded and one.person_id not in here}
    fresh = [one for person, one in board.by_signals.items() if person not in here and person not in stranded]
    back = [
        _carried(one, board.by_signals.get(person))
        for person, one in stranded.items()
        if one.entry == BROUGHT or person in board.by_signals
    ]
    return [*fresh, *back]


def _carried(one: Standing, signals: Candidate | None) -> Candidate:
    item = Candidate(
        one.person_id, one.entry, one.waiting_since, one.unit_id, carries=one.carries + 1, case_since=one.case_since,
        carried_id=one.item_id, signals=tuple(sorted(one.signals)),
    )  # fmt: skip
    return joined(item, signals)


def _free(sittings: Sequence[Sitting], fixed: Iterable[Standing]) -> list[Sitting]:
    taken: dict[int, int] = defaultdict(int)
    for one in fixed:
        taken[one.meeting_id] += 1
    return [
        one if one.free is None else replace(one, free=max(one.free - taken[one.meeting_id], 0)) for one in sittings
    ]


def _moved(
    by_meeting: Mapping[int, Sequence[Candidate]], by_id: Mapping[int, Standing]
) -> Iterable[tuple[Standing, int]]:
    """Items whose turn is at another meeting."""
    for meeting, ones in by_meeting.items():
        for one in ones:
            if one.item_id is not None and one.item_meeting_id != meeting:
                yield by_id[one.item_id], meeting


def _newly_joined(standing: Iterable[Standing], board: Board) -> Iterable[tuple[Standing, tuple[int, ...]]]:
    for one in standing:
        signals = board.by_signals.get(one.person_id)
        new = tuple(sorted(set(signals.signals) - one.signals)) if signals else ()
        if new:
            yield one, new


def _raised(standing: Iterable[Standing], candidates: Mapping[int, Candidate]) -> Iterable[tuple[Standing, str]]:
    """Items that a more binding signal has joined. What a colleague brought stays theirs."""
    for one in standing:
        entry = candidates[one.item_id].entry
        if entry != one.entry and one.entry != BROUGHT:
            yield one, entry


def _lines(
    board: Board, by_meeting: Mapping[int, Sequence[Candidate]], fixed: Sequence[Candidate], first: int
) -> list[list[Candidate]]:
    """The people of each open meeting in the forum's order: those who stay, those who move there, and the new ones of the next."""
    lines = []
    for sitting in board.sittings:
        there = [one for one in fixed if one.item_meeting_id == sitting.meeting_id]
        seats = by_meeting.get(sitting.meeting_id, ())
        there += [one for one in seats if one.item_id is not None or sitting.meeting_id == first]
        lines.append(in_order(there, board.order))
    return lines


def _places(
    lines: Iterable[Sequence[Candidate]], standing: Iterable[Standing]
) -> tuple[dict[int, int], dict[int, int]]:
    """Each one's place on the agenda, from 1: by item where it is another than before, by person for the new ones."""
    by_id = {one.item_id: one for one in standing}
    orders: dict[int, int] = {}
    places: dict[int, int] = {}
    for line in lines:
        pinned = {
            one.person_id: by_id[one.item_id].order - 1 for one in line if one.item_id and by_id[one.item_id].is_pinned
        }
        items = {one.person_id: one.item_id for one in line}
        for place, person in enumerate(
            woven(pinned, [one.person_id for one in line if one.person_id not in pinned]), 1
        ):
            item = items[person]
            if item is None:
                places[person] = place
            elif by_id[item].order != place:
                orders[item] = place
    return orders, places
