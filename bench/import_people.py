# SPDX-License-Identifier: EUPL-1.2
"""Import of 100 000 young people against the database's own bulk insert of those very rows (DESIGN, issue §7)."""

import csv
import datetime as dt
import itertools
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.importing import ImportFile, Report, Request, importers
from roedtraad.people import cpr

ROWS: Final = 100_000
RATIO_LIMIT: Final = 5
MEMORY_LIMIT_MIB: Final = 512
_GIVEN: Final = (
    "Emma",
    "Søren",
    "Åse",
    "Mohammed",
    "Freja",
    "Jens Peter",
    "Ærø",
    "Noah",
    "Line",
    "Kåre",
    "Ida",
    "Magnus",
)
_FAMILY: Final = ("Jensen", "Sørensen", "Østergaard", "Nielsen", "Åkjær", "Hansen", "Al-Khalil", "Møller", "Thomsen")
_HEADER: Final = (
    "reference", "cpr", "given_name", "family_name", "phone", "email", "street", "postal_code", "city", "special_class",
    "school", "school_name", "grade", "source", "confirmed_on",
)  # fmt: skip


def run() -> int:
    """Print one line: seconds and ratios of the first and second import, and the peak of memory. 0 when every limit is kept."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = ImportFile(_write_file(Path(folder) / "people.csv"), "people.csv")
            first = _timed_import(file, "created")
            second = _timed_import(file, "unchanged")
            reference = _bulk_insert()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"import {ROWS:,} young people, {connection.vendor}: bulk insert {reference:.2f} s, import {first:.2f} s"
        f" = {first / reference:.1f}x (limit {RATIO_LIMIT}x), again {second:.2f} s = {second / reference:.1f}x,"
        f" memory {peak:.0f} MiB (limit {MEMORY_LIMIT_MIB})\n"
    )
    kept = first <= RATIO_LIMIT * reference and second < first and peak <= MEMORY_LIMIT_MIB
    return 0 if kept else 1


def _write_file(path: Path) -> Path:
    draw = random.Random(7)  # noqa: S311 (synthetic data)
    born = itertools.count()
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(_HEADER)
        for number in range(ROWS):
            serial, day = divmod(next(born), 5_500)
            person = cpr.synthetic_cpr(dt.date(2010, 1, 1) - dt.timedelta(days=day), serial)
            school = draw.randrange(40)
            writer.writerow((
                f"P{number:07}", cpr.formatted(person), draw.choice(_GIVEN), draw.choice(_FAMILY),
                draw.randrange(20_000_000, 99_999_999), f"person{number}@example.dk", f"Skovvej {draw.randrange(200)}",
                "4300", "Holbæk", draw.choice(("nej", "nej", "ja")), 280_000 + school, f"Skole {school}", draw.randrange(11),
                "bench", "01.11.2026",
            ))  # fmt: skip
    return path


def _timed_import(file: ImportFile, expected: str) -> float:
    began = time.perf_counter()
    report: Report = importers["young-people"].run(system_actor(clock.today()), Request(file))
    took = time.perf_counter() - began
    if getattr(report, expected) != ROWS:
        raise RuntimeError(f"the import did something else: {report}")
    return took


def _bulk_insert() -> float:
    """The rows that the import made, put back into the same empty table by the database's own quickest way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_youngperson ORDER BY id")
        names = [column[0] for column in cursor.description]
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_youngperson")
    columns = ", ".join(names)
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY people_youngperson ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            slots = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO people_youngperson ({columns}) VALUES ({slots})", rows)
    return time.perf_counter() - began
