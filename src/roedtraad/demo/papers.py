# SPDX-License-Identifier: EUPL-1.2
"""A one-page PDF of a few lines, as small as one can be: the files that lie on the demo's notes."""

from collections.abc import Sequence
from typing import Final

_HEADING, _TEXT = 18, 12
_TOP: Final = 780
_OUT_OF_STRINGS: Final = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)"})


def pdf_of(lines: Sequence[str]) -> bytes:
    """The lines, the first as a heading, in a font that every reader has; letters of Western Europe alone."""
    drawn, height = [], _TOP
    for place, line in enumerate(lines):
        size = _TEXT if place else _HEADING
        drawn.append(f"BT /F {size} Tf 72 {height} Td ({line.translate(_OUT_OF_STRINGS)}) Tj ET")
        height -= 2 * size
    stream = "\n".join(drawn).encode("cp1252", errors="replace")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (da-DK) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    return _written(parts)


def _written(parts: Sequence[bytes]) -> bytes:
    """The parts one after another, and where each begins."""
    file, begins = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        begins.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    size = len(parts) + 1
    return file + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(file),
    )  # fmt: skip
