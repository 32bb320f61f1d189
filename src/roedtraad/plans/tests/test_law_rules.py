# SPDX-License-Identifier: EUPL-1.2
"""What a law asks a plan to hold: each check alone, on plain values."""

import datetime as dt
from dataclasses import replace

import pytest

from roedtraad.organisation.terms import standards
from roedtraad.plans.law_rules import CHECKS, Answer, Stands, State, answer, is_whole, signed_by
from roedtraad.plans.law_words import REASONS
from roedtraad.plans.models import PlanTextCode

TODAY = dt.date(2026, 11, 21)
BARE = Stands(
    on=TODAY, age=17, of_age_on=dt.date(2027, 8, 1), duty_from=15, support_by=dt.date(2027, 2, 1), has_guardian=True
)
"""A 17-year-old with a guardian and a plan in which nothing stands."""
GROWN = replace(BARE, age=18, of_age_on=dt.date(2026, 8, 1), support_by=dt.date(2026, 2, 1))
ALL_CODES = sorted({one.code for view in standards().plan_views for one in view.requires})


def state(code: str, stands: Stands) -> State:
    return answer(code, stands).state


def test_every_requirement_of_the_standards_has_a_check_and_every_check_a_requirement() -> None:
    assert ALL_CODES == [
        "assessment", "consent", "contact_person", "duration", "duty_kept", "education_work_goals", "education_work_steps",
        "goal", "goal_after_school", "grade_10_gain", "guardian_remarks", "made_together", "own_words",
        "several_departments", "support_after_18", "wish",
    ]  # fmt: skip
    assert set(CHECKS) == set(ALL_CODES)


@pytest.mark.parametrize("code", ALL_CODES)
def test_an_empty_plan_meets_nothing(code: str) -> None:
    assert state(code, BARE) in {State.MISSING, State.NOT_ASKED}
    assert state(code, BARE) == State.MISSING or code == "grade_10_gain"


def test_a_requirement_that_the_program_does_not_know_is_for_a_person_and_never_green() -> None:
    everything = replace(BARE, has_goal=True, texts=frozenset(PlanTextCode.values), signed=frozenset({"young_person"}))
    assert answer("a_new_law_asks_for_this", everything) == Answer(State.JUDGE, "unknown")
    assert not is_whole([answer("a_new_law_asks_for_this", everything)])


@pytest.mark.parametrize("code", ["wish", "guardian_remarks", "duty_kept", "duration", "assessment", "grade_10_gain"])
def test_what_has_been_written_is_there_and_what_another_department_wrote_may_be(code: str) -> None:
    asked = replace(BARE, is_in_grade_10=True)
    assert state(code, asked) == State.MISSING
    assert state(code, replace(asked, hidden_texts=True)) == State.JUDGE
    assert state(code, replace(asked, texts=frozenset({code}), hidden_texts=True)) == State.MET


def test_of_age_neither_guardian_nor_duty_is_asked_for() -> None:
    for code in ("guardian_remarks", "duty_kept"):
        assert answer(code, GROWN) == Answer(State.NOT_ASKED, "of_age")
    assert signed_by("guardian", GROWN).state == State.NOT_ASKED


def test_the_duty_begins_at_its_age_and_a_guardian_must_be_there_to_be_asked() -> None:
    assert answer("duty_kept", replace(BARE, age=14)) == Answer(State.NOT_ASKED, "before_duty")
    assert state("duty_kept", replace(BARE, age=15)) == State.MISSING
    assert answer("guardian_remarks", replace(BARE, has_guardian=False)) == Answer(State.NOT_ASKED, "no_guardian")


@pytest.mark.parametrize(
    ("grade", "in_grade_10", "expected"),
    [
        (9, False, State.JUDGE),
        (10, False, State.MISSING),
        (None, True, State.MISSING),
        (None, False, State.NOT_ASKED),
    ],
)
def test_the_gain_of_10th_grade_is_asked_in_it_and_before_it_a_person_knows(
    grade: int | None, in_grade_10: bool, expected: State
) -> None:
    assert state("grade_10_gain", replace(BARE, grade=grade, is_in_grade_10=in_grade_10)) == expected


def test_a_goal_that_somebody_else_has_worded_is_not_her_own_words() -> None:
    assert answer("own_words", BARE).reason == "no_goal"
    assert answer("own_words", replace(BARE, has_goal=True)).reason == "goal_of_others"
    assert state("own_words", replace(BARE, has_goal=True, goal_is_own_words=True)) == State.MET


def test_goals_and_steps_are_about_education_or_work() -> None:
    treatment, work = frozenset({"treatment"}), frozenset({"treatment", "work"})
    assert state("education_work_goals", replace(BARE, goal_areas=treatment)) == State.MISSING
    assert state("education_work_goals", replace(BARE, goal_areas=work)) == State.MET
    assert state("education_work_steps", replace(BARE, step_areas=treatment)) == State.MISSING
    assert state("education_work_steps", replace(BARE, step_areas=treatment, hidden_steps=True)) == State.JUDGE
    assert state("education_work_steps", replace(BARE, step_areas=work)) == State.MET


def test_made_together_is_what_everybody_who_must_has_signed_as_it_stands_now() -> None:
    young, both = frozenset({"young_person"}), frozenset({"young_person", "guardian"})
    assert answer("made_together", replace(BARE, signed_before=both)).reason == "not_signed_by_young_person"
    assert answer("made_together", replace(BARE, signed=young)).reason == "not_signed_by_guardian"
    assert state("made_together", replace(BARE, signed=both)) == State.MET
    assert state("made_together", replace(GROWN, signed=young)) == State.MET


def test_a_signature_of_what_was_agreed_before_does_not_count() -> None:
    assert signed_by("young_person", replace(BARE, signed_before=frozenset({"young_person"}))).reason == "signed_before"
    assert signed_by("school", BARE).reason == "not_signed"


def test_support_after_18_is_due_half_a_year_before_and_then_late() -> None:
    parts = frozenset({"after_18_housing", "after_18_education", "after_18_work"})
    found = answer("support_after_18", replace(BARE, texts=parts - {"after_18_work"}))
    assert found == Answer(State.MISSING, "after_18_missing", "text:after_18_work", BARE.support_by)
    assert answer("support_after_18", replace(BARE, on=BARE.support_by)).reason == "after_18_missing", (
        "the day is in time"
    )
    late = replace(BARE, on=BARE.support_by + dt.timedelta(days=1))
    assert answer("support_after_18", late).reason == "after_18_late"
    assert state("support_after_18", replace(late, texts=parts)) == State.MET
    assert state("support_after_18", GROWN) == State.NOT_ASKED
    assert state("support_after_18", replace(BARE, hidden_texts=True)) == State.JUDGE


def test_the_consent_names_every_department_with_a_step_and_under_18_the_guardian_agrees() -> None:
    steps = replace(BARE, departments=frozenset({1, 2}))
    whole, some = frozenset({1, 2, 3}), frozenset({1})
    assert answer("consent", steps).reason == "no_consent_of_young_person"
    assert answer("consent", replace(steps, agreed_to={"young_person": some})).reason == "consent_without_department"
    assert answer("consent", replace(steps, agreed_to={"young_person": whole})).reason == "no_consent_of_guardian"
    both = replace(steps, agreed_to={"young_person": whole, "guardian": whole})
    assert state("consent", both) == State.MET
    assert state("consent", replace(both, hidden_steps=True)) == State.JUDGE
    assert state("consent", replace(GROWN, departments=whole, agreed_to={"young_person": whole})) == State.MET


def test_several_departments_are_at_least_two() -> None:
    assert state("several_departments", replace(BARE, departments=frozenset({1}))) == State.MISSING
    assert state("several_departments", replace(BARE, departments=frozenset({1}), hidden_steps=True)) == State.JUDGE
    assert state("several_departments", replace(BARE, departments=frozenset({1, 2}))) == State.MET


def test_every_reason_has_words() -> None:
    told = replace(BARE, has_goal=True, goal_is_own_words=True, has_contact_person=True, signed=frozenset({"guardian"}))
    cases = (BARE, GROWN, told, replace(BARE, hidden_texts=True, hidden_steps=True), replace(BARE, age=14, grade=9))
    reasons = {answer(code, one).reason for code in (*ALL_CODES, "unknown_code") for one in cases}
    reasons |= {signed_by(who, one).reason for who in ("young_person", "guardian") for one in cases}
    assert reasons <= set(REASONS)
    assert len(reasons) > 15
