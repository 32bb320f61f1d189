# SPDX-License-Identifier: EUPL-1.2
"""What a row of a file of life situations means. Periods of one kind never overlap for one person."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from roedtraad.audit.actions import Record
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.bulk import insert_rows, reserve_ids, update_rows
from roedtraad.kernel.cells import one_of, read_date, read_hours, text_up_to
from roedtraad.kernel.importing import ROWS_AT_ONCE, Column, Entry, FieldRefusal, Pass
from roedtraad.people.intake_persons import PERSON_COLUMNS, PersonFinder
from roedtraad.people.models import LifeSituation
from roedtraad.people.models import SituationKind as Kind

CHANGED: Final = "life_situation_imported"

_KINDS: Final[Mapping[str, str]] = {
    "school": Kind.SCHOOL, "skole": Kind.SCHOOL, "grundskole": Kind.SCHOOL,
    "grade_10": Kind.GRADE_10, "10. klasse": Kind.GRADE_10, "10th grade": Kind.GRADE_10,
    "youth_education": Kind.YOUTH_EDUCATION, "ungdomsuddannelse": Kind.YOUTH_EDUCATION, "youth education": Kind.YOUTH_EDUCATION,
    "fgu": Kind.FGU, "stu": Kind.STU,
    "work": Kind.WORK, "arbejde": Kind.WORK, "job": Kind.WORK,
    "spare_time_job": Kind.SPARE_TIME_JOB, "fritidsjob": Kind.SPARE_TIME_JOB, "spare-time job": Kind.SPARE_TIME_JOB,
    "benefit": Kind.BENEFIT, "ydelse": Kind.BENEFIT,
    "measure": Kind.MEASURE, "indsats": Kind.MEASURE,
    "placement": Kind.PLACEMENT, "virksomhedspraktik": Kind.PLACEMENT, "company placement": Kind.PLACEMENT,
    "unknown": Kind.UNKNOWN, "ukendt": Kind.UNKNOWN,
}  # fmt: skip

_PLAIN: Final = (
    Column("kind", "art", _("What the young person does: a code or name from the list."), one_of(_KINDS), required_for_new=True),
    Column("started_on", "fra", _("First day."), read_date, required_for_new=True),
    Column("ended_on", "til", _("Last day; empty while it lasts."), read_date),
    Column("place", "sted", _("School, company or other place."), text_up_to(200), empty=""),
    Column("benefit_rate", "ydelsessats", _("Rate of the benefit."), text_up_to(32), empty=""),
    Column("weekly_hours", "timer om ugen", _("Hours a week, with at most one decimal."), read_hours),
    Column("source", "kilde", _("The system that the data come from."), text_up_to(100), empty=""),
    Column("confirmed_on", "bekræftet", _("The day on which the source last said so; today when the file does not say."), read_date),
)  # fmt: skip
COLUMNS: Final = (
    Column(
        "reference", "reference", _("The sender's own id of the period; never reused."), text_up_to(64), required=True
    ),
    *PERSON_COLUMNS,
    *_PLAIN,
)
_NAMES: Final = tuple(column.name for column in _PLAIN)
_NEEDED: Final = ("kind", "started_on")


class Period(NamedTuple):
    """When something of one kind lasted, and where the import knows it from."""

    started_on: dt.date
    ended_on: dt.date | None
    reference: str | None
    row: int

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return (other.ended_on is None or self.started_on <= other.ended_on) and (
            self.ended_on is None or other.started_on <= self.ended_on
        )


Stored = tuple[Any, ...]


class SituationsIntake:
    """Compares by the sender's reference. Writes at the end, when every period's new days are known.

    A clash with a period in the database is only real when the file does not bring that period to another end, perhaps in
    a later row; so it is judged when the whole file has been seen.
    """

    def __init__(self, _actor: Actor, this: Pass) -> None:
        self._pass = this
        self._persons = PersonFinder(this)
        self._present = tuple(name for name in _NAMES if name in this.columns)
        self._in_file: dict[tuple[int, str], list[Period]] = {}
        self._doubts: list[tuple[int, Period]] = []
        self._new: list[tuple[Any, ...]] = []
        self._changed: list[tuple[Any, ...]] = []
        self._moved: list[int] = []
        self.concerned: list[int] = []
        self.records: list[Record] = []

    def take(self, entries: Sequence[Entry]) -> None:
        """Compare some rows with the situations there are; remember what differs."""
        persons = self._persons.find(entries)
        existing = self._existing(entries)
        accepted: list[tuple[Entry, int, tuple[Any, ...]]] = []
        for entry in entries:
            try:
                row = existing.get(entry.reference)
                person = persons.person_of(entry, row[1] if row else None)
                values = self._values(entry.values, row)
                self._claim(entry, person, values)
                accepted.append((entry, person, values))
            except FieldRefusal as refusal:
                self._pass.refuse(entry.row, refusal)
        self._doubt({person for _entry, person, _values in accepted}, accepted)
        for entry, person, values in accepted:
            self._count(entry, person, values, existing.get(entry.reference))

    def finish(self) -> None:
        """Reject what clashes with the database after all; write."""
        for row, other in self._doubts:
            if other.reference is None or other.reference not in self._pass.seen:
                message = _(
                    "Overlaps a period of the same kind that is already here and began on %(day)s (reference %(reference)s)."
                )
                told = message % {"day": f"{other.started_on:%d.%m.%Y}", "reference": other.reference or "–"}
                self._pass.refuse(row, FieldRefusal("started_on", "overlap", told))
        if self._pass.is_writing:
            self._write()

    def _existing(self, entries: Sequence[Entry]) -> dict[str, Stored]:
        """By reference: key, person, then the plain columns."""
        rows = LifeSituation.objects.filter(reference__in=[entry.reference for entry in entries]).order_by()
        fetched = rows.values_list("reference", "id", "young_person_id", *_NAMES).iterator(chunk_size=ROWS_AT_ONCE)
        return {row[0]: row[1:] for row in fetched}

    def _values(self, values: Mapping[str, Any], row: Stored | None) -> tuple[Any, ...]:
        """All plain columns as they will be: the file's, and what the file leaves as it is."""
        if row is None:
            for name in _NEEDED:
                if name not in values:
                    raise FieldRefusal(name, "required", _("A new life situation needs this column."))
            before: Mapping[str, Any] = {column.name: column.empty for column in _PLAIN}
        else:
            before = dict(zip(_NAMES, row[2:], strict=True))
        after = {**before, **{name: values[name] for name in self._present}}
        after["confirmed_on"] = after["confirmed_on"] or before["confirmed_on"] or clock.today()
        if after["ended_on"] is not None and after["ended_on"] < after["started_on"]:
            raise FieldRefusal("ended_on", "ends_before_start", _("The last day is before the first."))
        return tuple(after.values())

    def _claim(self, entry: Entry, person: int, values: tuple[Any, ...]) -> None:
        """Take the period for this row, unless an earlier row of the file has a day of it."""
        kind, started_on, ended_on = values[:3]
        period = Period(started_on, ended_on, entry.reference, entry.row)
        claimed = self._in_file.setdefault((person, kind), [])
        for other in claimed:
            if period.overlaps(other):
                message = _("Overlaps row %(row)s of the file, which is of the same kind.") % {"row": other.row}
                raise FieldRefusal("started_on", "overlap", message)
        claimed.append(period)

    def _doubt(self, persons: set[int], accepted: Sequence[tuple[Entry, int, tuple[Any, ...]]]) -> None:
        """Note every overlap of an accepted row with a period in the database that has another reference."""
        rows = LifeSituation.objects.filter(young_person_id__in=persons).order_by("id")
        fetched = rows.values_list("young_person_id", "kind", "started_on", "ended_on", "reference")
        stored: dict[tuple[int, str], list[Period]] = {}
        for person, kind, started_on, ended_on, reference in fetched.iterator(chunk_size=ROWS_AT_ONCE):
            stored.setdefault((person, kind), []).append(Period(started_on, ended_on, reference, 0))
        for entry, person, values in accepted:
            kind, started_on, ended_on = values[:3]
            period = Period(started_on, ended_on, entry.reference, entry.row)
            others = (one for one in stored.get((person, kind), ()) if one.reference != entry.reference)
            self._doubts += [(entry.row, other) for other in others if period.overlaps(other)]

    def _count(self, entry: Entry, person: int, values: tuple[Any, ...], row: Stored | None) -> None:
        report = self._pass.report
        if row is None:
            report.created += 1
            self._new.append((entry.reference, person, *values))
            self.concerned.append(person)
        elif row[2:] == values:
            report.unchanged += 1
        else:
            report.updated += 1
            self._changed.append((*values, row[0]))
            if row[2:5] != values[:3]:
                self._moved.append(row[0])
            self.records.append(_record(entry.reference, person, row, values))

    def _write(self) -> None:
        """Changed periods first stand aside under a kind of their own, so that two may change places without touching."""
        update_rows(LifeSituation, ("kind",), ((f"~{key}", key) for key in self._moved))
        update_rows(LifeSituation, _NAMES, self._changed)
        keys = reserve_ids(LifeSituation, len(self._new)) if self._new else ()
        names = ("id", "reference", "young_person_id", *_NAMES)
        insert_rows(LifeSituation, names, ((key, *values) for key, values in zip(keys, self._new, strict=True)))


def _record(reference: str, person: int, row: Stored, values: tuple[Any, ...]) -> Record:
    pairs = zip(_NAMES, row[2:], values, strict=True)
    changes = {name: [_told(old), _told(new)] for name, old, new in pairs if old != new}
    return Record(CHANGED, "life_situation", row[0], (person,), {"reference": reference, "changes": changes})


def _told(value: object) -> object:
    return value if value is None or isinstance(value, str) else str(value)
