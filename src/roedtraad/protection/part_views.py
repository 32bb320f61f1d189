# SPDX-License-Identifier: EUPL-1.2
"""Records that go by a rule of their own: their packages for the archive, the archive's receipt, and deletion."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people.act_pages import UNPROCESSABLE, posted
from roedtraad.protection import part_archive, part_deleting
from roedtraad.protection.emergency_views import form_methods
from roedtraad.protection.forms import ReceiptForm
from roedtraad.protection.retention_views import handed, noted


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
    one = part_archive.package_for(actor_of(request), pk)
    return handed(request, one, part_archive.persons_in(one), f"archive-records-{one.pk}.zip")


@form_methods
@needs(Right.HANDLE_DATA_RIGHTS)
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the archive's receipt."""
    actor = actor_of(request)
    one = part_archive.package_for(actor, pk)
    form = ReceiptForm(posted(request))
    if noted(request, form, lambda receipt: part_archive.confirm_receipt(actor, package_id=pk, receipt=receipt)):
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
