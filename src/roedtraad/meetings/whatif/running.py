# SPDX-License-Identifier: EUPL-1.2
"""The background work: one question at a time, with progress on the page."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError
from roedtraad.meetings.models import RunState, WhatIfRun
from roedtraad.meetings.queries.figures import LEAST
from roedtraad.meetings.whatif.model import WEEK, Arrival, Outcome, redrawn, simulate
from roedtraad.meetings.whatif.problems import PROBLEMS
from roedtraad.meetings.whatif.reading import Read, measure, read_signals
from roedtraad.meetings.whatif.results import summed
from roedtraad.meetings.whatif.scenarios import (
    CHANGED,
    OWN,
    Change,
    Frame,
    forums_at_work,
    plans_of,
    profile_named,
    rules_of,
)
from roedtraad.organisation.terms import terms_on

INTERRUPTED: Final = dt.timedelta(minutes=30)
LEAST_WEEKS: Final = 4
WEEKS_A_YEAR: Final = 52
_HUNDRED: Final = 100
Progress = Callable[[int], None]


def answer_waiting() -> None:
    """Answer what waits, the oldest first; what was interrupted is said to be so."""
    WhatIfRun.objects.filter(state=RunState.RUNNING, asked_at__lt=clock.now() - INTERRUPTED).update(
        state=RunState.FAILED, finished_at=clock.now(), problem="what_if_interrupted",
    )  # fmt: skip
    for pk in list(WhatIfRun.objects.filter(state=RunState.WAITING).order_by("pk").values_list("pk", flat=True)):
        if WhatIfRun.objects.filter(pk=pk, state=RunState.WAITING).update(state=RunState.RUNNING):
            _answer(pk)


def _answer(pk: int) -> None:
    run = WhatIfRun.objects.filter(pk=pk)
    asked = run.get()

    def told(percent: int) -> None:
        run.update(progress=percent)

    try:
        result = work_out(asked.settings, asked.from_on, asked.seed, told)
    except DomainError as error:
        run.update(state=RunState.FAILED, problem=error.code, finished_at=clock.now())
    else:
        run.update(state=RunState.DONE, result=result, progress=_HUNDRED, finished_at=clock.now())


def work_out(
    settings: Mapping[str, Any], on: dt.date, seed: int, progress: Progress = lambda _percent: None
) -> dict[str, Any]:
    """The answer to a question: every scenario over its runs, as sums. Refuses when too few signals are known.

    The scenarios of one run meet the same arrivals, so that what differs comes of the forums and not of chance.
    """
    asked = Asked.of(settings)
    read = read_signals(profile_named(OWN, on), rules_asked(asked, on), on, asked.months)
    _require_enough(read, on)
    frame = _frame(asked, read, on)
    plans = {name: plans_of(name, frame, asked.change if name == CHANGED else None) for name in asked.scenarios}
    outcomes: dict[str, list[Outcome]] = {name: [] for name in asked.scenarios}
    for number in range(asked.runs):
        arrivals = _arrivals(asked, read, f"{seed}:{number}")
        for name in asked.scenarios:
            outcomes[name].append(simulate(plans[name], arrivals, days=frame.days, seed=f"{seed}:{number}"))
        progress(_HUNDRED * (number + 1) // (asked.runs + 1))
    return {
        "begins": frame.begins.isoformat(), "days": frame.days, "read_from": read.begins.isoformat(),
        "read_to": read.ends.isoformat(), "began_later": read.began_later,
        "waiting_before": len(read.waiting) if asked.years_ahead else read.waited,
        "scenarios": [
            {"name": name, "title": profile_named(name, on).municipality.name}
            | summed(plans[name], outcomes[name], _titles(name, on))
            for name in asked.scenarios
        ],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """The settings of a run as values."""

    scenarios: tuple[str, ...]
    change: Change | None
    months: int
    years_ahead: int
    preparation: int
    runs: int

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Asked":
        change = Change(**settings["change"]) if settings.get("change") else None
        return cls(
            tuple(settings["scenarios"]), change, settings["months"], settings["ahead"], settings["preparation"],
            settings["runs"],
        )  # fmt: skip


def rules_asked(asked: Asked, on: dt.date) -> frozenset[str]:
    """Every rule that any of the scenarios has a forum for, so that all meet the same arrivals."""
    found: set[str] = set()
    for name in asked.scenarios:
        profile = profile_named(name, on)
        for forum in forums_at_work(profile, on):
            found |= rules_of(profile, forum, on)
    return frozenset(found)


def _require_enough(read: Read, on: dt.date) -> None:
    least = terms_on(on).number(LEAST)
    if read.people < least:
        raise DomainError("what_if_too_few", PROBLEMS["what_if_too_few"])
    if read.weeks < LEAST_WEEKS:
        raise DomainError("what_if_too_short", PROBLEMS["what_if_too_short"])


def _frame(asked: Asked, read: Read, on: dt.date) -> Frame:
    """When it begins and how long it is: the period again, or whole weeks from today."""
    measured = measure(read.begins, on)
    if asked.years_ahead:
        return Frame(on, asked.years_ahead * WEEKS_A_YEAR * WEEK, terms_on(on), asked.preparation, measured)
    return Frame(read.begins, (read.ends - read.begins).days + 1, terms_on(on), asked.preparation, measured)


def _arrivals(asked: Asked, read: Read, seed: str) -> Sequence[Arrival]:
    if not asked.years_ahead:
        return read.arrivals
    return redrawn(
        read.arrivals, read.waiting, weeks_known=read.weeks, weeks=asked.years_ahead * WEEKS_A_YEAR, seed=seed
    )


def _titles(name: str, on: dt.date) -> dict[str, dict[str, str]]:
    return {
        one.id: {"da": one.title.da, "en": one.title.get("en")} for one in forums_at_work(profile_named(name, on), on)
    }
