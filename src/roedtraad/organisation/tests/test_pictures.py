# SPDX-License-Identifier: EUPL-1.2
"""Photos of colleagues: what is taken, what is left of it, who sets it, and how it is given out."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.files import portraits
from roedtraad.kernel.files.portraits import SIDE, portrait_of
from roedtraad.kernel.files.refusing import FileRefused
from roedtraad.organisation import pictures
from roedtraad.organisation.pictures import Face
from roedtraad.organisation.tests.photos import HTML, SECRET, SVG, WEBP, claims_to_be, photo, size_of
from tests.access.stage import BACKEND
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OWN = "accounts:picture-own"


@pytest.fixture(autouse=True)
def disk(settings: LazySettings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path / "pictures"


@pytest.fixture
def browser(cast: Cast) -> Callable[[str], Client]:
    def signed_in(key: str) -> Client:
        client = Client(raise_request_exception=False, headers={"accept-language": "en"})
        client.force_login(cast.account(key), BACKEND)
        return client

    return signed_in


def upload(content: bytes, name: str = "me.png") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def set_own(cast: Cast, key: str = "contact_person", content: bytes | None = None) -> None:
    pictures.set_picture(cast.actor(key), account_id=cast.account(key).pk, content=content or photo())


@pytest.mark.parametrize("content", [photo(), photo(900, 20), photo(1, 1), WEBP])
def test_every_photo_becomes_a_small_square(content: bytes) -> None:
    drawn = portrait_of(content)
    assert size_of(drawn) == (SIDE, SIDE)
    assert SIDE <= 320


def test_nothing_of_the_file_is_left_but_its_points() -> None:
    drawn = portrait_of(photo(end=HTML + b"PK\x03\x04"))
    assert SECRET not in drawn
    assert b"script" not in drawn
    assert drawn.count(b"tEXt") == drawn.count(b"eXIf") == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (SVG, "file_not_a_picture"),
        (HTML, "file_not_a_picture"),
        (b"GIF89a" + photo(), "file_not_a_picture"),
        (b"%PDF-1.7" + photo(), "file_not_a_picture"),
        (photo()[:60], "file_damaged"),
        (b"\xff\xd8\xff" + HTML, "file_damaged"),
        (b"\x89PNG\r\n\x1a\n" + SVG, "file_damaged"),
        (b"RIFF\x10\0\0\0WEBP" + SVG, "file_damaged"),
        (claims_to_be(30_000, 30_000), "file_picture_too_large"),
        (claims_to_be(500, 500), "file_damaged"),
        (photo() + b"\0" * portraits.MOST_BYTES, "file_too_big"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        portrait_of(content)
    assert refused.value.code == code
    assert str(refused.value)


def test_a_colleague_sets_and_removes_their_own(cast: Cast, browser: Callable[[str], Client], disk: Path) -> None:
    client, account = browser("contact_person"), cast.account("contact_person")
    assert client.post(reverse(OWN), upload(photo())).status_code == 302
    account.refresh_from_db()
    (kept,) = disk.glob("??/*")
    assert kept.name == account.picture
    page = client.get(reverse(OWN)).content.decode()
    assert f'alt="Photo of {account.name}"' in page
    assert client.post(reverse(OWN), {"act": "remove"}).status_code == 302
    account.refresh_from_db()
    assert account.picture == ""


def test_a_new_picture_takes_the_place_of_the_one_before_also_on_the_disk(
    cast: Cast, disk: Path, django_capture_on_commit_callbacks: Any
) -> None:
    set_own(cast)
    with django_capture_on_commit_callbacks(execute=True):
        set_own(cast, content=photo(60, 60))
    (kept,) = disk.glob("??/*")
    cast.account("contact_person").refresh_from_db()
    assert kept.name == cast.account("contact_person").picture


def test_a_bad_file_is_told_on_the_form_and_changes_nothing(
    cast: Cast, browser: Callable[[str], Client], disk: Path
) -> None:
    answer = browser("contact_person").post(reverse(OWN), upload(SVG, "me.png"))
    assert answer.status_code == 422
    assert b"Use a photo: JPEG, PNG or WebP" in answer.content
    assert not list(disk.glob("??/*"))


def test_only_the_administrator_sets_a_colleagues(cast: Cast, browser: Callable[[str], Client]) -> None:
    other = cast.account("colleague").pk
    url = reverse("accounts:account-picture", args=[other])
    assert browser("administrator").post(url, upload(photo())).status_code == 302
    assert browser("leader").post(url, upload(photo())).status_code == 403
    with pytest.raises(NotAllowed):
        pictures.set_picture(cast.actor("leader"), account_id=other, content=photo())
    with pytest.raises(NotAllowed):
        pictures.remove_picture(cast.actor("leader"), account_id=other)
    with pytest.raises(NotVisible):
        pictures.set_picture(cast.actor("administrator"), account_id=10**9, content=photo())


def test_there_is_nothing_to_remove_when_there_is_none(cast: Cast) -> None:
    with pytest.raises(DomainError, match="no picture"):
        pictures.remove_picture(cast.actor("leader"), account_id=cast.account("leader").pk)


def test_colleagues_see_it_and_strangers_do_not(cast: Cast, browser: Callable[[str], Client]) -> None:
    set_own(cast)
    url = reverse("accounts:picture", args=[cast.account("contact_person").pk])
    answer = browser("operator").get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert size_of(answer.content) == (SIDE, SIDE)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, max-age=3600"
    again = browser("operator").get(url, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(url).status_code == 302


def test_a_picture_that_was_changed_on_the_disk_is_not_shown(
    cast: Cast, browser: Callable[[str], Client], disk: Path
) -> None:
    set_own(cast)
    (kept,) = disk.glob("??/*")
    kept.write_bytes(HTML)
    answer = browser("operator").get(reverse("accounts:picture", args=[cast.account("contact_person").pk]))
    assert answer.status_code == 409
    assert HTML not in answer.content


def test_files_that_belong_to_nobody_go_at_night(cast: Cast, disk: Path) -> None:
    set_own(cast)
    stray = pictures.KEPT.keep(b"left by a crash")
    for path in disk.glob("??/*"):
        os.utime(path, (time.time() - 90_000,) * 2)
    pictures.sweep_pictures()
    assert [path.name for path in disk.glob("??/*")] == [cast.account("contact_person").picture or _picture(cast)]
    assert stray not in set(pictures.KEPT.names_on_disk())


def _picture(cast: Cast) -> str:
    account = cast.account("contact_person")
    account.refresh_from_db()
    return account.picture


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Kirsten Kontakt", "KK"), ("Åse Marie Østergård", "ÅØ"), ("Bo", "B"), ("", ""), ("åse (vikar)", "Å")],
)
def test_without_a_picture_the_initials_stand(name: str, initials: str) -> None:
    assert Face(1, name, "").initials == initials
