# SPDX-License-Identifier: EUPL-1.2
"""What a row of a file of young people means: whom it creates, what it changes, and why it is refused."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from roedtraad.audit.actions import Record
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.bulk import insert_rows, reserve_ids, update_rows
from roedtraad.kernel.cells import number_from, read_date, read_email, read_yes_or_no, text_up_to
from roedtraad.kernel.importing import ROWS_AT_ONCE, Column, Entry, FieldRefusal, Pass
from roedtraad.kernel.text import fold, sort_key
from roedtraad.people import cpr
from roedtraad.people.events import DetailsChanged, details_changed, reached_before
from roedtraad.people.intake_guardians import GUARDIAN_COLUMNS, GUARDIAN_NAMES, GuardiansIntake
from roedtraad.people.intake_schools import SchoolBook
from roedtraad.people.models import YoungPerson

CHANGED: Final = "young_person_imported"

_PLAIN: Final = (
    Column("given_name", "fornavn", _("First names."), text_up_to(150), required_for_new=True),
    Column("family_name", "efternavn", _("Last name."), text_up_to(150), required_for_new=True),
    Column("phone", "telefon", _("The young person's own phone."), text_up_to(32), empty=""),
    Column("email", "e-mail", _("The young person's own e-mail address."), read_email, empty=""),
    Column("street", "adresse", _("Street and number."), text_up_to(200), empty=""),
    Column("postal_code", "postnummer", _("Postal code."), text_up_to(8), empty=""),
    Column("city", "by", _("Town."), text_up_to(100), empty=""),
    Column("address_protected_to", "adressebeskyttet til", _("Last day of name and address protection."), read_date),
    Column("interpreter_language", "tolkesprog", _("Language of the interpreter, when one is needed."), text_up_to(64), empty=""),
    Column("special_class", "specialklasse", _("Whether the pupil is in a special class: yes or no."), read_yes_or_no, empty=False),
    Column("grade", "klassetrin", _("Grade, 0 to 10."), number_from(0, 10)),
    Column("source", "kilde", _("The system that the data come from."), text_up_to(100), empty=""),
    Column("confirmed_on", "bekræftet", _("The day on which the source last confirmed the data."), read_date),
)  # fmt: skip

COLUMNS: Final = (
    Column("reference", "reference", _("The sender's own id of the young person; never reused."), text_up_to(64), required=True),
    Column("cpr", "cpr", _("CPR number, DDMMYY-SSSS. Needed for new young people unless born_on is given."), cpr.normalise),
    Column("born_on", "fødselsdato", _("Date of birth. Follows from the CPR number when that is given."), read_date),
    *_PLAIN,
    Column("school", "skole", _("The school's institution number, or its name as it is already known here."), text_up_to(150)),
    Column("school_name", "skolens navn", _("Name of the school: makes a school whose number is not known yet."), text_up_to(150)),
    *GUARDIAN_COLUMNS,
)  # fmt: skip

_EMPTY: Final[Mapping[str, object]] = {
    **{column.name: column.empty for column in _PLAIN}, "born_on": None, "cpr_sealed": None, "school_id": None,
}  # fmt: skip
_DERIVED: Final = ("search_given", "search_family", "sort_name")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that has passed its own checks: the values of the table's columns, in the order of the intake's `fields`."""

    entry: Entry
    values: tuple[Any, ...]


Stored = tuple[Any, ...]
"""What the table holds of a person: the key, the columns of `fields`, then first and last name."""


class YoungPeopleIntake:
    """Compares by the sender's reference. One CPR number belongs to one reference."""

    def __init__(self, actor: Actor, this: Pass) -> None:
        self._actor = actor
        self.concerned: list[int] = []
        self.records: list[Record] = []
        self._pass = this
        self._schools = SchoolBook(this, self.records) if this.columns & {"school", "school_name"} else None
        self._guardians = GuardiansIntake(this) if this.columns & GUARDIAN_NAMES else None
        self._plain = tuple(column.name for column in _PLAIN if column.name in this.columns)
        computed = (
            ("born_on", bool(this.columns & {"born_on", "cpr"})),
            ("cpr_sealed", "cpr" in this.columns),
            ("school_id", self._schools is not None),
        )
        self._fields = self._plain + tuple(name for name, is_there in computed if is_there)
        self._sealed_place = self._fields.index("cpr_sealed") if "cpr" in this.columns else None
        self._rows_of_numbers: dict[bytes, int] = {}
        self._released: set[bytes] = set()

    def take(self, entries: Sequence[Entry]) -> None:
        """Compare some rows with the young persons there are; write what differs."""
        existing = self._existing(entries)
        candidates = [found for entry in entries if (found := self._candidate(entry, entry.reference in existing))]
        candidates = self._without_taken_numbers(candidates, existing)
        new = [one for one in candidates if one.entry.reference not in existing]
        old = [(one, existing[one.entry.reference]) for one in candidates if one.entry.reference in existing]
        changes = {row[0]: difference for one, row in old if (difference := self._changes(one, row))}
        guardian_changes = self._guardians.compare([(one.entry, row[0]) for one, row in old]) if self._guardians else {}
        touched = changes.keys() | guardian_changes.keys()
        report = self._pass.report
        report.created += len(new)
        report.updated += len(touched)
        report.unchanged += len(old) - len(touched)
        if self._pass.is_writing:
            self._update([(one, row) for one, row in old if row[0] in changes])
            self._insert(new)
            self._log(
                [(one.entry.reference, row[0]) for one, row in old if row[0] in touched], changes, guardian_changes
            )
            self._tell(changes)

    def finish(self) -> None:
        """Nothing is left for the end: every row stands alone."""

    def _existing(self, entries: Sequence[Entry]) -> dict[str, Stored]:
        rows = YoungPerson.objects.filter(reference__in=[entry.reference for entry in entries]).order_by()
        fetched = rows.values_list("reference", "id", *self._fields, "given_name", "family_name")
        return {row[0]: row[1:] for row in fetched.iterator(chunk_size=ROWS_AT_ONCE)}

    def _candidate(self, entry: Entry, is_known: bool) -> Candidate | None:
        """The row as the table would hold it; None when it was refused."""
        values = entry.values
        try:
            if not is_known:
                _require_names(values)
            if self._guardians:
                self._guardians.check(values)
            computed: list[Any] = []
            if not is_known or "born_on" in self._fields:
                computed.append(_born_on(values))
                _refuse_number_as_reference(entry.reference, computed[0])
            if self._sealed_place is not None:
                computed.append(cpr.seal(values["cpr"]) if values["cpr"] else None)
            if self._schools:
                computed.append(self._schools.find(values))
        except FieldRefusal as refusal:
            self._pass.refuse(entry.row, refusal)
            return None
        return Candidate(entry, (*map(values.__getitem__, self._plain), *computed))

    def _without_taken_numbers(self, candidates: list[Candidate], existing: Mapping[str, Stored]) -> list[Candidate]:
        """Without the rows whose CPR number is another reference's, in the database or earlier in the file."""
        place = self._sealed_place
        if place is None:
            return candidates
        before = {reference: row[1 + place] for reference, row in existing.items()}
        moving = [one.values[place] for one in candidates if before.get(one.entry.reference) != one.values[place]]
        numbers = YoungPerson.objects.filter(cpr_sealed__in=[number for number in moving if number]).order_by()
        pairs = numbers.values_list("cpr_sealed", "reference")
        holders = {bytes(number): reference for number, reference in pairs if number is not None}
        kept = []
        for one in candidates:
            if refusal := self._number_taken(one, one.values[place], holders):
                self._pass.refuse(one.entry.row, refusal)
                continue
            kept.append(one)
            if (old := before.get(one.entry.reference)) is not None and old != one.values[place]:
                self._released.add(bytes(old))
        return kept

    def _number_taken(self, one: Candidate, number: bytes | None, holders: Mapping[bytes, str]) -> FieldRefusal | None:
        if number is None:
            return None
        earlier = self._rows_of_numbers.setdefault(number, one.entry.row)
        if earlier != one.entry.row:
            message = _("Row %(row)s of the file has the same CPR number under another reference.") % {"row": earlier}
            return FieldRefusal("cpr", "cpr_twice", message)
        holder = holders.get(number, one.entry.reference)
        if holder == one.entry.reference or number in self._released:
            return None
        about = _("The CPR number is already here under the reference %(reference)s. Is it the same person?")
        return FieldRefusal("cpr", "cpr_in_use", about % {"reference": holder})

    def _changes(self, one: Candidate, row: Stored) -> dict[str, list[Any]]:
        """Each column that differs, with its old and new value."""
        stored = row[1:-2]
        if stored == one.values:
            return {}
        pairs = zip(self._fields, stored, one.values, strict=True)
        return {name: [old, new] for name, old, new in pairs if old != new}

    def _update(self, changed: Sequence[tuple[Candidate, Stored]]) -> None:
        if not {"given_name", "family_name"} & self._pass.columns:
            update_rows(YoungPerson, self._fields, ((*one.values, row[0]) for one, row in changed))
            return
        update_rows(
            YoungPerson,
            (*self._fields, *_DERIVED),
            ((*one.values, *_derived_names(one.entry.values, row[-2], row[-1]), row[0]) for one, row in changed),
        )

    def _insert(self, new: Sequence[Candidate]) -> None:
        absent = [(name, value) for name, value in _EMPTY.items() if name not in self._fields]
        fixed = tuple(value for _name, value in absent)
        keys = reserve_ids(YoungPerson, len(new)) if new else ()
        names = ("id", "reference", *_DERIVED, *self._fields, *(name for name, _value in absent))
        insert_rows(
            YoungPerson,
            names,
            (
                (key, one.entry.reference, *_derived_names(one.entry.values, "", ""), *one.values, *fixed)
                for key, one in zip(keys, new, strict=True)
            ),
        )
        if self._guardians:
            self._guardians.insert([(one.entry, key) for one, key in zip(new, keys, strict=True)])
        self.concerned += keys

    def _log(
        self,
        touched: Sequence[tuple[str, int]],
        changes: Mapping[int, Mapping[str, list[Any]]],
        guardian_changes: Mapping[int, Mapping[str, list[Any]]],
    ) -> None:
        """One record for each changed person, with the old and new values of what changed."""
        if self._guardians:
            self._guardians.write()
        for reference, key in touched:
            both = {**changes.get(key, {}), **guardian_changes.get(key, {})}
            told = {name: _told(name, pair) for name, pair in both.items()}
            values = {"reference": reference, "changes": told}
            self.records.append(Record(CHANGED, "young_person", key, (key,), values))

    def _tell(self, changes: Mapping[int, Mapping[str, list[Any]]]) -> None:
        """Whoever is reached otherwise from now, for the rooms that send codes there."""
        found = [DetailsChanged(key, before) for key, one in changes.items() if (before := reached_before(one))]
        found += self._guardians.reached_otherwise if self._guardians else []
        if found:
            details_changed.send(YoungPerson, actor=self._actor, changes=found, by_hand=False)


def _require_names(values: Mapping[str, Any]) -> None:
    for name in ("given_name", "family_name"):
        if name not in values:
            raise FieldRefusal(name, "required", _("A new young person needs this column."))


def _refuse_number_as_reference(reference: str, born_on: dt.date) -> None:
    """A reference stands on pages, in lists and in the log; a CPR number may not."""
    if cpr.is_number_of(reference, born_on):
        raise FieldRefusal(
            "reference",
            "reference_is_cpr",
            _("This is the CPR number. Give the sender's own id of the person instead."),
        )


def _born_on(values: Mapping[str, Any]) -> dt.date:
    number: str | None = values.get("cpr")
    stated: dt.date | None = values.get("born_on")
    if number is None:
        if stated is None:
            raise FieldRefusal("born_on", "required", _("Give the CPR number or the date of birth."))
        return stated
    born_on = cpr.birth_date(number)
    if stated is not None and stated != born_on:
        raise FieldRefusal("born_on", "born_on_mismatch", _("The date of birth is not the one in the CPR number."))
    return born_on


def _derived_names(values: Mapping[str, Any], given: str, family: str) -> tuple[str, str, str]:
    """The columns for searching and sorting, from the file's names and those that it leaves as they are."""
    given_folded, given_key = _name_keys(values.get("given_name", given))
    family_folded, family_key = _name_keys(values.get("family_name", family))
    return f"{given_folded} {family_folded}", f"{family_folded} {given_folded}", f"{family_key} {given_key}"


@lru_cache(maxsize=1 << 16)
def _name_keys(name: str) -> tuple[str, str]:
    folded = fold(name)
    return folded, sort_key(folded)


def _told(name: str, pair: Sequence[Any]) -> list[Any]:
    """Old and new value as the log keeps them; a CPR number never."""
    if name == "cpr_sealed":
        return [None if value is None else "••••" for value in pair]
    return [value.isoformat() if isinstance(value, dt.date) else value for value in pair]
