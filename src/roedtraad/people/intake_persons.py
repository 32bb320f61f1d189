# SPDX-License-Identifier: EUPL-1.2
"""Whom a row is about, for files whose rows belong to young persons that are already here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.cells import text_up_to
from roedtraad.kernel.importing import Column, Entry, FieldRefusal, Pass
from roedtraad.people import cpr
from roedtraad.people.models import YoungPerson

PERSON_COLUMNS: Final = (
    Column("young_person", "ung", _("The young person's reference. This or the CPR number is needed."), text_up_to(64)),
    Column("cpr", "cpr", _("The young person's CPR number, when the reference is not known."), cpr.normalise),
)


@dataclass(frozen=True, slots=True)
class Persons:
    """The persons that some rows name, by reference and by sealed CPR number."""

    by_reference: Mapping[str, int]
    by_number: Mapping[bytes, int]

    def person_of(self, entry: Entry, owner: int | None) -> int:
        """The key of the person whom a row is about; `owner` is the person who has the row's reference already.

        Refuses a row without a person, an unknown one, two different ones, and one that is not the owner.
        """
        reference: str | None = entry.values.get("young_person")
        number: str | None = entry.values.get("cpr")
        if reference is None and number is None:
            if owner is None:
                raise FieldRefusal("young_person", "required", _("Give the young person's reference or CPR number."))
            return owner
        found = self._found(reference, number)
        if owner is not None and owner != found:
            raise FieldRefusal(
                "young_person", "other_person", _("This reference already belongs to another young person.")
            )
        return found

    def _found(self, reference: str | None, number: str | None) -> int:
        by_reference = self.by_reference.get(reference) if reference is not None else None
        if reference is not None and by_reference is None:
            raise FieldRefusal(
                "young_person",
                "person_unknown",
                _("No young person has this reference. Import the young people first."),
            )
        if number is None:
            assert by_reference is not None
            return by_reference
        by_number = self.by_number.get(cpr.seal(number))
        if by_number is None:
            raise FieldRefusal(
                "cpr", "person_unknown", _("No young person has this CPR number. Import the young people first.")
            )
        if by_reference is not None and by_reference != by_number:
            raise FieldRefusal(
                "cpr", "other_person", _("The CPR number and the reference belong to two different young people.")
            )
        return by_number


class PersonFinder:
    """Looks up the persons of one chunk of rows at a time."""

    def __init__(self, this: Pass) -> None:
        self._columns = this.columns

    def find(self, entries: Sequence[Entry]) -> Persons:
        """The persons that the rows name, in one query for each way of naming them."""
        by_reference: dict[str, int] = {}
        by_number: dict[bytes, int] = {}
        rows = YoungPerson.objects.order_by()
        if "young_person" in self._columns:
            wanted = {entry.values["young_person"] for entry in entries} - {None}
            by_reference = dict(rows.filter(reference__in=wanted).values_list("reference", "id"))
        if "cpr" in self._columns:
            sealed = {cpr.seal(number) for entry in entries if (number := entry.values["cpr"])}
            found = rows.filter(cpr_sealed__in=sealed).values_list("cpr_sealed", "id")
            by_number = {bytes(number): key for number, key in found if number is not None}
        return Persons(by_reference, by_number)
