# SPDX-License-Identifier: EUPL-1.2
"""The database's own refusal of two life situations of one kind at the same time.

An exclusion constraint would need an extension that not every PostgreSQL has, and SQLite has none; a trigger does on both.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSAL: Final = "life situations of one kind overlap"
_OVERLAPS: Final = """EXISTS (
    SELECT 1 FROM people_lifesituation s
    WHERE s.young_person_id = NEW.young_person_id AND s.kind = NEW.kind AND s.id <> NEW.id
    AND (NEW.ended_on IS NULL OR s.started_on <= NEW.ended_on) AND (s.ended_on IS NULL OR s.ended_on >= NEW.started_on))"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION situation_refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN IF {_OVERLAPS} THEN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'exclusion_violation';"
                " END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER situation_no_overlap BEFORE INSERT OR UPDATE ON people_lifesituation"
                " FOR EACH ROW EXECUTE FUNCTION situation_refuse_overlap()"
            )
            return
        overlaps = _OVERLAPS.replace("NEW.id", "COALESCE(NEW.id, -1)")
        for event in ("INSERT", "UPDATE"):
            cursor.execute(
                f"CREATE TRIGGER situation_no_overlap_{event.lower()} BEFORE {event} ON people_lifesituation"
                f" WHEN {overlaps} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; for taking the table down, and for the control of the test that they work."""
    names = (
        ["situation_no_overlap ON people_lifesituation"]
        if connection.vendor == "postgresql"
        else ["situation_no_overlap_insert", "situation_no_overlap_update"]
    )
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}")
