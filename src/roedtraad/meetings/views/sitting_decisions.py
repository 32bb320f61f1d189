# SPDX-License-Identifier: EUPL-1.2
"""Questions that a meeting cannot answer: asking, the list of them, and answering."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings import policies, policies_sitting
from roedtraad.meetings.actions import sitting
from roedtraad.meetings.actions.sitting_decisions import NOT_ASKED
from roedtraad.meetings.actions.sitting_held import found_item
from roedtraad.meetings.forms.sitting import GRANT, AnswerForm, AskForm
from roedtraad.meetings.models import AgendaItem, AgreementLine
from roedtraad.meetings.queries.sitting_decisions import decision_row, sent_by_me, waiting_for_me
from roedtraad.meetings.views.sitting import attempt
from roedtraad.organisation.terms import terms_on
from roedtraad.people.act_pages import posted

UNPROCESSABLE = 422
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@needs(Right.SEE_MEETINGS)
def ask_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what cannot be granted here to the one who may."""
    actor, item = actor_of(request), found_item(pk)
    policies.require_prepare(actor, item)
    line = _line(request, item)
    form = AskForm(posted(request), on=actor.on, initial=_begun(request, item, line))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            sitting.ask_decision(
                actor, item_id=pk, what=data["what"], unit=data["unit"], line_id=line.pk if line else None,
                account=data["account"], due_on=data["due_on"],
            )  # fmt: skip
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The question has been sent."))
            return redirect(f"{reverse('meetings:sit', args=[pk])}#decisions")
    context = {"form": form, "item": item, "line": line}
    look = Look("sitting_seen", [item.young_person_id], {"item": pk})
    return show(
        request, "meetings/sitting_ask.html", context, look, status=UNPROCESSABLE if request.method == "POST" else 200
    )


def _line(request: HttpRequest, item: AgendaItem) -> AgreementLine | None:
    """The agreement that waits for the answer, as the address names it; junk is none."""
    text = request.GET.get("line", "")
    pk = int(text) if text.isdecimal() and len(text) < 19 else 0
    return item.lines.filter(pk=pk, is_removed=False).first() if pk else None


def _begun(request: HttpRequest, item: AgendaItem, line: AgreementLine | None) -> dict[str, Any]:
    """What is known already: what was typed, who pays, and who was to decide."""
    due = terms_on(actor_of(request).on).after("decision_answer", actor_of(request).on)
    unit = line.paid_by_id if line and line.paid_by_id else item.decider_unit_id or item.payer_id
    return {"what": line.what if line else "", "unit": unit, "account": item.decider_id, "due_on": due}


@require_safe
@needs(Right.PREPARE_MEETINGS)
def decisions(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's decision, and what they have asked."""
    actor = actor_of(request)
    waiting, sent = waiting_for_me(actor), sent_by_me(actor)
    persons = {row.person_id for row in (*waiting, *sent)}
    context = {"waiting": waiting, "sent": sent}
    return show(request, "meetings/sitting_decisions.html", context, Look("decisions_listed", sorted(persons)))


@form_methods
@needs(Right.PREPARE_MEETINGS)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, and the answer to it."""
    actor = actor_of(request)
    found, row = decision_row(actor, pk)
    may_answer = row.is_open and policies_sitting.may_answer(actor, found)
    form = AnswerForm(posted(request))
    if request.method == "POST" and not policies_sitting.may_answer(actor, found):
        raise NotAllowed("decision_of_others", NOT_ASKED)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            sitting.answer_decision(actor, request_id=pk, granted=data["granted"] == GRANT, answer=data["answer"])
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your answer has been sent."))
            return redirect("meetings:decisions")
    context = {
        "row": row, "decision": found, "form": form, "may_answer": may_answer,
        "may_withdraw": row.is_open and (found.asked_by_id == actor.account_id or policies.may_prepare(actor, found.item)),
        "sees_item": policies.can_see(actor, found.item),
    }  # fmt: skip
    status = UNPROCESSABLE if request.method == "POST" else 200
    look = Look("decision_seen", [row.person_id], {"decision": pk})
    return show(request, "meetings/sitting_decision.html", context, look, status=status)


@require_POST
@needs(Right.PREPARE_MEETINGS)
def withdraw_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question back."""
    decision_row(actor_of(request), pk)

    def act() -> str:
        sitting.withdraw_decision(actor_of(request), request_id=pk)
        return _("The question has been taken back.")

    attempt(request, act)
    return redirect("meetings:decisions")
