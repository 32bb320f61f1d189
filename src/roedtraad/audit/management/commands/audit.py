# SPDX-License-Identifier: EUPL-1.2
import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from roedtraad.audit.queries import verify_chain


class Command(BaseCommand):
    help = "Verify the log: that no row has been changed, taken out or put in."

    def add_arguments(self, parser: CommandParser) -> None:
        verify = parser.add_subparsers(dest="what", required=True).add_parser("verify", help=self.help)
        verify.add_argument("--head", default="", help="a hash noted earlier that the chain must still hold")
        verify.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify_chain(options["head"])
        if options["format"] == "json":
            self.stdout.write(json.dumps({"valid": verdict.broken_at is None, **asdict(verdict)}))
        elif verdict.broken_at is None:
            text = _("The log is whole: %(rows)d rows, of which %(erased)d with erased values. Head: %(head)s")
            self.stdout.write(text % asdict(verdict))
        else:
            text = _("The log is broken at row %(broken_at)d: %(problem)s.")
            self.stderr.write(text % asdict(verdict))
        if verdict.broken_at is not None:
            sys.exit(1)
