# SPDX-License-Identifier: EUPL-1.2
"""Word, Excel and OpenDocument text: an archive of parts, written anew with only those that may be there.

What the file tells about its maker goes, photos in it are cleaned like other photos, and whatever runs, fetches or unpacks
to more than it may is refused. Writing it anew also drops whatever was hidden between or around the parts.
"""

import io
import re
import stat
import zipfile
import zlib
from typing import Final

from roedtraad.kernel.files.images import JPEG_START, PNG_START, clean_jpeg, clean_png
from roedtraad.kernel.files.refusing import FileRefused

START: Final = b"PK\x03\x04"
_END_RECORD: Final = 22
_MOST_PARTS: Final = 2_000
_MOST_UNPACKED: Final = 100 << 20
_BOMB_FROM: Final = 4 << 20
_BOMB_RATIO: Final = 120
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
)
"""What the library raises at a file that is no whole archive, is locked, or is packed in a way that it does not know."""
_ODT: Final = b"application/vnd.oasis.opendocument.text"
_BARE_META: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>'
)

_TELLS_OF_MAKER: Final = re.compile(
    r"docProps/|docMetadata/|customXml/|Thumbnails/|Configurations2/|word/people\.xml$", re.IGNORECASE
)
_PROGRAMS: Final = re.compile(
    r"vbaProject|vbaData|activeX|macrosheets|dialogsheets|customUI|userCustomization|^Basic/|^Scripts?/|(?<!printerSettings\d)\.bin$|\.(exe|dll|js|vbs|cls|jar|class|py)$",
    re.IGNORECASE,
)
_OTHER_FILES: Final = re.compile(
    r"embeddings/|externalLinks/|^Object|ObjectReplacements/|attachedToolbars|oleObject|afchunk|connections\.xml$|queryTables/|\.(zip|docx?|xlsx?|html?|mht|rtf)$",
    re.IGNORECASE,
)
_PROGRAM_TYPES: Final = re.compile(
    rb"macroEnabled|vnd\.ms-office\.(vbaProject|activeX)|script:event-listener|<(\w+:)?script\b", re.IGNORECASE
)
_FETCHED_BY_ITSELF: Final = re.compile(
    rb"<(?!text:a\b|draw:a\b)[\w:\-]+\s[^>]*xlink:href=[\"'](?:[a-z][a-z.+\-]*:|//|\.\.)|<text:(?:section-source|dde-)",
    re.IGNORECASE,
)
_DEFINES: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_LINK: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_FIELD_CODE: Final = re.compile(rb"<(?:\w+:)?instrText\b[^>]*>([^<]*)<|w:instr=\"([^\"]*)\"")
_FIELD_THAT_FETCHES: Final = re.compile(
    rb"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b", re.IGNORECASE
)
_NAMES_GONE: Final = re.compile(
    rb"<(?:\w+:)?(?:Override|Relationship)\b[^>]*(?:docProps|docMetadata|customXml|people\.xml)[^>]*(?:/>|></(?:\w+:)?(?:Override|Relationship)>)"
)
_MANIFEST_GONE: Final = re.compile(rb"<manifest:file-entry\b[^>]*(?:Thumbnails|Configurations2)/[^>]*/>")
Parts = dict[str, bytes]


def clean_office(content: bytes) -> tuple[str, bytes]:
    """Which of the three it is, and the file written anew. Refuses what runs, fetches, is locked, or is no such file."""
    parts = _read(content)
    kind = _kind(parts)
    staying = {name: part for name, part in parts.items() if not _goes(kind, name)}
    for name, part in staying.items():
        _check(name, part)
    return kind, _write(kind, {name: _cleaned(name, part) for name, part in staying.items()})


def _kind(parts: Parts) -> str:
    if parts.get("mimetype", b"").strip() == _ODT and "content.xml" in parts:
        return "odt"
    types = parts.get("[Content_Types].xml", b"")
    if b"wordprocessingml.document.main+xml" in types and "word/document.xml" in parts:
        return "docx"
    if b"spreadsheetml.sheet.main+xml" in types and "xl/workbook.xml" in parts:
        return "xlsx"
    raise FileRefused("macros" if _PROGRAM_TYPES.search(types) else "kind_unknown")


def _read(content: bytes) -> Parts:
    """Every part by name. Refuses an archive with anything before, after or between that a reader may see otherwise."""
    end = content.rfind(b"PK\x05\x06")
    if not content.startswith(START) or end < 0 or end + _END_RECORD != len(content):
        raise FileRefused("damaged")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist(), len(content))
            return {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
    except _BROKEN as error:
        raise FileRefused("damaged") from error


def _check_directory(entries: list[zipfile.ZipInfo], packed: int) -> None:
    size = sum(one.file_size for one in entries)
    if len(entries) > _MOST_PARTS or size > _MOST_UNPACKED or (size > _BOMB_FROM and size > _BOMB_RATIO * packed):
        raise FileRefused("archive_too_large")
    if any(one.flag_bits & 0x1 for one in entries):
        raise FileRefused("locked")
    names = [one.filename.lower() for one in entries]
    if len(set(names)) != len(names) or any(_is_unsafe(one) for one in entries):
        raise FileRefused("archive_unsafe")


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    """A path that leads out of the archive, a link, or a packing that office programs do not use."""
    name, mode = entry.filename, entry.external_attr >> 16
    leads_out = name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\\" in name or ":" in name
    odd = any(ord(one) < 32 for one in entry.orig_filename) or entry.orig_filename != name
    is_link = stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}
    return leads_out or odd or is_link or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def _check(name: str, part: bytes) -> None:
    if _PROGRAMS.search(name):
        raise FileRefused("macros")
    if _OTHER_FILES.search(name) or part[:4] in {START, b"\xd0\xcf\x11\xe0", b"MZ\x90\0"}:
        raise FileRefused("embedded")
    if not name.endswith((".xml", ".rels", ".rdf", ".svg")):
        return
    part = _as_utf8(part)
    if _DEFINES.search(part):
        raise FileRefused("archive_unsafe")
    if _PROGRAM_TYPES.search(part):
        raise FileRefused("macros")
    if name == "META-INF/manifest.xml" and b"encryption-data" in part:
        raise FileRefused("locked")
    if any(_fetches(link) for link in _LINK.findall(part)) or _fetches_in_text(part) or _FETCHED_BY_ITSELF.search(part):
        raise FileRefused("embedded")


def _as_utf8(part: bytes) -> bytes:
    """XML may be written in UTF-16, in which nothing would be found."""
    if part[:2] not in {b"\xff\xfe", b"\xfe\xff"} and b"\0" not in part[:200]:
        return part
    raise FileRefused("archive_unsafe")


def _fetches(link: bytes) -> bool:
    """A link to something outside that is opened by itself; one to click on may stand."""
    return b'TargetMode="External"' in link.replace(b"'", b'"') and b"/hyperlink" not in link


def _fetches_in_text(part: bytes) -> bool:
    codes = b"".join(first or second for first, second in _FIELD_CODE.findall(part))
    return _FIELD_THAT_FETCHES.search(codes) is not None


def _goes(kind: str, name: str) -> bool:
    if kind == "odt":
        return name.startswith(("Thumbnails/", "Configurations2/"))
    return _TELLS_OF_MAKER.match(name) is not None


def _cleaned(name: str, part: bytes) -> bytes:
    if part.startswith(JPEG_START):
        return clean_jpeg(part)
    if part.startswith(PNG_START):
        return clean_png(part)
    if name == "meta.xml":
        return _BARE_META
    if name.endswith(".rels") or name == "[Content_Types].xml":
        return _NAMES_GONE.sub(b"", part)
    return _MANIFEST_GONE.sub(b"", part) if name == "META-INF/manifest.xml" else part


def _write(kind: str, parts: Parts) -> bytes:
    """The archive anew: no times, no comments, and for OpenDocument the kind first and unpacked, as it must be."""
    first = "mimetype" if kind == "odt" else "[Content_Types].xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda one: (one != first, one)):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return out.getvalue()
