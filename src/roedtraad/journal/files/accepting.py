# SPDX-License-Identifier: EUPL-1.2
"""The door that every attached file goes through: its kind from its content, its name made harmless, its content cleaned."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from django.conf import settings

from roedtraad.journal.files.office import START as ZIP_START
from roedtraad.journal.files.office import clean_office
from roedtraad.journal.files.pdf import START as PDF_START
from roedtraad.journal.files.pdf import clean_pdf
from roedtraad.kernel.files.images import JPEG_START, PNG_START, clean_jpeg, clean_png
from roedtraad.kernel.files.refusing import FileRefused

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
}
_ENDINGS: Final = {
    ".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".docx": "docx", ".xlsx": "xlsx", ".odt": "odt", ".txt": "txt",
}  # fmt: skip
ACCEPTED: Final = ",".join(_ENDINGS)
"""For the file field, so that a phone offers what will be taken (and turns its own kind of photo into JPEG)."""
_LONGEST_STEM: Final = 100
_MB: Final = 1 << 20
_USUAL_MB: Final = 10
_NOT_IN_NAMES: Final = re.compile(r"[^\w .,()+\-]+")
_LOOKS_LIKE_CODE: Final = re.compile(
    r"\s*(<\?|<!|<(html|head|body|script|svg|iframe|xml)\b|#!|%!PS|\{\\rtf)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file as it will be kept."""

    name: str
    kind: str
    content: bytes


def most_bytes() -> int:
    """How large a file may be (setting ATTACHMENT_MB)."""
    return int(getattr(settings, "ATTACHMENT_MB", _USUAL_MB)) * _MB


def accept(name: str, content: bytes) -> Accepted:
    """The file cleaned, with a harmless name. Refuses whatever is not what it says, and what cannot be made harmless."""
    if not content:
        raise FileRefused("empty")
    if len(content) > most_bytes():
        raise FileRefused("too_big")
    stem, claimed = _named(name)
    kind, cleaned = _cleaned(content)
    if claimed != kind:
        raise FileRefused("kind_differs" if claimed else "kind_unknown")
    ending = "jpg" if kind == "jpeg" else kind
    return Accepted(f"{stem}.{ending}", kind, cleaned)


def _cleaned(content: bytes) -> tuple[str, bytes]:
    single: tuple[tuple[bytes, str, Callable[[bytes], bytes]], ...] = (
        (PDF_START, "pdf", clean_pdf), (JPEG_START, "jpeg", clean_jpeg), (PNG_START, "png", clean_png),
    )  # fmt: skip
    for start, kind, clean in single:
        if content.startswith(start):
            return kind, clean(content)
    if content.startswith(ZIP_START):
        return clean_office(content)
    return "txt", _clean_text(content)


def _clean_text(content: bytes) -> bytes:
    """Plain text in UTF-8 or the older Danish code; refuses anything with control characters and anything that a program would run."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    odd = any(unicodedata.category(one) in {"Cc", "Cs"} and one not in "\t\r\n\f" for one in text)
    if odd or "\ufffd" in text or _LOOKS_LIKE_CODE.match(text):
        raise FileRefused("kind_unknown")
    return text.encode()


def _named(name: str) -> tuple[str, str]:
    """The name without folders and odd characters, and the kind that its ending claims; empty when it claims none of ours."""
    path = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/").replace("\0", ""))
    stem = _NOT_IN_NAMES.sub("", path.stem).strip(" .") or "file"
    return stem[:_LONGEST_STEM], _ENDINGS.get(path.suffix.lower(), "")
