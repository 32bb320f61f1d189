# SPDX-License-Identifier: EUPL-1.2
"""`make lint`: every check runs, so that one look shows all there is to mend."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = (
    ("style", (BIN / "ruff", "check", "--quiet", ".")),
    ("format", (BIN / "ruff", "format", "--quiet", "--check", ".")),
    ("rooms", (BIN / "lint-imports", "--no-logo")),
    ("templates", (sys.executable, "tools/check_templates.py")),
    ("sizes", (sys.executable, "tools/check_sizes.py")),
    ("messages", (sys.executable, "tools/messages.py", "check")),
    ("repository", (sys.executable, "tools/check_repository.py")),
    ("migrations", (BIN / "roedtraad", "makemigrations", "--check", "--dry-run")),
    ("types", (BIN / "mypy", "--strict", "src")),
)


def main() -> int:
    """Run every check, show what the failing ones said; 1 when one failed."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"ROEDTRAAD_VAR": folder, "ROEDTRAAD_MODE": "development", "DATABASE_URL": ""}
        for name, command in CHECKS:
            began = time.monotonic()
            done = subprocess.run(
                [str(word) for word in command], cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
            )  # fmt: skip
            print(
                f"{name:<11} {'ok' if done.returncode == 0 else 'FAILED'}  {time.monotonic() - began:.1f} s", flush=True
            )
            if done.returncode:
                failed.append(name)
                print(done.stdout.rstrip(), flush=True)
    if failed:
        print(f"\nNot in order: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
