# SPDX-License-Identifier: EUPL-1.2
"""Two sweeps at once: the leader's button and the night's work do not get in each other's way."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection

from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.detection import actions
from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.locks import Lock
from tests.cast import make_person, use_profile, years_ago

SWEEPS = 3


@pytest.fixture
def people(committed_log: None) -> None:  # noqa: F811
    use_profile()
    for number in range(200):
        make_person(born_on=years_ago(15 + number % 10))


def at_once(work: Callable[[], object]) -> list[BaseException]:
    """Do the same work in several threads that start together; what went wrong."""
    problems: list[BaseException] = []
    start = threading.Barrier(SWEEPS)

    def one() -> None:
        try:
            connection.ensure_connection()
            start.wait()
            work()
        except BaseException as problem:  # noqa: BLE001  (told in the test's own thread)
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(SWEEPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def sweep() -> None:
    actions.sweep(system_actor(clock.today()), on=clock.today())


def test_the_second_waits_for_the_first_and_finds_nothing_to_do(people: None) -> None:
    assert at_once(sweep) == []
    assert Signal.objects.exists()
    assert Signal.objects.count() == Signal.objects.values("rule", "young_person", "occurrence").distinct().count()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time anyway")
def test_control_without_waiting_they_raise_the_same_signals(people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_wait(_lock: Lock) -> None:
        pass

    monkeypatch.setattr(actions, "hold", no_wait)
    assert any(isinstance(problem, IntegrityError) for _try in range(5) for problem in _from_the_start())


def _from_the_start() -> list[BaseException]:
    """Whether they meet is chance, so that the control tries several times."""
    Signal.objects.all().delete()
    return at_once(sweep)
