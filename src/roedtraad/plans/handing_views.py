# SPDX-License-Identifier: EUPL-1.2
"""Handing a document of a plan on: to whom, what it holds, and whether anything carries it. Only then is there a file."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from roedtraad.audit.looks import Look, show
from roedtraad.consent.forms import CarriedForm
from roedtraad.consent.passing import Held, NothingCarries, pass_on
from roedtraad.consent.passing_forms import ReceiverForm, question_form
from roedtraad.consent.words import kind_titles
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import policies as people
from roedtraad.people.act_pages import UNPROCESSABLE, posted
from roedtraad.people.frame import person_frame
from roedtraad.plans.documents import Made, Wanted, held_by_document, law_file, plan_file
from roedtraad.plans.law_pages import DocumentForm, first_choice, sent
from roedtraad.plans.law_views import law_title
from roedtraad.plans.pages import TAB

form_methods = require_http_methods(["GET", "HEAD", "POST"])


class HandOnForm(ReceiverForm, DocumentForm):
    """To whom a document goes, and how it is wanted."""

    field_order = ("receiver", "outside_kind", "outside", "more", "language", "format")


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a person's plan: a law's by its code, or the whole plan."""

    actor: Actor
    person_id: int
    law: str = ""

    def title(self) -> str:
        return law_title(self.law, self.actor.on) if self.law else _("The whole plan")

    def holds(self) -> frozenset[Held]:
        return held_by_document(self.actor, self.person_id, self.law)

    def made(self, wanted: Wanted) -> Made:
        if self.law:
            return law_file(self.actor, self.person_id, self.law, wanted)
        return plan_file(self.actor, self.person_id, wanted)

    def back(self) -> str:
        return (
            reverse("plans:law", args=[self.person_id, self.law])
            if self.law
            else reverse("plans:laws", args=[self.person_id])
        )


@form_methods
@needs(Right.SEE_PERSON)
def plan_hand_on(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Hand the whole plan on."""
    return _answer(request, Document(actor_of(request), person_id))


@form_methods
@needs(Right.SEE_PERSON)
def law_hand_on(request: HttpRequest, person_id: int, code: str) -> HttpResponseBase:
    """Hand one law's plan on."""
    return _answer(request, Document(actor_of(request), person_id, code))


def _answer(request: HttpRequest, document: Document) -> HttpResponseBase:
    """The form; or the file, once it stands written down to whom it went and on what that rested."""
    actor, person_id = document.actor, document.person_id
    people.require(actor, Right.SHARE_DATA, person_id)
    holds = document.holds()
    form = HandOnForm(posted(request), actor=actor, person_id=person_id, holds=holds, initial=first_choice())
    question = None
    if request.method == "POST" and form.is_valid():
        done, question = _tried(
            document, form, lambda made, wanted: sent(request, person_id, wanted, document.law, made)
        )
        if done is not None:
            return done
    context = {
        "frame": person_frame(actor, person_id, TAB), "form": form, "title": document.title(), "back": document.back(),
        "question": question, "kinds": kind_titles(kind for _department, kind in holds),
    }  # fmt: skip
    status = UNPROCESSABLE if request.method == "POST" else 200
    look = Look("plan_seen", [person_id], {"page": "hand_on", "law": document.law})
    return show(request, "plans/hand_on.html", context, look, status=status)


def _tried(
    document: Document, form: HandOnForm, send: Callable[[Made, Wanted], HttpResponseBase]
) -> tuple[HttpResponseBase | None, CarriedForm | None]:
    """The file when it may be handed on; else what is refused stands above the form, with the question that it leads to."""
    actor, to, holds = document.actor, form.to(), form.holds()
    try:
        wanted = Wanted(form.cleaned_data["language"], form.cleaned_data["format"])
        made = document.made(wanted)
        pass_on(actor, person_id=document.person_id, to=to, holds=holds, what=document.title())
    except NothingCarries as error:
        form.add_error(None, str(error))
        purpose = _("To hand on: %(what)s") % {"what": document.title()}
        return None, question_form(actor, to, error.missing, purpose)
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return None, None
    return send(made, wanted), None
