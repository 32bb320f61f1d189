# SPDX-License-Identifier: EUPL-1.2
"""The list of young people one has to do with, its export, and search."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.exporting import table_response
from roedtraad.kernel.listing import page_number
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.text import holds_cpr
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import finding
from roedtraad.people.act_pages import UNPROCESSABLE, posted
from roedtraad.people.finding import Columns, Found, PeopleFilters, PersonRow
from roedtraad.people.forms import FilterForm, SearchForm


@require_safe
@needs(Right.SEE_PERSON)
def people_list(request: HttpRequest) -> HttpResponse:
    """Those one has to do with. Filter, order and page are in the address; a CPR number is not."""
    if holds_cpr(request.GET.get("name", "")):
        return _say_not_in_address(request)
    actor = actor_of(request)
    columns = finding.columns_for(actor)
    form = FilterForm(request.GET, actor=actor, columns=columns)
    filters = form.filters()
    page = finding.people_list(actor, filters, sort=request.GET.get("sort", "name"), page=page_number(request.GET))
    context = {
        "form": form,
        "page": page,
        "columns": columns,
        "kept": ["sort"],
        "is_filtered": filters != PeopleFilters(),
        "may_export": has_right(actor, Right.EXPORT_LISTS),
    }
    look = Look("people_listed", [row.person_id for row in page.rows], _asked(filters))
    return show(request, "people/list.html", context, look)


def _asked(filters: PeopleFilters) -> dict[str, Any]:
    """The filters that were set, for the log."""
    return {name: value for name in PeopleFilters.__slots__ if (value := getattr(filters, name)) not in ("", None)}


@require_safe
@needs(Right.EXPORT_LISTS)
def people_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The list as a file: every row behind the filter, all of them in the log before the first byte leaves."""
    actor = actor_of(request)
    columns = finding.columns_for(actor)
    filters = FilterForm(request.GET, actor=actor, columns=columns).filters()
    rows = finding.people_for_export(actor, filters, sort=request.GET.get("sort", "name"))
    asked = {**_asked(filters), "format": extension, "rows": len(rows)}
    log_look(actor, Look("people_exported", [row.person_id for row in rows], asked))
    return table_response(_("young-people"), extension, _header(columns), [_cells(row, columns) for row in rows])


def _header(columns: Columns) -> list[str]:
    header = [_("Reference"), _("Name"), _("Date of birth"), _("Age")]
    header += [_("School")] if columns.has_school else []
    header += [_("Status")] if columns.has_status else []
    return header + [capfirst(str(column.title)) for column in columns.extra]


def _cells(row: PersonRow, columns: Columns) -> list[Any]:
    cells: list[Any] = [row.reference, row.name, row.born_on, row.age]
    cells += [row.school] if columns.has_school else []
    cells += [row.status] if columns.has_status else []
    return [*cells, *row.extra]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_PERSON)
def search(request: HttpRequest) -> HttpResponse:
    """Search. Names may stand in the address (`?q=`); the page's own form sends them, and CPR numbers, in the request's body."""
    text = request.POST.get("q") if request.method == "POST" else request.GET.get("q")
    if request.method != "POST" and holds_cpr(text or ""):
        return _say_not_in_address(request)
    form = SearchForm(posted(request) or ({"q": text} if text else None), auto_id="search_%s")
    found = _search(actor_of(request), form) if form.is_bound else None
    status = UNPROCESSABLE if form.errors else 200
    actor = actor_of(request)
    context = {
        "form": form,
        "found": found,
        "columns": finding.columns_for_search(actor),
        "may_open_in_emergency": has_right(actor, Right.BREAK_GLASS),
    }
    look = Look("people_searched", found.person_ids if found else [], found.asked if found else None)
    return show(request, "people/search.html", context, look, status=status)


def _search(actor: Actor, form: SearchForm) -> Found | None:
    """What was found; a question that cannot be answered stands as an error at its field."""
    if not form.is_valid():
        return None
    try:
        return finding.search(actor, form.cleaned_data["q"])
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error("q", str(error))
        return None


def _say_not_in_address(request: HttpRequest) -> HttpResponse:
    """Nothing is looked up: addresses stay behind in histories and logs, so a CPR number may not be in one."""
    messages.warning(request, _("A CPR number must not stand in the address. Write it in the field here."))
    return redirect("people:search")
