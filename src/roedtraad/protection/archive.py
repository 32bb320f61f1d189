# SPDX-License-Identifier: EUPL-1.2
"""The package for the archive: made before a file is deleted, handed over, and gone from the disk with the file."""

import hashlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.queries import profile_on
from roedtraad.protection.copy_actions import require_handling
from roedtraad.protection.copying import copy_of, packed
from roedtraad.protection.models import PartPackage, RetentionDue

_CHUNK: Final = 1 << 20


def folder() -> Path:
    """Where packages lie until the archive has them; nothing there is served by its path."""
    return Path(settings.VAR) / "archive"


def path_of(packed_as: RetentionDue | PartPackage) -> Path:
    """The package of one person on the list, or of records of one kind."""
    return folder() / f"{packed_as.archive_name}.zip"


def make_packages(actor: Actor, *, due_ids: Sequence[int]) -> int:
    """Make the packages of those chosen who have none, each by itself, and tell how many were made."""
    require_handling(actor)
    return sum(_make_package(actor, key) for key in due_ids)


@transaction.atomic
def _make_package(actor: Actor, due_id: int) -> bool:
    due = RetentionDue.objects.select_for_update().filter(pk=due_id).first()
    if due is None or due.archive_name:
        return False
    log_look(actor, Look("copy_made", [due.young_person_id], {"for": "archive"}))
    due.archive_name = secrets.token_hex(16)
    content = packed(copy_of(due.young_person_id, for_person=False), profile_on(clock.today()).municipality.name)
    due.archive_sha256 = write_package(due, content)
    due.save(update_fields=["archive_name", "archive_sha256"])
    values = {"sha256": due.archive_sha256}
    record_change(actor, Record("archive_package_made", "retention_due", due.pk, (due.young_person_id,), values))
    return True


def write_package(packed_as: RetentionDue | PartPackage, content: IO[bytes]) -> str:
    """The package on the disk, whole or not at all; gives its checksum and closes the content."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished, digest = path_of(packed_as).with_suffix(".new"), hashlib.sha256()
    with content, os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(path_of(packed_as))
    return digest.hexdigest()


def is_intact(packed_as: RetentionDue | PartPackage) -> bool:
    """Whether the package is there and is what was made."""
    if not packed_as.archive_name or not path_of(packed_as).exists():
        return False
    with path_of(packed_as).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == packed_as.archive_sha256


def no_package() -> DomainError:
    """The refusal where there is no package to hand over, or to have a receipt for."""
    return DomainError("archive_no_package", _("Make the package first, and hand it over."))


def require_receipt(packed_as: RetentionDue | PartPackage, receipt: str) -> str:
    """The archive's number as it is kept. Refuses none, and a package that is not what was made."""
    if not receipt.strip():
        raise DomainError("archive_without_receipt", _("Write the archive's number for the package."))
    if not is_intact(packed_as):
        raise DomainError("archive_not_intact", _("The package is missing or has been changed. Make it again."))
    return receipt.strip()


@transaction.atomic
def confirm_receipt(actor: Actor, *, due_id: int, receipt: str) -> RetentionDue:
    """Note the archive's own number for a package that it has received. Refuses without one, and without an intact package."""
    require_handling(actor)
    due = RetentionDue.objects.select_for_update().filter(pk=due_id).first()
    if due is None or not due.archive_name:
        raise no_package()
    due.archive_receipt, due.archived_at = require_receipt(due, receipt), clock.now()
    due.save(update_fields=["archive_receipt", "archived_at"])
    values = {"receipt": due.archive_receipt}
    record_change(actor, Record("archive_received", "retention_due", due.pk, (due.young_person_id,), values))
    return due


def take_off(due: RetentionDue) -> None:
    """Take a person off the list, and the package off the disk once that holds."""
    path = path_of(due) if due.archive_name else None
    due.delete()
    if path is not None:
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep() -> int:
    """Take away packages that no row knows, left by a crash between the two."""
    known = set(RetentionDue.objects.exclude(archive_name="").values_list("archive_name", flat=True))
    known |= set(PartPackage.objects.filter(archived_at__isnull=True).values_list("archive_name", flat=True))
    lost = [path for path in folder().glob("*") if path.stem not in known] if folder().exists() else []
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
