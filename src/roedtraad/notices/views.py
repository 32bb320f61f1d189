# SPDX-License-Identifier: EUPL-1.2
"""The outbox: what has left, what waits, what failed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roedtraad.kernel.listing import chosen, page_number
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.notices import actions, queries


@require_safe
@needs(Right.MANAGE_ACCOUNTS)
def outbox(request: HttpRequest) -> HttpResponse:
    """Every notice without address and words."""
    state = chosen(request.GET, "state", ("waiting", "failed"))
    address = reverse("notices:outbox")
    tabs = [
        {"href": address, "title": _("All"), "current": not state},
        {"href": f"{address}?state=waiting", "title": _("Waiting"), "current": state == "waiting"},
        {"href": f"{address}?state=failed", "title": _("Failed"), "current": state == "failed"},
    ]
    page = queries.notices(state, page_number(request.GET))
    return render(request, "notices/outbox.html", {"page": page, "tabs": tabs})


@require_POST
@needs(Right.MANAGE_ACCOUNTS)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try one again."""
    actions.try_again(actor_of(request), notice_id=pk)
    return redirect("notices:outbox")
