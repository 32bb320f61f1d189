# SPDX-License-Identifier: EUPL-1.2
"""Who is proposed: nobody twice, the young person first, never above the maximum without saying so."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roedtraad.meetings.rules import inviting_hearing as hearing
from roedtraad.meetings.rules.inviting import (
    OWN_SIDE,
    TASKS,
    YOUNG_PERSON,
    Candidate,
    Place,
    covered_by_seat,
    may_substitute,
    propose,
    who_comes,
)
from roedtraad.meetings.rules.inviting_hearing import Ears, Line

calm = settings(suppress_health_check=[HealthCheck.too_slow])
"""The first draw waits for whoever else works on the machine."""
YOUNG = Candidate(YOUNG_PERSON, YOUNG_PERSON)
ADULT_TASKS = [task for task in TASKS if task not in OWN_SIDE]
candidates = st.lists(
    st.builds(
        Candidate, key=st.integers(1, 8).map("account:{}".format), task=st.sampled_from(ADULT_TASKS),
        seat=st.sampled_from(["", "discipline:social", "unit:youth"]), is_own_matter=st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


def account(number: int, task: str, seat: str = "", *, own: bool = False) -> Candidate:
    return Candidate(f"account:{number}", task, seat, own)


@calm
@given(candidates, st.integers(1, 8), st.integers(0, 20))
def test_nobody_twice_and_the_young_person_first(found: list[Candidate], most: int, at: int) -> None:
    made = propose([*found[:at], Candidate("guardian:1", "guardian"), YOUNG, *found[at:]], most)
    assert len({one.key for one in made.people}) == len(made.people)
    assert [one.key for one in made.people[:2]] == [YOUNG_PERSON, "guardian:1"]


@calm
@given(candidates, st.integers(1, 8))
def test_above_the_maximum_is_always_said(found: list[Candidate], most: int) -> None:
    made = propose([YOUNG, *found], most)
    assert made.adults == len({one.key for one in found})
    assert made.above == max(made.adults - most, 0)
    assert made.adults - made.above <= most


@calm
@given(candidates)
def test_whom_one_could_leave_out_is_never_needed(found: list[Candidate]) -> None:
    made = propose([YOUNG, *found], 3)
    leaving = {one.key for one in made.could_leave}
    for one in made.people:
        needed = {"contact_person", "decides", "chair"} & set(one.tasks) or one.is_own_matter or not one.is_adult
        assert not (needed and one.key in leaving)


@calm
@given(candidates)
def test_a_closed_circle_is_its_seats_and_its_chair(found: list[Candidate]) -> None:
    made = propose([YOUNG, *found], 5, closed_circle=True)
    assert all(one.seat or "chair" in one.tasks for one in made.people)


def test_one_person_carries_several_tasks() -> None:
    made = propose([account(1, "decides"), account(1, "caseworker", own=True), YOUNG, account(1, "pays")], 6)
    assert made.adults == 1
    assert made.people[1].tasks == ("caseworker", "decides", "pays")


def test_whoever_is_needed_least_could_leave_first() -> None:
    made = propose(
        [
            account(1, "contact_person"),
            account(2, "caseworker"),
            account(3, "member", "unit:youth"),
            account(4, "chair"),
        ],
        2,
    )
    assert made.above == 2
    assert [(one.key, one.reason) for one in made.could_leave] == [("account:3", "member"), ("account:2", "caseworker")]


def test_without_a_contact_person_nobody_speaks_for_a_caseworker() -> None:
    assert propose([account(2, "caseworker")], 1).could_leave == ()


def test_a_seat_speaks_for_its_discipline_and_its_unit() -> None:
    assert covered_by_seat({"discipline:social"}, "social", "authority")
    assert covered_by_seat({"unit:authority"}, "employment", "authority")
    assert not covered_by_seat({"role:company_consultant"}, "social", "authority")


def test_a_substitute_is_from_the_same_unit_or_field() -> None:
    here = Place(frozenset({"authority"}), frozenset({"social"}))
    assert may_substitute(here, Place(frozenset({"authority"}), frozenset()))
    assert may_substitute(here, Place(frozenset({"other"}), frozenset({"social"})))
    assert not may_substitute(here, Place(frozenset({"family"}), frozenset({"children_family"})))


def test_whoever_is_away_is_replaced_and_nobody_comes_twice() -> None:
    assert who_comes([1, 2, 3], {2: 3}) == (1, 3)


MATTERS = [(1, "cases"), (1, "plan"), (2, "cases")]


def test_own_department_and_the_same_authority_need_no_consent() -> None:
    found = hearing.hearing(Ears(frozenset({1}), frozenset({1, 2})), MATTERS, ())
    assert found.missing == frozenset()
    assert found.ground == hearing.ONE_AUTHORITY


def test_what_nobody_has_said_yes_to_is_missing_and_there_is_no_ground() -> None:
    found = hearing.hearing(Ears(frozenset({3}), frozenset({3})), MATTERS, [Line(1, 3, "plan", "consent_11a")])
    assert found.heard == {(1, "plan"): "consent_11a"}
    assert found.missing == {(1, "cases"), (2, "cases")}
    assert found.ground == ""


def test_a_consent_reaches_further_than_the_authority() -> None:
    lines = [Line(2, 1, "cases", "consent_11a")]
    assert hearing.hearing(Ears(frozenset({1}), frozenset({1})), MATTERS, lines).ground == "consent_11a"


@calm
@given(st.sets(st.tuples(st.integers(1, 4), st.sampled_from(["cases", "plan", "health"]))), st.sets(st.integers(1, 4)))
def test_everything_is_either_heard_or_missing(matters: set[tuple[int, str]], own: set[int]) -> None:
    found = hearing.hearing(Ears(frozenset(own), frozenset(own)), matters, ())
    assert set(found.heard) | found.missing == matters
    assert not set(found.heard) & found.missing


def test_a_guardian_hears_as_a_party_only() -> None:
    found = hearing.only(MATTERS, {(1, "cases")}, hearing.AS_PARTY)
    assert found.heard == {(1, "cases"): hearing.AS_PARTY}
    assert (1, "plan") in found.missing
