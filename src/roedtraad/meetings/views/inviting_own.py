# SPDX-License-Identifier: EUPL-1.2
"""A colleague's own invitations: the list, the answer, somebody else instead, and the file for one's calendar."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import Look, keep_out_of_caches, log_look, show
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.listing import chosen, page_number
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.actions import inviting as actions
from roedtraad.meetings.forms.inviting import AnswerForm, SubstituteForm
from roedtraad.meetings.models import Participant, Reply
from roedtraad.meetings.queries.inviting_calendar import CONTENT_TYPE, FILE_NAME, attendee_of, calendar_file
from roedtraad.meetings.queries.inviting_own import invitation_list, invitation_row, own_invitation
from roedtraad.meetings.queries.inviting_reaching import link_of
from roedtraad.meetings.views.inviting import site_of
from roedtraad.people.act_pages import UNPROCESSABLE, posted

form_methods = require_http_methods(["GET", "HEAD", "POST"])
_TABS = (
    (Reply.NONE.value, gettext_lazy("To answer")),
    (Reply.YES.value, gettext_lazy("I take part")),
    (Reply.NO.value, gettext_lazy("I cannot")),
)


@require_safe
@needs(Right.SEE_MEETINGS)
def invitations(request: HttpRequest) -> HttpResponse:
    """One's own invitations to meetings ahead, by answer."""
    actor = actor_of(request)
    shown = chosen(request.GET, "answer", [name for name, _title in _TABS]) or Reply.NONE.value
    page = invitation_list(actor, reply=shown, number=page_number(request.GET))
    address = reverse("meetings:invitations")
    tabs = [{"href": f"{address}?answer={name}", "title": title, "current": shown == name} for name, title in _TABS]
    look = Look("invitations_seen", [row.person_id for row in page.rows if row.person_id], {"answer": shown})
    return show(request, "meetings/inviting_list.html", {"page": page, "tabs": tabs, "shown": shown}, look)


@form_methods
@needs(Right.SEE_MEETINGS)
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """One invitation: when, where, the question, and the answer. Whoever has said no sees only when, and may change their mind."""
    actor = actor_of(request)
    one, is_visible = own_invitation(actor, pk)
    initial = {"reply": one.reply if one.reply != Reply.NONE else "", "way": one.way, "note": one.reply_note}
    form = AnswerForm(posted(request), meeting=one.item.meeting, initial=initial)
    if form.is_valid() and _done(form, lambda: actions.reply(actor, participant_id=pk, answer=form.answered())):
        return _answered(request, one, form)
    return _page(request, one, "inviting_answer", {"form": form}, is_visible=is_visible)


def _done(form: AnswerForm | SubstituteForm, act: Any) -> bool:  # noqa: ANN401 (any act without arguments)
    """Do an act; what it refuses stands above the form."""
    try:
        act()
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return False
    return True


def _answered(request: HttpRequest, one: Participant, form: AnswerForm) -> HttpResponse:
    if form.answered().reply == Reply.YES:
        messages.success(request, _("Thank you. You take part."))
        return redirect("meetings:invitation", one.pk)
    messages.success(request, _("You have said no. You can send somebody else instead."))
    return redirect("meetings:substitute", one.pk)


@form_methods
@needs(Right.SEE_MEETINGS)
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Send somebody else instead."""
    actor = actor_of(request)
    one, is_visible = own_invitation(actor, pk)
    form = SubstituteForm(posted(request), participant_item=one.item, account_id=one.account_id or 0)
    if form.is_valid():
        account_id, site = form.cleaned_data["account"].pk, site_of(request)
        if _done(form, lambda: actions.substitute(actor, participant_id=pk, account_id=account_id, site=site)):
            messages.success(request, _("They are invited instead of you."))
            return redirect("meetings:invitations")
    return _page(request, one, "inviting_substitute", {"form": form}, is_visible=is_visible)


def _page(
    request: HttpRequest, one: Participant, template: str, context: Mapping[str, Any], *, is_visible: bool
) -> HttpResponse:
    row = invitation_row(one, is_visible=is_visible)
    held = {"row": row, "question": one.item.question if is_visible else "", "is_open": _is_open(one)}
    look = Look("invitations_seen", [row.person_id] if row.person_id else [])
    status = UNPROCESSABLE if request.method == "POST" else 200
    return show(request, f"meetings/{template}.html", {**held, **context}, look, status=status)


def _is_open(one: Participant) -> bool:
    return one.item.is_open and one.item.meeting.is_ahead


@require_safe
@needs(Right.SEE_MEETINGS)
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as a file for one's calendar."""
    actor = actor_of(request)
    one, is_visible = own_invitation(actor, pk)
    log_look(actor, Look("meeting_file_taken", [one.item.young_person_id] if is_visible else []))
    is_off = one.reply == Reply.NO or not one.item.is_open
    content = calendar_file(one.item.meeting, attendee_of(one, link_of(one, site_of(request))), is_off=is_off)
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return keep_out_of_caches(HttpResponse(content, content_type=CONTENT_TYPE, headers=headers))
