# SPDX-License-Identifier: EUPL-1.2
"""Two people at the same moment, each in a transaction of their own.

The first has done the act and not yet committed when the second begins. On PostgreSQL both really run, and only a lock makes
the second wait; SQLite lets one write at a time, so there the second begins to write when the first has finished.

A test takes the stage `committed` (real transactions) in place of the usual one.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from django.db import connection, transaction

from roedtraad.people.models import YoungPerson

PATIENCE: Final = 20.0
_MOMENT: Final = 0.3

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time anyway"
)


@dataclass
class _Side:
    """What one of the two does, and what came of it."""

    work: Callable[[], Any]
    came: list[Any] = field(default_factory=list)

    def do(self) -> None:
        try:
            self.came.append(self.work())
        except Exception as problem:  # noqa: BLE001  (told in the test's own thread)
            self.came.append(problem)


def overlapping(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Do both, the second while the first is not committed: what each gave, or the exception that it raised."""
    one, other = _Side(first), _Side(second)
    done, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                one.do()
                done.set()
                _until_it_waits(over)
        finally:
            done.set()
            connection.close()

    def follow() -> None:
        try:
            done.wait(PATIENCE)
            other.do()
        finally:
            over.set()
            connection.close()

    threads = [threading.Thread(target=hold), threading.Thread(target=follow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    return one.came[0], other.came[0]


def _until_it_waits(over: threading.Event) -> None:
    """Until the second waits for a lock of ours, or has finished without asking for one."""
    if connection.vendor != "postgresql":
        over.wait(_MOMENT)
        return
    for _ in range(int(PATIENCE / 0.02)):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0] or over.wait(0.02):
                return


def do_not_lock(person_id: int) -> YoungPerson:
    """For controls: what `lock_person` gives, without holding it."""
    return YoungPerson.objects.get(pk=person_id)
