# SPDX-License-Identifier: EUPL-1.2
"""The acts on a handover that waits, each with its form. Who comes second to one that is settled reads who was first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.audit.looks import Look, show
from roedtraad.cases.staff import colleagues_in_unit
from roedtraad.handover import actions, policies, queries
from roedtraad.handover.drafting import first_note
from roedtraad.handover.forms import AcceptForm, AnswerForm, MeetingForm, NoteForm, QuestionForm, ReasonForm
from roedtraad.handover.models import Handover
from roedtraad.handover.rules import Move
from roedtraad.handover.views import form_methods
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.act_pages import UNPROCESSABLE, posted, to_person
from roedtraad.people.frame import person_frame

_NOT_IN_THE_FORM: Final = frozenset({"handover_settled", "handover_moved_on", "case_is_closed"})
"""Refusals that no change of the form would help."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done with a handover: its words, its form, and the act."""

    move: Move
    title: str | Promise
    button: str | Promise
    done: str | Promise
    form: Callable[[HttpRequest, Handover], forms.Form]
    do: Callable[[Actor, int, dict[str, Any]], object]
    lead: str | Promise = ""


def _accept_form(request: HttpRequest, one: Handover) -> forms.Form:
    actor = actor_of(request)
    staff = None if one.to_account_id else colleagues_in_unit(Right.HAND_OVER, one.to_unit_id, actor.on)
    if staff is not None and not policies.side_of(actor, one).leads_receiver:
        staff = staff.filter(pk=actor.account_id or 0)
    return AcceptForm(posted(request), staff=staff, initial={"account": actor.account_id})


def _give_form(request: HttpRequest, one: Handover) -> forms.Form:
    return NoteForm(posted(request), initial=first_note(actor_of(request), one.young_person_id, one.case_id))


def _accept(actor: Actor, pk: int, data: dict[str, Any]) -> object:
    account = data.get("account")
    return actions.accept_handover(actor, handover_id=pk, account_id=account.pk if account else None)


ACTS: Final = {
    act.move: act
    for act in (
        Act(
            Move.ACCEPT, _("Take over"), _("I take over"), _("It has changed hands."), _accept_form, _accept,
            lead=_("From now on whoever takes over is responsible, and the young person sees the new name."),
        ),
        Act(
            Move.GIVE, _("Give the case"), _("Give it with this note"), _("It has changed hands."), _give_form,
            lambda actor, pk, data: actions.give_case(actor, handover_id=pk, note=NoteForm.note(data)),
            lead=_("The other one has asked for it, so it changes hands at once."),
        ),
        Act(
            Move.ASK, _("Ask before you answer"), _("Send the question"), _("The question is sent."),
            lambda request, _one: QuestionForm(posted(request)),
            lambda actor, pk, data: actions.ask_about_handover(actor, handover_id=pk, question=data["words"]),
            lead=_("The deadline runs on while you wait."),
        ),
        Act(
            Move.ANSWER, _("Answer the question"), _("Send the answer"), _("The answer is sent."),
            lambda request, _one: AnswerForm(posted(request)),
            lambda actor, pk, data: actions.answer_question(actor, handover_id=pk, answer=data["words"]),
        ),
        Act(
            Move.REFUSE, _("Say no"), _("Say no"), _("You have said no. Everything stays as it was."),
            lambda request, _one: ReasonForm(posted(request)),
            lambda actor, pk, data: actions.refuse_handover(actor, handover_id=pk, reason=data["words"]),
        ),
        Act(
            Move.WITHDRAW, _("Take it back"), _("Take it back"), _("It is taken back. Everything stays as it was."),
            lambda request, _one: forms.Form(posted(request)),
            lambda actor, pk, _data: actions.withdraw_handover(actor, handover_id=pk),
        ),
        Act(
            Move.REVOKE, _("Stop the handover"), _("Stop it"), _("The handover is stopped. Everything stays as it was."),
            lambda request, _one: ReasonForm(posted(request)),
            lambda actor, pk, data: actions.revoke_handover(actor, handover_id=pk, reason=data["words"]),
        ),
        Act(
            Move.CHANGE, _("Joint meeting"), _("Save"), _("The day of the joint meeting is saved."),
            lambda request, one: MeetingForm(posted(request), initial={"meeting_on": one.meeting_on}),
            lambda actor, pk, data: actions.change_handover(actor, handover_id=pk, meeting_on=data["meeting_on"]),
            lead=_("The young person sees the day."),
        ),
    )
}  # fmt: skip


def view_of(move: Move) -> Callable[..., HttpResponseBase]:
    """The page of one act."""

    @form_methods
    @needs(Right.HAND_OVER)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        actor = actor_of(request)
        one = queries.one_handover(actor, pk)
        actions.refuse_settled(one)
        if move not in policies.moves(actor, one):
            raise NotAllowed("not_your_handover", _("This waits for somebody else's answer, not for yours."))
        return _answer(request, one, ACTS[move])

    return view


def _answer(request: HttpRequest, one: Handover, act: Act) -> HttpResponse:
    """Show the form, or do it and go back to the handover or, when it is out of sight, to the list of young people."""
    actor, form = actor_of(request), act.form(request, one)
    if request.method == "POST" and form.is_valid():
        try:
            act.do(actor, one.pk, form.cleaned_data)
        except DomainError as error:
            if error.status != DomainError.status or error.code in _NOT_IN_THE_FORM:
                raise
            form.add_error(None, str(error))
        else:
            messages.success(request, str(act.done))
            return to_person(request, one.young_person_id, reverse("handover:see", args=[one.pk]))
    context = {
        "frame": person_frame(actor, one.young_person_id, "cases"),
        "handover": queries.handover_page(actor, one),
        "act": act,
        "form": form,
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    look = Look("handover_seen", [one.young_person_id], {"form": str(act.title)})
    return show(request, "handover/act.html", context, look, status=status)
