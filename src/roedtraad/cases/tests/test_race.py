# SPDX-License-Identifier: EUPL-1.2
"""Two who name a contact person at the same moment: exactly one coordinates, and the second is told."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.cases import actions
from roedtraad.cases.actions import Naming
from roedtraad.cases.models import ContactKind, ContactPerson
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.periods import running
from tests.cast import Cast, make_cast, make_colleague
from tests.racing import do_not_lock, on_postgresql, overlapping


@pytest.fixture
def cast(committed_log: None) -> Cast:  # noqa: F811
    return make_cast()


def name_at_once(cast: Cast) -> Any:
    """Two leaders each name somebody else from today. What the second is answered."""
    client, person, today = Client(), cast.young_person.pk, clock.today()
    other_leader = make_colleague("second_leader", "Lise Leder", Role.UNIT_LEADER, "authority")
    client.force_login(other_leader, backend="allauth.account.auth_backends.AuthenticationBackend")
    actor, naming = cast.actor("leader"), Naming(cast.account("colleague").pk, today)
    form = {
        "account": cast.account("caseworker").pk, "kind": ContactKind.YOUTH_EFFORT, "is_coordinating": "on",
        "started_on": today.isoformat(),
    }  # fmt: skip
    first, second = overlapping(
        lambda: actions.name_contact_person(actor, person_id=person, naming=naming),
        lambda: client.post(reverse("cases:contact-person-name", args=[person]), form),
    )
    assert isinstance(first, ContactPerson)
    return second


def coordinating(cast: Cast) -> list[str]:
    rows = ContactPerson.objects.filter(
        running(clock.today()), young_person=cast.young_person, is_coordinating=True
    ).select_related("account")
    return [row.account.username for row in rows]


def test_exactly_one_coordinates_and_the_second_reads_why(cast: Cast) -> None:
    answer = name_at_once(cast)
    assert answer.status_code == 422
    assert "Somebody else is the coordinating contact person from that day or later" in answer.content.decode()
    assert coordinating(cast) == ["colleague"]


def test_control_without_ending_the_one_before_only_the_table_refuses(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ContactPerson.objects.filter(young_person=cast.young_person, is_coordinating=True).delete()
    monkeypatch.setattr(actions, "_hand_on", lambda _actor, _lasting, _naming: None)
    assert isinstance(name_at_once(cast), IntegrityError)


@on_postgresql
def test_control_without_the_lock_the_second_sees_the_one_before(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "lock_person", do_not_lock)
    assert isinstance(name_at_once(cast), IntegrityError)
