# SPDX-License-Identifier: EUPL-1.2
"""Tables in files: CSV and XLSX as rows of clean text with line numbers, in constant memory.

What is wrong with the file as a whole is a TableError. What is wrong with one line is a Problem on that line, so that the
lines after it are still read. Text that begins like a formula is text; nothing in a file is ever executed.
"""

import csv
import io
import os
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.errors import DomainError

LONGEST_CELL: Final = 10_000
LONGEST_LINE: Final = 1_000_000
MOST_COLUMNS: Final = 300
_LINES_IN_A_CELL: Final = 30
_SEPARATORS: Final = ";,\t|"
_WORKBOOK: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_ENCODING_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UNDECODED: Final = re.compile("[\udc80-\udcff]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNREADABLE: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ufffd\ud800-\udfff]")


class TableError(DomainError):
    """The file cannot be read as a table at all."""

    status = 422


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line, and in which cell (counted from 0) when it is one cell's fault."""

    code: str
    message: str | Promise
    cell: int | None = None


class Line(NamedTuple):
    """A line of the table: its number in the file, its cells, and a problem that keeps it from being used."""

    number: int
    cells: list[str]
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Table:
    """An open file: the header's cells, the lines after it, and how much of the file has been read (0 to 1)."""

    header: list[str]
    lines: Iterator[Line]
    fraction: Callable[[], float]


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """The table in a CSV or XLSX file, told apart by content and not by name.

    Raises TableError for an empty file, one that is no table, or a workbook that would not fit in memory.
    """
    with ExitStack() as stack:
        if not path.stat().st_size:
            raise TableError("file_empty", _("The file is empty."))
        with path.open("rb") as file:
            start = file.read(4)
        if start.startswith(_OLD_OFFICE):
            raise TableError(
                "workbook_old",
                _("This is an old Excel file, or it has a password. Save it as .xlsx without a password."),
            )
        if start.startswith(_WORKBOOK):
            from roedtraad.kernel.workbook import open_workbook

            rows, fraction = stack.enter_context(open_workbook(path))
        else:
            rows, fraction = _open_text(stack.enter_context(path.open("rb")), start, stack)
        header = _header(rows)
        yield Table(header, _body(rows, len(header)), fraction)


def _open_text(raw: io.BufferedReader, start: bytes, stack: ExitStack) -> tuple[Iterator[Line], Callable[[], float]]:
    """The rows of a text file and how much of it has been read."""
    encoding = next((name for mark, name in _ENCODING_MARKS if start.startswith(mark)), "utf-8")
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    text = stack.enter_context(io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=None))
    size = os.fstat(raw.fileno()).st_size
    return _text_rows(_Lines(text, falls_back=encoding == "utf-8")), lambda: min(raw.tell() / size, 1.0)


def _header(rows: Iterator[Line]) -> list[str]:
    first = next((line for line in rows if any(line.cells) or line.problem), None)
    if first is None:
        raise TableError("file_empty", _("The file is empty."))
    if first.problem is not None or len(first.cells) > MOST_COLUMNS:
        raise TableError(
            "not_a_table", _("This is not a table. Send a CSV or Excel file with the columns' names in its first line.")
        )
    header = list(first.cells)
    while header and not header[-1]:
        header.pop()
    return header


def _body(rows: Iterator[Line], width: int) -> Iterator[Line]:
    """The lines that hold anything, each with as many cells as the header, or with the problem that it has not."""
    for line in rows:
        if line.problem is not None or (len(line.cells) == width and any(line.cells)):
            yield line
        elif any(line.cells):
            yield _fitted(line.number, line.cells, width)


def _fitted(number: int, cells: list[str], width: int) -> Line:
    if not any(cells[width:]) and len(cells) > width:
        return Line(number, cells[:width], None)
    message = _("The line has %(found)s cells, but the header has %(expected)s.") % {
        "found": len(cells), "expected": width,
    }  # fmt: skip
    return Line(number, cells, Problem("ragged_row", message))


def clean_cells(number: int, cells: list[str]) -> Line:
    """A line of cells without surrounding space and invisible characters; unreadable or endless cells are a problem."""
    for place, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            return Line(number, [], Problem("cell_too_long", _("The cell is far too long."), place))
        if _UNREADABLE.search(cell):
            message = _("The cell holds characters that cannot be read. Save the file as UTF-8.")
            return Line(number, [], Problem("cell_unreadable", message, place))
        cells[place] = cell.strip() if cell.isprintable() else " ".join(_INVISIBLE.sub("", cell).split())
    return Line(number, cells, None)


def _text_rows(lines: "_Lines") -> Iterator[Line]:
    separator = ""
    width = 0
    while (found := lines.next()) is not None:
        number, line = found
        if line is None:
            yield Line(
                number, [], Problem("line_unreadable", _("The line is far too long, or its characters cannot be read."))
            )
            continue
        if not line.strip(_SEPARATORS + " \n"):
            continue
        separator = separator or _separator(line)
        row = _row(lines, number, line, separator, width)
        width = width or len(row.cells)
        yield row


def _row(lines: "_Lines", number: int, line: str, separator: str, width: int) -> Line:
    """One line's cells; cells in quotation marks may hold separators, doubled quotation marks and line ends."""
    if '"' not in line:
        cells = line.split(separator)
    else:
        if line.count('"') % 2:
            line = lines.joined(line, lambda whole: width in (0, len(_quoted(whole, separator) or ())))
        quoted = _quoted(line, separator)
        if quoted is None:
            return Line(
                number, [], Problem("quotes_unbalanced", _("A quotation mark is not closed, or stands inside a cell."))
            )
        cells = quoted
    if line.isprintable() and "\ufffd" not in line and len(line) <= LONGEST_CELL:
        return Line(number, [cell.strip() for cell in cells], None)
    return clean_cells(number, cells)


def _quoted(line: str, separator: str) -> list[str] | None:
    try:
        return next(csv.reader((line,), delimiter=separator, strict=True), None)
    except csv.Error:
        return None


def _separator(header: str) -> str:
    """The separator that the header has most of outside quotation marks; a header of one cell has none."""
    outside = "".join(header.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


class _Lines:
    """Physical lines with their numbers; a line that cannot be read, or has no end, is None."""

    def __init__(self, text: TextIO, *, falls_back: bool) -> None:
        self._text = text
        self._falls_back = falls_back
        self._number = 0
        self._returned: deque[tuple[int, str | None]] = deque()

    def next(self) -> tuple[int, str | None] | None:
        """The next line without its end, or None at the end of the file."""
        if self._returned:
            return self._returned.popleft()
        line = self._text.readline(LONGEST_LINE)
        if not line:
            return None
        self._number += 1
        if line[-1] == "\n":
            return self._number, self._readable(line[:-1])
        return self._number, None if self._skipped_rest(line) else self._readable(line)

    def joined(self, line: str, fits: Callable[[str], bool]) -> str:
        """The line with those after it that belong to the cell it leaves open; alone when that gives no row that `fits`."""
        taken: list[tuple[int, str | None]] = []
        whole = line
        while len(taken) < _LINES_IN_A_CELL and (found := self.next()) is not None:
            taken.append(found)
            if found[1] is None:
                break
            whole = f"{whole}\n{found[1]}"
            if whole.count('"') % 2 == 0:
                if fits(whole):
                    return whole
                break
        self._returned.extendleft(reversed(taken))
        return line

    def _skipped_rest(self, line: str) -> bool:
        """Whether the line was longer than anything useful; its rest is passed over."""
        is_endless = len(line) == LONGEST_LINE
        while len(line) == LONGEST_LINE and line[-1] != "\n":
            line = self._text.readline(LONGEST_LINE)
            if not line:
                break
        return is_endless

    def _readable(self, line: str) -> str | None:
        """The line as composed Unicode. Bytes that are no UTF-8 are read as Windows-1252 unless the line mixes the two."""
        if line.isascii():
            return line
        if _UNDECODED.search(line):
            if not self._falls_back or not _UNDECODED.sub("", line).isascii():
                return None
            try:
                line = line.encode("utf-8", "surrogateescape").decode("cp1252")
            except UnicodeDecodeError:
                return None
        return unicodedata.normalize("NFC", line)
