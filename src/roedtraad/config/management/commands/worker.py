# SPDX-License-Identifier: EUPL-1.2
import datetime as dt
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections, transaction
from django.utils import timezone

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.queries import last_change_at
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.contributions import Chore, NightlyJob, chores, nightly_jobs
from roedtraad.kernel.errors import DomainError

TICK_SECONDS = 30
JOB_RUN = "nightly_job_run"


class Command(BaseCommand):
    help = "Do the nightly work, such as the sweep, and send the notices that wait. Runs until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while True:
            close_old_connections()
            for chore in chores:
                self._do_chore(chore)
            for job in nightly_jobs:
                self._do_if_due(job)
            if options["once"] or stopped.wait(TICK_SECONDS):
                return

    def _do_chore(self, chore: Chore) -> None:
        """What fails is said and tried again at the next tick."""
        try:
            chore.run()
        except (Error, DomainError) as error:
            self.stderr.write(f"{chore.name}: {error}")

    def _do_if_due(self, job: NightlyJob) -> None:
        """A job that the database stops is tried again at the next tick; neither the others nor the site end with it."""
        try:
            if is_due(job, timezone.localtime(clock.now())):
                self._do(job)
        except Error as error:
            self.stderr.write(f"{job.name}: {error}")

    def _do(self, job: NightlyJob) -> None:
        try:
            job.run()
        except DomainError as error:
            self.stderr.write(f"{job.name}: {error}")
        with transaction.atomic():
            record_change(system_actor(clock.today(), "worker"), Record(JOB_RUN, subject_kind=job.name))
        self.stdout.write(f"{clock.now():%Y-%m-%d %H:%M} {job.title}")


def is_due(job: NightlyJob, now: dt.datetime) -> bool:
    """Whether the job's latest appointed time has passed without its having run since.

    A worker that was down at night does the work when it comes up again.
    """
    appointed = now.replace(hour=job.at.hour, minute=job.at.minute, second=0, microsecond=0)
    if appointed > now:
        appointed -= dt.timedelta(days=1)
    last = last_change_at(JOB_RUN, job.name)
    return last is None or last < appointed
