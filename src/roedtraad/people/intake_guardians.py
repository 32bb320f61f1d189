# SPDX-License-Identifier: EUPL-1.2
"""The guardians that a file of young people names.

A guardian is recognised by the name. The import adds and corrects guardians and never takes one away: a file that does not
name somebody may simply not know of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.bulk import insert_rows, reserve_ids, update_rows
from roedtraad.kernel.cells import read_email, text_up_to
from roedtraad.kernel.importing import ROWS_AT_ONCE, Column, Entry, FieldRefusal, Pass
from roedtraad.kernel.text import fold
from roedtraad.people.events import REACHED_BY, DetailsChanged
from roedtraad.people.models import Guardian

_PLACES: Final = (1, 2)
_DETAILS: Final = ("relation", "phone", "email")
_EMPTY: Final = {
    "relation": "",
    "phone": "",
    "email": "",
    "has_custody": True,
    "street": "",
    "address_protected_to": None,
}

GUARDIAN_COLUMNS: Final = tuple(
    column
    for place in _PLACES
    for column in (
        Column(f"guardian{place}_name", f"forælder {place} navn", _("Full name of a holder of parental authority."), text_up_to(200)),
        Column(f"guardian{place}_relation", f"forælder {place} relation", _("For example mother or father."), text_up_to(50), empty=""),
        Column(f"guardian{place}_phone", f"forælder {place} telefon", _("The guardian's phone."), text_up_to(32), empty=""),
        Column(f"guardian{place}_email", f"forælder {place} e-mail", _("The guardian's e-mail address."), read_email, empty=""),
    )
)  # fmt: skip
GUARDIAN_NAMES: Final = frozenset(column.name for column in GUARDIAN_COLUMNS)

_Named = tuple[str, dict[str, Any]]
_Changes = dict[int, dict[str, list[Any]]]


class GuardiansIntake:
    """Compares the guardians of one chunk of rows with those there are, and writes the difference when told to."""

    def __init__(self, this: Pass) -> None:
        self._columns = {
            place: tuple(detail for detail in _DETAILS if f"guardian{place}_{detail}" in this.columns)
            for place in _PLACES
        }
        self._new: list[tuple[int, _Named]] = []
        self._changed: list[tuple[Any, ...]] = []
        self.reached_otherwise: list[DetailsChanged] = []

    def check(self, values: Mapping[str, Any]) -> None:
        """Refuse details of a guardian without a name."""
        for place in _PLACES:
            if not values.get(f"guardian{place}_name") and any(
                values[f"guardian{place}_{detail}"] for detail in self._columns[place]
            ):
                raise FieldRefusal(f"guardian{place}_name", "required", _("Give the guardian's name as well."))
        names = [fold(name) for name, details in self._named(values)]
        if len(set(names)) < len(names):
            raise FieldRefusal("guardian2_name", "guardian_twice", _("Both guardians have the same name."))

    def compare(self, rows: Sequence[tuple[Entry, int]]) -> _Changes:
        """What the rows change in the guardians of persons that are known, by the person's key."""
        self._new, self._changed, self.reached_otherwise = [], [], []
        known = self._known([person for _entry, person in rows])
        changes: _Changes = {}
        for entry, person in rows:
            for named in self._named(entry.values):
                if found := self._difference(person, named, known.get((person, fold(named[0])))):
                    changes.setdefault(person, {})[f"guardian {named[0]}"] = found
        return changes

    def write(self) -> None:
        """Write what the last comparison found."""
        update_rows(Guardian, _DETAILS, self._changed)
        self._insert(self._new)

    def insert(self, rows: Sequence[tuple[Entry, int]]) -> None:
        """The guardians of new persons."""
        self._insert([(person, named) for entry, person in rows for named in self._named(entry.values)])

    def _named(self, values: Mapping[str, Any]) -> Iterator[_Named]:
        for place in _PLACES:
            name = values.get(f"guardian{place}_name")
            if name:
                yield name, {detail: values[f"guardian{place}_{detail}"] for detail in self._columns[place]}

    def _known(self, persons: Sequence[int]) -> dict[tuple[int, str], tuple[Any, ...]]:
        """Key and details by person and folded name."""
        rows = Guardian.objects.filter(young_person_id__in=persons).order_by("id")
        fetched = rows.values_list("young_person_id", "name", "id", *_DETAILS).iterator(chunk_size=ROWS_AT_ONCE)
        return {(row[0], fold(row[1])): row[2:] for row in fetched}

    def _difference(self, person: int, named: _Named, row: tuple[Any, ...] | None) -> list[Any] | None:
        name, details = named
        if row is None:
            self._new.append((person, named))
            return [None, {"name": name} | details]
        before = dict(zip(_DETAILS, row[1:], strict=True))
        after = before | details
        if before == after:
            return None
        self._changed.append((*(after[detail] for detail in _DETAILS), row[0]))
        moved = {name: before[name] for name in REACHED_BY if before[name] != after[name]}
        if moved:
            self.reached_otherwise.append(DetailsChanged(person, moved, guardian_id=row[0]))
        return [before, after]

    def _insert(self, rows: Sequence[tuple[int, _Named]]) -> None:
        if not rows:
            return
        keys = reserve_ids(Guardian, len(rows))
        insert_rows(
            Guardian,
            ("id", "young_person_id", "name", *_EMPTY),
            (
                (key, person, name, *(_EMPTY | details).values())
                for key, (person, (name, details)) in zip(keys, rows, strict=True)
            ),
        )
