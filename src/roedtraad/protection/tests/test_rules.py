# SPDX-License-Identifier: EUPL-1.2
"""The draw of the sample and the clock of retention, as plain values."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roedtraad.protection.rules import Drawable, Use, draw, is_due, is_for_officer, months_to_draw, next_month, seed_of

SEED = seed_of(dt.date(2026, 10, 1), "ab" * 32)
looks_of_a_month = st.lists(
    st.tuples(st.integers(1, 10**9), st.integers(1, 30), st.sampled_from(["jobs", "family", "health", ""])),
    unique_by=lambda one: one[0], max_size=300,
).map(lambda rows: [Drawable(*row) for row in rows])  # fmt: skip


@given(looks_of_a_month, st.integers(1, 100), st.integers(1, 10))
def test_each_department_is_covered_and_has_its_share(looks: list[Drawable], percent: int, least: int) -> None:
    drawn = draw(SEED, looks, percent=percent, least=least)
    for department in {look.department for look in looks}:
        there = [look for look in looks if look.department == department]
        of_them = [look for look in drawn if look.department == department]
        assert len(of_them) == min(len(there), max(least, -(-len(there) * percent // 100)))
    assert len({look.sequence for look in drawn}) == len(drawn)


@given(looks_of_a_month, st.randoms())
def test_the_same_seed_draws_the_same_looks_in_whatever_order(looks: list[Drawable], chance: random.Random) -> None:
    shuffled = looks[:]
    chance.shuffle(shuffled)
    assert draw(SEED, shuffled, percent=5, least=2) == draw(SEED, looks, percent=5, least=2)


def test_another_seed_draws_other_looks() -> None:
    looks = [Drawable(one, 1, "jobs") for one in range(1, 1001)]
    other = seed_of(dt.date(2026, 10, 1), "cd" * 32)
    assert draw(SEED, looks, percent=5, least=1) != draw(other, looks, percent=5, least=1)


def test_nobody_in_a_department_is_drawn_more_than_chance_wants() -> None:
    """A hundred draws of one look in ten: each look is drawn some times and none nearly always."""
    looks = [Drawable(one, one, "jobs") for one in range(1, 101)]
    times = dict.fromkeys(range(1, 101), 0)
    for number in range(100):
        for look in draw(f"{number}", looks, percent=10, least=1):
            times[look.sequence] += 1
    assert sum(times.values()) == 1000
    assert max(times.values()) < 30


@pytest.mark.parametrize(
    ("leaders", "is_officers"), [([7], True), ([], True), ([7, 8], False), ([8], False)]
)  # fmt: skip
def test_a_look_that_no_leader_may_check_is_the_officers(leaders: list[int], is_officers: bool) -> None:
    assert is_for_officer(Drawable(1, 7, "jobs"), leaders) is is_officers


def test_every_month_that_is_over_is_drawn_once_and_the_running_one_never() -> None:
    first, today = dt.date(2024, 11, 20), dt.date(2026, 11, 1)
    due = months_to_draw(first, today, [dt.date(2025, 3, 1)])
    assert len(due) == 23
    assert due[0] == dt.date(2024, 11, 1)
    assert due[-1] == dt.date(2026, 10, 1)
    assert dt.date(2025, 3, 1) not in due
    assert months_to_draw(first, dt.date(2024, 11, 30), []) == []


def test_the_month_after_december_is_january() -> None:
    assert next_month(dt.date(2025, 12, 31)) == dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("kept_to", "is_running", "due"),
    [
        ("2026-11-19", False, True),
        ("2026-11-20", False, False),
        ("2026-11-21", False, False),
        ("2020-01-01", True, False),
    ],
)
def test_a_file_may_go_the_day_after_its_last(kept_to: str, is_running: bool, due: bool) -> None:
    use = Use(dt.date(2021, 1, 1), is_running)
    assert is_due(use, dt.date.fromisoformat(kept_to), dt.date(2026, 11, 20)) is due
