# SPDX-License-Identifier: EUPL-1.2
"""Made-up absence from school, with the profile of 2019/20 (DOMAIN §2).

A pupil was away for 10.4 days: 5.5 ill, 3.5 with leave, 1.4 unlawfully; the youngest 9.7, the middle grades 10.3, the oldest
11.1. Ten days were 7 % of the year, so about 149 school days were counted (spring 2020 had few). One pupil in five was away
for more than 10 %, and three of a hundred in grades 7-9 were unlawfully away for more than 15 % of some quarter.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import count, islice
from math import exp
from random import Random
from typing import Final, NamedTuple

from roedtraad.kernel.calendar import is_working_day

COUNTED_DAYS: Final = 149
QUARTERS: Final = 4
_BY_KIND: Final = {"illness": 5.5, "leave": 3.5, "unlawful": 1.4}
_ALL_KINDS: Final = 10.4
_BY_GRADE: Final = ((3, 9.7), (6, 10.3), (10, 11.1))
_SPREAD: Final = 0.84
"""Of the logarithm of a pupil's level; gives one in five above 10 % when the mean is 7 %."""
_LOWER_SECONDARY: Final = 7
_TRUANTS: Final = 0.03
_TRUANT_SHARE: Final = (0.17, 0.32)
_SPELL: Final = {"illness": (1, 4), "leave": (2, 6), "unlawful": (1, 2)}
_HALF_DAYS: Final = 0.3


class AbsentDay(NamedTuple):
    """A day away, or half of one."""

    day: dt.date
    kind: str
    share: float


def school_days(until: dt.date, number: int = COUNTED_DAYS) -> list[dt.date]:
    """The last `number` school days before a date, the first first."""
    days = (until - dt.timedelta(days=back) for back in count(1))
    return list(islice((day for day in days if _is_school_day(day)), number))[::-1]


def _is_school_day(day: dt.date) -> bool:
    """A working day outside the holidays that schools have: summer, autumn, Christmas, winter."""
    week = day.isocalendar().week
    in_summer = dt.date(day.year, 6, 27) <= day <= dt.date(day.year, 8, 9)
    at_christmas = (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 3)
    return is_working_day(day) and not in_summer and not at_christmas and week not in {7, 42}


def absence_days(seed: int, pupil: int, grade: int, days: Sequence[dt.date]) -> list[AbsentDay]:
    """The days on which one pupil was away, in order; the same for the same seed, pupil, grade and days."""
    random = Random((seed << 33) + pupil)  # noqa: S311 (made-up)
    mean = next(mean for last, mean in _BY_GRADE if grade <= last) * len(days) / COUNTED_DAYS
    level = exp(random.gauss(-_SPREAD * _SPREAD / 2, _SPREAD))
    away: dict[int, AbsentDay] = {}
    for kind, usual in _BY_KIND.items():
        wanted = mean * usual / _ALL_KINDS
        if kind == "unlawful" and grade >= _LOWER_SECONDARY:
            wanted -= _truant_days(len(days))
        _stay_away(random, away, days, kind, wanted * level, grade)
    if grade >= _LOWER_SECONDARY and random.random() < _TRUANTS:
        _play_truant(random, away, days)
    return [away[place] for place in sorted(away)]


def _truant_days(number: int) -> float:
    """What the few long absences add to everybody's mean."""
    return _TRUANTS * number / QUARTERS * sum(_TRUANT_SHARE) / 2


def _stay_away(
    random: Random, away: dict[int, AbsentDay], days: Sequence[dt.date], kind: str, wanted: float, grade: int
) -> None:  # fmt: skip
    """Spells of some days until there are as many as wanted; the fraction by chance, so that means come out right."""
    left = int(wanted) + (random.random() < wanted % 1)
    left = min(left, len(days) // 3)
    while left > 0:
        length = min(left, random.randint(*_SPELL[kind]))
        start = random.randrange(len(days))
        for place in _free(away, start, length, len(days)):
            is_half = kind == "unlawful" and grade >= _LOWER_SECONDARY and left > 1 and random.random() < _HALF_DAYS
            away[place] = AbsentDay(days[place], kind, 0.5 if is_half else 1.0)
            left -= 1


def _free(away: dict[int, AbsentDay], start: int, length: int, number: int) -> Iterator[int]:
    return islice((place % number for place in range(start, start + number) if place % number not in away), length)


def _play_truant(random: Random, away: dict[int, AbsentDay], days: Sequence[dt.date]) -> None:
    """One quarter with far too much."""
    length = len(days) // QUARTERS
    first = random.randrange(QUARTERS) * length
    number = round(random.uniform(*_TRUANT_SHARE) * length)
    for place in random.sample(range(first, first + length), min(number, length)):
        away[place] = AbsentDay(days[place], "unlawful", 1.0)
