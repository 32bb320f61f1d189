# SPDX-License-Identifier: EUPL-1.2
"""The page on which an act on an enquiry, a list or an answer is filled in, and the answer to acts that need no form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.people.act_pages import UNPROCESSABLE


@dataclass(frozen=True, slots=True)
class IntakeAct:
    """One act with a form: its words, where it begins and leads back to, and the look that showing it is."""

    title: str | Promise
    form: forms.BaseForm
    do: Callable[[dict[str, Any]], Any]
    done: str | Promise
    button: str | Promise
    back: str
    back_title: str | Promise
    look: str
    persons: Iterable[int] = ()
    lead: str | Promise = ""
    kicker: str = ""
    above: tuple[str, str | Promise] | None = None
    """Where the page that it began at is found: an address and its title."""


def answer(request: HttpRequest, page: IntakeAct, after: Callable[[Any], HttpResponse] | None = None) -> HttpResponse:
    """Show the form, or do the act and go on: to what `after` says of the act's result, else back to where it began.

    What the act refuses stands above the form with everything that was filled in; a missing right stays a refusal.
    """
    if request.method == "POST" and page.form.is_valid():
        try:
            result = page.do(page.form.cleaned_data)
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            page.form.add_error(None, str(error))
        else:
            messages.success(request, str(page.done))
            return after(result) if after else redirect(page.back)
    status = UNPROCESSABLE if request.method == "POST" else 200
    look = Look(page.look, page.persons, {"form": str(page.title)})
    return show(request, "intake/act.html", {"page": page, "form": page.form}, look, status=status)


def done(request: HttpRequest, act: Callable[[], Any], said: str | Promise, to: str, otherwise: str) -> HttpResponse:
    """Do an act that needs no form. A refusal is told on the page that it began at; `otherwise` is for a page that is gone."""
    try:
        act()
    except NotVisible:
        raise
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        messages.error(request, str(error))
        return redirect(to)
    messages.success(request, str(said))
    return redirect(otherwise)
