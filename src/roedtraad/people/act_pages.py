# SPDX-License-Identifier: EUPL-1.2
"""The page on which an act on one person is filled in: its form, what stands in the way, and where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of
from roedtraad.people import policies, queries

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class ActPage:
    """One act: its title, its form, what it does with the form's values, and what the reader is told afterwards.

    `back` is the address that it began at and leads back to; empty for the person's first page. `files` lets it take files.
    `onward` gives the page of what the act made, where that is the better place to go on from.
    """

    title: str | Promise
    form: forms.BaseForm
    do: Callable[[dict[str, Any]], Any]
    done: str | Promise
    button: str | Promise
    lead: str | Promise = ""
    back: str = ""
    files: bool = False
    onward: Callable[[Any], str] | None = None


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, also when that is nothing; None when the page is only read."""
    return request.POST if request.method == "POST" else None


def answer(request: HttpRequest, person_id: int, page: ActPage) -> HttpResponse:
    """Show the form, or do the act and go back to the person. Whoever calls has asked for the right first.

    What the act refuses stands above the form with everything that was filled in; a missing right stays a refusal.
    """
    if request.method == "POST" and page.form.is_valid():
        try:
            made = page.do(page.form.cleaned_data)
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            page.form.add_error(None, str(error))
        else:
            messages.success(request, str(page.done))
            return to_person(request, person_id, page.onward(made) if page.onward else page.back)
    person = queries.visible_person(actor_of(request), person_id)
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"page": page, "form": page.form, "person": person}
    return show(
        request, "people/act.html", context, Look("person_seen", [person_id], {"form": str(page.title)}), status=status
    )


def to_person(request: HttpRequest, person_id: int, back: str = "") -> HttpResponse:
    """Back to the page about the person that the act began at; to the list when the act has taken the person out of sight."""
    if policies.can(actor_of(request), Right.SEE_PERSON, person_id):
        return redirect(back) if back else redirect("people:person", person_id)
    messages.info(request, _("You no longer have anything to do with this person, so the page is closed to you."))
    return redirect("people:list")
