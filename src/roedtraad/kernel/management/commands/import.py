# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: N999 (a command is named after its module)
"""`roedtraad import KIND FILE`: data from another system, everything or nothing."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.importing import ImportFile, Report, Request, importers, no_progress

_NOT_READ: Final = 2
_REJECTED: Final = 1
_BAR: Final = 30
_MOST_SHOWN: Final = 50


class Command(BaseCommand):
    """Exit status: 0 when no row was rejected, 1 when some were, 2 when the file or the command could not be read."""

    help = "Import young people, life situations or cases from a CSV or Excel file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[importer.name for importer in importers], help="what the file holds")
        parser.add_argument("file", type=Path, help="a CSV or XLSX file; see docs/import.md for the columns")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument(
            "--accept-valid", action="store_true", help="import the good rows although others are rejected"
        )
        parser.add_argument("--format", choices=("table", "json"), default="table", help="how to print the report")

    def handle(self, *args: object, **options: Any) -> None:
        path: Path = options["file"]
        show_bar = sys.stderr.isatty()
        request = Request(
            ImportFile(path, path.name),
            dry_run=options["dry_run"],
            accept_valid=options["accept_valid"],
            progress=_bar if show_bar else no_progress,
        )
        try:
            report = importers[options["kind"]].run(system_actor(clock.today(), "roedtraad import"), request)
        except OSError as error:
            self._stop(f"{path}: {error.strerror}", show_bar)
        except DomainError as refusal:
            self._stop(f"{path}: {refusal.message}", show_bar)
        if show_bar:
            sys.stderr.write("\n")
        self._print(report, as_json=options["format"] == "json", dry_run=options["dry_run"])
        if report.rejected:
            sys.exit(_REJECTED)

    def _stop(self, text: str, show_bar: bool) -> None:
        line_end = "\n" if show_bar else ""
        sys.stderr.write(f"{line_end}roedtraad import: {text}\n")
        sys.exit(_NOT_READ)

    def _print(self, report: Report, *, as_json: bool, dry_run: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            return
        if dry_run:
            self.stdout.write(_("Nothing was written; this is what would happen."))
        for title, count in (
            (_("Rows"), report.rows),
            (_("Created"), report.created),
            (_("Updated"), report.updated),
            (_("Unchanged"), report.unchanged),
            (_("Rejected"), len({one.row for one in report.rejected})),
        ):
            self.stdout.write(f"{title:<12} {count:>9}")
        for one in report.rejected[:_MOST_SHOWN]:
            self.stdout.write(f"{one.row:>7}  {one.field:<22} {one.message} [{one.code}]")
        if len(report.rejected) > _MOST_SHOWN:
            self.stdout.write(
                _("… and %(more)s more; --format json has them all.") % {"more": len(report.rejected) - _MOST_SHOWN}
            )


def _bar(fraction: float, rows: int) -> None:
    """A line on the terminal that is written over as the import goes on."""
    full = round(fraction * _BAR)
    sys.stderr.write(f"\r[{'#' * full}{'.' * (_BAR - full)}] {fraction:4.0%}  {rows:>9,}")
    sys.stderr.flush()
