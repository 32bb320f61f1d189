# SPDX-License-Identifier: EUPL-1.2
"""The log, for the data protection officer: who did, saw and was refused what; and whether the chain is whole."""

import datetime as dt
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit import queries
from roedtraad.audit.forms import LogFilterForm
from roedtraad.audit.looks import Look, log_look, purpose_title, show
from roedtraad.audit.models import LogEntry
from roedtraad.kernel.contributions import act_types
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.exporting import FORMATS, table_response
from roedtraad.kernel.listing import page_number, paged
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs

LARGEST_EXPORT: Final = 100_000


@require_safe
@needs(Right.SEE_LOG)
def log(request: HttpRequest) -> HttpResponse:
    """The log, newest first, by day, stream, act, person who did it, and person it was about."""
    form = LogFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = paged(queries.filtered_log(asked), page_number(request.GET))
    shown = page.with_rows(queries.log_rows)
    context = {"form": form, "page": shown, "filters": {k: v for k, v in asked.items() if v}}
    return show(request, "audit/log.html", context, Look("log_seen", (), {k: str(v) for k, v in asked.items() if v}))


@require_safe
@needs(Right.SEE_LOG)
def export_log(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The rows behind the filter, at most LARGEST_EXPORT, as CSV or Excel. A filter that says nothing takes nothing out."""
    if extension not in FORMATS:
        raise Http404
    form = LogFilterForm(request.GET or None)
    if form.errors:
        raise DomainError(
            "filter_invalid", _("The filter could not be understood. Correct it before you take the log out.")
        )
    asked = form.cleaned_data if form.is_bound else {}
    log_look(actor_of(request), Look("log_exported", (), {k: str(v) for k, v in asked.items() if v}))
    header = [_("Number"), _("Time"), _("Kind"), _("What"), _("Who"), _("Unit"), _("Purpose"), _("About")]
    entries = queries.filtered_log(asked)[:LARGEST_EXPORT]
    return table_response("log", extension, header, (_cells(entry) for entry in entries.iterator(2_000)))


def _cells(entry: LogEntry) -> tuple[object, ...]:
    act = act_types.get(entry.act)
    about = f"{entry.subject_kind} {entry.subject_id}" if entry.subject_id else ""
    at: dt.datetime = entry.at
    what = str(act.title) if act else entry.act
    return (
        entry.sequence, at.isoformat(timespec="seconds"), entry.get_stream_display(), what, entry.actor_name, entry.unit,
        purpose_title(entry.purpose), about,
    )  # fmt: skip


@require_POST
@needs(Right.SEE_LOG)
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the chain and say whether it is whole."""
    verdict = queries.verify_chain()
    log_look(actor_of(request), Look("log_verified", (), {"rows": verdict.rows, "broken_at": verdict.broken_at}))
    if verdict.broken_at is None:
        messages.success(request, _("The log is whole: %(rows)d rows have been checked.") % {"rows": verdict.rows})
    else:
        messages.error(request, _("The log is broken at row %(row)d.") % {"row": verdict.broken_at})
    return redirect("audit:log")
