# SPDX-License-Identifier: EUPL-1.2
"""What the officer does for one person without reading the person's page: copy, legal hold. Found by the whole number."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.listing import page_number
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.act_pages import UNPROCESSABLE
from roedtraad.people.queries import log_subject
from roedtraad.protection import copy_actions, deleting, holds
from roedtraad.protection.emergency_views import form_methods
from roedtraad.protection.finding import asked_of, person_asked_for
from roedtraad.protection.forms import FindForm, HoldForm


@form_methods
@needs(Right.HANDLE_DATA_RIGHTS)
def find(request: HttpRequest) -> HttpResponse:
    """Find a young person by the whole CPR number or the reference; also somebody who has been deleted."""
    actor = actor_of(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    receipt = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data["q"]
        person = person_asked_for(asked)
        if person is not None:
            log_look(actor, Look("protection_seen", [person.pk], {"page": "find", **asked_of(asked)}))
            return redirect("protection:person", person.pk)
        receipt = deleting.receipt_of(actor, asked)
        if receipt is None:
            form.add_error("q", _("Nobody has that CPR number or reference. Check it, and try again."))
    status = UNPROCESSABLE if form.errors else 200
    look = Look("protection_seen", (), {"page": "find"})
    return show(request, "protection/find.html", {"form": form, "receipt": receipt}, look, status=status)


@require_safe
@needs(Right.HANDLE_DATA_RIGHTS)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Requests and holds of one person, by reference; not the person's own page."""
    actor = actor_of(request)
    context = {
        "subject": log_subject(actor, person_id),
        "copies": copy_actions.copies(actor, 1, person_id),
        "holds": holds.holds(actor, 1, person_id),
    }
    return show(request, "protection/person.html", context, Look("protection_seen", [person_id], {"page": "person"}))


@require_POST
@needs(Right.HANDLE_DATA_RIGHTS)
def ask_for_copy(request: HttpRequest, person_id: int) -> HttpResponse:
    """Note that somebody has asked for a copy."""
    made = copy_actions.ask_for_copy(actor_of(request), person_id=person_id)
    day = date_format(made.answer_by, "DATE_FORMAT")
    messages.success(request, _("Noted. The copy must be handed out by %(day)s.") % {"day": day})
    return redirect("protection:person", person_id)


@require_POST
@needs(Right.HANDLE_DATA_RIGHTS)
def hand_out_copy(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Make the copy and give it as a file."""
    made = copy_actions.hand_out_copy(actor_of(request), person_id=person_id)
    response = FileResponse(made.content, as_attachment=True, filename=f"copy-{made.request.pk}.zip")
    response["Cache-Control"] = "no-store"
    return response


@form_methods
@needs(Right.HANDLE_DATA_RIGHTS)
def set_hold(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let nothing of the person be deleted."""
    actor = actor_of(request)
    subject = log_subject(actor, person_id)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            holds.set_hold(actor, person_id=person_id, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Nothing of this person will be deleted."))
            return redirect("protection:person", person_id)
    context = {
        "form": form, "subject": subject, "title": gettext_lazy("Let nothing be deleted"),
        "lead": gettext_lazy("The rules for deletion stand still until the last day, or until you lift it."),
        "button": gettext_lazy("Set the legal hold"),
    }  # fmt: skip
    look = Look("protection_seen", [person_id], {"page": "hold"})
    return show(request, "protection/act.html", context, look, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
@needs(Right.HANDLE_DATA_RIGHTS)
def lift_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a hold."""
    hold = holds.lift_hold(actor_of(request), hold_id=pk)
    messages.success(request, _("The legal hold is lifted."))
    return redirect("protection:person", hold.young_person_id)


@require_safe
@needs(Right.HANDLE_DATA_RIGHTS)
def hold_list(request: HttpRequest) -> HttpResponse:
    """Every legal hold."""
    page = holds.holds(actor_of(request), page_number(request.GET))
    look = Look("protection_seen", [row.person_id for row in page.rows], {"page": "holds"})
    return show(request, "protection/holds.html", {"page": page}, look)


@require_safe
@needs(Right.HANDLE_DATA_RIGHTS)
def copy_list(request: HttpRequest) -> HttpResponse:
    """Every request for a copy."""
    page = copy_actions.copies(actor_of(request), page_number(request.GET))
    look = Look("protection_seen", [row.person_id for row in page.rows], {"page": "copies"})
    return show(request, "protection/copies.html", {"page": page}, look)
