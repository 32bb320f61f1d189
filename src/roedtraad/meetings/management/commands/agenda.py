# SPDX-License-Identifier: EUPL-1.2
import argparse
import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.errors import DomainError
from roedtraad.meetings.actions.composing import Composed, compose_agendas


def iso_date(text: str) -> dt.date:
    """A date on the command line."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-12-24") from None


class Command(BaseCommand):
    help = "Put those whom signals lead to a forum on its next agenda; take off those whose reason is gone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=iso_date, help="the date to compose for (today)")
        parser.add_argument("--forum", help="only this forum")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or clock.today()
        with transaction.atomic():
            try:
                done = compose_agendas(system_actor(on), on=on, forum=options["forum"])
            except DomainError as error:
                raise CommandError(str(error)) from error
            if options["dry_run"]:
                transaction.set_rollback(True)
        self._print(done, options["format"])

    def _print(self, done: Composed, style: str) -> None:
        if style == "json":
            forums = {code: asdict(one) for code, one in done.forums.items()}
            self.stdout.write(json.dumps({"on": done.on.isoformat(), "forums": forums}))
            return
        width = max((len(code) for code in done.forums), default=10) + 2
        heads = (_("new"), _("joined"), _("moved"), _("taken off"), _("waiting"))
        self.stdout.write(f"{_('Forum'):<{width}}" + "".join(f"{head:>12}" for head in heads))
        for code, one in done.forums.items():
            self.stdout.write(f"{code:<{width}}" + "".join(f"{count:>12}" for count in asdict(one).values()))
        self.stdout.write(done.on.isoformat())
