# SPDX-License-Identifier: EUPL-1.2
"""What may not stand in the repository: registry hosts, paths of one machine, CPR numbers that a person could have."""

import datetime
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LICENCE_LINE = "# SPDX-License-Identifier: EUPL-1.2"
EXCUSED = "cpr-ok"
_BINARY = {".png", ".xlsx", ".woff", ".woff2", ".ico", ".mo", ".sqlite3"}
_LOCKS = {"package-lock.json", "base.txt", "dev.txt", "tools.txt", "bootstrap.txt", "LICENSE"}

_FORBIDDEN = (
    ("a registry host", re.compile(r"pypi[.]org|python[h]osted|npm[j]s[.](?:org|com)")),
    (
        "a path of one machine",
        re.compile(r"(?<![\w.])/(?:home|Users|root|opt)/\w|/w[o]rk/(?:main|shared)|/t[m]p/brief"),
    ),
)
_CPR = re.compile(r"(?<![\w-])(\d{2})(\d{2})(\d{2})-?(\d{4})(?![\w-])")


def main() -> int:
    """1 when a file has a finding."""
    count = 0
    for file in _files():
        for line, problem in _findings(file):
            count += 1
            sys.stdout.write(f"{file.relative_to(ROOT)}:{line}: {problem}\n")
    return 1 if count else 0


def _files() -> Iterator[Path]:
    """What git has or would take; without git, everything that is not ignored by its folder."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        names = [Path(name.decode()) for name in listed.stdout.split(b"\0") if name]
    else:
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        names = [path for path in names if path.parts[0] in {"src", "tests", "tools", "docs", "requirements"}]
    for name in sorted(names):
        is_made = "vendor" in name.parts or "__pycache__" in name.parts
        if (ROOT / name).is_file() and name.suffix not in _BINARY and not is_made:
            yield ROOT / name


def _findings(file: Path) -> Iterator[tuple[int, str]]:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = file.read_text(encoding="cp1252", errors="replace")
    if (
        file.suffix == ".py"
        and text.strip()
        and not text.startswith((LICENCE_LINE, f"#!/usr/bin/env python3\n{LICENCE_LINE}"))
    ):
        yield 1, f"the first line must be {LICENCE_LINE}"
    for number, line in enumerate(text.splitlines(), 1):
        for name, pattern in _FORBIDDEN:
            if pattern.search(line):
                yield number, f"{name}: {line.strip()[:100]}"
        if file.name not in _LOCKS and EXCUSED not in line:
            for match in _CPR.finditer(line):
                if _could_be_a_person(match):
                    yield number, "a CPR number that a person could have; synthetic ones have the day + 60"


def _could_be_a_person(match: re.Match[str]) -> bool:
    day, month = int(match[1]), int(match[2])
    try:
        datetime.date(2000, month, day)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
