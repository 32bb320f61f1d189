# SPDX-License-Identifier: EUPL-1.2
"""Made files for the tests of attachments: honest ones that tell too much, and dishonest ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

SECRET: Final = b"Ole Hemmelig, Havnevej 7"
GPS: Final = b"GPS 55.4038 10.4024"
MACRO: Final = b'Sub AutoOpen() Shell("calc") End Sub'


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(turned: int = 6) -> bytes:
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0) + GPS
    return segment(0xE1, b"Exif\0\0" + tiff)


def jpeg(width: int = 4, height: int = 4, *, extra: bytes = b"", end: bytes = b"\xff\xd9") -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"
    told = (
        exif()
        + segment(0xED, b"Photoshop 3.0\0" + SECRET)
        + segment(0xFE, SECRET)
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
    )
    preview = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01" + b"abc")
    tables = segment(0xDB, b"\0" + b"\x10" * 64) + segment(0xC0, frame) + segment(0xC4, b"\0" + b"\0" * 16)
    scan = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"
    return b"\xff\xd8" + preview + told + extra + tables + scan + end


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 2, height: int = 2, *, extra: bytes = b"", data: bytes | None = None) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress((b"\0" + b"\x7f" * min(width, 9)) * min(height, 9)) if data is None else data
    told = (
        chunk(b"tEXt", b"Author\0" + SECRET) + chunk(b"eXIf", GPS) + chunk(b"iTXt", SECRET) + chunk(b"tIME", b"\7" * 7)
    )
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + told + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def pdf(more: bytes = b"", end: bytes = b"%%EOF\n") -> bytes:
    info = (
        b"3 0 obj <</Author ("
        + SECRET
        + b" \\(far\\)) /Creator <"
        + SECRET.hex().encode()
        + b"> /Producer(x)>> endobj\n"
    )
    xmp = b"4 0 obj <</Type/Metadata>> stream\n<?xpacket?><x:xmpmeta>" + SECRET + b"</x:xmpmeta>\nendstream endobj\n"
    photo = b"5 0 obj <</Subtype/Image/Filter/DCTDecode>> stream\n" + jpeg() + b"\nendstream endobj\n"
    page = b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj\n"
    return (
        b"%PDF-1.7\n" + page + info + xmp + photo + more + b"trailer <</Root 1 0 R/Info 3 0 R>>\nstartxref\n0\n" + end
    )


def packed_object(content: bytes, *, name: bytes = b"/ObjStm") -> bytes:
    return (
        b"9 0 obj <</Type"
        + name
        + b"/Filter/FlateDecode>> stream\r\n"
        + zlib.compress(content)
        + b"\r\nendstream endobj\n"
    )


Parts = Mapping[str, bytes]
_TYPES: Final = (
    b'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="x"/></Types>'
)
_RELATIONS: Final = (
    b'<?xml version="1.0"?><Relationships><Relationship Id="r1" Type="officeDocument" Target="word/document.xml"/>'
    b'<Relationship Id="r2" Type="core" Target="docProps/core.xml"/></Relationships>'
)


def docx_parts(**more: bytes) -> dict[str, bytes]:
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "docProps/core.xml": b"<cp:coreProperties><dc:creator>" + SECRET + b"</dc:creator></cp:coreProperties>",
        "word/document.xml": b"<w:document><w:t>Alma</w:t></w:document>",
        "word/media/image1.jpeg": jpeg(),
    } | {name.replace("__", "/").replace("_dot_", "."): part for name, part in more.items()}


def docx(parts: Parts | None = None, **more: bytes) -> bytes:
    return zipped({**docx_parts(), **(parts or {}), **more})


def odt(parts: Parts | None = None) -> bytes:
    own = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": b'<office:document-content><text:a xlink:href="https://example.invalid">Alma</text:a></office:document-content>',
        "meta.xml": b"<office:document-meta><dc:creator>" + SECRET + b"</dc:creator></office:document-meta>",
        "META-INF/manifest.xml": b"<manifest:manifest><manifest:file-entry "
        b'manifest:full-path="Thumbnails/thumbnail.png"/></manifest:manifest>',
        "Thumbnails/thumbnail.png": png(),
    }
    return zipped({**own, **(parts or {})})


def xlsx() -> bytes:
    """A real workbook, as the export writes it."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = SECRET.decode()
    book.worksheets[0]["A1"] = "Alma"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(parts: Parts, *, comment: bytes = b"", mode: int = 0, flags: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if mode and name.startswith("word/media"):
                entry.external_attr = mode << 16
            archive.writestr(entry, part)
    made = out.getvalue()
    if flags:  # say that the first part is locked, in both places that say so
        made = made[:6] + struct.pack("<H", flags) + made[8:]
        at = made.index(b"PK\x01\x02")
        made = made[: at + 8] + struct.pack("<H", flags) + made[at + 10 :]
    return made


def twice(parts: Parts) -> bytes:
    """An archive in which a part stands twice, once for the check and once for whoever opens it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in (*parts.items(), ("word/document.xml", b"<w:document>another</w:document>")):
            archive.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()
