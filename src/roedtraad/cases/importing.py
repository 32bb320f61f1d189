# SPDX-License-Identifier: EUPL-1.2
"""Files of cases: what a row means, and the act of importing them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from django.utils.translation import gettext_lazy as _

from roedtraad.audit.actions import Record
from roedtraad.cases.models import Case
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.bulk import insert_rows, reserve_ids, update_rows
from roedtraad.kernel.cells import one_of, read_date, text_up_to
from roedtraad.kernel.contributions import ActType, act_types
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.importing import (
    ROWS_AT_ONCE,
    Column,
    Entry,
    FieldRefusal,
    Importer,
    Pass,
    Report,
    Request,
    importers,
)  # fmt: skip
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.queries import profile_on
from roedtraad.people.importing import run_import
from roedtraad.people.intake_persons import PERSON_COLUMNS, PersonFinder

T = TypeVar("T")
CHANGED: Final = "case_imported"

_DISCIPLINES: Final[Mapping[str, str]] = {
    "social": "social", "voksensocial": "social",
    "children_family": "children_family", "børn og familie": "children_family", "children and family": "children_family",
    "employment": "employment", "beskæftigelse": "employment",
    "guidance": "guidance", "vejledning": "guidance", "uu": "guidance",
    "school": "school", "skole": "school",
    "ppr": "ppr", "ssp": "ssp",
    "substance_misuse": "substance_misuse", "misbrug": "substance_misuse", "rusmiddel": "substance_misuse",
    "disability": "disability", "handicap": "disability", "psykiatri og handicap": "disability",
    "health": "health", "sundhed": "health",
    "benefits": "benefits", "ydelse": "benefits",
    "integration": "integration",
}  # fmt: skip

COLUMNS: Final = (
    Column("reference", "reference", _("The sender's own number of the case; never reused."), text_up_to(64), required=True),
    *PERSON_COLUMNS,
    Column("unit", "enhed", _("Code of the unit that has the case, as in the profile."), text_up_to(64), required_for_new=True),
    Column("discipline", "fagområde", _("The discipline: a code or name from the list."), one_of(_DISCIPLINES), required_for_new=True),
    Column("law", "lov", _("Code of the law, as in the profile."), text_up_to(32), required_for_new=True),
    Column("opened_on", "åbnet", _("The day the case was opened."), read_date, required_for_new=True),
    Column("closed_on", "lukket", _("The day the case was closed; empty while it is open."), read_date),
    Column("caseworker", "sagsbehandler", _("User name of the caseworker; empty when nobody has the case."), text_up_to(150)),
    Column("source", "kilde", _("The system that the data come from."), text_up_to(100), empty=""),
    Column("confirmed_on", "bekræftet", _("The day on which the source last confirmed the case."), read_date),
)  # fmt: skip

_FIELDS: Final[Mapping[str, str]] = {
    "unit": "unit_id", "discipline": "discipline", "law": "law", "opened_on": "opened_on", "closed_on": "closed_on",
    "caseworker": "caseworker_id", "source": "source", "confirmed_on": "confirmed_on",
}  # fmt: skip
"""The table's column for each of the file's."""
_ATTRIBUTES: Final = tuple(_FIELDS.values())
_EMPTY: Final[dict[str, Any]] = {
    "closed_on": None, "caseworker_id": None, "source": "", "confirmed_on": None,
}  # fmt: skip

Stored = tuple[Any, ...]


class CasesIntake:
    """Compares by the sender's case number."""

    def __init__(self, actor: Actor, this: Pass) -> None:
        self._on = actor.on
        self._pass = this
        self._persons = PersonFinder(this)
        self._present = [name for name in _FIELDS if name in this.columns]
        self._units = dict(Unit.objects.order_by().values_list("code", "id"))
        self._laws = _law_codes(actor.on)
        self._accounts = dict(Account.objects.order_by().values_list("username", "id"))
        self.concerned: list[int] = []
        self.records: list[Record] = []

    def take(self, entries: Sequence[Entry]) -> None:
        """Compare some rows with the cases there are; write what differs."""
        persons = self._persons.find(entries)
        existing = self._existing(entries)
        new: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        for entry in entries:
            row = existing.get(entry.reference)
            try:
                person = persons.person_of(entry, row[1] if row else None)
                values = self._values(entry.values, row)
            except FieldRefusal as refusal:
                self._pass.refuse(entry.row, refusal)
                continue
            if row is None:
                new.append((entry.reference, person, *values))
                self.concerned.append(person)
            elif row[2:] == values:
                self._pass.report.unchanged += 1
            else:
                changed.append((*values, row[0]))
                self.records.append(_record(entry.reference, person, row, values))
        report = self._pass.report
        report.created += len(new)
        report.updated += len(changed)
        if self._pass.is_writing:
            self._write(new, changed)

    def finish(self) -> None:
        """Nothing is left for the end: every row stands alone."""

    def _existing(self, entries: Sequence[Entry]) -> dict[str, Stored]:
        """By reference: key, person, then the other columns."""
        rows = Case.objects.filter(reference__in=[entry.reference for entry in entries]).order_by()
        fetched = rows.values_list("reference", "id", "young_person_id", *_ATTRIBUTES).iterator(chunk_size=ROWS_AT_ONCE)
        return {row[0]: row[1:] for row in fetched}

    def _values(self, values: Mapping[str, Any], row: Stored | None) -> tuple[Any, ...]:
        """All columns as they will be: the file's, and what the file leaves as it is."""
        if row is None:
            for column in COLUMNS:
                if column.required_for_new and column.name not in values:
                    raise FieldRefusal(column.name, "required", _("A new case needs this column."))
            after: dict[str, Any] = dict.fromkeys(_ATTRIBUTES) | _EMPTY
        else:
            after = dict(zip(_ATTRIBUTES, row[2:], strict=True))
        for name in self._present:
            after[_FIELDS[name]] = self._stored(name, values[name])
        if after["closed_on"] is not None and after["closed_on"] < after["opened_on"]:
            raise FieldRefusal("closed_on", "ends_before_start", _("The case was closed before it was opened."))
        if after["closed_on"] is not None and after["closed_on"] > self._on:
            raise FieldRefusal(
                "closed_on",
                "closed_in_future",
                _("The day lies ahead. Leave closed_on empty until the case is closed."),
            )
        return tuple(after.values())

    def _stored(self, name: str, value: object) -> object:
        if isinstance(value, str) and name == "unit":
            return _known(name, "unit_unknown", value, self._units)
        if isinstance(value, str) and name == "caseworker":
            return _known(name, "caseworker_unknown", value, self._accounts)
        if isinstance(value, str) and name == "law":
            return _known(name, "law_unknown", value, self._laws)
        return value

    def _write(self, new: Sequence[Stored], changed: Sequence[Stored]) -> None:
        update_rows(Case, _ATTRIBUTES, changed)
        keys = reserve_ids(Case, len(new)) if new else ()
        names = ("id", "reference", "young_person_id", *_ATTRIBUTES)
        insert_rows(Case, names, ((key, *values) for key, values in zip(keys, new, strict=True)))


def _law_codes(on: dt.date) -> dict[str, str]:
    """Every law of the profile, also those that no longer hold; none before a profile is loaded, and then no unit either."""
    try:
        return {law.code: law.code for law in profile_on(on).laws}
    except DomainError:
        return {}


def _known(column: str, code: str, value: str, known: Mapping[str, T]) -> T:
    """What a unit, an account or a law is kept as.

    Refuses an unknown one, with the nearest that is known.
    """
    if (key := known.get(value)) is not None:
        return key
    near = get_close_matches(value, known, n=1)
    if near:
        message = _("“%(name)s” is not known here. Did you mean “%(near)s”?") % {"name": value[:60], "near": near[0]}
    else:
        message = _("“%(name)s” is not known here.") % {"name": value[:60]}
    raise FieldRefusal(column, code, message)


def _record(reference: str, person: int, row: Stored, values: tuple[Any, ...]) -> Record:
    pairs = zip(_ATTRIBUTES, row[2:], values, strict=True)
    changes = {name: [_told(old), _told(new)] for name, old, new in pairs if old != new}
    return Record(CHANGED, "case", row[0], (person,), {"reference": reference, "changes": changes})


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def import_cases(actor: Actor, request: Request) -> Report:
    """Cases of the departments, by the sender's case number."""
    return run_import(actor, request, act="cases_imported", columns=COLUMNS, start=CasesIntake)


def register() -> None:
    """The kind of file and the acts of this module; called by the room's contributions."""
    importers.register(Importer("cases", _("Cases"), "cases_imported", COLUMNS, import_cases))
    act_types.register(ActType("cases_imported", _("Imported cases")))
    act_types.register(ActType(CHANGED, _("Changed a case by import")))
