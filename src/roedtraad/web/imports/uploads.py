# SPDX-License-Identifier: EUPL-1.2
"""Files that wait to be imported: under a random name, with a note of whose they are, for a day at most."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.importing import Importer, ImportFile, Rejection, Report, importers

_KEPT_FOR: Final = dt.timedelta(days=1)
_LONGEST_NAME: Final = 150


@dataclass(frozen=True)
class Upload:
    """One waiting file: the kind of import, the sender's name for it, and whose it is."""

    token: UUID
    kind: str
    name: str
    account_id: int | None

    @property
    def file(self) -> ImportFile:
        """The file as the importers take it."""
        return ImportFile(_folder() / f"{self.token}.data", self.name)

    @property
    def importer(self) -> Importer:
        """The importer for its kind."""
        return importers[self.kind]

    @cached_property
    def report(self) -> Report:
        """What the last trial said would happen."""
        kept = json.loads(self._note("report").read_text())
        return Report(**kept | {"rejected": [Rejection(**one) for one in kept["rejected"]]})

    def keep_report(self, report: Report) -> None:
        """Keep what a trial said, for the preview."""
        self._note("report").write_text(json.dumps(report.as_json()))

    def keep_note(self) -> None:
        """Write down whose file this is."""
        note = asdict(self) | {"token": str(self.token)}
        self._note("upload").write_text(json.dumps(note))

    def remove(self) -> None:
        """Take the file and its notes away."""
        for path in (self.file.path, self._note("report"), self._note("upload")):
            path.unlink(missing_ok=True)

    def _note(self, what: str) -> Path:
        return _folder() / f"{self.token}.{what}.json"


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def receive(actor: Actor, kind: str, content: "UploadedFile[Any]") -> Upload:
    """Store what somebody has sent; old leftovers go at the same time."""
    forget_old()
    upload = Upload(uuid4(), kind, (content.name or "")[-_LONGEST_NAME:], actor.account_id)
    path = upload.file.path
    path.touch(mode=0o600)
    with path.open("wb") as out:
        for chunk in content.chunks():
            out.write(chunk)
    upload.keep_note()
    return upload


def waiting(actor: Actor, token: UUID) -> Upload:
    """The actor's own waiting file; anybody else's is as if it did not exist."""
    try:
        note = json.loads((_folder() / f"{token}.upload.json").read_text())
    except FileNotFoundError:
        raise NotVisible from None
    upload = Upload(**note | {"token": token})
    if upload.account_id != actor.account_id or not upload.file.path.exists():
        raise NotVisible
    return upload


def forget_old() -> None:
    """Take away what has waited for too long; also done every night, since nobody may come to send the next file."""
    before = (clock.now() - _KEPT_FOR).timestamp()
    for path in _stored(lambda path: path.stat().st_mtime < before):
        path.unlink(missing_ok=True)


def _stored(wanted: Callable[[Path], bool]) -> Iterator[Path]:
    for path in _folder().iterdir():
        if path.suffix in {".data", ".json"} and wanted(path):
            yield path
