# SPDX-License-Identifier: EUPL-1.2
"""A yes that is sent twice is one yes: taking it back closes what it opened, and no second one is left to keep it open."""

from typing import Any

import pytest
from django.test import Client

from roedtraad.audit.models import LogEntry
from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.consent import actions
from roedtraad.consent.models import Consent
from roedtraad.consent.policies import readable
from roedtraad.consent.tests.making import colleague_at, department, say_yes
from roedtraad.consent.tests.test_views import YES, post
from roedtraad.kernel import clock
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for
from tests.cast import Cast, make_cast
from tests.racing import do_not_lock, on_postgresql, overlapping


@pytest.fixture
def cast(committed_log: None) -> Cast:  # noqa: F811
    return make_cast()


def give_twice(cast: Cast) -> tuple[Any, Any]:
    """The same form twice, the second time before the first was answered."""
    client = Client()
    client.force_login(cast.account("caseworker"), backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {**YES, "given_on": clock.today().isoformat(), "step": "give"}
    return overlapping(*[lambda: post(client, "consent-give", cast.young_person.pk, form)] * 2)


def is_open(cast: Cast, account: Account) -> bool:
    """Whether the schools still read what the young person said yes to."""
    actor = actor_for(account, clock.today())
    return readable(actor, cast.young_person.pk).allows(department("youth"), "cases")


def test_a_yes_that_is_sent_twice_is_one_and_taking_it_back_closes_it(cast: Cast) -> None:
    reader = colleague_at(cast, "ppr")
    answers = give_twice(cast)
    assert [answer.status_code for answer in answers] == [302, 302]
    made = Consent.objects.get()
    assert LogEntry.objects.filter(act="consent_given").count() == 1
    assert is_open(cast, reader)
    actions.withdraw_consent(cast.actor("caseworker"), consent_id=made.pk)
    assert not is_open(cast, reader)


def test_control_without_looking_for_the_first_the_second_keeps_open_what_was_taken_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = colleague_at(cast, "ppr")
    monkeypatch.setattr(actions, "_said_already", lambda *_asked: None)
    give_twice(cast)
    assert Consent.objects.count() == 2
    actions.withdraw_consent(cast.actor("caseworker"), consent_id=Consent.objects.order_by("pk")[0].pk)
    assert is_open(cast, reader)


@on_postgresql
def test_control_without_the_lock_there_are_two(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "lock_person", do_not_lock)
    give_twice(cast)
    assert Consent.objects.count() == 2


def test_another_yes_on_the_same_day_is_another(cast: Cast) -> None:
    made = [say_yes(cast), say_yes(cast, kinds={"plan"}), say_yes(cast, purpose="At finde en bolig")]
    actions.withdraw_consent(cast.actor("caseworker"), consent_id=made[0].pk)
    again = say_yes(cast)
    assert len({one.pk for one in (*made, again)}) == 4
    assert say_yes(cast) == again
