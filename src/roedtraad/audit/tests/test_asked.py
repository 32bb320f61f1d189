# SPDX-License-Identifier: EUPL-1.2
"""What somebody asked for is logged whatever it is, and never with a CPR number in it."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.audit.queries import verify_chain
from roedtraad.audit.rules import plain
from tests.cast import Cast

SignIn = Callable[[str], Client]


def _logged() -> str:
    return json.dumps(list(LogDetail.objects.values_list("values", flat=True)), ensure_ascii=False)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["cpr {}", "{} Alma", "Alma{}"])
def test_a_cpr_number_among_other_words_is_in_neither_address_nor_log(cast: Cast, sign_in: SignIn, words: str) -> None:
    browser, text = sign_in("caseworker"), words.format(cast.cpr_number)
    assert browser.get("/people/search/", {"q": text}).status_code == 302
    assert browser.get("/people/", {"name": text}).status_code == 302
    assert browser.post("/people/search/", {"q": text}).status_code == 200
    browser.get("/", {"source": text, text: "x"})
    assert LogEntry.objects.filter(act__in=("people_searched", "desk_seen")).count() == 2
    assert cast.cpr_number[6:] not in _logged()


def test_words_without_a_number_are_logged_as_they_are(cast: Cast, sign_in: SignIn) -> None:
    sign_in("caseworker").get("/people/search/", {"q": "Alma 1234"})
    assert "Alma 1234" in _logged()


@pytest.mark.parametrize("address", ["/?anything=%00", "/?rule=%00&source=%00", "/mine/?x=%00", "/desk.csv?source=%00"])
def test_a_null_character_in_the_address_is_no_fault_and_is_logged(cast: Cast, sign_in: SignIn, address: str) -> None:
    assert sign_in("leader").get(address).status_code == 200
    assert verify_chain().broken_at is None


@given(st.text(alphabet='\0\\u0"x'))
def test_values_lose_their_null_characters_and_nothing_else(text: str) -> None:
    assert plain({"asked": text}) == {"asked": text.replace("\0", "")}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_log_is_not_asked_for_days_outside_the_calendar(cast: Cast, sign_in: SignIn, day: str) -> None:
    browser = sign_in("data_protection_officer")
    assert browser.get("/log/", {"since": day, "until": day}).status_code == 200


def test_a_filter_that_cannot_be_understood_does_not_take_out_the_whole_log(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in("data_protection_officer")
    assert browser.get("/log/export.csv", {"since": "31.02.2026"}).status_code == 409
    assert browser.get("/log/export.csv", {"since": "28.02.2026"}).status_code == 200
