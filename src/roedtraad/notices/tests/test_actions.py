# SPDX-License-Identifier: EUPL-1.2
"""A notice is written with its act, leaves once, and keeps nothing that could open something."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import transaction
from time_machine import travel

from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.notices import actions
from roedtraad.notices.actions import Recipient
from roedtraad.notices.letters import NotSent
from roedtraad.notices.models import Channel, Notice
from roedtraad.notices.rules import MOST_TRIES
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LINK = "https://fjordby.invalid/k/7"


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    settings.MAIL_FROM = settings.SMS_URL = ""
    return tmp_path / "outbox"


def write(cast: Cast, to: Recipient | None = None) -> Notice:
    found = to or actions.recipient_of(cast.young_person)
    assert found is not None
    with transaction.atomic():
        return actions.send(cast.actor("caseworker"), to=found, text="something_new", values={"link": LINK})


def test_the_stand_in_writes_one_whole_file_and_the_row_forgets_what_it_said(cast: Cast, folder: Path) -> None:
    notice = write(cast)
    assert LINK in notice.body
    actions.send_waiting()
    notice.refresh_from_db()
    [file] = folder.iterdir()
    letter = json.loads(file.read_text(encoding="utf-8"))
    assert (letter["address"], letter["channel"]) == (cast.young_person.phone, "sms")
    assert LINK in letter["body"]
    assert notice.body == ""
    assert notice.sent_at is not None


def test_it_leaves_once(cast: Cast, folder: Path) -> None:
    write(cast)
    actions.send_waiting()
    next(folder.iterdir()).unlink()
    actions.send_waiting()
    assert list(folder.iterdir()) == []


def test_it_speaks_the_readers_language_and_names_nobody(cast: Cast) -> None:
    danish = write(cast, Recipient(Channel.SMS, "1", "da"))
    english = write(cast, Recipient(Channel.SMS, "1", "en"))
    assert danish.body != english.body
    for word in (cast.young_person.given_name, cast.young_person.family_name, "social"):
        assert word not in danish.body + english.body + danish.subject + english.subject


def test_an_act_that_is_rolled_back_sends_nothing(cast: Cast, folder: Path) -> None:
    with transaction.atomic():
        write(cast)
        transaction.set_rollback(True)
    actions.send_waiting()
    assert not folder.exists()


def test_what_fails_is_tried_again_later_and_given_up_at_last(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_letter: object) -> None:
        raise NotSent("TimeoutError")

    monkeypatch.setattr(actions, "deliver", refuse)
    notice, now = write(cast), clock.now()
    for minutes in range(0, 600, 5):
        with travel(now.timestamp() + minutes * 60, tick=False):
            actions.send_waiting()
    notice.refresh_from_db()
    assert (notice.tries, notice.problem, notice.sent_at) == (MOST_TRIES, "TimeoutError", None)
    assert LINK in notice.body, "nothing is lost"
    with pytest.raises(NotAllowed):
        actions.try_again(cast.actor("caseworker"), notice_id=notice.pk)
    actions.try_again(cast.actor("administrator"), notice_id=notice.pk)
    monkeypatch.undo()
    actions.send_waiting()
    notice.refresh_from_db()
    assert notice.sent_at is not None


def test_mail_goes_by_the_mail_server_when_one_is_set(cast: Cast, settings: LazySettings) -> None:
    settings.MAIL_FROM = "ung@fjordby.invalid"
    write(cast, Recipient(Channel.MAIL, "alma@example.invalid"))
    actions.send_waiting()
    [message] = mail.outbox
    assert message.to == ["alma@example.invalid"]
    assert LINK in message.body


def test_an_empty_address_is_refused_with_a_remedy(cast: Cast) -> None:
    with pytest.raises(DomainError, match="Add one first"):
        write(cast, Recipient(Channel.SMS, ""))


def test_who_has_neither_phone_nor_mail_nor_post_has_no_recipient(cast: Cast) -> None:
    cast.stranger.cpr_sealed = None
    assert actions.recipient_of(cast.stranger) is None


def test_what_was_given_up_forgets_its_words_when_it_may_no_longer_be_tried(cast: Cast) -> None:
    notice = write(cast)
    Notice.objects.update(tries=MOST_TRIES, made_at=clock.now() - dt.timedelta(days=7) + dt.timedelta(minutes=1))
    assert actions.forget_given_up() == 0
    Notice.objects.update(made_at=clock.now() - dt.timedelta(days=7, minutes=1))
    waiting = write(cast)
    Notice.objects.filter(pk=waiting.pk).update(made_at=clock.now() - dt.timedelta(days=9))
    assert actions.forget_given_up() == 1
    assert actions.forget_given_up() == 0
    assert list(Notice.objects.exclude(body="").values_list("pk", flat=True)) == [waiting.pk]
    with pytest.raises(DomainError) as refusal:
        actions.try_again(cast.actor("administrator"), notice_id=notice.pk)
    assert refusal.value.code == "notice_forgotten"


def test_the_file_of_a_notice_that_is_gone_goes_the_next_night(cast: Cast, folder: Path) -> None:
    kept, gone = write(cast), write(cast)
    actions.send_waiting()
    gone.delete()
    (folder / "somebody-else.txt").write_text("not ours")
    assert actions.sweep_outbox() == 1
    assert sorted(path.name for path in folder.iterdir()) == [f"{kept.pk:08}-sms.json", "somebody-else.txt"]


@dataclass
class Gateway:
    """A gateway for text messages on this machine: what it answers, and what it was asked."""

    url: str
    answer: int = 200
    got: list[tuple[str, bytes]] = field(default_factory=list)


@pytest.fixture
def gateway(settings: LazySettings) -> Iterator[Gateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(found.answer)
            self.send_header("Location", f"{found.url}/elsewhere")
            self.end_headers()

        def do_GET(self) -> None:
            found.got.append((self.path, b""))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Gateway(f"http://127.0.0.1:{server.server_port}")
    settings.SMS_URL, settings.SMS_TOKEN = f"{found.url}/send", "token"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def test_a_text_message_goes_to_the_gateway_with_its_number(cast: Cast, gateway: Gateway) -> None:
    notice = write(cast)
    actions.send_waiting()
    notice.refresh_from_db()
    [(path, body)] = gateway.got
    assert (path, json.loads(body)["id"], notice.sent_at is not None) == ("/send", notice.pk, True)


@pytest.mark.parametrize("code", [301, 302, 303])
def test_a_gateway_that_has_moved_is_a_failure_and_nobody_else_gets_the_token(
    cast: Cast, gateway: Gateway, code: int
) -> None:
    gateway.answer = code
    notice = write(cast)
    actions.send_waiting()
    notice.refresh_from_db()
    assert (notice.sent_at, notice.problem) == (None, f"answer {code}")
    assert [path for path, _body in gateway.got] == ["/send"]
