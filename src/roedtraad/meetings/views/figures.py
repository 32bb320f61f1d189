# SPDX-License-Identifier: EUPL-1.2
"""Forum figures: every forum beside each other, one forum whole, as a file, and the waiting times drawn. Counts only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, keep_out_of_caches, log_look
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.exporting import table_response
from roedtraad.kernel.listing import chosen, words
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.forms.figures import FiguresFilter, period_title
from roedtraad.meetings.queries.figures import LEAST, ForumFigures, forum_figures, forum_titles
from roedtraad.meetings.queries.figures_words import SHORT, bucket_label, lines, short_label
from roedtraad.meetings.rules.figures import Period, buckets, period_named, periods_up_to
from roedtraad.meetings.whatif import plots
from roedtraad.organisation.terms import terms_on

WAIT_EDGES = (7, 14, 30, 60, 90, 180)
"""Days that the classes of waiting times end at."""


@dataclass(frozen=True, slots=True)
class _Asked:
    period: Period
    forum: str
    titles: dict[str, str]


def _asked(request: HttpRequest, actor: Actor) -> _Asked:
    titles = forum_titles(actor.on)
    return _Asked(period_named(words(request.GET, "period", 8), actor.on), chosen(request.GET, "forum", titles), titles)


@require_safe
@needs(Right.SEE_FORUM_FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    """Each forum's key figures beside each other, or everything about one forum with how it was counted."""
    actor = actor_of(request)
    asked = _asked(request, actor)
    found = forum_figures(actor, asked.period, asked.forum)
    filled = {"period": asked.period.code, "forum": asked.forum}
    context: dict[str, Any] = {
        "form": FiguresFilter(initial=filled, periods=periods_up_to(actor.on), forums=asked.titles.items()),
        "period": asked.period, "before": asked.period.before, "period_title": period_title(asked.period),
        "least": terms_on(actor.on).number(LEAST), "kept": [],
    }  # fmt: skip
    if asked.forum:
        return render(request, "meetings/figures_forum.html", context | _one(found[0]))
    context["rows"] = [(one, lines(one, SHORT)) for one in found]
    return render(request, "meetings/figures_list.html", context)


def _one(found: ForumFigures) -> dict[str, Any]:
    waits = buckets(found.now.items.waits, WAIT_EDGES)
    return {
        "found": found, "lines": lines(found),
        "waits": [(bucket_label(one), one.count) for one in waits] if found.now.items.waits else [],
    }  # fmt: skip


@require_safe
@needs(Right.SEE_FORUM_FIGURES)
def figures_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Every figure of every forum in the period, as a file."""
    actor = actor_of(request)
    asked = _asked(request, actor)
    found = forum_figures(actor, asked.period, asked.forum)
    log_look(actor, Look("forum_figures_exported", [], {"period": asked.period.code, "forum": asked.forum}))
    header = [_("Forum"), _("Figure"), _("In the period"), _("The period before"), _("How it is counted")]
    return table_response(_("forum-figures"), extension, header, _export_rows(found))


def _export_rows(found: list[ForumFigures]) -> Iterator[tuple[object, ...]]:
    for forum in found:
        for line in lines(forum):
            now = line.value if line.number is None else line.number
            before = line.before if line.number_before is None else line.number_before
            yield forum.title, line.title, now, before, line.explained


@require_safe
@needs(Right.SEE_FORUM_FIGURES)
def waiting_plot(request: HttpRequest) -> HttpResponse:
    """One forum's waiting times, drawn. The same numbers stand in the table beside it."""
    actor = actor_of(request)
    asked = _asked(request, actor)
    if not asked.forum:
        raise NotVisible
    found = forum_figures(actor, asked.period, asked.forum)[0]
    rows = [{"label": short_label(one), "value": one.count} for one in buckets(found.now.items.waits, WAIT_EDGES)]
    spec = plots.bars(rows, x=_("Waiting time in days"), y=_("Talks"), title=_("Waiting time"))
    return svg_response(spec)


def svg_response(spec: dict[str, Any]) -> HttpResponse:
    """A plot under an address of its own."""
    drawn = plots.drawn(spec, get_language() or "da")
    return keep_out_of_caches(HttpResponse(drawn, content_type="image/svg+xml"))
