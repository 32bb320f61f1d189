# SPDX-License-Identifier: EUPL-1.2
"""Whom an enquiry is about, and what this room knows and does about one young person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.intake import act_pages as intake_pages
from roedtraad.intake import actions, dropouts, person_actions, person_queries, queries, workshop_actions
from roedtraad.intake import policies as intake_policies
from roedtraad.intake.dropouts import BrokenOff
from roedtraad.intake.forms import AboutForm, DropoutFields, KnownEnquiryForm, RegisterDropoutForm, RegisterForm
from roedtraad.intake.models import InstitutionNews, Relation
from roedtraad.intake.person_actions import NewPerson
from roedtraad.intake.person_forms import VisitationForm, WorkshopForm
from roedtraad.intake.views import form_methods, on_enquiry, to_enquiry
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.listing import whole
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import act_pages, policies
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.people.frame import person_frame, require_part
from roedtraad.people.models import SituationKind
from roedtraad.people.queries import visible_person


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def tell_whom(request: HttpRequest, pk: int) -> HttpResponse:
    """Write whom it is about, and look again among those who are known."""
    actor = actor_of(request)
    enquiry, _may_act = intake_policies.readable_one(actor, pk)
    initial = {"about_name": enquiry.about_name, "about_born_on": enquiry.about_born_on}
    page = on_enquiry(
        actor, pk, title=gettext_lazy("Whom is it about?"), form=AboutForm(posted(request), initial=initial),
        do=lambda data: actions.tell_whom(actor, enquiry_id=pk, **data), button=gettext_lazy("Look among those known"),
        done=gettext_lazy("We have looked. See whom it may be."),
        lead=gettext_lazy("A name is enough. The date of birth or the CPR number makes it certain."),
    )  # fmt: skip
    return intake_pages.answer(request, page)


@require_POST
@needs(Right.ANSWER_ENQUIRIES)
def join_enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """The enquiry is about a known young person."""
    actor, here = actor_of(request), reverse("intake:enquiry", args=[pk])
    person_id = whole(request.POST, "person") or 0
    return intake_pages.done(
        request, lambda: person_actions.join_enquiry(actor, enquiry_id=pk, person_id=person_id),
        _("The enquiry now stands on the young person's red thread."), here, here,
    )  # fmt: skip


@require_POST
@needs(Right.ANSWER_ENQUIRIES)
def route_enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass it to whoever has the young person, without learning who that is."""
    actor = actor_of(request)
    try:
        keeps = person_actions.route_enquiry(actor, enquiry_id=pk)
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        messages.error(request, str(error))
        return redirect("intake:enquiry", pk)
    if keeps:
        messages.success(
            request, _("Nobody has this young person yet, so the enquiry is yours. You see the person now.")
        )
        return redirect("intake:enquiry", pk)
    messages.success(request, _("The enquiry has been passed to whoever has the young person. You are done with it."))
    return to_enquiry(actor, pk)


@require_POST
@needs(Right.ANSWER_ENQUIRIES)
def give_to_bearer(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass it to the contact person or caseworker."""
    actor, here = actor_of(request), reverse("intake:enquiry", args=[pk])
    inbox = reverse("intake:inbox")
    return intake_pages.done(
        request,
        lambda: person_actions.give_to_bearer(actor, enquiry_id=pk),
        _("The enquiry has been passed on."),
        here,
        inbox,
    )


@require_POST
@needs(Right.ANSWER_ENQUIRIES)
def go_on_in_case(request: HttpRequest, pk: int) -> HttpResponse:
    """It is dealt with in the case."""
    actor, here = actor_of(request), reverse("intake:enquiry", args=[pk])
    inbox = reverse("intake:inbox")
    return intake_pages.done(
        request,
        lambda: person_actions.go_on_in_case(actor, enquiry_id=pk),
        _("The enquiry goes on in the case."),
        here,
        inbox,
    )


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def register_young_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody new into the register; what the enquiry tells is filled in."""
    actor = actor_of(request)
    enquiry, _may_act = intake_policies.readable_one(actor, pk)
    given, _space, family = enquiry.about_name.rpartition(" ")
    initial: dict[str, Any] = {
        "given_name": given or family,
        "family_name": family if given else "",
        "born_on": enquiry.about_born_on,
        "broken_place": enquiry.asker_name if enquiry.asker_relation == Relation.SCHOOL else "",
    }
    if enquiry.asker_relation == Relation.SELF:
        initial |= {"phone": enquiry.asker_phone, "email": enquiry.asker_email}
    form = RegisterDropoutForm if enquiry.news == InstitutionNews.BROKE_OFF else RegisterForm
    page = on_enquiry(
        actor, pk, title=gettext_lazy("Register a new young person"), form=form(posted(request), initial=initial),
        do=lambda data: person_actions.register_young_person(actor, enquiry_id=pk, person=NewPerson(**data)),
        button=gettext_lazy("Register"), done=gettext_lazy("The young person has been registered, and you see the page."),
        lead=gettext_lazy("Only when none of the proposals is the one. The enquiry follows along."),
    )  # fmt: skip
    return intake_pages.answer(request, page)


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def record_broken_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a known young person broke off, of which nothing was recorded."""
    actor = actor_of(request)
    enquiry, _may_act = intake_policies.readable_one(actor, pk)
    initial = {"broken_place": enquiry.asker_name if enquiry.asker_relation == Relation.SCHOOL else ""}

    def do(data: dict[str, Any]) -> None:
        kind = SituationKind(data["broken_kind"])
        broken = BrokenOff(kind, data["broken_since"], data["broken_place"])
        dropouts.record_broken_off(actor, enquiry_id=pk, broken=broken)

    page = on_enquiry(
        actor, pk, title=gettext_lazy("What was broken off?"), form=DropoutFields(posted(request), initial=initial), do=do,
        button=gettext_lazy("Save"), done=gettext_lazy("What was broken off is recorded."),
        lead=gettext_lazy("The law's clocks count from the day that the institution has told."),
    )  # fmt: skip
    return intake_pages.answer(request, page)


@require_safe
@needs(Right.SEE_PERSON)
def person_intake(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enquiries, future workshops, visitations and answers of one young person."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.CASES)
    frame = person_frame(actor, person_id, "intake")
    found = person_queries.intake_of(actor, person_id)
    context = {
        "frame": frame, "found": found, "rows": [queries.row_of(row, actor.on) for row in found.enquiries],
        "may_record": frame.may(Right.ANSWER_ENQUIRIES), "may_manage": frame.may(Right.MANAGE_CASES),
    }  # fmt: skip
    return show(request, "intake/person.html", context, Look("intake_seen", [person_id]))


@form_methods
@needs(Right.SEE_PERSON)
def record_enquiry_about(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record an enquiry about this young person."""
    actor = actor_of(request)
    policies.require(actor, Right.ANSWER_ENQUIRIES, person_id)
    form = KnownEnquiryForm(posted(request))
    page = ActPage(
        title=gettext_lazy("Record an enquiry"), form=form, button=gettext_lazy("Record"),
        do=lambda data: actions.record_enquiry(actor, details=form.details(young_person_id=person_id), take=data["take"]),
        done=gettext_lazy("The enquiry has been recorded."), back=reverse("intake:person", args=[person_id]),
    )  # fmt: skip
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.SEE_PERSON)
def record_workshop(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a future workshop."""
    actor = actor_of(request)
    policies.require(actor, Right.MANAGE_CASES, person_id)
    is_rule_on = queries.special_rule_holds(visible_person(actor, person_id).born_on, actor.on)
    form = WorkshopForm(
        posted(request), on=actor.on, is_rule_on=is_rule_on, initial={"held_on": actor.on, "first": actor.account_id}
    )
    page = ActPage(
        title=gettext_lazy("Record a future workshop"), form=form, button=gettext_lazy("Record"),
        do=lambda _data: workshop_actions.record_workshop(actor, person_id=person_id, details=form.details()),
        done=gettext_lazy("The future workshop has been recorded."), back=reverse("intake:person", args=[person_id]),
        lead=gettext_lazy("Two people from two disciplines look at the young person's situation together with the young person."),
    )  # fmt: skip
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.SEE_PERSON)
def visitate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Visitate the young person into a unit."""
    actor = actor_of(request)
    policies.require(actor, Right.MANAGE_CASES, person_id)
    initial = {"decided_on": actor.on, "decided_by": actor.account_id, "enquiry": whole(request.GET, "enquiry")}
    form = VisitationForm(
        posted(request), actor=actor, person_id=person_id, enquiries=intake_policies.visible(actor), initial=initial
    )
    page = ActPage(
        title=gettext_lazy("Visitate to a unit"), form=form, button=gettext_lazy("Decide and open the case"),
        do=lambda _data: workshop_actions.visitate(actor, person_id=person_id, decision=form.decision()),
        done=gettext_lazy("The decision has been recorded and the case is open."),
        back=reverse("intake:person", args=[person_id]),
        lead=gettext_lazy("The case is opened in the unit at once. Say why, so that the unit and the young person understand it."),
    )  # fmt: skip
    return act_pages.answer(request, person_id, page)
