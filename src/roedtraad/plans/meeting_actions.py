# SPDX-License-Identifier: EUPL-1.2
"""What a meeting agrees lands in the plan: every department's promises in one change, as they were made together.

A meeting is where departments promise each other things, so one of those present writes down what all of them have promised. Who
takes part in the meeting is asked where the meeting is known; nothing but meetings calls this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.terms import terms_on
from roedtraad.people.actions import lock_person
from roedtraad.plans.changing import Done, begin, finish, log
from roedtraad.plans.models import OPEN_AGREEMENTS, OPEN_STEPS, Agreement, AgreementState, Plan, Step, StepState
from roedtraad.plans.step_actions import AgreementDetails, next_order, set_values

_LONGEST_TITLE: Final = 200
_LONGEST_FORUM: Final = 150


YOURS_TO_SAY: Final = frozenset({AgreementState.DONE, AgreementState.NEED_HELP, AgreementState.OPEN})
"""What somebody says of what they have promised; that it holds no longer is for those who work with the plan."""


@dataclass(frozen=True, slots=True)
class MeetingPromise:
    """One thing that a meeting has agreed. `agreement_id` is what it became earlier; `is_void`: it holds no longer.

    `agreed.unit` is in whose name it stands. Without `agreed.step_id` it gets a step of its own in `area`. `decided_here`: the
    forum itself decided it.
    """

    agreed: AgreementDetails
    area: str
    agreement_id: int | None = None
    decided_here: bool = False
    is_void: bool = False


def agree_at_meeting(
    actor: Actor, *, person_id: int, promises: Sequence[MeetingPromise], forum_title: str
) -> tuple[int | None, ...]:
    """Put what a meeting has agreed in the plan, as one version of it, and tell each promise's agreement in the same order.

    Called inside the transaction of the meeting's act, by whoever has asked that the actor takes part. Begins the plan when there
    is none. What is done or no longer holds is not made void. Refuses what nobody or several do, and a payer of what costs nothing.
    """
    if not promises:
        return ()
    person = lock_person(person_id)
    revise_on = terms_on(actor.on).after("plan_revision", actor.on)
    plan, is_new = Plan.objects.get_or_create(
        young_person=person, defaults={"started_on": actor.on, "next_revision_on": revise_on}
    )
    landed = tuple(_land(actor, plan, one, forum_title) for one in promises)
    if is_new:
        log(actor, plan, Done("plan_started"))
    finish(actor, plan, Done("agreements_landed", values={"agreements": [pk for pk in landed if pk]}))
    return landed


@transaction.atomic
def tell_promise(actor: Actor, *, person_id: int, agreement_id: int, state: AgreementState, remark: str = "") -> None:
    """Whoever promised something at a meeting says that it is done, that they need help, or that it is open after all.

    Also those whose role does not work with plans, a teacher or a company consultant, and those who no longer see the young person
    since the meeting is some time ago: it is their own promise. Refuses what somebody else has promised as
    missing, and the state that it has.
    """
    if not has_right(actor, Right.SEE_MEETINGS):
        raise NotVisible
    plan = begin(actor, person_id)
    held = plan.agreements.filter(pk=agreement_id, responsible_id=actor.account_id or 0).first()
    if held is None or state not in YOURS_TO_SAY or held.state == AgreementState.VOID:
        raise NotVisible
    if held.state == state:
        raise DomainError("agreement_state_same", _("The agreement stands there already."))
    ended_on = actor.on if state == AgreementState.DONE else None
    set_values(held, {"state": state, "remark": remark.strip(), "ended_on": ended_on})
    finish(actor, plan, Done("agreement_settled", "plan_agreement", held.pk, {"state": state}))


def _land(actor: Actor, plan: Plan, promise: MeetingPromise, forum_title: str) -> int | None:
    held = plan.agreements.select_related("step", "unit").filter(pk=promise.agreement_id or 0).first()
    if promise.is_void:
        return _made_void(actor, held).pk if held else None
    values = {**promise.agreed.values(), "decided_forum": forum_title[:_LONGEST_FORUM] if promise.decided_here else ""}
    chosen = plan.steps.filter(pk=promise.agreed.step_id or 0).first()
    if held is None:
        step = chosen or Step.objects.create(plan=plan, order=next_order(plan), **_as_step(promise, values))
        return Agreement.objects.create(plan=plan, made_on=actor.on, **{**values, "step_id": step.pk}).pk
    _change(actor, held, promise, {**values, "step_id": _step_of(actor, held, chosen, promise, values)})
    return held.pk


def _as_step(promise: MeetingPromise, values: dict[str, Any]) -> dict[str, Any]:
    """The columns of the step that an agreement has to itself."""
    taken = ("unit", "due_on", "responsible_id", "by_young_person", "outside_party")
    return {"title": values["what"][:_LONGEST_TITLE], "area": promise.area, **{name: values[name] for name in taken}}


def _own_step(held: Agreement) -> Step | None:
    """The step that the agreement has to itself, as long as nobody has given it other words or more to do."""
    step = held.step
    if step is None or step.title != held.what[:_LONGEST_TITLE] or step.unit_id != held.unit_id:
        return None
    return None if step.agreements.exclude(pk=held.pk).exists() else step


def _step_of(
    actor: Actor, held: Agreement, chosen: Step | None, promise: MeetingPromise, values: dict[str, Any]
) -> int | None:
    """The step that the changed agreement stands under; a step of its own follows it."""
    own = _own_step(held)
    if chosen is not None and chosen.pk != held.step_id:
        if own is not None:
            _drop(actor, own)
        return chosen.pk
    if own is not None:
        _follow(own, _as_step(promise, values))
    return held.step_id


def _follow(own: Step, values: dict[str, Any]) -> None:
    """A step of its own says what the agreement says, and is taken up again when it had been dropped with it."""
    if own.state == StepState.DROPPED:
        values = {**values, "state": StepState.PLANNED, "ended_on": None, "dropped_because": ""}
    if own.starts_on and values["due_on"] and values["due_on"] < own.starts_on:
        values = {**values, "starts_on": None}
    set_values(own, values)


def _change(actor: Actor, held: Agreement, promise: MeetingPromise, values: dict[str, Any]) -> None:
    if held.state == AgreementState.VOID:
        values = {**values, "state": AgreementState.OPEN, "ended_on": None}
    set_values(held, values)


def _made_void(actor: Actor, held: Agreement) -> Agreement:
    """What was taken back at the meeting holds no longer; what has been done by then stays done."""
    own = _own_step(held)
    if held.state in OPEN_AGREEMENTS:
        set_values(held, {"state": AgreementState.VOID, "ended_on": actor.on})
        if own is not None and own.state in OPEN_STEPS:
            _drop(actor, own)
    return held


def _drop(actor: Actor, step: Step) -> None:
    because = _("It was taken back at the meeting.")
    set_values(step, {"state": StepState.DROPPED, "ended_on": actor.on, "dropped_because": because})
