# SPDX-License-Identifier: EUPL-1.2
"""Story four: a worker leaves, 25 cases change hands in one act, and nobody is no one's, not when the account closes either."""

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.looking import wrong_with
from tests.journeys.walking import Walker, story

pytestmark = pytest.mark.browser
LEADER, RECEIVER, ADMINISTRATOR = "Birgit Søgaard", "Thomas Æbeltoft", "Jonas Ågesen"
TITLE = "Sagsbehandler"
CASES = 25
NOTE = {
    "Hvad virker": "Korte møder om formiddagen.",
    "Hvad er vigtigt for den unge": "At blive ringet op, ikke skrevet til.",
    "Åbne aftaler": "De står i planen.",
    "Hvad skal man være opmærksom på": "Intet endnu.",
}
NEXT = "Ring i denne uge, og fortæl, hvem du er."


def test_25_cases_of_somebody_who_leaves_are_handed_over_and_nobody_is_no_ones(site: str, browser: Browser) -> None:
    with story(site, browser) as told:
        leader = told.colleague(LEADER)
        first, second = _colleagues_with_most(leader)
        _everything_to(leader, second, first)
        held = _held(leader, first)
        before = sorted(held + _held(leader, RECEIVER))
        assert len(held) >= CASES
        _hand_over_25(leader, first, second)
        left = _held(leader, first)
        assert len(left) == len(held) - CASES > 0
        after = left + _held(leader, second) + _held(leader, RECEIVER)
        assert sorted(after) == before
        _receiver_reads_the_note(told.colleague(RECEIVER), held[0])
        _close_the_account(told.colleague(ADMINISTRATOR), first)
        _leader_has_what_was_open(leader, first, left)
        _give_the_rest(leader, first, left)
        everybody = _held(leader, second) + _held(leader, RECEIVER) + _held(leader, LEADER)
        assert sorted(everybody) == before


def _choose(leader: Walker, name: str) -> None:
    """Open the page with everything that a colleague has."""
    leader.open("/handover/leaving/")
    _pick(leader.page.get_by_label("Hvem stopper"), f"{name}, ")
    leader.press("Vis, hvad de har")
    expect(leader.page.get_by_role("heading", name=f"{name} stopper")).to_be_visible()


def _pick(field: Locator, beginning: str) -> None:
    """Choose in a list by how the words begin."""
    field.select_option(
        label=field.locator("option").filter(has_text=re.compile("^" + re.escape(beginning))).inner_text()
    )


def _held(leader: Walker, name: str) -> list[str]:
    """Whose cases a colleague has, as the leader reads them."""
    _choose(leader, name)
    return leader.page.locator("#held tbody tr td:first-child").all_inner_texts()


def _colleagues_with_most(leader: Walker) -> tuple[str, str]:
    leader.follow("Overleveringer")
    leader.follow("En kollega stopper")
    assert wrong_with(leader) == []
    options = leader.page.get_by_label("Hvem stopper").locator("option").all_inner_texts()
    names = [name for name, _comma, title in (one.partition(", ") for one in options) if title == TITLE]
    found = sorted(((len(_held(leader, name)), name) for name in names if name != RECEIVER), reverse=True)
    return found[0][1], found[1][1]


def _everything_to(leader: Walker, name: str, to: str) -> None:
    """Somebody is away for long: a colleague has it all meanwhile, and by that more than 25 cases."""
    _choose(leader, name)
    _pick(leader.page.get_by_label("Alt til"), f"{to} (")
    _note(leader)
    leader.choose("Jeg siger ja for modtagerne: alt skifter hænder nu")
    leader.press("Overlever alt det valgte")
    leader.told("er overleveret")
    _choose(leader, name)
    leader.reads("Kollegaen har ikke noget")
    assert wrong_with(leader) == []


def _note(leader: Walker) -> None:
    leader.write(NOTE)
    leader.page.get_by_label("Det næste skridt", exact=True).fill(NEXT)


def _hand_over_25(leader: Walker, name: str, second: str) -> None:
    """Each case to one of two colleagues, in one act; without a note nothing is handed over, and no choice is lost."""
    _choose(leader, name)
    assert wrong_with(leader) == []
    for place, field in enumerate(leader.page.locator("#held tbody select").all()[:CASES]):
        _pick(field, f"{RECEIVER if place % 2 == 0 else second} (")
    leader.press("Overlever alt det valgte")
    expect(leader.page.locator(".form-error-message").first).to_be_visible()
    assert wrong_with(leader) == []
    expect(leader.page.locator("#held tbody select option:checked:not([value=''])")).to_have_count(CASES)
    _note(leader)
    leader.choose("Jeg siger ja for modtagerne: alt skifter hænder nu")
    leader.press("Overlever alt det valgte")
    leader.told(f"{CASES} ting er overleveret.")


def _receiver_reads_the_note(receiver: Walker, young: str) -> None:
    """The next one finds the young person, the case as theirs, and what to do first."""
    receiver.follow("Unge")
    receiver.page.get_by_role("searchbox").first.fill(young)
    receiver.page.keyboard.press("Enter")
    receiver.page.wait_for_load_state()
    receiver.follow(young)
    receiver.follow("Sager")
    expect(receiver.page.locator("#open-cases")).to_contain_text(RECEIVER)
    receiver.follow("Den røde tråd")
    receiver.page.get_by_role("link", name=f"til {RECEIVER}").first.click()
    receiver.reads(NEXT)


def _close_the_account(administrator: Walker, name: str) -> None:
    administrator.open("/accounts/")
    administrator.follow(name)
    administrator.follow("Luk kontoen")
    expect(administrator.page.locator(".alert-warning li").first).to_be_visible()
    assert wrong_with(administrator) == []
    administrator.press("Luk kontoen")
    administrator.reads("lukket")


def _leader_has_what_was_open(leader: Walker, name: str, left: list[str]) -> None:
    """The leader's list and desk have each of them, from the one who has left and late at once."""
    leader.open("/handover/")
    rows = leader.page.locator("#handovers tbody tr").filter(has_text=name)
    assert sorted(rows.locator("td:first-child").all_inner_texts()) == sorted(left)
    assert wrong_with(leader) == []
    leader.open("/")
    leader.reads("Overleveringer, som ingen svarer på", left[0])


def _give_the_rest(leader: Walker, name: str, left: list[str]) -> None:
    """The leader takes one over, and gives the others on, also now that the account is closed."""
    leader.open("/handover/")
    leader.follow(left[0])
    assert wrong_with(leader) == []
    leader.reads("Kontoen er lukket. Vælg, hvem der går videre med det.")
    leader.follow("Tag over")
    leader.press("Jeg tager over")
    assert _held(leader, LEADER) == [left[0]]
    _choose(leader, name)
    _pick(leader.page.get_by_label("Alt til"), f"{RECEIVER} (")
    _note(leader)
    leader.choose("Jeg siger ja for modtagerne: alt skifter hænder nu")
    leader.press("Overlever alt det valgte")
    assert _held(leader, name) == []
    leader.open("/handover/")
    leader.reads_not(name)
