# SPDX-License-Identifier: EUPL-1.2
"""Plans for tests, made by the acts themselves."""

from dataclasses import dataclass

from roedtraad.kernel.actor import Actor
from roedtraad.plans import actions, method_actions, policies, step_actions, version_actions
from roedtraad.plans.actions import GoalDetails
from roedtraad.plans.method_actions import NetworkDetails, Scores
from roedtraad.plans.models import (
    Agreement,
    Goal,
    GoalTerm,
    Hypothesis,
    NetworkPerson,
    Plan,
    PlanTextCode,
    SignedHow,
    Signer,
    Step,
    TrialAction,
)
from roedtraad.plans.step_actions import AgreementDetails, Doer, StepDetails
from roedtraad.plans.version_actions import Signature

YOUNG = Doer(by_young_person=True)


@dataclass(frozen=True)
class Made:
    """A plan with one of everything."""

    plan: Plan
    goal: Goal
    short_goal: Goal
    step: Step
    agreement: Agreement
    network: NetworkPerson
    hypothesis: Hypothesis
    trial: TrialAction


def make_plan(actor: Actor, person_id: int) -> Made:
    """A plan with one of everything, in which nothing is undecided and nothing waits for anybody."""
    unit = policies.own_unit(actor)
    plan = actions.start_plan(actor, person_id=person_id, goal=GoalDetails("Jeg vil være tømrer", by_young_person=True))
    short = actions.set_goal(actor, person_id=person_id, goal=GoalDetails("Stå op om morgenen", GoalTerm.SHORT))
    step = step_actions.add_step(actor, person_id=person_id, step=StepDetails("Praktik", "work", YOUNG, unit))
    step_actions.add_step(actor, person_id=person_id, step=StepDetails("Ringe til skolen", "education", YOUNG, unit))
    agreed = AgreementDetails("Købe sko", YOUNG, unit, step.pk, decided_by_young_person=True, costs_nothing=True)
    agreement = step_actions.add_agreement(actor, person_id=person_id, agreement=agreed)
    actions.write_text(actor, person_id=person_id, code=PlanTextCode.WISH, text="En uddannelse", unit=unit)
    faster = NetworkDetails("Faster Oda", "faster", 1)
    network = method_actions.add_network_person(actor, person_id=person_id, details=faster)
    hypothesis = method_actions.make_hypothesis(
        actor, person_id=person_id, text="Han kommer, når nogen ringer", area="everyday", unit=unit
    )
    trial = method_actions.start_trial(
        actor, person_id=person_id, hypothesis_id=hypothesis.pk, did="Ringe klokken syv", expected="Han står op"
    )
    method_actions.set_pyramid_level(
        actor, person_id=person_id, level="intensive", started_on=actor.on, why="Flere indsatser", unit=unit
    )
    method_actions.measure_progression(actor, person_id=person_id, scores=[Scores("everyday", 2, 3, "Det går fremad")])
    signature = Signature(Signer.YOUNG_PERSON, "Den unge", SignedHow.TOGETHER)
    version_actions.sign_plan(actor, person_id=person_id, signature=signature)
    plan.refresh_from_db()
    return Made(plan, plan.goals.get(term="main"), short, step, agreement, network, hypothesis, trial)
