# SPDX-License-Identifier: EUPL-1.2
"""Whoever is brought at the moment at which the agendas make themselves is on the agenda once."""

import pytest
from django.db import DatabaseError

from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.errors import DomainError
from roedtraad.meetings.actions import bringing
from roedtraad.meetings.actions.agenda import Composed, bring, compose_agendas
from roedtraad.meetings.models import AgendaItem
from roedtraad.meetings.tests.making import days_ahead, make_meeting, make_signal
from tests.cast import Cast, make_cast
from tests.racing import on_postgresql, overlapping

WEEKLY = "plenary"


@pytest.fixture
def cast(committed_log: None) -> Cast:  # noqa: F811
    cast = make_cast()
    make_meeting(WEEKLY, capacity=1)
    make_meeting(WEEKLY, days_ahead(28))
    make_signal(cast.young_person, "benefit_over_one_year")
    return cast


def compose() -> Composed:
    today = clock.today()
    return compose_agendas(system_actor(today, "test"), on=today, forum=WEEKLY)


def bring_her(cast: Cast) -> AgendaItem:
    actor, person = cast.actor("caseworker"), cast.young_person.pk
    return bring(actor, person_id=person, forum=WEEKLY, because="Kørt fast", question="")


def test_the_colleague_is_told_that_the_young_person_is_there_already(cast: Cast) -> None:
    _composed, brought = overlapping(compose, lambda: bring_her(cast))
    assert isinstance(brought, DomainError)
    assert brought.code == "item_there"
    assert AgendaItem.objects.count() == 1


def test_the_signal_joins_what_a_colleague_has_brought(cast: Cast) -> None:
    _brought, composed = overlapping(lambda: bring_her(cast), compose)
    assert isinstance(composed, Composed)
    assert composed.forums[WEEKLY].joined == 1
    assert AgendaItem.objects.get().item_signals.count() == 1


@on_postgresql
def test_control_without_holding_the_meetings_they_collide(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "_hold_meetings", lambda _forum: None)
    _brought, composed = overlapping(lambda: bring_her(cast), compose)
    assert isinstance(composed, DatabaseError)
