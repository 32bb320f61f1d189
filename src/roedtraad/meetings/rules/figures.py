# SPDX-License-Identifier: EUPL-1.2
"""What a forum is measured on: periods of whole months, and sums over what happened in them. Plain values only.

Periods are calendar months, quarters and years and never single days, so that nobody can take two periods from each other and be
left with one young person.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from roedtraad.kernel.calendar import add_months

LAST_YEAR: Final = "last12"
_QUARTER: Final = re.compile(r"^(20\d\d)-Q([1-4])$")
_YEAR: Final = re.compile(r"^(20\d\d)$")
_MONTHS: Final = {"quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From and to, both included, and the word that the address has for it."""

    code: str
    begins: dt.date
    ends: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.begins <= day <= self.ends

    @property
    def before(self) -> "Period":
        """The period of the same length right before."""
        months = (self.ends.year - self.begins.year) * 12 + self.ends.month - self.begins.month + 1
        return _period(f"before-{self.code}", add_months(self.begins, -months), months)


def _period(code: str, begins: dt.date, months: int) -> Period:
    return Period(code, begins, add_months(begins, months) - dt.timedelta(days=1))


def period_named(code: str, on: dt.date) -> Period:
    """The period of a word: `2026`, `2026-Q3`, else the twelve months that end with this one."""
    if found := _QUARTER.match(code):
        return _period(code, dt.date(int(found[1]), int(found[2]) * 3 - 2, 1), _MONTHS["quarter"])
    if found := _YEAR.match(code):
        return _period(code, dt.date(int(found[1]), 1, 1), _MONTHS["year"])
    return _period(LAST_YEAR, add_months(on.replace(day=1), -11), _MONTHS["year"])


def quarter_of(day: dt.date) -> Period:
    """The quarter that a day is in."""
    return period_named(f"{day.year}-Q{(day.month + 2) // 3}", day)


def periods_up_to(on: dt.date, quarters: int = 8, years: int = 3) -> list[Period]:
    """The periods that can be chosen, the usual one first, then quarters and years, the newest first."""
    newest = quarter_of(on)
    found = [period_named("", on)]
    found += [quarter_of(add_months(newest.begins, -3 * back)) for back in range(quarters)]
    return found + [period_named(str(on.year - back), on) for back in range(years)]


def quantile(values: Sequence[int], part: float) -> int | None:
    """The smallest value that at least `part` of them do not exceed; None of none."""
    ordered = sorted(values)
    return ordered[max(0, ceil(part * len(ordered)) - 1)] if ordered else None


@dataclass(frozen=True, slots=True)
class Treated:
    """One item that was talked about: whose (only to know the same one again), in which forum, and what is measured on it."""

    forum: str
    person: int
    held_on: dt.date
    waiting_since: dt.date
    prepared_on: dt.date | None
    adults: int
    carries: int

    @property
    def waited(self) -> int:
        """Days from the signal or the request to the meeting."""
        return max(0, (self.held_on - self.waiting_since).days)

    @property
    def prepared_ahead(self) -> int | None:
        """Days before the meeting on which it was prepared; None when that was never done, or only on the day itself."""
        if self.prepared_on is None or self.prepared_on >= self.held_on:
            return None
        return (self.held_on - self.prepared_on).days


@dataclass(frozen=True, slots=True)
class ItemSums:
    """What a period's items come to."""

    items: int
    persons: int
    wait_median: int | None
    wait_ninth: int | None
    prepared: int
    prepared_ahead: int | None
    adults: float | None
    repeats: int
    carried: int
    waits: tuple[int, ...]


def sums(items: Sequence[Treated], every: Sequence[Treated], repeat_months: int) -> ItemSums:
    """Sum up one forum's items in a period; `every` are the same forum's of all time that matters for repeats."""
    waits = tuple(sorted(one.waited for one in items))
    ahead = [one.prepared_ahead for one in items if one.prepared_ahead is not None]
    return ItemSums(
        items=len(items), persons=len({one.person for one in items}), wait_median=quantile(waits, 0.5),
        wait_ninth=quantile(waits, 0.9), prepared=len(ahead), prepared_ahead=quantile(ahead, 0.5),
        adults=round(sum(one.adults for one in items) / len(items), 1) if items else None,
        repeats=_repeats(items, every, repeat_months), carried=sum(one.carries > 0 for one in items), waits=waits,
    )  # fmt: skip


def _repeats(items: Sequence[Treated], every: Sequence[Treated], months: int) -> int:
    """How many of the items are about somebody whom the same forum met within so many months before."""
    days: dict[int, list[dt.date]] = {}
    for one in every:
        days.setdefault(one.person, []).append(one.held_on)
    return sum(
        any(add_months(one.held_on, -months) <= day < one.held_on for day in days.get(one.person, ())) for one in items
    )


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many waited so long; `last` None is whoever waited longer."""

    first: int
    last: int | None
    count: int


def buckets(waits: Sequence[int], edges: Sequence[int]) -> tuple[Bucket, ...]:
    """Waiting times in classes that end at each of `edges`, and one for what is longer."""
    found, first = [], 0
    for last in (*edges, None):
        inside = sum(first <= one and (last is None or one <= last) for one in waits)
        found.append(Bucket(first, last, inside))
        first = (last or 0) + 1
    return tuple(found)
