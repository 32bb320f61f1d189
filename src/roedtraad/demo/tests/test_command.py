# SPDX-License-Identifier: EUPL-1.2
"""`roedtraad demo` on the command line, and its files read back by the import."""

import csv
import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from roedtraad.cases.models import Case
from roedtraad.demo.management.commands.demo import Command
from roedtraad.detection.models import Signal, SweepRun
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.queries import profile_on
from roedtraad.people.models import LifeSituation, YoungPerson
from tests.cast import use_profile

pytestmark = pytest.mark.django_db


def run_demo(**options: Any) -> str:
    """What the command prints."""
    said = StringIO()
    call_command(Command(), stdout=said, stderr=StringIO(), **options)
    return said.getvalue()


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_makes_a_municipality_and_says_what_there_is() -> None:
    said = run_demo(people=300)
    assert YoungPerson.objects.count() == 300
    assert Signal.objects.filter(closed_on__isnull=True).count() > 20
    assert profile_on(dt.date(2020, 1, 1)).id == "fjordby"
    assert any(line.split()[-1] == "300" for line in said.splitlines())


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_another_profile_and_another_day() -> None:
    run_demo(profile="odsherred", people=100, on=dt.date(2027, 3, 1))
    assert profile_on(dt.date(2027, 3, 1)).id == "odsherred"
    assert SweepRun.objects.latest("pk").swept_on == dt.date(2027, 3, 1)
    assert Signal.objects.filter(raised_on__gt=dt.date(2026, 11, 30), closed_on__isnull=True).exists()


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_again_is_refused_and_if_empty_leaves_all_as_it_is() -> None:
    run_demo(people=60)
    with pytest.raises(DomainError):
        run_demo(people=60, profile="holbaek")
    assert profile_on(dt.date(2020, 1, 1)).id == "fjordby"
    assert run_demo(people=200, if_empty=True).strip()
    assert YoungPerson.objects.count() == 60


def test_not_in_production(settings: Any) -> None:
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError):
        run_demo(people=10)
    assert not YoungPerson.objects.exists()


@pytest.mark.parametrize("people", [0, -1, 1_200_001])
def test_a_number_out_of_reach_is_refused(people: int) -> None:
    with pytest.raises(CommandError):
        run_demo(people=people)


@pytest.mark.slow
def test_the_files_can_be_imported(tmp_path: Path) -> None:
    run_demo(people=300, write_files=tmp_path)
    assert not YoungPerson.objects.exists()
    use_profile("fjordby")
    for kind in ("young-people", "life-situations", "cases"):
        call_command("import", kind, str(tmp_path / f"{kind}.csv"), stdout=StringIO())
    assert YoungPerson.objects.count() == 300
    assert LifeSituation.objects.count() > 600
    assert Case.objects.filter(closed_on__isnull=True).count() > 40


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_the_files_and_the_database_say_the_same(tmp_path: Path) -> None:
    run_demo(people=60, write_files=tmp_path)
    run_demo(people=60)
    with (tmp_path / "young-people.csv").open(encoding="utf-8") as file:
        rows = {row["reference"]: row for row in csv.DictReader(file, delimiter=";")}
    for person in YoungPerson.objects.all():
        row = rows[person.reference]
        assert (row["given_name"], row["family_name"], row["street"]) == (
            person.given_name,
            person.family_name,
            person.street,
        )


def test_absence_is_about_pupils_on_days_before_today(tmp_path: Path) -> None:
    run_demo(people=400, write_files=tmp_path, on=dt.date(2026, 11, 21))
    with (tmp_path / "absence.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) > 100
    assert {row["kind"] for row in rows} == {"illness", "leave", "unlawful"}
    assert all(row["date"] < "2026-11-21" for row in rows)
