# SPDX-License-Identifier: EUPL-1.2
"""Acts on how one works: network, pyramid, hypotheses and trial actions, progression."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.terms import terms_on
from roedtraad.people.act_pages import posted
from roedtraad.plans import method_actions, policies
from roedtraad.plans.method_forms import (
    ConcludeForm,
    HypothesisForm,
    LessonForm,
    MeasureForm,
    NetworkForm,
    PyramidForm,
    TrialForm,
)
from roedtraad.plans.models import Hypothesis, HypothesisState, TrialAction
from roedtraad.plans.pages import PlanAct, answer
from roedtraad.plans.reading import hypotheses_of, one_of, require_edit

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@needs(Right.SEE_PERSON)
def add_network_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Put somebody on the network map."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    form = NetworkForm(posted(request), plan=plan)
    act = PlanAct(
        title=gettext_lazy("Put somebody on the map"),
        form=form,
        do=lambda _data, seen: method_actions.add_network_person(
            actor, person_id=person_id, details=form.details(), seen=seen
        ),
        done=gettext_lazy("The map has been changed."),
        button=gettext_lazy("Put on the map"),
        lead=gettext_lazy("The young person says who belongs there, and how close."),
        back="network",
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def change_network_person(request: HttpRequest, person_id: int, network_id: int) -> HttpResponse:
    """Change where somebody stands on the map."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    held = plan.network.filter(pk=network_id).first()
    if held is None:
        raise NotVisible
    initial = {name: getattr(held, name) for name in ("name", "relation", "ring", "tone")}
    form = NetworkForm(posted(request), plan=plan, initial=initial)
    act = PlanAct(
        title=gettext_lazy("Change the map"),
        form=form,
        do=lambda _data, seen: method_actions.change_network_person(
            actor, person_id=person_id, network_id=network_id, details=form.details(), seen=seen
        ),
        done=gettext_lazy("The map has been changed."),
        button=gettext_lazy("Save"),
        back="network",
    )
    return answer(request, person_id, act)


@require_POST
@needs(Right.SEE_PERSON)
def remove_network_person(request: HttpRequest, person_id: int, network_id: int) -> HttpResponse:
    """Take somebody off the map."""
    method_actions.remove_network_person(actor_of(request), person_id=person_id, network_id=network_id)
    messages.success(request, gettext_lazy("The map has been changed."))
    return redirect("plans:network", person_id)


@form_methods
@needs(Right.SEE_PERSON)
def set_pyramid_level(request: HttpRequest, person_id: int) -> HttpResponse:
    """Set the level of help."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    levels = method_actions.pyramid_levels(actor.on).items()

    def do(data: Mapping[str, Any], _seen: int | None) -> None:
        method_actions.set_pyramid_level(
            actor, person_id=person_id, level=data["level"], started_on=data["started_on"], why=data["why"],
            unit=policies.own_unit(actor),
        )  # fmt: skip

    act = PlanAct(
        title=gettext_lazy("Set the level"),
        form=PyramidForm(posted(request), plan=plan, levels=levels, initial={"started_on": actor.on}),
        do=do,
        done=gettext_lazy("The level has been set."),
        button=gettext_lazy("Set the level"),
        lead=gettext_lazy("The least intrusive help that works. The aim is to step down."),
        back="pyramid",
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def make_hypothesis(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write what we believe will help."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)

    def do(data: Mapping[str, Any], seen: int | None) -> None:
        method_actions.make_hypothesis(
            actor, person_id=person_id, text=data["text"], area=data["area"], unit=policies.own_unit(actor), seen=seen
        )

    act = PlanAct(
        title=gettext_lazy("Write a hypothesis"),
        form=HypothesisForm(posted(request), plan=plan),
        do=do,
        done=gettext_lazy("The hypothesis has been written. Now try something small."),
        button=gettext_lazy("Save"),
        back="trials",
    )
    return answer(request, person_id, act)


def _changeable(actor: Actor, person_id: int, hypothesis_id: int) -> Hypothesis:
    held = one_of(hypotheses_of(actor, person_id), hypothesis_id)
    policies.require_change(actor, person_id, held.unit, policies.area_of(held))
    return held


@form_methods
@needs(Right.SEE_PERSON)
def conclude_hypothesis(request: HttpRequest, person_id: int, hypothesis_id: int) -> HttpResponse:
    """Say whether a hypothesis holds."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    held = _changeable(actor, person_id, hypothesis_id)

    def do(data: Mapping[str, Any], seen: int | None) -> None:
        state = HypothesisState(data["state"])
        method_actions.conclude_hypothesis(
            actor, person_id=person_id, hypothesis_id=hypothesis_id, state=state, seen=seen
        )

    act = PlanAct(
        title=gettext_lazy("Does it hold?"),
        form=ConcludeForm(posted(request), plan=plan),
        do=do,
        done=gettext_lazy("It has been recorded."),
        button=gettext_lazy("Save"),
        lead=held.text,
        back="trials",
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def start_trial(request: HttpRequest, person_id: int, hypothesis_id: int) -> HttpResponse:
    """Try something small."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    held = _changeable(actor, person_id, hypothesis_id)

    def do(data: Mapping[str, Any], seen: int | None) -> None:
        did, expected = data["did"], data["expected"]
        method_actions.start_trial(
            actor, person_id=person_id, hypothesis_id=hypothesis_id, did=did, expected=expected, seen=seen
        )

    act = PlanAct(
        title=gettext_lazy("Begin a trial action"),
        form=TrialForm(posted(request), plan=plan),
        do=do,
        done=gettext_lazy("The trial action has begun."),
        button=gettext_lazy("Begin"),
        lead=held.text,
        back="trials",
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def tell_trial(request: HttpRequest, person_id: int, trial_id: int) -> HttpResponse:
    """Tell what a trial action taught."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    trial = TrialAction.objects.filter(pk=trial_id, hypothesis__plan=plan).first()
    if trial is None:
        raise NotVisible
    _changeable(actor, person_id, trial.hypothesis_id)
    names = ("saw", "learned", "result", "may_be_shared")
    form = LessonForm(posted(request), plan=plan, initial={name: getattr(trial, name) for name in names})
    act = PlanAct(
        title=gettext_lazy("What did it teach us?"),
        form=form,
        do=lambda _data, seen: method_actions.tell_trial(
            actor, person_id=person_id, trial_id=trial_id, lesson=form.lesson(), seen=seen
        ),
        done=gettext_lazy("The lesson has been saved."),
        button=gettext_lazy("Save"),
        lead=trial.did,
        back="trials",
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def measure_progression(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record where the young person stands today."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    form = MeasureForm(posted(request), plan=plan, scales=terms_on(actor.on).scales())
    act = PlanAct(
        title=gettext_lazy("Measure progression"),
        form=form,
        do=lambda _data, _seen: method_actions.measure_progression(actor, person_id=person_id, scores=form.scores()),
        done=gettext_lazy("The scores have been saved."),
        button=gettext_lazy("Save"),
        lead=gettext_lazy(
            "Best done together. Leave empty what you do not ask today. Nobody is ranked by these scores."
        ),
        back="progression",
        in_pairs=True,
    )
    return answer(request, person_id, act)
