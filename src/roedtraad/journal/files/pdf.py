# SPDX-License-Identifier: EUPL-1.2
"""PDF: refused when it holds programs, other files or a lock; what it tells about its maker is blanked where it stands.

A PDF points into itself by byte positions, so everything is overwritten in its own length and nothing is moved. Texts in
packed parts are looked through and left: a maker's name in a packed part may stay.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from roedtraad.kernel.files.refusing import FileRefused

START: Final = b"%PDF-"
_NEAR_END: Final = 1_024
_MOST_UNPACKED: Final = 64 << 20
_NAMES_OF_PROGRAMS: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|XFA|RichMedia|Movie|Sound|GoToE|SubmitForm|ImportData|Rendition)(?![A-Za-z0-9])"
)
_NAMES_OF_FILES: Final = re.compile(rb"/(?:EmbeddedFiles?|Filespec|AF)(?![A-Za-z0-9])")
_LOCK: Final = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_STREAM: Final = re.compile(rb"stream\r?\n")
_HEX_IN_NAME: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_TOLD: Final = re.compile(
    rb"/(?:Author|Creator|Producer|Title|Subject|Keywords|Company|SourceModified|CreationDate|ModDate)\s*(?=[(<])"
)
_XMP: Final = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)
_PHOTO: Final = re.compile(rb"\xff\xd8(?=\xff[\xc0-\xfe])")
_TELLING: Final = frozenset({0xE1, 0xED, 0xFE})
"""The parts of a photo that hold position, camera, editing and comments."""
_SCAN: Final = 0xDA


def clean_pdf(content: bytes) -> bytes:
    """The PDF without programs in it and without what it plainly tells about its maker. Refuses what it cannot clean."""
    end = content.rfind(b"%%EOF")
    if (
        not content.startswith(START)
        or end < 0
        or len(content) - end > _NEAR_END
        or content[end + 5 :].strip(b"\r\n\0 ")
    ):
        raise FileRefused("damaged")
    for part in (content, *_unpacked(content)):
        _refuse_active(part)
    blanked = bytearray(content)
    for found in _TOLD.finditer(content):
        _blank_string(blanked, found.end())
    for found in _XMP.finditer(content):
        blanked[found.start() : found.end()] = b" " * (found.end() - found.start())
    for found in _PHOTO.finditer(content):
        _blank_photo(blanked, found.end())
    return bytes(blanked)


def _refuse_active(part: bytes) -> None:
    plain = _HEX_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), part)
    if _LOCK.search(plain):
        raise FileRefused("locked")
    if _NAMES_OF_PROGRAMS.search(plain):
        raise FileRefused("macros")
    if _NAMES_OF_FILES.search(plain):
        raise FileRefused("embedded")


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The packed parts that hold objects, in which names could hide; together no larger than they may be."""
    size = 0
    for found in _STREAM.finditer(content):
        head = _HEX_IN_NAME.sub(
            lambda one: bytes([int(one[1], 16)]), content[max(0, found.start() - 600) : found.start()]
        )
        head = head[head.rfind(b" obj") + 1 :]
        if b"/ObjStm" not in head:
            continue
        if b"FlateDecode" not in head and b"/Fl" not in head:
            raise FileRefused("kind_unknown")
        try:
            part = zlib.decompressobj().decompress(content[found.end() :], _MOST_UNPACKED - size + 1)
        except zlib.error as error:
            raise FileRefused("damaged") from error
        size += len(part)
        if size > _MOST_UNPACKED:
            raise FileRefused("archive_too_large")
        yield part


def _blank_string(content: bytearray, start: int) -> None:
    """Overwrite the text or the hexadecimal text that begins here."""
    if content[start : start + 2] == b"<<":
        return
    if content[start : start + 1] == b"<":
        end = content.find(b">", start)
        if end > 0:
            content[start + 1 : end] = b"0" * (end - start - 1)
        return
    depth, position = 1, start + 1
    while position < len(content) and depth:
        if content[position] == ord("\\"):
            position += 2
            continue
        depth += {ord("("): 1, ord(")"): -1}.get(content[position], 0)
        position += 1
    if not depth:
        content[start + 1 : position - 1] = b" " * (position - start - 2)


def _blank_photo(content: bytearray, position: int) -> None:
    """Photos lie in a PDF as they are: what they tell before the picture begins is overwritten."""
    while content[position : position + 1] == b"\xff" and position + 4 <= len(content):
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4], "big")
        end = position + 2 + length
        if marker == _SCAN or marker < 0xC0 or length < 2 or end > len(content):
            return
        if marker in _TELLING:
            content[position + 4 : end] = b"\0" * (length - 2)
        position = end
