# SPDX-License-Identifier: EUPL-1.2
"""Lists taken out as CSV or Excel: streamed, in constant memory, and harmless when a spreadsheet opens them."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, cast
from urllib.parse import quote

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.formats import date_format
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

FORMATS: Final = ("csv", "xlsx")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_BOM: Final = "\ufeff"


def table_response(name: str, extension: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A download of rows as `csv` (semicolons, UTF-8 with BOM, as Danish Excel wants it) or `xlsx`.

    The caller has logged the export before calling. `extension` is one of FORMATS.
    """
    filename = f"{name}.{extension}"
    response: HttpResponseBase
    if extension == "xlsx":
        response = FileResponse(_workbook(header, rows), as_attachment=True, filename=filename)
    else:
        response = StreamingHttpResponse(_csv_lines(header, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["Cache-Control"] = "no-store"
    return response


def inert(value: str) -> str:
    """Text that a spreadsheet would run as a formula, made plain text (SECURITY F7)."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def _csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    yield _BOM
    for row in _with_header(header, rows):
        writer.writerow([_as_text(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _with_header(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield header
    yield from rows


def _as_text(value: object) -> str:
    if isinstance(value, dt.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, str):
        return inert(value)
    return "" if value is None else str(value)


def _workbook(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> io.BytesIO:
    book = Workbook(write_only=True)
    sheet = cast(WriteOnlyWorksheet, book.create_sheet())
    for row in _with_header(header, rows):
        sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def _cell(sheet: WriteOnlyWorksheet, value: object) -> Cell:
    if not isinstance(value, str | int | float | dt.date | None):
        value = str(value)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)  # control characters, which no workbook can hold
    cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
