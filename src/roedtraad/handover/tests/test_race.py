# SPDX-License-Identifier: EUPL-1.2
"""Two who accept at once: one has it, the other reads who was first, and nobody has it twice."""

import threading

import pytest
from django.db import connection

from roedtraad.audit.models import LogEntry
from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.handover import actions
from roedtraad.handover.models import Handover, State
from roedtraad.handover.tests.making import offered
from roedtraad.kernel.errors import DomainError
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(committed_log: None) -> Cast:  # noqa: F811
    return make_cast()


def accept_at_once(cast: Cast, handover_id: int, *keys: str) -> tuple[list[str], list[Exception]]:
    """Everybody accepts at the same moment: who got it, and what the others were told."""
    actors = {key: cast.actor(key) for key in keys}
    taken: list[str] = []
    told: list[Exception] = []
    start = threading.Barrier(len(keys))

    def one(key: str) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            actions.accept_handover(actors[key], handover_id=handover_id, account_id=actors[key].account_id)
            taken.append(key)
        except Exception as problem:  # noqa: BLE001  (told in the test's own thread)
            told.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, told


def test_of_two_who_accept_at_once_one_wins_and_the_other_reads_it(cast: Cast) -> None:
    one = offered(cast, to_account_id=None, to_unit_id=cast.case.unit_id)
    taken, told = accept_at_once(cast, one.pk, "colleague", "leader")
    assert len(taken) == 1
    (problem,) = told
    assert isinstance(problem, DomainError)
    assert (problem.code, problem.status) == ("handover_settled", 409)
    winner = cast.account(taken[0])
    assert winner.name in str(problem)
    cast.case.refresh_from_db()
    assert cast.case.caseworker == winner
    assert Handover.objects.get().state == State.ACCEPTED
    assert LogEntry.objects.filter(act="handover_accepted").count() == 1
