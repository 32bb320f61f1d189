# SPDX-License-Identifier: EUPL-1.2
"""To the broker and back. Without a broker there are no such pages."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import keep_out_of_caches
from roedtraad.portal import broker, sessions, signin_actions, throttle
from roedtraad.portal.broker import BrokerRefused, Flow
from roedtraad.portal.broker_actions import identity_of
from roedtraad.portal.signin_views import enter


def with_broker(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Without a broker the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not broker.is_on():
            raise Http404
        return keep_out_of_caches(view(request))

    return guarded


def _return_to(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("portal:broker-return"))


@require_safe
@with_broker
def begin(request: HttpRequest) -> HttpResponse:
    """To the broker's own sign-in; what must come back with the answer stays in the session."""
    flow = broker.new_flow(request.GET.get("invitation", "")[:100])
    try:
        address = broker.address_of(broker.the_broker(), flow, _return_to(request))
    except BrokerRefused as error:
        return _refused(request, error)
    request.session[sessions.BROKER] = asdict(flow)
    return redirect(address)


@require_safe
@with_broker
def come_back(request: HttpRequest) -> HttpResponse:
    """The broker's answer: good once, in the session that asked for it, and only if everything about it is in order."""
    kept = request.session.pop(sessions.BROKER, None)
    try:
        if not isinstance(kept, dict):
            raise BrokerRefused("state")
        flow = Flow(**kept)
        proven = broker.finish(broker.the_broker(), flow, request.GET.dict(), _return_to(request))
        invitation = signin_actions.invitation_of(flow.invitation) if flow.invitation else None
        if flow.invitation and invitation is None:
            raise BrokerRefused("invitation")
        identity_id = identity_of(proven, invitation)
    except BrokerRefused as error:
        return _refused(request, error)
    return enter(request, identity_id, how="broker", invited=invitation is not None)


def _refused(request: HttpRequest, error: BrokerRefused) -> HttpResponse:
    """One answer for every reason; the reason is in the log."""
    throttle.knock(request)
    signin_actions.refuse(f"broker {error.code}", error.identity_id)
    messages.error(request, _("The sign-in did not work. Try again, or ask for a code instead."))
    return redirect("portal:sign-in")
