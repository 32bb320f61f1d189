# SPDX-License-Identifier: EUPL-1.2
"""What happens around every page: sessions end, the actor is known, a second factor is there, refusals become pages."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from roedtraad.audit.looks import keep_out_of_caches
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.remembering import remembering
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for
from roedtraad.web import refusals

GetResponse = Callable[[HttpRequest], HttpResponse]

ANONYMOUS: Final = Actor(account_id=0, name="")
"""Somebody who has not signed in. Never an actor without an account id: that is the system itself."""

_BEGUN: Final = "signed_in_at"
_SEEN: Final = "last_seen_at"
_SEEN_STEP: Final = 60

_ENROLMENT: Final = frozenset({
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "account_reauthenticate", "account_logout", "signin:language-choose",
})  # fmt: skip
"""The pages that somebody without a second factor reaches while one is required."""


class SessionLifetimeMiddleware:
    """Ends sessions: after idle minutes and after so many hours in all, to the minute."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            reason = _reason_to_end(request)
            if reason:
                logout(request)
                messages.info(request, str(reason))
                return keep_out_of_caches(_to_sign_in(request))
            _note_visit(request)
        response = self.get_response(request)
        if SESSION_KEY in request.session:
            _note_visit(request)
        return response


def _reason_to_end(request: HttpRequest) -> Promise | None:
    now = clock.now().timestamp()
    if now - request.session.get(_BEGUN, now) >= settings.SESSION_HOURS * 3600:
        return _("You have been signed out because a session ends after some hours. Please sign in again.")
    if now - request.session.get(_SEEN, now) >= settings.SESSION_IDLE_MINUTES * 60:
        return _("You have been signed out because nothing happened for a while. Please sign in again.")
    return None


def _note_visit(request: HttpRequest) -> None:
    """Remember the first and the last click; the last one to the minute, so that not every click writes."""
    now = int(clock.now().timestamp())
    if _BEGUN not in request.session:
        request.session[_BEGUN] = now
    if now - request.session.get(_SEEN, 0) >= _SEEN_STEP:
        request.session[_SEEN] = now


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and, for a page that was only read, back again afterwards."""
    url = reverse(settings.LOGIN_URL)
    if request.method == "GET" and "HX-Request" not in request.headers:
        url += "?" + urlencode({"next": request.get_full_path()})
    return _redirect(request, url)


def _redirect(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that also moves the whole page when only a part of it was asked for."""
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


class RememberingMiddleware:
    """Lets the parts of one page ask the same thing once; nothing is remembered for the next request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with remembering():
            return self.get_response(request)


class ActorMiddleware:
    """Puts `request.actor` there, built anew from the roles in force, and speaks the account's language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor_of(request))  # type: ignore[attr-defined]
        if isinstance(request.user, Account):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in or request.user.is_authenticated:
            keep_out_of_caches(response)
        return response


def _actor_of(request: HttpRequest) -> Actor:
    if isinstance(request.user, Account):
        return actor_for(request.user, clock.today())
    return ANONYMOUS


class SecondFactorMiddleware:
    """While a second factor is required, staff without one reach no page but enrolment."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or not isinstance(request.user, Account):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in _ENROLMENT:
            return None
        if get_adapter().is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
            return None
        messages.warning(request, str(_("Set up a second factor first. Then everything opens.")))
        return _redirect(request, reverse("mfa_index"))


class RefusalMiddleware:
    """Turns refusals into pages, and faults into a reference number (DESIGN §6, §7)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            return refusals.form_only(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Runs after the act's transaction has been rolled back, so that the refusal in the log stays."""
        if isinstance(error, NotVisible):
            return refusals.not_found(request)
        if isinstance(error, NotAllowed):
            return refusals.not_allowed(request, error)
        if isinstance(error, DomainError):
            return refusals.refused(request, error)
        if refusals.is_expected(error):
            return None
        return refusals.failed(request)
