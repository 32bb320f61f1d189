# SPDX-License-Identifier: EUPL-1.2
"""Ages, months and Danish working days: plain dates in and out.

A person reaches an age on the birthday; somebody born on the 29th to 31st reaches it on the first day of the next month
when the month has no such day, so that no right begins before the day is full.
"""

import calendar
import datetime as dt
from functools import lru_cache

import holidays


def add_months(day: dt.date, months: int) -> dt.date:
    """`day` moved by whole months; a day that the month lacks becomes the first of the next month.

    This is the inverse of `months_between`: the first date on which that many months are full.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= calendar.monthrange(year, month0 + 1)[1]:
        return dt.date(year, month0 + 1, day.day)
    year, month0 = divmod(year * 12 + month0 + 1, 12)
    return dt.date(year, month0 + 1, 1)


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Whole months from `earlier` to `later`; negative when `later` comes first."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month - (later.day < earlier.day)


def latest_start(on: dt.date, months: int) -> dt.date:
    """The latest day from which `months` whole months are full on `on`."""
    year, month0 = divmod(on.year * 12 + on.month - 1 - months, 12)
    return dt.date(year, month0 + 1, min(on.day, calendar.monthrange(year, month0 + 1)[1]))


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, and not a Danish public holiday."""
    return day.weekday() < calendar.SATURDAY and day not in _public_holidays(day.year)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The `count`-th working day after `day` (or before it, when negative); `day` itself is not counted."""
    step = dt.timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day
