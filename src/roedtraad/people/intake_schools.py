# SPDX-License-Identifier: EUPL-1.2
"""The schools that a file of young people names."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from roedtraad.audit.actions import Record
from roedtraad.kernel.importing import FieldRefusal, Pass
from roedtraad.kernel.text import fold
from roedtraad.people.models import School

MADE: Final = "school_made_by_import"
_KIND: Final = "school"
_LONGEST_CODE: Final = 16


class SchoolBook:
    """All schools by institution number and by name; read once, since a municipality has few. Made ones go to `records`."""

    def __init__(self, this: Pass, records: list[Record]) -> None:
        self._pass = this
        self._records = records
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, int | None] = {}
        for key, code, name in School.objects.order_by().values_list("id", "code", "name"):
            self._by_code[code.casefold()] = key
            folded = fold(name)
            self._by_name[folded] = None if folded in self._by_name else key

    def find(self, values: Mapping[str, Any]) -> int | None:
        """The key of the row's school, made when its number is new and its name is given; None for an empty cell.

        Refuses an unknown school, and a name that several schools have.
        """
        school: str | None = values.get("school")
        name: str | None = values.get("school_name")
        if not school:
            if name:
                raise FieldRefusal("school", "required", _("Give the school's institution number beside its name."))
            return None
        if (key := self._by_code.get(school.casefold())) is not None:
            return key
        folded = fold(school)
        if folded in self._by_name:
            if (found := self._by_name[folded]) is None:
                raise FieldRefusal(
                    "school", "school_ambiguous", _("Several schools have this name. Give the institution number.")
                )
            return found
        if name and len(school) <= _LONGEST_CODE:
            return self._make(school, name)
        raise FieldRefusal(
            "school", "school_unknown", _("No school has this number or name. Add the column school_name to make it.")
        )

    def _make(self, code: str, name: str) -> int:
        """A new school; only imagined, with a key that no row has, when nothing is being written."""
        key = -1 - len(self._by_code)
        if self._pass.is_writing:
            school = School.objects.create(code=code, name=name, kind=_KIND)
            key = school.pk
            self._records.append(Record(MADE, "school", key, values={"code": code, "name": name}))
        self._by_code[code.casefold()] = key
        self._by_name.setdefault(fold(name), key)
        return key
