# SPDX-License-Identifier: EUPL-1.2
"""What is kept long enough: the list, the packages for the archive, deletion, and its receipts."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.exporting import table_response
from roedtraad.kernel.listing import page_number
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.act_pages import UNPROCESSABLE, posted
from roedtraad.protection import archive, deleting, retention
from roedtraad.protection.emergency_views import form_methods
from roedtraad.protection.forms import DeleteForm, ReceiptForm
from roedtraad.protection.models import PartPackage, RetentionDue

_MOST = 500


@require_safe
@needs(Right.HANDLE_DATA_RIGHTS)
def due(request: HttpRequest) -> HttpResponse:
    """Those on the list, and other records that are over their time."""
    actor = actor_of(request)
    page = retention.due_list(actor, page_number(request.GET))
    context = {"page": page, "run": retention.last_run(), "parts": retention.parts(actor)}
    look = Look("protection_seen", [row.person_id for row in page.rows], {"page": "retention"})
    return show(request, "protection/retention.html", context, look)


@require_POST
@needs(Right.HANDLE_DATA_RIGHTS)
def list_due(request: HttpRequest) -> HttpResponse:
    """Bring the list to what is so today."""
    retention.list_due(actor_of(request))
    messages.success(request, _("The list is as of today. Nothing has been deleted."))
    return redirect("protection:retention")


@require_POST
@needs(Right.HANDLE_DATA_RIGHTS)
def make_packages(request: HttpRequest) -> HttpResponse:
    """Make the archive's packages of those chosen."""
    made = archive.make_packages(actor_of(request), due_ids=_chosen(request.POST))
    text = ngettext("%(made)d package has been made.", "%(made)d packages have been made.", made)
    messages.success(request, text % {"made": made})
    return redirect("protection:retention")


def _chosen(sent: QueryDict) -> list[int]:
    return [int(one) for one in sent.getlist("chosen")[:_MOST] if one.isdecimal() and len(one) < 16]


@form_methods
@needs(Right.HANDLE_DATA_RIGHTS)
def delete(request: HttpRequest) -> HttpResponse:
    """Ask once more, then delete those chosen, each wholly or not at all."""
    actor = actor_of(request)
    keys = _chosen(request.POST)
    rows = [retention.due_for(actor, key) for key in keys if RetentionDue.objects.filter(pk=key).exists()]
    is_confirmed = request.method == "POST" and "confirming" in request.POST
    form = DeleteForm(request.POST if is_confirmed else None)
    if rows and form.is_bound and form.is_valid():
        gone, kept = deleting.delete_due(actor, due_ids=keys)
        if gone:
            text = ngettext("%(gone)d person has been deleted.", "%(gone)d people have been deleted.", len(gone))
            messages.success(request, text % {"gone": len(gone)})
        for one in kept:
            messages.warning(request, f"{one.reference}: {one.why}")
        return redirect("protection:retention")
    look = Look("protection_seen", [row.young_person_id for row in rows], {"page": "delete"})
    status = UNPROCESSABLE if is_confirmed else 200
    return show(request, "protection/delete.html", {"rows": rows, "form": form}, look, status=status)


@require_safe
@needs(Right.HANDLE_DATA_RIGHTS)
def package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The package of one person, to be handed to the archive."""
    one = retention.due_for(actor_of(request), pk)
    return handed(request, one, [one.young_person_id], f"archive-{one.pk}.zip")


def handed(
    request: HttpRequest, one: RetentionDue | PartPackage, persons: Sequence[int], name: str
) -> HttpResponseBase:
    """A package from the disk, once the look stands in the log. Refuses one that is missing or has been changed."""
    if not archive.is_intact(one):
        raise archive.no_package()
    log_look(actor_of(request), Look("package_taken", persons))
    response = FileResponse(archive.path_of(one).open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response


@form_methods
@needs(Right.HANDLE_DATA_RIGHTS)
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the archive's receipt."""
    actor = actor_of(request)
    one = retention.due_for(actor, pk)
    form = ReceiptForm(posted(request))
    if noted(request, form, lambda receipt: archive.confirm_receipt(actor, due_id=pk, receipt=receipt)):
        return redirect("protection:retention")
    context = {
        "form": form, "subject": one.young_person, "title": gettext_lazy("The archive has the package"),
        "lead": gettext_lazy("Then the file may be deleted here."), "button": gettext_lazy("Save"), "row": one,
    }  # fmt: skip
    look = Look("protection_seen", [one.young_person_id], {"page": "received"})
    return show(request, "protection/act.html", context, look, status=UNPROCESSABLE if form.is_bound else 200)


def noted(request: HttpRequest, form: ReceiptForm, confirm: Callable[[str], object]) -> bool:
    """Whether the archive's receipt was sent and is noted; else the form says why not."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        confirm(form.cleaned_data["receipt"])
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Noted: the archive has the package."))
    return True


@require_safe
@needs(Right.HANDLE_DATA_RIGHTS)
def receipts(request: HttpRequest) -> HttpResponse:
    """What has been deleted."""
    page = deleting.receipts(actor_of(request), page_number(request.GET))
    return show(request, "protection/receipts.html", {"page": page}, Look("protection_seen", (), {"page": "receipts"}))


@require_safe
@needs(Right.HANDLE_DATA_RIGHTS)
def receipts_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Every receipt."""
    actor = actor_of(request)
    log_look(actor, Look("protection_exported", (), {"page": "receipts"}))
    header = [
        _("Number"), _("Deleted"), _("By"), _("Rule"), _("Last in use"), _("Rows"), _("Files"), _("The archive's receipt"),
        _("Digest of the reference"),
    ]  # fmt: skip
    return table_response("receipts", extension, header, [
        (one.pk, one.deleted_at.date(), one.who, one.rule, one.last_used_on, one.rows, one.files_removed,
         one.archive_receipt, one.reference_digest) for one in deleting.every_receipt(actor)
    ])  # fmt: skip
