# SPDX-License-Identifier: EUPL-1.2
"""The sweep against the same rules written by hand, on the same database (DESIGN §5, PERFORMANCE).

One size a process, so that the peak of memory is that size's own.
"""

import datetime as dt
import resource
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Final

from django.db import connection

from bench.hand_written import Hand
from roedtraad.demo.generator import fill
from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.calendar import add_working_days
from roedtraad.organisation.queries import profile_on

TODAY: Final = dt.date(2026, 11, 20)
RATIO_LIMIT: Final = 2.0
MEMORY_LIMIT_MIB: Final = 1024


def run(people: int) -> int:
    """Fill, sweep by hand on a copy, sweep, sweep again; print one line. 0 when every limit is kept."""
    fill(people=people, seed=7, today=TODAY)
    before = _peak_mib()
    file = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    copy = file.with_suffix(".hand")
    shutil.copy(file, copy)
    add_working_days(TODAY, 1)  # the calendar of holidays is read once in a process, by either way
    by_hand, expected = _by_hand(copy)
    copy.unlink()
    first, written = _timed_sweep()
    second, again = _timed_sweep()
    memory = _peak_mib()
    found = set(Signal.objects.filter(closed_on__isnull=True).values_list("rule", "young_person_id"))
    ratio = first / by_hand
    print(
        f"sweep {people:>9,} people  by hand {by_hand:6.2f} s  sweep {first:6.2f} s = {ratio:.2f}x (limit {RATIO_LIMIT}x)"
        f"  again {second:6.2f} s = {second / first:.2f}x, {again} rows written  {len(found):,} signals"
        f"  memory {memory:.0f} MiB (filling took {before:.0f}; limit {MEMORY_LIMIT_MIB})"
    )
    if found != expected:
        print(
            f"  the two do not agree: {len(found - expected)} only in the sweep, {len(expected - found)} only by hand"
        )
        return 1
    kept = ratio <= RATIO_LIMIT and second <= first * 1.05 and again == 0 and written > 0 and memory <= MEMORY_LIMIT_MIB
    return 0 if kept else 1


def _by_hand(file: Path) -> tuple[float, set[tuple[str, int]]]:
    database = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "mmap_size=268435456", "cache_size=-65536"):
        database.execute(f"PRAGMA {pragma}")
    statements = list(Hand(profile_on(TODAY), TODAY).statements())
    start = time.perf_counter()
    database.execute("BEGIN IMMEDIATE")
    for statement in statements:
        database.execute(statement)
    database.execute("COMMIT")
    took = time.perf_counter() - start
    rows = database.execute("SELECT rule, young_person_id FROM detection_signal WHERE closed_on IS NULL")
    found = set(rows)
    database.close()
    return took, found


def _timed_sweep() -> tuple[float, int]:
    start = time.perf_counter()
    outcome = sweep(system_actor(TODAY), on=TODAY)
    return time.perf_counter() - start, outcome.created + outcome.closed


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
