# SPDX-License-Identifier: EUPL-1.2
"""The made-up people: the same for the same seed, plausible in number, and nobody's."""

import datetime as dt
import tracemalloc
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pytest

from roedtraad.demo.biography import HALF_YEAR
from roedtraad.demo.generator import people_rows, town_of
from roedtraad.demo.lives import Life, draw_lives
from roedtraad.demo.recipes import RECIPES, deck
from roedtraad.kernel.calendar import months_between
from roedtraad.people.cpr import birth_date, is_administrative, normalise

TODAY = dt.date(2026, 11, 21)
MANY = 6600
NOTHING = {"benefit", "measure", "placement", "spare_time_job"}


def draw(count: int, seed: int = 1, today: dt.date = TODAY) -> list[Life]:
    return list(draw_lives(count, seed, today, town_of(None, count)))


@pytest.fixture(scope="module")
def everybody() -> list[Life]:
    return draw(MANY)


def age(life: Life) -> int:
    return months_between(life.born_on, TODAY) // 12


def current(life: Life) -> set[str]:
    return {one.kind for one in life.situations if one.ended_on is None}


def test_same_seed_same_people() -> None:
    assert draw(300) == draw(300)
    assert draw(300) != draw(300, seed=2)


def test_person_number_n_is_the_same_however_many_there_are() -> None:
    town = town_of(None, 400)
    assert list(draw_lives(40, 1, TODAY, town)) == list(draw_lives(400, 1, TODAY, town))[:40]


def test_rows_of_a_file_need_no_database() -> None:
    rows = list(people_rows(50, today=TODAY))
    assert rows == list(people_rows(50, today=TODAY))
    assert len({row["reference"] for row in rows}) == 50


def test_cohorts_are_as_large_as_those_of_a_municipality_of_36_000(everybody: list[Life]) -> None:
    ages = Counter(map(age, everybody))
    assert all(330 <= ages[one] <= 400 for one in range(13, 31)), ages
    assert sum(number for one, number in ages.items() if not 13 <= one <= 30) <= 30


def test_share_in_neither_education_nor_work(everybody: list[Life]) -> None:
    young = [life for life in everybody if 15 <= age(life) <= 24]
    neet = [life for life in young if current(life) <= NOTHING or life.recipe == "not_confirmed"]
    assert 3500 <= len(young) <= 3850
    assert 230 <= len(neet) <= 290


def test_those_followed_and_those_with_several_departments(everybody: list[Life]) -> None:
    assert 185 <= sum(life.is_followed for life in everybody) <= 220
    assert 80 <= sum(len({one.discipline for one in life.cases}) > 1 for life in everybody) <= 100
    assert 20 <= sum("stu" in current(life) for life in everybody) <= 32


def test_handovers_in_a_year(everybody: list[Life]) -> None:
    half_year = [
        life
        for life in everybody
        if 210 <= months_between(life.born_on, TODAY) < 216 and any(one.discipline == "social" for one in life.cases)
    ]
    assert 9 <= len(half_year) <= 16


def test_most_dropouts_come_early(everybody: list[Life]) -> None:
    lasted = [
        (one.ended_on - one.started_on).days
        for life in everybody
        for one in life.situations
        if one.kind == "youth_education" and one.ended_on is not None
    ]
    dropouts = [days for days in lasted if days < 2.5 * 365]
    assert len(dropouts) > 300
    assert 0.55 <= sum(days <= HALF_YEAR for days in dropouts) / len(dropouts) <= 0.65


def test_periods_of_one_kind_never_overlap_and_nothing_lies_ahead(everybody: list[Life]) -> None:
    for life in everybody:
        for kind in {one.kind for one in life.situations}:
            periods = sorted(
                (one.started_on, one.ended_on or dt.date.max) for one in life.situations if one.kind == kind
            )
            assert all(earlier[1] < later[0] for earlier, later in pairwise(periods)), (life.number, periods)
        for one in life.situations:
            assert one.started_on <= (one.ended_on or TODAY) <= TODAY
            assert one.started_on <= one.confirmed_on <= TODAY
        assert all(life.born_on < case.opened_on <= TODAY for case in life.cases)
        assert all(touch.held_on <= TODAY for touch in life.touches)


def test_nobody_has_the_number_of_a_real_person(everybody: list[Life]) -> None:
    assert all(is_administrative(normalise(life.cpr)) for life in everybody)
    assert all(birth_date(life.cpr) == life.born_on for life in everybody)
    assert len({life.cpr for life in everybody}) == MANY
    assert all(phone.startswith("0") for life in everybody for phone in _phones(life))


def _phones(life: Life) -> Iterable[str]:
    yield life.phone
    yield from (one.phone for one in life.guardians)


def test_names_have_danish_letters_and_are_sometimes_shared(everybody: list[Life]) -> None:
    names = Counter((life.name.given, life.name.family) for life in everybody)
    text = "".join(f"{given}{family}" for given, family in names)
    assert all(letter in text for letter in "æøåÆØÅé")
    assert names.most_common(1)[0][1] >= 3


def test_guardians_protection_and_interpreters(everybody: list[Life]) -> None:
    children = [life for life in everybody if months_between(life.born_on, TODAY) < 216]
    homes = sum(len({one.street for one in life.guardians}) == 2 for life in children)
    assert all(life.guardians for life in children)
    assert 0.15 < homes / len(children) < 0.35
    assert 40 <= sum(life.protected_to is not None for life in everybody) <= 120
    assert sum(bool(life.interpreter) for life in everybody) > 40


def test_everything_there_is_in_the_first_few_hundred() -> None:
    first = {slot.recipe.code for slot in deck()[:250]}
    assert {recipe.code for recipe in RECIPES} <= first


def test_memory_does_not_grow_with_the_number_of_people() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        for _life in draw_lives(count, 1, TODAY, town_of(None, count)):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(100)
    assert peak(900) < peak(300) + 300_000
