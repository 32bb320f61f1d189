# SPDX-License-Identifier: EUPL-1.2
"""Story one: somebody of 17 drops out, is met at the door, gets a contact person and a plan, and starts FGU."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.walking import Walker, story

pytestmark = pytest.mark.browser
NAME = "Anton Vestergaard Lund"
TODAY = dt.datetime.now(ZoneInfo("Europe/Copenhagen")).date()
BORN = dt.date(TODAY.year - 17, TODAY.month, 1)
GOAL = "Jeg vil lave møbler, som folk bruger."
STEP = "Besøg på FGU's værksted"
CLOCKS = ("kontakt inden 5 arbejdsdage", "nyt tilbud inden 30 dage")
PROMISE = "Karen følger med den første dag."


def test_somebody_of_17_drops_out_is_met_at_the_door_and_starts_fgu(site: str, browser: Browser) -> None:
    with story(site, browser) as told:
        _the_school_rings(told.colleague("Nadia Haddad"))
        karen = told.colleague("Karen Ørskov Holm")
        _karen_meets_him_at_the_door(karen)
        birgit = told.colleague("Birgit Søgaard")
        _the_leader_sees_that_the_clocks_run(birgit)
        _karen_becomes_his_contact_person(karen)
        _they_make_a_plan(karen)
        _fgu_gets_an_extract(karen)
        anton = told.citizen(karen.invited_link())
        _anton_agrees(anton)
        _anton_starts_fgu_and_the_case_ends_well(karen)
        _the_clocks_stop(birgit)
        _anton_sees_where_he_is(anton)


def _in(days: int) -> str:
    return f"{TODAY + dt.timedelta(days=days):%d.%m.%Y}"


def _the_school_rings(nadia: Walker) -> None:
    """What the institution tells is written down at the one entry, and waits there for whoever answers."""
    nadia.follow("Henvendelser")
    nadia.follow("Skriv en henvendelse ind")
    nadia.write({
        "Hvordan den kom": "uddannelsesinstitution", "Hvad institutionen fortæller": "har afbrudt", "Hvilken dag": _in(-1),
        "Hvem spørger": "skole eller institution", "Navn på den, der spørger": "Fjordby Tekniske Skole",
        "Den unges navn": NAME, "Fødselsdato": f"{BORN:%d.%m.%Y}", "Hvad det handler om": "Anton er stoppet på grundforløbet.",
    })  # fmt: skip
    nadia.page.get_by_label("Jeg tager den").uncheck(force=True)
    nadia.press("Notér")
    nadia.told("Henvendelsen er skrevet ind.")
    nadia.reads("Lovens frister for 15-17-årige", "Ungeindgangen")


def _karen_meets_him_at_the_door(karen: Walker) -> None:
    """She takes the enquiry when he comes, and nobody has to tell it again."""
    karen.follow("Henvendelser")
    karen.follow(NAME)
    karen.press("Jeg tager den")
    karen.told("Du har taget henvendelsen.")
    karen.looks_right()
    karen.follow("Opret en ny ung")
    karen.write({"Telefon": "20 00 12 34", "E-mail": "anton@ung.example"})
    karen.looks_right()
    karen.press("Opret")
    karen.told("Den unge er oprettet")
    karen.follow("Visiter til en enhed")
    karen.write({
        "Til hvilken enhed": "Ungeindgangen", "Efter hvilken lov": "Lov om kommunal indsats for unge under 25 år",
        "Inden for hvilket fagområde": "Vejledning", "Hvorfor": "Han vil i gang igen og mangler en vej.",
        "Hvem har besluttet": "Birgit Søgaard, Leder", "Hvem får sagen": "Karen Ørskov Holm, Kontaktperson",
    })  # fmt: skip
    karen.press("Afgør og åbn sagen")
    karen.told("Afgørelsen er skrevet ind, og sagen er åben.")
    karen.looks_right()


def _the_leader_sees_that_the_clocks_run(birgit: Walker) -> None:
    """The dropout that was told at the door raises what the law asks for, on the next run of the rules."""
    birgit.follow("Enheden")
    birgit.press("Kør reglerne nu")
    birgit.open(f"/people/?name={NAME.replace(' ', '+')}")
    birgit.follow(NAME)
    for signal in CLOCKS:
        expect(birgit.page.get_by_role("link", name=signal)).to_be_visible()


def _karen_becomes_his_contact_person(karen: Walker) -> None:
    """He says what he wishes for; she is chosen from a proposal with reasons, and their talk is a real contact."""
    karen.follow("Overblik")
    karen.follow("Find en kontaktperson")
    karen.follow("Skriv et ønske ned")
    karen.write({"Med den unges egne ord": "En, der kan komme forbi værkstedet."})
    karen.press("Gem")
    karen.follow("Find en kontaktperson")
    karen.choose("vejledning")
    karen.press("Vis, hvem der passer")
    karen.reads("En, der kan komme forbi værkstedet.")
    karen.follow("Udpeg : Karen Ørskov Holm")
    karen.looks_right()
    karen.press("Udpeg en kontaktperson")
    karen.follow("Overblik")
    karen.follow("Notér en kontakt")
    karen.choose("møde")
    karen.choose("truffet")
    karen.press("Notér")
    karen.reads("Sidst truffet")


def _they_make_a_plan(karen: Walker) -> None:
    """One goal in his own words, a step, and an agreement that says who, by whom and who pays."""
    karen.follow("Planen", exact=True)
    karen.follow("Begynd planen")
    karen.write({"Hvad vil den unge": GOAL})
    karen.press("Begynd planen")
    karen.follow("Tilføj et skridt")
    karen.write({"Skridtet": STEP, "Område": "uddannelse", "Hvornår": _in(7)})
    karen.choose("den unge")
    karen.press("Tilføj skridtet")
    karen.told("Skridtet er tilføjet.")
    karen.follow("Tilføj en aftale")
    karen.write({
        "Hvad der er aftalt": PROMISE, "Om hvilket skridt": STEP, "Hvornår": _in(7), "Besluttet af": "Ungeindgangen",
        "Betales af": "Det koster ikke noget",
    })  # fmt: skip
    karen.press("Tilføj aftalen")
    karen.reads(GOAL, STEP, PROMISE)
    karen.reads_not("er ikke besluttet")
    karen.looks_right()


def _fgu_gets_an_extract(karen: Walker) -> None:
    """The law's own view says what is missing until it is there; then the document is made."""
    karen.follow("Lav et dokument")
    karen.reads("2 af 4 er på plads")
    karen.follow("Skriv det : Forventet varighed")
    karen.write({"Tekst": "To år på værkstedslinjen."})
    karen.press("Gem")
    karen.follow("Skriv : målgruppevurdering")
    karen.write({"Tekst": "Hører til målgruppen: vil gerne, og har ingen plads."})
    karen.press("Gem")
    karen.follow("Planen", exact=True)
    karen.follow("Lav et dokument")
    karen.follow("Åbn, udskriv eller lav et dokument : Uddrag til FGU")
    karen.reads("alt, hvad loven kræver, er på plads")
    karen.looks_right()
    with karen.page.expect_download() as coming:
        karen.press("Lav dokumentet")
    assert coming.value.suggested_filename.endswith(".pdf")
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF")


def _anton_agrees(anton: Walker) -> None:
    """He meets his goal, his contact person and what happens next on his phone, and says yes to the plan."""
    anton.reads(GOAL, "Karen Ørskov Holm", STEP)
    anton.looks_right()
    anton.follow("Min plan")
    anton.reads(PROMISE)
    anton.looks_right()
    anton.press("Ja, jeg er enig")
    anton.follow("Min tråd")
    anton.reads("Visiteret til Ungeindgangen", STEP)
    anton.looks_right()


def _anton_starts_fgu_and_the_case_ends_well(karen: Walker) -> None:
    """What he does now is recorded, and the case closes with where he went and a promise to ask again."""
    karen.follow("Overblik")
    karen.follow("Notér en livssituation")
    karen.write({"Hvad": "FGU", "Hvor": "FGU Fjordby"})
    karen.press("Notér")
    karen.reads("FGU Fjordby")
    karen.follow("Sager", exact=True)
    karen.follow("Luk sagen")
    karen.choose("målet er nået")
    karen.write(
        {"Hvad går den unge videre til": "FGU", "Hvad skal den næste vide": "Han møder, når nogen venter på ham."}
    )
    karen.looks_right()
    karen.press("Luk sagen")
    karen.reads("Sagen kan ikke lukkes endnu.", STEP)
    karen.follow(NAME)
    karen.follow("Planen", exact=True)
    karen.follow(f"Begyndt, gjort eller droppet : {STEP}")
    karen.choose("gjort")
    karen.press("Gem")
    karen.follow(f"Gjort eller brug for hjælp : {PROMISE}")
    karen.choose("gjort")
    karen.press("Gem")
    karen.follow("Sager", exact=True)
    karen.follow("Luk sagen")
    karen.choose("målet er nået")
    karen.write(
        {"Hvad går den unge videre til": "FGU", "Hvad skal den næste vide": "Han møder, når nogen venter på ham."}
    )
    karen.press("Luk sagen")
    karen.told("Sagen er lukket, og opfølgningen er planlagt.")
    closed = karen.page.get_by_role("region").filter(has_text="Målet er nået")
    expect(closed).to_contain_text("FGU")
    expect(closed.get_by_role("link", name="Notér, hvordan det går")).to_have_count(3)
    karen.looks_right()


def _the_clocks_stop(birgit: Walker) -> None:
    """What the rules pointed at has been done, so they point no longer."""
    birgit.follow("Enheden")
    birgit.press("Kør reglerne nu")
    birgit.open(f"/people/?name={NAME.replace(' ', '+')}")
    birgit.follow(NAME)
    birgit.reads("FGU Fjordby", "det passer ikke længere")
    for signal in CLOCKS:
        expect(birgit.page.get_by_role("link", name=signal)).to_have_count(0)


def _anton_sees_where_he_is(anton: Walker) -> None:
    """In the portal stands where he is now, and Karen is still there."""
    anton.follow("Forside")
    anton.reads("Karen Ørskov Holm")
    anton.follow("Min tråd")
    anton.reads("FGU Fjordby", "den unge skriver under på planen", PROMISE)
