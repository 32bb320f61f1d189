# SPDX-License-Identifier: EUPL-1.2
"""The citizen's own pages."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.listing import page_number
from roedtraad.kernel.rights import Part
from roedtraad.organisation.picture_views import picture_response
from roedtraad.plans.portal_queries import plan_for_portal
from roedtraad.portal import message_actions, queries
from roedtraad.portal.forms import MessageForm
from roedtraad.portal.frame import citizen_of, citizen_page, frame_of, show_page
from roedtraad.portal.policies import require_own_part
from roedtraad.protection.copy_actions import ask_for_copy, own_copies

form_methods = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422


@require_safe
@citizen_page
def start(request: HttpRequest) -> HttpResponse:
    """To one's own page, or the first child's; the others are one click away."""
    return redirect("portal:home", citizen_of(request).reaches[0].person_id)


@require_safe
@citizen_page
def home(request: HttpRequest, person_id: int) -> HttpResponse:
    """The front page: my goal, my contact person, what happens next, and whether somebody has written."""
    actor = citizen_of(request)
    frame = frame_of(actor, person_id, "portal:home")
    thread = queries.own_thread(actor, person_id, access=frame.access)
    context = {
        "contact": queries.own_contact(actor, person_id),
        "next_things": thread.coming,
        "unread": queries.unread(actor, person_id),
        "plan": plan_for_portal(actor, person_id) if Part.PLAN in frame.access.parts else None,
        "handovers": queries.own_handovers(actor, person_id) if Part.HANDOVERS in frame.access.parts else (),
        "seen": queries.guardian_view(actor, person_id),
    }
    return show_page(request, frame, "portal/home.html", context)


@require_safe
@citizen_page
def picture(request: HttpRequest, person_id: int, account_id: int) -> HttpResponse:
    """The photo of the contact person, or of who stands in for them, for those whose contact person it is."""
    queries.require_own_helper(citizen_of(request), person_id, account_id)
    return picture_response(request, account_id)


@require_safe
@citizen_page
def thread(request: HttpRequest, person_id: int) -> HttpResponse:
    """The red thread in other words: from now backwards."""
    actor = citizen_of(request)
    frame = frame_of(actor, person_id, "portal:thread")
    shown = queries.own_thread(actor, person_id, before=_date(request), access=frame.access)
    address = reverse("portal:thread", args=[person_id])
    older = f"{address}?before={shown.older_before.isoformat()}" if shown.older_before else ""
    return show_page(request, frame, "portal/thread.html", {"thread": shown, "older": older})


def _date(request: HttpRequest) -> dt.date | None:
    try:
        return parse_date(request.GET.get("before", ""))
    except ValueError:
        return None


@form_methods
@citizen_page
def own_messages(request: HttpRequest, person_id: int) -> HttpResponse:
    """Read and write to the contact person."""
    actor = citizen_of(request)
    require_own_part(actor, person_id, Part.MESSAGES)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            message_actions.write_own_message(actor, person_id=person_id, text=form.cleaned_data["text"])
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your message is sent."))
            return redirect("portal:messages", person_id)
    frame = frame_of(actor, person_id, "portal:messages")
    context = {
        "form": form,
        "rows": queries.own_messages(actor, person_id),
        "contact": queries.own_contact(actor, person_id),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return show_page(request, frame, "portal/messages.html", context, look="own_messages_seen", status=status)


@require_safe
@citizen_page
def looked(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who has looked: date, time, department and purpose."""
    actor = citizen_of(request)
    page = queries.who_has_looked(actor, person_id, page_number(request.GET))
    frame = frame_of(actor, person_id, "portal:looked")
    context = {"page": page, "copy": own_copies(actor, person_id).order_by("-asked_at").first()}
    return show_page(request, frame, "portal/looked.html", context)


@require_POST
@citizen_page
def ask_copy(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask for a copy of everything that is kept about oneself; it is handed out by the data protection officer."""
    actor = citizen_of(request)
    own_copies(actor, person_id)  # for everybody but the young person there is no such page
    ask_for_copy(actor, person_id=person_id)
    messages.success(request, _("We have your question. You get the copy within a month."))
    return redirect("portal:looked", person_id)
