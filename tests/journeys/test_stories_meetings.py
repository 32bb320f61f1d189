# SPDX-License-Identifier: EUPL-1.2
"""Each municipality of the catalogue holds its own meeting, at its own server. These people read English; the others' journeys Danish."""

import datetime as dt
import os
import re
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
NEIGHBOUR, SUCCESSOR = "Nanna Nabo", "Mikkel Makker"
NOTE = {
    "What works": "Short meetings.", "What matters": "To know who comes next.", "Open agreements": "The visit on Tuesday.",
    "What to look out for": "Long silence.", "The next step": "Call her.",
}  # fmt: skip
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
    with contextmanager(served)(environment) as site, story(site, browser) as told:
        yield told


def _agenda(reader: Walker, forum: str) -> list[str]:
    """Whom today's meeting of the forum is about, in its order."""
    reader.open("/meetings/")
    reader.follow(forum)
    return [name.split()[0] for name in reader.page.locator("#agenda tbody tr td:first-child").all_inner_texts()]


def _page_of(reader: Walker, name: str) -> None:
    reader.open(f"/people/?name={name}")
    reader.follow(name)


def _bring(reader: Walker, name: str, forum: str, why: str) -> None:
    """Bring a case to a forum from the young person's page."""
    _page_of(reader, name)
    reader.follow("Bring to a meeting")
    reader.page.get_by_label(forum).first.check(force=True)
    reader.write({"Why do you bring it?": why})
    reader.press("Bring")


def _call(reader: Walker, name: str, forum: str, question: str) -> None:
    """Call a meeting about somebody for today, and let the program propose who takes part."""
    _page_of(reader, name)
    reader.follow("Call a meeting")
    reader.write(
        {
            "Which meeting": forum,
            "The question to be answered": question,
            "Why now": "Several are helping.",
            "From": "14:00",
        }
    )
    reader.press("Call the meeting")
    reader.press("Propose who takes part")


def _begin(chair: Walker, number: int = 1) -> None:
    """The chair opens today's meeting and begins with the first."""
    if number == 1:
        chair.follow("Lead the meeting")
        chair.press("Open the meeting")
    chair.press(f"Begin with {number}")


def _agree(chair: Walker, what: str) -> None:
    """Type an agreement that the young person keeps, decided here and for nothing, and see it saved."""
    line = chair.page.locator("form").filter(has=chair.page.get_by_label("Decided by")).first
    line.get_by_label("What", exact=True).fill(what)
    line.get_by_label("Who", exact=True).select_option(label="the young person")
    line.get_by_label("By when").fill((dt.date.today() + dt.timedelta(days=7)).isoformat())  # noqa: DTZ011 (as a reader types it)
    line.get_by_label("Decided by").select_option(label="this meeting")
    line.get_by_label("Paid by").select_option(label="costs nothing")
    line.get_by_label("What", exact=True).press("Enter")
    expect(chair.page.get_by_text("Saved ").first).to_be_visible()


def _end(chair: Walker) -> None:
    """What is typed is saved first; then the chair is back at the list."""
    chair.press("End, and back to the list")
    expect(chair.page).to_have_url(re.compile("/chair/"))


def test_broenderslev_meets_about_whom_its_rules_name_and_refuses_the_single_discipline(
    tmp_path: Path, kept: Path, browser: Browser
) -> None:
    """17½ and two years of employment come by themselves; what is not reached goes on to the next conference."""
    with municipality("broenderslev", tmp_path, kept, browser) as told:
        sara, lise = told.colleague(CASEWORKER), told.colleague(LEADER)
        _bring(sara, "Nora", "Conference across disciplines", "We are stuck.")
        sara.reads("only in employment", "at least 2 disciplines")
        assert _agenda(lise, "Conference across disciplines") == ["Mads", "Freja"]
        _begin(lise)
        lise.reads_not("Freja")
        _agree(lise, "Visit the adult team")
        lise.looks_right()
        _end(lise)
        lise.press("Close: 1 goes on")
        _page_of(lise, "Mads")
        lise.follow("The plan", exact=True)
        lise.reads("Visit the adult team", "Conference across disciplines")
        _page_of(lise, "Freja")
        lise.follow("Meetings", exact=True, within=lise.page.locator("main"))
        lise.reads("moved on")


def test_kerteminde_takes_the_longest_case_first_and_whoever_needs_another_view(
    tmp_path: Path, kept: Path, browser: Browser
) -> None:
    """Every week, by how long the case has lasted; any caseworker may bring a case."""
    with municipality("kerteminde", tmp_path, kept, browser) as told:
        sara, lise = told.colleague(CASEWORKER), told.colleague(LEADER)
        assert _agenda(lise, "The weekly meeting") == ["Øjvind", "Anna"]
        _bring(sara, "Nora", "The weekly meeting", "I need another view.")
        sara.reads_not("does not take")
        sara.reads("The weekly meeting")
        _begin(lise)
        _agree(lise, "Try the bakery for a week")
        _end(lise)
        _begin(lise, 2)
        lise.reads("Anna")
        lise.reads_not("Øjvind")


def test_frederiksberg_meets_about_what_the_workshop_could_not_solve(
    tmp_path: Path, kept: Path, browser: Browser
) -> None:
    """The conference takes whom the future workshop has not helped enough; the 17-year-old is on the UKO."""
    with municipality("frederiksberg", tmp_path, kept, browser) as told:
        sara, lise = told.colleague(CASEWORKER), told.colleague(LEADER)
        assert _agenda(lise, "Conference across disciplines") == ["Ida"]
        assert _agenda(lise, "Youth coordination meeting (UKO)") == ["Mads"]
        _bring(sara, "Nora", "Conference across disciplines", "It is complex.")
        sara.reads("Future workshop")


def test_odsherred_lets_the_guide_bring_consent_and_fewer_people(tmp_path: Path, kept: Path, browser: Browser) -> None:
    """The guide calls the meeting, sees whose consent is missing while there is time, and writes it down."""
    with municipality("odsherred", tmp_path, kept, browser) as told:
        gitte = told.colleague(GUIDE)
        _call(gitte, "Alma", "The guide's network meeting", "What is the next step?")
        gitte.reads("at most 4")
        gitte.reads_not("Consent is missing")
        gitte.follow("Add somebody")
        gitte.write({"A colleague": NEIGHBOUR, "What are they there for?": "knows something that is needed"})
        gitte.press("Add")
        gitte.reads("Consent is missing", "School administration → Family department")
        gitte.looks_right()
        here = gitte.page.url
        gitte.press("Write down a consent: School administration")
        gitte.write({"Which case is it about?": "the way to the workshop", "When?": dt.date.today().isoformat()})  # noqa: DTZ011
        gitte.choose("the young person")
        gitte.choose("spoken")
        gitte.press("Show the text to read aloud")
        gitte.press("The yes was said")
        gitte.page.goto(here)
        gitte.reads_not("Consent is missing")


def test_toender_lets_nobody_go_before_the_next_has_accepted(tmp_path: Path, kept: Path, browser: Browser) -> None:
    """The meeting agrees who comes next; until that one has accepted, the guide is the contact person."""
    with municipality("toender", tmp_path, kept, browser) as told:
        gitte = told.colleague(GUIDE)
        _call(gitte, "Alma", "Network meeting on a case", "Who is the contact person from now on?")
        _lead(gitte)
        _agree(gitte, "Meet Mikkel together")
        _end(gitte)
        _page_of(gitte, "Alma")
        page = gitte.page.url
        gitte.open(f"/handover/people/{page.rstrip('/').split('/')[-1]}/contact-person/")
        gitte.write({"To a colleague": SUCCESSOR, **NOTE})
        gitte.press("Ask them to take over")
        gitte.page.goto(page)
        _is_followed_by(gitte, GUIDE)
        mikkel = told.colleague(SUCCESSOR)
        mikkel.open("/handover/")
        mikkel.follow("Alma Lund", within=mikkel.page.locator("main"))
        mikkel.follow("Take over")
        mikkel.press("Take over")
        gitte.page.goto(page)
        _is_followed_by(mikkel, SUCCESSOR)


def _is_followed_by(reader: Walker, name: str) -> None:
    """Who is the contact person, on the young person's page."""
    _page_of(reader, "Alma")
    expect(reader.page.locator("#contact-person, :has(> h2:text-is('Contact person'))").first).to_contain_text(name)


def test_holbaek_puts_the_young_persons_goal_first(tmp_path: Path, kept: Path, browser: Browser) -> None:
    """A network meeting about the education plan: the goal and the wish stand first, and what is agreed is a step on the way."""
    with municipality("holbaek", tmp_path, kept, browser) as told:
        gitte = told.colleague(GUIDE)
        _call(gitte, "Alma", "Network meeting on a case", "What stands between Alma and the workshop?")
        gitte.follow("Write down the wish")
        gitte.write({"What do they want from the meeting?": "One place to call."})
        gitte.press("Save")
        _lead(gitte)
        gitte.reads("I want to be a carpenter", "One place to call.", "What stands between Alma and the workshop?")
        _agree(gitte, "Visit the carpenter on Tuesday")
        gitte.looks_right()
        _end(gitte)
        gitte.press("Close the meeting")
        _page_of(gitte, "Alma")
        gitte.follow("The plan", exact=True)
        gitte.reads("Visit the carpenter on Tuesday", "Network meeting")


def _lead(caller: Walker) -> None:
    """From the participants to the meeting that one has called, and into it."""
    caller.page.locator("main").get_by_role("link", name="Network meeting").first.click()
    caller.page.locator("main").get_by_role("link", name="Network meeting").first.click()
    _begin(caller)
