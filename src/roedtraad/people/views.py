# SPDX-License-Identifier: EUPL-1.2
"""The young person's page and its log, and the acts on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import person_sections
from roedtraad.kernel.listing import page_number
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import act_pages, actions, policies, queries, thread_pages
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.people.filled import filled_tables
from roedtraad.people.forms import ConfirmForm, ContactDetailsForm, EndForm, SituationForm
from roedtraad.people.frame import OVERVIEW, acts_of, tabs_of
from roedtraad.people.queries import PersonPage
from roedtraad.people.thread import EVERYTHING, person_thread

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs(Right.SEE_PERSON)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The young person: the red thread and, from every room, what the actor's roles may see."""
    actor = actor_of(request)
    page = queries.person_page(actor, person_id, every_situation=request.GET.get("situations") == "all")
    thread = person_thread(actor, person_id, access=page.access)
    context = {
        "person": page,
        "thread": thread,
        "older": thread_pages.address(person_id, EVERYTHING, thread.older_before),
        "tabs": tabs_of(person_id, page.access, OVERVIEW),
        "acts": acts_of(person_id, page.access),
        "sections": _sections(actor, page),
    }
    return show(request, "people/person.html", context, Look("person_seen", [person_id]))


def _sections(actor: Actor, page: PersonPage) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """The blocks of the other rooms by place: each its template and what its room adds to the page's own context."""
    placed: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    tables = filled_tables(page.person_id)
    for section in person_sections:
        if section.part in page.access.parts and (not section.tables or tables & set(section.tables)):
            filled = section.context(actor, page.person_id)
            placed.setdefault(section.place, []).append((section.template, filled))
    return placed


@require_safe
@needs(Right.SEE_WHO_LOOKED, Right.SEE_LOG)
def person_log(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who has looked, or with `?what=changes` what has been changed."""
    actor = actor_of(request)
    subject = queries.log_subject(actor, person_id)
    is_changes = request.GET.get("what") == "changes"
    read = queries.changes if is_changes else queries.who_looked
    address = reverse("people:log", args=[person_id])
    context = {
        "subject": subject,
        "page": read(actor, person_id, page_number(request.GET)),
        "is_changes": is_changes,
        "tabs": [
            {"href": address, "title": _("Who has looked"), "current": not is_changes},
            {"href": f"{address}?what=changes", "title": _("What has been changed"), "current": is_changes},
        ],
    }
    return show(request, "people/log.html", context, Look("who_looked_seen", [person_id]))


@require_POST
@needs(Right.SEE_PERSON)
def reveal_cpr(request: HttpRequest, person_id: int) -> HttpResponse:
    """The full CPR number, once: the answer to this click holds it and nothing keeps it."""
    actor = actor_of(request)
    number = actions.reveal_cpr(actor, person_id=person_id)
    context = {"person": queries.visible_person(actor, person_id), "number": number}
    return show(request, "people/cpr.html", context, Look("person_seen", [person_id], {"form": "cpr"}))


@form_methods
@needs(Right.SEE_PERSON)
def record_situation(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a life situation."""
    actor = actor_of(request)
    policies.require(actor, Right.EDIT_PERSON, person_id)
    form = SituationForm(posted(request), initial={"started_on": actor.on})
    page = ActPage(
        title=gettext_lazy("Record a life situation"),
        form=form,
        do=lambda _data: actions.record_situation(actor, person_id=person_id, details=form.details()),
        done=gettext_lazy("The life situation has been recorded."),
        button=gettext_lazy("Record"),
        lead=gettext_lazy("What does the young person do, and since when? It counts as confirmed today."),
    )
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.SEE_PERSON)
def end_situation(request: HttpRequest, person_id: int, situation_id: int) -> HttpResponse:
    """End a life situation."""
    actor = actor_of(request)
    policies.require(actor, Right.EDIT_PERSON, person_id)
    situation = queries.one_situation(person_id, situation_id)
    page = ActPage(
        title=_("End: %(situation)s") % {"situation": situation.get_kind_display()},
        form=EndForm(posted(request), initial={"ended_on": actor.on}),
        do=lambda data: actions.end_situation(
            actor, person_id=person_id, situation_id=situation_id, ended_on=data["ended_on"]
        ),
        done=gettext_lazy("The life situation has been ended."),
        button=gettext_lazy("End it"),
        lead=gettext_lazy("Nothing is deleted: the period stays on the red thread with its last day."),
    )
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.SEE_PERSON)
def confirm_situation(request: HttpRequest, person_id: int, situation_id: int) -> HttpResponse:
    """Confirm that a life situation still holds."""
    actor = actor_of(request)
    policies.require(actor, Right.EDIT_PERSON, person_id)
    situation = queries.one_situation(person_id, situation_id)
    page = ActPage(
        title=_("Still so: %(situation)s") % {"situation": situation.get_kind_display()},
        form=ConfirmForm(posted(request)),
        do=lambda _data: actions.confirm_situation(actor, person_id=person_id, situation_id=situation_id),
        done=gettext_lazy("The life situation has been confirmed."),
        button=gettext_lazy("Yes, it is still so"),
        lead=gettext_lazy("Confirm only what you know from the young person, the school or the workplace."),
    )
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.SEE_PERSON)
def change_contact_details(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change how the person is reached."""
    actor = actor_of(request)
    policies.require(actor, Right.EDIT_PERSON, person_id)
    person = queries.visible_person(actor, person_id)
    editable = actions.editable_fields(actor, person)
    page = ActPage(
        title=gettext_lazy("Change contact details"),
        form=ContactDetailsForm(posted(request), instance=person, editable=editable),
        do=lambda data: actions.change_contact_details(actor, person_id=person_id, changes=data),
        done=gettext_lazy("The contact details have been saved."),
        button=gettext_lazy("Save"),
    )
    return act_pages.answer(request, person_id, page)
