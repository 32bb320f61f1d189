# SPDX-License-Identifier: EUPL-1.2
"""`make bench`: every figure in a process and a database of its own. One alone: `python -m bench PART`, a part as named below."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Final

from bench import sizes

PARTS: Final = ("import", "sweep", "thread", "agenda", "what-if", "pages")


def _commands(part: str) -> Iterator[list[str]]:
    match part:
        case "import":
            yield ["import_people"]
        case "pages":
            yield ["pages"]
        case "thread":
            yield ["thread"]
        case "agenda":
            yield ["agenda"]
        case "what-if":
            yield ["what_if", str(sizes.WHAT_IF_SIZE)]
        case "sweep":
            for size in sizes.SWEEP_SIZES:
                yield ["sweep", str(size)]


def main(parts: list[str]) -> int:
    """Run the parts one after another. 1 when any limit was broken."""
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        sys.stderr.write(f"Unknown: {', '.join(unknown)}. Choose among {', '.join(PARTS)}.\n")
        return 2
    codes = [_run(command) for part in parts or PARTS for command in _commands(part)]
    return max(codes)


def _run(command: list[str]) -> int:
    settings = "bench.settings" if command[0] == "pages" else "roedtraad.config.settings"
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "ROEDTRAAD_VAR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3", "DJANGO_SETTINGS_MODULE": settings,
            "ROEDTRAAD_MODE": "development",
        }  # fmt: skip
        return subprocess.run([sys.executable, "-m", "bench.child", *command], env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
