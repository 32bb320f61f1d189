# SPDX-License-Identifier: EUPL-1.2
"""What if: ask, follow the work, and read the answer side by side. Sums only, nobody's name."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.exporting import table_response
from roedtraad.kernel.listing import page_number
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.actions import what_if as acts
from roedtraad.meetings.forms.what_if import WhatIfForm
from roedtraad.meetings.models import RunState, WhatIfRun
from roedtraad.meetings.queries import what_if as queries
from roedtraad.meetings.views.figures import svg_response
from roedtraad.meetings.whatif.problems import PROBLEMS
from roedtraad.meetings.whatif.words import MEASURES, answer_of, plot_of, scenario_title
from roedtraad.organisation.terms import terms_on

REFUSED = 422
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs(Right.SEE_FORUM_FIGURES)
def runs(request: HttpRequest) -> HttpResponse:
    """What has been asked, the newest first."""
    page = queries.what_if_runs(actor_of(request), page_number(request.GET))
    return render(request, "meetings/what_if_list.html", {"page": page})


@form_methods
@needs(Right.SEE_FORUM_FIGURES)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask what would be if forums worked otherwise."""
    actor = actor_of(request)
    form = WhatIfForm(request.POST if request.method == "POST" else None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.ask_what_if(actor, settings=form.settings(), seed=form.cleaned_data["seed"])
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.add_error(None, str(error))
        else:
            return redirect("meetings:what-if-run", made.pk)
    return render(request, "meetings/what_if_ask.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_safe
@needs(Right.SEE_FORUM_FIGURES)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: how far the work is, or the answer with its assumptions."""
    actor = actor_of(request)
    asked = queries.one_run(actor, pk)
    context = {
        "run": asked, "answer": answer_of(asked), "works": asked.state in (RunState.WAITING, RunState.RUNNING),
        "is_mine": asked.asked_by_id == actor.account_id, "failed": asked.state == RunState.FAILED,
        "problem": PROBLEMS.get(asked.problem, asked.problem),
        "read_from": _day(asked, "read_from"), "read_to": _day(asked, "read_to"),
        "closes": terms_on(asked.from_on).limit("agenda_closes_before"),
    }  # fmt: skip
    template = "what_if_progress.html" if request.headers.get("X-Part") == "progress" else "what_if_run.html"
    return _unless_done(render(request, f"meetings/{template}", context), request, asked)


def _day(asked: WhatIfRun, name: str) -> dt.date | None:
    return dt.date.fromisoformat(asked.result[name]) if asked.result else None


def _unless_done(response: HttpResponse, request: HttpRequest, asked: WhatIfRun) -> HttpResponse:
    """Whoever follows the work gets the whole page when it is over."""
    if request.headers.get("X-Part") == "progress" and asked.state in (RunState.DONE, RunState.FAILED):
        response["HX-Refresh"] = "true"
    return response


@require_safe
@needs(Right.SEE_FORUM_FIGURES)
def plot(request: HttpRequest, pk: int, plot: str) -> HttpResponse:
    """One plot of an answer. The same numbers stand in a table on its page."""
    spec = plot_of(queries.one_run(actor_of(request), pk), plot)
    if spec is None:
        raise NotVisible
    return svg_response(spec)


@require_safe
@needs(Right.SEE_FORUM_FIGURES)
def export(request: HttpRequest, pk: str, extension: str) -> HttpResponseBase:
    """Every number of an answer, as a file."""
    actor = actor_of(request)
    asked = queries.one_run(actor, int(pk))
    if not asked.result:
        raise NotVisible
    log_look(actor, Look("what_if_exported", [], {"run": asked.pk}))
    header = [_("Scenario"), _("Forum"), _("Figure"), _("Low"), _("Middle"), _("High")]
    return table_response(_("what-if"), extension, header, _export_rows(asked, asked.result))


def _export_rows(asked: WhatIfRun, result: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    titles = {one.name: str(one.title) for one in MEASURES}
    for scenario in result["scenarios"]:
        name = scenario_title(asked, scenario)
        parts = [("", scenario["measures"]), *((one["code"], one["measures"]) for one in scenario["forums"])]
        for forum, measures in parts:
            for kind, band in measures.items():
                yield name, forum, titles.get(kind, kind), *(band or (None, None, None))


@require_POST
@needs(Right.SEE_FORUM_FIGURES)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own question and its answer away."""
    acts.remove_run(actor_of(request), run_id=pk)
    messages.success(request, _("The question and its answer have been removed."))
    return redirect("meetings:what-if")
