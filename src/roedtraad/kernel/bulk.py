# SPDX-License-Identifier: EUPL-1.2
"""Many rows at once, by the database's own quickest way: COPY in PostgreSQL, one prepared statement in SQLite.

For imports and synthetic data. Values are given as the columns hold them; the caller has checked them, and stands in a
transaction. Nothing else is told of the rows: no `save`, no signals.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection
from django.db.models import Field, Model

Values = Sequence[Any]


@contextmanager
def without_garbage_collector() -> Iterator[None]:
    """For a stretch that makes very many small objects and no cycles: looking for cycles would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def reserve_ids(model: type[Model], count: int) -> Sequence[int]:
    """Keys for `count` new rows that no other row has had or will get."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last: int = found[0] if found else 0
    return range(last + 1, last + 1 + count)


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Values]) -> None:
    """Insert rows whose values stand in the order of `names` (attribute names, the key included)."""
    fields = [_field(model, name) for name in names]
    columns = ", ".join(_quoted(field.column) for field in fields)
    table = _quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            slots = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({slots})"  # noqa: S608 (names are the models')
            cursor.executemany(statement, _plain(fields, rows))  # type: ignore[arg-type]


def update_rows(model: type[Model], names: Sequence[str], rows: Iterable[Values]) -> None:
    """Set the columns `names` of rows; each row's values stand in that order and its key last."""
    fields = [_field(model, name) for name in (*names, "id")]
    given = list(_plain(fields, rows) if connection.vendor == "sqlite" else rows)
    if not given:
        return
    settings = ", ".join(f"{_quoted(field.column)} = %s" for field in fields[:-1])
    statement = f"UPDATE {_quoted(model._meta.db_table)} SET {settings} WHERE id = %s"  # noqa: S608 (names are the models')
    with connection.cursor() as cursor:
        cursor.executemany(statement, given)


def _field(model: type[Model], name: str) -> "Field[object, object]":
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")


def _plain(fields: Sequence["Field[object, object]"], rows: Iterable[Values]) -> Iterator[Values]:
    """SQLite holds dates and decimals as text."""
    places = [
        (place, _AS_TEXT[kind]) for place, field in enumerate(fields) if (kind := field.get_internal_type()) in _AS_TEXT
    ]
    for row in rows:
        values = list(row)
        for place, as_text in places:
            if values[place] is not None:
                values[place] = as_text(values[place])
        yield values


def _decimal_text(value: object) -> str:
    return format(value, "f")


_AS_TEXT: Final[dict[str, Callable[[object], str]]] = {"DateField": str, "DecimalField": _decimal_text}
