# SPDX-License-Identifier: EUPL-1.2
"""The plan as a whole: one goal, what laws ask for, revision, what a guidance professional finds realistic."""

import datetime as dt
from collections.abc import Callable

import pytest

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.organisation.models import Unit
from roedtraad.plans import actions
from roedtraad.plans.actions import GoalDetails
from roedtraad.plans.models import Goal, GoalOutcome, GoalTerm, Plan, PlanTextCode
from roedtraad.plans.step_actions import Doer, StepDetails, add_step
from roedtraad.plans.tests.conftest import other_unit
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(DomainError) as caught:
        act()
    assert caught.value.code == code


def test_a_plan_begins_with_the_goal_in_her_own_words_and_is_revised_in_half_a_year(plan: Plan, cast: Cast) -> None:
    goal = plan.goals.get()
    assert (goal.words, goal.term, goal.by_young_person) == ("Jeg vil være tømrer", GoalTerm.MAIN, True)
    assert goal.written_by == cast.account("caseworker")
    assert plan.next_revision_on == add_months(clock.today(), 6)
    assert Plan.objects.get().version == plan.versions.get().number == 1


def test_there_is_only_one_plan(plan: Plan, worker: Actor, cast: Cast) -> None:
    goal = GoalDetails("Et til")
    refused("plan_there", lambda: actions.start_plan(worker, person_id=cast.young_person.pk, goal=goal))


def test_a_goal_has_words(worker: Actor, cast: Cast) -> None:
    refused(
        "goal_without_words", lambda: actions.start_plan(worker, person_id=cast.young_person.pk, goal=GoalDetails(" "))
    )
    assert not Plan.objects.exists()


def test_a_new_goal_replaces_the_one_before_and_is_not_yet_found_realistic(
    plan: Plan, worker: Actor, cast: Cast
) -> None:
    person_id = cast.young_person.pk
    add_step(worker, person_id=person_id, step=StepDetails("Praktik", "work", Doer(by_young_person=True)))
    actions.find_realistic(worker, person_id=person_id)
    assert Plan.objects.get().realistic_by == cast.account("caseworker")
    actions.set_goal(worker, person_id=person_id, goal=GoalDetails("Jeg vil være murer"))
    assert Goal.objects.get(ended_on__isnull=True).words == "Jeg vil være murer"
    assert Goal.objects.get(ended_on__isnull=False).outcome == GoalOutcome.REPLACED
    assert Plan.objects.get().realistic_on is None


def test_long_and_short_goals_stand_beside_the_one_goal(plan: Plan, worker: Actor, cast: Cast) -> None:
    person_id = cast.young_person.pk
    short = actions.set_goal(worker, person_id=person_id, goal=GoalDetails("Stå op", GoalTerm.SHORT, "everyday"))
    assert Goal.objects.filter(ended_on__isnull=True).count() == 2
    actions.end_goal(worker, person_id=person_id, goal_id=short.pk, outcome=GoalOutcome.REACHED)
    refused(
        "goal_has_ended",
        lambda: actions.end_goal(worker, person_id=person_id, goal_id=short.pk, outcome=GoalOutcome.DROPPED),
    )
    with pytest.raises(NotVisible):
        actions.end_goal(worker, person_id=person_id, goal_id=short.pk + 99, outcome=GoalOutcome.REACHED)


def test_the_young_person_writes_her_own_goal_and_that_begins_the_plan(alma: Actor, cast: Cast) -> None:
    goal = actions.set_goal(alma, person_id=cast.young_person.pk, goal=GoalDetails("Have et job og en lejlighed"))
    assert (goal.by_young_person, goal.written_by) == (True, None)
    assert goal.plan.versions.get().by_young_person
    again = actions.set_goal(alma, person_id=cast.young_person.pk, goal=GoalDetails("Kun et job"))
    assert again.plan.goals.filter(ended_on__isnull=True).get() == again


def test_a_guardian_does_not_write_the_goal(guardian: Actor, plan: Plan, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.set_goal(guardian, person_id=cast.young_person.pk, goal=GoalDetails("Gymnasiet"))


@pytest.mark.parametrize("key", ["other_caseworker", "school_representative", "consultant", "operator"])
def test_those_without_the_right_write_nothing(plan: Plan, cast: Cast, key: str) -> None:
    with pytest.raises((NotVisible, NotAllowed)):
        actions.set_goal(cast.actor(key), person_id=cast.young_person.pk, goal=GoalDetails("Nej"))


def test_what_a_law_asks_for_is_written_changed_and_emptied(plan: Plan, worker: Actor, cast: Cast) -> None:
    person_id, unit = cast.young_person.pk, Unit.objects.get(code="authority")
    for text in ("Efterskole", "Værelse hos faster", " "):
        actions.write_text(worker, person_id=person_id, code=PlanTextCode.AFTER_18_HOUSING, text=text, unit=unit)
        assert [one.text for one in plan.texts.all()] == ([text] if text.strip() else [])


def test_another_departments_text_is_not_written_over(plan: Plan, worker: Actor, cast: Cast) -> None:
    school = other_unit()
    plan.texts.create(code=PlanTextCode.WISH, text="Fra PPR", unit=school, written_at=clock.now())
    person_id = cast.young_person.pk
    refused(
        "plan_text_of_others",
        lambda: actions.write_text(worker, person_id=person_id, code=PlanTextCode.WISH, text="Over"),
    )
    with pytest.raises(NotVisible):
        actions.write_text(worker, person_id=person_id, code=PlanTextCode.DURATION, text="Et år", unit=school)
    assert plan.texts.get().text == "Fra PPR"


def test_a_revision_sets_the_next_one(plan: Plan, worker: Actor, cast: Cast) -> None:
    today, person_id = clock.today(), cast.young_person.pk
    actions.revise_plan(worker, person_id=person_id, next_on=today + dt.timedelta(days=40))
    kept = Plan.objects.get()
    assert (kept.revised_on, kept.next_revision_on) == (today, today + dt.timedelta(days=40))
    refused("revision_not_ahead", lambda: actions.revise_plan(worker, person_id=person_id, next_on=today))


def test_a_plan_without_a_step_is_not_found_realistic(plan: Plan, worker: Actor, cast: Cast) -> None:
    person_id = cast.young_person.pk
    refused("plan_too_thin", lambda: actions.find_realistic(worker, person_id=person_id))
    refused("realistic_already", lambda: actions.find_realistic(worker, person_id=person_id, is_realistic=False))


def test_the_log_tells_what_was_done_and_not_the_words(plan: Plan) -> None:
    entry = LogEntry.objects.get(act="plan_started")
    assert "tømrer" not in str(LogDetail.objects.get(entry=entry).values)
