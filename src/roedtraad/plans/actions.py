# SPDX-License-Identifier: EUPL-1.2
"""Acts on the plan as a whole: begin it, its goals, what laws ask it to say, revise it, find it realistic."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Unit
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people
from roedtraad.people.actions import lock_person
from roedtraad.plans import policies
from roedtraad.plans.changing import Done, begin, finish
from roedtraad.plans.models import Goal, GoalOutcome, GoalTerm, Plan, PlanText, PlanTextCode

MAIN_GOAL = ("goals", "main")


@dataclass(frozen=True, slots=True)
class GoalDetails:
    """A goal as somebody wrote it. `by_young_person`: these are the young person's own words."""

    words: str
    term: GoalTerm = GoalTerm.MAIN
    area: str = ""
    by_young_person: bool = False


@transaction.atomic
def start_plan(actor: Actor, *, person_id: int, goal: GoalDetails) -> Plan:
    """Begin the one plan of a young person with its main goal; staff who may edit it, or the young person themself.

    It is to be revised after the term `plan_revision`. Refuses a second plan and a goal without words.
    """
    young = policies.is_written_by_young_person(actor, person_id)
    person = lock_person(person_id)
    if Plan.objects.filter(young_person=person).exists():
        raise DomainError("plan_there", _("There is a plan already. There is only one."))
    plan = Plan.objects.create(
        young_person=person, started_on=actor.on, next_revision_on=terms_on(actor.on).after("plan_revision", actor.on)
    )
    _write_goal(actor, plan, GoalDetails(goal.words, GoalTerm.MAIN, goal.area, goal.by_young_person or young), young)
    finish(actor, plan, Done("plan_started"))
    return plan


@transaction.atomic
def set_goal(actor: Actor, *, person_id: int, goal: GoalDetails, seen: int | None = None) -> Goal:
    """Set a goal; a new main goal replaces the one before, and the plan must be found realistic anew.

    The young person may set the main goal in their own words at any time; that begins the plan if there is none. Refuses a goal
    without words.
    """
    young = policies.is_written_by_young_person(actor, person_id)
    if young and not Plan.objects.filter(young_person_id=person_id).exists():
        return start_plan(actor, person_id=person_id, goal=goal).goals.get()
    present = _main_goal(person_id) if goal.term == GoalTerm.MAIN else None
    touches = [("goals", str(present.pk))] if present else []
    plan = begin(actor, person_id, seen=seen, touches=touches)
    if goal.term == GoalTerm.MAIN:
        _end_goals(plan, actor.on)
        plan.realistic_on = plan.realistic_by = None
    made = _write_goal(actor, plan, goal, young)
    finish(
        actor,
        plan,
        Done("goal_set", "plan_goal", made.pk, {"term": goal.term, "by_young_person": made.by_young_person}),
    )
    return made


def _main_goal(person_id: int) -> Goal | None:
    found = Goal.objects.filter(plan__young_person_id=person_id, term=GoalTerm.MAIN)
    return found.filter(ended_on__isnull=True).first() or found.first()


def _end_goals(plan: Plan, on: dt.date) -> None:
    for before in plan.goals.filter(term=GoalTerm.MAIN, ended_on__isnull=True):
        before.ended_on, before.outcome = max(on, before.set_on), GoalOutcome.REPLACED
        before.save(update_fields=["ended_on", "outcome"])


def _write_goal(actor: Actor, plan: Plan, goal: GoalDetails, young: bool) -> Goal:
    if not goal.words.strip():
        raise DomainError("goal_without_words", _("Write the goal in a few words."))
    return Goal.objects.create(
        plan=plan, term=goal.term, area=goal.area, words=goal.words.strip(), set_on=actor.on, written_at=clock.now(),
        written_by_id=policies.account_of(actor), by_young_person=goal.by_young_person or young,
    )  # fmt: skip


@transaction.atomic
def end_goal(actor: Actor, *, person_id: int, goal_id: int, outcome: GoalOutcome, seen: int | None = None) -> None:
    """A goal is reached or given up. A main goal is replaced by setting the next one.

    Refuses a goal that has ended already. Raises NotVisible for another person's goal.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("goals", str(goal_id))])
    goal = plan.goals.filter(pk=goal_id).first()
    if goal is None:
        raise NotVisible
    if goal.ended_on is not None:
        raise DomainError("goal_has_ended", _("This goal has ended already."))
    goal.ended_on, goal.outcome = max(actor.on, goal.set_on), outcome
    goal.save(update_fields=["ended_on", "outcome"])
    finish(actor, plan, Done("goal_ended", "plan_goal", goal.pk, {"outcome": outcome}))


@transaction.atomic
def write_text(
    actor: Actor, *, person_id: int, code: PlanTextCode, text: str, unit: Unit | None = None, seen: int | None = None
) -> None:
    """Write, change or empty what the plan says about one thing that a law asks for.

    Refuses what another department has written.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    lock_person(person_id)  # what is looked up before may have been written meanwhile, and would be written over
    held = PlanText.objects.select_related("unit").filter(plan__young_person_id=person_id, code=code).first()
    if held is not None and not policies.may_change(actor, held.unit.department_id if held.unit else None):
        raise DomainError(
            "plan_text_of_others", _("Another department has written this part. Only they can change it.")
        )
    policies.require_change(actor, person_id, unit)
    plan = begin(actor, person_id, seen=seen, touches=[("texts", str(held.pk))] if held else [])
    text = text.strip()
    if text:
        written = {"text": text, "unit": unit, "written_at": clock.now(), "written_by_id": policies.account_of(actor)}
        plan.texts.update_or_create(code=code, defaults={**written, "by_young_person": False})
    else:
        plan.texts.filter(code=code).delete()
    finish(actor, plan, Done("plan_text_written", "plan", None, {"code": code, "is_empty": not text}))


@transaction.atomic
def revise_plan(actor: Actor, *, person_id: int, next_on: dt.date | None = None, seen: int | None = None) -> None:
    """The plan has been gone through together; the next time is after the term `plan_revision`, or on the day given.

    Refuses a day that is not ahead.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("plan", "0")])
    due_on = next_on or terms_on(actor.on).after("plan_revision", actor.on)
    if due_on <= actor.on:
        raise DomainError("revision_not_ahead", _("The next revision must lie ahead."))
    plan.revised_on, plan.next_revision_on = actor.on, due_on
    finish(actor, plan, Done("plan_revised", values={"next_revision_on": due_on}))


@transaction.atomic
def find_realistic(actor: Actor, *, person_id: int, is_realistic: bool = True, seen: int | None = None) -> None:
    """Whoever guides the young person finds the plan realistic, or no longer so (rule: about 16 without a realistic plan).

    Refuses a plan without a goal or without a step, the system, and saying what stands already.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("plan", "0")])
    if is_realistic == (plan.realistic_on is not None):
        raise DomainError("realistic_already", _("That is what the plan says already."))
    if is_realistic:
        _require_substance(plan)
        if policies.account_of(actor) is None:
            raise DomainError("realistic_by_system", _("Only a person can find a plan realistic."))
    plan.realistic_on = actor.on if is_realistic else None
    plan.realistic_by_id = policies.account_of(actor) if is_realistic else None
    finish(actor, plan, Done("plan_found_realistic", values={"is_realistic": is_realistic}))


def _require_substance(plan: Plan) -> None:
    has_goal = plan.goals.filter(term=GoalTerm.MAIN, ended_on__isnull=True).exists()
    if not has_goal or not plan.steps.exclude(state="dropped").exists():
        raise DomainError("plan_too_thin", _("A realistic plan has a goal and at least one step towards it."))
