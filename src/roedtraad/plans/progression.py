# SPDX-License-Identifier: EUPL-1.2
"""Progression over time: for each scale the young person's and the worker's scores side by side, as a line and as a table."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

from roedtraad.kernel.actor import Actor
from roedtraad.organisation.profile import Scale
from roedtraad.organisation.terms import terms_on
from roedtraad.plans.models import ProgressionMeasurement
from roedtraad.plans.reading import measurements_of

WIDTH: Final = 600
HEIGHT: Final = 180
_LEFT: Final = 40
_RIGHT: Final = 580
_TOP: Final = 16
_BOTTOM: Final = 150


@dataclass(frozen=True, slots=True)
class Point:
    """A score in the chart's own units."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the chart's grid and what it stands for."""

    at: int
    label: str


@dataclass(frozen=True, slots=True)
class DayTick:
    """A day below the chart; `anchor` is which end of its text stands there."""

    at: int
    on: dt.date
    anchor: str


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A day's scores; those that were not given, or not for the reader's eyes, are None."""

    measured_on: dt.date
    young: int | None
    worker: int | None
    comment: str
    by: str


@dataclass(frozen=True, slots=True)
class ScaleChart:
    """One scale: its questions, its scores, newest first, and its two lines."""

    code: str
    title: str
    question_young: str
    question_worker: str
    lowest_label: str
    highest_label: str
    rows: tuple[ScoreRow, ...]
    young: tuple[Point, ...]
    worker: tuple[Point, ...]
    grid: tuple[Tick, ...]
    days: tuple[DayTick, ...]

    @property
    def young_line(self) -> str:
        return _line(self.young)

    @property
    def worker_line(self) -> str:
        return _line(self.worker)


def _line(points: Sequence[Point]) -> str:
    return " ".join(f"{point.x},{point.y}" for point in points)


def charts(actor: Actor, person_id: int) -> tuple[ScaleChart, ...]:
    """A chart for each of the municipality's scales, and for those of earlier that still have scores."""
    held = measurements_of(actor, person_id).rows
    scales = terms_on(actor.on).scales()
    return tuple(_chart(scale, [one for one in held if one.scale == scale.code]) for scale in scales)


def _chart(scale: Scale, held: Sequence[ProgressionMeasurement]) -> ScaleChart:
    language = get_language() or "da"
    rows = [
        ScoreRow(
            one.measured_on,
            one.young_score,
            one.worker_score,
            one.comment,
            one.measured_by.name if one.measured_by else "",
        )
        for one in held
    ]
    days = sorted({row.measured_on for row in rows})
    return ScaleChart(
        code=scale.code, title=scale.title.get(language), question_young=scale.question_young.get(language),
        question_worker=scale.question_worker.get(language), lowest_label=scale.lowest_label.get(language),
        highest_label=scale.highest_label.get(language), rows=tuple(rows),
        young=points(scale, days, [(row.measured_on, row.young) for row in rows]),
        worker=points(scale, days, [(row.measured_on, row.worker) for row in rows]),
        grid=_grid(scale), days=_days(days),
    )  # fmt: skip


def points(scale: Scale, days: Sequence[dt.date], scores: Sequence[tuple[dt.date, int | None]]) -> tuple[Point, ...]:
    """Scores as points from left to right; the lowest score at the bottom, the first day at the left."""
    given = sorted((on, score) for on, score in scores if score is not None)
    return tuple(Point(_x(days, on), _y(scale, score)) for on, score in given)


def _x(days: Sequence[dt.date], on: dt.date) -> int:
    span = (days[-1] - days[0]).days
    return round(_LEFT + (_RIGHT - _LEFT) * (on - days[0]).days / span) if span else (_LEFT + _RIGHT) // 2


def _y(scale: Scale, score: int) -> int:
    share = (min(max(score, scale.lowest), scale.highest) - scale.lowest) / (scale.highest - scale.lowest)
    return round(_BOTTOM - (_BOTTOM - _TOP) * share)


def _grid(scale: Scale) -> tuple[Tick, ...]:
    """At most eleven lines, the lowest and the highest among them."""
    step = max(1, -(-(scale.highest - scale.lowest) // 10))
    wanted = sorted({*range(scale.lowest, scale.highest, step), scale.highest})
    return tuple(Tick(_y(scale, score), str(score)) for score in wanted)


def _days(days: Sequence[dt.date]) -> tuple[DayTick, ...]:
    """The first and the last day, or the only one, written so that neither leaves the chart."""
    if len(days) < 2:
        return tuple(DayTick(_x(days, on), on, "middle") for on in days)
    return DayTick(_LEFT, days[0], "start"), DayTick(_RIGHT, days[-1], "end")
