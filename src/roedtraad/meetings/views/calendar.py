# SPDX-License-Identifier: EUPL-1.2
"""Meetings on screen: the lists, one forum, one meeting. None of them names a young person to whoever may not see the item."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.exporting import FORMATS, table_response
from roedtraad.kernel.listing import page_number, paged
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.actions.calendar import may_manage
from roedtraad.meetings.forms.calendar import FilterForm
from roedtraad.meetings.queries import calendar_pages as pages
from roedtraad.meetings.queries.calendar_pages import MeetingFilter, MeetingRow

WHO: Final = ("mine", "all")


def _asked(request: HttpRequest, actor: Actor) -> tuple[FilterForm, MeetingFilter]:
    """The filter of the address. Whoever plans meetings and has none of their own sees everybody's first."""
    form = FilterForm(request.GET, forums=pages.forum_choices(actor.on))
    who = request.GET.get("who", "")
    if who not in WHO:
        plans = has_right(actor, Right.PLAN_MEETINGS)
        who = "all" if plans and not pages.meetings_for(actor, MeetingFilter()).exists() else "mine"
    return form, form.asked(who)


@require_safe
@needs(Right.SEE_MEETINGS)
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Coming meetings month by month, or past or cancelled ones; mine or everybody's. Without any young person's name."""
    actor = actor_of(request)
    form, asked = _asked(request, actor)
    page = paged(pages.meetings_for(actor, asked), page_number(request.GET))
    address = reverse("meetings:list")
    context = {
        "page": page.with_rows(lambda rows: pages.meeting_rows(rows, actor.on)), "form": form, "asked": asked,
        "tabs": [
            {"href": f"{address}?who={who}", "title": title, "current": asked.who == who}
            for who, title in (("mine", _("My meetings")), ("all", _("All meetings")))
        ],
        "kept": ["who"], "is_filtered": bool(asked.forum or asked.since or asked.when != "coming"),
    }  # fmt: skip
    return render(request, "meetings/calendar_list.html", context)


@require_safe
@needs(Right.SEE_MEETINGS)
def meeting_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The list behind the filter as a file, without names."""
    actor = actor_of(request)
    if extension not in FORMATS:
        raise NotVisible
    _form, asked = _asked(request, actor)
    rows = pages.meeting_rows(pages.meetings_for(actor, asked)[: pages.EXPORTED], actor.on)
    log_look(actor, Look("meetings_exported", (), {"format": extension, "rows": len(rows)}))
    header = [
        _("Day"), _("Time"), _("Forum"), _("Place"), _("Leads the meeting"), _("Young people"), _("Room for"), _("State"),
    ]  # fmt: skip
    return table_response(_("meetings"), extension, header, (_cells(row) for row in rows))


def _cells(row: MeetingRow) -> list[Any]:
    return [
        row.held_on, pages.time_text(row), row.title, row.place, row.chair, row.taken, row.capacity,
        str(row.state_title),
    ]  # fmt: skip


@require_safe
@needs(Right.SEE_MEETINGS)
def forum_list(request: HttpRequest) -> HttpResponse:
    """Every forum of the profile: how often it meets, when next, and whether anybody waits for a meeting."""
    actor = actor_of(request)
    context = {
        "rows": pages.forum_rows(actor),
        "may_plan": has_right(actor, Right.PLAN_MEETINGS),
        "sees_figures": has_right(actor, Right.SEE_FORUM_FIGURES),
    }
    return render(request, "meetings/calendar_forums.html", context)


@require_safe
@needs(Right.SEE_MEETINGS)
def forum_page(request: HttpRequest, code: str) -> HttpResponse:
    """One forum: what the profile says of it, who sits there and who is missing, and its next meetings."""
    actor = actor_of(request)
    context = {
        "forum": pages.one_forum(actor, code),
        "may_edit": has_right(actor, Right.EDIT_ORGANISATION),
    }
    return render(request, "meetings/calendar_forum.html", context)


@require_safe
@needs(Right.SEE_MEETINGS)
def meeting_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting, and of its agenda the items that the reader may see."""
    actor = actor_of(request)
    meeting = pages.one_meeting(pk)
    page = pages.meeting_page(actor, meeting, may_manage=may_manage(actor, meeting))
    look = Look("meeting_seen", [item.person_id for item in page.items], {"meeting": pk})
    return show(request, "meetings/calendar_meeting.html", {"meeting": page}, look)
