# SPDX-License-Identifier: EUPL-1.2
"""Guessing is stopped, the owner is not, and the answers tell nothing about which names exist (SECURITY G2)."""

import re
import time

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.test import Client

from roedtraad.audit.models import LogEntry
from roedtraad.organisation.models import Account
from roedtraad.web.jobs import forget_old_sign_ins
from roedtraad.web.tests.signing_in import fail, give_password, is_in
from roedtraad.web.throttle import PER_ACCOUNT, PER_ADDRESS

pytestmark = pytest.mark.django_db


def test_ten_wrong_passwords_close_the_door_for_that_name_from_that_address(astrid: Account) -> None:
    assert fail(9).status_code == 200
    assert fail(1).status_code == 429
    client = Client()
    assert give_password(client, REMOTE_ADDR="10.0.0.1").status_code == 429
    assert not is_in(client)
    assert LogEntry.objects.filter(act="sign_in_locked", subject_id=astrid.pk).exists()


def test_capitals_and_spaces_are_not_another_account(astrid: Account) -> None:
    for number in range(10):
        give_password(Client(), ("ASTRID", " Astrid", "astrid ")[number % 3], "forkert", REMOTE_ADDR="10.0.0.1")
    assert give_password(Client(), REMOTE_ADDR="10.0.0.1").status_code == 429


def test_an_account_gets_at_most_twenty_wrong_passwords_a_day_from_strangers(astrid: Account) -> None:
    tried = 0
    for host in range(1, 40):
        response = give_password(Client(), "astrid", "forkert", REMOTE_ADDR=f"10.1.{host}.1")
        tried += response.status_code == 200
    assert tried == PER_ACCOUNT
    with time_machine.travel(time.time() + 25 * 3600, tick=False):
        assert give_password(Client(), REMOTE_ADDR="10.2.0.1").status_code == 302


def test_nobody_can_lock_the_owner_out_of_a_known_address(astrid: Account) -> None:
    give_password(Client(), REMOTE_ADDR="192.0.2.7")
    for host in range(1, 30):
        give_password(Client(), "astrid", "forkert", REMOTE_ADDR=f"10.1.{host}.1")
    assert give_password(Client(), REMOTE_ADDR="10.9.9.9").status_code == 429
    owner = Client()
    assert give_password(owner, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert is_in(owner)


def test_one_address_gets_at_most_twenty_wrong_answers_an_hour_over_all_names(astrid: Account) -> None:
    tried = sum(
        give_password(Client(), f"name{n}", "forkert", REMOTE_ADDR="10.3.0.1").status_code == 200 for n in range(40)
    )
    assert tried == PER_ADDRESS
    assert give_password(Client(), REMOTE_ADDR="10.3.0.1").status_code == 429
    assert give_password(Client(), REMOTE_ADDR="10.3.0.2").status_code == 302


def test_a_known_and_an_unknown_name_get_the_same_answers(astrid: Account) -> None:
    """SECURITY ASVS 6.3.8: the same pages in the same order, until the door closes and after."""
    answers: dict[str, list[tuple[int, str]]] = {}
    for username, address in (("astrid", "10.4.0.1"), ("nobody", "10.4.0.2")):
        client = Client()
        answers[username] = [
            (response.status_code, _neutral(response.content.decode(), username))
            for response in (give_password(client, username, "forkert", REMOTE_ADDR=address) for _ in range(12))
        ]
    assert answers["astrid"] == answers["nobody"]


def _neutral(page: str, username: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(username, "NAME")


def test_the_right_password_forgets_the_wrong_ones(astrid: Account) -> None:
    fail(9)
    assert give_password(Client(), REMOTE_ADDR="10.0.0.1").status_code == 302
    assert fail(9).status_code == 200


def test_what_is_typed_as_a_password_is_not_stored(astrid: Account) -> None:
    give_password(Client(), "astrid", "hemmelighed 123")
    attempt = AccessAttempt.objects.get()
    assert "hemmelighed" not in attempt.post_data + attempt.get_data


def test_what_no_limit_asks_about_any_more_is_forgotten_at_night(astrid: Account) -> None:
    with time_machine.travel("2026-03-02 08:00+01:00", tick=False) as clock:
        give_password(Client())
        fail(3)
        forget_old_sign_ins()
        assert (AccessLog.objects.count(), AccessAttempt.objects.count(), Session.objects.count()) == (1, 1, 1)
        clock.shift(91 * 86_400)
        forget_old_sign_ins()
        assert (AccessLog.objects.count(), AccessAttempt.objects.count(), Session.objects.count()) == (0, 0, 0)
