# SPDX-License-Identifier: EUPL-1.2
"""Who the citizen is at each request. Stands right after the middleware that builds the colleague's actor."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from roedtraad.audit.looks import keep_out_of_caches
from roedtraad.portal import sessions
from roedtraad.portal.policies import today_actor


class CitizenMiddleware:
    """Puts the citizen's actor there, built anew from the identities in force, and ends an idle session.

    A session in which a colleague has signed in is the colleague's alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identity_id = request.session.get(sessions.IDENTITY)
        if identity_id is None:
            return self.get_response(request)
        if request.user.is_authenticated:
            del request.session[sessions.IDENTITY]
            return self.get_response(request)
        reason = sessions.reason_to_end(request)
        if reason:
            sessions.end(request)
            messages.info(request, str(reason))
            return keep_out_of_caches(redirect("portal:sign-in"))
        sessions.note_visit(request)
        begun_at = sessions.begun_at(request)
        request.actor = SimpleLazyObject(lambda: today_actor(identity_id, begun_at))  # type: ignore[attr-defined]
        return keep_out_of_caches(self.get_response(request))
