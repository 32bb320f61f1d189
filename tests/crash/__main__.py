# SPDX-License-Identifier: EUPL-1.2
"""Kills the server again and again while people write, and looks whether anything was lost: `python -m tests.crash --kills 200`.

A server of its own with a database of its own; some writers send acts over HTTP and keep what was acknowledged. The server is
killed (SIGKILL) at random moments and started again. Afterwards every acknowledged act must be there, whole: its row, its
entry in the log with detail and person, and a chain that verifies. `--control` lets the log be written after the answer has
left, which must be caught. `DATABASE_URL` picks another database than SQLite.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run with the words of the command line. 0 when nothing was lost; with `--control`, 0 when the loss was seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", action="store_true", help="break the promise on purpose; the loss must be seen")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ROEDTRAAD_VAR"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/crash.sqlite3")
        os.environ["ROEDTRAAD_MODE"] = "development"
        os.environ["DJANGO_SETTINGS_MODULE"] = "roedtraad.config.settings"
        from tests.crash import rig

        report = rig.run(Path(folder), kills=wanted.kills, seed=wanted.seed, control=wanted.control)
    sys.stdout.write(report.told())
    return 0 if report.is_whole != wanted.control else 1


if __name__ == "__main__":
    sys.exit(main())
