# SPDX-License-Identifier: EUPL-1.2
"""Story three: a young person takes a yes back, and a department no longer sees what it saw, not in an open tab either."""

import re

import pytest
from playwright.sync_api import Browser, expect

from roedtraad.demo.tales import BESIDE_NOTE, BESIDE_STEP
from tests.journeys.looking import wrong_with
from tests.journeys.walking import Story, Walker, story

pytestmark = pytest.mark.browser
PURPOSE = "Så skole, PPR og ungeindsats kan lave én plan sammen"
HIDDEN = "1 skridt i en anden afdeling vises ikke for dig."
TAKE_BACK = "Tag mit ja tilbage"
FOLLOWER = "Karen Ørskov Holm"


def test_a_yes_is_taken_back_and_the_next_click_of_the_department_says_so(site: str, browser: Browser) -> None:
    with story(site, browser) as told:
        young, person_id = _somebody_who_has_said_yes(told)
        karen = told.colleague(FOLLOWER)
        tab = _second_tab(told, karen)
        _reads_what_was_shared(karen, tab, person_id)
        young.press(TAKE_BACK)
        young.told("Du har taget dit ja tilbage. Det gælder nu.")
        _no_longer_reads_it(karen, tab, person_id)
        _what_was_shared_stays_listed(karen, young, person_id)
        _sees_who_has_looked(young, person_id)
        _is_asked_again(karen, young, tab, person_id)


def _somebody_who_has_said_yes(told: Story) -> tuple[Walker, int]:
    """The first of the demo's young people under age whose yes holds, on the page of their consents."""
    young = told.somebody(phone=True)
    young.open("/portal/demo/")
    rows = young.page.locator("main li").filter(has_text=re.compile(r", 1[567] år"))
    names = rows.filter(has_not_text="forælder").locator("strong").all_inner_texts()
    for name in names:
        young.open("/portal/demo/")
        young.press(f"Log ind som {name}")
        person_id = int(re.findall(r"/portal/(\d+)/", young.page.url)[0])
        young.open(f"/portal/{person_id}/consents/")
        if young.page.get_by_role("button", name=TAKE_BACK).count():
            assert wrong_with(young) == []
            return young, person_id
    raise AssertionError(f"nobody of {names} has said yes to anything")


def _second_tab(told: Story, who: Walker) -> Walker:
    tab = Walker(who.site, who.page.context.new_page())
    tab.watch()
    told.walkers.append(tab)
    return tab


def _reads_what_was_shared(karen: Walker, tab: Walker, person_id: int) -> None:
    """The school's step stands in the plan, and its note is open in another tab."""
    karen.open(f"/plans/people/{person_id}/")
    karen.reads(BESIDE_STEP)
    karen.reads_not(HIDDEN)
    tab.open(f"/journal/people/{person_id}/")
    note = tab.page.get_by_role("article").filter(has_text=BESIDE_NOTE)
    note.get_by_role("link").first.click()
    tab.reads(BESIDE_NOTE)
    assert BESIDE_NOTE in _journal_file(karen, person_id)


def _journal_file(karen: Walker, person_id: int) -> str:
    return karen.page.request.get(f"{karen.site}/journal/people/{person_id}/export.csv").text()


def _no_longer_reads_it(karen: Walker, tab: Walker, person_id: int) -> None:
    """The plan says that something is not shown; the note is not there, in no list, thread or file either."""
    karen.follow("Mål og skridt")
    karen.reads(HIDDEN)
    karen.reads_not(BESIDE_STEP)
    assert wrong_with(karen) == []
    tab.page.reload()
    tab.reads("Vi kan ikke finde siden")
    tab.reads_not(BESIDE_NOTE)
    for address in (
        "/people/{}/",
        "/people/{}/thread/",
        "/journal/people/{}/",
        "/cases/people/{}/",
        "/plans/people/{}/print/",
    ):
        tab.open(address.format(person_id))
        tab.reads_not(BESIDE_STEP, BESIDE_NOTE, "PPR og SSP")
    assert BESIDE_NOTE not in _journal_file(karen, person_id)


def _what_was_shared_stays_listed(karen: Walker, young: Walker, person_id: int) -> None:
    """Both still read what the yes was to, and that it was taken back."""
    karen.open(f"/consent/people/{person_id}/")
    karen.reads("Intet samtykke gælder i dag.")
    expect(karen.page.locator("#ended")).to_contain_text(PURPOSE)
    expect(karen.page.locator("#ended")).to_contain_text("taget tilbage")
    assert wrong_with(karen) == []
    young.reads("Du har ikke sagt ja til noget")
    young.page.get_by_text("Gælder ikke mere").click()
    young.reads(PURPOSE, "Taget tilbage den")
    assert wrong_with(young) == []


def _sees_who_has_looked(young: Walker, person_id: int) -> None:
    """When, which department and why; not the name."""
    young.open(f"/portal/{person_id}/looked/")
    first = young.page.locator("#looked tbody tr").first
    expect(first).to_contain_text("Ungeindsatsen")
    young.reads_not(FOLLOWER)
    assert wrong_with(young) == []


def _is_asked_again(karen: Walker, young: Walker, tab: Walker, person_id: int) -> None:
    """Whoever needs it again asks: the house says that it takes a yes, and the yes opens it at the next click."""
    karen.follow("Må jeg dele det her?")
    karen.press("Må jeg?")
    expect(karen.page.locator(".form-error-message, .alert-error").first).to_be_visible()
    assert wrong_with(karen) == []
    karen.write({"Hvad skal det bruges til": PURPOSE})
    karen.choose("planen og dens skridt")
    karen.page.get_by_role("group", name="Hvis oplysninger").get_by_label("Ungeindsatsen").uncheck(force=True)
    karen.page.get_by_role("group", name="Hvis oplysninger").get_by_label("Skole og PPR").check(force=True)
    karen.page.get_by_role("group", name="Hvilke afdelinger får det").get_by_label("Ungeindsatsen").check(force=True)
    karen.press("Må jeg?")
    karen.press("Skriv et samtykke ned")
    karen.write({"Hvilken sag": "planen og skridtene i den"})
    karen.choose("den unge")
    karen.choose("mundtligt")
    karen.press("Vis teksten, der skal læses højt")
    assert wrong_with(karen) == []
    karen.press("Der blev sagt ja")
    karen.reads(PURPOSE)
    tab.open(f"/plans/people/{person_id}/")
    tab.reads(BESIDE_STEP)
    young.open(f"/portal/{person_id}/consents/")
    expect(young.page.get_by_role("button", name=TAKE_BACK)).to_have_count(1)
