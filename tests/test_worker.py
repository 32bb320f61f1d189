# SPDX-License-Identifier: EUPL-1.2
"""The worker does what is due, and one job that the database stops ends neither the others nor the site."""

import datetime as dt
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import OperationalError

from roedtraad.audit.queries import last_change_at
from roedtraad.config.management.commands import worker
from roedtraad.kernel import clock
from roedtraad.kernel.contributions import NightlyJob, Registry, nightly_jobs

pytestmark = pytest.mark.django_db
Jobs = Callable[..., list[str]]


def database_gone() -> None:
    raise OperationalError("the server has gone away")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """Do what is due among these jobs; gives the names of those that have been done so far."""
    done: list[str] = []

    def ran(**jobs: Callable[[], None] | None) -> list[str]:
        registry: Registry[NightlyJob] = Registry("nightly jobs")
        for name, work in jobs.items():
            registry.register(NightlyJob(name, name, dt.time(3), work or partial(done.append, name)))
        monkeypatch.setattr(worker, "nightly_jobs", registry)
        monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # it would end the test's transaction
        call_command("worker", once=True)
        return done

    return ran


def test_a_job_is_done_once_a_night(run: Jobs) -> None:
    run(sweep=None)
    assert run(sweep=None) == ["sweep"]


def test_a_job_that_the_database_stops_is_tried_again_and_the_others_are_done(run: Jobs) -> None:
    assert run(broken=database_gone, fine=None) == ["fine"]
    assert last_change_at(worker.JOB_RUN, "broken") is None
    assert run(broken=None, fine=None) == ["fine", "broken"]


def test_files_that_nobody_imported_go_in_the_night(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    old, new = tmp_path / "a.data", tmp_path / "b.data"
    old.write_text("CPR numbers")
    new.write_text("CPR numbers")
    two_days_ago = clock.now().timestamp() - 2 * 86_400
    os.utime(old, (two_days_ago, two_days_ago))
    nightly_jobs["forget_uploads"].run()
    assert (old.exists(), new.exists()) == (False, True)
