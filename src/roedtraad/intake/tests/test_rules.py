# SPDX-License-Identifier: EUPL-1.2
"""Who is who, what is spam, and when a test may be kept."""

import datetime as dt

import pytest

from roedtraad.intake.rules import (
    Clock,
    Known,
    SpamSign,
    is_certain,
    is_late,
    matches,
    phone_digits,
    phone_spellings,
    results_problem,
    screening_problem,
    spam_sign,
    strength,
)

NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
BORN = dt.date(2009, 5, 5)


@pytest.mark.parametrize(
    ("trap", "seconds_ago", "expected"),
    [
        ("", 60, None),
        ("http://buy.example", 60, SpamSign.TRAP),
        ("", 1, SpamSign.TOO_QUICK),
        ("", -5, SpamSign.NO_KEY),
        ("", 25 * 3600, SpamSign.TOO_OLD),
    ],
)
def test_a_machine_fills_in_what_people_do_not_see_or_is_too_quick(
    trap: str, seconds_ago: int, expected: SpamSign | None
) -> None:
    shown_at = NOON - dt.timedelta(seconds=seconds_ago)
    assert spam_sign(trap=trap, shown_at=shown_at, now=NOON) == expected


def test_a_form_without_our_key_is_not_taken() -> None:
    assert spam_sign(trap="", shown_at=None, now=NOON) == SpamSign.NO_KEY


@pytest.mark.parametrize("text", ["20304050", "+45 20 30 40 50", "0045 2030 4050", "20-30-40-50"])
def test_a_phone_number_is_the_same_however_it_is_written(text: str) -> None:
    assert phone_digits(text) == "20304050"
    assert "20 30 40 50" in phone_spellings(text)


def test_what_is_no_phone_number_finds_nobody() -> None:
    assert phone_digits("112") == ""
    assert phone_spellings("ring til mor") == []


def test_the_number_or_the_whole_name_with_the_birth_date_is_certain() -> None:
    told = Known("alma nørgård", BORN, "20304050", b"sealed")
    assert is_certain(matches(told, Known("helt andet", None, "", b"sealed")))
    assert is_certain(matches(told, Known("alma nørgård", BORN)))
    assert not is_certain(matches(told, Known("alma nørgård", None, "20304050")))
    assert matches(told, Known("alma hansen", BORN)) == ("born_on", "some_name")


def test_nothing_told_agrees_with_nobody() -> None:
    assert matches(Known(), Known()) == ()
    assert strength(()) == 0


def test_the_number_weighs_most() -> None:
    assert strength(("number",)) > strength(("name", "born_on"))


def test_an_answer_on_the_day_is_not_late() -> None:
    assert not is_late(BORN, BORN)
    assert is_late(BORN, BORN + dt.timedelta(days=1))


def test_a_pair_is_two_people_from_two_disciplines() -> None:
    assert screening_problem(1, 2, ("social", "guidance")) == ""
    assert screening_problem(1, 1, ("social", "guidance")) == "same_person"
    assert screening_problem(1, 2, ("social", "social")) == "same_discipline"


@pytest.mark.parametrize(
    ("basis", "results", "reason", "rule_holds", "expected"),
    [
        ("none", ("", "", ""), "", True, ""),
        ("none", ("good", "", ""), "", True, "basis_missing"),
        ("rule", ("", "", ""), "", True, "results_missing"),
        ("rule", ("good", "", ""), "", True, ""),
        ("rule", ("good", "", ""), "", False, "rule_over"),
        ("need", ("good", "", ""), " ", False, "reason_missing"),
        ("need", ("good", "", ""), "wants to", False, ""),
    ],
)
def test_test_results_need_a_ground_that_holds(
    basis: str, results: tuple[str, ...], reason: str, rule_holds: bool, expected: str
) -> None:
    assert results_problem(basis=basis, results=results, reason=reason, rule_holds=rule_holds) == expected


def test_a_clock_that_was_met_is_never_late() -> None:
    assert Clock(BORN, None).is_late(BORN + dt.timedelta(days=1))
    assert not Clock(BORN, BORN).is_late(BORN + dt.timedelta(days=1))
    assert not Clock(BORN, None).is_late(BORN)
