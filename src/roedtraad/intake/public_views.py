# SPDX-License-Identifier: EUPL-1.2
"""Pages without sign-in: ask the municipality, and answer by a one-time link. Nothing personal is shown or stands in an address."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from roedtraad.audit.looks import keep_out_of_caches
from roedtraad.intake import public_actions
from roedtraad.intake.public_actions import TooMany
from roedtraad.intake.public_forms import AnswerForm, AskForm, new_key, read_key
from roedtraad.intake.rules import SpamSign
from roedtraad.intake.views import form_methods
from roedtraad.kernel import clock
from roedtraad.kernel.addresses import client_address
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.queries import profile_on
from roedtraad.people.act_pages import UNPROCESSABLE, posted

_GONE: Final = 410
_SAID: Final = {
    SpamSign.TRAP: _("Empty the last field and send again. It is there to stop machines."),
    SpamSign.TOO_QUICK: _("That was very quick. Press “Send” once more, and we have it."),
    SpamSign.TOO_OLD: _("The page has been open for a long time. Press “Send” once more, and we have it."),
    SpamSign.NO_KEY: _("Something went wrong on the way. Press “Send” once more, and we have it."),
}
_KEEPS_KEY: Final = frozenset({SpamSign.TRAP, SpamSign.TOO_QUICK})


@form_methods
def ask(request: HttpRequest) -> HttpResponse:
    """Anybody may ask. The answer to a form that is taken is the receipt, on the same address and with nothing in it."""
    form = AskForm(posted(request), initial={"key": new_key()})
    if request.method != "POST":
        return _public(request, "intake/ask.html", {"form": form})
    if not form.is_valid():
        return _asked_again(request, form)
    sign = form.sign()
    if sign is not None:
        form.add_error("website" if sign == SpamSign.TRAP else None, str(_SAID[sign]))
        return _asked_again(request, form, keeps_key=sign in _KEEPS_KEY)
    on = clock.today()
    nonce = read_key(form.cleaned_data["key"]).nonce
    try:
        made = public_actions.receive_from_web(
            details=form.details(), address=client_address(request), form_key=nonce, on=on
        )
    except TooMany as error:
        form.add_error(None, str(error))
        return _public(request, "intake/ask.html", {"form": form}, error.status)
    return _public(request, "intake/asked.html", {"receipt": made.receipt, "due_on": made.due_on})


def _asked_again(request: HttpRequest, form: AskForm, *, keeps_key: bool = True) -> HttpResponse:
    """The form with what was written; a key that cannot be used again is replaced."""
    if not keeps_key or not form.cleaned_data.get("key"):
        sent = request.POST.copy()
        sent["key"] = new_key()
        form.data = sent
    return _public(request, "intake/ask.html", {"form": form}, UNPROCESSABLE)


@form_methods
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questions behind a one-time link. A link that is spent, too old or made up gets the same page."""
    if public_actions.open_link(token) is None:
        return _public(request, "intake/answer_gone.html", {}, _GONE)
    form = AnswerForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return _public(request, "intake/answer.html", {"form": form}, UNPROCESSABLE if form.is_bound else 200)
    try:
        public_actions.give_answer(token=token, answer=form.answer(), on=clock.today())
    except DomainError:
        return _public(request, "intake/answer_gone.html", {}, _GONE)
    return _public(request, "intake/answered.html", {"calls": form.answer().wants_call})


def _public(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context | {"door": _door()}, status=status)
    return keep_out_of_caches(response)


def _door() -> object:
    """How the entry is reached otherwise: phone, address, web; None when the profile does not say."""
    on = clock.today()
    try:
        unit = profile_on(on).entry_unit(on)
    except DomainError:
        return None
    return unit.door if unit else None
