# SPDX-License-Identifier: EUPL-1.2
"""Acts on contacts and contact persons; they begin and end on the young person's page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from roedtraad.cases import actions, queries
from roedtraad.cases.actions import Naming
from roedtraad.cases.forms import ContactForm, NamingForm
from roedtraad.cases.models import ContactChannel, ContactKind, ContactOutcome
from roedtraad.kernel.listing import whole
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import act_pages, policies
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.people.forms import EndForm

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@needs(Right.SEE_PERSON)
def record_contact(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a contact or an attempt at one."""
    actor = actor_of(request)
    policies.require(actor, Right.RECORD_CONTACT, person_id)

    def do(data: dict[str, Any]) -> None:
        actions.record_contact(
            actor, person_id=person_id, held_on=data["held_on"], channel=ContactChannel(data["channel"]),
            outcome=ContactOutcome(data["outcome"]),
        )  # fmt: skip

    page = ActPage(
        title=gettext_lazy("Record a contact"),
        form=ContactForm(posted(request), initial={"held_on": actor.on}),
        do=do,
        done=gettext_lazy("The contact has been recorded."),
        button=gettext_lazy("Record"),
    )
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.SEE_PERSON)
def name_contact_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Name somebody to follow the young person."""
    actor = actor_of(request)
    policies.require(actor, Right.ASSIGN_CONTACT_PERSON, person_id)

    def do(data: dict[str, Any]) -> None:
        naming = Naming(data["account"].pk, data["started_on"], ContactKind(data["kind"]), data["is_coordinating"])
        actions.name_contact_person(actor, person_id=person_id, naming=naming)

    page = ActPage(
        title=gettext_lazy("Name a contact person"),
        form=NamingForm(
            posted(request), on=actor.on, initial={"started_on": actor.on, "account": whole(request.GET, "account")}
        ),
        do=do,
        done=gettext_lazy("The contact person has been named."),
        button=gettext_lazy("Name a contact person"),
        lead=gettext_lazy(
            "Choose from what the young person needs, not from which department asks. "
            "If somebody has the task now, hand it over instead: then the next one has said yes first. "
            "If it was you before, the page closes to you, unless you also have a case."
        ),
    )
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.SEE_PERSON)
def end_contact_person(request: HttpRequest, pk: int) -> HttpResponse:
    """End an assignment."""
    actor = actor_of(request)
    assignment = queries.one_contact_person(actor, pk)
    policies.require(actor, Right.ASSIGN_CONTACT_PERSON, assignment.young_person_id)
    page = ActPage(
        title=_("End: %(name)s") % {"name": assignment.account.name},
        form=EndForm(posted(request), initial={"ended_on": actor.on}),
        do=lambda data: actions.end_contact_person(actor, contact_person_id=pk, ended_on=data["ended_on"]),
        done=gettext_lazy("The contact person has been ended."),
        button=gettext_lazy("End it"),
        lead=gettext_lazy(
            "Name the next one first, if there is one: then this one ends by itself and nobody is without."
        ),
    )
    return act_pages.answer(request, assignment.young_person_id, page)
