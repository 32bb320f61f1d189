# SPDX-License-Identifier: EUPL-1.2
"""What one has promised at meetings, and saying where it stands."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.forms.minutes import PromiseForm
from roedtraad.meetings.queries.promises import PromiseRow, own_promise, own_promises
from roedtraad.people.act_pages import UNPROCESSABLE, posted
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
    form = PromiseForm(posted(request), present=held.state)
    if form.is_valid() and _told(actor, held, form):
        messages.success(request, _("It has been saved."))
        return redirect("meetings:promises")
    look = Look("promises_seen", [held.person_id], {"form": "tell"})
    status = UNPROCESSABLE if form.is_bound else 200
    return show(request, "meetings/promise_tell.html", {"row": held, "form": form}, look, status=status)


def _told(actor: Actor, held: PromiseRow, form: PromiseForm) -> bool:
    """Whether it was saved; a refusal stands above the form."""
    state, remark = AgreementState(form.cleaned_data["state"]), form.cleaned_data["remark"]
    try:
        tell_promise(actor, person_id=held.person_id, agreement_id=held.agreement_id, state=state, remark=remark)
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return False
    return True
