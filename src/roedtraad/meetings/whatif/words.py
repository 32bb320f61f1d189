# SPDX-License-Identifier: EUPL-1.2
"""An answer in words: scenarios side by side, each measure with its band, and the rows of the plots."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from roedtraad.meetings.models import WhatIfRun
from roedtraad.meetings.queries.figures_words import bucket_label, short_label
from roedtraad.meetings.rules.figures import Bucket
from roedtraad.meetings.whatif import plots
from roedtraad.meetings.whatif.results import WAIT_EDGES
from roedtraad.meetings.whatif.scenarios import CHANGED, OWN


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its title, and what it counts."""

    name: str
    title: str | Promise
    explained: str | Promise


MEASURES: Final = (
    Measure(
        "arrivals",
        gettext_lazy("Signals and requests"),
        gettext_lazy("What arrives, with those who waited when it began."),
    ),
    Measure("treated", gettext_lazy("Talked about"), gettext_lazy("How many times a young person is talked about.")),
    Measure(
        "waiting",
        gettext_lazy("Wait at the end"),
        gettext_lazy("Those who have not been talked about when the time is over."),
    ),
    Measure(
        "not_admitted",
        gettext_lazy("Not admitted"),
        gettext_lazy("A forum takes such cases, but not this one: too few disciplines, or another age."),
    ),
    Measure("no_forum", gettext_lazy("No forum takes them"), gettext_lazy("What must be handled without a meeting.")),
    Measure(
        "merged",
        gettext_lazy("Together with another"),
        gettext_lazy("A further signal about somebody who waits for the same forum already."),
    ),
    Measure("meetings", gettext_lazy("Meetings"), gettext_lazy("Meetings with somebody on the agenda.")),
    Measure(
        "hours",
        gettext_lazy("Hours of staff"),
        gettext_lazy("The adults' time in the talks, and one's time to prepare each."),
    ),
    Measure(
        "wait_median",
        gettext_lazy("Waiting days, median"),
        gettext_lazy("From the signal to the meeting, of those talked about. Half waited no longer."),
    ),
    Measure(
        "wait_ninth",
        gettext_lazy("Waiting days, 9 of 10"),
        gettext_lazy("Nine of ten of those talked about waited no longer."),
    ),
    Measure(
        "carried",
        gettext_lazy("Moved on"),
        gettext_lazy("How many times there was no time left for somebody on the agenda."),
    ),
)
PLOTS: Final[Mapping[str, str | Promise]] = {
    "waiting": gettext_lazy("How long those talked about waited"),
    "months": gettext_lazy("Median waiting days, month by month"),
    "backlog": gettext_lazy("How many wait, week by week"),
    "hours": gettext_lazy("Hours of staff"),
}


def scenario_title(run: WhatIfRun, scenario: Mapping[str, Any]) -> str:
    """What a scenario is called in the reader's language."""
    match scenario["name"]:
        case _name if _name == OWN:
            return _("As today")
        case _name if _name == CHANGED:
            return _("With the change")
        case _:
            return _("As in %(municipality)s") % {"municipality": scenario["title"]}


def said(band: Sequence[float] | None) -> str:
    """The middle and, when the runs differ, the band around it."""
    if band is None:
        return "–"
    low, middle, high = (number_format(value, decimal_pos=None if value % 1 else 0) for value in band)
    return middle if low == high else _("%(middle)s (%(low)s–%(high)s)") % {"middle": middle, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Row:
    """A measure across the scenarios."""

    title: str
    explained: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForumRow:
    """One forum in one scenario."""

    scenario: str
    title: str
    is_called: bool
    adults: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished run, ready to be read."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    forums: tuple[ForumRow, ...]
    forum_heads: tuple[str, ...]
    tables: tuple["PlotTable", ...]


@dataclass(frozen=True, slots=True)
class PlotTable:
    """A plot and the numbers behind it."""

    name: str
    title: str
    head: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


_OF_FORUM: Final = ("meetings", "treated", "waiting", "hours", "wait_median", "wait_ninth")


def answer_of(run: WhatIfRun) -> Answer | None:
    """The answer of a run; None while there is none."""
    if not run.result:
        return None
    scenarios = run.result["scenarios"]
    names = tuple(scenario_title(run, one) for one in scenarios)
    rows = tuple(
        Row(str(kind.title), str(kind.explained), tuple(said(one["measures"].get(kind.name)) for one in scenarios))
        for kind in MEASURES
    )
    heads = tuple(str(kind.title) for kind in MEASURES if kind.name in _OF_FORUM)
    tables = tuple(_table(name, names, scenarios) for name in PLOTS if name != "hours")
    return Answer(names, rows, tuple(_forums(names, scenarios)), heads, tables)


def _forums(names: Sequence[str], scenarios: Sequence[Mapping[str, Any]]) -> list[ForumRow]:
    language = get_language() or "da"
    order = [(kind.name, str(kind.title)) for kind in MEASURES if kind.name in _OF_FORUM]
    return [
        ForumRow(
            name, forum["title"].get(language) or forum["code"], forum["is_called"], number_format(forum["adults"], 1),
            tuple((title, said(forum["measures"].get(one))) for one, title in order),
        )
        for name, scenario in zip(names, scenarios, strict=True)
        for forum in scenario["forums"]
        if _has_anybody(forum["measures"])
    ]  # fmt: skip


def _has_anybody(measures: Mapping[str, Sequence[float] | None]) -> bool:
    """Whether anybody came to a forum in any run; the others are left out of the table."""
    return any(max(measures.get(name) or (0,)) for name in ("treated", "waiting"))


def wait_classes() -> list[Bucket]:
    """The classes of waiting times."""
    firsts = (0, *(edge + 1 for edge in WAIT_EDGES))
    return [Bucket(first, last, 0) for first, last in zip(firsts, (*WAIT_EDGES, None), strict=True)]


def _series(
    name: str, scenario: Mapping[str, Any], label: Callable[[Bucket], str] = bucket_label
) -> list[tuple[str, Sequence[float]]]:
    """A plot's points of one scenario: where along the axis, and the band."""
    if name == "waiting":
        return list(zip(map(label, wait_classes()), scenario["waits"], strict=True))
    return [(str(round(at)), band) for at, *band in scenario[name]]


def _table(name: str, names: tuple[str, ...], scenarios: Sequence[Mapping[str, Any]]) -> PlotTable:
    by_scenario = [dict(_series(name, one)) for one in scenarios]
    labels = dict.fromkeys(label for one in by_scenario for label in one)
    every = 4 if name == "backlog" else 1
    shown = [label for place, label in enumerate(labels) if place % every == 0]
    rows = tuple((label, tuple(said(one.get(label)) for one in by_scenario)) for label in shown)
    heads = {"waiting": _("Waited"), "months": _("Month"), "backlog": _("Week")}
    return PlotTable(name, str(PLOTS[name]), heads[name], names, rows)


def plot_of(run: WhatIfRun, name: str) -> dict[str, Any] | None:
    """The specification of one plot; None for a name or a run that has none."""
    if not run.result or name not in PLOTS:
        return None
    scenarios = run.result["scenarios"]
    names = [scenario_title(run, one) for one in scenarios]
    title = str(PLOTS[name])
    if name == "hours":
        rows = [_point(label, label, one["measures"]["hours"]) for label, one in zip(names, scenarios, strict=True)]
        return plots.compared(rows, y=_("Hours of staff"), title=title, names=names)
    points = [
        _point(label, at, band)
        for label, one in zip(names, scenarios, strict=True)
        for at, band in _series(name, one, short_label)
    ]
    if name == "waiting":
        return plots.grouped(
            points, x=_("Waited, in days"), y=_("Percent of those talked about"), title=title, names=names
        )
    heads = {"months": (_("Month"), _("Days")), "backlog": (_("Week"), _("Young people who wait"))}
    along, upward = heads[name]
    numbered = [point | {"at": int(point["label"])} for point in points]
    return plots.lines(numbered, x=along, y=upward, title=title, names=names)


def _point(name: str, label: str, band: Sequence[float]) -> dict[str, Any]:
    low, middle, high = band
    return {"name": name, "label": label, "low": low, "value": middle, "high": high}
