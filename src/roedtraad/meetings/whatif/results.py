# SPDX-License-Identifier: EUPL-1.2
"""What many runs of a scenario come to: the middle of them, and the band in which nine of ten lie. Sums only, as plain JSON."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from typing import Any, Final

from roedtraad.meetings.whatif.model import ForumPlan, Outcome, Tally

MINUTES_AN_HOUR: Final = 60
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
WAIT_EDGES: Final = (7, 14, 30, 60, 90, 180)
Band = list[float]
"""Low, middle, high."""


def quantile(values: Iterable[float], part: float) -> float:
    """The smallest value that at least `part` of them do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, ceil(part * len(ordered)) - 1)] if ordered else 0.0


def band(values: Sequence[float]) -> Band:
    """Low, middle and high of what the runs say."""
    return [round(quantile(values, part), 1) for part in (LOW, MIDDLE, HIGH)]


def wait_quantile(waits: Counter[int], part: float) -> int | None:
    """A quantile of waiting days that are kept as days to how many; None of nobody."""
    wanted, seen = ceil(part * waits.total()), 0
    for day in sorted(waits):
        seen += waits[day]
        if seen >= wanted:
            return day
    return None


def hours(tally: Tally) -> float:
    """Hours of staff: everybody's time in the talks, and one's preparation of each."""
    return (tally.meeting_minutes + tally.preparation_minutes) / MINUTES_AN_HOUR


MEASURES: Final[Mapping[str, Callable[[Tally], float | None]]] = {
    "meetings": lambda one: one.meetings,
    "treated": lambda one: one.treated,
    "waiting": lambda one: one.waiting,
    "carried": lambda one: one.carried,
    "hours": hours,
    "wait_median": lambda one: wait_quantile(one.waits, MIDDLE),
    "wait_ninth": lambda one: wait_quantile(one.waits, 0.9),
}
"""What is told of a forum and of a whole scenario. Refused and merged are only known of the whole."""


def together(outcome: Outcome) -> Tally:
    """All forums of one run as one."""
    whole = Tally()
    for one in outcome.forums.values():
        whole.arrived += one.arrived
        whole.merged += one.merged
        whole.treated += one.treated
        whole.waiting += one.waiting
        whole.carried += one.carried
        whole.meetings += one.meetings
        whole.meeting_minutes += one.meeting_minutes
        whole.preparation_minutes += one.preparation_minutes
        whole.waits.update(one.waits)
        for month, waits in one.waits_by_month.items():
            whole.waits_by_month.setdefault(month, Counter()).update(waits)
    series = [one.backlog for one in outcome.forums.values()]
    whole.backlog = [sum(week) for week in zip(*series, strict=True)]
    return whole


def summed(
    plans: Sequence[ForumPlan], outcomes: Sequence[Outcome], titles: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """One scenario over its runs: measures with their band, per forum too, waiting in classes and by month, and the backlog by week."""
    wholes = [together(one) for one in outcomes]
    return {
        "measures": _measures(wholes) | _refusals(outcomes, wholes),
        "waits": _classes([one.waits for one in wholes]),
        "months": _months(wholes),
        "backlog": _backlog(wholes),
        "forums": [
            {"code": plan.code, "title": dict(titles.get(plan.code, {})), "is_called": plan.sittings is None,
             "adults": plan.adults, "is_timed": bool(plan.durations),
             "measures": _measures([one.forums[plan.code] for one in outcomes])}
            for plan in plans
        ],
    }  # fmt: skip


def _measures(tallies: Sequence[Tally]) -> dict[str, Band | None]:
    found: dict[str, Band | None] = {}
    for name, read in MEASURES.items():
        values = [value for one in tallies if (value := read(one)) is not None]
        found[name] = band(values) if values else None
    return found


def _refusals(outcomes: Sequence[Outcome], wholes: Sequence[Tally]) -> dict[str, Band]:
    return {
        "arrivals": band([one.arrivals for one in outcomes]),
        "merged": band([one.merged for one in wholes]),
        "no_forum": band([one.refused.get("no_forum", 0) for one in outcomes]),
        "not_admitted": band([one.refused.get("not_admitted", 0) for one in outcomes]),
    }


def _classes(runs: Sequence[Counter[int]]) -> list[Band]:
    """For each class of waiting times, how many percent of those treated."""
    firsts = (0, *(edge + 1 for edge in WAIT_EDGES))
    lasts = (*WAIT_EDGES, None)
    found = []
    for first, last in zip(firsts, lasts, strict=True):
        shares = [
            100 * sum(many for day, many in waits.items() if first <= day and (last is None or day <= last)) / waits.total()
            for waits in runs if waits.total()
        ]  # fmt: skip
        found.append(band(shares))
    return found


def _months(wholes: Sequence[Tally]) -> list[list[float]]:
    """For each month with meetings: its number, and the median wait's low, middle and high."""
    numbers = sorted({month for one in wholes for month in one.waits_by_month})
    rows = []
    for month in numbers:
        said = (wait_quantile(one.waits_by_month.get(month, Counter()), MIDDLE) for one in wholes)
        medians = [float(one) for one in said if one is not None]
        rows.append([float(month + 1), *band(medians)])
    return rows


def _backlog(wholes: Sequence[Tally]) -> list[list[float]]:
    """For each week: its number, and low, middle and high of how many wait."""
    return [
        [float(number), *band([float(one) for one in week])]
        for number, week in enumerate(zip(*(one.backlog for one in wholes), strict=True), start=1)
    ]
