# SPDX-License-Identifier: EUPL-1.2
"""The plan as a page: the goal, the one line of steps with their agreements, what happens next, what is undecided or late."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.organisation.terms import terms_on
from roedtraad.plans import policies, rules
from roedtraad.plans.method_actions import pyramid_levels
from roedtraad.plans.models import (
    OPEN_AGREEMENTS,
    OPEN_STEPS,
    Agreement,
    AgreementState,
    Area,
    Goal,
    GoalOutcome,
    GoalTerm,
    Plan,
    Step,
    StepState,
)
from roedtraad.plans.reading import agreements_of, goals_of, measurements_of, plan_of, pyramid_of, steps_of

NEXT: Final = 5
STEPS_IN_SHORT: Final = 2
AREAS: Final = {one.value: one.label for one in Area}
_STEP_STATES: Final = {one.value: one.label for one in StepState}
_AGREEMENT_STATES: Final = {one.value: one.label for one in AgreementState}
_TERMS: Final = {one.value: one.label for one in GoalTerm}
_OUTCOMES: Final = {one.value: one.label for one in GoalOutcome}


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal and where its words come from."""

    pk: int
    words: str
    term: str
    term_title: str
    area_title: str
    set_on: dt.date
    written_by: str
    by_young_person: bool
    ended_on: dt.date | None
    outcome_title: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement as it is read; `decided` and `paid` are empty while they are missing."""

    pk: int
    step_id: int | None
    what: str
    who: str
    by_young_person: bool
    decided: str
    paid: str
    costs_nothing: bool
    due_on: dt.date | None
    state: str
    state_title: str
    remark: str
    is_open: bool
    is_undecided: bool
    is_late: bool
    can_change: bool
    can_settle: bool

    @property
    def needs_help(self) -> bool:
        return self.state == AgreementState.NEED_HELP

    @property
    def is_done(self) -> bool:
        return self.state == AgreementState.DONE


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step on the line with what is agreed about it."""

    pk: int
    title: str
    area: str
    area_title: str
    unit: str
    department: str
    who: str
    by_young_person: bool
    starts_on: dt.date | None
    due_on: dt.date | None
    ended_on: dt.date | None
    state: str
    state_title: str
    because: str
    is_open: bool
    is_late: bool
    can_change: bool
    agreements: tuple[AgreementRow, ...]

    @property
    def is_undecided(self) -> bool:
        return self.is_open and any(one.is_open and one.is_undecided for one in self.agreements)

    @property
    def is_proposed(self) -> bool:
        return self.state == StepState.PROPOSED

    @property
    def is_done(self) -> bool:
        return self.state == StepState.DONE


@dataclass(frozen=True, slots=True)
class NextRow:
    """One of the next things to happen, and who does it."""

    what: str
    who: str
    due_on: dt.date
    is_late: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One young person's plan as one actor may read it."""

    person_id: int
    version: int
    started_on: dt.date
    revised_on: dt.date | None
    next_revision_on: dt.date | None
    is_revision_late: bool
    realistic_on: dt.date | None
    realistic_by: str
    goal: GoalRow | None
    goals: tuple[GoalRow, ...]
    ended_goals: tuple[GoalRow, ...]
    line: tuple[StepRow, ...]
    dropped: tuple[StepRow, ...]
    loose: tuple[AgreementRow, ...]
    settled: tuple[AgreementRow, ...]
    next_up: tuple[NextRow, ...]
    hidden_steps: int
    hidden_agreements: int
    level: str
    progression_due_on: dt.date | None

    @property
    def agreements(self) -> tuple[AgreementRow, ...]:
        return (*self.loose, *(one for step in self.line for one in step.agreements))

    @property
    def undecided(self) -> int:
        """How many open agreements lack a decider or a payer."""
        return sum(one.is_open and one.is_undecided for one in self.agreements)

    @property
    def first_undecided(self) -> int | None:
        """The first of them as they stand on the page: down the line, then those about the plan as a whole."""
        ordered = (*(one for step in self.line for one in step.agreements), *self.loose)
        return next((one.pk for one in ordered if one.is_open and one.is_undecided), None)

    @property
    def late(self) -> int:
        """How many open steps and agreements should have been done."""
        return sum(one.is_late for one in self.agreements) + sum(one.is_late for one in self.line)


def plan_page(actor: Actor, person_id: int) -> PlanPage | None:
    """The plan, or None when there is none yet. Whoever asks has asked whether the actor may see the plan."""
    plan = plan_of(person_id)
    if plan is None:
        return None
    goals = [goal_row(one) for one in goals_of(person_id)]
    steps, agreements = steps_of(actor, person_id), agreements_of(actor, person_id)
    told = [agreement_row(actor, one) for one in agreements.rows]
    line = [step_row(actor, one, told) for one in steps.rows]
    shown = {step.pk for step in line}
    loose = [one for one in told if one.step_id not in shown]
    return PlanPage(
        person_id=person_id, version=plan.version, started_on=plan.started_on, revised_on=plan.revised_on,
        next_revision_on=plan.next_revision_on,
        is_revision_late=rules.is_late(plan.next_revision_on, actor.on, is_open=True),
        realistic_on=plan.realistic_on, realistic_by=plan.realistic_by.name if plan.realistic_by else "",
        goal=next((one for one in goals if one.term == GoalTerm.MAIN and one.ended_on is None), None),
        goals=tuple(one for one in goals if one.term != GoalTerm.MAIN and one.ended_on is None),
        ended_goals=tuple(one for one in goals if one.ended_on is not None),
        line=tuple(step for step in line if step.state != StepState.DROPPED),
        dropped=tuple(step for step in line if step.state == StepState.DROPPED),
        loose=tuple(one for one in loose if one.is_open), settled=tuple(one for one in loose if not one.is_open),
        next_up=tuple(next_up(line, told)), hidden_steps=steps.hidden, hidden_agreements=agreements.hidden,
        level=level_title(actor, person_id), progression_due_on=progression_due_on(actor, plan),
    )  # fmt: skip


def goal_row(goal: Goal) -> GoalRow:
    """A goal in the reader's language, but for its words."""
    return GoalRow(
        pk=goal.pk, words=goal.words, term=goal.term, term_title=str(_TERMS.get(goal.term, goal.term)),
        area_title=str(AREAS.get(goal.area, "")), set_on=goal.set_on, by_young_person=goal.by_young_person,
        written_by=goal.written_by.name if goal.written_by else "", ended_on=goal.ended_on,
        outcome_title=str(_OUTCOMES.get(goal.outcome, "")),
    )  # fmt: skip


def doer_name(row: Step | Agreement) -> str:
    """Who does it."""
    if row.by_young_person:
        return _("the young person")
    return row.responsible.name if row.responsible else row.outside_party


def _decided(row: Agreement) -> str:
    if row.decided_by_young_person:
        return _("the young person")
    unit = row.decided_unit.local_name if row.decided_unit else ""
    return ", ".join(part for part in (row.decided_by.name if row.decided_by else "", unit, row.decided_forum) if part)


def _paid(row: Agreement) -> str:
    if row.costs_nothing:
        return _("costs nothing")
    return row.paid_by.local_name if row.paid_by else ""


def agreement_row(actor: Actor, row: Agreement) -> AgreementRow:
    """An agreement as the actor reads it."""
    is_open = row.state in OPEN_AGREEMENTS
    can_change = policies.may_change(actor, row.unit.department_id if row.unit else None)
    return AgreementRow(
        pk=row.pk, step_id=row.step_id, what=row.what, who=doer_name(row), by_young_person=row.by_young_person,
        decided=_decided(row), paid=_paid(row), costs_nothing=row.costs_nothing, due_on=row.due_on, state=row.state,
        state_title=str(_AGREEMENT_STATES.get(row.state, row.state)), remark=row.remark, is_open=is_open,
        is_undecided=row.is_undecided, is_late=rules.is_late(row.due_on, actor.on, is_open=is_open),
        can_change=can_change, can_settle=can_change or bool(row.responsible_id and row.responsible_id == actor.account_id),
    )  # fmt: skip


def step_row(actor: Actor, row: Step, agreements: Iterable[AgreementRow]) -> StepRow:
    """A step as the actor reads it, with those of the agreements that are about it."""
    is_open = row.state in OPEN_STEPS
    return StepRow(
        pk=row.pk, title=row.title, area=row.area, area_title=str(AREAS.get(row.area, row.area)),
        unit=row.unit.local_name if row.unit else "", department=row.unit.department.local_name if row.unit else "",
        who=doer_name(row), by_young_person=row.by_young_person, starts_on=row.starts_on, due_on=row.due_on,
        ended_on=row.ended_on, state=row.state, state_title=str(_STEP_STATES.get(row.state, row.state)),
        because=row.dropped_because, is_open=is_open, is_late=rules.is_late(row.due_on, actor.on, is_open=is_open),
        can_change=policies.may_change(actor, row.unit.department_id if row.unit else None),
        agreements=tuple(one for one in agreements if one.step_id == row.pk),
    )  # fmt: skip


def next_up(line: Sequence[StepRow], agreements: Sequence[AgreementRow], most: int = NEXT) -> list[NextRow]:
    """What happens next and who does it, what is due first first."""
    found = [NextRow(one.title, one.who, one.due_on, one.is_late) for one in line if one.is_open and one.due_on]
    found += [NextRow(one.what, one.who, one.due_on, one.is_late) for one in agreements if one.is_open and one.due_on]
    return sorted(found, key=lambda one: one.due_on)[:most]


def level_title(actor: Actor, person_id: int) -> str:
    """The level of the pyramid that holds, as far as the actor may read it."""
    held = next((one for one in pyramid_of(actor, person_id).rows if one.ended_on is None), None)
    return pyramid_levels(actor.on).get(held.level, held.level) if held else ""


def progression_due_on(actor: Actor, plan: Plan) -> dt.date:
    """When progression is to be told next: the term's period after the last time, or after the plan began."""
    rows = measurements_of(actor, plan.young_person_id).rows
    return terms_on(actor.on).after("progression_interval", rows[0].measured_on if rows else plan.started_on)


def section(actor: Actor, person_id: int) -> dict[str, Any]:
    """The plan in short on the person's page: the goal, the next two steps, how many agreements are undecided."""
    page = plan_page(actor, person_id)
    ahead = [step for step in page.line if step.is_open][:STEPS_IN_SHORT] if page else []
    return {"plan": page, "plan_ahead": ahead}
