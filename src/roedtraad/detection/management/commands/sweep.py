# SPDX-License-Identifier: EUPL-1.2
import argparse
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.detection.sweeping import Outcome
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.errors import DomainError


def iso_date(text: str) -> dt.date:
    """A date on the command line."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-12-24") from None


class Command(BaseCommand):
    help = "Compare every young person with the rules: raise what is new, close what no longer holds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=iso_date, help="the date to sweep for (today)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or clock.today()
        with transaction.atomic():
            try:
                outcome = sweep(system_actor(on), on=on, dry_run=options["dry_run"])
            except DomainError as error:
                raise CommandError(str(error)) from error
            self._print(outcome, options["format"])
            if options["dry_run"]:
                transaction.set_rollback(True)

    def _print(self, outcome: Outcome, style: str) -> None:
        if style == "json":
            self._print_json(outcome)
            return
        width = max((len(rule) for rule in (*outcome.rules, *outcome.waiting)), default=10) + 2
        self.stdout.write(f"{_('Rule'):<{width}}{_('new'):>10}{_('closed'):>10}{_('unchanged'):>12}")
        for rule, one in outcome.rules.items():
            self.stdout.write(f"{rule or '-':<{width}}{one.created:>10}{one.closed:>10}{one.unchanged:>12}")
        for rule, waits in outcome.waiting.items():
            self.stdout.write(f"{rule:<{width}}{_('waits for')} {', '.join(waits)}")
        self.stdout.write(f"{outcome.young_people} {_('young people')} · {outcome.on.isoformat()}")

    def _print_json(self, outcome: Outcome) -> None:
        """One JSON object, its signals written one by one so that a large municipality fits in memory."""
        head = {"on": outcome.on.isoformat(), "young_people": outcome.young_people}
        head |= {"created": outcome.created, "closed": outcome.closed, "unchanged": outcome.unchanged}
        waiting = {rule: list(names) for rule, names in outcome.waiting.items()}
        self.stdout.write(json.dumps(head | {"waiting": waiting})[:-1] + ', "signals": [', ending="")
        separator = ""
        for one in _open_signals():
            self.stdout.write(separator + json.dumps(one, ensure_ascii=False), ending="")
            separator = ",\n"
        self.stdout.write("]}")


def _open_signals() -> Iterator[dict[str, Any]]:
    columns = ("rule", "young_person__reference", "due_on", "evidence")
    for row in (
        Signal.objects.filter(closed_on__isnull=True).order_by("rule", "pk").values_list(*columns).iterator(5_000)
    ):
        rule, reference, due_on, evidence = row
        yield {"rule": rule, "reference": reference, "due_on": due_on.isoformat(), "evidence": evidence}
