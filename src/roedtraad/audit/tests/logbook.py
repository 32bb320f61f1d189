# SPDX-License-Identifier: EUPL-1.2
"""A log with something in it, and the hands of somebody who would rather that it said something else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from roedtraad.audit import guard
from roedtraad.audit.actions import Record, chained_fields, record_change, record_look
from roedtraad.audit.models import LogEntry, LogPerson
from roedtraad.audit.rules import chain_hash
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor

ACT = "nightly_job_run"
LOOK = "log_seen"
ROWS = 8
"""How many rows `write_log` writes: half of them with values, each about one person or two."""


def somebody(number: int = 7) -> Actor:
    """Somebody who acts, without an account behind."""
    return Actor(account_id=number, name=f"Nogen {number}", unit="front_door", department="youth", on=clock.today())


def write_log(rows: int = ROWS, actor: Actor | None = None) -> None:
    """Changes with values about two persons, and looks without values about one, in turn."""
    for number in range(rows):
        if number % 2:
            record_look(actor or somebody(), Record(LOOK, persons=(number,), purpose="casework"))
        else:
            with transaction.atomic():
                values = {"before": f"hemmelighed {number}", "after": number}
                record_change(actor or somebody(), Record(ACT, "thing", number, (number, number + 100), values))


@contextmanager
def without_guard() -> Iterator[None]:
    """The triggers off, as for an owner of the database who has made up his mind."""
    guard.remove(connection)
    try:
        yield
    finally:
        guard.install(connection)


def execute(statement: str, *values: Any) -> int:
    """One statement past every model; gives the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def rewrite_from(first: int) -> None:
    """Give every row from `first` the hash that fits what now stands there, as a careful forger does. Guard must be off."""
    before = LogEntry.objects.filter(sequence__lt=first).order_by("-sequence").first()
    previous = before.chain_hash if before else "0" * 64
    for entry in LogEntry.objects.filter(sequence__gte=first).order_by("sequence"):
        persons = LogPerson.objects.filter(entry=entry).values_list("young_person_id", flat=True)
        entry.previous_hash = previous
        entry.chain_hash = previous = chain_hash(previous, chained_fields(entry, persons))
        entry.save()
