# SPDX-License-Identifier: EUPL-1.2
"""The network, the pyramid, hypotheses and what they taught, progression side by side."""

import datetime as dt
import itertools
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.organisation.terms import standards
from roedtraad.plans import method_actions
from roedtraad.plans.actions import GoalDetails, start_plan
from roedtraad.plans.experience import Question, experience
from roedtraad.plans.method_actions import Lesson, NetworkDetails, Scores
from roedtraad.plans.method_queries import pyramid_page
from roedtraad.plans.models import (
    HypothesisState,
    Plan,
    ProgressionMeasurement,
    PyramidLevel,
    TrialAction,
    TrialResult,
    TrialState,
)
from roedtraad.plans.network import RINGS, SIZE, Node, network_map, place
from roedtraad.plans.progression import charts, points
from roedtraad.plans.tests.conftest import other_unit
from roedtraad.plans.tests.test_actions import refused
from tests.cast import Cast, make_case, make_cast, make_person

pytestmark = pytest.mark.django_db
TODAY = clock.today


@pytest.fixture
def person_id(plan: Plan) -> int:
    return plan.young_person_id


def test_the_map_has_the_closest_in_the_innermost_ring(worker: Actor, plan: Plan) -> None:
    for name, ring in (("Onkel", 3), ("Mor", 1), ("Ven", 2)):
        method_actions.add_network_person(
            worker, person_id=plan.young_person_id, details=NetworkDetails(name, "", ring)
        )
    nodes = network_map(plan)
    assert [one.name for one in nodes] == ["Mor", "Ven", "Onkel"]
    distances = [((one.x - SIZE / 2) ** 2 + (one.y - SIZE / 2) ** 2) ** 0.5 for one in nodes]
    assert distances == pytest.approx(list(RINGS.values()), abs=1)


@given(st.sampled_from(sorted(RINGS)), st.integers(1, 40))
def test_everybody_on_a_ring_has_a_place_of_their_own_on_the_drawing(ring: int, count: int) -> None:
    places = {place(ring, number, count) for number in range(count)}
    assert len(places) == count
    assert all(0 < x < SIZE and 0 < y < SIZE for x, y in places)


def test_somebody_comes_closer_and_somebody_goes(worker: Actor, plan: Plan, person_id: int) -> None:
    made = method_actions.add_network_person(worker, person_id=person_id, details=NetworkDetails("Far", "", 3))
    closer = NetworkDetails("Far", "far", 1)
    method_actions.change_network_person(worker, person_id=person_id, network_id=made.pk, details=closer)
    assert plan.network.get().ring == 1
    method_actions.remove_network_person(worker, person_id=person_id, network_id=made.pk)
    for gone in (
        lambda: method_actions.remove_network_person(worker, person_id=person_id, network_id=made.pk),
        lambda: method_actions.change_network_person(worker, person_id=person_id, network_id=made.pk, details=closer),
    ):
        with pytest.raises(NotVisible):
            gone()


def level(actor: Actor, person_id: int, code: str, on: dt.date) -> None:
    method_actions.set_pyramid_level(actor, person_id=person_id, level=code, started_on=on, why="Fordi")


def test_the_help_steps_down(worker: Actor, person_id: int) -> None:
    level(worker, person_id, "intensive", TODAY() - dt.timedelta(100))
    level(worker, person_id, "early", TODAY() - dt.timedelta(10))
    page = pyramid_page(worker, person_id)
    assert [(row.direction, row.ended_on) for row in page.rows] == [(-1, None), (0, TODAY() - dt.timedelta(11))]
    assert [rung.code for rung in page.rungs] == ["intensive", "early", "preventive", "stable"]
    assert [rung.code for rung in page.rungs if rung.is_current] == ["early"]


def test_a_level_is_refused_that_makes_no_sense(worker: Actor, person_id: int) -> None:
    level(worker, person_id, "early", TODAY() - dt.timedelta(10))
    for code, name, days in (
        ("pyramid_unknown", "no_such_level", 0), ("pyramid_ahead", "stable", -1), ("pyramid_same", "early", 0),
        ("pyramid_before", "stable", 20),
    ):  # fmt: skip
        refused(code, partial(level, worker, person_id, name, TODAY() - dt.timedelta(days)))


def test_a_level_set_for_the_same_day_corrects_it(worker: Actor, person_id: int) -> None:
    level(worker, person_id, "early", TODAY())
    level(worker, person_id, "stable", TODAY())
    assert PyramidLevel.objects.get().level == "stable"


LEVELS = st.tuples(st.sampled_from(["stable", "preventive", "early", "intensive"]), st.integers(-1, 60))


class TestPyramid(TestCase):
    """Whatever is tried in whatever order, the periods never overlap and leave no day out."""

    @settings(max_examples=30, deadline=None)
    @given(st.lists(LEVELS, max_size=8))
    def test_the_history_never_overlaps(self, tries: list[tuple[str, int]]) -> None:
        cast = make_cast()
        worker = cast.actor("caseworker")
        plan = start_plan(worker, person_id=cast.young_person.pk, goal=GoalDetails("Mål"))
        for code, days in tries:
            try:
                level(worker, cast.young_person.pk, code, TODAY() - dt.timedelta(days))
            except DomainError:
                continue
        rows = sorted(plan.pyramid.all(), key=lambda one: one.started_on)
        for before, after in itertools.pairwise(rows):
            assert before.ended_on == after.started_on - dt.timedelta(1)
        assert [one.ended_on for one in rows[-1:]] == [None] * len(rows[-1:])


@pytest.fixture
def trial(worker: Actor, person_id: int) -> TrialAction:
    """Something small that is being tried."""
    level(worker, person_id, "early", TODAY())
    made = method_actions.make_hypothesis(worker, person_id=person_id, text="Ro hjælper", area="everyday")
    return method_actions.start_trial(
        worker, person_id=person_id, hypothesis_id=made.pk, did="Begynde klokken ti", expected="Færre sene dage"
    )


def lesson(learned: str = "Senere start virker", **values: object) -> Lesson:
    return Lesson("Tre gode uger", learned, TrialResult.YES, **values)  # type: ignore[arg-type]


def test_we_expect_do_see_and_learn(worker: Actor, person_id: int, trial: TrialAction) -> None:
    method_actions.tell_trial(worker, person_id=person_id, trial_id=trial.pk, lesson=lesson())
    trial.refresh_from_db()
    assert (trial.expected, trial.did, trial.saw, trial.learned) == (
        "Færre sene dage", "Begynde klokken ti", "Tre gode uger", "Senere start virker",
    )  # fmt: skip
    assert (trial.level, trial.state, trial.ended_on) == ("early", TrialState.DONE, TODAY())
    held = trial.hypothesis
    method_actions.conclude_hypothesis(worker, person_id=person_id, hypothesis_id=held.pk, state=HypothesisState.HOLDS)
    held.refresh_from_db()
    assert held.concluded_on == TODAY()
    refused(
        "hypothesis_state_same",
        lambda: method_actions.conclude_hypothesis(
            worker, person_id=person_id, hypothesis_id=held.pk, state=HypothesisState.HOLDS
        ),
    )


def test_a_lesson_is_told_when_it_is_over(worker: Actor, person_id: int, trial: TrialAction) -> None:
    running = lesson(state=TrialState.RUNNING)
    refused(
        "trial_runs",
        lambda: method_actions.tell_trial(worker, person_id=person_id, trial_id=trial.pk, lesson=running),
    )
    with pytest.raises(NotVisible):
        method_actions.tell_trial(worker, person_id=person_id, trial_id=trial.pk + 9, lesson=lesson())


@pytest.mark.parametrize("learned", ["Alma kom til tiden", "Bente ringede", "cpr 610190-1234"])
def test_a_text_that_others_may_read_names_nobody(
    worker: Actor, person_id: int, trial: TrialAction, learned: str
) -> None:
    told = lesson(learned, may_be_shared=True)
    refused(
        "trial_names_somebody",
        lambda: method_actions.tell_trial(worker, person_id=person_id, trial_id=trial.pk, lesson=told),
    )


def _learned_by(worker: Actor, count: int) -> None:
    """So many young people on whom the same has been tried."""
    for number in range(count):
        person = make_person()
        make_case(person, "authority")
        start_plan(worker, person_id=person.pk, goal=GoalDetails("Mål"))
        made = method_actions.make_hypothesis(worker, person_id=person.pk, text="Ro", area="everyday")
        tried = method_actions.start_trial(
            worker, person_id=person.pk, hypothesis_id=made.pk, did="Ringe", expected="Ja"
        )
        told = lesson(f"Lærdom {number}", may_be_shared=number % 2 == 0)
        method_actions.tell_trial(worker, person_id=person.pk, trial_id=tried.pk, lesson=told)


def test_experience_is_counted_only_when_no_one_can_be_pointed_at(worker: Actor) -> None:
    least = next(int(one.value) for one in standards().limits if one.code == "experience_least")
    _learned_by(worker, least - 1)
    found = experience(worker, Question())
    assert (found.groups, list(found.lessons.rows)) == ((), [])
    _learned_by(worker, 1)
    found = experience(worker, Question())
    assert [(one.people, one.trials, one.helped) for one in found.groups] == [(least, least, least)]


def test_only_texts_that_their_author_has_marked_are_read_by_others(worker: Actor) -> None:
    _learned_by(worker, 6)
    assert {row.learned for row in experience(worker, Question()).lessons.rows} == {"Lærdom 0", "Lærdom 2", "Lærdom 4"}
    assert [row.learned for row in experience(worker, Question(words="Lærdom 4")).lessons.rows] == ["Lærdom 4"]
    assert experience(worker, Question(words="Lærdom 4")).groups[0].people == 6, (
        "words narrow the texts, never the counts"
    )
    assert experience(worker, Question(area="work")).groups == ()
    assert experience(worker, Question(result="no")).lessons.total == 0
    assert {row.year for row in experience(worker, Question()).lessons.rows} == {TODAY().year}


def test_experience_is_for_those_who_work_with_plans(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        experience(cast.actor("school_representative"), Question())


def measure(actor: Actor, person_id: int, *scores: Scores) -> None:
    method_actions.measure_progression(actor, person_id=person_id, scores=scores)


def test_the_young_persons_score_stands_beside_the_workers(alma: Actor, worker: Actor, person_id: int) -> None:
    measure(alma, person_id, Scores("everyday", young=2))
    measure(worker, person_id, Scores("everyday", worker=4, comment="Går fremad"), Scores("belief"))
    chart = next(one for one in charts(worker, person_id) if one.code == "everyday")
    assert sorted((row.young, row.worker) for row in chart.rows if row.young) == [(2, None)]
    assert [row.worker for row in chart.rows if row.worker] == [4]
    assert (len(chart.young), len(chart.worker)) == (1, 1)
    assert chart.young[0].y > chart.worker[0].y


def test_a_second_score_on_the_same_day_corrects_the_first(worker: Actor, person_id: int) -> None:
    measure(worker, person_id, Scores("everyday", young=2, worker=3))
    measure(worker, person_id, Scores("everyday", worker=5))
    held = ProgressionMeasurement.objects.get()
    assert (held.young_score, held.worker_score) == (2, 5)


def test_scores_that_make_no_sense_are_refused(alma: Actor, worker: Actor, person_id: int) -> None:
    cases: list[tuple[str, Callable[[], None]]] = [
        ("score_missing", lambda: measure(worker, person_id, Scores("everyday"))),
        ("scale_unknown", lambda: measure(worker, person_id, Scores("no_such_scale", worker=2))),
        ("score_outside", lambda: measure(worker, person_id, Scores("everyday", worker=9))),
        ("score_of_worker", lambda: measure(alma, person_id, Scores("everyday", worker=3))),
    ]
    for code, act in cases:
        refused(code, act)
    assert not ProgressionMeasurement.objects.exists()


def test_another_departments_score_is_not_on_the_curve(worker: Actor, plan: Plan) -> None:
    plan.measurements.create(scale="everyday", measured_on=TODAY(), worker_score=1, unit=other_unit())
    assert all(not chart.rows for chart in charts(worker, plan.young_person_id))


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 5)), max_size=12, unique_by=lambda one: one[0]))
def test_the_curve_goes_from_left_to_right_inside_the_chart(scores: list[tuple[int, int]]) -> None:
    scale = standards().scales[0]
    dated: list[tuple[dt.date, int | None]] = [
        (dt.date(2024, 1, 1) + dt.timedelta(days), score) for days, score in scores
    ]
    days = sorted(on for on, _score in dated)
    found = points(scale, days, dated)
    assert [point.x for point in found] == sorted(point.x for point in found)
    assert all(40 <= point.x <= 580 and 16 <= point.y <= 150 for point in found)


def test_a_name_on_the_map_stands_away_from_the_middle() -> None:
    """So that no line to the middle runs through it."""
    centre = SIZE // 2
    for ring in RINGS:
        for number in range(5):
            x, y = place(ring, number, 5)
            node = Node(1, "Oda", "Oda", "", ring, "", "neutral", "", x, y)
            assert (node.label_y < y) == (y < centre)
