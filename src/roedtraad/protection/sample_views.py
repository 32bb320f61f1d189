# SPDX-License-Identifier: EUPL-1.2
"""The sample: what a leader checks, and the rounds that the officer answers for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.exporting import table_response
from roedtraad.kernel.listing import chosen, page_number, whole
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.act_pages import UNPROCESSABLE
from roedtraad.protection import sample_queries, sampling
from roedtraad.protection.emergency_views import form_methods
from roedtraad.protection.forms import CheckForm, LookFilterForm
from roedtraad.protection.models import CheckAnswer

_STATES = ("waits", *CheckAnswer.values)


@require_safe
@needs(Right.CHECK_LOOKS, Right.DRAW_LOOKS)
def looks(request: HttpRequest) -> HttpResponse:
    """The drawn looks that are the reader's to check."""
    actor = actor_of(request)
    state, in_round = chosen(request.GET, "state", _STATES), whole(request.GET, "round")
    page = sample_queries.looks_to_check(actor, state, page_number(request.GET), in_round)
    persons = [one for row in page.rows for one in row.person_ids]
    context = {
        "page": page,
        "form": LookFilterForm(request.GET or None),
        "is_officer": sampling.is_drawing(actor),
        "kept": ["round"],
    }
    return show(request, "protection/looks.html", context, Look("sample_seen", persons, {"page": "looks"}))


@form_methods
@needs(Right.CHECK_LOOKS, Right.DRAW_LOOKS)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """One drawn look, and the answer."""
    actor = actor_of(request)
    row = sample_queries.look_to_check(actor, pk)
    form = CheckForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        answer = CheckAnswer(form.cleaned_data["answer"])
        try:
            sampling.answer_look(actor, look_id=pk, answer=answer, note=form.cleaned_data["note"])
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your answer has been saved."))
            return redirect("protection:looks")
    status = UNPROCESSABLE if form.is_bound else 200
    seen = Look("sample_seen", row.person_ids, {"page": "look"})
    return show(request, "protection/look.html", {"row": row, "form": form}, seen, status=status)


@require_safe
@needs(Right.DRAW_LOOKS)
def rounds(request: HttpRequest) -> HttpResponse:
    """Every month's round in figures, and the months that have none."""
    actor = actor_of(request)
    context = {
        "page": sample_queries.rounds(actor, page_number(request.GET)),
        "missing": sampling.missing_rounds(actor.on),
    }
    return show(request, "protection/rounds.html", context, Look("sample_seen", (), {"page": "rounds"}))


@require_safe
@needs(Right.DRAW_LOOKS)
def rounds_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The figures of every round."""
    actor = actor_of(request)
    rows = sample_queries.every_round(actor)
    log_look(actor, Look("protection_exported", (), {"page": "rounds"}))
    header = [
        _("Month"), _("Looks"), _("Drawn"), _("In order"), _("Not in order"), _("Unsure"), _("Not answered"),
        _("Answered by"), _("Seed"),
    ]  # fmt: skip
    return table_response("rounds", extension, header, [
        (f"{row.month:%Y-%m}", row.looks, row.drawn, row.in_order, row.not_in_order, row.unsure, row.waits, row.answer_by,
         row.seed) for row in rows
    ])  # fmt: skip


@require_POST
@needs(Right.DRAW_LOOKS)
def draw_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a round once more from its seed, and say whether it gives the same looks."""
    actor = actor_of(request)
    is_same = sampling.drawn_again(actor, pk)
    log_look(actor, Look("sample_drawn_again", (), {"round": pk, "same": is_same}))
    if is_same:
        messages.success(request, _("The draw gives the very same looks."))
    else:
        messages.error(request, _("The draw gives other looks: the log or the sample has been changed."))
    return redirect("protection:rounds")
