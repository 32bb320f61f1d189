# SPDX-License-Identifier: EUPL-1.2
"""A photo of somebody becomes a small square picture, drawn anew point by point: nothing of the file it came in is left."""

import struct
import tempfile
from pathlib import Path
from typing import Final

from roedtraad.kernel.files.images import JPEG_START, PNG_START, check_size, clean_jpeg, clean_png
from roedtraad.kernel.files.refusing import FileRefused

SIDE: Final = 240
"""Points on each side: sharp enough on a phone, small enough to be there at once."""
MOST_BYTES: Final = 8 << 20
"""More than a phone's photo; less than what would keep a process busy."""
ACCEPTED: Final = ".jpg,.jpeg,.png,.webp"
MEDIA_TYPE: Final = "image/png"
_WEBP: Final = b"RIFF"
_DRAWN: Final = b"""
#set page(width: SIDEpt, height: SIDEpt, margin: 0pt, fill: white)
#image("/photo", format: sys.inputs.kind, width: 100%, height: 100%, fit: "cover")
""".replace(b"SIDE", str(SIDE).encode())


def portrait_of(content: bytes) -> bytes:
    """The middle of the photo as a square PNG. Refuses what is no JPEG, PNG or WebP, is damaged, or is too large."""
    if not content:
        raise FileRefused("empty")
    if len(content) > MOST_BYTES:
        raise FileRefused("too_big")
    if content.startswith(JPEG_START):
        return _drawn(clean_jpeg(content), "jpg")
    if content.startswith(PNG_START):
        return _drawn(clean_png(content), "png")
    if content.startswith(_WEBP) and content[8:12] == b"WEBP":
        return _drawn(_checked_webp(content), "webp")
    raise FileRefused("not_a_picture")


def _checked_webp(content: bytes) -> bytes:
    """The photo up to its own end. Refuses one whose size is not told, or is too large."""
    length = int.from_bytes(content[4:8], "little") + 8
    kind, body = content[12:16], content[20:30]
    if length > len(content) or len(body) < 10:
        raise FileRefused("damaged")
    if kind == b"VP8X":
        width, height = 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    elif kind == b"VP8L":
        sizes = int.from_bytes(body[1:5], "little")
        width, height = 1 + (sizes & 0x3FFF), 1 + (sizes >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (one & 0x3FFF for one in struct.unpack("<HH", body[6:10]))
    else:
        raise FileRefused("damaged")
    check_size(height, width)
    return content[:length]


def _drawn(content: bytes, kind: str) -> bytes:
    """Decoded and drawn by the program that sets our papers, whose decoders cannot be led out of their memory."""
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "photo").write_bytes(content)
        (folder / "drawn.typ").write_bytes(_DRAWN)
        try:
            drawn = typst.compile(
                folder / "drawn.typ", root=folder, format="png", ppi=72, sys_inputs={"kind": kind},
                ignore_system_fonts=True,
            )  # fmt: skip
        except typst.TypstError as error:
            raise FileRefused("damaged") from error
    return clean_png(drawn)
