# SPDX-License-Identifier: EUPL-1.2
"""Attached files: every dishonest sample is refused or made harmless, and what files tell besides their content is gone (SECURITY F5)."""

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from functools import lru_cache

import pytest
from django.conf import LazySettings
from hypothesis import given, settings
from hypothesis import strategies as st

from roedtraad.journal.files.accepting import MEDIA_TYPES, accept
from roedtraad.journal.tests.samples import (
    GPS,
    MACRO,
    SECRET,
    chunk,
    docx,
    docx_parts,
    jpeg,
    odt,
    packed_object,
    pdf,
    png,
    segment,
    twice,
    xlsx,
    zipped,
)  # fmt: skip
from roedtraad.kernel.files.refusing import FileRefused

HONEST: dict[str, Callable[[], bytes]] = {
    "photo.JPG": jpeg, "photo.jpeg": jpeg, "picture.png": png, "letter.pdf": pdf, "letter.docx": docx, "list.xlsx": xlsx,
    "letter.odt": odt, "note.txt": lambda: "Æblegrød på fjorden".encode(), "old.txt": lambda: "Æblegrød".encode("cp1252"),
}  # fmt: skip


@lru_cache
def made_once(name: str) -> bytes:
    """The same bytes every time: a workbook holds the moment at which it was made."""
    return HONEST[name]()


def unpacked(content: bytes) -> bytes:
    """Everything in a file that can be read, archives unpacked."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken_and_tells_nothing_besides_its_content(name: str) -> None:
    content = HONEST[name]()
    taken = accept(name, content)
    assert taken.kind in MEDIA_TYPES
    left = unpacked(taken.content)
    assert [
        told for told in (SECRET, GPS, SECRET.hex().encode(), b"Photoshop", b"xmpmeta", b"docProps") if told in left
    ] == []


@pytest.mark.parametrize("name", HONEST)
def test_control_the_samples_tell_something_before(name: str) -> None:
    if not name.endswith("txt"):
        assert SECRET in unpacked(HONEST[name]())


@pytest.mark.parametrize("name", HONEST)
def test_what_has_been_cleaned_is_taken_again_unchanged(name: str) -> None:
    once = accept(name, HONEST[name]())
    assert accept(once.name, once.content) == once


def test_the_content_itself_stays() -> None:
    from openpyxl import load_workbook

    assert load_workbook(io.BytesIO(accept("l.xlsx", xlsx()).content)).worksheets[0]["A1"].value == "Alma"
    assert b"Alma" in unpacked(accept("l.docx", docx()).content)
    assert accept("n.txt", "Æble".encode("cp1252")).content == "Æble".encode()
    assert len(accept("l.pdf", pdf()).content) == len(pdf()), "a PDF points into itself by position"
    odt_file = accept("l.odt", odt()).content
    assert odt_file[30:38] == b"mimetype", "OpenDocument's kind stands first and unpacked"
    assert zlib.decompress(b"".join(_idat(accept("p.png", png()).content))) == b"\0\x7f\x7f" * 2


def _idat(content: bytes) -> list[bytes]:
    at = content.index(b"IDAT")
    return [content[at + 4 : at + 4 + struct.unpack(">I", content[at - 4 : at])[0]]]


def test_files_of_other_programs_still_open() -> None:
    from docx import Document
    from typst import compile as typeset

    written, out = Document(), io.BytesIO()
    written.add_paragraph("Alma")
    written.core_properties.author = SECRET.decode()
    written.save(out)
    letter = accept("l.docx", out.getvalue()).content
    assert [one.text for one in Document(io.BytesIO(letter)).paragraphs] == ["Alma"]
    assert SECRET not in unpacked(letter)
    sheet = typeset(b'#set document(title: "Plan", author: "' + SECRET + b'")\n= Alma', pdf_standards=["ua-1"])
    assert SECRET in sheet
    assert SECRET not in accept("p.pdf", sheet).content


def test_a_photo_stays_the_right_way_up() -> None:
    cleaned = accept("p.jpg", jpeg()).content
    assert cleaned[2:12] == segment(0xE1, b"x" * 32)[:4] + b"Exif\0\0"
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in cleaned


def test_what_lies_behind_a_picture_goes() -> None:
    for name, content in (("p.jpg", jpeg()), ("p.png", png())):
        assert MACRO not in accept(name, content + b"PK\x03\x04" + MACRO).content


def _big_zip(size: int) -> bytes:
    return docx({"word/document.xml": b"<w:t>" + b" " * size + b"</w:t>"})


def _text(part: bytes) -> bytes:
    return docx({"word/document.xml": part})


def _types(more: bytes) -> bytes:
    return docx({"[Content_Types].xml": docx_parts()["[Content_Types].xml"].replace(b"<Types>", b"<Types>" + more)})


def _external(kind: str, target: str = "https://evil.invalid/x.dotm") -> bytes:
    where = f'Type="http://x/relationships/{kind}" Target="{target}" TargetMode="External"'
    link = f'<Relationships><Relationship Id="r1" {where}/></Relationships>'
    return docx({"word/_rels/document.xml.rels": link.encode()})


DISHONEST: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # Something else than it says
    "a program as a PDF": ("a.pdf", lambda: b"MZ\x90\0" + b"\0" * 200, "kind_unknown"),
    "a page as a picture": ("a.png", lambda: b"<html><script>alert(1)</script>", "kind_unknown"),
    "a drawing with a script": ("a.txt", lambda: b"<svg onload=alert(1)>", "kind_unknown"),
    "a PDF as text": ("a.txt", pdf, "kind_differs"),
    "a picture as a photo": ("a.jpg", png, "kind_differs"),
    "an archive as a letter": ("a.docx", lambda: zipped({"readme.txt": b"x"}), "kind_unknown"),
    "a kind that is not taken": ("a.exe", lambda: b"hello", "kind_unknown"),
    "a script by its first line": ("a.txt", lambda: b"#!/bin/sh\nrm -rf /", "kind_unknown"),
    "no ending": ("letter", pdf, "kind_unknown"),
    "an empty file": ("a.txt", lambda: b"", "empty"),
    "a file that is too big": ("a.txt", lambda: b"x" * (10 * 1024 * 1024 + 1), "too_big"),
    # Two things at once
    "a PDF behind something": ("a.pdf", lambda: b"GIF89a" + pdf(), "kind_unknown"),
    "a PDF before an archive": ("a.pdf", lambda: pdf() + docx(), "damaged"),
    "an archive before a PDF": ("a.docx", lambda: docx() + pdf(), "damaged"),
    "an archive behind a page": ("a.docx", lambda: b"<html>" + docx(), "kind_unknown"),
    "an archive with a comment": ("a.docx", lambda: zipped(docx_parts(), comment=MACRO), "damaged"),
    # Bombs and floods
    "an archive that unpacks to too much": ("a.docx", lambda: _big_zip(110 << 20), "archive_too_large"),
    "an archive that is nearly nothing packed": ("a.docx", lambda: _big_zip(20 << 20), "archive_too_large"),
    "an archive with thousands of parts": ("a.docx", lambda: docx({f"word/{n}.xml": b"" for n in range(2_001)}), "archive_too_large"),
    "a photo of endless size": ("a.jpg", lambda: jpeg(65_000, 65_000), "picture_too_large"),
    "a picture of endless size": ("a.png", lambda: png(19_999, 19_999), "picture_too_large"),
    "a picture that unpacks to more than its points": ("a.png", lambda: png(data=zlib.compress(b"\0" * 9_000_000)), "damaged"),
    "a flood inside a letter": ("a.docx", lambda: docx({"word/media/i.png": png(60_000, 60_000)}), "picture_too_large"),
    "a packed part of a PDF that swells": ("a.pdf", lambda: pdf(packed_object(b" " * (65 << 20))), "archive_too_large"),
    # Paths and links in archives
    "a path out of the archive": ("a.docx", lambda: docx({"../../etc/cron.d/x.xml": b"x"}), "archive_unsafe"),
    "a path from the root": ("a.docx", lambda: docx({"/etc/passwd.xml": b"x"}), "archive_unsafe"),
    "a path of Windows": ("a.docx", lambda: docx({"..\\..\\x.xml": b"x"}), "archive_unsafe"),
    "a drive": ("a.docx", lambda: docx({"C:/x.xml": b"x"}), "archive_unsafe"),
    "a link instead of a part": ("a.docx", lambda: zipped(docx_parts(), mode=stat.S_IFLNK | 0o777), "archive_unsafe"),
    "a part that stands twice": ("a.docx", lambda: twice(docx_parts()), "archive_unsafe"),
    "the same part in another case": ("a.docx", lambda: docx({"WORD/document.xml": b"<x/>"}), "archive_unsafe"),
    "definitions in XML": ("a.docx", lambda: _text(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x/>'), "archive_unsafe"),
    "XML in another code": ("a.docx", lambda: docx({"word/document.xml": '<!DOCTYPE x>'.encode("utf-16")}), "archive_unsafe"),
    "a locked archive": ("a.docx", lambda: zipped(docx_parts(), flags=1), "locked"),
    # What runs or fetches
    "a letter with macros": ("a.docx", lambda: docx({"word/vbaProject.bin": MACRO}), "macros"),
    "a letter that says macros": ("a.docx", lambda: _types(b'<Override ContentType="x.macroEnabled.main+xml"/>'), "macros"),
    "macros by another name": ("a.docx", lambda: docx({"word/harmless.bin": MACRO}), "macros"),
    "a control": ("a.docx", lambda: docx({"word/activeX/activeX1.xml": b"<x/>"}), "macros"),
    "an embedded object": ("a.docx", lambda: docx({"word/embeddings/oleObject1.xml": b"x"}), "embedded"),
    "an archive in the archive": ("a.docx", lambda: docx({"word/media/x.png": zipped({"a": b"b"})}), "embedded"),
    "a template from elsewhere": ("a.docx", lambda: _external("attachedTemplate"), "embedded"),
    "a picture from elsewhere": ("a.docx", lambda: _external("image", "file://evil.invalid/x.png"), "embedded"),
    "a field that runs": ("a.docx", lambda: _text(b"<w:instrText>DDEA</w:instrText><w:instrText>UTO c:\\cmd</w:instrText>"), "embedded"),
    "OpenDocument macros": ("a.odt", lambda: odt({"Basic/Standard/Module1.xml": b"<x/>"}), "macros"),
    "OpenDocument that listens": ("a.odt", lambda: odt({"content.xml": b"<script:event-listener/>"}), "macros"),
    "OpenDocument that fetches": ("a.odt", lambda: odt({"content.xml": b'<draw:image xlink:href="http://evil.invalid/x"/>'}), "embedded"),
    "OpenDocument that is locked": ("a.odt", lambda: odt({"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "locked"),
    "a PDF with a script": ("a.pdf", lambda: pdf(b"7 0 obj <</S/JavaScript/JS(app.alert\\(1\\))>> endobj\n"), "macros"),
    "a PDF with a script in disguise": ("a.pdf", lambda: pdf(b"7 0 obj <</S/J#61va#53cript>> endobj\n"), "macros"),
    "a PDF with a packed script": ("a.pdf", lambda: pdf(packed_object(b"7 0 <</S/JavaScript>>")), "macros"),
    "a packed script in disguise": ("a.pdf", lambda: pdf(packed_object(b"7 0 <</S/Launch>>", name=b"/Obj#53tm")), "macros"),
    "a PDF that starts something": ("a.pdf", lambda: pdf(b"7 0 obj <</S/Launch/F(calc.exe)>> endobj\n"), "macros"),
    "a PDF with files in it": ("a.pdf", lambda: pdf(b"7 0 obj <</Type/Filespec/EF<</F 8 0 R>>>> endobj\n"), "embedded"),
    "a locked PDF": ("a.pdf", lambda: pdf(b"7 0 obj <</Encrypt 8 0 R>> endobj\n"), "locked"),
    # Damaged
    "half a photo": ("a.jpg", lambda: jpeg()[:-9], "damaged"),
    "a photo without a picture": ("a.jpg", lambda: b"\xff\xd8\xff\xd9", "damaged"),
    "a picture with a wrong sum": ("a.png", lambda: png()[:-2] + b"xx", "damaged"),
    "a picture of an unknown kind": ("a.png", lambda: png(extra=chunk(b"EVIL", b"x")), "kind_unknown"),
    "half an archive": ("a.docx", lambda: docx()[:-30], "damaged"),
    "a PDF without an end": ("a.pdf", lambda: pdf(end=b""), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("what", DISHONEST)
def test_a_dishonest_file_is_refused(what: str) -> None:
    name, make, reason = DISHONEST[what]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = make()
    with pytest.raises(FileRefused) as refusal:
        accept(name, content)
    assert refusal.value.reason == reason
    assert str(refusal.value)


def test_there_are_more_than_sixty_samples() -> None:
    assert len(DISHONEST) + len(HONEST) >= 60


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("C:\\Users\\ole\\brev.txt", "brev.txt"), ("..txt", "file.txt"),
        ('a"; filename="x.exe".txt', "a filenamex.exe.txt"), ("linje\r\nskift.txt", "linjeskift.txt"),
        ("x" * 400 + ".txt", "x" * 100 + ".txt"),
        ("Ærøskøbing brev 2.TXT", "Ærøskøbing brev 2.txt"), ("\u202egnp.txt", "gnp.txt"), ("nul\0byte.txt", "nulbyte.txt"),
    ],
)  # fmt: skip
def test_a_name_becomes_harmless(given_name: str, kept: str) -> None:
    assert accept(given_name, b"hello").name == kept


def test_the_limit_is_a_setting(settings: LazySettings) -> None:
    settings.ATTACHMENT_MB = 1
    with pytest.raises(FileRefused):
        accept("a.txt", b"x" * (1 << 20) + b"x")


@given(st.sampled_from(sorted(HONEST)), st.data())
@settings(max_examples=400, deadline=None)
def test_a_file_with_some_bytes_changed_is_taken_clean_or_refused_with_words(name: str, data: st.DataObject) -> None:
    """Whatever is done to a file, the answer is a clean file or a refusal; nothing else comes out of the reading."""
    content = bytearray(made_once(name))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    for one in (bytes(content), bytes(content[:cut])):
        try:
            taken = accept(name, one)
        except FileRefused:
            continue
        assert len(taken.content) <= 3 * len(one) + 4_096
