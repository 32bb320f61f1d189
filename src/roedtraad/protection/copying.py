# SPDX-License-Identifier: EUPL-1.2
"""Everything that is kept about one young person, as a zip with one page to read and one file for machines (GDPR art. 15, 20).

What goes in is decided by the tables themselves: every column whose rule says that it belongs in the person's own copy, of
every row that leads to the person. Colleagues are told by role and department, and nobody else's data comes along.
"""

import datetime as dt
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import IO, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Field, ForeignKey, Model, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.contributions import PersonFile, person_files
from roedtraad.organisation.models import Account, Department, RoleAssignment, Unit
from roedtraad.people import cpr
from roedtraad.people.models import School
from roedtraad.protection.sample_queries import OwnLook, looks_at, own_looks
from roedtraad.protection.ways import Way, copied_fields, ways
from roedtraad.protection.words import FIELDS, NAMES_STAFF, ONLY_FOR_SEARCH, TITLES

IN_MEMORY: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of one row: what it is called, how it reads, and the plain value for machines."""

    name: str
    title: str
    text: str
    value: object


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with its number among its kind, by which other rows speak of it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """All rows of one table."""

    label: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PersonCopy:
    """A copy before it is packed."""

    person_id: int
    made_at: dt.datetime
    kinds: tuple[Kind, ...]
    files: tuple[PersonFile, ...]
    looks: tuple[OwnLook, ...]

    @property
    def rows(self) -> int:
        """How many rows are in it, the looks not counted."""
        return sum(len(kind.rows) for kind in self.kinds)


def copy_of(person_id: int, *, for_person: bool = True) -> PersonCopy:
    """Everything that is kept about the person; whoever calls has asked for the right. One query a table.

    `for_person` leaves out what somebody has decided, with a reason, that the person must not read of.
    """
    others = Others()
    told = ((way, way.told(person_id) if for_person else way.rows(person_id)) for way in ways())
    kinds = (kind_of(way, rows, others) for way, rows in told)
    return PersonCopy(
        person_id=person_id,
        made_at=clock.now(),
        kinds=tuple(kind for kind in kinds if kind.rows),
        files=tuple(one for one in files_of(person_id) if one.in_copy),
        looks=tuple(own_looks(list(looks_at(person_id)))),
    )


def files_of(person_id: int) -> list[PersonFile]:
    """Every file on the disk that is the person's."""
    return [one for files in person_files for one in files.of_person(person_id)]


def kind_of(way: Way, found: "QuerySet[Any]", others: "Others", *, title: str = "") -> Kind:
    """Rows of one table as a copy tells them."""
    fields = told_fields(way)
    title = title or str(TITLES.get(way.label, capfirst(str(way.model._meta.verbose_name))))
    if not fields:
        return Kind(way.label, title, ())
    tell = [(field, field_title(field), _teller(way, field, others)) for field in fields]
    found = found.order_by("pk").values_list("pk", *(field.attname for field in fields))
    rows: list[Row] = []
    for key, *values in found:
        others.number(way, key, f"{title} {len(rows) + 1}")
        cells = (
            Cell(field.name, name, *told(value))
            for (field, name, told), value in zip(tell, values, strict=True)
            if value is not None and value != ""
        )
        rows.append(Row(len(rows) + 1, tuple(cell for cell in cells if cell.text)))
    return Kind(way.label, title, tuple(rows))


def told_fields(way: Way) -> "list[Field[Any, Any]]":
    """The columns of a table that a copy tells."""
    fields = copied_fields(way.model)
    return [one for one in fields if one.name != "young_person" and f"{way.label}.{one.name}" not in ONLY_FOR_SEARCH]


def has_own_title(field: "Field[Any, Any]") -> bool:
    """Whether the table says in words what the column is called; else Django makes the title from its name."""
    return getattr(field, "_verbose_name", None) is not None


def field_title(field: "Field[Any, Any]") -> str:
    """What a column is called in a copy."""
    title = field.verbose_name if has_own_title(field) else FIELDS.get(field.name, field.verbose_name)
    return capfirst(str(title))


Told = tuple[str, object]


def _teller(way: Way, field: "Field[Any, Any]", others: "Others") -> Callable[[Any], Told]:
    """How the values of one column are told, as text and for machines."""
    if isinstance(field, ForeignKey):
        named = f"{way.label}.{field.name}" in NAMES_STAFF
        return lambda value: (told := others.told(field, value, named=named), told)
    if isinstance(field, BinaryField):
        return _number
    if field.choices:
        titles = dict(field.flatchoices)
        return lambda value: (str(titles.get(value, value)), value)
    return _plain


def _number(value: bytes | memoryview) -> Told:
    number = cpr.formatted(cpr.unseal(value))
    return number, number


def _plain(value: object) -> Told:
    if isinstance(value, bool):
        return (_("yes") if value else _("no")), value
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT"), value
    if isinstance(value, dt.date):
        return date_format(value, "DATE_FORMAT"), value
    if isinstance(value, Decimal):
        return str(value), value
    if isinstance(value, Mapping | list):
        return in_words(value), value
    return str(value), value


def in_words(value: object) -> str:
    """A stored structure as text: one thing a line, without brackets and quotes."""
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {in_words(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(in_words(one) for one in value)
    return "" if value is None else str(value)


class Others:
    """What a copy says of units, schools and colleagues, and of its own rows; of anything else it says nothing."""

    def __init__(self) -> None:
        units = Unit.objects.select_related("department")
        self._units = {one.pk: f"{one.local_name} ({one.department.local_name})" for one in units}
        self._departments = {one.pk: one.local_name for one in Department.objects.all()}
        self._places: dict[int, str] | None = None
        self._names: dict[int, str] = {}
        self._numbers: dict[tuple[type[Model], int], str] = {}

    def number(self, way: Way, key: int, called: str) -> None:
        """Remember what a row of the copy is called, for the rows that speak of it."""
        self._numbers[way.model, key] = called

    def called(self, model: type[Model], key: int) -> str:
        """What a row of the copy is called; empty for one that is not in it."""
        return self._numbers.get((model, key), "")

    def told(self, field: "ForeignKey[Any, Any]", key: int, *, named: bool) -> str:
        model = field.related_model
        if model is Account:
            return self._colleague(key, named=named)
        if model is Unit:
            return self._units.get(key, "")
        if model is Department:
            return self._departments.get(key, "")
        if model is School:
            return School.objects.get(pk=key).name
        return self.called(model, key)

    def _colleague(self, key: int, *, named: bool) -> str:
        place = self._place(key)
        if not named:
            return place
        if key not in self._names:
            self._names[key] = Account.objects.only("name").get(pk=key).name
        return f"{self._names[key]}, {place}"

    def _place(self, key: int) -> str:
        """The role and department that the colleague has or last had."""
        if self._places is None:
            self._places = _places()
        return self._places.get(key, _("the municipality"))


def _places() -> dict[int, str]:
    from roedtraad.organisation.account_queries import role_titles

    titles = role_titles(clock.today())
    rows = RoleAssignment.objects.select_related("unit__department").order_by("valid_from", "pk")
    return {
        one.account_id: ", ".join(
            filter(None, (titles.get(Role(one.role), one.role), one.unit.department.local_name if one.unit else ""))
        )
        for one in rows
    }  # fmt: skip


def packed(copy: PersonCopy, municipality: str, page: str = "protection/copy.html") -> IO[bytes]:
    """The copy as a zip: a page to read, the same for machines, and the files. Whoever asked closes it."""
    with ExitStack() as until_packed:
        packed_into: IO[bytes] = until_packed.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        _pack(copy, municipality, page, packed_into)
        packed_into.seek(0)
        until_packed.pop_all()
    return packed_into


def _pack(copy: PersonCopy, municipality: str, page: str, into: IO[bytes]) -> None:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as box:
        names = _file_names(copy.files)
        context = {"copy": copy, "municipality": municipality, "files": names.values()}
        box.writestr("copy.html", render_to_string(page, context))
        box.writestr("copy.css", render_to_string("protection/copy.css"))
        box.writestr("copy.json", _as_json(copy, municipality, list(names.values())))
        for place, name in names.items():
            box.write(copy.files[place].path, name)


def _file_names(files: Sequence[PersonFile]) -> dict[int, str]:
    """A name of its own for each file that is there, harmless wherever the zip is opened."""
    return {
        place: f"files/{place + 1:03} {PurePath(one.name).name}" for place, one in enumerate(files) if one.path.exists()
    }


def _as_json(copy: PersonCopy, municipality: str, files: Iterable[str]) -> str:
    told = {
        "municipality": municipality,
        "made_at": copy.made_at,
        "kinds": [
            {"kind": kind.label, "title": kind.title, "rows": [_row_as_json(row) for row in kind.rows]}
            for kind in copy.kinds
        ],
        "who_looked": [asdict(look) for look in copy.looks],
        "files": list(files),
    }
    return json.dumps(told, cls=_Encoder, ensure_ascii=False, indent=1)


def _row_as_json(row: Row) -> dict[str, Any]:
    return {"number": row.number, **{cell.name: cell.value for cell in row.cells}}


class _Encoder(DjangoJSONEncoder):
    def default(self, o: object) -> object:
        return str(o) if isinstance(o, Promise) else super().default(o)
