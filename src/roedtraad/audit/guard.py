# SPDX-License-Identifier: EUPL-1.2
"""The database's own refusal to change or delete a log row, on both databases."""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLES: Final = ("audit_logentry", "audit_logperson")
_DETAIL: Final = "audit_logdetail"
_REFUSAL: Final = "the log cannot be changed"


def _guards(vendor: str) -> list[tuple[str, str]]:
    """Every (table, event) that is refused: rows of the chain entirely, details only against changes, not erasure.

    PostgreSQL can empty a table without touching its rows; SQLite has no such statement.
    """
    events = ("UPDATE", "DELETE", "TRUNCATE") if vendor == "postgresql" else ("UPDATE", "DELETE")
    return [(table, event) for table in _TABLES for event in events] + [(_DETAIL, "UPDATE")]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
            )
        for table, event in _guards(connection.vendor):
            name = f"{table}_no_{event.lower()}"
            if connection.vendor == "postgresql":
                each = "STATEMENT" if event == "TRUNCATE" else "ROW"
                body = f"FOR EACH {each} EXECUTE FUNCTION audit_refuse()"
            else:
                body = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {body}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; for taking the table down, and for the control of the test that they work."""
    with connection.cursor() as cursor:
        for table, event in _guards(connection.vendor):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {table}_no_{event.lower()}{on}")
