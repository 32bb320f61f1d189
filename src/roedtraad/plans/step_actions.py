# SPDX-License-Identifier: EUPL-1.2
"""Acts on the one line: steps of every department and of the young person, and the agreements under them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Unit
from roedtraad.people import policies as people
from roedtraad.plans import policies, rules
from roedtraad.plans.changing import Done, begin, finish
from roedtraad.plans.models import Agreement, AgreementState, Plan, Step, StepState

_STEP_ENDED: Final = frozenset({StepState.DONE, StepState.DROPPED})
_SETTLED: Final = frozenset({AgreementState.DONE, AgreementState.VOID})
YOUNG_MAY: Final = frozenset({AgreementState.DONE, AgreementState.NEED_HELP, AgreementState.OPEN})
"""What the young person says of an agreement that is theirs."""


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something: a colleague, the young person, or somebody outside. Exactly one of them."""

    account_id: int | None = None
    by_young_person: bool = False
    outside_party: str = ""

    def values(self) -> dict[str, Any]:
        """As columns. Refuses nobody, and more than one."""
        if bool(self.account_id) + self.by_young_person + bool(self.outside_party) != 1:
            raise DomainError(
                "one_does_it", _("Say who does it: one colleague, the young person, or somebody outside.")
            )
        return {
            "responsible_id": self.account_id,
            "by_young_person": self.by_young_person,
            "outside_party": self.outside_party,
        }


@dataclass(frozen=True, slots=True)
class StepDetails:
    """A step as somebody wrote it. Without a unit it is the young person's own."""

    title: str
    area: str
    doer: Doer
    unit: Unit | None = None
    starts_on: dt.date | None = None
    due_on: dt.date | None = None

    def values(self) -> dict[str, Any]:
        """As columns. Refuses a step that ends before it begins."""
        if self.starts_on and self.due_on and self.due_on < self.starts_on:
            raise DomainError("step_backwards", _("The step ends before it begins. Correct the dates."))
        return {
            "title": self.title, "area": self.area, "unit": self.unit, "starts_on": self.starts_on, "due_on": self.due_on,
            **self.doer.values(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgreementDetails:
    """An agreement as somebody wrote it; who decided and who pays may still be open, and then it is undecided."""

    what: str
    doer: Doer
    unit: Unit | None = None
    step_id: int | None = None
    due_on: dt.date | None = None
    decided_by_id: int | None = None
    decided_unit_id: int | None = None
    decided_forum: str = ""
    decided_by_young_person: bool = False
    paid_by_id: int | None = None
    costs_nothing: bool = False

    def values(self) -> dict[str, Any]:
        """As columns. Refuses a payer of what costs nothing."""
        if self.paid_by_id and self.costs_nothing:
            raise DomainError("paid_and_free", _("Either a unit pays, or it costs nothing."))
        return {
            "what": self.what, "unit": self.unit, "step_id": self.step_id, "due_on": self.due_on,
            "decided_by_id": self.decided_by_id, "decided_unit_id": self.decided_unit_id,
            "decided_forum": self.decided_forum, "decided_by_young_person": self.decided_by_young_person,
            "paid_by_id": self.paid_by_id, "costs_nothing": self.costs_nothing, **self.doer.values(),
        }  # fmt: skip


@transaction.atomic
def add_step(actor: Actor, *, person_id: int, step: StepDetails, seen: int | None = None) -> Step:
    """Put a step at the end of the line: planned by staff, in the name of their own department or as the young person's own.

    Refuses a unit of another department, a step that nobody or several do, and one that ends before it begins.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    policies.require_change(actor, person_id, step.unit)
    plan = begin(actor, person_id, seen=seen)
    made = Step.objects.create(plan=plan, order=next_order(plan), state=StepState.PLANNED, **step.values())
    finish(actor, plan, Done("step_added", "plan_step", made.pk, {"area": step.area, "unit_id": made.unit_id}))
    return made


@transaction.atomic
def propose_step(actor: Actor, *, person_id: int, title: str, area: str, due_on: dt.date | None = None) -> Step:
    """The young person proposes a step of their own; it stands on the line as proposed until staff have answered."""
    people.require(actor, Right.WRITE_OWN, person_id)
    plan = begin(actor, person_id)
    details = StepDetails(title, area, Doer(by_young_person=True), due_on=due_on)
    made = Step.objects.create(plan=plan, order=next_order(plan), state=StepState.PROPOSED, **details.values())
    finish(actor, plan, Done("step_added", "plan_step", made.pk, {"area": area, "proposed": True}))
    return made


def next_order(plan: Plan) -> int:
    """The place after the last step of the line."""
    last: int | None = plan.steps.aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


def _step(actor: Actor, plan: Plan, step_id: int) -> Step:
    step = plan.steps.select_related("unit").filter(pk=step_id).first()
    if step is None:
        raise NotVisible
    policies.require_change(actor, plan.young_person_id, step.unit, step.area)
    return step


@transaction.atomic
def change_step(actor: Actor, *, person_id: int, step_id: int, step: StepDetails, seen: int | None = None) -> None:
    """Change what a step says; a proposed one is thereby planned.

    Refuses a step of another department, one to give to another department, and what `add_step` refuses.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("steps", str(step_id))])
    held = _step(actor, plan, step_id)
    policies.require_change(actor, person_id, step.unit)
    values = step.values()
    if held.state == StepState.PROPOSED:
        values["state"] = StepState.PLANNED
    changed = set_values(held, values)
    finish(actor, plan, Done("step_changed", "plan_step", held.pk, {"columns": changed}))


def set_values(row: Step | Agreement, values: Mapping[str, Any]) -> list[str]:
    """Give a row new values, and tell which columns that changed."""
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    row.save()
    return changed


@transaction.atomic
def move_step(actor: Actor, *, person_id: int, step_id: int, up: bool) -> None:
    """Move a step one place up or down the line; the line is shared, so every department's steps keep their order otherwise.

    A place is one among those that the actor may read.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id)
    held = _step(actor, plan, step_id)
    read = policies.reads(actor, person_id)
    keys = list(plan.steps.filter(read.rows("plan", area="area")).values_list("pk", flat=True))
    moved = rules.moved(keys, held.pk, up=up)
    every = list(plan.steps.values_list("pk", flat=True))
    places = iter(moved)
    for order, key in enumerate((next(places) if key in set(keys) else key for key in every), start=1):
        Step.objects.filter(pk=key).update(order=order)
    finish(actor, plan, Done("step_moved", "plan_step", held.pk, {"up": up}))


@transaction.atomic
def set_step_state(
    actor: Actor, *, person_id: int, step_id: int, state: StepState, because: str = "", seen: int | None = None
) -> None:
    """A step is begun, done, dropped for a reason, or taken up again.

    Refuses the state that it has, going back to proposed, and dropping without a reason.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("steps", str(step_id))])
    held = _step(actor, plan, step_id)
    if state in (held.state, StepState.PROPOSED):
        raise DomainError("step_state_same", _("The step stands there already."))
    if state == StepState.DROPPED and not because.strip():
        raise DomainError("step_dropped_why", _("Say why the step is dropped."))
    held.state = state
    held.ended_on = actor.on if state in _STEP_ENDED else None
    held.dropped_because = because.strip() if state == StepState.DROPPED else ""
    held.save()
    finish(actor, plan, Done("step_state_set", "plan_step", held.pk, {"state": state}))


@transaction.atomic
def add_agreement(actor: Actor, *, person_id: int, agreement: AgreementDetails, seen: int | None = None) -> Agreement:
    """Agree something: what, who does it, who decided, who pays, by when. Under a step it belongs to the step's department.

    Refuses a step or a unit of another department, what nobody or several do, and a payer of what costs nothing.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen)
    values = _agreed(actor, plan, agreement)
    made = Agreement.objects.create(plan=plan, made_on=actor.on, **values)
    finish(actor, plan, Done("agreement_added", "plan_agreement", made.pk, {"is_undecided": made.is_undecided}))
    return made


def _agreed(actor: Actor, plan: Plan, agreement: AgreementDetails) -> dict[str, Any]:
    values = agreement.values()
    if agreement.step_id is not None:
        values["unit"] = _step(actor, plan, agreement.step_id).unit
    policies.require_change(actor, plan.young_person_id, values["unit"])
    return values


def _agreement(plan: Plan, agreement_id: int) -> Agreement:
    found = plan.agreements.select_related("unit", "step").filter(pk=agreement_id).first()
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def change_agreement(
    actor: Actor, *, person_id: int, agreement_id: int, agreement: AgreementDetails, seen: int | None = None
) -> None:
    """Change what is agreed, above all who decided it and who pays.

    Refuses an agreement of another department and what `add_agreement` refuses.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("agreements", str(agreement_id))])
    held = _agreement(plan, agreement_id)
    policies.require_change(actor, person_id, held.unit, policies.area_of(held))
    changed = set_values(held, _agreed(actor, plan, agreement))
    values = {"columns": changed, "is_undecided": held.is_undecided}
    finish(actor, plan, Done("agreement_changed", "plan_agreement", held.pk, values))


@transaction.atomic
def set_agreement_state(
    actor: Actor, *, person_id: int, agreement_id: int, state: AgreementState, remark: str = "", seen: int | None = None
) -> None:
    """An agreement is done, needs help, no longer holds, or is open again.

    The young person says so of what is theirs to do; only staff make it void. Refuses the state that it has, another
    department's agreement, and the young person's word on what somebody else is to do.
    """
    young = policies.is_written_by_young_person(actor, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("agreements", str(agreement_id))])
    held = _agreement(plan, agreement_id)
    if young:
        _require_own(held, state)
    elif held.responsible_id != actor.account_id or not held.responsible_id:
        policies.require_change(actor, person_id, held.unit, policies.area_of(held))
    if held.state == state:
        raise DomainError("agreement_state_same", _("The agreement stands there already."))
    held.state, held.remark = state, remark.strip()
    held.ended_on = actor.on if state in _SETTLED else None
    held.save()
    finish(
        actor, plan, Done("agreement_settled", "plan_agreement", held.pk, {"state": state, "by_young_person": young})
    )


def _require_own(held: Agreement, state: AgreementState) -> None:
    if not held.by_young_person or state not in YOUNG_MAY:
        raise DomainError(
            "agreement_of_others", _("Only what is yours to do. Write to your contact person about the rest.")
        )
