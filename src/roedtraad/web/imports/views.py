# SPDX-License-Identifier: EUPL-1.2
"""The screens of an import. Nothing is written before the preview has been seen and confirmed."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.audit.models import LogEntry, Stream
from roedtraad.kernel.exporting import table_response
from roedtraad.kernel.importing import Rejection, Report, Request, importers
from roedtraad.kernel.rights import Right
from roedtraad.kernel.tabular import TableError
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.importing import SUBJECT
from roedtraad.web.imports import uploads
from roedtraad.web.imports.forms import UploadForm
from roedtraad.web.imports.preview import column_titles, preview_of

_HISTORY: Final = 20
_SHOWN_REJECTIONS: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.IMPORT_DATA)
def start(request: HttpRequest) -> HttpResponse:
    """Choose what to import and send the file, which is tried out at once; below, what has been imported before."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        upload = uploads.receive(actor, form.cleaned_data["kind"], form.cleaned_data["file"])
        try:
            upload.keep_report(upload.importer.run(actor, Request(upload.file, dry_run=True)))
        except TableError as refusal:
            upload.remove()
            form.add_error("file", str(refusal))
        else:
            return redirect("imports:file-preview", upload.token)
    context = {"form": form, "history": _history(), "importers": list(importers)}
    return render(request, "web/imports/start.html", context, status=422 if form.errors else 200)


def _history() -> list[LogEntry]:
    """The last imports, with their counts."""
    entries = LogEntry.objects.filter(subject_kind=SUBJECT, subject_id__isnull=True, stream=Stream.CHANGE)
    return list(entries.select_related("logdetail").order_by("-sequence")[:_HISTORY])


@require_safe
@needs(Right.IMPORT_DATA)
def file_preview(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the waiting file would do, its first rows, and every rejected row with its remedy."""
    upload = uploads.waiting(actor_of(request), token)
    report, preview = upload.report, preview_of(upload)
    rejected_rows = len({one.row for one in report.rejected})
    context = {
        "upload": upload,
        "report": report,
        "preview": preview,
        "rejected": _shown_rejections(upload),
        "hidden_rejections": max(len(report.rejected) - _SHOWN_REJECTIONS, 0),
        "rejected_rows": rejected_rows,
        "good_rows": report.rows - rejected_rows,
        "changes_nothing": not (report.created or report.updated or report.rejected),
    }
    return show(
        request, "web/imports/preview.html", context, Look("import_previewed", preview.persons, {"file": upload.name})
    )


def _shown_rejections(upload: uploads.Upload) -> list[Rejection]:
    """The first rejections, each column under the reader's own name for it."""
    titles = column_titles(upload.importer)
    return [replace(one, field=titles.get(one.field, one.field)) for one in upload.report.rejected[:_SHOWN_REJECTIONS]]


@require_safe
@needs(Right.IMPORT_DATA)
def file_rejected(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """The rejected rows as a file, to correct them where they came from."""
    actor = actor_of(request)
    upload = uploads.waiting(actor, token)
    log_look(actor, Look("import_rejections_exported", (), {"file": upload.name}))
    header = [_("Row"), _("Column"), _("Code"), _("What to do")]
    rows = ((one.row, one.field, one.code, one.message) for one in upload.report.rejected)
    return table_response(_("rejected-rows"), "csv", header, rows)


@require_POST
@needs(Right.IMPORT_DATA)
def file_confirm(request: HttpRequest, token: UUID) -> HttpResponse:
    """Import the waiting file; back to the preview when what it would do has become something else."""
    actor = actor_of(request)
    upload = uploads.waiting(actor, token)
    accepts_valid = request.POST.get("accept_valid") == "yes"
    report = upload.importer.run(actor, Request(upload.file, accept_valid=accepts_valid))
    if report.rejected and not accepts_valid:
        upload.keep_report(upload.importer.run(actor, Request(upload.file, dry_run=True)))
        messages.error(request, _("Nothing was imported: some rows cannot be taken. See below what to do."))
        return redirect("imports:file-preview", token)
    upload.remove()
    messages.success(request, _told(report))
    return redirect("imports:start")


def _told(report: Report) -> str:
    """What was done, in one sentence."""
    counts = {"created": report.created, "updated": report.updated, "unchanged": report.unchanged}
    told = _("Imported: %(created)s new, %(updated)s changed, %(unchanged)s unchanged.") % counts
    left_out = len({one.row for one in report.rejected})
    if not left_out:
        return told
    also = ngettext("%(rows)s row was left out.", "%(rows)s rows were left out.", left_out) % {"rows": left_out}
    return f"{told} {also}"


@require_POST
@needs(Right.IMPORT_DATA)
def file_cancel(request: HttpRequest, token: UUID) -> HttpResponse:
    """Take the waiting file away without importing it."""
    uploads.waiting(actor_of(request), token).remove()
    messages.info(request, _("The file was removed. Nothing was imported."))
    return redirect("imports:start")
