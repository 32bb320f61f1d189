# SPDX-License-Identifier: EUPL-1.2
"""Acts on the one line: steps and agreements."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.act_pages import posted
from roedtraad.plans import policies, step_actions
from roedtraad.plans.forms import AgreementForm, StepForm, StepStateForm, agreement_initial, step_initial
from roedtraad.plans.method_forms import AgreementStateForm
from roedtraad.plans.models import AgreementState, Step, StepState
from roedtraad.plans.pages import PlanAct, answer
from roedtraad.plans.reading import agreements_of, one_of, require_edit, steps_of

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@needs(Right.SEE_PERSON)
def add_step(request: HttpRequest, person_id: int) -> HttpResponse:
    """Put a step on the line."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    form = StepForm(posted(request), actor=actor, plan=plan, initial={"unit": policies.own_unit_id(actor)})
    act = PlanAct(
        title=gettext_lazy("Add a step"),
        form=form,
        do=lambda _data, seen: step_actions.add_step(actor, person_id=person_id, step=form.details(), seen=seen),
        done=gettext_lazy("The step has been added."),
        button=gettext_lazy("Add the step"),
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def change_step(request: HttpRequest, person_id: int, step_id: int) -> HttpResponse:
    """Change what a step says; a proposed one is thereby planned."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    held = _changeable_step(actor, person_id, step_id)
    names = ("title", "area", "starts_on", "due_on")
    initial = {**step_initial(held), **{name: getattr(held, name) for name in names}}
    form = StepForm(posted(request), actor=actor, plan=plan, initial=initial)
    act = PlanAct(
        title=gettext_lazy("Change the step"),
        form=form,
        do=lambda _data, seen: step_actions.change_step(
            actor, person_id=person_id, step_id=step_id, step=form.details(), seen=seen
        ),
        done=gettext_lazy("The step has been changed."),
        button=gettext_lazy("Save"),
        lead=gettext_lazy("The young person has proposed this. Saving puts it in the plan.")
        if held.state == StepState.PROPOSED
        else "",
    )
    return answer(request, person_id, act)


def _changeable_step(actor: Actor, person_id: int, step_id: int) -> Step:
    held = one_of(steps_of(actor, person_id), step_id)
    policies.require_change(actor, person_id, held.unit, policies.area_of(held))
    return held


@require_POST
@needs(Right.SEE_PERSON)
def move_step(request: HttpRequest, person_id: int, step_id: int) -> HttpResponse:
    """Move a step one place up or down the line."""
    step_actions.move_step(actor_of(request), person_id=person_id, step_id=step_id, up=request.POST.get("way") == "up")
    messages.success(request, gettext_lazy("The step has been moved."))
    return redirect(f"{reverse('plans:plan', args=[person_id])}#step-{step_id}")


@form_methods
@needs(Right.SEE_PERSON)
def set_step_state(request: HttpRequest, person_id: int, step_id: int) -> HttpResponse:
    """Say that a step is begun, done, or dropped."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    held = _changeable_step(actor, person_id, step_id)

    def do(data: Mapping[str, Any], seen: int | None) -> None:
        state, because = StepState(data["state"]), data["because"]
        step_actions.set_step_state(
            actor, person_id=person_id, step_id=step_id, state=state, because=because, seen=seen
        )

    act = PlanAct(
        title=gettext_lazy("Where does the step stand?"),
        form=StepStateForm(posted(request), plan=plan, present=held.state),
        do=do,
        done=gettext_lazy("The step has been updated."),
        button=gettext_lazy("Save"),
        lead=held.title,
    )
    return answer(request, person_id, act)


def _steps_to_choose(actor: Actor, person_id: int) -> list[Step]:
    """Steps that an agreement of the actor's can be about."""
    rows = steps_of(actor, person_id).rows
    return [one for one in rows if policies.may_change(actor, one.unit.department_id if one.unit else None)]


@form_methods
@needs(Right.SEE_PERSON)
def add_agreement(request: HttpRequest, person_id: int) -> HttpResponse:
    """Agree something."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    steps = _steps_to_choose(actor, person_id)
    initial = {"unit": policies.own_unit_id(actor), "step": request.GET.get("step", "")}
    form = AgreementForm(posted(request), actor=actor, steps=steps, plan=plan, initial=_known(initial, steps))
    act = PlanAct(
        title=gettext_lazy("Add an agreement"),
        form=form,
        do=lambda _data, seen: step_actions.add_agreement(
            actor, person_id=person_id, agreement=form.details(), seen=seen
        ),
        done=gettext_lazy("The agreement has been added."),
        button=gettext_lazy("Add the agreement"),
        lead=gettext_lazy("Say who does it, who decided it, who pays, and by when."),
    )
    return answer(request, person_id, act)


def _known(initial: dict[str, Any], steps: list[Step]) -> dict[str, Any]:
    """Junk in the address is no step."""
    return initial if initial["step"] in {str(one.pk) for one in steps} else {**initial, "step": ""}


@form_methods
@needs(Right.SEE_PERSON)
def change_agreement(request: HttpRequest, person_id: int, agreement_id: int) -> HttpResponse:
    """Change what is agreed."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    held = one_of(agreements_of(actor, person_id), agreement_id)
    policies.require_change(actor, person_id, held.unit, policies.area_of(held))
    steps = _steps_to_choose(actor, person_id)
    form = AgreementForm(posted(request), actor=actor, steps=steps, plan=plan, initial=agreement_initial(held))
    act = PlanAct(
        title=gettext_lazy("Change the agreement"),
        form=form,
        do=lambda _data, seen: step_actions.change_agreement(
            actor, person_id=person_id, agreement_id=agreement_id, agreement=form.details(), seen=seen
        ),
        done=gettext_lazy("The agreement has been changed."),
        button=gettext_lazy("Save"),
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def set_agreement_state(request: HttpRequest, person_id: int, agreement_id: int) -> HttpResponse:
    """Say that an agreement is done, needs help, or no longer holds."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    held = one_of(agreements_of(actor, person_id), agreement_id)
    if held.responsible_id != actor.account_id:
        policies.require_change(actor, person_id, held.unit, policies.area_of(held))

    def do(data: Mapping[str, Any], seen: int | None) -> None:
        step_actions.set_agreement_state(
            actor, person_id=person_id, agreement_id=agreement_id, state=AgreementState(data["state"]),
            remark=data["remark"], seen=seen,
        )  # fmt: skip

    act = PlanAct(
        title=gettext_lazy("Where does the agreement stand?"),
        form=AgreementStateForm(posted(request), plan=plan, present=held.state),
        do=do,
        done=gettext_lazy("The agreement has been updated."),
        button=gettext_lazy("Save"),
        lead=held.what,
    )
    return answer(request, person_id, act)
