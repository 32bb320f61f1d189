# SPDX-License-Identifier: EUPL-1.2
"""Kills the server again and again while people write, and looks whether anything was lost: `python -m tests.crash --kills 200`.

A server of its own with an empty database of its own; some writers take turns with contacts, notes, files, steps of plans,
handovers and messages over HTTP, and keep what was acknowledged. The server is killed (SIGKILL) at random moments and started
again. Afterwards every acknowledged act must be there, whole: its row and what belongs to it, the file on the disk, its entry
in the log with detail and person, and a chain that verifies. `--control` breaks one promise on purpose, which must be seen.
`DATABASE_URL` picks another database than SQLite; it must be empty.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

NOT_RUN = 2


def main() -> int:
    """0 when nothing was lost, or when a control was seen; 1 when not; 2 when it cannot run on the database given."""
    wanted = _words()
    with tempfile.TemporaryDirectory() as folder:
        _settle_in(Path(folder), wanted.migrated)
        import django

        from tests.crash import rig, stage
        from tests.crash.controls import CONTROLS

        django.setup()
        try:
            if not wanted.migrated:
                stage.refuse_foreign()
            writers = stage.set_up(wanted.people)
        except stage.NotEmpty:
            sys.stderr.write("The database of DATABASE_URL is not empty. Give an empty one: this would fill it.\n")
            return NOT_RUN
        control = CONTROLS.get(wanted.control)
        report = rig.run(writers, kills=wanted.kills, seed=wanted.seed, control=control)
    sys.stdout.write(report.told())
    if control is None:
        return 0 if report.is_whole else 1
    is_seen = control.is_seen(report)
    sys.stdout.write(f"Control: {control.meaning}. {'This is seen.' if is_seen else 'THIS IS NOT SEEN.'}\n")
    return 0 if is_seen else 1


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=12, help="about how many young people each of the writers writes")
    parser.add_argument(
        "--control", nargs="?", const="log", choices=("log", "file", "act"), default="",
        help="break a promise on purpose: the log is written after the answer, a file after its row, or the whole act",
    )  # fmt: skip
    parser.add_argument("--migrated", help="an SQLite file with empty tables to begin from, which saves making them")
    return parser.parse_args()


def _settle_in(folder: Path, migrated: str | None) -> None:
    """Files and, unless another is given, the database go away with the folder."""
    (folder / "static").mkdir()
    own = folder / "crash.sqlite3"
    if migrated:
        shutil.copy(migrated, own)
        os.environ["DATABASE_URL"] = ""
    os.environ["ROEDTRAAD_VAR"] = str(folder)
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or f"sqlite:///{own}"
    os.environ["ROEDTRAAD_MODE"] = "development"
    os.environ["DJANGO_SETTINGS_MODULE"] = "roedtraad.config.settings"


if __name__ == "__main__":
    sys.exit(main())
