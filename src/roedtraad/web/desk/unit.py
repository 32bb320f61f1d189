# SPDX-License-Identifier: EUPL-1.2
"""The leader's desk: the units' figures, and the rows behind each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.detection import figures, policies
from roedtraad.detection.models import Signal, SignalState
from roedtraad.detection.queries import rule_titles, signal_rows
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.listing import Page, page_number, paged, words
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.queries import profile_on
from roedtraad.people.policies import visible
from roedtraad.web.desk import queries


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar: its label, length, text and the rows behind it."""

    label: str
    value: int
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the table of open signals."""

    open: int
    overdue: int
    unassigned: int


@require_safe
@needs(Right.SEE_UNIT_FIGURES)
def unit(request: HttpRequest) -> HttpResponse:
    """Figures without names. Whoever handles signals gets from each number to its rows; the secretariat sees numbers only."""
    actor = actor_of(request)
    found = figures.unit_figures(actor)
    has_rows = has_right(actor, Right.HANDLE_SIGNALS)
    context = {
        "figures": found,
        "totals": _totals(found.rules),
        "has_rows": has_rows,
        "contacted": [_bar(row, "contacted", row.contacted, has_rows=has_rows) for row in found.contacts],
        "reached": [_bar(row, "reached", row.reached, has_rows=has_rows) for row in found.contacts],
        "sweep": queries.last_sweep(),
        "may_sweep": has_right(actor, Right.RUN_SWEEP),
    }
    return render(request, "web/desk/unit.html", context)


def _totals(rules: Sequence[figures.RuleFigure]) -> Totals:
    return Totals(
        sum(rule.open for rule in rules), sum(rule.overdue for rule in rules), sum(rule.unassigned for rule in rules)
    )


def _bar(row: figures.ContactFigure, figure: str, count: int, *, has_rows: bool) -> BarRow:
    percent = getattr(row, f"{figure}_percent")
    text = _("%(count)d of %(listed)d (%(percent)s)") % {
        "count": count,
        "listed": row.listed,
        "percent": f"{percent} %",
    }
    query = urlencode({"figure": figure, "rule": row.rule})
    return BarRow(row.title, percent, text, f"{reverse('desk:unit-behind')}?{query}" if has_rows else "")


PEOPLE_FIGURES: Final[dict[str, tuple[str | Promise, dict[str, bool]]]] = {
    "listed": (gettext_lazy("Listed"), {}),
    "contacted": (gettext_lazy("Contacted in time"), {"was_contacted": True}),
    "not_contacted": (gettext_lazy("Not contacted in time"), {"was_contacted": False}),
    "reached": (gettext_lazy("Reached in time"), {"was_reached": True}),
    "not_reached": (gettext_lazy("Not reached in time"), {"was_reached": False}),
}
SIGNAL_FIGURES: Final[dict[str, tuple[str | Promise, dict[str, str]]]] = {
    "raised": (gettext_lazy("All signals from the source"), {}),
    "not_true": (gettext_lazy("Answered: not true"), {"state": SignalState.NOT_TRUE.value}),
}


@require_safe
@needs(Right.SEE_UNIT_FIGURES)
@needs(Right.HANDLE_SIGNALS)
def behind(request: HttpRequest) -> HttpResponse:
    """The rows behind one figure of the unit that the desk does not have, because they may be closed by now."""
    actor, figure = actor_of(request), request.GET.get("figure", "")
    if figure not in PEOPLE_FIGURES and figure not in SIGNAL_FIGURES:
        raise Http404
    rule = words(request.GET, "rule", 64)
    context: dict[str, Any] = {"figure": figure, "rule_title": rule_titles(profile_on(actor.on)).get(rule, rule)}
    if figure in PEOPLE_FIGURES:
        context["title"], page, context["hidden"] = _people(actor, figure, rule, page_number(request.GET))
        persons = [row.pk for row in page.rows]
        context |= {
            "page": page,
            "others": [(name, title) for name, (title, _state) in PEOPLE_FIGURES.items()],
            "rule": rule,
        }
    else:
        context["title"], alarms, context["hidden"] = _signals(actor, figure, rule, request)
        persons = [row.person_id for row in alarms.rows]
        context |= {"page": alarms, "source": request.GET.get("source", "")}
    asked = {name: value for name, value in request.GET.items() if value}
    return show(request, "web/desk/behind.html", context, Look("unit_rows_seen", persons, asked))


def _counted(actor: Actor, rule: str) -> QuerySet[Signal]:
    """The signals of one rule in the units that the actor leads, as the figures count them."""
    return Signal.objects.filter(unit__in=policies.units_with_figures(actor), rule=rule)


def _seen(actor: Actor) -> Q:
    """Those of them that are about people whom the actor may see."""
    return Q(pk__in=policies.visible(actor).values("pk"))


def _people(actor: Actor, figure: str, rule: str, page: int) -> tuple[str | Promise, Page[queries.FollowedPerson], int]:
    title, wanted = PEOPLE_FIGURES[figure]
    target = profile_on(actor.on).contact_target(actor.on)
    window = figures.window_of(actor.on, target)
    if target is None or window is None:
        raise Http404
    signals = figures.measured(_counted(actor, rule), target, window).filter(**wanted)
    people = visible(actor).filter(pk__in=signals.filter(_seen(actor)).values("young_person_id"))
    hidden = signals.exclude(_seen(actor)).values("young_person_id").distinct().count()
    return title, queries.page_of(people, order=("sort_name", "id"), page=page), hidden


def _signals(actor: Actor, figure: str, rule: str, request: HttpRequest) -> tuple[str | Promise, Page[Any], int]:
    title, wanted = SIGNAL_FIGURES[figure]
    signals = _counted(actor, rule).filter(source=words(request.GET, "source", 100), **wanted)
    found: Page[Signal] = paged(
        signals.filter(_seen(actor)).select_related("young_person", "unit", "assignee").order_by("-raised_on", "id"),
        page_number(request.GET),
    )
    hidden = signals.exclude(_seen(actor)).count()
    return title, found.with_rows(lambda rows: signal_rows(actor, rows)), hidden
