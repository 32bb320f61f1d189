# SPDX-License-Identifier: EUPL-1.2
"""What hangs on a record and goes with it: every table whose rows the database deletes together with the record's."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import CASCADE, DateTimeField, Exists, ForeignObjectRel, Model, OuterRef, Q, QuerySet

from roedtraad.kernel.clock import midnight
from roedtraad.kernel.contributions import PersonFile, person_files
from roedtraad.protection.ways import Way


@dataclass(frozen=True, slots=True)
class Hanging:
    """A table, and the path from its row to the record that it hangs on."""

    model: type[Model]
    path: str

    def rows(self, records: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows that hang on these records."""
        return self.model._default_manager.filter(**{f"{self.path}__in": records.order_by().values("pk")})

    def used_since(self, day: dt.date) -> Q:
        """Rows that something has happened with on a day or after it; finds none in a table without dates."""
        found = Q(pk__in=())
        for name in Way(self.model, self.path).used_fields:
            is_moment = isinstance(self.model._meta.get_field(name), DateTimeField)
            found |= Q(**{f"{name}__gte": midnight(day) if is_moment else day})
        return found


def hanging(model: type[Model]) -> tuple[Hanging, ...]:
    """Everything that hangs on records of a table, the nearest first."""
    return tuple(_below(model, "", (model,)))


def _below(model: type[Model], path: str, chain: tuple[type[Model], ...]) -> Iterator[Hanging]:
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or getattr(relation, "on_delete", None) is not CASCADE:
            continue
        child = relation.related_model
        if child not in chain:
            found = Hanging(child, f"{relation.field.name}__{path}" if path else relation.field.name)
            yield found
            yield from _below(child, found.path, (*chain, child))


def untouched_since(records: "QuerySet[Any]", day: dt.date) -> "QuerySet[Any]":
    """Those records on which nothing hangs that something has happened with on a day or after it."""
    for one in hanging(records.model):
        if Way(one.model, one.path).used_fields:
            recent = one.model._default_manager.filter(one.used_since(day), **{one.path: OuterRef("pk")})
            records = records.filter(~Exists(recent))
    return records


def files_on(records: "QuerySet[Any]") -> list[PersonFile]:
    """The files on the disk that hang on records."""
    tables = {one.model._meta.label: one.rows(records) for one in hanging(records.model)}
    tables[records.model._meta.label] = records
    return [
        file
        for files in person_files
        if files.of_rows is not None and files.table in tables
        for file in files.of_rows(tables[files.table])
    ]


def paths_on(records: "QuerySet[Any]") -> list[Path]:
    """Where those files lie that are there."""
    return [file.path for file in files_on(records) if file.path.exists()]
