# SPDX-License-Identifier: EUPL-1.2
"""The colleagues' side of the portal: who is let in, and the messages."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import act_pages, policies
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.people.frame import person_frame, require_part
from roedtraad.people.queries import visible_person
from roedtraad.portal import access_actions, message_actions, sending, staff_queries
from roedtraad.portal.access_actions import Guest, Issued
from roedtraad.portal.forms import AnswerForm, GuardianForm, RepresentativeForm
from roedtraad.portal.models import IdentityKind, PortalIdentity

form_methods = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422


def _site(request: HttpRequest) -> str:
    """How the site is called from outside, without the last slash."""
    return request.build_absolute_uri("/").rstrip("/")


@require_safe
@needs(Right.SEE_PERSON)
def access(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who has a way in to the young person's pages."""
    actor = actor_of(request)
    page = staff_queries.access_page(actor, person_id)
    context = {"page": page, "frame": person_frame(actor, person_id, "portal")}
    return show(request, "portal/staff_access.html", context, Look("portal_access_seen", [person_id]))


@require_POST
@needs(Right.SEE_PERSON)
def invite(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let the young person in; the answer holds the link, once."""
    actor = actor_of(request)
    policies.require(actor, Right.INVITE_TO_PORTAL, person_id)
    issued = access_actions.invite(actor, person_id=person_id, guest=Guest(IdentityKind.SELF), site=_site(request))
    return _made(request, person_id, issued)


@sensitive_post_parameters("cpr")
@form_methods
@needs(Right.SEE_PERSON)
def invite_guardian(request: HttpRequest, person_id: int, guardian_id: int) -> HttpResponse:
    """Let a parent in, with the CPR number that MitID is checked against."""
    actor = actor_of(request)
    guardian = staff_queries.guardian_to_invite(actor, person_id, guardian_id)
    form = GuardianForm(posted(request))
    if form.is_valid():
        guest = Guest(IdentityKind.GUARDIAN, guardian_id=guardian_id, cpr=form.cleaned_data["cpr"])
        if (issued := _tried(request, person_id, guest, form)) is not None:
            return _made(request, person_id, issued)
    context = {"form": form, "person": visible_person(actor, person_id), "guardian": guardian}
    status = UNPROCESSABLE if form.is_bound else 200
    look = Look("portal_access_seen", [person_id], {"form": "guardian"})
    return show(request, "portal/staff_guardian.html", context, look, status=status)


def _tried(request: HttpRequest, person_id: int, guest: Guest, form: forms.Form) -> Issued | None:
    """The invitation; None when it is refused, and then the form says why."""
    try:
        return access_actions.invite(actor_of(request), person_id=person_id, guest=guest, site=_site(request))
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error("cpr" if error.code.startswith("cpr_") else None, str(error))
        return None


@sensitive_post_parameters("cpr")
@form_methods
@needs(Right.SEE_PERSON)
def invite_representative(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let a representative in, within limits."""
    actor = actor_of(request)
    policies.require(actor, Right.INVITE_TO_PORTAL, person_id)
    form = RepresentativeForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data | {"allowed_parts": tuple(form.cleaned_data["allowed_parts"])}
        guest = Guest(IdentityKind.REPRESENTATIVE, **given)
        if (issued := _tried(request, person_id, guest, form)) is not None:
            return _made(request, person_id, issued)
    context = {"form": form, "person": visible_person(actor, person_id)}
    status = UNPROCESSABLE if form.is_bound else 200
    look = Look("portal_access_seen", [person_id], {"form": "representative"})
    return show(request, "portal/staff_representative.html", context, look, status=status)


@require_POST
@needs(Right.SEE_PERSON)
def send_again(request: HttpRequest, identity_id: int) -> HttpResponse:
    """A new link in place of the one before."""
    actor = actor_of(request)
    issued = access_actions.send_again(actor, identity_id=identity_id, site=_site(request))
    return _made(request, _person_of(identity_id), issued)


def _made(request: HttpRequest, person_id: int, issued: Issued) -> HttpResponse:
    context = {
        "link": sending.link_of(_site(request), issued.token),
        "was_sent": issued.was_sent,
        "hold": issued.hold,
        "frame": person_frame(actor_of(request), person_id, "portal"),
    }
    return show(
        request, "portal/staff_invited.html", context, Look("portal_access_seen", [person_id], {"form": "link"})
    )


@form_methods
@needs(Right.SEE_PERSON)
def end_access(request: HttpRequest, identity_id: int) -> HttpResponse:
    """Take a way in away."""
    actor = actor_of(request)
    person_id = _person_of(identity_id)
    policies.require(actor, Right.INVITE_TO_PORTAL, person_id)

    def do(_data: dict[str, Any]) -> None:
        access_actions.end_access(actor, identity_id=identity_id)

    page = ActPage(
        title=gettext_lazy("Take the way in away"),
        form=forms.Form(posted(request)),
        do=do,
        done=gettext_lazy("The way in has been taken away."),
        button=gettext_lazy("Take it away"),
        lead=gettext_lazy("It works at once, also for somebody who is signed in now."),
    )
    return act_pages.answer(request, person_id, page)


def _person_of(identity_id: int) -> int:
    found = PortalIdentity.objects.filter(pk=identity_id).values_list("young_person_id", flat=True).first()
    if found is None:
        raise NotVisible
    return found


@form_methods
@needs(Right.SEE_PERSON)
def messages_of(request: HttpRequest, person_id: int) -> HttpResponse:
    """The conversation with the young person, for those whom they write to."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.MESSAGES)
    form = AnswerForm(posted(request))
    if form.is_valid():
        text = form.cleaned_data["text"]
        message_actions.answer_message(actor, person_id=person_id, text=text, site=_site(request))
        return redirect("portal:messages-of", person_id)
    shown = staff_queries.staff_messages(actor, person_id)
    context = {"conversation": shown, "form": form, "frame": person_frame(actor, person_id, "messages")}
    look = Look("messages_seen", [person_id], {"read": shown.rows is not None})
    return show(request, "portal/staff_messages.html", context, look, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
@needs(Right.SEE_PERSON)
def take_as_read(request: HttpRequest, person_id: int) -> HttpResponse:
    """Nothing waits for an answer any more."""
    message_actions.take_as_read(actor_of(request), person_id=person_id)
    return redirect("portal:messages-of", person_id)
