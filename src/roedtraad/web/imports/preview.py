# SPDX-License-Identifier: EUPL-1.2
"""The first rows of a waiting file, as its reader should see them before they are imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import Q
from django.utils.translation import get_language

from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.importing import Column, Importer, match_columns
from roedtraad.kernel.tabular import Line, open_table
from roedtraad.people import cpr
from roedtraad.people.models import YoungPerson
from roedtraad.web.imports.uploads import Upload

_ROWS: Final = 10
_COLUMNS: Final = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line, the first cells as the column's title and text, and whether it is rejected."""

    number: int
    cells: Sequence[tuple[str, str]]
    is_rejected: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows and columns; `persons` are the young people already here whom the rows name, for the log."""

    header: Sequence[str]
    rows: Sequence[Row]
    hidden_columns: int
    persons: Sequence[int]


def preview_of(upload: Upload) -> Preview:
    """The first rows of a file; CPR numbers are masked."""
    rejected = {one.row for one in upload.report.rejected}
    with open_table(upload.file.path) as table:
        columns = match_columns(table.header, upload.importer.columns)
        lines = [line for line in islice(table.lines, _ROWS) if line.cells]
    shown = columns[:_COLUMNS]
    return Preview(
        header=[_title(column) for column in shown],
        rows=[Row(line.number, _cells(line, shown), line.number in rejected) for line in lines],
        hidden_columns=len(columns) - len(shown),
        persons=_persons(lines, columns, upload.importer),
    )


def _cells(line: Line, columns: Sequence[Column | None]) -> list[tuple[str, str]]:
    pairs = zip(columns, line.cells, strict=False)
    return [(_title(column), _masked(cell) if column and column.name == "cpr" else cell) for column, cell in pairs]


def column_titles(importer: Importer) -> dict[str, str]:
    """What the reader calls each column, by its code."""
    return {column.name: _title(column) for column in importer.columns}


def _title(column: Column | None) -> str:
    if column is None:
        return ""
    return column.danish if (get_language() or "").startswith("da") else column.name


def _masked(cell: str) -> str:
    number = _number(cell)
    return f"{number[:6]}-••••" if number else "••••••-••••" if cell else ""


def _number(cell: str) -> str | None:
    try:
        return cpr.normalise(cell)
    except DomainError:
        return None


def _persons(lines: Sequence[Line], columns: Sequence[Column | None], importer: Importer) -> list[int]:
    """The persons whom the lines name by reference or CPR number, and who are here already."""
    person_column = "young_person" if any(column.name == "young_person" for column in importer.columns) else "reference"
    named = [(column.name, cell) for line in lines for column, cell in zip(columns, line.cells, strict=False) if column]
    references = {cell for name, cell in named if name == person_column and cell}
    sealed = {cpr.seal(number) for name, cell in named if name == "cpr" and (number := _number(cell))}
    found = YoungPerson.objects.filter(Q(reference__in=references) | Q(cpr_sealed__in=sealed)).order_by("id")
    return list(found.values_list("id", flat=True))
