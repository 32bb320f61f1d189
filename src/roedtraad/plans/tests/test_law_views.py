# SPDX-License-Identifier: EUPL-1.2
"""The laws' own plans of one person: which fit, what they say is there, and what the reader's department may not see."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roedtraad.consent.actions import Given, Terms, give_consent, withdraw_consent
from roedtraad.consent.models import Channel, Consent, GivenBy
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.remembering import remembering
from roedtraad.organisation.models import Unit
from roedtraad.people.models import YoungPerson
from roedtraad.plans import actions
from roedtraad.plans.actions import GoalDetails
from roedtraad.plans.law_rules import State
from roedtraad.plans.law_views import LawView, RequirementRow, law_views, one_law_view
from roedtraad.plans.models import GoalTerm, Plan, PlanTextCode, SignedHow, Signer
from roedtraad.plans.step_actions import Doer, StepDetails, add_step
from roedtraad.plans.tests.conftest import other_unit
from roedtraad.plans.version_actions import Signature, sign_plan
from tests.cast import Cast, years_ago

pytestmark = pytest.mark.django_db
YOUNG = Doer(by_young_person=True)


def view(worker: Actor, cast: Cast, code: str) -> LawView:
    return one_law_view(worker, cast.young_person.pk, code)


def row(worker: Actor, cast: Cast, code: str, requirement: str) -> RequirementRow:
    return next(one for one in view(worker, cast, code).rows if one.code == requirement)


def born(cast: Cast, on: dt.date) -> None:
    YoungPerson.objects.filter(pk=cast.young_person.pk).update(born_on=on)


def steps_of_two_departments(worker: Actor, cast: Cast) -> None:
    for code in ("authority", "family"):
        step = StepDetails(f"Skridt {code}", "work", YOUNG, Unit.objects.get(code=code))
        Plan.objects.get().steps.create(title=step.title, area=step.area, unit=step.unit, by_young_person=True)


def say_yes(worker: Actor, cast: Cast, given_by: GivenBy = GivenBy.BOTH, kind: str = "plan") -> Consent:
    """A yes to sharing the plan from the youth department with the family department."""
    terms = Terms(
        purpose="én plan", kinds=frozenset({kind}), giving=frozenset({"youth"}), receiving=frozenset({"family"}),
        basis="consent_11a", concerns="helhedsorienteret plan",
    )  # fmt: skip
    guardian = cast.guardian.pk if given_by != GivenBy.YOUNG_PERSON else None
    given = Given(given_by, Channel.SPOKEN, "da", clock.today(), guardian)
    return give_consent(worker, person_id=cast.young_person.pk, terms=terms, given=given)


def test_the_views_are_those_that_fit_the_age(plan: Plan, worker: Actor, cast: Cast) -> None:
    def codes() -> list[str]:
        return [one.code for one in law_views(worker, cast.young_person.pk)]

    assert codes() == ["education_plan", "fgu_extract", "youth_plan", "holistic_plan"]
    born(cast, years_ago(25.2))
    assert codes() == ["employment_plan"]
    born(cast, years_ago(14.2))
    assert codes() == ["education_plan"]
    with pytest.raises(NotVisible):
        one_law_view(worker, cast.young_person.pk, "employment_plan")
    with pytest.raises(NotVisible):
        one_law_view(worker, cast.young_person.pk, "no_such_plan")


def test_an_education_plan_is_whole_when_everything_stands_and_both_have_signed(
    plan: Plan, worker: Actor, cast: Cast
) -> None:
    person_id = cast.young_person.pk
    assert row(worker, cast, "education_plan", "wish").state == State.MISSING
    assert row(worker, cast, "education_plan", "wish").href.endswith("/texts/wish/")
    for code in (PlanTextCode.WISH, PlanTextCode.GUARDIAN_REMARKS, PlanTextCode.GRADE_10_GAIN, PlanTextCode.DUTY_KEPT):
        actions.write_text(worker, person_id=person_id, code=code, text="Noget")
    unsigned = view(worker, cast, "education_plan")
    assert [one.code for one in unsigned.rows if one.state == State.MISSING] == [
        "signed_by_young_person", "signed_by_guardian",
    ]  # fmt: skip
    for signer in (Signer.YOUNG_PERSON, Signer.GUARDIAN):
        sign_plan(worker, person_id=person_id, signature=Signature(signer, "Navn", SignedHow.PAPER))
    signed = view(worker, cast, "education_plan")
    assert signed.is_whole
    assert (signed.met, signed.asked) == (7, 7)
    assert [one.is_current for one in signed.signatures] == [True, True]


def test_a_change_of_what_is_agreed_makes_the_signatures_those_of_an_earlier_plan(
    plan: Plan, worker: Actor, cast: Cast
) -> None:
    person_id = cast.young_person.pk
    sign_plan(worker, person_id=person_id, signature=Signature(Signer.YOUNG_PERSON, "Alma", SignedHow.PAPER))
    assert row(worker, cast, "education_plan", "signed_by_young_person").state == State.MET
    add_step(worker, person_id=person_id, step=StepDetails("Praktik", "work", YOUNG))
    found = row(worker, cast, "education_plan", "signed_by_young_person")
    assert found.state == State.MISSING
    assert not view(worker, cast, "education_plan").signatures[0].is_current


def test_support_after_18_has_its_day_half_a_year_before(plan: Plan, worker: Actor, cast: Cast) -> None:
    today = clock.today()
    born(cast, add_months(today, -17 * 12 - 9))
    late = row(worker, cast, "youth_plan", "support_after_18")
    assert (late.state, late.is_late) == (State.MISSING, True)
    born(cast, add_months(today, -17 * 12 - 3))
    in_time = row(worker, cast, "youth_plan", "support_after_18")
    assert (in_time.state, in_time.is_late) == (State.MISSING, False)
    assert in_time.due
    for code in (PlanTextCode.AFTER_18_HOUSING, PlanTextCode.AFTER_18_EDUCATION, PlanTextCode.AFTER_18_WORK):
        actions.write_text(worker, person_id=cast.young_person.pk, code=code, text="Noget")
    assert row(worker, cast, "youth_plan", "support_after_18").state == State.MET


def test_goals_about_work_make_the_youth_plan_concrete(plan: Plan, worker: Actor, cast: Cast) -> None:
    assert row(worker, cast, "youth_plan", "own_words").state == State.MET
    assert row(worker, cast, "youth_plan", "education_work_goals").state == State.MISSING
    goal = GoalDetails("En læreplads", GoalTerm.LONG, "work")
    made = actions.set_goal(worker, person_id=cast.young_person.pk, goal=goal)
    assert row(worker, cast, "youth_plan", "education_work_goals").state == State.MET
    actions.end_goal(worker, person_id=cast.young_person.pk, goal_id=made.pk, outcome="dropped")  # type: ignore[arg-type]
    assert row(worker, cast, "youth_plan", "education_work_goals").state == State.MISSING


def test_the_holistic_plan_holds_only_while_both_have_said_yes(plan: Plan, worker: Actor, cast: Cast) -> None:
    steps_of_two_departments(worker, cast)
    assert row(worker, cast, "holistic_plan", "several_departments").state == State.MET
    assert view(worker, cast, "holistic_plan").refusal
    say_yes(worker, cast, GivenBy.YOUNG_PERSON)
    assert row(worker, cast, "holistic_plan", "consent").state == State.MISSING, "the guardian has not"
    consent = say_yes(worker, cast)
    assert row(worker, cast, "holistic_plan", "consent").state == State.MET
    assert not view(worker, cast, "holistic_plan").refusal
    withdraw_consent(worker, consent_id=consent.pk)
    assert row(worker, cast, "holistic_plan", "consent").state == State.MISSING
    assert view(worker, cast, "holistic_plan").refusal


def test_a_yes_to_something_else_than_the_plan_is_no_yes_to_a_holistic_plan(
    plan: Plan, worker: Actor, cast: Cast
) -> None:
    steps_of_two_departments(worker, cast)
    say_yes(worker, cast, kind="contacts")
    assert row(worker, cast, "holistic_plan", "consent").state == State.MISSING


def test_what_another_department_has_written_makes_it_a_persons_judgement(
    plan: Plan, worker: Actor, cast: Cast
) -> None:
    plan.texts.create(code=PlanTextCode.DURATION, text="Et år", unit=other_unit(), written_at=clock.now())
    assert row(worker, cast, "fgu_extract", "duration").state == State.JUDGE
    assert row(worker, cast, "fgu_extract", "assessment").state == State.JUDGE
    actions.write_text(worker, person_id=cast.young_person.pk, code=PlanTextCode.ASSESSMENT, text="I målgruppen")
    assert row(worker, cast, "fgu_extract", "assessment").state == State.MET


def test_without_a_contact_person_the_extract_says_so(plan: Plan, worker: Actor, cast: Cast) -> None:
    assert row(worker, cast, "fgu_extract", "contact_person").state == State.MET
    cast.young_person.contact_persons.update(ended_on=clock.today() - dt.timedelta(days=1))
    assert row(worker, cast, "fgu_extract", "contact_person").state == State.MISSING


def test_what_is_not_confirmed_is_marked(plan: Plan, worker: Actor, cast: Cast) -> None:
    assert not row(worker, cast, "education_plan", "wish").is_sure
    assert row(worker, cast, "fgu_extract", "goal").is_sure


def test_the_number_of_queries_does_not_grow_with_steps_consents_and_signatures(
    plan: Plan, worker: Actor, cast: Cast
) -> None:
    def count() -> int:
        with remembering(), CaptureQueriesContext(connection) as queries:
            law_views(worker, cast.young_person.pk)
        return len(queries)

    before = count()
    steps_of_two_departments(worker, cast)
    for number in range(6):
        say_yes(worker, cast)
        signature = Signature(Signer.GUARDIAN, f"Navn {number}", SignedHow.PAPER)
        sign_plan(worker, person_id=cast.young_person.pk, signature=signature)
    assert count() == before
