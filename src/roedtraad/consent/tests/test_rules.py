# SPDX-License-Identifier: EUPL-1.2
"""May it be shared? May this yes be taken down? By example, from DOMAIN §1.11 and §5.1."""

import datetime as dt

import pytest

from roedtraad.consent.rules import (
    Ages,
    Answer,
    Ground,
    Misfit,
    Parties,
    Verdict,
    Yes,
    decide,
    holds_on,
    opens,
    refusal_of_yes,
)
from roedtraad.organisation.terms import standards

GROUND = Ground(
    authorities=(frozenset({"youth", "family"}),),
    disciplines={
        "youth": frozenset({"guidance", "employment", "social"}),
        "family": frozenset({"children_family"}),
        "schools": frozenset({"school", "ppr", "ssp"}),
        "health": frozenset({"health"}),
        "benefits": frozenset({"benefits"}),
    },
    bases=standards().legal_bases,
)
YOUTH = frozenset({"youth", "family"})


def ask(giving: str, receiving: str, *kinds: str, own: frozenset[str] = YOUTH, used: tuple[str, ...] = ()) -> Verdict:
    outside = receiving == "outside"
    to = frozenset[str]() if outside else frozenset({receiving})
    return decide(
        GROUND, Parties(frozenset({giving}), to, outside_receives=outside), kinds or ("cases",), own=own, used=used
    )


def why_not(verdict: Verdict, code: str) -> Misfit | None:
    return next((fit.misfit for fit in verdict.unfit if fit.basis.code == code), None)


def test_departments_of_one_authority_need_nothing() -> None:
    assert ask("youth", "family").answer == Answer.SAME_AUTHORITY


def test_a_department_may_tell_itself() -> None:
    assert ask("schools", "schools", own=frozenset({"schools"})).answer == Answer.SAME_AUTHORITY


def test_part_of_an_authority_with_somebody_else_is_not_one_authority() -> None:
    parties = Parties(frozenset({"youth"}), frozenset({"family", "schools"}))
    assert decide(GROUND, parties, ("cases",), own=YOUTH).answer != Answer.SAME_AUTHORITY


def test_a_notification_of_concern_may_go_to_the_school() -> None:
    verdict = ask("youth", "schools")
    assert verdict.answer == Answer.ALLOWED
    assert verdict.carries("notification")
    assert not verdict.carries("consent_11a")


def test_between_departments_that_no_rule_names_the_young_person_must_say_yes() -> None:
    verdict = ask("youth", "benefits", "plan")
    assert verdict.answer == Answer.NEEDS_CONSENT
    assert {basis.code for basis in verdict.with_consent} == {"consent_11a", "other_authority"}
    assert why_not(verdict, "notification") == Misfit.DISCIPLINES


def test_dropout_may_be_told_to_the_place_of_education_and_health_may_not() -> None:
    assert ask("youth", "outside", "contacts", "situations").carries("dropout_15d")
    verdict = ask("youth", "outside", "contacts", "health")
    assert why_not(verdict, "dropout_15d") == Misfit.KINDS
    assert verdict.answer == Answer.NEEDS_CONSENT


def test_named_partners_are_nobody_outside() -> None:
    assert why_not(ask("youth", "outside"), "ssp_115") == Misfit.OUTSIDE


def test_early_cooperation_holds_once() -> None:
    assert ask("youth", "schools").carries("prevention_once")
    again = ask("youth", "schools", used=("prevention_once",))
    assert not again.carries("prevention_once")
    assert why_not(again, "prevention_once") == Misfit.USED
    assert again.carries("notification")


def test_nobody_opens_anothers_data_to_themself_without_a_yes() -> None:
    verdict = ask("schools", "youth")
    assert verdict.answer == Answer.NEEDS_CONSENT
    assert why_not(verdict, "notification") == Misfit.NOT_YOURS


def test_when_no_basis_is_approved_the_answer_is_no() -> None:
    nothing = Ground(GROUND.authorities, GROUND.disciplines, ())
    assert decide(nothing, Parties(YOUTH, frozenset({"health"})), ("cases",), own=YOUTH).answer == Answer.NO


@pytest.mark.parametrize(
    ("basis", "kind", "is_consent", "is_override", "expected"),
    [
        ("notification", "cases", False, False, True),
        ("consent_11a", "cases", True, False, True),
        ("consent_11a", "cases", False, False, False),
        ("consent_11a", "cases", False, True, True),
        ("dropout_15d", "cases", False, False, False),
        ("dropout_15d", "contacts", False, False, True),
        ("no_longer_there", "cases", False, True, False),
    ],
)
def test_a_line_opens_only_while_its_basis_carries_it(
    basis: str, kind: str, is_consent: bool, is_override: bool, expected: bool
) -> None:
    line = ("youth", "schools", kind)
    assert opens(GROUND, basis, line, is_consent=is_consent, is_override=is_override) == expected


TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)
CHILD = Ages(TODAY + 100 * DAY, TODAY + 1200 * DAY, TODAY + 365 * DAY)
YOUNG = Ages(TODAY - 100 * DAY, TODAY + 900 * DAY, TODAY + 365 * DAY)
ADULT = Ages(TODAY - 2000 * DAY, TODAY - DAY, TODAY + 365 * DAY)


@pytest.mark.parametrize(
    ("ages", "values", "refusal"),
    [
        (YOUNG, {}, ""),
        (ADULT, {}, ""),
        (YOUNG, {"given_by": "both", "has_guardian": True}, ""),
        (YOUNG, {"given_by": "both"}, "consent_without_guardian"),
        (YOUNG, {"given_by": "guardian", "has_guardian": True}, "consent_is_their_own"),
        (ADULT, {"given_by": "both", "has_guardian": True}, "consent_of_age"),
        (CHILD, {}, "consent_too_young"),
        (CHILD, {"given_by": "guardian", "has_guardian": True}, ""),
        (CHILD, {"given_by": "guardian", "has_guardian": True, "valid_to": TODAY + 100 * DAY}, "consent_past_own_age"),
        (CHILD, {"given_by": "guardian", "has_guardian": True, "valid_to": TODAY + 99 * DAY}, ""),
        (CHILD, {"given_by": "guardian"}, "consent_without_guardian"),
        (YOUNG, {"given_on": TODAY + DAY, "valid_from": TODAY + DAY}, "consent_in_future"),
        (YOUNG, {"given_on": TODAY, "valid_from": TODAY - DAY}, "consent_before_given"),
        (YOUNG, {"valid_to": TODAY - DAY}, "consent_ends_first"),
        (YOUNG, {"valid_to": TODAY + 365 * DAY}, ""),
        (YOUNG, {"valid_to": TODAY + 366 * DAY}, "consent_too_long"),
    ],
)
def test_who_says_yes_and_for_how_long(ages: Ages, values: dict[str, object], refusal: str) -> None:
    yes = Yes(**{  # type: ignore[arg-type]
        "given_by": "young_person", "has_guardian": False, "given_on": TODAY, "valid_from": TODAY,
        "valid_to": TODAY + 50 * DAY, **values,
    })  # fmt: skip
    assert refusal_of_yes(yes, ages, TODAY) == refusal


def test_a_yes_holds_on_its_first_and_last_day_and_not_beside_them() -> None:
    held = [day for day in range(-2, 4) if holds_on(TODAY + day * DAY, TODAY, TODAY + DAY, is_ended=False)]
    assert held == [0, 1]
    assert not holds_on(TODAY, TODAY, TODAY, is_ended=True)
    assert not holds_on(TODAY, TODAY, TODAY, is_ended=False, only_guardian=True, custody=False)
    assert holds_on(TODAY, TODAY, TODAY, is_ended=False, only_guardian=False, custody=False)
