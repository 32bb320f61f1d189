# SPDX-License-Identifier: EUPL-1.2
"""The first sheet of an Excel workbook as rows of text. Formulas give the value that was saved with them, or nothing."""

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.tabular import MOST_COLUMNS, Line, TableError, clean_cells

if TYPE_CHECKING:
    from openpyxl import Workbook

_MOST_PARTS: Final = 2_000
_LARGEST_WHOLE: Final = 1 << 30
_LARGEST_PART_IN_MEMORY: Final = 48 << 20
_BOMB_FROM: Final = 8 << 20
_BOMB_RATIO: Final = 120
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError,
    EOFError, OSError, RuntimeError, OverflowError,
)  # fmt: skip
"""What openpyxl lets through from a damaged or invented file."""

Rows = Iterator[Line]


@contextmanager
def open_workbook(path: Path) -> Iterator[tuple[Rows, Callable[[], float]]]:
    """The rows of the first sheet, and how much of it has been read.

    Raises TableError when the file is no workbook, or would unpack to more than it may.
    """
    _refuse_bombs(path)
    with path.open("rb") as file:
        book = _load(file)
        try:
            sheet = book.worksheets[0]
            expected = sheet.max_row or 0
            sheet.reset_dimensions()
        except _BROKEN as error:
            raise _not_a_workbook() from error
        seen = [0]
        try:
            yield (
                _rows(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), seen),
                lambda: min(seen[0] / max(expected, seen[0], 1), 1.0),
            )
        finally:
            book.close()


def _load(file: BinaryIO) -> "Workbook":
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except _BROKEN as error:
            raise _not_a_workbook() from error


def _rows(values: Iterator[tuple[object, ...]], seen: list[int]) -> Rows:
    width = 0
    while True:
        try:
            row = next(values)
        except StopIteration:
            return
        except _BROKEN as error:
            raise _not_a_workbook() from error
        seen[0] += 1
        cells = [_text(value) for value in row]
        if any(cells):
            width = width or _width(cells)
            while len(cells) > width and not cells[-1]:
                cells.pop()
            yield clean_cells(seen[0], cells + [""] * (width - len(cells)))


def _width(header: list[str]) -> int:
    return max(place for place, cell in enumerate(header, 1) if cell)


def _text(value: object) -> str:
    """A cell's value as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return str(value)


def _refuse_bombs(path: Path) -> None:
    """Refuse by the sizes that the archive declares; unpacking stops at these, so they cannot lie to our harm."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except _BROKEN as error:
        raise _not_a_workbook() from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise _not_a_workbook()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_WHOLE or any(map(_is_bomb, parts)):
        raise TableError(
            "workbook_too_large",
            _("The workbook unpacks to far more than it should. Save the sheet as CSV and send that."),
        )


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    streamed = part.filename.startswith("xl/worksheets/")
    if not streamed and part.file_size > _LARGEST_PART_IN_MEMORY:
        return True
    return part.file_size > _BOMB_FROM and part.file_size > _BOMB_RATIO * max(part.compress_size, 1)


def _not_a_workbook() -> TableError:
    return TableError(
        "not_a_workbook",
        _("The Excel file is damaged, or is no workbook. Open it in Excel and save it again as .xlsx."),
    )
