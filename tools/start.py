# SPDX-License-Identifier: EUPL-1.2
"""`make run`: prepare, make the database and the demo municipality when they are missing, and serve."""

import os
import socket
import subprocess
import sys
from typing import NoReturn

from setup import BIN, ROOT, VENV, StepError, check_python, prepare, say

COMMAND = VENV / BIN / "roedtraad"


def main() -> int:
    """Refuse early what would fail late, then start. Returns only when something stopped the start."""
    port = os.environ.get("PORT") or "8000"
    try:
        check_python()
        _check_port(port)
        prepare(for_tests=False)
    except StepError as error:
        sys.stderr.write(f"\nStopped: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The next start goes on from here.\n")
        return 130
    return _make_database() or _serve(port)


def _make_database() -> int:
    """Bring the tables up to date, and fill an empty database with the demo municipality. Gives the exit status."""
    say("Database …")
    status = _roedtraad("migrate", "--verbosity", "0")
    is_demo = os.environ.get("ROEDTRAAD_MODE", "demo") == "demo"
    return status or (_roedtraad("demo", "--if-empty", *_profile()) if is_demo else 0)


def _serve(port: str) -> NoReturn:
    """Become the server, so that Ctrl-C and a supervisor's signals reach it."""
    os.chdir(ROOT)
    os.execv(str(COMMAND), [str(COMMAND), "serve", "--port", port])  # noqa: S606


def _roedtraad(*words: str) -> int:
    return subprocess.run([str(COMMAND), *words], cwd=ROOT, check=False).returncode


def _profile() -> list[str]:
    name = os.environ.get("PROFILE", "")
    return ["--profile", name] if name else []


def _check_port(text: str) -> None:
    """Raises StepError when the port is no port or somebody else has it."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise StepError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError as error:
            raise StepError(f"Port {text} is reserved for the system. Choose another: make run PORT=8000") from error
        except OSError as error:
            other = int(text) + 1 if int(text) < 65535 else 8000
            raise StepError(
                f"Port {text} is in use (is Rødtråd running already?)."
                f" Stop the other program or choose another port: make run PORT={other}"
            ) from error


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
