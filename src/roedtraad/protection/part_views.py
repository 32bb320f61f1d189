# SPDX-License-Identifier: EUPL-1.2
"""Records that go by a rule of their own: their packages for the archive, the archive's receipt, and deletion."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.act_pages import UNPROCESSABLE
from roedtraad.protection import archive, part_archive, part_deleting
from roedtraad.protection.emergency_views import form_methods
from roedtraad.protection.forms import ReceiptForm


@require_POST
@needs(Right.HANDLE_DATA_RIGHTS)
def make_package(request: HttpRequest, name: str) -> HttpResponse:
    """Pack the records of a kind that are over their time."""
    if part_archive.make_package(actor_of(request), name=name):
        messages.success(request, _("The package has been made. Hand it to the archive, then note the receipt."))
    else:
        messages.success(request, _("There is nothing to pack."))
    return redirect("protection:retention")


@require_safe
@needs(Right.HANDLE_DATA_RIGHTS)
def package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A package of records, to be handed to the archive."""
    actor = actor_of(request)
    one = part_archive.package_for(actor, pk)
    if not archive.is_intact(one):
        raise DomainError("archive_no_package", _("Make the package first, and hand it over."))
    log_look(actor, Look("package_taken", part_archive.persons_in(one)))
    response = FileResponse(
        archive.path_of(one).open("rb"), as_attachment=True, filename=f"archive-records-{one.pk}.zip"
    )
    response["Cache-Control"] = "no-store"
    return response


@form_methods
@needs(Right.HANDLE_DATA_RIGHTS)
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the archive's receipt."""
    actor = actor_of(request)
    one = part_archive.package_for(actor, pk)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            part_archive.confirm_receipt(actor, package_id=pk, receipt=form.cleaned_data["receipt"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted: the archive has the package."))
            return redirect("protection:retention")
    context = {
        "form": form, "title": gettext_lazy("The archive has the package"), "row": one, "button": gettext_lazy("Save"),
        "lead": gettext_lazy("Then what is in it may be deleted here, and the package leaves the disk."),
    }  # fmt: skip
    look = Look("protection_seen", (), {"page": "records received"})
    return show(request, "protection/act.html", context, look, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
@needs(Right.HANDLE_DATA_RIGHTS)
def delete_part(request: HttpRequest, name: str) -> HttpResponse:
    """Delete the records of a kind that are over their time."""
    rows = sum(receipt.rows for receipt in part_deleting.delete_part(actor_of(request), name=name))
    messages.success(
        request, ngettext("%(rows)d row has been deleted.", "%(rows)d rows have been deleted.", rows) % {"rows": rows}
    )
    return redirect("protection:retention")
