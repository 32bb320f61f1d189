# SPDX-License-Identifier: EUPL-1.2
"""The order of an agenda, room on it, and which case a forum takes: examples and what always holds."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roedtraad.meetings.rules.admission import CaseFacts, Unmet, alternatives, verdict
from roedtraad.meetings.rules.agenda import (
    ADMITTED,
    BROUGHT,
    MANDATORY,
    Candidate,
    Found,
    Sitting,
    in_order,
    merged,
    seated,
    waiting_line,
    woven,
)
from roedtraad.organisation.profile import Forum

DAY = dt.date(2026, 3, 2)
USUAL = ("carried", "mandatory", "due", "waiting")


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def candidate(person: int, entry: str = ADMITTED, **values: Any) -> Candidate:
    return Candidate(person, entry, DAY, unit_id=1, due_on=day(30))._replace(**values)


def forum(code: str = "conference", **values: object) -> Forum:
    given = {
        "id": code, "title": {"da": code, "en": code}, "kind": "conference", "valid_from": DAY, "source": "test",
        **values,
    }  # fmt: skip
    return Forum.model_validate(given)


def found(signal: int, person: int, entry: str = ADMITTED, due: int = 30, raised: int = 0, unit: int = 1) -> Found:
    return Found(signal, person, entry, day(due), day(raised), unit)


class TestMerging:
    def test_several_signals_of_one_person_are_one(self) -> None:
        (one,) = merged(
            [found(1, 7, due=10, raised=5), found(2, 7, due=20, raised=2), found(3, 7, MANDATORY, 40, 9, unit=8)]
        )
        assert (one.person_id, one.entry, one.signals) == (7, MANDATORY, (1, 2, 3))
        assert (one.due_on, one.waiting_since) == (day(10), day(2)), "the earliest day and the longest waiting"
        assert one.unit_id == 8, "whose matter it is, the most binding signal says"

    def test_two_people_stay_two(self) -> None:
        assert [one.person_id for one in merged([found(1, 7), found(2, 8)])] == [7, 8]


class TestOrder:
    def test_the_usual_order(self) -> None:
        line = [
            candidate(1, due_on=day(9)),
            candidate(2, due_on=day(3), waiting_since=day(-9)),
            candidate(3, due_on=day(3), waiting_since=day(-20)),
            candidate(4, MANDATORY, due_on=day(90)),
            candidate(5, BROUGHT, due_on=None, carries=1),
            candidate(6, BROUGHT, due_on=None),
        ]
        assert [one.person_id for one in in_order(line, USUAL)] == [5, 4, 3, 2, 1, 6]

    def test_by_how_long_the_case_has_lasted(self) -> None:
        """Kerteminde's weekly plenary (K9)."""
        line = [candidate(1, case_since=day(-10)), candidate(2, case_since=day(-400)), candidate(3)]
        assert [one.person_id for one in in_order(line, ("duration",))] == [2, 1, 3]


class TestSeats:
    def test_over_capacity_goes_to_the_next_meeting(self) -> None:
        sittings = [Sitting(11, day(14), 1), Sitting(12, day(28), 1)]
        seats = seated([candidate(1), candidate(2, MANDATORY), candidate(3)], sittings, USUAL)
        assert {meeting: [one.person_id for one in ones] for meeting, ones in seats.by_meeting.items()} == {
            11: [2],
            12: [1],
        }
        line = waiting_line(seats, sittings)
        assert [(one.candidate.person_id, one.place) for one in line] == [(1, 1), (3, 2)]
        assert line[0].expected == sittings[1]
        assert line[1].expected is None

    def test_whoever_was_brought_for_a_day_does_not_come_before(self) -> None:
        sittings = [Sitting(11, day(14), None), Sitting(12, day(28), None)]
        seats = seated([candidate(1, BROUGHT, not_before=day(28))], sittings, USUAL)
        assert not seats.by_meeting[11]
        assert len(seats.by_meeting[12]) == 1

    def test_a_place_that_somebody_gave_is_kept(self) -> None:
        assert woven({7: 0}, [1, 2]) == [7, 1, 2]
        assert woven({7: 1, 8: 2}, [1, 2]) == [1, 7, 8, 2]
        assert woven({7: 9}, [1]) == [1, 7]


people = st.lists(
    st.builds(
        Candidate,
        person_id=st.integers(1, 10_000),
        entry=st.sampled_from([MANDATORY, ADMITTED, BROUGHT]),
        waiting_since=st.integers(-60, 0).map(day),
        unit_id=st.just(1),
        due_on=st.none() | st.integers(-30, 90).map(day),
        carries=st.integers(0, 3),
        case_since=st.none() | st.integers(-900, 0).map(day),
        not_before=st.none() | st.integers(0, 60).map(day),
    ),
    unique_by=lambda one: one.person_id,
    max_size=40,
)
meetings = st.lists(
    st.builds(Sitting, st.integers(1, 99), st.integers(0, 90).map(day), st.none() | st.integers(-1, 8)),
    unique_by=lambda one: one.meeting_id,
    max_size=6,
)
orders = st.permutations(["carried", "mandatory", "due", "waiting", "duration"]).map(tuple)


calm = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
"""Making examples takes long on a busy machine, which says nothing of the rule."""


class TestAlways:
    @calm
    @given(people, meetings, orders)
    def test_nobody_is_lost_and_nobody_comes_twice(
        self, line: list[Candidate], sittings: list[Sitting], order: tuple[str, ...]
    ) -> None:
        seats = seated(line, sittings, order)
        everybody = [one.person_id for ones in (*seats.by_meeting.values(), seats.left) for one in ones]
        assert sorted(everybody) == sorted(one.person_id for one in line)

    @calm
    @given(people, meetings, orders)
    def test_no_meeting_takes_more_than_it_has_room_for(
        self, line: list[Candidate], sittings: list[Sitting], order: tuple[str, ...]
    ) -> None:
        seats = seated(line, sittings, order)
        for sitting in sittings:
            if sitting.free is not None:
                assert len(seats.by_meeting[sitting.meeting_id]) <= max(sitting.free, 0)

    @calm
    @given(people, orders, st.randoms())
    def test_the_order_does_not_depend_on_how_they_were_read(
        self, line: list[Candidate], order: tuple[str, ...], chance: object
    ) -> None:
        mixed = list(line)
        chance.shuffle(mixed)  # type: ignore[attr-defined]
        assert in_order(mixed, order) == in_order(line, order)

    @calm
    @given(people, orders)
    def test_what_is_mandatory_comes_first_unless_an_earlier_step_says_otherwise(
        self, line: list[Candidate], order: tuple[str, ...]
    ) -> None:
        alike = [one._replace(carries=0, due_on=None, waiting_since=DAY, case_since=None) for one in line]
        entries = [one.entry == MANDATORY for one in in_order(alike, order)]
        assert all(before or not after for before, after in pairwise(entries))

    @calm
    @given(people)
    def test_in_the_usual_order_only_who_was_not_reached_before_goes_before_what_is_mandatory(
        self, line: list[Candidate]
    ) -> None:
        for before, after in pairwise(in_order(line, USUAL)):
            if after.entry == MANDATORY and before.entry != MANDATORY:
                assert before.carries > after.carries

    @calm
    @given(people, meetings, orders)
    def test_nobody_waits_while_the_meeting_before_has_room(
        self, line: list[Candidate], sittings: list[Sitting], order: tuple[str, ...]
    ) -> None:
        free = [one._replace(not_before=None) for one in line]
        seats = seated(free, sittings, order)
        for sitting in sittings:
            if sitting.free is None or len(seats.by_meeting[sitting.meeting_id]) < sitting.free:
                assert not seats.left

    @calm
    @given(st.lists(st.builds(found, st.integers(1, 500), st.integers(1, 30)), unique_by=lambda one: one.signal_id))
    def test_merging_keeps_every_signal_once(self, signals: list[Found]) -> None:
        candidates = merged(signals)
        assert len({one.person_id for one in candidates}) == len(candidates)
        assert sorted(s for one in candidates for s in one.signals) == sorted(one.signal_id for one in signals)


class TestAdmission:
    two = forum(admission={"least_disciplines": 2, "rules": ["some_rule"]})

    def test_a_single_discipline_is_refused(self) -> None:
        """Brønderslev (K8)."""
        refused = verdict(self.two, CaseFacts(20, frozenset({"employment"}), has_open_case=True))
        assert not refused.allowed
        assert [one.unmet for one in refused.reasons] == [Unmet.DISCIPLINES]
        assert verdict(self.two, CaseFacts(20, frozenset({"employment", "social"}))).allowed

    @pytest.mark.parametrize(("age", "allowed"), [(16, False), (17, True), (18, True), (19, False)])
    def test_only_those_of_the_age(self, age: int, allowed: bool) -> None:
        young = forum(ages={"from": 17, "to": 18})
        assert verdict(young, CaseFacts(age)).allowed is allowed

    def test_only_what_the_workshop_did_not_solve(self) -> None:
        """Frederiksberg (K11): tried, and still a case."""
        after = forum(admission={"after": ["future_workshop"]})
        tried = CaseFacts(20, frozenset({"social"}), has_open_case=True, tried=frozenset({"future_workshop"}))
        assert verdict(after, tried).allowed
        (untried,) = verdict(after, replace(tried, tried=frozenset())).reasons
        assert (untried.unmet, untried.forum) == (Unmet.NOT_TRIED, "future_workshop")
        (solved,) = verdict(after, replace(tried, has_open_case=False)).reasons
        assert solved.unmet == Unmet.SOLVED

    def test_a_closed_circle_is_for_its_own(self) -> None:
        ssp = forum(closed_circle=True)
        assert not verdict(ssp, CaseFacts(15)).allowed
        assert verdict(ssp, CaseFacts(15, in_circle=True)).allowed

    def test_a_forum_without_cases_takes_none(self) -> None:
        none = forum(without_cases=True, admission={"any_caseworker": True})
        assert [one.unmet for one in verdict(none, CaseFacts(15)).reasons] == [Unmet.WITHOUT_CASES]

    def test_a_forum_of_rules_takes_those_whom_a_rule_has_found(self) -> None:
        ruled = forum(admission={"rules": ["some_rule"]})
        assert not verdict(ruled, CaseFacts(15)).allowed
        assert verdict(ruled, CaseFacts(15, rules=frozenset({"some_rule"}))).allowed

    def test_any_caseworker_may_bring_what_needs_another_view(self) -> None:
        """Kerteminde (K9)."""
        assert verdict(forum(admission={"any_caseworker": True, "rules": ["some_rule"]}), CaseFacts(15)).allowed

    def test_a_condition_in_words_is_for_people_to_judge(self) -> None:
        judged = verdict(forum(admission={"condition": {"da": "Svær", "en": "Hard"}}), CaseFacts(15))
        assert judged.allowed
        assert judged.is_judged

    def test_a_meeting_that_is_called_is_offered_first(self) -> None:
        network = forum("network", cadence={"ad_hoc": True}, admission={"any_caseworker": True})
        weekly = forum("alpha", cadence={"every": 1, "unit": "week"}, admission={"any_caseworker": True})
        young = forum("young", ages={"from": 10, "to": 12})
        offered = alternatives([weekly, network, self.two, young], CaseFacts(20, frozenset({"social"})), "conference")
        assert [one.id for one in offered] == ["network", "alpha"]
