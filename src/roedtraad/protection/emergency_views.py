# SPDX-License-Identifier: EUPL-1.2
"""The page on which the glass is broken, and those on which the officer reads what came of it."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.exporting import table_response
from roedtraad.kernel.listing import chosen, page_number
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.act_pages import UNPROCESSABLE
from roedtraad.protection import emergency
from roedtraad.protection.forms import EmergencyForm, NoteForm, OpeningFilterForm

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@needs(Right.BREAK_GLASS)
def open_in_emergency(request: HttpRequest) -> HttpResponse:
    """Open a young person who is not one's business. Who comes from a search brings the number along."""
    actor = actor_of(request)
    is_filled = request.method == "POST" and "reason" in request.POST
    form = EmergencyForm(request.POST if is_filled else None, initial={"q": request.POST.get("q", "")})
    if is_filled and form.is_valid():
        asked = form.cleaned_data["q"]
        try:
            opening = emergency.open_in_emergency(actor, asked=asked, reason=form.cleaned_data["reason"])
        except DomainError as error:
            if error.code == "emergency_nobody":
                emergency.note_attempt(actor, asked)
            form.add_error(None, str(error))
        else:
            closes = f"{timezone.localtime(opening.closes_at):%H:%M}"
            messages.warning(
                request, _("Open until %(time)s. Every page that you see is logged as an emergency.") % {"time": closes}
            )
            return redirect("people:person", opening.young_person_id)
    mine = emergency.own_openings(actor)
    context = {"form": form, "limits": emergency.limits_of(actor), "openings": mine}
    look = Look("protection_seen", [one.young_person_id for one in mine], {"page": "emergency"})
    return show(request, "protection/emergency.html", context, look, status=UNPROCESSABLE if is_filled else 200)


@require_POST
@needs(Right.BREAK_GLASS, Right.SET_SHARING_RULES)
def close_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it before its time."""
    actor = actor_of(request)
    emergency.close_opening(actor, opening_id=pk)
    messages.success(request, _("The emergency access is closed."))
    return redirect("protection:openings" if emergency.is_officer(actor) else "protection:emergency")


@require_safe
@needs(Right.SET_SHARING_RULES)
def openings(request: HttpRequest) -> HttpResponse:
    """Every opening, those first that nobody has looked into."""
    state = chosen(request.GET, "state", emergency.STATES)
    page = emergency.openings(actor_of(request), state, page_number(request.GET))
    context = {"page": page, "form": OpeningFilterForm(request.GET or None), "state": state}
    look = Look("protection_seen", [row.person_id for row in page.rows], {"page": "openings"})
    return show(request, "protection/openings.html", context, look)


@require_safe
@needs(Right.SET_SHARING_RULES)
def openings_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The rows behind the filter."""
    actor = actor_of(request)
    rows = emergency.every_opening(actor, chosen(request.GET, "state", emergency.STATES))
    log_look(actor, Look("protection_exported", [row.person_id for row in rows], {"page": "openings"}))
    header = [_("Opened"), _("Until"), _("Who"), _("Reference"), _("Reason"), _("Looked into"), _("By"), _("Note")]
    return table_response("openings", extension, header, [
        (_minute(row.opened_at), _minute(row.ended_at), row.who, row.reference, row.reason,
         _minute(row.seen_at) if row.seen_at else "", row.seen_by, row.note) for row in rows
    ])  # fmt: skip


def _minute(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


@form_methods
@needs(Right.SET_SHARING_RULES)
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """One opening, and what the officer has found."""
    actor = actor_of(request)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            emergency.acknowledge_opening(actor, opening_id=pk, note=form.cleaned_data["note"])
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted."))
            return redirect("protection:openings")
    row = emergency.opening_for(actor, pk)
    look = Look("protection_seen", [row.person_id], {"page": "opening"})
    status = UNPROCESSABLE if form.is_bound else 200
    return show(request, "protection/opening.html", {"row": row, "form": form}, look, status=status)
