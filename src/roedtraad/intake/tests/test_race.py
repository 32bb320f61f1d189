# SPDX-License-Identifier: EUPL-1.2
"""The public form sent twice, the second time before the first was answered: one enquiry, and the same receipt."""

import secrets
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.intake import public_views
from roedtraad.intake.models import Enquiry
from roedtraad.intake.public_forms import FormKey
from roedtraad.intake.tests.test_views import ASKED, key_from
from tests.cast import make_cast
from tests.racing import overlapping


@pytest.fixture(autouse=True)
def _stage(committed_log: None) -> None:  # noqa: F811
    make_cast()


def ask_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    client, form = Client(), ASKED | {"key": key_from(30, monkeypatch)}
    return overlapping(*[lambda: client.post(reverse("intake:ask"), form)] * 2)


def test_both_get_the_same_receipt_for_one_enquiry(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ask_twice(monkeypatch)
    made = Enquiry.objects.get()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all(made.receipt in answer.content.decode() for answer in answers)
    assert LogEntry.objects.filter(act="enquiry_received").count() == 1


def test_control_without_the_forms_own_key_there_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_views, "read_key", lambda _text: FormKey(None, secrets.token_hex(8)))
    assert [answer.status_code for answer in ask_twice(monkeypatch)] == [200, 200]
    assert Enquiry.objects.count() == 2
