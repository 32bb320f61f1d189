# SPDX-License-Identifier: EUPL-1.2
"""A browser for tests that ask by the ten thousand: it sends what Django's own sends and keeps no notes of how the answer came about."""

from contextlib import suppress
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.test import Client, override_settings
from django.test.client import ClientHandler, conditional_content_removal
from django.urls import ResolverMatch

KNOW_NOBODY: Final = frozenset({
    "django.middleware.security.SecurityMiddleware", "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware", "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
})  # fmt: skip
"""What stands around every page and does the same whoever asks: headers, static files, the form's token (off in a test's browser)."""


class Handler(ClientHandler):
    """The site without the signals of a server; an address is looked up once."""

    def __init__(self, middleware: list[str] | None = None) -> None:
        super().__init__(enforce_csrf_checks=False)
        self._matches: dict[str, ResolverMatch] = {}
        with override_settings(MIDDLEWARE=settings.MIDDLEWARE if middleware is None else middleware):
            self.load_middleware()

    def __call__(self, environ: dict[str, Any]) -> Any:
        request = WSGIRequest(environ)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        response: Any = self.get_response(request)
        conditional_content_removal(request, response)
        if not response.streaming:
            for close in response._resource_closers:
                with suppress(Exception):
                    close()
        return response

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        match = self._matches.get(request.path_info)
        if match is None:
            match = self._matches[request.path_info] = super().resolve_request(request)
        request.resolver_match = match
        return match


class Browser(Client):
    """Asks and gives the answer; who asks and what the answer is are Django's, what a template was given is not kept."""

    def __init__(self, handler: Handler) -> None:
        super().__init__(raise_request_exception=False)
        self.handler = handler

    def request(self, **request: Any) -> Any:
        response = self.handler(self._base_environ(**request))  # type: ignore[attr-defined]
        if response.cookies:
            self.cookies.update(response.cookies)
        return response


@cache
def whole_site() -> Handler:
    """Every page as a visitor meets it."""
    return Handler()


@cache
def inner_site() -> Handler:
    """Every page with all that knows who is asking, and nothing that does not."""
    return Handler([one for one in settings.MIDDLEWARE if one not in KNOW_NOBODY])
