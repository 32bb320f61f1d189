# SPDX-License-Identifier: EUPL-1.2
"""The log takes new rows and nothing else: both databases refuse, whichever way one asks (SECURITY D3)."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from roedtraad.audit.models import LogDetail, LogEntry, LogPerson
from roedtraad.audit.tests.logbook import execute, without_guard, write_log

pytestmark = pytest.mark.django_db

Attempt = Callable[[], object]


def _save_entry() -> None:
    entry = LogEntry.objects.get(sequence=3)
    entry.actor_name = "En anden"
    entry.save()


ATTEMPTS: dict[str, Attempt] = {
    "save a row": _save_entry,
    "update rows": lambda: LogEntry.objects.filter(sequence=3).update(at="2020-01-01T00:00:00Z"),
    "bulk update": lambda: LogEntry.objects.bulk_update([LogEntry(sequence=3, unit="x")], ["unit"]),
    "delete a row": lambda: LogEntry(sequence=3).delete(),
    "delete all rows": lambda: LogEntry.objects.all().delete(),
    "raw update": lambda: execute("UPDATE audit_logentry SET actor_name = %s WHERE sequence = %s", "x", 3),
    "raw delete": lambda: execute("DELETE FROM audit_logentry WHERE sequence = %s", 3),
    "move a look to another person": lambda: LogPerson.objects.filter(entry_id=3).update(young_person_id=1),
    "delete whom it was about": lambda: LogPerson.objects.filter(entry_id=3).delete(),
    "raw update of whom": lambda: execute("UPDATE audit_logperson SET young_person_id = 1"),
    "raw delete of whom": lambda: execute("DELETE FROM audit_logperson"),
    "change the values": lambda: LogDetail.objects.filter(entry_id=3).update(values={}),
    "raw change of the values": lambda: execute("UPDATE audit_logdetail SET salt = %s", ""),
}  # fmt: skip
"""Everything that would change history."""


@pytest.mark.parametrize("name", ATTEMPTS)
def test_the_database_refuses_to_change_the_log(name: str) -> None:
    write_log()
    with pytest.raises(DatabaseError, match="the log cannot be changed"), transaction.atomic():
        ATTEMPTS[name]()


@pytest.mark.parametrize("name", ATTEMPTS)
def test_control_without_the_guard_the_same_attempts_succeed(name: str) -> None:
    write_log()
    with without_guard():
        ATTEMPTS[name]()


TRUNCATES = (
    "TRUNCATE audit_logentry",
    "TRUNCATE audit_logperson",
    "TRUNCATE audit_logentry, audit_logperson, audit_logdetail",
)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can empty a table in one statement")
@pytest.mark.parametrize("statement", TRUNCATES)
def test_the_log_cannot_be_emptied(statement: str) -> None:
    write_log()
    with pytest.raises(DatabaseError, match="the log cannot be changed"), transaction.atomic():
        execute(statement)
    with without_guard():
        execute(statement)


def test_values_can_be_erased_without_touching_the_chain() -> None:
    write_log()
    assert LogDetail.objects.filter(entry_id=3).delete()[0] == 1
    assert LogEntry.objects.filter(sequence=3).exists()


def test_removing_and_installing_the_guard_again_leaves_it_on() -> None:
    write_log()
    with without_guard():
        pass
    with pytest.raises(DatabaseError), transaction.atomic():
        ATTEMPTS["raw delete"]()
