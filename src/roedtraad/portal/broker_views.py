# SPDX-License-Identifier: EUPL-1.2
"""To the broker and back. Without a broker there are no such pages, and a broker has only those of its own protocol."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import wraps
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import keep_out_of_caches
from roedtraad.portal import broker, sessions, signin_actions, throttle
from roedtraad.portal.broker import OIDC, SAML, BrokerRefused, Flow
from roedtraad.portal.broker_actions import identity_of
from roedtraad.portal.signin_views import enter

View = Callable[[HttpRequest], HttpResponse]
_RETURNS: Final = {OIDC: "portal:broker-return", SAML: "portal:broker-saml"}


def with_broker(*protocols: str) -> Callable[[View], View]:
    """Without a broker that speaks so the page does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            if broker.protocol() not in protocols:
                raise Http404
            return keep_out_of_caches(view(request))

        return guarded

    return guard


def _return_to(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse(_RETURNS[broker.protocol()]))


@require_safe
@with_broker(OIDC, SAML)
def begin(request: HttpRequest) -> HttpResponse:
    """To the broker's own sign-in; what must come back with the answer stays in the session."""
    flow = broker.new_flow(request.GET.get("invitation", "")[:100])
    try:
        address, kept = broker.the_broker().begin(flow, _return_to(request))
    except BrokerRefused as error:
        return _refused(request, error)
    request.session[sessions.BROKER] = asdict(kept)
    return redirect(address)


@require_safe
@with_broker(OIDC)
def come_back(request: HttpRequest) -> HttpResponse:
    """The broker's answer in the address, as OpenID Connect has it."""
    return _take(request, request.GET.dict())


@csrf_exempt
@sensitive_post_parameters("SAMLResponse")
@require_POST
@with_broker(SAML)
def take_assertion(request: HttpRequest) -> HttpResponse:
    """The broker's answer as a form, as SAML has it.

    The form comes from another site, so the session's cookie (SameSite=Lax) stays behind: a page of our own sends the same form
    here once more, and then it is with us. No token guards this address; the flow in the session does, which the answer must
    name under the broker's signature. Whoever makes a browser send something here has no such answer.
    """
    if sessions.BROKER in request.session or "onward" in request.POST:
        return _take(request, request.POST.dict())
    fields = {name: request.POST.get(name, "") for name in ("SAMLResponse", "RelayState")}
    return render(request, "portal/onward.html", {"fields": fields})


@require_safe
@with_broker(SAML)
def metadata(request: HttpRequest) -> HttpResponse:
    """What the broker is told of us; it is meant for anybody to read."""
    from roedtraad.portal.saml import SamlBroker, metadata_of

    ours = broker.the_broker()
    assert isinstance(ours, SamlBroker)
    return HttpResponse(metadata_of(ours, _return_to(request)), content_type="application/samlmetadata+xml")


def _take(request: HttpRequest, answer: Mapping[str, str]) -> HttpResponse:
    """The broker's answer: good once, in the session that asked for it, and only if everything about it is in order."""
    kept = request.session.pop(sessions.BROKER, None)
    try:
        if not isinstance(kept, dict):
            raise BrokerRefused("state")
        flow = Flow(**kept)
        proven = broker.the_broker().finish(flow, answer, _return_to(request))
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
