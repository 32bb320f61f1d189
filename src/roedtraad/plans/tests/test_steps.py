# SPDX-License-Identifier: EUPL-1.2
"""The one line: steps of every department and of the young person, and what is agreed about them."""

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.organisation.models import Unit
from roedtraad.plans import policies, step_actions
from roedtraad.plans.models import UNDECIDED, Agreement, AgreementState, Plan, Step, StepState
from roedtraad.plans.queries import plan_page
from roedtraad.plans.reading import steps_of
from roedtraad.plans.step_actions import AgreementDetails, Doer, StepDetails
from roedtraad.plans.tests.conftest import other_unit
from roedtraad.plans.tests.making import YOUNG
from roedtraad.plans.tests.test_actions import refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def person_id(plan: Plan) -> int:
    return plan.young_person_id


@pytest.fixture
def unit(cast: Cast) -> Unit:
    return Unit.objects.get(code="authority")


@pytest.fixture
def step(worker: Actor, person_id: int, unit: Unit) -> Step:
    return step_actions.add_step(worker, person_id=person_id, step=StepDetails("Praktik", "work", YOUNG, unit))


@pytest.fixture
def others_step(plan: Plan) -> Step:
    """A step of a department that is another authority."""
    return Step.objects.create(plan=plan, unit=other_unit(), title="PPR-samtale", area="education", order=9)


def titles(actor: Actor, person_id: int) -> list[str]:
    return [one.title for one in steps_of(actor, person_id).rows]


def test_a_new_step_stands_at_the_end_of_the_line(worker: Actor, person_id: int, step: Step) -> None:
    step_actions.add_step(worker, person_id=person_id, step=StepDetails("Bolig", "housing", YOUNG))
    assert titles(worker, person_id) == ["Praktik", "Bolig"]


@pytest.mark.parametrize(
    "doer", [Doer(), Doer(1, by_young_person=True), Doer(outside_party="FGU", by_young_person=True)]
)
def test_exactly_one_does_a_step(worker: Actor, person_id: int, doer: Doer) -> None:
    refused(
        "one_does_it", lambda: step_actions.add_step(worker, person_id=person_id, step=StepDetails("X", "work", doer))
    )


def test_a_step_does_not_end_before_it_begins(worker: Actor, person_id: int) -> None:
    details = StepDetails("X", "work", YOUNG, None, clock.today(), clock.today() - dt.timedelta(1))
    refused("step_backwards", lambda: step_actions.add_step(worker, person_id=person_id, step=details))


def test_another_departments_step_is_not_shown_and_not_named_but_counted(
    worker: Actor, person_id: int, step: Step, others_step: Step
) -> None:
    page = plan_page(worker, person_id)
    assert page is not None
    assert ([one.title for one in page.line], page.hidden_steps) == (["Praktik"], 1)


def test_another_departments_step_is_nobody_elses_to_change(worker: Actor, person_id: int, others_step: Step) -> None:
    details = StepDetails("Nyt navn", "work", YOUNG)
    with pytest.raises(NotVisible):
        step_actions.change_step(worker, person_id=person_id, step_id=others_step.pk, step=details)
    with pytest.raises(NotVisible):
        step_actions.set_step_state(worker, person_id=person_id, step_id=others_step.pk, state=StepState.DONE)
    with pytest.raises(NotVisible):
        step_actions.add_step(worker, person_id=person_id, step=StepDetails("X", "work", YOUNG, others_step.unit))


def test_a_shared_step_is_read_and_not_changed(
    worker: Actor, person_id: int, others_step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert others_step.unit is not None
    shared = frozenset({(others_step.unit.department_id, "plan")})
    real = policies.reads
    monkeypatch.setattr(
        policies, "reads",
        lambda actor, person: type(real(actor, person))(departments=real(actor, person).departments, shared=shared),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        step_actions.set_step_state(worker, person_id=person_id, step_id=others_step.pk, state=StepState.DONE)


def test_a_step_of_another_plan_is_not_found(worker: Actor, person_id: int, cast: Cast) -> None:
    other = Plan.objects.create(young_person=cast.stranger, started_on=clock.today())
    step = Step.objects.create(plan=other, title="Viggos", area="work")
    with pytest.raises(NotVisible):
        step_actions.set_step_state(worker, person_id=person_id, step_id=step.pk, state=StepState.DONE)


def test_a_step_is_moved_among_those_that_one_reads(
    worker: Actor, person_id: int, step: Step, others_step: Step
) -> None:
    last = step_actions.add_step(worker, person_id=person_id, step=StepDetails("Bolig", "housing", YOUNG))
    step_actions.move_step(worker, person_id=person_id, step_id=last.pk, up=True)
    assert titles(worker, person_id) == ["Bolig", "Praktik"]
    assert [one.title for one in Step.objects.filter(plan__young_person_id=person_id)] == [
        "Bolig",
        "PPR-samtale",
        "Praktik",
    ]
    step_actions.move_step(worker, person_id=person_id, step_id=last.pk, up=True)
    assert titles(worker, person_id) == ["Bolig", "Praktik"]


def test_a_step_is_done_dropped_for_a_reason_and_taken_up_again(worker: Actor, person_id: int, step: Step) -> None:
    def stand(state: StepState, because: str = "") -> None:
        step_actions.set_step_state(worker, person_id=person_id, step_id=step.pk, state=state, because=because)

    refused("step_dropped_why", lambda: stand(StepState.DROPPED, " "))
    stand(StepState.DROPPED, "Ingen plads")
    step.refresh_from_db()
    assert (step.state, step.dropped_because, step.ended_on) == (StepState.DROPPED, "Ingen plads", clock.today())
    stand(StepState.UNDER_WAY)
    step.refresh_from_db()
    assert (step.dropped_because, step.ended_on) == ("", None)
    refused("step_state_same", lambda: stand(StepState.UNDER_WAY))
    stand(StepState.DONE)


def test_the_young_person_proposes_and_staff_answer(alma: Actor, worker: Actor, person_id: int) -> None:
    made = step_actions.propose_step(alma, person_id=person_id, title="Gå til svømning", area="leisure")
    assert (made.state, made.unit, made.by_young_person) == (StepState.PROPOSED, None, True)
    details = StepDetails("Gå til svømning om tirsdagen", "leisure", YOUNG)
    step_actions.change_step(worker, person_id=person_id, step_id=made.pk, step=details)
    made.refresh_from_db()
    assert made.state == StepState.PLANNED


def test_a_guardian_proposes_nothing(guardian: Actor, person_id: int) -> None:
    with pytest.raises(NotAllowed):
        step_actions.propose_step(guardian, person_id=person_id, title="Gymnasiet", area="education")


def test_an_agreement_about_a_step_belongs_to_the_steps_department(worker: Actor, person_id: int, step: Step) -> None:
    details = AgreementDetails("Busskort", YOUNG, None, step.pk)
    assert step_actions.add_agreement(worker, person_id=person_id, agreement=details).unit == step.unit


def test_what_costs_nothing_has_no_payer(worker: Actor, person_id: int, unit: Unit) -> None:
    details = AgreementDetails("X", YOUNG, paid_by_id=unit.pk, costs_nothing=True)
    refused("paid_and_free", lambda: step_actions.add_agreement(worker, person_id=person_id, agreement=details))


def test_undecided_is_red_exactly_when_decider_or_payer_is_missing(worker: Actor, plan: Plan, unit: Unit) -> None:
    """Every combination: the property, the filter and the rule say the same (DOMAIN §6.3, pain 6)."""
    deciders: list[dict[str, Any]] = [
        {}, {"decided_by_id": worker.account_id}, {"decided_unit_id": unit.pk}, {"decided_forum": "UKO"},
    ]  # fmt: skip
    own = {"decided_by_young_person": True}
    payers: tuple[dict[str, Any], ...] = ({}, {"paid_by_id": unit.pk}, {"costs_nothing": True})
    for decider, payer in itertools.product((*deciders, own), payers):
        details = AgreementDetails("X", YOUNG, **decider, **payer)
        made = step_actions.add_agreement(worker, person_id=plan.young_person_id, agreement=details)
        assert made.is_undecided == (not decider or not payer)
        assert Agreement.objects.filter(UNDECIDED, pk=made.pk).exists() == made.is_undecided
    page = plan_page(worker, plan.young_person_id)
    assert page is not None
    assert page.undecided == 3 + 4


def test_the_young_person_says_done_or_needs_help_of_what_is_hers(alma: Actor, worker: Actor, person_id: int) -> None:
    own = step_actions.add_agreement(worker, person_id=person_id, agreement=AgreementDetails("Søge SU", YOUNG))
    others = AgreementDetails("Ringe til SU", Doer(worker.account_id))
    theirs = step_actions.add_agreement(worker, person_id=person_id, agreement=others)

    def say(agreement: Agreement, state: AgreementState) -> None:
        step_actions.set_agreement_state(alma, person_id=person_id, agreement_id=agreement.pk, state=state)

    say(own, AgreementState.NEED_HELP)
    own.refresh_from_db()
    assert own.state == AgreementState.NEED_HELP
    refused("agreement_of_others", lambda: say(theirs, AgreementState.DONE))
    refused("agreement_of_others", lambda: say(own, AgreementState.VOID))


def test_whoever_is_to_do_it_says_that_it_is_done_whoever_owns_it(worker: Actor, plan: Plan) -> None:
    made = Agreement.objects.create(
        plan=plan, unit=other_unit(), what="Sende papirer", responsible_id=worker.account_id, made_on=clock.today()
    )

    def settle() -> None:
        step_actions.set_agreement_state(
            worker, person_id=plan.young_person_id, agreement_id=made.pk, state=AgreementState.DONE
        )

    settle()
    refused("agreement_state_same", settle)


def test_late_is_told_on_the_page(worker: Actor, person_id: int, step: Step) -> None:
    Step.objects.update(due_on=clock.today() - dt.timedelta(2))
    page = plan_page(worker, person_id)
    assert page is not None
    assert (page.late, page.line[0].is_late, page.next_up[0].what) == (1, True, "Praktik")


def test_the_database_refuses_what_the_acts_refuse(plan: Plan) -> None:
    for values in (
        {"state": "done"}, {"state": "dropped", "ended_on": clock.today()},
        {"starts_on": clock.today(), "due_on": clock.today() - dt.timedelta(1)},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Step.objects.create(plan=plan, title="X", area="work", **values)


def test_every_refusal_is_one_that_a_person_understands(worker: Actor, person_id: int) -> None:
    with pytest.raises(DomainError) as caught:
        step_actions.add_step(worker, person_id=person_id, step=StepDetails("X", "work", Doer()))
    assert str(caught.value).endswith(".")
