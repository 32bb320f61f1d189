# SPDX-License-Identifier: EUPL-1.2
"""What if, two years ahead for a whole municipality: reading, drawing, simulating and summing, against its database queries alone."""

import datetime as dt
import time
from typing import Any, Final

from roedtraad.demo.generator import fill
from roedtraad.detection.actions import sweep
from roedtraad.kernel.actor import system_actor
from roedtraad.meetings.whatif.reading import read_signals
from roedtraad.meetings.whatif.running import Asked, rules_asked, work_out
from roedtraad.meetings.whatif.scenarios import CHANGED, OWN
from roedtraad.organisation.queries import profile_on

TODAY: Final = dt.date(2026, 11, 20)
WEEKS: Final = 52
LIMIT_SECONDS: Final = 30.0
SETTINGS: Final[dict[str, Any]] = {
    "scenarios": [OWN, CHANGED, "kerteminde", "frederiksberg"], "change": {"forum": "conference", "every": 7, "unit": "day"},
    "months": 12, "ahead": 2, "preparation": 30, "runs": 20,
}  # fmt: skip


def run(people: int) -> int:
    """Fill, sweep week by week for a year, ask, and ask again. 0 when it is quick enough and says the same twice."""
    fill(people=people, seed=7, today=TODAY)
    for week in range(WEEKS, -1, -4):
        day = TODAY - dt.timedelta(weeks=week)
        sweep(system_actor(day), on=day)
    start = time.perf_counter()
    read = read_signals(profile_on(TODAY), rules_asked(Asked.of(SETTINGS), TODAY), TODAY, 12)
    reading = time.perf_counter() - start
    first, took = _timed()
    again, _took = _timed()
    arrivals = first["scenarios"][0]["measures"]["arrivals"][1]
    print(
        f"what if {people:>9,} people  reading {len(read.arrivals):,} signals {reading:5.2f} s"
        f"  {len(SETTINGS['scenarios'])} scenarios × {SETTINGS['runs']} runs of 2 years, {arrivals:,.0f} arrivals each"
        f"  {took:5.2f} s = {took / reading:.1f}x the reading (limit {LIMIT_SECONDS:.0f} s)  same seed, same answer: {first == again}"
    )
    return 0 if took <= LIMIT_SECONDS and first == again else 1


def _timed() -> tuple[dict[str, Any], float]:
    start = time.perf_counter()
    result = work_out(SETTINGS, TODAY, 1)
    return result, time.perf_counter() - start
