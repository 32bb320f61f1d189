# SPDX-License-Identifier: EUPL-1.2
"""Two who answer the same handover at once: one does it, the other reads who was first, and nobody has it twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.handover import actions, policies
from roedtraad.handover.models import Handover, State
from roedtraad.handover.rules import Move
from roedtraad.handover.tests.making import NOTE, offered
from roedtraad.kernel.errors import DomainError
from tests.cast import Cast, make_cast
from tests.racing import do_not_lock, on_postgresql, overlapping

SETTLED = ("handover_accepted", "handover_withdrawn")


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


def answer_at_once(cast: Cast, *, accepted_first: bool) -> tuple[Any, Any]:
    """The receiver takes it over and the sender takes it back: what each was told."""
    one = offered(cast)
    receiver, sender = cast.actor("colleague"), cast.actor("caseworker")
    sides: list[Callable[[], object]] = [
        lambda: actions.accept_handover(receiver, handover_id=one.pk),
        lambda: actions.withdraw_handover(sender, handover_id=one.pk),
    ]
    return overlapping(*(sides if accepted_first else reversed(sides)))


def settlements() -> int:
    return LogEntry.objects.filter(act__in=SETTLED).count()


@pytest.mark.parametrize(
    ("accepted_first", "state", "has_it"), [(True, State.ACCEPTED, "colleague"), (False, State.WITHDRAWN, "caseworker")]
)
def test_taken_over_and_taken_back_at_once_only_the_first_counts(
    cast: Cast, accepted_first: bool, state: State, has_it: str
) -> None:
    _first, second = answer_at_once(cast, accepted_first=accepted_first)
    assert isinstance(second, DomainError)
    assert (second.code, second.status) == ("handover_settled", 409)
    cast.case.refresh_from_db()
    assert (Handover.objects.get().state, cast.case.caseworker) == (state, cast.account(has_it))
    assert settlements() == 1


def test_control_without_looking_whether_it_is_settled_both_count(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken back after it was taken over: the case has changed hands by a handover that says it never did."""
    monkeypatch.setattr(actions, "refuse_settled", lambda _one: None)
    monkeypatch.setattr(policies, "moves", lambda _actor, _one: frozenset(Move))
    answer_at_once(cast, accepted_first=True)
    cast.case.refresh_from_db()
    assert (Handover.objects.get().state, settlements()) == (State.WITHDRAWN, 2)
    assert cast.case.caseworker == cast.account("colleague")


@on_postgresql
def test_control_without_the_lock_both_count(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "lock_person", do_not_lock)
    answer_at_once(cast, accepted_first=True)
    assert (Handover.objects.get().state, settlements()) == (State.WITHDRAWN, 2)


def ask_twice(cast: Cast) -> Any:
    """The same form sent twice, the second time before the first was answered. What the second is answered."""
    client = Client()
    client.force_login(cast.account("caseworker"), backend="allauth.account.auth_backends.AuthenticationBackend")
    parts = {name: getattr(NOTE, name) for name in type(NOTE).__slots__}
    form = {"to_account": cast.account("colleague").pk, **parts}
    url = reverse("handover:case-hand-over", args=[cast.case.pk])
    first, second = overlapping(lambda: client.post(url, form), lambda: client.post(url, form))
    assert first.status_code == 302
    return second


def test_a_handover_that_is_sent_twice_is_one_and_the_second_is_told_so(cast: Cast) -> None:
    answer = ask_twice(cast)
    assert answer.status_code == 422
    assert "waits for an answer already" in answer.content.decode()
    assert Handover.objects.count() == LogEntry.objects.filter(act="handover_asked").count() == 1


def test_control_without_looking_for_the_first_only_the_table_refuses(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_refuse_second", lambda _actor, _thing: None)
    assert isinstance(ask_twice(cast), IntegrityError)
