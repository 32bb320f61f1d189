# SPDX-License-Identifier: EUPL-1.2
"""Many people at once: the log's numbers have no gaps and the chain stays whole (SECURITY D4, in small)."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from roedtraad.audit import guard
from roedtraad.audit.models import LogEntry
from roedtraad.audit.queries import verify_chain
from roedtraad.audit.tests.logbook import somebody, write_log

WRITERS, ROWS = 4, 12


@pytest.fixture
def _guard_afterwards(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Set up before the database and so taken down after it: the guard is on again when the tables have been emptied."""
    yield
    with django_db_blocker.unblock():
        guard.install(connection)
        connection.close()


@pytest.fixture
def committed_log(_guard_afterwards: None, transactional_db: None) -> Iterator[None]:
    """Real transactions; the guard is taken off before the tables are emptied, which it would refuse."""
    yield
    guard.remove(connection)


def _write(number: int, problems: list[BaseException]) -> None:
    try:
        write_log(ROWS, somebody(number))
    except BaseException as problem:  # noqa: BLE001  (told in the test's own thread)
        problems.append(problem)
    finally:
        connection.close()


def test_writers_at_the_same_time_leave_no_gap(committed_log: None) -> None:
    problems: list[BaseException] = []
    threads = [threading.Thread(target=_write, args=(number, problems)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    sequences = list(LogEntry.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, WRITERS * ROWS + 1))
    assert verify_chain().broken_at is None
