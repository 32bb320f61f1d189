# SPDX-License-Identifier: EUPL-1.2
"""One at a time: work of which two at once would get in each other's way."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """What can be held; the numbers are PostgreSQL's keys and must not be given twice."""

    LOG_CHAIN = 7_204_113
    SWEEP = 7_204_114
    PROFILE = 7_204_115
    CALENDAR = 7_204_116


def hold(lock: Lock) -> None:
    """Wait until nobody else holds it, and hold it until this transaction ends.

    SQLite's immediate transactions hold the whole database already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock.value])


@contextmanager
def in_line(lock: Lock) -> Iterator[None]:
    """Stand in line before a short transaction that many do at the same time.

    SQLite lets who waits for the database sleep and try again, so that a crowd waits much longer than it must; whoever
    waits for a file is woken at once. PostgreSQL wakes its own.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with open(f"{connection.settings_dict['NAME']}.{lock.name.lower()}", "w") as line:  # noqa: PTH123
        fcntl.flock(line, fcntl.LOCK_EX)
        yield
