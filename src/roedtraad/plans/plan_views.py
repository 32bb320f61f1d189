# SPDX-License-Identifier: EUPL-1.2
"""Acts on the plan as a whole: begin it, goals, revision, parts that laws ask for, signatures, going back."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people
from roedtraad.people.act_pages import posted
from roedtraad.plans import actions, policies, version_actions
from roedtraad.plans.forms import EndGoalForm, GoalForm, StartForm
from roedtraad.plans.method_forms import ConfirmForm, ReviseForm, SignForm, TextForm
from roedtraad.plans.models import GoalOutcome, GoalTerm, PlanTextCode
from roedtraad.plans.pages import PlanAct, answer
from roedtraad.plans.reading import goals_of, require_edit, texts_of

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@needs(Right.SEE_PERSON)
def start_plan(request: HttpRequest, person_id: int) -> HttpResponse:
    """Begin the plan with the goal."""
    actor = actor_of(request)
    people.require(actor, Right.EDIT_PLAN, person_id)
    form = StartForm(posted(request))
    act = PlanAct(
        title=gettext_lazy("Begin the plan"),
        form=form,
        do=lambda _data, _seen: actions.start_plan(actor, person_id=person_id, goal=form.details()),
        done=gettext_lazy("The plan has begun."),
        button=gettext_lazy("Begin the plan"),
        lead=gettext_lazy("There is one plan, with one goal. Every department writes on the same one."),
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def set_goal(request: HttpRequest, person_id: int) -> HttpResponse:
    """Set a goal: the main one, or one on the way."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    term = request.GET.get("term", GoalTerm.MAIN)
    initial = {"term": term if term in GoalTerm.values else GoalTerm.MAIN}
    form = GoalForm(posted(request), plan=plan, initial=initial)
    act = PlanAct(
        title=gettext_lazy("Set a goal"),
        form=form,
        do=lambda _data, seen: actions.set_goal(actor, person_id=person_id, goal=form.details(), seen=seen),
        done=gettext_lazy("The goal has been set."),
        button=gettext_lazy("Set the goal"),
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def end_goal(request: HttpRequest, person_id: int, goal_id: int) -> HttpResponse:
    """A goal is reached or given up."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    goal = next((one for one in goals_of(person_id) if one.pk == goal_id), None)
    if goal is None:
        raise NotVisible

    def do(data: Mapping[str, Any], seen: int | None) -> None:
        outcome = GoalOutcome(data["outcome"])
        actions.end_goal(actor, person_id=person_id, goal_id=goal_id, outcome=outcome, seen=seen)

    act = PlanAct(
        title=gettext_lazy("End a goal"),
        form=EndGoalForm(posted(request), plan=plan),
        do=do,
        done=gettext_lazy("The goal has been ended."),
        button=gettext_lazy("End the goal"),
        lead=goal.words,
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def write_text(request: HttpRequest, person_id: int, code: str) -> HttpResponse:
    """Write what the plan says about one thing that a law asks for."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    if code not in PlanTextCode.values:
        raise NotVisible
    held = next((one for one in texts_of(actor, person_id).rows if one.code == code), None)
    unit = held.unit if held else policies.own_unit(actor)

    def do(data: Mapping[str, Any], seen: int | None) -> None:
        actions.write_text(actor, person_id=person_id, code=PlanTextCode(code), text=data["text"], unit=unit, seen=seen)

    act = PlanAct(
        title=capfirst(str(PlanTextCode(code).label)),
        form=TextForm(posted(request), plan=plan, initial={"text": held.text if held else ""}),
        do=do,
        done=gettext_lazy("The text has been saved."),
        button=gettext_lazy("Save"),
        back="texts",
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def revise_plan(request: HttpRequest, person_id: int) -> HttpResponse:
    """The plan has been gone through together."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    due_on = terms_on(actor.on).after("plan_revision", actor.on)
    act = PlanAct(
        title=gettext_lazy("We have gone through the plan"),
        form=ReviseForm(posted(request), plan=plan, initial={"next_on": due_on}),
        do=lambda data, seen: actions.revise_plan(actor, person_id=person_id, next_on=data["next_on"], seen=seen),
        done=gettext_lazy("The revision has been recorded."),
        button=gettext_lazy("Record"),
        lead=gettext_lazy("Together with the young person, and the parents under 18. When is the next time?"),
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def find_realistic(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say that the plan is realistic, or that it no longer is."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    becomes = plan.realistic_on is None
    act = PlanAct(
        title=_("The plan is realistic") if becomes else _("The plan is no longer realistic"),
        form=ConfirmForm(posted(request), plan=plan),
        do=lambda _data, seen: actions.find_realistic(actor, person_id=person_id, is_realistic=becomes, seen=seen),
        done=gettext_lazy("It has been recorded."),
        button=gettext_lazy("Yes, record it"),
        lead=gettext_lazy("You say so as somebody who guides young people. A new main goal must be looked at anew."),
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def sign_plan(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a signature given on paper or at a meeting."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    form = SignForm(posted(request), plan=plan)
    act = PlanAct(
        title=gettext_lazy("Record a signature"),
        form=form,
        do=lambda _data, seen: version_actions.sign_plan(
            actor, person_id=person_id, signature=form.signature(), seen=seen
        ),
        done=gettext_lazy("The signature has been recorded."),
        button=gettext_lazy("Record"),
        lead=gettext_lazy("It is given to the plan as it stands now. What is agreed later needs a new one."),
        back="versions",
    )
    return answer(request, person_id, act)


@form_methods
@needs(Right.SEE_PERSON)
def restore_version(request: HttpRequest, person_id: int, number: int) -> HttpResponse:
    """Go back to an earlier version."""
    actor = actor_of(request)
    plan = require_edit(actor, person_id)
    if not plan.versions.filter(number=number).exists():
        raise NotVisible
    act = PlanAct(
        title=_("Go back to version %(number)s") % {"number": number},
        form=ConfirmForm(posted(request), plan=plan),
        do=lambda _data, seen: version_actions.restore_version(actor, person_id=person_id, number=number, seen=seen),
        done=gettext_lazy("The plan is as it was. Nothing in between is lost: it stands among the versions."),
        button=gettext_lazy("Go back to it"),
        lead=gettext_lazy(
            "The plan becomes what it was then, as a new version. What somebody had who has left goes to the nearest leader."
        ),
        back="versions",
    )
    return answer(request, person_id, act)
