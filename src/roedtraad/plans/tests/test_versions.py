# SPDX-License-Identifier: EUPL-1.2
"""Nothing of a plan is ever lost: versions, two at the same time, signatures, going back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.plans import actions, rules, snapshots, step_actions, version_actions
from roedtraad.plans.actions import GoalDetails
from roedtraad.plans.changing import PlanChanged
from roedtraad.plans.models import Agreement, Plan, PlanTextCode, SignedHow, Signer, SignOff, Step, StepState
from roedtraad.plans.step_actions import Doer, StepDetails
from roedtraad.plans.tests.conftest import other_unit
from roedtraad.plans.tests.making import YOUNG, make_plan
from roedtraad.plans.tests.test_actions import refused
from roedtraad.plans.version_actions import Signature
from roedtraad.plans.versions import compare, meanwhile, signatures, version_rows
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
TOGETHER = Signature(Signer.YOUNG_PERSON, "Alma", SignedHow.TOGETHER)


@pytest.fixture
def person_id(plan: Plan) -> int:
    return plan.young_person_id


@pytest.fixture
def step(worker: Actor, person_id: int) -> Step:
    return step_actions.add_step(worker, person_id=person_id, step=StepDetails("Praktik", "work", YOUNG))


def change(actor: Actor, step: Step, title: str, seen: int | None = None) -> None:
    details = StepDetails(title, "work", YOUNG)
    step_actions.change_step(actor, person_id=step.plan.young_person_id, step_id=step.pk, step=details, seen=seen)


def test_every_change_makes_a_version(step: Step, worker: Actor, fresh: Callable[[], Plan]) -> None:
    change(worker, step, "Praktik hos mureren")
    assert [one.number for one in fresh().versions.all()] == [3, 2, 1]
    assert fresh().version == 3


def test_two_change_the_same_step_and_the_second_is_told(
    step: Step, worker: Actor, cast: Cast, fresh: Callable[[], Plan]
) -> None:
    seen = fresh().version
    change(cast.actor("contact_person"), step, "Praktik hos smeden", seen)
    with pytest.raises(PlanChanged) as caught:
        change(worker, step, "Praktik hos mureren", seen)
    assert [one.columns for one in caught.value.found] == [("title",)]
    step.refresh_from_db()
    assert step.title == "Praktik hos smeden"
    change(worker, step, "Praktik hos mureren", caught.value.version)
    step.refresh_from_db()
    assert step.title == "Praktik hos mureren"


def test_two_change_different_things_and_both_stand(
    step: Step, worker: Actor, cast: Cast, fresh: Callable[[], Plan]
) -> None:
    seen, other = fresh().version, cast.actor("contact_person")
    actions.set_goal(other, person_id=cast.young_person.pk, goal=GoalDetails("Et nyt mål"), seen=seen)
    change(worker, step, "Praktik hos mureren", seen)
    plan = fresh()
    assert plan.goals.get(ended_on__isnull=True).words == "Et nyt mål"
    assert plan.steps.get().title == "Praktik hos mureren"
    assert [one.made_by for one in meanwhile(worker, plan, seen)] == [cast.account("contact_person")]


def test_a_version_that_never_was_is_no_reason_to_write_over(step: Step, worker: Actor) -> None:
    with pytest.raises(PlanChanged):
        change(worker, step, "Nyt", 99)


def test_a_version_is_told_in_words(step: Step, worker: Actor, fresh: Callable[[], Plan]) -> None:
    change(worker, step, "Praktik hos mureren")
    page = version_rows(worker, fresh(), 1)
    first = page.rows[0]
    assert (first.number, first.who, first.is_current) == (3, "Sara Sagsbehandler", True)
    told = first.changes.rows[0]
    assert (told.thing, told.name) == ("Step", "Praktik hos mureren")
    assert [(one.title, one.before, one.after) for one in told.columns] == [
        ("the step", "Praktik", "Praktik hos mureren")
    ]
    assert page.rows[1].changes.rows[0].is_new


def test_what_others_changed_is_counted_and_not_told(worker: Actor, plan: Plan, fresh: Callable[[], Plan]) -> None:
    Step.objects.create(plan=plan, unit=other_unit(), title="PPR-samtale", area="education", order=7)
    actions.write_text(worker, person_id=plan.young_person_id, code=PlanTextCode.WISH, text="FGU")
    found = compare(worker, fresh(), 1, 2)
    assert [row.thing for row in found.rows] == ["Part of the plan"]
    assert found.hidden == 1
    with pytest.raises(NotVisible):
        compare(worker, fresh(), 1, 77)


def test_another_departments_step_is_not_named_by_the_agreement_about_it(
    worker: Actor, plan: Plan, fresh: Callable[[], Plan]
) -> None:
    theirs = Step.objects.create(plan=plan, unit=other_unit(), title="PPR-samtale", area="education", order=7)
    mine = Agreement.objects.create(plan=plan, what="Ringe", by_young_person=True, made_on=clock.today())
    for step, text in ((None, "FGU"), (theirs, "EUD")):
        Agreement.objects.filter(pk=mine.pk).update(step=step)
        actions.write_text(worker, person_id=plan.young_person_id, code=PlanTextCode.WISH, text=text)
    found = compare(worker, fresh(), 2, 3)
    assert {row.name for row in found.rows} >= {"Ringe"}, "what changed is told"
    assert "PPR-samtale" not in str(found)
    assert "PPR-samtale" in str(compare(system_actor(clock.today()), fresh(), 2, 3)), "the control"


def test_a_signature_is_of_an_earlier_version_once_the_agreed_has_changed(
    step: Step, worker: Actor, person_id: int, fresh: Callable[[], Plan]
) -> None:
    version_actions.sign_plan(worker, person_id=person_id, signature=TOGETHER)
    assert [one.is_current for one in signatures(fresh())] == [True]
    step_actions.set_step_state(worker, person_id=person_id, step_id=step.pk, state=StepState.DONE)
    assert [one.is_current for one in signatures(fresh())] == [True], "doing it is not changing it"
    actions.write_text(worker, person_id=person_id, code=PlanTextCode.WISH, text="FGU")
    assert [one.is_current for one in signatures(fresh())] == [False]


def test_one_signs_what_one_has_read(step: Step, worker: Actor, person_id: int, fresh: Callable[[], Plan]) -> None:
    seen = fresh().version
    step_actions.set_step_state(worker, person_id=person_id, step_id=step.pk, state=StepState.UNDER_WAY)
    version_actions.sign_plan(worker, person_id=person_id, signature=TOGETHER, seen=seen)
    change(worker, step, "Noget andet")
    refused(
        "plan_changed_since",
        lambda: version_actions.sign_plan(worker, person_id=person_id, signature=TOGETHER, seen=seen),
    )


def test_a_version_is_signed_once_by_each(worker: Actor, person_id: int) -> None:
    version_actions.sign_plan(worker, person_id=person_id, signature=TOGETHER)
    refused("signed_already", lambda: version_actions.sign_plan(worker, person_id=person_id, signature=TOGETHER))
    paper = Signature(Signer.GUARDIAN, "Bente", SignedHow.PAPER)
    version_actions.sign_plan(worker, person_id=person_id, signature=paper)
    portal = Signature(Signer.GUARDIAN, "Bente", SignedHow.PORTAL)
    refused("sign_in_portal", lambda: version_actions.sign_plan(worker, person_id=person_id, signature=portal))


def test_in_the_portal_everybody_signs_for_themself(alma: Actor, guardian: Actor, person_id: int) -> None:
    def sign(actor: Actor, signer: Signer, name: str = "") -> None:
        signature = Signature(signer, name or actor.name, SignedHow.PORTAL)
        version_actions.sign_plan(actor, person_id=person_id, signature=signature)

    sign(alma, Signer.YOUNG_PERSON)
    sign(guardian, Signer.GUARDIAN)
    assert set(SignOff.objects.filter(recorded_by=None).values_list("signer", flat=True)) == {
        "young_person",
        "guardian",
    }
    for who, signer, name in (
        (alma, Signer.GUARDIAN, ""),
        (guardian, Signer.YOUNG_PERSON, ""),
        (alma, Signer.YOUNG_PERSON, "Mor"),
    ):
        with pytest.raises(NotAllowed):
            sign(who, signer, name)


def test_one_goes_back_and_nothing_in_between_is_lost(
    step: Step, worker: Actor, person_id: int, fresh: Callable[[], Plan]
) -> None:
    change(worker, step, "Noget andet")
    made = version_actions.restore_version(worker, person_id=person_id, number=2)
    assert (made.number, made.restored_from) == (4, 2)
    step.refresh_from_db()
    assert step.title == "Praktik"
    version_actions.restore_version(worker, person_id=person_id, number=1)
    assert not fresh().steps.exists()
    version_actions.restore_version(worker, person_id=person_id, number=3)
    assert fresh().steps.get().title == "Noget andet"
    refused("version_same", lambda: version_actions.restore_version(worker, person_id=person_id, number=3))


def test_one_does_not_go_back_over_another_department(
    step: Step, worker: Actor, plan: Plan, fresh: Callable[[], Plan]
) -> None:
    Step.objects.create(plan=plan, unit=other_unit(), title="PPR-samtale", area="education", order=7)
    change(worker, step, "Noget andet")
    with pytest.raises(NotAllowed):
        version_actions.restore_version(worker, person_id=plan.young_person_id, number=2)
    with pytest.raises(NotVisible):
        version_actions.restore_version(worker, person_id=plan.young_person_id, number=55)
    refused(
        "plan_changed_since",
        lambda: version_actions.restore_version(worker, person_id=plan.young_person_id, number=2, seen=1),
    )


def test_nothing_goes_back_to_whoever_has_left(worker: Actor, cast: Cast, person_id: int) -> None:
    """What was open goes to the nearest leader; what was done stays told as it was."""
    leaver = cast.account("colleague")
    theirs = StepDetails("Mødes", "work", Doer(account_id=leaver.pk))
    open_step, done_step = (step_actions.add_step(worker, person_id=person_id, step=theirs) for _ in range(2))
    step_actions.set_step_state(worker, person_id=person_id, step_id=done_step.pk, state=StepState.DONE, because="")
    number = Plan.objects.get().version
    for one in (open_step, done_step):
        change(worker, one, "Noget andet")
    leaver.is_active = False
    leaver.save()
    made = version_actions.restore_version(worker, person_id=person_id, number=number)
    open_step.refresh_from_db()
    done_step.refresh_from_db()
    assert (open_step.title, open_step.responsible) == ("Mødes", cast.account("leader"))
    assert (done_step.title, done_step.responsible) == ("Mødes", leaver)
    assert made.document == snapshots.take(Plan.objects.get())


def test_a_whole_plan_comes_back_as_it_was(cast: Cast, worker: Actor) -> None:
    made = make_plan(worker, cast.young_person.pk)
    taken = snapshots.take(made.plan)
    for rows in (
        made.plan.goals,
        made.plan.steps,
        made.plan.agreements,
        made.plan.texts,
        made.plan.network,
        made.plan.hypotheses,
    ):
        rows.all().delete()
    snapshots.put_back(made.plan, taken)
    assert snapshots.take(made.plan) == taken


class Changing(RuleBasedStateMachine):
    """Whatever is done in whatever order: every version can be made again, and the newest is what the tables say."""

    steps = Bundle("steps")

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cast = make_cast()
        self.worker = self.cast.actor("caseworker")
        self.person_id = self.cast.young_person.pk
        self.plan = actions.start_plan(self.worker, person_id=self.person_id, goal=GoalDetails("Mål"))

    def teardown(self) -> None:
        """Nothing of one try is there in the next."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempt(self, act: Callable[..., Any], **values: Any) -> Any:
        try:
            return act(self.worker, person_id=self.person_id, **values)
        except DomainError:
            return None

    @rule(target=steps, title=st.sampled_from("abc"))
    def add(self, title: str) -> Any:
        return self.attempt(step_actions.add_step, step=StepDetails(title, "work", YOUNG)).pk

    @rule(step_id=steps, title=st.sampled_from("def"))
    def change(self, step_id: int, title: str) -> None:
        self.attempt(
            step_actions.change_step, step_id=step_id, step=StepDetails(title, "work", Doer(outside_party="FGU"))
        )

    @rule(step_id=steps, state=st.sampled_from(list(StepState)))
    def stand(self, step_id: int, state: StepState) -> None:
        self.attempt(step_actions.set_step_state, step_id=step_id, state=state, because="x")

    @rule(step_id=steps, up=st.booleans())
    def move(self, step_id: int, up: bool) -> None:
        self.attempt(step_actions.move_step, step_id=step_id, up=up)

    @rule(words=st.sampled_from("ghi"))
    def goal(self, words: str) -> None:
        self.attempt(actions.set_goal, goal=GoalDetails(words))

    @rule(text=st.sampled_from(["", "j", "k"]))
    def text(self, text: str) -> None:
        self.attempt(actions.write_text, code=PlanTextCode.WISH, text=text)

    @rule(number=st.integers(1, 12))
    def restore(self, number: int) -> None:
        before = Plan.objects.get(pk=self.plan.pk).versions.filter(number=number).first()
        if self.attempt(version_actions.restore_version, number=number) and before:
            assert snapshots.take(Plan.objects.get(pk=self.plan.pk)) == before.document

    @invariant()
    def newest_is_what_stands(self) -> None:
        plan = Plan.objects.get(pk=self.plan.pk)
        newest = plan.versions.first()
        assert newest is not None
        assert newest.number == plan.version == plan.versions.count()
        assert newest.document == snapshots.take(plan)
        assert newest.digest == rules.digest(newest.document)
        assert plan.goals.filter(term="main", ended_on__isnull=True).count() == 1


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_versions_can_be_made_again_whatever_happens() -> None:
    run_state_machine_as_test(Changing, settings=settings(max_examples=15, stateful_step_count=20, deadline=None))
