# SPDX-License-Identifier: EUPL-1.2
"""Import on screen: nothing is written before it has been seen and confirmed, and only those who may import come in."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry, LogPerson
from roedtraad.kernel.actor import Role
from roedtraad.people import cpr
from roedtraad.people.models import YoungPerson
from tests.cast import make_colleague, make_person, use_profile

pytestmark = pytest.mark.django_db
NUMBER = cpr.synthetic_cpr(dt.date(2009, 6, 14), 1)
GOOD = f"reference;cpr;given_name;family_name\nX;{NUMBER};Freja;Østergaard\n"
BAD = f"{GOOD}Y;123;Noah;=HYPERLINK\n"
START = "/imports/"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    use_profile()
    return Path(settings.MEDIA_ROOT)


def browser(username="sekr", role=Role.SECRETARIAT):
    client = Client()
    account = make_colleague(username, f"{username} name", role, "front_door")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def send(client, text, kind="young-people", name="people.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(START, {"kind": kind, "file": SimpleUploadedFile(name, content)})


def test_a_file_is_seen_then_imported_then_gone(uploads):
    client = browser()
    assert client.get(START).status_code == 200
    sent = send(client, GOOD)
    assert sent.status_code == 302
    assert not YoungPerson.objects.exists()
    page = client.get(sent.url)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert "Freja" in text
    assert "740609-••••" in text
    assert NUMBER not in text
    assert NUMBER[:6] + "-" + NUMBER[6:] not in text
    done = client.post(sent.url + "confirm/", follow=True)
    assert YoungPerson.objects.get().reference == "X"
    assert "people.csv" in done.content.decode()
    assert list(uploads.iterdir()) == []
    assert client.get(sent.url).status_code == 404
    entry = LogEntry.objects.get(act="young_people_imported")
    assert entry.actor_name == "sekr name"


def test_rejected_rows_are_named_and_can_be_left_out():
    client = browser()
    url = send(client, BAD).url
    text = client.get(url).content.decode()
    assert "DDMMYY-SSSS" in text
    rows = b"".join(client.get(url + "rejected.csv").streaming_content).decode()
    assert "cpr_invalid" in rows
    assert client.post(url + "confirm/").url == url
    assert not YoungPerson.objects.exists()
    client.post(url + "confirm/", {"accept_valid": "yes"})
    assert YoungPerson.objects.count() == 1


def test_a_file_can_be_taken_away_again(uploads):
    client = browser()
    url = send(client, GOOD).url
    client.post(url + "cancel/")
    assert list(uploads.iterdir()) == []
    assert not YoungPerson.objects.exists()


def test_what_is_seen_of_people_is_logged():
    person = make_person(reference="X")
    client = browser()
    url = send(client, "reference;phone\nX;123\n").url
    client.get(url)
    look = LogEntry.objects.get(act="import_previewed")
    assert list(LogPerson.objects.filter(entry=look).values_list("young_person_id", flat=True)) == [person.pk]
    client.get(url + "rejected.csv")
    assert LogEntry.objects.filter(act="import_rejections_exported").exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"name;age\n1;2\n", b"PK\x03\x04"])
def test_what_is_no_table_is_said_on_the_form(uploads, content):
    answer = send(browser(), content)
    assert answer.status_code == 422
    assert not uploads.exists() or list(uploads.iterdir()) == []


def test_a_form_without_a_file_or_kind_is_refused():
    assert browser().post(START, {}).status_code == 422


def test_somebody_elses_file_does_not_exist():
    url = send(browser(), GOOD).url
    other = browser("anden")
    assert other.get(url).status_code == 404
    assert other.post(url + "confirm/").status_code == 404
    assert other.post(url + "cancel/").status_code == 404
    assert not YoungPerson.objects.exists()


def test_only_those_who_may_import_come_in():
    caseworker = browser("sag", Role.AUTHORITY_CASEWORKER)
    assert caseworker.get(START).status_code == 403
    assert send(caseworker, GOOD).status_code == 403
    assert Client().get(START).status_code == 302


def test_every_kind_has_its_preview():
    make_person(reference="F")
    client = browser()
    for kind, text in (
        ("life-situations", "reference;young_person;kind;started_on\n1;F;school;2020-08-01\n"),
        ("cases", "reference;young_person;unit;discipline;law;opened_on\n1;F;family;social;SEL;2026-01-01\n"),
    ):
        url = send(client, text, kind).url
        assert client.get(url).status_code == 200
        assert client.post(url + "confirm/").status_code == 302


def test_the_names_of_the_pages_lead_to_them():
    token = "0b9e8c0e-7a55-4c51-9d0b-6d1c1f7f1a11"
    names = ("imports:file-preview", "imports:file-rejected", "imports:file-confirm", "imports:file-cancel")
    assert all(reverse(name, args=[token]).startswith(START) for name in names)
