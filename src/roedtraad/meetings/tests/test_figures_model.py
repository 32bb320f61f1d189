# SPDX-License-Identifier: EUPL-1.2
"""The engine against what queueing theory, arithmetic and common sense say."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roedtraad.meetings.whatif.model import (
    Arrival,
    ForumPlan,
    Outcome,
    Sitting,
    Tally,
    priority,
    redrawn,
    route,
    simulate,
    triangular,
)
from roedtraad.meetings.whatif.results import hours, summed, together, wait_quantile

RULE = "seventeen"
EXACT = (1.0, 1.0, 1.0)
"""Every talk lasts exactly as long as planned."""


def forum(every: int = 7, days: int = 730, **values: object) -> ForumPlan:
    """A forum that meets at a fixed distance and takes the rule's signals; its agenda closes on the day itself."""
    sittings = tuple(Sitting(day, day) for day in range(every, days, every))
    return ForumPlan("team", sittings=sittings, rules=frozenset({RULE}), spread=EXACT, **values)  # type: ignore[arg-type]


def arrivals(days: list[int], **values: object) -> list[Arrival]:
    return [Arrival(day, person, RULE, **values) for person, day in enumerate(days)]  # type: ignore[arg-type]


def steady(per_week: int, days: int = 730, seed: int = 1) -> list[Arrival]:
    """So many a week on average, each on a random day."""
    random = Random(seed)
    return arrivals([int(random.random() * days) for _ in range(per_week * days // 7)])


def run(plan: ForumPlan, arriving: list[Arrival], days: int = 730, seed: str = "1") -> Tally:
    return simulate([plan], arriving, days=days, seed=seed).forums["team"]


def mean_wait(tally: Tally) -> float:
    return sum(day * many for day, many in tally.waits.items()) / tally.treated


def test_a_small_case_by_hand() -> None:
    plan = forum(days=30, capacity=2, minutes=40, case_minutes=20, adults=4, preparation=30)
    tally = run(plan, arrivals([1, 2, 3, 8]), days=30)
    # Day 7: the two who came on days 1 and 2. Day 14: the one of day 3 and the one of day 8.
    assert dict(tally.waits) == {6: 2, 5: 1, 11: 1}
    assert (tally.meetings, tally.empty, tally.treated, tally.waiting) == (2, 2, 4, 0)
    assert hours(tally) == (4 * 20 * 4 + 4 * 30) / 60
    assert tally.backlog == [3, 2, 0, 0], "at the end of days 6, 13, 20 and 27"


def test_nobody_arrives_and_nothing_happens() -> None:
    tally = run(forum(), [])
    assert (tally.meetings, tally.treated, tally.waiting, hours(tally)) == (0, 0, 0, 0)
    assert set(tally.backlog) == {0}


def test_no_forum_takes_nobody() -> None:
    outcome = simulate([], arrivals([1, 2]), days=30, seed="1")
    assert outcome == Outcome(2, {"no_forum": 2}, {})


def test_below_capacity_the_queue_does_not_grow() -> None:
    tally = run(forum(capacity=12, minutes=240), steady(per_week=9))
    first, last = tally.backlog[:52], tally.backlog[-52:]
    assert abs(sum(last) - sum(first)) / 52 < 3


def test_above_capacity_it_grows_by_what_there_is_no_room_for() -> None:
    tally = run(forum(capacity=6, minutes=120), steady(per_week=9))
    assert tally.waiting == pytest.approx(3 * 104, rel=0.1)
    assert tally.backlog[-1] > 2 * tally.backlog[40] > 0


@pytest.mark.parametrize("every", [7, 14, 28])
def test_with_room_for_all_one_waits_half_the_time_between_meetings(every: int) -> None:
    """The residual of a renewal with a fixed distance: arrivals on days 1 to T before the meeting on day T wait (T-1)/2 on average."""
    plan = forum(every, days=2800, capacity=200, minutes=600 * 8, case_minutes=20)
    tally = run(plan, steady(per_week=10, days=2800), days=2800)
    assert mean_wait(tally) == pytest.approx((every - 1) / 2, rel=0.05)


def test_meeting_twice_as_often_with_half_the_room_halves_the_waiting() -> None:
    rare = run(forum(28, capacity=48, minutes=960), steady(per_week=9))
    often = run(forum(14, capacity=24, minutes=480), steady(per_week=9))
    assert mean_wait(often) == pytest.approx(mean_wait(rare) / 2, rel=0.2)


def test_one_a_day_and_one_served_a_day_is_the_queue_of_the_books() -> None:
    """M/D/1 in discrete time (Geo/D/1): Bernoulli arrivals of probability p in each of N slots a day, one served a day.

    Arrivals a day are binomial with variance v and mean r; the queue after each service has the mean r + (v - r (1 - r)) / (2 (1 - r)) - r.
    """
    random, slots, chance, days = Random(5), 20, 0.04, 40_000
    coming = [day for day in range(days) for _ in range(slots) if random.random() < chance]
    plan = ForumPlan(
        "team", sittings=tuple(Sitting(day, day) for day in range(days)), capacity=1, minutes=20, case_minutes=20,
        spread=EXACT, rules=frozenset({RULE}),
    )  # fmt: skip
    rate, variance = slots * chance, slots * chance * (1 - chance)
    before_service = rate + (variance - rate * (1 - rate)) / (2 * (1 - rate))
    left = before_service - rate
    tally = run(plan, arrivals(coming), days=days)
    assert mean_wait(tally) == pytest.approx(left / rate, rel=0.1), "Little's law: those left in line = rate × waiting"


def test_littles_law_holds() -> None:
    """The weeks' counts fall on every day between two meetings that are ten days apart."""
    tally = run(forum(10, 2800, capacity=15, minutes=300), steady(per_week=9, days=2800), days=2800)
    in_line = sum(tally.backlog) / len(tally.backlog)
    assert in_line == pytest.approx(9 / 7 * (mean_wait(tally) + 0.5), rel=0.15)


def test_a_talk_that_runs_over_moves_the_last_one_on_and_lets_them_be_first_next_time() -> None:
    plan = forum(days=30, capacity=3, minutes=60, case_minutes=20, durations=(35,))
    tally = run(plan, arrivals([1, 1, 1, 2]), days=30)
    # Three are on the agenda; two talks of 35 minutes leave no time for the third, who is first on day 14.
    assert (tally.carried, tally.meetings) == (1, 2)
    assert dict(tally.waits) == {6: 2, 13: 1, 12: 1}


def test_whoever_arrives_after_the_agenda_has_closed_waits_for_the_next() -> None:
    plan = ForumPlan("team", sittings=(Sitting(7, 2), Sitting(14, 9)), rules=frozenset({RULE}), spread=EXACT)
    assert dict(run(plan, arrivals([2, 3]), days=20).waits) == {5: 1, 11: 1}


def test_a_forum_that_is_called_meets_about_each_on_the_next_open_day() -> None:
    plan = ForumPlan("team", sittings=None, called_after=5, open_days=(6, 9), rules=frozenset({RULE}), spread=EXACT)
    tally = run(plan, arrivals([0, 1, 2]), days=30)
    assert tally.meetings == tally.treated == 3
    assert dict(tally.waits) == {6: 1, 5: 1, 7: 1}


def test_two_signals_about_one_who_waits_are_one() -> None:
    twice = [Arrival(1, 1, RULE), Arrival(2, 1, RULE), Arrival(8, 1, RULE)]
    tally = run(forum(days=30), twice, days=30)
    assert (tally.arrived, tally.merged, tally.treated) == (3, 1, 2)


def test_the_order_decides_who_is_first() -> None:
    late = Arrival(1, 1, "another", due=90, case_since=-900)
    early = Arrival(5, 2, RULE, due=20, case_since=-10)

    def by(order: str) -> ForumPlan:
        return ForumPlan("team", order=(order,), mandatory=frozenset({RULE}))

    first = {
        order: min((late, early), key=lambda one: priority(by(order), one, carried=False)).person
        for order in ("mandatory", "due", "waiting", "duration")
    }
    assert first == {"mandatory": 2, "due": 2, "waiting": 1, "duration": 1}
    assert priority(by("carried"), late, carried=True) < priority(by("carried"), late, carried=False)


def test_who_is_not_admitted_is_told_from_what_no_forum_takes() -> None:
    plan = ForumPlan("team", rules=frozenset({RULE}), least_disciplines=2, age_from=192, age_below=228)
    assert route(Arrival(0, 1, RULE, disciplines=2, age_months=192), [plan]) == (plan, None)
    assert route(Arrival(0, 1, RULE, disciplines=1, age_months=192), [plan]) == (None, "not_admitted")
    assert route(Arrival(0, 1, RULE, disciplines=2, age_months=228), [plan]) == (None, "not_admitted")
    assert route(Arrival(0, 1, "another"), [plan]) == (None, "no_forum")


def test_what_a_rule_makes_mandatory_gets_in_whatever_else_is_asked() -> None:
    plan = ForumPlan("team", rules=frozenset({RULE}), mandatory=frozenset({RULE}), least_disciplines=2)
    assert route(Arrival(0, 1, RULE, disciplines=0), [plan]) == (plan, None)


def test_what_a_colleague_brings_goes_to_its_own_forum_else_to_one_of_its_kind_else_to_any_that_is_open() -> None:
    own = ForumPlan("a", kind="conference", takes_brought=True)
    kind, open_one = ForumPlan("b", kind="conference", takes_brought=True), ForumPlan("c", takes_brought=True)
    brought = Arrival(0, 1, "", "a", "conference")
    assert route(brought, [open_one, kind, own])[0] == own
    assert route(brought, [open_one, kind])[0] == kind
    assert route(brought, [open_one])[0] == open_one
    assert route(brought, [ForumPlan("d")]) == (None, "no_forum")


def test_the_same_seed_gives_the_same_numbers_on_every_machine() -> None:
    """Pinned: a change of these numbers is a change of the method, and old answers cannot be made again."""
    plan = ForumPlan(
        "team", sittings=tuple(Sitting(day, day) for day in range(7, 364, 7)), capacity=6, rules=frozenset({RULE})
    )
    drawn = redrawn(steady(6, days=84), weeks_known=12, weeks=52, seed="7:0")
    tally = run(plan, drawn, days=364, seed="7:0")
    assert (len(drawn), tally.treated, tally.waiting, tally.carried) == (308, 298, 10, 6)
    assert round(tally.meeting_minutes, 6) == 29270.576207


def test_another_seed_gives_others() -> None:
    plan = ForumPlan("team", sittings=(Sitting(7, 7),), rules=frozenset({RULE}))
    coming = arrivals([1, 2, 3])
    assert run(plan, coming, seed="1").meeting_minutes != run(plan, coming, seed="2").meeting_minutes


def test_the_weeks_to_come_are_drawn_whole_and_are_about_others() -> None:
    known = arrivals([0, 3, 8])
    drawn = redrawn(known, [Arrival(-5, 9, RULE)], weeks_known=2, weeks=10, seed="1")
    assert drawn[0].day == -5
    assert {one.day % 7 for one in drawn[1:]} <= {0, 3, 1}
    assert len({one.person for one in drawn}) == len(drawn)


def test_a_triangle_has_its_mean() -> None:
    drawn = [triangular((one + 0.5) / 1000, 0.5, 1.0, 1.5) for one in range(1000)]
    assert min(drawn) > 0.5
    assert max(drawn) < 1.5
    assert sum(drawn) / 1000 == pytest.approx(1.0, abs=0.001)


PLANS = st.builds(
    lambda every, capacity, minutes, lag, least, called: ForumPlan(
        "team",
        sittings=None if called else tuple(Sitting(day, day - lag) for day in range(every, 200, every)),
        called_after=lag, capacity=capacity, minutes=minutes, rules=frozenset({RULE}), least_disciplines=least,
    ),
    st.integers(1, 40), st.none() | st.integers(1, 9), st.integers(10, 300), st.integers(0, 12), st.integers(0, 3),
    st.booleans(),
)  # fmt: skip
ARRIVALS = st.lists(
    st.builds(
        Arrival, st.integers(-60, 250), st.integers(0, 30), st.sampled_from([RULE, "other", ""]),
        disciplines=st.integers(0, 3), due=st.none() | st.integers(-50, 300),
    ),
    max_size=60,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(PLANS, ARRIVALS)
def test_everybody_is_treated_waits_is_merged_refused_or_comes_too_late(plan: ForumPlan, coming: list[Arrival]) -> None:
    outcome = simulate([plan], coming, days=200, seed="1")
    tally = outcome.forums["team"]
    assert tally.arrived == tally.treated + tally.waiting + tally.merged
    taken = [one for one in coming if route(one, [plan])[0]]
    assert sum(one.day < 200 for one in taken) == tally.arrived
    assert len(taken) + sum(outcome.refused.values()) == outcome.arrivals == len(coming)
    assert tally.waits.total() == tally.treated
    assert all(day >= 0 for day in tally.waits)


@settings(max_examples=60, deadline=None)
@given(PLANS, ARRIVALS)
def test_more_room_never_treats_fewer(plan: ForumPlan, coming: list[Arrival]) -> None:
    """With talks of fixed length; with drawn ones it holds on average only."""
    import dataclasses

    tight = dataclasses.replace(plan, spread=EXACT, capacity=2, minutes=40, least_disciplines=0)
    wide = dataclasses.replace(tight, capacity=4, minutes=80)
    assert simulate([wide], coming, days=200, seed="1").forums["team"].treated >= (
        simulate([tight], coming, days=200, seed="1").forums["team"].treated
    )


def test_sums_hold_no_person_and_say_the_band() -> None:
    plan = forum(days=200, capacity=3)
    outcomes = [simulate([plan], steady(4, days=200, seed=one), days=200, seed=str(one)) for one in range(9)]
    result = summed([plan], outcomes, {"team": {"da": "Team", "en": "Team"}})
    low, middle, high = result["measures"]["waiting"]
    assert low <= middle <= high
    assert set(result) == {"measures", "waits", "months", "backlog", "forums"}
    assert sum(share[1] for share in result["waits"]) == pytest.approx(100, abs=20), (
        "middles of classes need not add up"
    )
    assert len(result["backlog"]) == len(together(outcomes[0]).backlog) == 28


def test_a_quantile_of_nobody_is_nothing() -> None:
    assert wait_quantile(Tally().waits, 0.5) is None
