# SPDX-License-Identifier: EUPL-1.2
"""One signal with its ground, and acts on one or many."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.detection import actions, policies, queries
from roedtraad.detection.forms import AssignForm, ReasonForm, SnoozeForm
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.listing import COUNT_LIMIT, whole
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs

LARGEST_SELECTION: Final = 5_000
_LONGEST_KEY: Final = 19


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be done to signals: its words, the form it needs (if any), and the act."""

    title: str | Promise
    form: Callable[[QueryDict | None, Actor], forms.Form] | None
    do: Callable[[Actor, list[int], dict[str, Any]], int]


CHOICES: Final = {
    "acknowledge": Choice(gettext_lazy("I take it"), None, lambda a, ids, _d: actions.acknowledge(a, signals=ids)),
    "snooze": Choice(
        gettext_lazy("Put off"), lambda data, _a: SnoozeForm(data),
        lambda a, ids, d: actions.snooze(a, signals=ids, until=d["until"], reason=d["reason"]),
    ),
    "assign": Choice(
        gettext_lazy("Give to a colleague"), lambda data, a: AssignForm(data, actor=a),
        lambda a, ids, d: actions.assign(a, signals=ids, assignee=d["assignee"].pk),
    ),
    "not_true": Choice(
        gettext_lazy("Not true"), lambda data, _a: ReasonForm(data),
        lambda a, ids, d: actions.answer_not_true(a, signals=ids, reason=d["reason"]),
    ),
    "reopen": Choice(gettext_lazy("Open again"), None, lambda a, ids, _d: actions.reopen(a, signals=ids)),
}  # fmt: skip
"""What the desk's selection and a signal's own page offer, in this order."""


@require_safe
@needs(Right.HANDLE_SIGNALS)
def signal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One signal: the rule, the facts behind it and how fresh they are, what has been done, and what can be done."""
    actor = actor_of(request)
    signal = queries.one_signal(actor, pk)
    context = {
        "signal": signal,
        "row": queries.signal_rows(actor, [signal])[0],
        "grounds": queries.grounds_of(actor, signal),
        "rule": queries.rule_in_words(actor, signal),
        "choices": _open_choices(signal.closed_on is None, signal.state),
        "next": request.get_full_path(),
    }
    return show(request, "detection/signal.html", context, Look("signal_seen", [signal.young_person_id]))


def _open_choices(is_open: bool, state: str) -> list[tuple[str, str | Promise]]:
    if not is_open:
        return []
    hidden = {"new": ("reopen",), "acknowledged": ("acknowledge",)}.get(state, ())
    return [(name, choice.title) for name, choice in CHOICES.items() if name not in hidden]


@require_POST
@needs(Right.HANDLE_SIGNALS)
def act_on_signals(request: HttpRequest) -> HttpResponse:
    """Do one thing to the selected signals, all or none.

    Posted: `act`, and either `chosen` once for each or `all` with the desk's filters as `filter-…`. An act that needs a
    reason, a date or a colleague shows a page that asks for it first.
    """
    actor = actor_of(request)
    choice = CHOICES.get(request.POST.get("act", ""))
    if choice is None:
        raise DomainError("act_unknown", _("Choose what to do."))
    selected = _selection(actor, request.POST)
    if not selected:
        messages.warning(request, _("Choose at least one signal."))
        return _back(request)
    data: dict[str, Any] = {}
    if choice.form:
        form = choice.form(request.POST if "confirmed" in request.POST else None, actor)
        if not form.is_valid():
            return _ask(request, choice, form, selected)
        data = form.cleaned_data
    try:
        done = choice.do(actor, selected, data)
    except DomainError as error:
        if not choice.form or error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return _ask(request, choice, form, selected)
    messages.success(
        request,
        ngettext("%(act)s: done for %(count)d signal.", "%(act)s: done for %(count)d signals.", done)
        % {"act": choice.title, "count": done},
    )
    return _back(request)


def _selection(actor: Actor, posted: QueryDict) -> list[int]:
    """The chosen signals, or everything behind the desk's filters when all that match were ticked.

    Raises DomainError `selection_changed` when the list is no longer as long as the reader saw it.
    """
    if "all" in posted:
        return _all_matching(actor, posted)
    texts = posted.getlist("chosen")
    if not all(text.isdecimal() and len(text) < _LONGEST_KEY for text in texts):
        raise NotVisible
    return sorted({int(text) for text in texts})[:LARGEST_SELECTION]


def _all_matching(actor: Actor, posted: QueryDict) -> list[int]:
    asked = QueryDict(mutable=True)
    for name in posted:
        if name.startswith("filter-"):
            asked[name.removeprefix("filter-")] = posted.get(name, "")
    filters = queries.filters_from(asked, queries.default_who(actor))
    found = queries.matching_ids(actor, filters, LARGEST_SELECTION + 1)
    if len(found) > LARGEST_SELECTION:
        raise DomainError("selection_too_large", _("That is too many at once. Filter the list first."))
    seen = whole(posted, "all")
    if seen is not None and len(found) != seen < COUNT_LIMIT:
        raise DomainError(
            "selection_changed", _("The list has changed since you saw it. Look at it again before you act.")
        )
    return found


def _ask(request: HttpRequest, choice: Choice, form: forms.Form, selected: list[int]) -> HttpResponse:
    """The page between choosing an act and doing it: whom it concerns, and what must be said."""
    actor = actor_of(request)
    signals = list(policies.visible(actor).filter(pk__in=selected).select_related("young_person", "unit", "assignee"))
    if len(signals) != len(selected):
        raise NotVisible
    context = {
        "choice": choice, "act": request.POST["act"], "form": form, "selected": selected, "next": _next(request),
        "rows": queries.signal_rows(actor, signals[:20]), "more": max(len(signals) - 20, 0),
    }  # fmt: skip
    look = Look("signal_seen", [signal.young_person_id for signal in signals[:20]])
    return show(request, "detection/act.html", context, look, status=422 if form.errors else 200)


def _next(request: HttpRequest) -> str:
    url = request.POST.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else reverse("desk:desk")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(_next(request))


@require_POST
@needs(Right.RUN_SWEEP)
def run_sweep(request: HttpRequest) -> HttpResponse:
    """Look for new signals now instead of tonight."""
    actor = actor_of(request)
    outcome = actions.sweep(actor, on=actor.on)
    text = _("%(created)d new signals, %(closed)d closed, %(unchanged)d as before.")
    counts = {"created": outcome.created, "closed": outcome.closed, "unchanged": outcome.unchanged}
    messages.success(request, text % counts)
    return redirect("desk:unit")
