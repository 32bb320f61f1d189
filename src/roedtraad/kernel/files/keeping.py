# SPDX-License-Identifier: EUPL-1.2
"""Files on disk, under random names that tell nothing.

A file is there, whole and flushed, before its row is written, and goes after the row has gone. So a crash at any moment
leaves at most a file without a row, which the nightly sweep takes away; never a row without its file.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from roedtraad.kernel.errors import DomainError

_NAME: Final = re.compile(r"[0-9a-f]{48}")
ORPHAN_AFTER_SECONDS: Final = 86_400
"""A file without a row may be one whose row is about to be written; after a day it is not."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """The files of one kind, in a folder of their own."""

    name: str

    def folder(self) -> Path:
        """Where the files lie; nothing there is served by its path."""
        found = Path(settings.VAR) / self.name
        found.mkdir(mode=0o700, parents=True, exist_ok=True)
        return found

    def keep(self, content: bytes) -> str:
        """Write a file to the disk and give its random name; it is there for good when this returns."""
        name = secrets.token_hex(24)
        place = self.path_of(name)
        _make_folder(place.parent)
        handle = os.open(place.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        place.with_suffix(".new").rename(place)
        _flush_folder(place.parent)
        return name

    def read(self, name: str, sha256: str) -> bytes:
        """The file's content. Refuses one that is missing or not what was kept."""
        try:
            content = self.path_of(name).read_bytes()
        except FileNotFoundError:
            content = None
        if content is None or hashlib.sha256(content).hexdigest() != sha256:
            raise DomainError(
                "file_not_intact", _("The file is missing or has been changed on the disk. Tell the operator.")
            )
        return content

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        self.path_of(name).unlink(missing_ok=True)

    def names_on_disk(self, older_than_seconds: float = 0) -> Iterator[str]:
        """The names of the files that were written so long ago."""
        before = time.time() - older_than_seconds
        for path in self.folder().glob("??/*"):
            if _NAME.fullmatch(path.stem) and path.stat().st_mtime <= before:
                yield path.stem

    def sweep(self, known: Collection[str]) -> int:
        """Take away the files that no row knows, whole or half written, and tell how many."""
        gone = 0
        for name in list(self.names_on_disk(ORPHAN_AFTER_SECONDS)):
            if name not in known:
                self.remove(name)
                self.path_of(name).with_suffix(".new").unlink(missing_ok=True)
                gone += 1
        return gone

    def path_of(self, name: str) -> Path:
        """Where a kept file lies. Never anything but a name that was made here, so that no path can be asked for."""
        if not _NAME.fullmatch(name):
            raise ValueError("not a name of a kept file")
        return self.folder() / name[:2] / name


def _make_folder(path: Path) -> None:
    if not path.exists():
        path.mkdir(mode=0o700, exist_ok=True)
        _flush_folder(path.parent)


def _flush_folder(path: Path) -> None:
    """A new name in a folder is safe only when the folder itself has been written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
