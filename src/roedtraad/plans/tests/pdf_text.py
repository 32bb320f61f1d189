# SPDX-License-Identifier: EUPL-1.2
"""The words of a PDF that typst has made, read back without a library: enough of the format for these tests and no more."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)

_SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|<([0-9a-fA-F]+)>|\(")


def pdf_text(file: bytes) -> str:
    """Every word on the pages, without spaces: a page says where a glyph stands, not where a word ends."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(file)}
    fonts = _fonts(objects)
    pages = [body for body in objects.values() if b"/Type/Page/" in body or b"/Type/Page>" in body]
    return "".join(_page(_unpacked(objects[_reference(page, b"Contents")]), fonts) for page in pages).replace(" ", "")


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found is not None, name
    return int(found[1])


def _unpacked(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found is not None
    return zlib.decompressobj().decompress(found[1])  # the end of the stream may be taken for the end of a line


def _fonts(objects: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    """What each glyph of each font says."""
    named: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        for found in re.finditer(rb"/(f\d+) (\d+) 0 R", body):
            font = objects[int(found[2])]
            if b"/ToUnicode" in font:
                named[found[1]] = _glyphs(_unpacked(objects[_reference(font, b"ToUnicode")]))
    return named


def _glyphs(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*\n", cmap)
    return {int(glyph, 16): bytes.fromhex(said.decode()).decode("utf-16-be") for glyph, said in pairs}


def _page(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said, font, at = [], dict[int, str](), 0
    while found := _SHOWN.search(content, at):
        at = found.end()
        if found[1]:
            font = fonts[found[1]]
            continue
        if found[2] is not None:
            raw = bytes.fromhex(found[2].decode())
        else:
            at = _end_of_literal(content, at)
            raw = _literal(content[found.end() : at - 1])
        said += [font.get(int.from_bytes(raw[byte : byte + 2]), "") for byte in range(0, len(raw), 2)]
    return "".join(said)


def _end_of_literal(content: bytes, at: int) -> int:
    """Behind the parenthesis that closes; those inside need no backslash when they come in pairs."""
    depth = 1
    while depth:
        if content[at : at + 1] == b"\\":
            at += 1
        else:
            depth += {b"(": 1, b")": -1}.get(content[at : at + 1], 0)
        at += 1
    return at


def _literal(text: bytes) -> bytes:
    escapes = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def plain(found: "re.Match[bytes]") -> bytes:
        return bytes([int(found[1], 8)]) if found[1].isdigit() else escapes.get(found[1], found[1])

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, text, flags=re.DOTALL)
