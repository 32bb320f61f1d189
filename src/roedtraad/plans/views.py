# SPDX-License-Identifier: EUPL-1.2
"""The pages of a plan, for reading, and the search in what trial actions have taught."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.listing import page_number, whole
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.frame import require_part
from roedtraad.plans import queries
from roedtraad.plans.experience import experience
from roedtraad.plans.method_actions import pyramid_levels
from roedtraad.plans.method_forms import ExperienceForm
from roedtraad.plans.method_queries import hypothesis_rows, pyramid_page, text_rows
from roedtraad.plans.network import RINGS, SIZE, network_map
from roedtraad.plans.pages import show_page
from roedtraad.plans.progression import HEIGHT, WIDTH, charts
from roedtraad.plans.reading import plan_of, require_plan
from roedtraad.plans.versions import compare, signatures, version_rows


@require_safe
@needs(Right.SEE_PERSON)
def plan(request: HttpRequest, person_id: int) -> HttpResponse:
    """The goal, the one line of everybody's steps, what happens next, what is undecided or late."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.PLAN)
    found = plan_of(person_id)
    filled = {"plan": queries.plan_page(actor, person_id), "signatures": signatures(found) if found else ()}
    return show_page(request, person_id, "plan", filled)


@require_safe
@needs(Right.SEE_PERSON)
def plan_print(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything of the plan that the reader may see, on one page for paper."""
    actor = actor_of(request)
    found = require_plan(actor, person_id)
    filled = {
        "plan": queries.plan_page(actor, person_id), "signatures": signatures(found),
        "texts": [row for row in text_rows(actor, person_id)[0] if row.text], "network": network_map(found),
    }  # fmt: skip
    return show_page(request, person_id, "print", filled)


@require_safe
@needs(Right.SEE_PERSON)
def network(request: HttpRequest, person_id: int) -> HttpResponse:
    """The people around the young person, as a drawing and as a list."""
    require_part(actor_of(request), person_id, Part.PLAN)
    found = plan_of(person_id)
    nodes = network_map(found) if found else ()
    return show_page(request, person_id, "network", {"nodes": nodes, "size": SIZE, "rings": RINGS.values()})


@require_safe
@needs(Right.SEE_PERSON)
def pyramid(request: HttpRequest, person_id: int) -> HttpResponse:
    """How intrusive the help is, and has been."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.PLAN)
    return show_page(request, person_id, "pyramid", {"pyramid": pyramid_page(actor, person_id)})


@require_safe
@needs(Right.SEE_PERSON)
def trials(request: HttpRequest, person_id: int) -> HttpResponse:
    """What we believe will help, what we have tried, and what it taught us."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.PLAN)
    rows, hidden = hypothesis_rows(actor, person_id)
    return show_page(request, person_id, "trials", {"hypotheses": rows, "hidden": hidden})


@require_safe
@needs(Right.SEE_PERSON)
def progression(request: HttpRequest, person_id: int) -> HttpResponse:
    """The young person's own score beside the worker's, over time."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.PLAN)
    found = plan_of(person_id)
    filled = {
        "charts": charts(actor, person_id) if found else (), "width": WIDTH, "height": HEIGHT,
        "due_on": queries.progression_due_on(actor, found) if found else None,
    }  # fmt: skip
    return show_page(request, person_id, "progression", filled)


@require_safe
@needs(Right.SEE_PERSON)
def texts(request: HttpRequest, person_id: int) -> HttpResponse:
    """What laws ask a plan to say beside goal and steps."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.PLAN)
    rows, hidden = text_rows(actor, person_id)
    return show_page(request, person_id, "texts", {"texts": rows, "hidden": hidden})


@require_safe
@needs(Right.SEE_PERSON)
def versions(request: HttpRequest, person_id: int) -> HttpResponse:
    """The plan as it was, what each change did, and who has signed."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.PLAN)
    found = plan_of(person_id)
    filled = {
        "page": version_rows(actor, found, page_number(request.GET)) if found else None,
        "signatures": signatures(found) if found else (), "version": found.version if found else 0,
    }  # fmt: skip
    return show_page(request, person_id, "versions", filled)


@require_safe
@needs(Right.SEE_PERSON)
def version_compare(request: HttpRequest, person_id: int) -> HttpResponse:
    """Two versions side by side: `?before=` and `?after=`, else the last change."""
    actor = actor_of(request)
    found = require_plan(actor, person_id)
    after = whole(request.GET, "after") or found.version
    before = whole(request.GET, "before") or max(1, after - 1)
    filled = {
        "changes": compare(actor, found, before, after), "before": before, "after": after,
        "numbers": range(found.version, 0, -1),
    }  # fmt: skip
    return show_page(request, person_id, "compare", filled)


@require_safe
@needs(Right.EDIT_PLAN)
def learned(request: HttpRequest) -> HttpResponse:
    """What trial actions have taught across everybody, without anybody's identity."""
    actor = actor_of(request)
    form = ExperienceForm(request.GET, levels=pyramid_levels(actor.on).items())
    question = form.question()
    found = experience(actor, question, page_number(request.GET))
    context = {"form": form, "found": found, "question": question}
    return show(request, "plans/experience.html", context, Look("experience_seen", [], {"words": question.words}))
