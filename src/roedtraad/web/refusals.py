# SPDX-License-Identifier: EUPL-1.2
"""The pages that say no: missing, not allowed, refused, expired, failed. Named by `config/urls.py` as handlers, too."""

import logging
import secrets
import sys
import traceback
from http import HTTPStatus
from typing import Final

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_refusal
from roedtraad.audit.looks import keep_out_of_caches
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.views import actor_of

_log = logging.getLogger("roedtraad.faults")

_EXPECTED: Final = (
    Http404, PermissionDenied, BadRequest, SuspiciousOperation, MultiPartParserError, ImmediateHttpResponse,
    ReauthenticationRequired,
)  # fmt: skip
"""What the framework and the sign-in library turn into answers themselves."""


def is_expected(error: Exception) -> bool:
    """Whether somebody else answers this exception."""
    return isinstance(error, _EXPECTED)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One page for what does not exist and for what this person may not see."""
    return keep_out_of_caches(render(request, "web/404.html", status=HTTPStatus.NOT_FOUND))


def not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    """The reason, in words; the refusal is in the log before the page leaves."""
    values = {"code": error.code, "path": request.path[:500], "method": request.method}
    record_refusal(actor_of(request), Record("access_refused", values=values))
    return _say_no(request, "web/403.html", str(error), HTTPStatus.FORBIDDEN)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """What stands in the way of an act, and what to do about it; a part of a page when only a part was asked for."""
    if "HX-Request" in request.headers:
        return _say_no(request, "web/refused_part.html", str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _say_no(request, "web/refused.html", str(error), HTTPStatus.CONFLICT)


def failed(request: HttpRequest) -> HttpResponse:
    """Something is wrong with the system: a number for the log and the page, and nothing else."""
    reference = secrets.token_hex(4).upper()
    _log.error("fault %s at %s %s\n%s", reference, request.method, request.path, _where())
    got_request_exception.send(sender=None, request=request)
    return keep_out_of_caches(
        render(request, "web/500.html", {"reference": reference}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    )


def _where() -> str:
    """Where the fault arose and of what kind. Not its words: a database quotes whole rows in them."""
    kind, _error, trace = sys.exc_info()
    return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind else "")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The framework's or the sign-in library's own refusal."""
    return _say_no(request, "web/403.html", _("You cannot do this."), HTTPStatus.FORBIDDEN)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no page of ours sends."""
    return _say_no(
        request, "web/refused.html", _("The page could not be read. Go back and try again."), HTTPStatus.BAD_REQUEST
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was opened before signing out or in again, or that came from somewhere else."""
    text = _("The page was too old. Go back, load it again and repeat what you did.")
    return _say_no(request, "web/403.html", text, HTTPStatus.FORBIDDEN)


def form_only(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A page for a browser that asks for what only a form may ask: after a reload, or a change of language on a refusal."""
    is_citizen = request.path.startswith("/portal/") and not actor_of(request).account_id
    template = "portal/refused.html" if is_citizen else "web/refused.html"
    text = _("Only a button on another page leads here. Go back, and press it again.")
    page = _say_no(request, template, text, HTTPStatus.METHOD_NOT_ALLOWED)
    page["Allow"] = answer.get("Allow", "POST")
    return page


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many requests in a short time."""
    return _say_no(
        request, "web/refused.html", _("Too many tries in a short time. Wait a minute."), HTTPStatus.TOO_MANY_REQUESTS
    )


def _say_no(request: HttpRequest, template: str, reason: str, status: HTTPStatus) -> HttpResponse:
    return keep_out_of_caches(render(request, template, {"reason": reason}, status=status))
