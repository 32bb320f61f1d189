# SPDX-License-Identifier: EUPL-1.2
"""A real server with the demo municipality, and a real browser that watches for faults on every page."""

import html
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright

from conftest import chromium

PEOPLE = 900
COMMAND = [sys.executable, "-m", "roedtraad.cli"]
AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
PASSED = set[int]()
"""The looks of texts whose contrast axe has passed, in this process."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
TOKEN = "JourneysBringTheirOwnFormToken00"
ORDER = ("test_broker", "test_the_threads_own", "test_every_page", "test_stories")
"""What takes longest comes first; what is short fills the gaps at the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journeys in an order in which two processes, who begin with a half each, are both busy to the end."""
    places = [place for place, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    longest = sorted((items[place] for place in places), key=_turn)
    broker = [item for item in longest if _turn(item) == 0]
    others = longest[len(broker) :]
    for place, item in zip(places, [*broker, *others[0::2], *others[1::2]], strict=True):
        items[place] = item


def _turn(item: pytest.Item) -> int:
    """Tests of the broker stay together: its server is started once."""
    return next((turn for turn, words in enumerate(ORDER) if words in item.nodeid), len(ORDER))


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
    yield from served(_environment(folder))


def served(environment: dict[str, str]) -> Iterator[str]:
    """The address of a server that runs until the tests are done with it. One process: it has one reader at a time."""
    port = _free_port()
    serve = [*COMMAND, "serve", "--port", str(port), "--without-worker", "--processes", "1"]
    with subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health/")
            yield f"http://127.0.0.1:{port}"
        finally:
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


@dataclass(frozen=True)
class DemoPerson:
    """Somebody as whom the demo page signs in."""

    account: str
    role: str
    name: str


_BUTTON = re.compile(r'name="account" value="(\d+)" data-role="(\w+)" aria-label="Log ind som ([^"]+)"')


@cache
def demo_people(site: str) -> list[DemoPerson]:
    """Everybody on the demo page, in its order; asked for once a site."""
    return [
        DemoPerson(account, role, html.unescape(name))
        for account, role, name in _BUTTON.findall(_page(site, "/account/demo/"))
    ]


@cache
def young_person(site: str) -> int:
    """Somebody whom the demo's contact person follows, with a plan, a story, notes and a yes: the first of the demo's citizens."""
    found = re.search(r'name="citizen" value="self-(\d+)"', _page(site, "/portal/demo/"))
    assert found
    return int(found[1])


def _page(site: str, path: str) -> str:
    with urllib.request.urlopen(site + path, timeout=10) as answer:
        return str(answer.read().decode())


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

    def sign_in(self, role: str, at: str = "/") -> None:
        """Sign in as the demo person with a role, and open a page."""
        self.sign_in_as(next(one.name for one in demo_people(self.site) if one.role == role), at)

    def sign_in_as(self, name: str, at: str = "/") -> None:
        """The same for one of the demo people by name."""
        self._enter("/account/demo/", account=next(one.account for one in demo_people(self.site) if one.name == name))
        self.open(at)

    def sign_in_citizen(self, person_id: int, at: str) -> None:
        """Sign in as a young person of the demo, and open a page of the portal."""
        self._enter("/portal/demo/", citizen=f"self-{person_id}")
        self.open(at)

    def _enter(self, path: str, **chosen: str) -> None:
        """Send what the demo page's button sends; the page itself is pressed in test_main_tasks."""
        self.page.context.add_cookies([{"name": "roedtraad-csrf", "value": TOKEN, "url": self.site}])
        form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": TOKEN, **chosen}
        assert self.page.request.post(self.site + path, form=form, max_redirects=0).status == 302

    def carry_axe(self) -> None:
        """Have axe at hand on every page that is opened from now on: cheaper than bringing it where most pages are looked at."""
        self.page.add_init_script(f"window.bringAxe = () => {{ {AXE} }}")

    def axe(self) -> list[str]:
        """What axe finds wrong with the page as it stands, when what it fetches by itself is there."""
        found = self._look()
        if found is None:
            self.page.evaluate(AXE)
            found = self._look()
        assert found is not None
        PASSED.update(found["passed"])
        return [f"{self.page.url} {one}" for one in found["wrong"]]

    def _look(self) -> dict[str, Any] | None:
        """What look.js tells; nothing when the page has no axe yet."""
        found: dict[str, Any] | None = self.page.evaluate(LOOK, {"tags": TAGS, "known": list(PASSED)})
        return found


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
