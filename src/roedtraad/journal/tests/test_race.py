# SPDX-License-Identifier: EUPL-1.2
"""A note sent twice is one note; two who correct the same note at once lose nothing."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from roedtraad.audit.models import LogEntry
from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.journal import actions
from roedtraad.journal.models import Attachment, Note, NoteVersion
from roedtraad.journal.tests.making import note_by
from roedtraad.journal.tests.test_views import form_data, url
from roedtraad.kernel.errors import NotVisible
from tests.cast import Cast, make_cast
from tests.racing import do_not_lock, on_postgresql, overlapping


@pytest.fixture
def cast(committed_log: None, settings: LazySettings, tmp_path: Path) -> Cast:  # noqa: F811
    settings.VAR = tmp_path
    return make_cast()


@pytest.fixture
def browser(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.account("caseworker"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def write_twice(cast: Cast, browser: Client, **token: str) -> tuple[Any, Any]:
    form, address = form_data(cast, **token), url("note-write", cast.young_person.pk)
    return overlapping(*[lambda: browser.post(address, form)] * 2)


def test_a_note_that_is_sent_twice_is_one(cast: Cast, browser: Client) -> None:
    answers = write_twice(cast, browser, token=str(uuid.uuid4()))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Note.objects.count() == NoteVersion.objects.count() == 1
    assert LogEntry.objects.filter(act="note_written").count() == 1


def test_control_without_the_forms_own_token_there_are_two(cast: Cast, browser: Client) -> None:
    write_twice(cast, browser)
    assert Note.objects.count() == 2


@on_postgresql
def test_control_without_the_lock_only_the_table_refuses(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "lock_person", do_not_lock)
    _first, second = write_twice(cast, browser, token=str(uuid.uuid4()))
    assert isinstance(second, Exception)


def correct_at_once(cast: Cast, browser: Client) -> Any:
    """The author corrects the note in two windows. What the second is answered."""
    note = note_by(cast, "caseworker")
    actor, sent = cast.actor("caseworker"), {"text": "Det andet", "reason": "Præcisering", "seen_version": 1}
    _first, second = overlapping(
        lambda: actions.correct_note(actor, note_id=note.pk, text="Det første", reason="Fejl", seen_version=1),
        lambda: browser.post(url("note-correct", note.pk), sent),
    )
    return second


def test_the_second_correction_sees_the_first_and_keeps_its_own_text(cast: Cast, browser: Client) -> None:
    answer = correct_at_once(cast, browser)
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Det første", "Det andet"):
        assert words in text
    assert list(NoteVersion.objects.order_by("number").values_list("text", flat=True))[1:] == ["Det første"]
    assert 'name="seen_version" value="2"' in text


@on_postgresql
def test_control_without_the_lock_the_second_correction_is_not_told(
    cast: Cast, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "lock_person", do_not_lock)
    assert isinstance(correct_at_once(cast, browser), Exception)


def take_away_at_once(cast: Cast) -> Any:
    """Two windows take the same file away, each for a reason of its own. What the second is told."""
    actor, note = cast.actor("caseworker"), note_by(cast, "caseworker")
    made = actions.add_attachment(actor, note_id=note.pk, name="brev.txt", content=b"Kaere Alma")
    reasons = ("Forkert sag", "Dobbelt")
    _first, second = overlapping(
        *[lambda why=why: actions.withdraw_attachment(actor, attachment_id=made.pk, reason=why) for why in reasons]
    )
    return second


def test_a_file_is_taken_away_once_and_for_the_first_reason(cast: Cast) -> None:
    assert isinstance(take_away_at_once(cast), NotVisible)
    assert Attachment.objects.get().withdrawn_because == "Forkert sag"
    assert LogEntry.objects.filter(act="attachment_withdrawn").count() == 1


@on_postgresql
def test_control_without_the_lock_the_first_reason_is_written_over(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "lock_person", do_not_lock)
    take_away_at_once(cast)
    assert Attachment.objects.get().withdrawn_because == "Dobbelt"
    assert LogEntry.objects.filter(act="attachment_withdrawn").count() == 2
