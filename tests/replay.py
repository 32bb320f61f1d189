# SPDX-License-Identifier: EUPL-1.2
"""What many tests begin with is made once by the acts themselves; later tests get the same rows written back as they were.

The rows are those that the acts wrote, the log's chain included, so a test cannot tell the difference: it has the same
database, and objects of its own. Only a database in which those tables are empty gets them back; any other gets the acts.
"""

import datetime as dt
import pickle
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection

from roedtraad.kernel import clock

Made = TypeVar("Made")
sqlite3.register_adapter(dt.time, dt.time.isoformat)
"""SQLite gives a time of day as such, and takes it back as a text only."""


@dataclass(frozen=True)
class _Kept:
    """What one making left behind."""

    rows: tuple[tuple[str, list[tuple[Any, ...]]], ...]
    empty: str
    result: bytes


_kept: dict[tuple[object, ...], _Kept] = {}


def replayed(make: Callable[[], Made], *names: object) -> Made:
    """What `make` gives, made by it the first time on a day. `names` tell one making from another."""
    key = (connection.vendor, clock.today(), make.__qualname__, *names)
    kept = _kept.get(key)
    if kept is None:
        return _made_and_kept(make, key)
    with connection.cursor() as cursor:
        cursor.execute(kept.empty)
        if not cursor.fetchone()[0]:
            return make()
        for statement, rows in kept.rows:
            cursor.executemany(statement, rows)
    result: Made = pickle.loads(kept.result)
    return result


def _made_and_kept(make: Callable[[], Made], key: tuple[object, ...]) -> Made:
    before = _rows()
    result = make()
    written = {table: rows for table, rows in _rows().items() if rows != before[table]}
    if not any(before[table][1] for table in written):
        rows = tuple((_insert(table, columns), values) for table, (columns, values) in written.items())
        _kept[key] = _Kept(rows, _asks_whether_empty(list(written)), pickle.dumps(result))
    return result


def _rows() -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """Every row of every table as the database has it. Foreign keys are checked when the transaction ends, so order is free."""
    found = {}
    with connection.cursor() as cursor:
        for table in [model._meta.db_table for model in apps.get_models(include_auto_created=True)]:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            found[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    return found


def _insert(table: str, columns: list[str]) -> str:
    names = ", ".join(map(connection.ops.quote_name, columns))
    return f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"


def _asks_whether_empty(tables: list[str]) -> str:
    some = " OR ".join(f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in tables)
    return f"SELECT NOT ({some or 'FALSE'})"
