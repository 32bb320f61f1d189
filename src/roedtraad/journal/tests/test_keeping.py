# SPDX-License-Identifier: EUPL-1.2
"""Files on disk: a crash at any moment leaves no row without its file, and what belongs to nothing goes at night."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction

from roedtraad.audit import actions as audit
from roedtraad.audit.models import LogEntry
from roedtraad.journal import jobs, queries
from roedtraad.journal.actions import add_attachment, withdraw_attachment
from roedtraad.journal.files import keeping
from roedtraad.journal.models import Attachment
from roedtraad.journal.tests.making import note_by
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.files import keeping as kept_files
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def disk(settings: LazySettings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path / "attachments"


class Crash(BaseException):
    """The machine stops here: nothing of ours may catch it."""


def attach(cast: Cast, key: str = "caseworker", note: Any = None, content: bytes = b"hello") -> Attachment:
    note = note or note_by(cast, "caseworker")
    return add_attachment(cast.actor(key), note_id=note.pk, name="../brev.txt", content=content)


def rows_without_file() -> list[str]:
    there = set(keeping.names_on_disk())
    rows = Attachment.objects.filter(withdrawn_at__isnull=True).values_list("stored_as", flat=True)
    return [name for name in rows if name not in there]


def grow_old(disk: Path) -> None:
    for path in disk.glob("??/*"):
        os.utime(path, (time.time() - 90_000,) * 2)


def test_a_file_is_kept_under_a_name_that_tells_nothing(cast: Cast, disk: Path) -> None:
    made = attach(cast)
    (path,) = disk.glob("??/*")
    assert (made.name, path.name, path.read_bytes()) == ("brev.txt", made.stored_as, b"hello")
    assert (path.stat().st_mode & 0o777, disk.stat().st_mode & 0o777) == (0o600, 0o700)
    assert keeping.read(made.stored_as, made.sha256) == b"hello"
    assert LogEntry.objects.filter(act="attachment_added").count() == 1


STEPS = (
    (os, "open"), (os, "fdopen"), (os, "fsync"), (Path, "rename"), (kept_files, "_flush_folder"),
    (Attachment.objects, "create"), (audit, "_append"),
)  # fmt: skip


@pytest.mark.parametrize("step", range(len(STEPS)), ids=[name for _where, name in STEPS])
@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_step_leaves_no_row_without_its_file(
    cast: Cast, disk: Path, monkeypatch: pytest.MonkeyPatch, step: int, is_after: bool
) -> None:
    note = note_by(cast, "caseworker")
    where, name = STEPS[step]
    real = getattr(where, name)

    def crash(*args: Any, **kwargs: Any) -> Any:
        if is_after:
            real(*args, **kwargs)
        raise Crash

    with monkeypatch.context() as broken, suppress(Crash), transaction.atomic():
        broken.setattr(where, name, crash)
        attach(cast, note=note)
    assert (rows_without_file(), Attachment.objects.count()) == ([], 0)
    grow_old(disk)
    jobs.sweep_attachments()
    assert list(disk.glob("??/*")) == []


def test_the_sweep_takes_what_belongs_to_nothing_and_nothing_else(cast: Cast, disk: Path) -> None:
    kept, gone = attach(cast), attach(cast)
    Attachment.objects.filter(pk=gone.pk).delete()
    orphan_of_today = keeping.keep(b"its row is about to be written")
    (disk / kept.stored_as[:2] / "readme.txt").write_text("somebody else's")
    for name in (kept.stored_as, gone.stored_as):
        os.utime(disk / name[:2] / name, (time.time() - 90_000,) * 2)
    jobs.sweep_attachments()
    assert {path.name for path in disk.glob("??/*")} == {kept.stored_as, orphan_of_today, "readme.txt"}


def test_files_go_with_the_young_person(cast: Cast, disk: Path) -> None:
    attach(cast)
    Attachment.objects.all().delete()
    grow_old(disk)
    jobs.sweep_attachments()
    assert list(disk.glob("??/*")) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 47, "A" * 48, "/" * 48])
def test_only_names_that_were_made_here_are_read(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        keeping.read(name, "")


def test_a_file_that_is_missing_or_changed_is_not_given_out(cast: Cast, disk: Path) -> None:
    made = attach(cast)
    path = disk / made.stored_as[:2] / made.stored_as
    path.write_bytes(b"changed")
    for _ in range(2):
        with pytest.raises(DomainError) as refusal:
            keeping.read(made.stored_as, made.sha256)
        assert refusal.value.code == "file_not_intact"
        path.unlink(missing_ok=True)


def test_whoever_reads_the_note_attaches_and_others_do_not(cast: Cast) -> None:
    note = note_by(cast, "caseworker")
    for key in ("colleague", "counsellor"):
        attach(cast, key, note)
    for key in ("consultant", "other_caseworker"):
        with pytest.raises(NotVisible):
            attach(cast, key, note)
    restricted = note_by(cast, "caseworker", is_restricted=True)
    with pytest.raises(NotVisible):
        attach(cast, "colleague", restricted)


def test_an_attachment_is_seen_like_its_note(cast: Cast) -> None:
    made = attach(cast, note=note_by(cast, "caseworker", is_restricted=True))
    assert queries.one_attachment(cast.actor("leader"), made.pk) == made
    for key in ("colleague", "other_leader"):
        with pytest.raises(NotVisible):
            queries.one_attachment(cast.actor(key), made.pk)


def test_a_file_attached_by_mistake_goes_and_that_it_was_there_stays(
    cast: Cast, disk: Path, django_capture_on_commit_callbacks: Any
) -> None:
    made = attach(cast)
    with pytest.raises(NotAllowed):
        withdraw_attachment(cast.actor("colleague"), attachment_id=made.pk, reason="Forkert ung")
    with pytest.raises(DomainError):
        withdraw_attachment(cast.actor("caseworker"), attachment_id=made.pk, reason="  ")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_attachment(cast.actor("caseworker"), attachment_id=made.pk, reason="Forkert ung")
    made.refresh_from_db()
    assert (made.withdrawn_because, list(disk.glob("??/*"))) == ("Forkert ung", [])
    with pytest.raises(NotVisible):
        queries.one_attachment(cast.actor("caseworker"), made.pk)


def test_a_withdrawal_that_crashes_before_the_file_goes_is_finished_at_night(cast: Cast, disk: Path) -> None:
    made = attach(cast)
    withdraw_attachment(cast.actor("caseworker"), attachment_id=made.pk, reason="Forkert ung")
    assert len(list(disk.glob("??/*"))) == 1
    grow_old(disk)
    jobs.sweep_attachments()
    assert list(disk.glob("??/*")) == []
