# SPDX-License-Identifier: EUPL-1.2
"""A forum's next agenda and who waits for it: the line, and what whoever leads the meeting may change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.listing import page_number, whole
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings import policies
from roedtraad.meetings.actions import agenda as actions
from roedtraad.meetings.models import Meeting
from roedtraad.meetings.queries import agenda as queries


@require_safe
@needs(Right.SEE_MEETINGS)
def waiting(request: HttpRequest, code: str) -> HttpResponse:
    """The next agenda in its order, and everybody for whom there is no room on it."""
    actor = actor_of(request)
    line = queries.waiting_for(actor, code, page_number(request.GET))
    meeting = Meeting.objects.filter(pk=line.next_id).first() if line.next_id else None
    items = queries.items_of(actor, meeting) if meeting else []
    context = {
        "line": line,
        "meeting": meeting,
        "items": items,
        "hidden": queries.hidden_of(actor, meeting) if meeting else 0,
        "may_arrange": bool(meeting and (policies.leads(actor, meeting) or has_right(actor, Right.PLAN_MEETINGS))),
    }
    persons = [*(row.person_id for row in line.rows), *(row.person_id for row in items)]
    return show(request, "meetings/agenda_waiting.html", context, Look("waiting_line_seen", persons, {"forum": code}))


@require_POST
@needs(Right.PREPARE_MEETINGS)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an item another place on its agenda."""
    actor = actor_of(request)
    found = queries.one_item(actor, pk)
    actions.place_item(actor, item_id=pk, place=whole(request.POST, "place") or 1)
    messages.success(request, _("The order has been changed."))
    return redirect("meetings:waiting", found.meeting.forum)


@require_POST
@needs(Right.PREPARE_MEETINGS)
def take_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody who waits on the next agenda, whatever the line says."""
    actor = actor_of(request)
    person_id = whole(request.POST, "person") or 0
    item = actions.take_on(actor, meeting_id=pk, person_id=person_id)
    messages.success(request, _("The young person is on the agenda."))
    return redirect("meetings:waiting", item.meeting.forum)
