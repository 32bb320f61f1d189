# SPDX-License-Identifier: EUPL-1.2
"""A real server with the demo municipality, and a real browser that watches for faults on every page."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright

from conftest import chromium

PEOPLE = 900
COMMAND = [sys.executable, "-m", "roedtraad.cli"]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def site(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own, started as a user would start it, on its own copy of the demo municipality."""
    folder = tmp_path_factory.mktemp("site") / "var"
    shutil.copytree(_filled(shared / "filled-site"), folder)
    port = _free_port()
    serve = [*COMMAND, "serve", "--port", str(port), "--without-worker"]
    with subprocess.Popen(serve, env=_environment(folder), stdout=subprocess.DEVNULL) as server:
        _wait_for(f"http://127.0.0.1:{port}/health/")
        yield f"http://127.0.0.1:{port}"
        server.terminate()
        server.wait(timeout=20)


def _filled(folder: Path) -> Path:
    """A folder with a filled database and its keys: the first process makes it, the others wait for it."""
    done = folder.with_suffix(".done")
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(600):
            if done.exists():
                return folder
            time.sleep(0.2)
        raise RuntimeError("another process did not come to fill the demo municipality") from None
    for words in (["migrate", "--verbosity", "0"], ["demo", "--people", str(PEOPLE)]):
        subprocess.run([*COMMAND, *words], env=_environment(folder), check=True, capture_output=True)
    done.touch()
    return folder


def _environment(folder: Path) -> dict[str, str]:
    given = {
        "ROEDTRAAD_MODE": "demo", "ROEDTRAAD_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "PYTHONPATH": "src",
    }  # fmt: skip
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | given


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), chromium_sandbox=False, args=["--disable-gpu"])
        yield opened
        opened.close()


@dataclass
class Reader:
    """Somebody at a browser. Script faults and refused content on any page fail the test at the end."""

    site: str
    page: Page
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)

    def sign_in(self, role: str) -> None:
        """Sign in as the demo person with a role, from the demo page."""
        self.open("/account/demo/")
        self.page.locator(
            f"form:has(input[value]) button[data-role='{role}'], [data-role='{role}'] button"
        ).first.click()
        self.page.wait_for_load_state()

    def axe(self) -> list[str]:
        """What axe finds wrong with the page as it stands, when what it fetches by itself is there."""
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate(
            "(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(r => r.violations.map(v =>"
            " v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))",
            TAGS,
        )
        return [f"{self.page.url} {one}" for one in found]


@pytest.fixture
def reader(site: str, browser: Browser) -> Iterator[Reader]:
    """A fresh browser at a desktop, in Danish."""
    context = browser.new_context(viewport=DESKTOP, locale="da-DK")
    context.set_default_timeout(10_000)
    someone = Reader(site, context.new_page())
    someone.watch()
    yield someone
    context.close()
    assert someone.faults == []
