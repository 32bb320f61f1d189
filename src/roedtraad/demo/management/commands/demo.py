# SPDX-License-Identifier: EUPL-1.2
"""`roedtraad demo`: a made-up municipality to look at."""

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from roedtraad.demo import making
from roedtraad.demo.generator import DEFAULT_SEED
from roedtraad.kernel import clock
from roedtraad.organisation.profile import shipped_profile_ids

_PLAIN = str
"""Progress is no error, so not in the colour of one."""


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a date is written YYYY-MM-DD") from error


class Command(BaseCommand):
    help = "Fill an empty database with a made-up municipality."
    requires_system_checks = []  # the pages have no part in it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--profile", default="fjordby", choices=shipped_profile_ids(), help="whose organisation and rules"
        )
        parser.add_argument("--people", type=int, help="how many young people; the profile's own number when left out")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another number gives other people")
        parser.add_argument("--on", type=_date, help="the day that counts as today, YYYY-MM-DD")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are young people already")
        parser.add_argument("--write-files", type=Path, metavar="DIR", help="write files to import instead of filling")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse in production; else make what was asked for, with a line for each step."""
        if settings.IS_PRODUCTION:
            raise CommandError(_("The demo is not for production. Set ROEDTRAAD_MODE=demo or development."))
        if options["people"] is not None and not 1 <= options["people"] <= making.MOST:
            raise CommandError(_("Choose between 1 and %(most)s young people.") % {"most": making.MOST})
        wanted = making.Wanted(options["profile"], options["people"], options["seed"], options["on"] or clock.today())
        if options["write_files"]:
            for path, rows in making.write_files(wanted, options["write_files"]):
                self.stdout.write(f"{path}: {rows}")
            return
        if options["if_empty"] and making.is_filled():
            self.stdout.write(_("The demo municipality is here already."))
            return
        self._tell(making.make(wanted, self._show))

    def _show(self, step: str, done: int, total: int) -> None:
        """One line that fills up on a terminal; elsewhere one line for each step."""
        if self.stderr.isatty():
            bar = "█" * (20 * done // max(total, 1))
            self.stderr.write(f"\r{bar:░<20} {step}\033[K", _PLAIN, ending="\n" if done >= total else "")
        elif done >= total:
            self.stderr.write(step, _PLAIN)

    def _tell(self, made: list[tuple[str, int]]) -> None:
        width = max(len(name) for name, _count in made)
        for name, number in made:
            self.stdout.write(f"{name:<{width}}  {number:>9}")
