# SPDX-License-Identifier: EUPL-1.2
"""Made-up absence has the profile of 2019/20."""

import datetime as dt
from statistics import mean

import pytest

from roedtraad.demo.absence import COUNTED_DAYS, QUARTERS, AbsentDay, absence_days, school_days

DAYS = school_days(dt.date(2026, 11, 21))
PUPILS = 3000
Absences = dict[int, list[list[AbsentDay]]]


@pytest.fixture(scope="module")
def absences() -> Absences:
    """By grade, what each of many pupils was away."""
    return {grade: [absence_days(1, pupil, grade, DAYS) for pupil in range(PUPILS)] for grade in (2, 5, 8)}


def days_away(pupil: list[AbsentDay], kind: str = "") -> float:
    return sum(one.share for one in pupil if kind in {"", one.kind})


@pytest.mark.parametrize(("grade", "expected"), [(2, 9.7), (5, 10.3), (8, 11.1)])
def test_days_in_a_year_by_grade(absences: Absences, grade: int, expected: float) -> None:
    assert mean(map(days_away, absences[grade])) == pytest.approx(expected, rel=0.08)


@pytest.mark.parametrize(("kind", "expected"), [("illness", 5.5), ("leave", 3.5), ("unlawful", 1.4)])
def test_kinds(absences: Absences, kind: str, expected: float) -> None:
    everybody = [days_away(pupil, kind) for pupils in absences.values() for pupil in pupils]
    assert mean(everybody) == pytest.approx(expected, rel=0.12)


def test_seven_percent_and_one_in_five_above_ten(absences: Absences) -> None:
    shares = [days_away(pupil) / COUNTED_DAYS for pupils in absences.values() for pupil in pupils]
    assert mean(shares) == pytest.approx(0.07, abs=0.004)
    assert 0.16 <= mean(share > 0.10 for share in shares) <= 0.24


def test_a_few_older_pupils_are_unlawfully_away_for_more_than_15_percent_of_a_quarter(absences: Absences) -> None:
    assert 0.02 <= mean(map(is_above_15_percent, absences[8])) <= 0.045
    assert mean(map(is_above_15_percent, absences[2])) < 0.02


def is_above_15_percent(pupil: list[AbsentDay]) -> bool:
    length = len(DAYS) // QUARTERS
    quarters = [DAYS[start : start + length] for start in range(0, length * QUARTERS, length)]
    return any(
        sum(one.share for one in pupil if one.kind == "unlawful" and quarter[0] <= one.day <= quarter[-1])
        > 0.15 * length
        for quarter in quarters
    )


def test_days_are_school_days_each_once() -> None:
    assert len(DAYS) == COUNTED_DAYS
    assert all(day.weekday() < 5 and day.month != 7 for day in DAYS)
    for pupil in range(200):
        days = [one.day for one in absence_days(1, pupil, 8, DAYS)]
        assert len(days) == len(set(days))
        assert set(days) <= set(DAYS)


def test_same_seed_same_days() -> None:
    assert absence_days(3, 7, 8, DAYS) == absence_days(3, 7, 8, DAYS)
