# SPDX-License-Identifier: EUPL-1.2
"""What one has promised at meetings, and saying where it stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.forms.minutes import PromiseForm
from roedtraad.meetings.queries.promises import own_promise, own_promises
from roedtraad.people import act_pages
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.plans.meeting_actions import tell_promise
from roedtraad.plans.models import AgreementState

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs(Right.SEE_MEETINGS)
def promises(request: HttpRequest) -> HttpResponse:
    """What the reader has promised at meetings and not done, what is most urgent first."""
    rows = own_promises(actor_of(request))
    look = Look("promises_seen", [one.person_id for one in rows])
    return show(request, "meetings/promises.html", {"rows": rows}, look)


@form_methods
@needs(Right.SEE_MEETINGS)
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever promised something says where it stands."""
    actor = actor_of(request)
    held = own_promise(actor, pk)
    if held is None:
        raise NotVisible

    def do(data: dict[str, Any]) -> None:
        tell_promise(
            actor, person_id=held.person_id, agreement_id=pk, state=AgreementState(data["state"]), remark=data["remark"]
        )

    page = ActPage(
        title=gettext_lazy("Where does it stand?"),
        form=PromiseForm(posted(request), present=held.state),
        do=do,
        done=gettext_lazy("It has been saved."),
        button=gettext_lazy("Save"),
        lead=held.what,
        back=reverse("meetings:promises"),
    )
    return act_pages.answer(request, held.person_id, page)
