# SPDX-License-Identifier: EUPL-1.2
"""Somebody leaves: the leader sees everything they have and gives it on in one act."""

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.handover.forms import LeaverForm, LeavingForm
from roedtraad.handover.holdings import HeldRow, held_by, leavers, receivers
from roedtraad.handover.leaving import Share, hand_over_all
from roedtraad.handover.views import form_methods
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.listing import whole
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.act_pages import UNPROCESSABLE, posted

LONGEST_STEP: Final = 500


@require_safe
@needs(Right.DECIDE_HANDOVERS)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose who leaves."""
    actor = actor_of(request)
    account = whole(request.GET, "account")
    if account is not None and leavers(actor).filter(pk=account).exists():
        return redirect("handover:leaving", account)
    context = {"form": LeaverForm(staff=leavers(actor))}
    return show(request, "handover/leaving_choose.html", context, Look("leaving_seen", []))


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the leaver has, and what the leader has chosen for it."""

    row: HeldRow
    chosen: int | None
    next_step: str


@form_methods
@needs(Right.DECIDE_HANDOVERS)
def leaving(request: HttpRequest, account_id: int) -> HttpResponse:
    """Everything that one colleague has, each with who is to have it, and one note for all."""
    actor = actor_of(request)
    account, rows = held_by(actor, account_id)
    form = LeavingForm(posted(request))
    lines = [_line(row, request.POST) for row in rows]
    if request.method == "POST" and form.is_valid() and _do(request, actor, account_id, lines, form):
        return redirect("handover:list")
    context = {"account": account, "lines": lines, "receivers": receivers(actor, account_id), "form": form}
    status = UNPROCESSABLE if request.method == "POST" else 200
    look = Look("leaving_seen", [row.person_id for row in rows], {"account": account_id})
    return show(request, "handover/leaving.html", context, look, status=status)


def _line(row: HeldRow, data: QueryDict) -> Line:
    """The row's own choice, else the one for all the rows."""
    receiver = whole(data, f"to-{row.key}") or whole(data, "to-all")
    return Line(row, receiver, data.get(f"step-{row.key}", "").replace("\0", "")[:LONGEST_STEP])


def _do(request: HttpRequest, actor: Actor, account_id: int, lines: list[Line], form: LeavingForm) -> bool:
    """Hand over what has a receiver; whether it was done. What is refused stands above the form."""
    shares = [
        Share(line.chosen, line.row.case_id, line.row.contact_person_id, line.next_step)
        for line in lines
        if line.chosen
    ]
    data = form.cleaned_data
    try:
        made = hand_over_all(actor, account_id=account_id, shares=shares, note=form.note(data), at_once=data["at_once"])
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return False
    count = len(made)
    messages.success(
        request,
        ngettext("%(count)d thing is handed over.", "%(count)d things are handed over.", count) % {"count": count}
        if data["at_once"]
        else _("The receivers have been asked. Until they accept, nothing has changed."),
    )
    return True
