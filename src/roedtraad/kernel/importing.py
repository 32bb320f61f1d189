# SPDX-License-Identifier: EUPL-1.2
"""Files from other systems: what every kind of import shares.

A room registers an Importer for each kind of file that it takes (DESIGN §3). Reading, the columns' names in Danish and
English, the checks of each cell and the report are the same for all; what a row means is the room's own `Intake`.

An absent column leaves its values as they are; an empty cell empties the value.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import Registry
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.tabular import Line, Table, TableError, open_table

ROWS_AT_ONCE: Final = 5_000
_NO_LETTER: Final = re.compile(r"[\W_]+")
_SPELLED: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e"})

Progress = Callable[[float, int], None]
"""Told how much of the file has been read (0 to 1) and how many rows that is."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name in English (also the field's name in the report) and in Danish, and how a cell is read.

    A `required` column must be in every file; one that is `required_for_new` only in files with new rows. Neither may
    have an empty cell. `empty` is what an empty cell of any other column means.
    """

    name: str
    danish: str
    help: str | Promise
    read: Callable[[str], object]
    required: bool = False
    required_for_new: bool = False
    empty: object = None


class FieldRefusal(DomainError):
    """Why a row is not taken, and the column at fault."""

    def __init__(self, column: str, code: str, message: str | Promise) -> None:
        super().__init__(code, message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not taken: its line in the file, the column, a stable code, and what to do about it."""

    row: int
    field: str
    code: str
    message: str


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as `--format json` prints it."""
        counts = {"rows": self.rows, "created": self.created, "updated": self.updated, "unchanged": self.unchanged}
        rejected = [
            {"row": one.row, "field": one.field, "code": one.code, "message": one.message} for one in self.rejected
        ]
        return counts | {"rejected": rejected}


@dataclass(frozen=True)
class ImportFile:
    """A file to import, and the name that its sender gave it."""

    path: Path
    name: str

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the content, as the log keeps it."""
        with self.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()


def no_progress(fraction: float, rows: int) -> None:
    """For those who do not want to know."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for: the file, whether anything is to be written, and whether faulty rows may be left out."""

    file: ImportFile
    dry_run: bool = False
    accept_valid: bool = False
    progress: Progress = no_progress


@dataclass(frozen=True, slots=True)
class Entry:
    """A row whose cells have been read: its line, its own reference, and the values of the columns that the file has."""

    row: int
    reference: str
    values: Mapping[str, Any]


class Pass:
    """One reading of a file from top to bottom: the report, and the references met so far with their lines.

    `is_writing` turns false at the first rejection when faulty rows may not be left out, since nothing will be kept.
    """

    def __init__(self, columns: frozenset[str], *, writes: bool, skipped: Sequence[Rejection] = ()) -> None:
        self.columns = columns
        self.report = Report(rejected=list(skipped))
        self.seen: dict[str, int] = {}
        self.skipped = frozenset(one.row for one in skipped)
        self.is_writing = writes

    def refuse(self, row: int, refusal: FieldRefusal) -> None:
        """Leave a row out because of one of its columns."""
        self.reject(row, refusal.column, refusal)

    def reject(self, row: int, column: str, refusal: DomainError) -> None:
        """Leave a row out and say why."""
        self.report.rejected.append(Rejection(row, column, refusal.code, str(refusal.message)))
        self.is_writing = False


class Intake(Protocol):
    """What the rows of one kind mean; made anew for each pass."""

    def take(self, entries: Sequence[Entry]) -> None:
        """Compare some rows with what is there; count, reject, and write when the pass is writing."""

    def finish(self) -> None:
        """What can only be said or written when the whole file has been seen."""


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of file that a room takes.

    `run` is the act: permission, transaction, log. It refuses with TableError a file that is no such table. `act` is its
    name in the log.
    """

    name: str
    title: str | Promise
    act: str
    columns: tuple[Column, ...]
    run: Callable[[Actor, Request], Report]

    def column(self, name: str) -> Column:
        """The column with this English name."""
        return next(column for column in self.columns if column.name == name)


importers: Registry[Importer] = Registry("importers")


def read_file(
    columns: Sequence[Column],
    request: Request,
    start: Callable[[Pass], Intake],
    *,
    skipped: Sequence[Rejection] = (),
) -> Report:
    """Read a file once through an intake and report; rows in `skipped` are reported as rejected and not looked at.

    Raises TableError when the file is no table with these columns.
    """
    with open_table(request.file.path) as table:
        present = match_columns(table.header, columns)
        names = frozenset(column.name for column in present if column is not None)
        this = Pass(names, writes=not request.dry_run, skipped=skipped)
        intake = start(this)
        for entries in _chunks(table, present, this):
            intake.take(entries)
            request.progress(table.fraction(), this.report.rows)
        intake.finish()
    this.report.rejected.sort(key=lambda one: one.row)
    return this.report


def _chunks(table: Table, present: Sequence[Column | None], this: Pass) -> Iterator[list[Entry]]:
    lines = iter(table.lines)
    while chunk := list(islice(lines, ROWS_AT_ONCE)):
        this.report.rows += len(chunk)
        entries = (_entry(line, present, this) for line in chunk if line.number not in this.skipped)
        yield [entry for entry in entries if entry is not None]


def _entry(line: Line, present: Sequence[Column | None], this: Pass) -> Entry | None:
    """The row with its cells read; None when one of them was rejected, with every bad cell named."""
    number, cells, problem = line
    if problem is not None:
        at_fault = present[problem.cell] if problem.cell is not None and problem.cell < len(present) else None
        this.reject(number, at_fault.name if at_fault else "", DomainError(problem.code, problem.message))
        return None
    values: dict[str, Any] = {}
    is_good = True
    for column, cell in zip(present, cells, strict=True):
        if column is None:
            continue
        try:
            values[column.name] = column.read(cell) if cell else _nothing(column)
        except DomainError as refusal:
            this.reject(number, column.name, refusal)
            is_good = False
    return _once(number, values, this) if is_good else None


def _nothing(column: Column) -> object:
    if column.required or column.required_for_new:
        raise DomainError("required", _("The cell must not be empty."))
    return column.empty


def _once(number: int, values: Mapping[str, Any], this: Pass) -> Entry | None:
    """The entry, unless an earlier row of the file has the same reference."""
    reference: str = values["reference"]
    earlier = this.seen.setdefault(reference, number)
    if earlier == number:
        return Entry(number, reference, values)
    message = _("Row %(row)s of the file has the same reference.") % {"row": earlier}
    this.reject(number, "reference", DomainError("duplicate_reference", message))
    return None


def match_columns(header: Sequence[str], columns: Sequence[Column]) -> list[Column | None]:
    """Which column each cell of the header names, in Danish or English; None for a cell without a name.

    Raises TableError for a header that names no column, an unknown one, the same one twice, or not all that are required.
    """
    by_key = {_key(name): column for column in columns for name in (column.name, column.danish)}
    keys = [_key(name) for name in header]
    unknown = [name for name, key in zip(header, keys, strict=True) if key and key not in by_key]
    if not any(key in by_key for key in keys):
        example = _("The first line must hold the names of the columns, for example: %(names)s.")
        raise TableError("no_header", example % {"names": ", ".join(column.name for column in columns[:4])})
    if unknown:
        raise TableError("unknown_column", _about_unknown(unknown, by_key))
    found = [by_key.get(key) for key in keys]
    _refuse_twice(found)
    missing = [column.name for column in columns if column.required and column not in found]
    if missing:
        message = _("The file lacks a column that is needed: %(names)s.") % {"names": ", ".join(missing)}
        raise TableError("missing_column", message)
    return found


def _key(name: str) -> str:
    """A column's name without case, spaces, signs and the Danish letters' spelling."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", name).casefold()).translate(_SPELLED)


def _about_unknown(unknown: Sequence[str], by_key: Mapping[str, Column]) -> str:
    """Every unknown name, with the nearest known one."""
    told = []
    for name in unknown:
        shown = name if len(name) <= 40 else f"{name[:40]}…"
        near = get_close_matches(_key(name)[:60], by_key, n=1)
        if near:
            guess = _("“%(name)s” (did you mean “%(near)s”?)") % {"name": shown, "near": by_key[near[0]].name}
            told.append(str(guess))
        else:
            told.append(f"“{shown}”")
    return str(_("The file has columns that are not known: %(names)s.") % {"names": ", ".join(told[:10])})


def _refuse_twice(found: Sequence[Column | None]) -> None:
    named = [column.name for column in found if column is not None]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        message = _("The file has the same column twice: %(names)s.") % {"names": ", ".join(twice)}
        raise TableError("duplicate_column", message)
