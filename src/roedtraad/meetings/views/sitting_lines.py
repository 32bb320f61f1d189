# SPDX-License-Identifier: EUPL-1.2
"""Agreements on the screen of the meeting: each is saved by itself, by the script or by its own button."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, keep_out_of_caches, log_look
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings import policies, policies_sitting
from roedtraad.meetings.actions import sitting
from roedtraad.meetings.actions.sitting import LineChanged
from roedtraad.meetings.actions.sitting_held import found_item
from roedtraad.meetings.forms.sitting import LineChoices, LineForm
from roedtraad.meetings.models import AgendaItem, AgreementLine
from roedtraad.meetings.queries.sitting_lines import line_row
from roedtraad.meetings.views.sitting import attempt, show_item
from roedtraad.plans.reading import steps_of

SCRIPT: Final = "X-Sitting"
"""The header by which the script asks for an answer that it can read."""
CONFLICT, UNPROCESSABLE = 409, 422


@require_safe
@needs(Right.SEE_MEETINGS)
def pulse(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How many times the item has been changed, and whether it is being talked about: numbers, nothing about anybody."""
    item = found_item(pk)
    policies_sitting.require_screen(actor_of(request), item)
    return keep_out_of_caches(JsonResponse({"version": item.version, "state": item.state}))


@require_safe
@needs(Right.SEE_MEETINGS)
def lines(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreements as they stand now, when the pulse has told that something has changed."""
    return show_item(request, found_item(pk), part="lines")


@require_POST
@needs(Right.SEE_MEETINGS)
def write_line(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Save one agreement as it has been typed. Both texts come back when somebody else has changed it."""
    actor, item = actor_of(request), found_item(pk)
    policies.require_prepare(actor, item)
    form = _form(actor, item, request)
    if not form.is_valid():
        return _invalid(request, item, form)
    try:
        line = sitting.write_line(actor, item_id=pk, line=form.draft(), seen=form.cleaned_data["seen"])
    except LineChanged as error:
        return _conflict(request, item, form, error)
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return _invalid(request, item, form)
    if SCRIPT in request.headers:
        at = time_format(timezone.localtime(line.written_at), "H:i")
        return keep_out_of_caches(
            JsonResponse({"key": str(line.key), "version": line.version, "pk": line.pk, "at": at})
        )
    return redirect(f"{reverse('meetings:sit', args=[pk])}#new-line")


def _form(actor: Actor, item: AgendaItem, request: HttpRequest) -> LineForm:
    """The form as it was sent; what it may hold is what was offered, and what stands in the line."""
    parts = list(item.participants.select_related("account", "guardian"))
    choices = LineChoices.of(item, parts, steps_of(actor, item.young_person_id).rows)
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise NotVisible from None
    held = item.lines.select_related("responsible", "decided_by", "decided_unit").filter(key=key).first()
    return LineForm.sent(request.POST, choices, key, held)


def _invalid(request: HttpRequest, item: AgendaItem, form: LineForm) -> HttpResponseBase:
    if SCRIPT in request.headers:
        errors = {name: str(told[0]) for name, told in form.errors.items()}
        return keep_out_of_caches(JsonResponse({"errors": errors}, status=UNPROCESSABLE))
    return show_item(request, item, {"sent": form}, status=UNPROCESSABLE)


def _conflict(request: HttpRequest, item: AgendaItem, form: LineForm, error: LineChanged) -> HttpResponseBase:
    """What somebody else has made of it beside what was typed, which can be sent again on top."""
    form.build_on(error.line.version)
    context: dict[str, Any] = {"theirs": line_row(error.line, form.choices, may_grant=True), "item": item}
    if SCRIPT in request.headers:
        log_look(actor_of(request), Look("sitting_seen", [item.young_person_id], {"item": item.pk}))
        html = render_to_string("meetings/sitting_theirs.html", context, request)
        answer = {"conflict": html, "version": error.line.version}
        return keep_out_of_caches(JsonResponse(answer, status=CONFLICT))
    return show_item(request, item, {"sent": form, "theirs": context["theirs"]}, status=CONFLICT)


def _item_of(request: HttpRequest, pk: int) -> int:
    """The item of a line, for whoever may see it."""
    found = AgreementLine.objects.values_list("item_id", flat=True).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    policies.require_see(actor_of(request), found_item(found))
    return found


def _back(item_id: int) -> HttpResponse:
    return redirect(f"{reverse('meetings:sit', args=[item_id])}#agreements")


@require_POST
@needs(Right.SEE_MEETINGS)
def remove_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line away; it stands among the removed ones until the meeting is closed."""
    item_id, text = _item_of(request, pk), request.POST.get("seen", "")
    seen = int(text) if text.isdecimal() and len(text) < 9 else None
    attempt(request, lambda: _silent(sitting.remove_line(actor_of(request), line_id=pk, seen=seen)))
    return _back(item_id)


@require_POST
@needs(Right.SEE_MEETINGS)
def restore_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a removed line back."""
    item_id = _item_of(request, pk)
    attempt(request, lambda: _silent(sitting.restore_line(actor_of(request), line_id=pk)))
    return _back(item_id)


@require_POST
@needs(Right.SEE_MEETINGS)
def move_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a line one place."""
    item_id = _item_of(request, pk)
    up = request.POST.get("way") == "up"
    attempt(request, lambda: sitting.move_line(actor_of(request), line_id=pk, up=up))
    return _back(item_id)


def _silent(_made: object) -> None:
    """An act whose result is seen on the page that follows."""
