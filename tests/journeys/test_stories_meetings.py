# SPDX-License-Identifier: EUPL-1.2
"""Each municipality of the catalogue holds its own meeting, at its own server. These people read English; the others' journeys Danish."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import served
from tests.journeys.walking import Story, Walker, story

pytestmark = pytest.mark.browser
LEADER, CASEWORKER, GUIDE = "Lise Leder", "Sara Sagsbehandler", "Gitte Guide"
FILL = "import django; django.setup(); from tests.journeys.municipality import fill; fill({name!r})"


@pytest.fixture
def kept(pytestconfig: pytest.Config) -> Path:
    """Where the empty tables are kept."""
    return Path(pytestconfig.cache.mkdir("tables")) if pytestconfig.cache else Path()


@contextmanager
def municipality(name: str, folder: Path, kept: Path, browser: Browser) -> Iterator[Story]:
    """A municipality with a database and a server of its own."""
    (folder / "static").mkdir()
    environment = os.environ | {
        "ROEDTRAAD_MODE": "demo", "ROEDTRAAD_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "PYTHONPATH": f"src{os.pathsep}.", "KEPT_TABLES": str(kept), "DJANGO_SETTINGS_MODULE": "roedtraad.config.settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", FILL.format(name=name)], env=environment, check=True)
    for site in served(environment):
        with story(site, browser) as told:
            yield told


def _agenda(reader: Walker, forum: str) -> list[str]:
    """Whom today's meeting of the forum is about, in its order."""
    reader.open("/meetings/")
    reader.follow(forum)
    return [name.split()[0] for name in reader.page.locator("#agenda tbody tr td:first-child").all_inner_texts()]


def _bring(reader: Walker, name: str, forum: str, why: str) -> None:
    """Bring a case to a forum from the young person's page."""
    reader.open(f"/people/?name={name}")
    reader.follow(name)
    reader.follow("Bring to a meeting")
    reader.page.get_by_label(forum).first.check(force=True)
    reader.write({"Why do you bring it?": why})
    reader.press("Bring")


def _open_and_begin(chair: Walker) -> None:
    chair.follow("Lead the meeting")
    chair.press("Open the meeting")
    chair.press("Begin with 1")


def _agree(chair: Walker, what: str, who: str) -> None:
    line = chair.page.locator("form.line").last
    line.get_by_label("What").fill(what)
    line.get_by_label("Who", exact=True).select_option(label=who)
    chair.page.keyboard.press("Enter")
    expect(chair.page.locator("main")).to_contain_text("Saved")


def test_broenderslev(tmp_path: Path, kept: Path, browser: Browser) -> None:
    """17½ and two years of employment come by themselves; the case of a single discipline is refused with the reason."""
    with municipality("broenderslev", tmp_path, kept, browser) as told:
        sara = told.colleague(CASEWORKER)
        _bring(sara, "Nora", "Conference across disciplines", "We are stuck.")
        sara.reads("at least two")
        lise = told.colleague(LEADER)
        assert _agenda(lise, "Conference across disciplines") == ["Mads", "Freja"]
        _open_and_begin(lise)
        lise.looks_right()
        print(lise.page.locator("main").inner_text())
        lise.page.screenshot(path="/tmp/shots/sit.png", full_page=True)
