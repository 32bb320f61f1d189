# SPDX-License-Identifier: EUPL-1.2
"""Story two: somebody of 17½ in care is handed over to the adult side, and at no moment is nobody responsible."""

import datetime as dt
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.walking import Walker, story

pytestmark = pytest.mark.browser
SIGNAL = "Støtte efter 18 år skal stå i ungeplanen senest et halvt år før"
PIA, THOMAS = "Pia Nørgaard Friis", "Thomas Æbeltoft"
MEETING = dt.datetime.now(ZoneInfo("Europe/Copenhagen")).date() + dt.timedelta(days=10)
AFTER_18 = {
    "bolig": "En lejlighed i ungdomsboligerne.",
    "uddannelse": "Hf fra august.",
    "arbejde": "Bliver i bageriet.",
}
NOTE = {
    "Hvad virker": "Korte møder ude af huset.", "Hvad er vigtigt": "At vide, hvem der kommer efter Pia.",
    "Åbne aftaler": "Pia skriver op til bolig i denne uge.", "Hvad skal man": "Pengene den første måned alene.",
    "Det næste skridt": "Mødet, hvor vi alle tre er med.",
}  # fmt: skip
QUESTION, ANSWER = "Hvem betaler indskuddet?", "Børn og Familie betaler, det står i planen."


def test_somebody_of_17_and_a_half_is_handed_over_without_a_gap(
    site: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with story(site, browser) as told:
        pia = told.colleague(PIA)
        name = _the_signal_is_on_her_desk(pia)
        case = _case_of(pia, name)
        has = Responsible(tmp_path_factory.getbasetemp(), case)
        has.it(pia, name, PIA)
        _support_after_18_is_written(pia)
        _the_signal_closes(told.colleague("Ole Thygesen"), pia, name)
        young = told.citizen(pia.invited_link())
        _she_asks_thomas_to_take_over(pia, case)
        has.it(pia, name, PIA)
        thomas = told.colleague(THOMAS)
        _both_desks_show_it(pia, thomas, name)
        _the_young_person_sees_that_it_is_on_its_way(young)
        _he_asks_first(thomas, name)
        has.it(pia, name, PIA)
        _she_answers(pia, name)
        has.it(pia, name, PIA)
        _he_takes_over(thomas, name)
        has.it(thomas, name, THOMAS)
        _the_young_person_sees_who_has_it_now(young)


class Responsible:
    """Who has the case, on the page and in the journey's own database."""

    def __init__(self, folder: Path, case: str) -> None:
        self.case = case
        (self.database,) = {found.resolve() for found in folder.glob("site*/var/site.sqlite3")}

    def it(self, reader: Walker, name: str, who: str) -> None:
        """One person and no other has the case now."""
        _open_cases(reader, name)
        expect(_region(reader, self.case)).to_contain_text(re.compile(rf"Sagsbehandler\s*{who}"))
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as rows:
            found = rows.execute(
                "SELECT a.name FROM cases_case c JOIN organisation_account a ON a.id = c.caseworker_id"
                " WHERE c.reference = ? AND c.closed_on IS NULL AND a.is_active", (self.case,),
            ).fetchall()  # fmt: skip
        assert found == [(who,)]


def _region(reader: Walker, case: str) -> Locator:
    return reader.page.get_by_role("region").filter(has_text=case)


def _open_cases(reader: Walker, name: str) -> None:
    """The tab with the cases, found by the name of the person."""
    reader.open(f"/people/?name={name.replace(' ', '+')}")
    reader.follow(name)
    reader.follow("Sager", exact=True)


def _the_signal_is_on_her_desk(pia: Walker) -> str:
    """Half a year before 18 the rule reminds her: what comes after is not in the plan. Gives the young person's name."""
    rows = pia.page.locator("#results tbody tr").filter(has_text=SIGNAL)
    fresh = rows.filter(has_not_text="taget")
    row = (fresh if fresh.count() else rows).first
    name = row.get_by_role("link").first.inner_text()
    pia.follow(SIGNAL, within=row)
    pia.reads("17 år", "støtten efter 18 år mangler i planen")
    if pia.page.get_by_role("button", name="Jeg tager den").count():
        pia.press("Jeg tager den")
    return name


def _case_of(pia: Walker, name: str) -> str:
    """The reference of her case under barnets lov."""
    _open_cases(pia, name)
    words = pia.page.get_by_role("region").filter(has_text="Barnets lov").filter(has_text=PIA).first.inner_text()
    found = re.search(r"S?\d{4}-\w+", words)
    assert found
    return found[0]


def _support_after_18_is_written(pia: Walker) -> None:
    """Home, education and work after 18 stand in the plan, and the law's own view says so."""
    pia.follow("Planen", exact=True)
    if pia.page.get_by_role("link", name="Begynd planen").count():
        pia.follow("Begynd planen")
        pia.write({"Hvad vil den unge": "Jeg vil bo for mig selv."})
        pia.press("Begynd planen")
    pia.follow("Lav et dokument")
    pia.follow("Skriv det : Bolig, uddannelse og job efter 18")
    pia.write({"Tekst": AFTER_18["bolig"]})
    pia.press("Gem")
    for about in ("uddannelse", "arbejde"):
        pia.follow(f"Skriv : efter 18: {about}")
        pia.looks_right()
        pia.write({"Tekst": AFTER_18[about]})
        pia.press("Gem")
    pia.reads(*AFTER_18.values())
    pia.looks_right()


def _the_signal_closes(ole: Walker, pia: Walker, name: str) -> None:
    """On the next run of the rules what has been done is no longer asked for."""
    ole.follow("Enheden")
    ole.press("Kør reglerne nu")
    pia.open("/")
    expect(pia.page.locator("#results tbody tr").filter(has_text=SIGNAL).filter(has_text=name)).to_have_count(0)
    pia.open(f"/people/?name={name.replace(' ', '+')}")
    pia.follow(name)


def _she_asks_thomas_to_take_over(pia: Walker, case: str) -> None:
    """The note must say everything; until he accepts she is responsible."""
    pia.follow("Sager", exact=True)
    pia.follow("Overlever", within=_region(pia, case))
    pia.write({"Til en kollega": f"{THOMAS}, Sagsbehandler", "Fælles møde": f"{MEETING:%d.%m.%Y}"} | NOTE)
    pia.looks_right()
    pia.press("Bed dem tage over")
    pia.told("Indtil de siger ja, er intet ændret.")


def _both_desks_show_it(pia: Walker, thomas: Walker, name: str) -> None:
    """He reads what waits for him, she what she waits for and that she still has it."""
    box = thomas.page.get_by_role("region", name="Overleveringer, der venter på dig")
    expect(box).to_contain_text(name)
    expect(box).to_contain_text(f"fra {PIA}")
    pia.open("/")
    box = pia.page.get_by_role("region", name="Overleveringer, du venter på")
    expect(box).to_contain_text(name)
    expect(box).to_contain_text(f"indtil da har {PIA} ansvaret")


def _the_young_person_sees_that_it_is_on_its_way(young: Walker) -> None:
    """In the portal stands who gives and who gets, who it is until then, and the day on which they meet."""
    young.follow("Forside")
    young.reads(f"{PIA} giver dig videre til {THOMAS}. Du har {PIA}, til {THOMAS} har sagt ja.", f"{MEETING:%d.%m.%Y}")
    young.looks_right()
    young.follow("Min tråd")
    young.reads(f"venter på {THOMAS}")
    young.reads_not(*NOTE.values())


def _he_asks_first(thomas: Walker, name: str) -> None:
    """He reads the note, and asks before he answers."""
    box = thomas.page.get_by_role("region", name="Overleveringer, der venter på dig")
    thomas.follow(name, within=box)
    thomas.reads(*NOTE.values())
    thomas.looks_right()
    thomas.follow("Spørg først")
    thomas.write({"Dit spørgsmål": QUESTION})
    thomas.looks_right()
    thomas.press("Send spørgsmålet")
    thomas.told("Spørgsmålet er sendt.")


def _she_answers(pia: Walker, name: str) -> None:
    """The question lies on her desk, and she answers it from there."""
    pia.open("/")
    pia.follow(name, within=pia.page.get_by_role("region", name="Overleveringer, der venter på dig"))
    pia.reads(QUESTION)
    pia.follow("Svar på spørgsmålet")
    pia.write({"Dit svar": ANSWER})
    pia.press("Send svaret")
    pia.told("Svaret er sendt.")


def _he_takes_over(thomas: Walker, name: str) -> None:
    """With the answer he accepts; the thread tells that it changed hands."""
    thomas.follow("Overleveringer")
    thomas.looks_right()
    thomas.follow(name)
    thomas.reads(QUESTION, ANSWER)
    thomas.follow("Tag over")
    thomas.looks_right()
    thomas.press("Jeg tager over")
    thomas.told("Det har skiftet hænder.")
    thomas.follow("Den røde tråd")
    thomas.reads(f"{PIA} til {THOMAS}", "taget over")
    thomas.looks_right()


def _the_young_person_sees_who_has_it_now(young: Walker) -> None:
    """The new name stands where the old one stood, and nothing waits any more."""
    young.follow("Forside")
    young.reads_not("giver dig videre")
    young.follow("Min tråd")
    young.reads(f"{PIA} til {THOMAS}", "taget over")
    case = young.page.get_by_role("listitem").filter(has=young.page.get_by_text("Barnets lov, Unge og Job", exact=True))
    expect(case.first).to_contain_text(THOMAS)
