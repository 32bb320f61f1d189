# SPDX-License-Identifier: EUPL-1.2
"""The portal's door: the invitation's link, the one-time code, out again."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from roedtraad.audit.looks import keep_out_of_caches
from roedtraad.kernel.views import actor_of
from roedtraad.portal import broker, demo, sessions, signin_actions, throttle
from roedtraad.portal.details import hold_on
from roedtraad.portal.forms import CodeForm, DetailsForm
from roedtraad.portal.models import PortalIdentity
from roedtraad.portal.policies import CitizenActor

form_methods = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE, TOO_MANY, GONE = 422, 429, 410


@sensitive_post_parameters("details")
@form_methods
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a code by the phone or mail that the municipality has. The answer is the same for everybody."""
    form = DetailsForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "has_broker": broker.is_on()}
        return _page(request, "portal/sign_in.html", context, UNPROCESSABLE if form.is_bound else 200)
    if throttle.is_crowded(request):
        return _too_many(request)
    throttle.knock(request)
    identity = signin_actions.identity_at(form.cleaned_data["details"])
    return _send_and_ask(request, identity, invited=False)


@form_methods
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: nothing about anybody stands here. The button sends the code to the phone that we know."""
    found = signin_actions.invitation_of(token)
    if found is None:
        return _page(request, "portal/link_spent.html", {}, GONE)
    hold = hold_on(found.identity)
    if request.method != "POST" or hold:
        context = {"has_broker": broker.is_on(), "token": token, "hold": hold}
        return _page(request, "portal/invitation.html", context)
    if throttle.is_crowded(request):
        return _too_many(request)
    throttle.knock(request)
    return _send_and_ask(request, found.identity, invited=True)


def _send_and_ask(request: HttpRequest, identity: PortalIdentity | None, *, invited: bool) -> HttpResponse:
    """Send the code, if there is somebody to send it to, and ask for it in any case."""
    code = signin_actions.send_code(identity) if identity else ""
    request.session[sessions.PENDING] = {"identity": identity.pk if identity else 0, "invited": invited}
    demo.show_code(request, code)
    return keep_out_of_caches(redirect("portal:code"))


@sensitive_post_parameters("code")
@form_methods
def code(request: HttpRequest) -> HttpResponse:
    """Try the code. Wrong, too late, tried too often and nobody's are one and the same answer."""
    pending = request.session.get(sessions.PENDING)
    if not isinstance(pending, dict):
        return keep_out_of_caches(redirect("portal:sign-in"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and throttle.is_crowded(request):
        return _too_many(request)
    if form.is_valid():
        if signin_actions.try_code(pending["identity"], form.cleaned_data["code"]):
            return enter(request, pending["identity"], how="code", invited=pending["invited"])
        throttle.knock(request)
        signin_actions.refuse("code", pending["identity"] or None)
        form.add_error("code", _("That code does not work. Check it, or ask for a new one."))
    context = {"form": form, "demo_code": demo.shown_code(request)}
    return _page(request, "portal/code.html", context, UNPROCESSABLE if form.is_bound else 200)


def enter(request: HttpRequest, identity_id: int, *, how: str, invited: bool) -> HttpResponse:
    """Let somebody in who has shown who they are, with a session of their own."""
    actor = actor_of(request)
    beside = actor if invited and isinstance(actor, CitizenActor) and actor.reaches else None
    signin_actions.let_in(identity_id, how=how, invited=invited, beside=beside)
    sessions.begin(request, identity_id)
    return keep_out_of_caches(redirect("portal:start"))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out: nothing of the session is left."""
    actor = actor_of(request)
    if isinstance(actor, CitizenActor):
        signin_actions.let_out(actor)
        sessions.end(request)
        messages.success(request, _("You are signed out."))
    return keep_out_of_caches(redirect("portal:sign-in"))


@form_methods
def demo_citizens(request: HttpRequest) -> HttpResponse:
    """The demo's young people and parents; one click signs in as one of them. Exists in demo mode only."""
    if not settings.IS_DEMO:
        raise Http404
    if request.method != "POST":
        return _page(request, "portal/demo.html", {"citizens": demo.citizens()})
    identity_id = demo.identity_for(request.POST.get("citizen", ""))
    return enter(request, identity_id, how="demo", invited=True)


def _too_many(request: HttpRequest) -> HttpResponse:
    signin_actions.refuse("too_many")
    return _page(request, "portal/too_many.html", {}, TOO_MANY)


def _page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    return keep_out_of_caches(render(request, template, context, status=status))
