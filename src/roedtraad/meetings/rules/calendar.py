# SPDX-License-Identifier: EUPL-1.2
"""When a forum meets: the days of a cadence, and what becomes of planned days when the cadence changes. Plain values only.

Days and weeks are counted from a first day. Months keep the weekday and its place: a forum that first met on the second Tuesday
meets on second Tuesdays; a fifth one is the month's last.
"""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from roedtraad.kernel.calendar import is_working_day

WEEK: Final = 7
FIFTH: Final = 5
MONTH_DAYS: Final = 30
LONGEST_CLOSED: Final = dt.timedelta(days=14)
"""No run of weekends and public holidays is longer, so that a day moved past one lies within it."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many days, weeks or months from `first_on`; `if_closed` is `later`, `earlier` or `skip`."""

    every: int
    unit: str
    first_on: dt.date
    skip_weeks: frozenset[int] = frozenset()
    if_closed: str = "later"

    @property
    def spacing(self) -> int:
        """About how many days lie between two meetings."""
        return self.every * {"day": 1, "week": WEEK, "month": MONTH_DAYS}[self.unit]


def dates_of(rhythm: Rhythm, from_on: dt.date, to_on: dt.date) -> list[dt.date]:
    """The days on which a forum meets, both ends included, in order.

    A day in a week that is left out is gone. A weekend or public holiday is moved or left out as `if_closed` says, and is gone
    when that leads into a week left out. The days do not depend on which window is asked for.
    """
    found = (_held(rhythm, day) for day in _counted(rhythm, from_on - LONGEST_CLOSED, to_on + LONGEST_CLOSED))
    return sorted({day for day in found if day is not None and from_on <= day <= to_on})


def _held(rhythm: Rhythm, day: dt.date) -> dt.date | None:
    """The day on which a counted day is held; None when it is left out."""
    if _skipped(rhythm, day):
        return None
    if not is_working_day(day):
        if rhythm.if_closed == "skip":
            return None
        step = dt.timedelta(days=1 if rhythm.if_closed == "later" else -1)
        while not is_working_day(day):
            day += step
    return None if _skipped(rhythm, day) else day


def _skipped(rhythm: Rhythm, day: dt.date) -> bool:
    return day.isocalendar().week in rhythm.skip_weeks


def _counted(rhythm: Rhythm, from_on: dt.date, to_on: dt.date) -> Iterator[dt.date]:
    """The days counted from the first one, before anything is closed."""
    if rhythm.unit == "month":
        yield from _months(rhythm, from_on, to_on)
        return
    step = rhythm.spacing
    number = max(0, -((rhythm.first_on - from_on).days // step) - 1)
    day = rhythm.first_on + dt.timedelta(days=number * step)
    while day <= to_on:
        if day >= from_on:
            yield day
        day += dt.timedelta(days=step)


def _months(rhythm: Rhythm, from_on: dt.date, to_on: dt.date) -> Iterator[dt.date]:
    first = rhythm.first_on.year * 12 + rhythm.first_on.month - 1
    month = first + max(0, (from_on.year * 12 + from_on.month - 1 - first) // rhythm.every) * rhythm.every
    while (day := _same_place(rhythm.first_on, month)) <= to_on:
        if day >= from_on:
            yield day
        month += rhythm.every


def place_in_month(day: dt.date) -> int:
    """Which of its weekday a day is in its month: 1 to 4, and 5 for the last when there is a fifth."""
    return (day.day - 1) // WEEK + 1


def _same_place(first_on: dt.date, month: int) -> dt.date:
    """The day in a month (counted from year 0) with the weekday and place of the first day."""
    year, month0 = divmod(month, 12)
    weekday, length = calendar.monthrange(year, month0 + 1)
    day = 1 + (first_on.weekday() - weekday) % WEEK + (place_in_month(first_on) - 1) * WEEK
    return dt.date(year, month0 + 1, day if day <= length else day - WEEK)


def room_for(capacity: int | None, minutes: int, minutes_per_case: int) -> int:
    """How many young people a meeting has time for: what the forum says, else what the minutes leave room for; at least one."""
    return capacity or max(1, minutes // minutes_per_case)


def nearness(on: dt.date, day: dt.date) -> tuple[int, bool]:
    """Sorts days by how near they are to one; of two equally near the later first, which leaves time to prepare."""
    return abs((day - on).days), day < on


def paired(planned: Sequence[dt.date], free: Sequence[dt.date], within: int) -> dict[dt.date, dt.date]:
    """Which planned day moves to which free one: the nearest pairs first, none more than `within` days apart.

    What is left of the planned days has nowhere to move to, and what is left of the free ones is new.
    """
    near = sorted(
        (abs((to - day).days), day, to) for day in planned for to in free if abs((to - day).days) <= within
    )  # fmt: skip
    moves: dict[dt.date, dt.date] = {}
    taken: set[dt.date] = set()
    for _distance, day, to in near:
        if day not in moves and to not in taken:
            moves[day] = to
            taken.add(to)
    return moves
