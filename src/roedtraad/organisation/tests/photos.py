# SPDX-License-Identifier: EUPL-1.2
"""Pictures for tests: honest ones that tell too much, and dishonest ones."""

import base64
import struct
import zlib
from typing import Final

SECRET: Final = b"Ole Hemmelig, Havnevej 7"
SVG: Final = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML: Final = b"<!doctype html><script>alert(1)</script>"
WEBP: Final = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def photo(width: int = 40, height: int = 30, *, end: bytes = b"") -> bytes:
    """A PNG in colours, with an author and a place; `end` lies behind it."""
    lines = b"".join(
        b"\0" + bytes((x * 5 % 256, 90, 160)[part] for x in range(width) for part in range(3)) for _ in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    told = _chunk(b"tEXt", b"Author\0" + SECRET) + _chunk(b"eXIf", SECRET)
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + told
    return start + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"") + end


def claims_to_be(width: int, height: int) -> bytes:
    """A tiny file that says it is a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = _chunk(b"IDAT", zlib.compress(b"\0"))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + packed + _chunk(b"IEND", b"")


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height
