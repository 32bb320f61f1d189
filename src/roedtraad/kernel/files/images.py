# SPDX-License-Identifier: EUPL-1.2
"""Photos and pictures: their parts are read one by one, and only those that make the picture are kept.

Nothing is decoded, so a picture can neither run anything nor fill the memory. Position, camera, time, comments, previews and
whatever lies after the end go; of a photo's EXIF only the way up is kept, written anew.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from roedtraad.kernel.files.refusing import FileRefused

MOST_POINTS: Final = 60_000_000
"""More than the cameras of today's phones; 240 MB when somebody opens it."""
_LONGEST_SIDE: Final = 20_000

JPEG_START: Final = b"\xff\xd8\xff"
PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
_TABLES: Final = frozenset({0xC4, 0xDB, 0xDD})
_ADOBE: Final = 0xEE
_JFIF: Final = 0xE0
_EXIF: Final = 0xE1
_ICC: Final = 0xE2
_SCAN: Final = 0xDA
_END: Final = 0xD9
_PNG_KEPT: Final = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs",
})  # fmt: skip
_PNG_KNOWN_CRITICAL: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})


def clean_jpeg(content: bytes) -> bytes:
    """The photo without anything but its picture. Refuses what is damaged or too large."""
    kept = [b"\xff\xd8"]
    frames = scans = 0
    position, turned = 2, 1
    while True:
        marker, body, position = _segment(content, position)
        if marker == _END:
            break
        if marker in _FRAMES:
            frames += 1
            check_size(*struct.unpack(">HH", body[1:5]) if len(body) >= 6 else (0, 0))
        if marker == _EXIF:
            turned = _way_up(body) or turned
        if _is_kept(marker, body):
            kept.append(_written(marker, body))
        if marker == _SCAN:
            scans += 1
            end = _end_of_scan(content, position)
            kept.append(content[position:end])
            position = end
    if frames != 1 or not scans:
        raise FileRefused("damaged")
    return b"".join([kept[0], _way_up_segment(turned), *kept[1:], b"\xff\xd9"])


def _segment(content: bytes, position: int) -> tuple[int, bytes, int]:
    """The marker at a position, its body, and where the next one begins."""
    if content[position : position + 1] != b"\xff":
        raise FileRefused("damaged")
    while content[position : position + 1] == b"\xff":
        position += 1
    if position >= len(content):
        raise FileRefused("damaged")
    marker = content[position]
    position += 1
    if marker == _END:
        return marker, b"", position
    length = int.from_bytes(content[position : position + 2], "big")
    if length < 2 or position + length > len(content) or marker < 0xC0 or 0xD0 <= marker <= 0xD8:
        raise FileRefused("damaged")
    return marker, content[position + 2 : position + length], position + length


def _is_kept(marker: int, body: bytes) -> bool:
    """Tables, the frame, the scan, and the three application parts that say how the colours are meant."""
    if marker in _FRAMES or marker in _TABLES or marker == _SCAN:
        return True
    if 0xC0 <= marker <= 0xCF or marker in {0xDC, 0xDE, 0xDF}:
        raise FileRefused("kind_unknown")  # lossless, arithmetic and hierarchical kinds that browsers do not show
    return (marker, body[:5]) in {(_JFIF, b"JFIF\0"), (_ADOBE, b"Adobe")} and len(body) <= 16


def _written(marker: int, body: bytes) -> bytes:
    if marker == _JFIF:
        body = body[:12] + b"\0\0"  # without its small preview
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _end_of_scan(content: bytes, position: int) -> int:
    """Where the compressed picture stops: at the next marker that is neither stuffing nor a restart."""
    while True:
        position = content.find(b"\xff", position)
        if position < 0 or position + 1 >= len(content):
            raise FileRefused("damaged")
        after = content[position + 1]
        if after and not 0xD0 <= after <= 0xD7 and after != 0xFF:
            return position
        position += 1 if after == 0xFF else 2


def _way_up(body: bytes) -> int:
    """The EXIF orientation, 2 to 8; 0 when there is none or it is not understood."""
    if body[:6] != b"Exif\0\0":
        return 0
    tiff = body[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 0
    start = struct.unpack(order + "I", tiff[4:8])[0]
    entries = tiff[start : start + 2]
    count = struct.unpack(order + "H", entries)[0] if len(entries) == 2 else 0
    for number in range(min(count, 200)):
        entry = tiff[start + 2 + 12 * number :][:12]
        if len(entry) == 12 and struct.unpack(order + "HH", entry[:4]) == (0x0112, 3):
            found = int(struct.unpack(order + "H", entry[8:10])[0])
            return found if 2 <= found <= 8 else 0
    return 0


def _way_up_segment(turned: int) -> bytes:
    if turned == 1:
        return b""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return _written(_EXIF, b"Exif\0\0" + tiff)


def clean_png(content: bytes) -> bytes:
    """The picture without texts, times, profiles and animation. Refuses what is damaged or too large."""
    chunks = list(_chunks(content))
    names = [name for name, _body in chunks]
    if not chunks or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names:
        raise FileRefused("damaged")
    if any(name[0:1].isupper() and name not in _PNG_KNOWN_CRITICAL for name in names):
        raise FileRefused("kind_unknown")
    width, height = struct.unpack(">II", chunks[0][1][:8]) if len(chunks[0][1]) == 13 else (0, 0)
    check_size(height, width)
    _check_points(b"".join(body for name, body in chunks if name == b"IDAT"), chunks[0][1])
    return PNG_START + b"".join(_chunk(name, body) for name, body in chunks if name in _PNG_KEPT)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Chunk by chunk to the end of the picture; what lies behind it is left."""
    position, name = len(PNG_START), b""
    while name != b"IEND":
        length = int.from_bytes(content[position : position + 4], "big")
        name, body = content[position + 4 : position + 8], content[position + 8 : position + 8 + length]
        checked = content[position + 8 + length : position + 12 + length]
        if len(checked) != 4 or zlib.crc32(name + body) != int.from_bytes(checked, "big"):
            raise FileRefused("damaged")
        yield name, body
        position += 12 + length


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _check_points(packed: bytes, header: bytes) -> None:
    """The packed picture may unpack to what its size needs, and no more."""
    width, height, depth, colour = struct.unpack(">IIBB", header[:10])
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour)
    if samples is None or depth not in {1, 2, 4, 8, 16}:
        raise FileRefused("damaged")
    line = (width * depth * samples + 7) // 8 + 1
    most = line * height + 8 * (line + height) + 64  # the same again for the edges of an interlaced picture
    unpacker, size, rest = zlib.decompressobj(), 0, packed
    try:
        while rest and not unpacker.eof and size <= most:
            size += len(unpacker.decompress(rest, 1 << 20))
            rest = unpacker.unconsumed_tail
    except zlib.error as error:
        raise FileRefused("damaged") from error
    if size > most or unpacker.unused_data:
        raise FileRefused("damaged")


def check_size(height: int, width: int) -> None:
    """Refuse a picture without points, and one that would fill the memory."""
    if height < 1 or width < 1:
        raise FileRefused("damaged")
    if max(height, width) > _LONGEST_SIDE or height * width > MOST_POINTS:
        raise FileRefused("picture_too_large")
