# SPDX-License-Identifier: EUPL-1.2
"""What dated periods say about somebody's status: which counts, until when it is believed, and when nobody knew."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

UNKNOWN = "unknown"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of one kind. `ended_on` is its last day, None while it runs; `confirmed_on` when the source last said so."""

    kind: str
    started_on: dt.date
    ended_on: dt.date | None
    confirmed_on: dt.date


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which nobody knew what the person did. `ended_on` is the last of them, None while it lasts."""

    started_on: dt.date
    ended_on: dt.date | None


def believed_to(period: Period, on: dt.date, currency: Mapping[str, int]) -> dt.date | None:
    """The last day on which a period counts, as seen on a date; None when it has no end in sight.

    A period that has ended is believed to its end. One that should still run is believed for as many days after its last
    confirmation as `currency` has for its kind.
    """
    if (period.ended_on is not None and period.ended_on < on) or period.kind not in currency:
        return period.ended_on
    limit = period.confirmed_on + dt.timedelta(days=currency[period.kind])
    return limit if period.ended_on is None else min(period.ended_on, limit)


def is_current(period: Period, on: dt.date, currency: Mapping[str, int]) -> bool:
    """Whether the period says what the person does on a date."""
    last = believed_to(period, on, currency)
    return period.kind != UNKNOWN and period.started_on <= on and (last is None or last >= on)


def main_kind(periods: Iterable[Period], on: dt.date, currency: Mapping[str, int], order: Sequence[str]) -> str:
    """The kind of the main current period by `order`; unknown when none is current."""
    kinds = {period.kind for period in periods if is_current(period, on, currency)}
    return next((kind for kind in order if kind in kinds), min(kinds, default=UNKNOWN))


def gaps(periods: Iterable[Period], on: dt.date, currency: Mapping[str, int]) -> list[Gap]:
    """When nobody knew the status, oldest first, from the first known period until a date."""
    known = sorted((p for p in periods if p.kind != UNKNOWN and p.started_on <= on), key=lambda p: p.started_on)
    found: list[Gap] = []
    covered: dt.date | None = None
    for period in known:
        if covered is not None and period.started_on - covered > _DAY:
            found.append(Gap(covered + _DAY, period.started_on - _DAY))
        last = believed_to(period, on, currency) or on
        last = max(last, period.started_on - _DAY)
        covered = last if covered is None else max(covered, last)
    if covered is not None and covered < on:
        found.append(Gap(covered + _DAY, None))
    return found


def overlaps(started_on: dt.date, ended_on: dt.date | None, other: Period) -> bool:
    """Whether two periods have a day in common."""
    return (ended_on is None or other.started_on <= ended_on) and (
        other.ended_on is None or other.ended_on >= started_on
    )
