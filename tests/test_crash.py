# SPDX-License-Identifier: EUPL-1.2
"""A server that is killed while people write loses no acknowledged act and leaves no half one; `make crash` does it 200 times."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def migrated(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A copy of the suite's own empty tables, which saves each run from making them."""
    copy = tmp_path_factory.mktemp("crash") / "migrated.sqlite3"
    with django_db_blocker.unblock(), closing(sqlite3.connect(copy)) as to:
        connection.ensure_connection()
        connection.connection.backup(to)
        connection.close()
    return copy


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of an empty database beside the suite's own, on PostgreSQL."""
    import psycopg

    at = connection.settings_dict
    host, name = f"{at['HOST']}:{at['PORT']}" if at["HOST"] else "", f"{at['NAME']}_crash"
    server = f"postgres://{at['USER']}:{quote(at['PASSWORD'])}@{host}"
    with psycopg.connect(f"{server}/{at['NAME']}", autocommit=True) as ours:
        ours.execute(f'CREATE DATABASE "{name}"')
        yield f"{server}/{name}"
        ours.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def crash(*words: str, database: str | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the rig on the database given, else on an SQLite file of its own, whatever the suite runs on."""
    command = [sys.executable, "-m", "tests.crash", "--kills", "6", "--people", "3", *words]
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    given = {"DATABASE_URL": database} if database else {}
    return subprocess.run(command, env=own | given, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.sqlite_only
def test_no_acknowledged_act_is_lost_and_none_is_half(migrated: Path) -> None:
    done = crash("--migrated", str(migrated))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "was answered with" not in done.stdout, "an act was refused, so it was not tried"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("promise", ["log", "file", "act"])
def test_control_a_promise_that_is_broken_on_purpose_is_seen(migrated: Path, promise: str) -> None:
    """The log after the answer leaves halves of every kind; a file after its row of that kind only; the act itself is lost."""
    done = crash("--migrated", str(migrated), "--control", promise)
    assert done.returncode == 0, f"the rig would not see such a loss: {done.stdout}{done.stderr}"
    assert "This is seen." in done.stdout


@pytest.mark.sqlite_only
def test_a_database_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "somebodys.sqlite3"
    with closing(sqlite3.connect(place)) as theirs:
        theirs.execute("CREATE TABLE theirs (word)")
    done = crash(database=f"sqlite:///{place}")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "is not empty" in done.stderr
    with closing(sqlite3.connect(place)) as theirs:
        assert theirs.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the runs above are on SQLite")
def test_on_postgresql_nothing_is_lost_either(empty_database: str) -> None:
    """And what has been filled is refused the next time."""
    done = crash(database=empty_database)
    assert done.returncode == 0, done.stdout + done.stderr
    assert crash(database=empty_database).returncode == 2
