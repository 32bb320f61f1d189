# SPDX-License-Identifier: EUPL-1.2
"""Mit bord: what needs me today. The list's state is in the URL, and every number leads to the rows behind it."""

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.detection import queries as signals
from roedtraad.detection.views import CHOICES
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.exporting import FORMATS, table_response
from roedtraad.kernel.listing import ordering, page_number, whole
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.queries import profile_on
from roedtraad.people.models import YoungPerson
from roedtraad.web.context import menu_of
from roedtraad.web.desk import filters as desk_filters
from roedtraad.web.desk import queries, rows

FORGOTTEN: Final = 5
"""How many of one's young people the desk names; the rest is one click away."""


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The desk of whoever handles signals; everybody else is led to the first page that is theirs."""
    actor = actor_of(request)
    if not has_right(actor, Right.HANDLE_SIGNALS):
        links = menu_of(request, actor)
        return HttpResponseRedirect(links[0].href) if links else render(request, "web/desk/nothing.html")
    context = _list(request, actor)
    part = _part_asked_for(request) == "results"
    if not part:
        context |= _around(actor)
    persons = sorted({row.person_id for row in context["page"].rows})
    asked = {name: value for name, value in request.GET.items() if value}
    template = "web/desk/results.html" if part else "web/desk/desk.html"
    return show(request, template, context, Look("desk_seen", persons, asked))


def _part_asked_for(request: HttpRequest) -> str:
    """The id of the part that the browser fetches anew; empty when it asks for the page."""
    return request.headers.get("X-Part", "")


def _list(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The list and what it is filtered by."""
    query, usual = request.GET, signals.default_who(actor)
    filters = signals.filters_from(query, default_who=usual)
    titles = signals.rule_titles(profile_on(actor.on))
    choices = desk_filters.Choices(desk_filters.who_words(actor), usual, titles, desk_filters.units())
    heads = rows.heads()
    page = signals.signals_for_desk(actor, filters, order=desk_filters.order_of(query), page=page_number(query))
    return {
        "page": page,
        "parts": [(part, rows.rows_html(part.rows, heads)) for part in desk_filters.parts(query, page.rows, choices)],
        "heads": heads,
        "filters": filters,
        "form": desk_filters.DeskFilter(filters, desk_filters.group_of(query), choices),
        "chips": desk_filters.chips(query, filters, choices),
        "acts": [
            (name, choice.title) for name, choice in CHOICES.items() if (name == "reopen") == _is_answered(filters)
        ],
        "kept": ["sort", "person", "assignee", "source"],
    }


def _is_answered(filters: signals.SignalFilters) -> bool:
    """Whether the list shows only signals that have been answered, so that the one thing to do is to open them again."""
    return filters.state in ("not_true", "snoozed")


def _around(actor: Actor) -> dict[str, Any]:
    """What stands around the list and does not change with its filter."""
    return {
        "counts": signals.desk_counts(actor),
        "sweep": queries.last_sweep(),
        "may_sweep": has_right(actor, Right.RUN_SWEEP),
    }


@require_safe
@needs(Right.EXPORT_LISTS)
def desk_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The whole list behind the filter as a file."""
    actor = actor_of(request)
    _known(extension)
    filters = signals.filters_from(request.GET, default_who=signals.default_who(actor))
    rows = signals.signals_for_export(actor, filters, order=desk_filters.order_of(request.GET))
    asked = {name: value for name, value in request.GET.items() if value}
    log_look(actor, Look("desk_exported", sorted({row.person_id for row in rows}), asked | {"format": extension}))
    header = [
        _("Young person"), _("Signal"), _("Why"), pgettext("deadline", "Due"), _("Raised"), _("Unit"), _("Who"), _("Answer"), _("Reason"),
    ]  # fmt: skip
    lines = (
        (row.person_name, row.rule_title, row.reason, row.due_on if row.has_deadline else None, row.raised_on,
         row.unit_name, row.assignee_name, str(row.state_title), row.state_reason)
        for row in rows
    )  # fmt: skip
    return table_response(_("desk"), extension, header, lines)


def _known(extension: str) -> None:
    if extension not in FORMATS:
        raise Http404


def _followed(request: HttpRequest, actor: Actor) -> QuerySet[YoungPerson]:
    """One's own young people, or those of the colleague in `?who=`; what one may see of them is decided by the policy."""
    return queries.followed(actor, whole(request.GET, "who") or actor.account_id or 0, request.GET.get("as", ""))


@require_safe
@needs(Right.HANDLE_SIGNALS)
def my_people(request: HttpRequest) -> HttpResponse:
    """The young people whom I follow, or whom a colleague follows as far as I may see them."""
    actor = actor_of(request)
    if _part_asked_for(request) == "forgotten":
        return _forgotten(request, actor)
    _sort, order = ordering(request.GET, queries.SORTS, "contact")
    page = queries.page_of(_followed(request, actor), order=order, page=page_number(request.GET))
    who = whole(request.GET, "who") or actor.account_id
    colleague = "" if who == actor.account_id else queries.name_of(who or 0)
    context = {
        "page": page,
        "sorts": {name: name for name in queries.SORTS},
        "own": who == actor.account_id,
        "colleague": colleague,
    }
    template = "web/desk/people_results.html" if _part_asked_for(request) == "results" else "web/desk/people.html"
    asked = {name: value for name, value in request.GET.items() if value}
    return show(request, template, context, Look("my_people_seen", [row.pk for row in page.rows], asked))


def _forgotten(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The few on top of the list, for the desk, which fetches them when the reader comes that far."""
    people = queries.longest_without_contact(actor, FORGOTTEN)
    context = {"people": people, "count": queries.followed(actor, actor.account_id or 0).count()}
    return show(request, "web/desk/forgotten.html", context, Look("my_people_seen", [one.pk for one in people]))


@require_safe
@needs(Right.EXPORT_LISTS)
def my_people_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The list of young people as a file."""
    actor = actor_of(request)
    _known(extension)
    _sort, order = ordering(request.GET, queries.SORTS, "contact")
    rows = queries.every_one_of(_followed(request, actor), order=order)
    log_look(actor, Look("my_people_exported", [row.pk for row in rows], {"format": extension}))
    header = [_("Young person"), _("Date of birth"), _("Last contact"), _("Open signals")]
    lines = ((row.name, row.born_on, row.contacted_on, row.open_signals) for row in rows)
    return table_response(_("young-people"), extension, header, lines)
