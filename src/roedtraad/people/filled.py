# SPDX-License-Identifier: EUPL-1.2
"""Which of the rooms' tables have anything about a person, in one query: most people's lives are not on every table."""

from functools import lru_cache

from django.apps import apps
from django.db import connection

from roedtraad.kernel.contributions import person_sections, thread_sources
from roedtraad.kernel.remembering import remembered


@remembered
def filled_tables(person_id: int) -> frozenset[str]:
    """The labels of those tables, named by a thread source or a section, that have a row about the person."""
    named = (table for one in (*thread_sources, *person_sections) for table in one.tables)
    tables = tuple(dict.fromkeys(named))
    if not tables:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_statement(tables), [person_id] * len(tables))
        return frozenset(table for (table,) in cursor.fetchall())


@lru_cache(maxsize=16)
def _statement(tables: tuple[str, ...]) -> str:
    """One word for each table that has a row; the person's key stands once for each."""
    asked = []
    for label in tables:
        meta = apps.get_model(label)._meta
        column = meta.get_field("young_person").column
        rows = f'SELECT 1 FROM "{meta.db_table}" WHERE "{column}" = %s'  # noqa: S608 (names are the models')
        asked.append(f"SELECT '{label}' WHERE EXISTS ({rows})")
    return " UNION ALL ".join(asked)
