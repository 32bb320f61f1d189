# SPDX-License-Identifier: EUPL-1.2
"""Digital Post: one MeMo message to whoever has their own, handed over once, with nothing sensitive in it."""

import base64
import datetime as dt
import os
import ssl
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogDetail
from roedtraad.kernel.errors import DomainError
from roedtraad.notices import actions, digital_post
from roedtraad.notices.actions import Recipient
from roedtraad.notices.memo import NAMESPACE, Post, memo, uuid_of
from roedtraad.notices.models import Channel, Notice
from roedtraad.notices.problems import explained
from roedtraad.people.models import YoungPerson
from tests.cast import Cast, make_person, years_ago

LINK = "https://fjordby.invalid/k/7?a=1&b=2"
CVR = "29189404"
TAG = f"{{{NAMESPACE}}}"
HEADER = ["messageType", "messageUUID", "messageID", "label", "mandatory", "legalNotification", "Sender", "Recipient"]


@dataclass
class Supplier:
    """A supplier on this machine: what it was sent, and what it answers."""

    url: str
    answers: list[int] = field(default_factory=list)
    got: list[tuple[Message, bytes]] = field(default_factory=list)
    on_get: Callable[[BaseHTTPRequestHandler], bool] = lambda _: False


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    settings.MAIL_FROM = settings.SMS_URL = settings.DIGITAL_POST_URL = ""
    return tmp_path / "outbox"


def _serve(tls: ssl.SSLContext | None = None) -> tuple[Supplier, ThreadingHTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.got.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
            if made.on_get(self):
                return
            self.send_response(made.answers.pop(0) if made.answers else 200)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            self.wfile.write(b"<sensitive>what you sent was 0000000000</sensitive>")

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    made = Supplier(f"http{'s' if tls else ''}://localhost:{server.server_port}/memo")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return made, server


@pytest.fixture
def supplier(settings: LazySettings) -> Iterator[Supplier]:
    made, server = _serve()
    settings.DIGITAL_POST_URL, settings.DIGITAL_POST_CVR, settings.DIGITAL_POST_TOKEN = made.url, CVR, "t" * 16
    yield made
    server.shutdown()
    server.server_close()


def written_to(cast: Cast, person: YoungPerson) -> Notice:
    to = Recipient(Channel.DIGITAL_POST, "", person_id=person.pk)
    with transaction.atomic():
        return actions.send(cast.actor("caseworker"), to=to, text="something_new", values={"link": LINK})


def sent(notice: Notice) -> Notice:
    actions.send_waiting()
    notice.refresh_from_db()
    return notice


def page_in(message: ET.Element) -> str:
    return base64.b64decode(message.findtext(f".//{TAG}content") or "", validate=True).decode()


@pytest.mark.django_db
def test_the_message_is_memo_in_the_order_that_the_format_asks_for(cast: Cast, supplier: Supplier) -> None:
    notice = sent(written_to(cast, cast.young_person))
    [(headers, body)] = supplier.got
    message = ET.fromstring(body)
    assert body.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<memo:Message xmlns:memo=")
    assert (message.tag, message.attrib) == (f"{TAG}Message", {"memoVersion": "1.2"})
    header, content = message
    assert [one.tag.removeprefix(TAG) for one in header] == HEADER
    assert header.findtext(f"{TAG}messageType") == "DIGITALPOST"
    assert header.findtext(f"{TAG}messageUUID") == str(uuid_of(notice.pk, notice.made_at)) == headers["Idempotency-Key"]
    assert [one.text for one in header.find(f"{TAG}Sender") or ()] == [CVR, "CVR", "Fjordby"]
    assert [one.text for one in header.find(f"{TAG}Recipient") or ()] == [cast.cpr_number, "CPR"]
    created, document = content
    assert dt.datetime.fromisoformat(created.text or "") == notice.made_at.replace(microsecond=0)
    [file] = document
    assert [one.tag.removeprefix(TAG) for one in file] == ["encodingFormat", "filename", "language", "content"]
    assert [one.text for one in file][:3] == ["text/html", "besked.html", "da"]
    assert (headers["Content-Type"], headers["Authorization"]) == (
        "application/xml; charset=utf-8",
        f"Bearer {'t' * 16}",
    )
    assert notice.sent_at is not None


@pytest.mark.django_db
def test_nothing_in_it_names_her_or_says_why_and_the_link_can_be_followed(cast: Cast, supplier: Supplier) -> None:
    sent(written_to(cast, cast.young_person))
    message = ET.fromstring(supplier.got[0][1])
    page, label = page_in(message), message.findtext(f".//{TAG}MessageHeader/{TAG}label") or ""
    ET.fromstring(page.removeprefix("<!DOCTYPE html>"))
    assert '<a href="https://fjordby.invalid/k/7?a=1&amp;b=2">' in page
    for word in (cast.young_person.given_name, cast.young_person.family_name, "social", "script", cast.cpr_number):
        assert word not in page + label


@pytest.mark.django_db
def test_the_number_is_kept_nowhere(
    cast: Cast, supplier: Supplier, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    supplier.answers = [400, 200]
    notice = written_to(cast, cast.young_person)
    sent(notice)
    Notice.objects.update(tries=0)
    sent(notice)
    kept = [str(row) for model in (Notice, LogDetail) for row in model.objects.values_list()]
    told = "".join(capfd.readouterr()) + caplog.text + str(kept)
    assert cast.cpr_number not in told
    assert notice.address == notice.body == ""


@pytest.mark.django_db
def test_what_was_taken_is_never_sent_again_and_a_repetition_has_the_same_number(
    cast: Cast, supplier: Supplier
) -> None:
    supplier.answers = [503, 202]
    notice = sent(written_to(cast, cast.young_person))
    assert (notice.sent_at, notice.problem) == (None, "answer 503")
    Notice.objects.update(tries=0)
    sent(notice)
    for _ in range(3):
        actions.send_waiting()
    assert len(supplier.got) == 2
    assert supplier.got[0][1] == supplier.got[1][1], "word for word the same"
    other = written_to(cast, cast.young_person)
    assert uuid_of(other.pk, other.made_at) != uuid_of(notice.pk, notice.made_at)


@pytest.mark.django_db
@pytest.mark.parametrize("code", [301, 302, 307, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503])
def test_another_answer_than_yes_is_a_failure_with_words(cast: Cast, supplier: Supplier, code: int) -> None:
    supplier.answers = [code]
    notice = sent(written_to(cast, cast.young_person))
    assert (notice.sent_at, notice.problem) == (None, f"answer {code}")
    assert len(explained(notice.problem)) > len(f"The receiver answers {code}.")
    assert len(supplier.got) == 1, "it goes nowhere else"


def _breaks_off(handler: BaseHTTPRequestHandler) -> bool:
    handler.connection.close()
    return True


def _mumbles(handler: BaseHTTPRequestHandler) -> bool:
    handler.wfile.write(b"what?\r\n\r\n")
    return True


def _sleeps(_handler: BaseHTTPRequestHandler) -> bool:
    time.sleep(0.5)
    return True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("does", "problem"),
    [(_breaks_off, "RemoteDisconnected"), (_mumbles, "BadStatusLine"), (_sleeps, "TimeoutError")],
)
def test_no_answer_that_can_be_read_is_a_failure_with_words(
    cast: Cast, supplier: Supplier, monkeypatch: pytest.MonkeyPatch,
    does: Callable[[BaseHTTPRequestHandler], bool], problem: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(digital_post, "TIMEOUT", 0.2)
    supplier.on_get = does
    notice = sent(written_to(cast, cast.young_person))
    assert (notice.sent_at, notice.problem) == (None, problem)
    assert explained(problem) != problem


@pytest.mark.django_db
def test_nobody_at_the_address(cast: Cast, settings: LazySettings) -> None:
    settings.DIGITAL_POST_URL = "http://127.0.0.1:1/"
    assert sent(written_to(cast, cast.young_person)).problem == "ConnectionRefusedError"


@pytest.mark.django_db
def test_the_list_says_in_words_why_one_has_not_left(
    cast: Cast, supplier: Supplier, sign_in: Callable[[str], Client]
) -> None:
    supplier.answers = [401]
    sent(written_to(cast, cast.young_person))
    page = sign_in("administrator").get(reverse("notices:outbox")).content.decode()
    assert "The receiver answers 401. It does not know us" in page


@pytest.mark.django_db
def test_without_a_supplier_the_very_message_lies_in_a_file(cast: Cast, folder: Path) -> None:
    notice = sent(written_to(cast, cast.young_person))
    [file] = folder.iterdir()
    assert file.name == f"{notice.pk:08}-digital_post.xml"
    assert file.stat().st_mode & 0o777 == 0o600
    message = ET.fromstring(file.read_bytes())
    assert message.findtext(f".//{TAG}senderID") == digital_post.NO_CVR
    assert LINK.replace("&", "&amp;") in page_in(message)


@pytest.mark.django_db
def test_in_production_no_number_lies_open_on_a_disk(cast: Cast, folder: Path, settings: LazySettings) -> None:
    settings.IS_PRODUCTION = True
    notice = sent(written_to(cast, cast.young_person))
    assert (notice.problem, folder.exists()) == ("not_configured", False)
    cast.young_person.phone = cast.young_person.email = ""
    assert actions.recipient_of(cast.young_person) is None
    settings.DIGITAL_POST_URL = "https://supplier.invalid"
    assert actions.recipient_of(cast.young_person) == Recipient(
        Channel.DIGITAL_POST, "", person_id=cast.young_person.pk
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "has_own"), [(0, True), (1, False)])
def test_own_post_begins_on_the_fifteenth_birthday(cast: Cast, days: int, has_own: bool) -> None:
    """Below it the guardians' numbers are not known here, and a child's number is never used."""
    today = years_ago(0)
    person = make_person(born_on=today.replace(year=today.year - 15) + dt.timedelta(days=days))
    assert digital_post.receives(person, today) is has_own
    assert (actions.recipient_of(person) is not None) is has_own
    if not has_own:
        with pytest.raises(DomainError) as refusal:
            written_to(cast, person)
        assert refusal.value.code == "no_own_digital_post"


@pytest.mark.django_db
def test_text_message_and_mail_come_first_and_no_number_is_no_post(cast: Cast) -> None:
    person = make_person(phone="20304050", email="a@example.invalid")
    ways = []
    for column in ("phone", "email", "cpr_sealed"):
        ways.append(found.channel if (found := actions.recipient_of(person)) else None)
        setattr(person, column, None if column == "cpr_sealed" else "")
    assert ways == [Channel.SMS, Channel.MAIL, Channel.DIGITAL_POST]
    assert actions.recipient_of(person) is None


@pytest.mark.django_db
def test_a_number_sealed_with_another_key_is_told_and_stops_nobody_else(
    cast: Cast, supplier: Supplier, settings: LazySettings
) -> None:
    notice = written_to(cast, cast.young_person)
    settings.DATA_KEY = "x" * 40
    assert sent(notice).problem == "data_key_mismatch"
    assert supplier.got == []


@pytest.mark.parametrize("text", ["<b>&\"'</b>", "æøå 😀", "a\x00b\x0bc\nd", "x" * 400])
def test_any_text_makes_a_message_that_can_be_read(text: str) -> None:
    made_at = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
    post = Post(7, uuid_of(7, made_at), text, text, "en", made_at, CVR, text, "0000000000")
    message = ET.fromstring(memo(post))
    assert len(message.findtext(f".//{TAG}MessageHeader/{TAG}label") or "") <= 255
    assert "<b>" not in page_in(message)


def _certificate(folder: Path, name: str, signer: "tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None") -> Path:
    """A certificate with its key in one file; the first signs itself and the others."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by, by_key = (signer[0].subject, signer[1]) if signer else (called, key)
    made = (
        x509.CertificateBuilder().subject_name(called).issuer_name(by).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2000, 1, 1, tzinfo=dt.UTC)).not_valid_after(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False)
        .sign(by_key, hashes.SHA256())
    )  # fmt: skip
    path, plain = folder / f"{name}.pem", serialization.Encoding.PEM
    path.write_bytes(
        made.public_bytes(plain)
        + key.private_bytes(plain, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def _signer(path: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(path.read_bytes()), key


@pytest.mark.django_db
def test_the_supplier_knows_us_by_our_certificate_and_we_know_it_by_its_own(
    cast: Cast, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = _certificate(tmp_path, "root", None)
    theirs, ours = (_certificate(tmp_path, name, _signer(root)) for name in ("theirs", "ours"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(theirs)
    tls.load_verify_locations(root)
    tls.verify_mode = ssl.CERT_REQUIRED
    supplier, server = _serve(tls)
    try:
        settings.DIGITAL_POST_URL, settings.DIGITAL_POST_CERTIFICATE = supplier.url, str(ours)
        notice = sent(written_to(cast, cast.young_person))
        assert notice.problem == "SSLCertVerificationError"
        monkeypatch.setenv("SSL_CERT_FILE", str(root))
        settings.DIGITAL_POST_CERTIFICATE = ""
        Notice.objects.update(tries=0)
        assert sent(notice).sent_at is None
        assert supplier.got == []
        settings.DIGITAL_POST_CERTIFICATE = str(ours)
        Notice.objects.update(tries=0)
        assert sent(notice).sent_at is not None
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"URL": "https://x.example"}, "CVR"),
        ({"URL": "https://x.example", "CVR": CVR}, "TOKEN"),
        ({"KEY": __file__}, "CERTIFICATE"),
        ({"CERTIFICATE": __file__}, "CERTIFICATE"),
        ({"CVR": "12345678"}, "CVR"),
    ],
)
def test_settings_that_do_not_fit_together_stop_the_start(tmp_path: Path, given: dict[str, str], named: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROEDTRAAD_")}
    settings = {f"ROEDTRAAD_DIGITAL_POST_{name}": value for name, value in given.items()}
    done = subprocess.run(
        [sys.executable, "-m", "roedtraad.cli", "settings"], env={**kept, "ROEDTRAAD_VAR": str(tmp_path), **settings},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"ROEDTRAAD_DIGITAL_POST_{named}: " in done.stderr
