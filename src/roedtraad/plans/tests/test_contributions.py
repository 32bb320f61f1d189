# SPDX-License-Identifier: EUPL-1.2
"""What the plan tells elsewhere: on the thread, on the desk, when a case is to be closed, to the rules, in the portal."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.cases.dependencies import what_waits
from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role, system_actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.contributions import ThreadQuery
from roedtraad.kernel.errors import NotVisible
from roedtraad.organisation.account_actions import lock_account
from roedtraad.organisation.models import Account
from roedtraad.people.models import YoungPerson
from roedtraad.plans import actions, desk, leaving, step_actions, thread
from roedtraad.plans.models import Agreement, AgreementState, Plan, PlanTextCode, Step
from roedtraad.plans.portal_queries import plan_for_portal
from roedtraad.plans.step_actions import AgreementDetails, Doer, StepDetails
from roedtraad.plans.tests.conftest import citizen, other_unit
from roedtraad.plans.tests.making import YOUNG, Made, make_plan
from tests.cast import Cast, make_case, make_person, use_profile

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(1)


@pytest.fixture
def made(worker: Actor, cast: Cast) -> Made:
    return make_plan(worker, cast.young_person.pk)


def entries(actor: Actor, made: Made, before: dt.date | None = None) -> dict[str, dt.date]:
    query = ThreadQuery(actor, made.plan.young_person_id, before, 50)
    return {one.key: one.on for one in (*thread.plan_entries(query), *thread.method_entries(query))}


def test_the_goal_stands_at_the_end_of_the_line_once(worker: Actor, made: Made) -> None:
    due_on = clock.today() + 40 * DAY
    Step.objects.filter(pk=made.step.pk).update(due_on=due_on)
    found = entries(worker, made)
    assert found[f"goal-{made.goal.pk}-end"] == due_on
    assert found[f"step-{made.step.pk}"] == due_on
    assert f"goal-{made.goal.pk}-end" not in entries(worker, made, clock.today())


def test_a_goal_with_no_step_ahead_has_no_day(worker: Actor, made: Made) -> None:
    goal = f"goal-{made.goal.pk}-end"
    assert entries(worker, made)[goal] == thread.NO_DAY
    Step.objects.filter(pk=made.step.pk).update(due_on=clock.today() - 3 * DAY)
    assert entries(worker, made)[goal] == thread.NO_DAY


def test_the_thread_shows_no_date_for_a_goal_with_no_step_ahead(client: Client, worker: Actor, made: Made) -> None:
    client.force_login(Account.objects.get(pk=worker.account_id or 0))
    page = client.get(reverse("people:person", args=[made.plan.young_person_id])).content.decode()
    goal = page.split('kind-goal">')[1].split("</li>")[0]
    assert made.goal.words in goal
    assert "<time" not in goal


def test_scores_levels_and_signatures_are_on_the_thread(worker: Actor, made: Made) -> None:
    kinds = {key.split("-")[0] for key in entries(worker, made)}
    assert {"goal", "progression", "level", "sign"} <= kinds


def test_another_departments_step_is_not_on_the_thread(worker: Actor, made: Made) -> None:
    hidden = Step.objects.create(
        plan=made.plan, unit=other_unit(), title="PPR", area="education", due_on=clock.today() + DAY
    )
    assert f"step-{hidden.pk}" not in entries(worker, made)


def test_what_is_late_or_undecided_waits_for_somebody(worker: Actor, made: Made) -> None:
    late = Agreement.objects.create(
        plan=made.plan, what="Sent", by_young_person=True, made_on=clock.today(), due_on=clock.today() - DAY,
        decided_by_young_person=True, costs_nothing=True,
    )  # fmt: skip
    open_ = Agreement.objects.create(
        plan=made.plan, what="Uafklaret", by_young_person=True, made_on=clock.today(), due_on=clock.today() + DAY
    )
    found = thread.plan_entries(ThreadQuery(worker, made.plan.young_person_id, None, 50))
    stalled = {one.key for one in found if one.stalled}
    assert stalled == {f"agreement-{late.pk}", f"agreement-{open_.pk}"}


def test_the_thread_says_of_a_step_and_an_agreement_only_what_its_day_does_not_say(worker: Actor, made: Made) -> None:
    tomorrow = clock.today() + DAY
    Step.objects.filter(pk=made.step.pk).update(due_on=tomorrow, state="planned")
    going = Step.objects.create(
        plan=made.plan, title="Går i gang", area="education", due_on=tomorrow, state="under_way"
    )
    open_ = Agreement.objects.create(
        plan=made.plan, what="Uafklaret", by_young_person=True, made_on=clock.today(), due_on=tomorrow
    )
    settled = Agreement.objects.create(
        plan=made.plan, what="Afklaret", by_young_person=True, made_on=clock.today(), due_on=tomorrow,
        decided_by_young_person=True, costs_nothing=True,
    )  # fmt: skip
    found = {
        one.key: one.detail for one in thread.plan_entries(ThreadQuery(worker, made.plan.young_person_id, None, 50))
    }
    assert found[f"step-{made.step.pk}"] == ""
    assert found[f"step-{going.pk}"] == "under way"
    assert found[f"agreement-{open_.pk}"] == "undecided"
    assert found[f"agreement-{settled.pk}"] == ""


def test_a_person_without_a_plan_has_no_entries(worker: Actor, cast: Cast) -> None:
    query = ThreadQuery(worker, cast.young_person.pk, None, 50)
    assert [*thread.plan_entries(query), *thread.method_entries(query)] == []


def test_my_agreements_are_on_my_desk(worker: Actor, cast: Cast, made: Made) -> None:
    person_id = cast.young_person.pk
    for number in range(4):
        details = AgreementDetails(
            f"Ringe {number}", Doer(worker.account_id), due_on=clock.today() + number * DAY, costs_nothing=True,
            decided_by_id=worker.account_id,
        )  # fmt: skip
        step_actions.add_agreement(worker, person_id=person_id, agreement=details)
    items, count = desk.own_agreements(worker, 3)
    assert ([one.title for one in items], count) == (["Ringe 0", "Ringe 1", "Ringe 2"], 4)
    assert desk.own_agreements(cast.actor("colleague"), 3) == ([], 0)


def test_undecided_agreements_of_my_young_people_are_on_my_desk(worker: Actor, cast: Cast, made: Made) -> None:
    person_id = cast.young_person.pk
    step_actions.add_agreement(worker, person_id=person_id, agreement=AgreementDetails("Bolig", YOUNG))
    for key, expected in (("caseworker", 1), ("contact_person", 1), ("colleague", 0), ("other_caseworker", 0)):
        assert desk.undecided_agreements(cast.actor(key), 3)[1] == expected


def test_plans_to_go_through_are_on_my_desk(worker: Actor, cast: Cast, made: Made) -> None:
    assert desk.plans_to_revise(worker, 3) == ([], 0)
    Plan.objects.update(next_revision_on=clock.today() - DAY)
    items, count = desk.plans_to_revise(worker, 3)
    assert (count, items[0].is_late, items[0].person_id) == (1, True, cast.young_person.pk)


def test_a_case_waits_for_the_open_steps_of_its_unit(worker: Actor, cast: Cast, made: Made) -> None:
    assert any("Praktik" in sentence for sentence in what_waits(cast.case.pk))
    Step.objects.update(state="done", ended_on=clock.today())
    assert not any("Praktik" in sentence for sentence in what_waits(cast.case.pk))


def found_by(rule: str) -> set[YoungPerson]:
    sweep(system_actor(clock.today()), on=clock.today())
    return {signal.young_person for signal in Signal.objects.filter(rule=rule, closed_on__isnull=True)}


def aged(months: int) -> YoungPerson:
    return make_person(born_on=add_months(clock.today(), -months))


def test_about_16_without_a_realistic_plan_is_found_until_somebody_finds_it_realistic(cast: Cast) -> None:
    worker, person = cast.actor("caseworker"), aged(194)
    make_case(person, "authority", cast.account("caseworker"))
    rule = "no_realistic_plan_at_16"
    assert person in found_by(rule)
    make_plan(worker, person.pk)
    assert person in found_by(rule), "a plan is not yet a realistic one"
    actions.find_realistic(worker, person_id=person.pk)
    assert person not in found_by(rule)


def test_a_plan_that_nobody_has_gone_through_is_found(cast: Cast, made: Made, worker: Actor) -> None:
    rule, person = "plan_revision_overdue", cast.young_person
    assert person not in found_by(rule)
    Plan.objects.update(next_revision_on=clock.today() - 3 * DAY)
    assert person in found_by(rule)
    assert Signal.objects.get(rule=rule).due_on == clock.today() - 3 * DAY
    actions.revise_plan(worker, person_id=person.pk)
    assert person not in found_by(rule)


def test_support_after_18_is_found_missing_until_housing_education_and_work_are_written(cast: Cast) -> None:
    worker, person = cast.actor("caseworker"), aged(206)
    make_case(person, "authority", cast.account("caseworker"))
    make_plan(worker, person.pk)
    rule = "support_plan_six_months_before_18"
    needed = (PlanTextCode.AFTER_18_HOUSING, PlanTextCode.AFTER_18_EDUCATION, PlanTextCode.AFTER_18_WORK)
    for code in needed:
        assert person in found_by(rule)
        actions.write_text(worker, person_id=person.pk, code=code, text="Det er aftalt")
    assert person not in found_by(rule)


def test_the_rules_wait_for_nothing_of_the_plan_any_more() -> None:
    use_profile("fjordby")
    outcome = sweep(system_actor(clock.today()), on=clock.today())
    assert not {"has_realistic_plan", "plan_revision_due_on", "support_plan_ready"} & {
        fact for missing in outcome.waiting.values() for fact in missing
    }


def test_the_young_person_reads_all_of_her_plan_in_the_portal(alma: Actor, cast: Cast, made: Made) -> None:
    Step.objects.create(plan=made.plan, unit=other_unit(), title="PPR-samtale", area="education", order=9)
    found = plan_for_portal(alma, cast.young_person.pk)
    assert found is not None
    assert found.goal is not None
    assert found.goal.words == "Jeg vil være tømrer"
    assert [one.title for one in found.steps] == ["Praktik", "Ringe til skolen", "PPR-samtale"]
    assert [one.what for one in found.own_agreements] == ["Købe sko"]
    everyday = next(one for one in found.scales if one.code == "everyday")
    assert (everyday.latest, everyday.lowest, everyday.highest) == (2, 1, 5)
    assert found.version == Plan.objects.get().version


def test_the_portal_shows_a_plan_to_those_whose_it_is(alma: Actor, cast: Cast, made: Made) -> None:
    for actor, person in ((alma, cast.stranger), (cast.actor("caseworker"), cast.young_person)):
        with pytest.raises(NotVisible):
            plan_for_portal(actor, person.pk)
    company = citizen(cast.young_person, Role.COMPANY, "Firma")
    with pytest.raises(NotVisible):
        plan_for_portal(company, cast.young_person.pk)


def test_a_guardian_reads_the_plan_that_they_are_to_sign(guardian: Actor, cast: Cast, made: Made) -> None:
    found = plan_for_portal(guardian, cast.young_person.pk)
    assert found is not None
    assert found.goal is not None
    assert found.version == Plan.objects.get().version


def test_without_a_plan_the_portal_has_none(alma: Actor, cast: Cast) -> None:
    assert plan_for_portal(alma, cast.young_person.pk) is None


def test_a_step_proposed_in_the_portal_is_on_the_line(alma: Actor, worker: Actor, cast: Cast, made: Made) -> None:
    step_actions.propose_step(alma, person_id=cast.young_person.pk, title="Svømning", area="leisure")
    step_actions.add_step(worker, person_id=cast.young_person.pk, step=StepDetails("Kørekort", "leisure", YOUNG))
    found = plan_for_portal(alma, cast.young_person.pk)
    assert found is not None
    assert [(one.title, one.is_proposed) for one in found.steps][-2:] == [("Svømning", True), ("Kørekort", False)]


def test_what_a_colleague_had_promised_goes_to_a_leader_when_the_account_is_closed(
    cast: Cast, made: Made, worker: Actor
) -> None:
    """A closed account holds nothing open; the plan keeps a version of it, and the done stays with who did it (PEERS §7)."""
    person_id, colleague = cast.young_person.pk, cast.account("colleague")
    details = StepDetails("Ringe til kommunen", "everyday", Doer(colleague.pk), made.step.unit)
    step_actions.add_step(worker, person_id=person_id, step=details)
    promised = AgreementDetails("Bestille tid", Doer(colleague.pk), made.step.unit, costs_nothing=True)
    step_actions.add_agreement(worker, person_id=person_id, agreement=promised)
    done = step_actions.add_agreement(worker, person_id=person_id, agreement=promised)
    step_actions.set_agreement_state(worker, person_id=person_id, agreement_id=done.pk, state=AgreementState.DONE)
    assert leaving.open_count(colleague.pk) == 2
    lock_account(cast.actor("administrator"), account_id=colleague.pk)
    assert leaving.open_count(colleague.pk) == 0
    assert desk.own_agreements(cast.actor("leader"), 3)[1] == 1
    done.refresh_from_db()
    assert done.responsible == colleague
    assert Plan.objects.get().versions.latest("number").act == "plan_promises_released"
