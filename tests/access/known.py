# SPDX-License-Identifier: EUPL-1.2
"""Who is asking is looked up once for many requests, where thousands of requests change nothing about it."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver
from django.utils.translation import get_language

from roedtraad.kernel import remembering
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.views import actor_of
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for
from roedtraad.people import reaching
from roedtraad.web import refusals

Found = dict[str, dict[object, Any]]


@contextmanager
def known(found: Found | None = None) -> Iterator[None]:
    """Sessions, accounts and their roles are read once in the block; every request gets copies of its own.

    Only for requests whose changes are undone. The first one of everybody is a whole one. What was `found` in another block
    on the same stage may be given.
    """
    kept = {} if found is None else found
    by_session = _once(
        SessionStore.load, lambda store: store.session_key, copy.deepcopy, kept.setdefault("session", {})
    )
    by_account = _once(ModelBackend.get_user, lambda _backend, key: key, _copied, kept.setdefault("account", {}))
    by_actor = _once(actor_for, lambda *asked: asked, lambda actor: actor, kept.setdefault("actor", {}))
    with (
        patch.object(SessionStore, "load", by_session),
        patch.object(ModelBackend, "get_user", by_account),
        patch("roedtraad.web.middleware.actor_for", by_actor),
    ):
        yield


@contextmanager
def refused_once(said: dict[object, HttpResponse]) -> Iterator[None]:
    """A page that says no is logged and rendered the first time that it says this to somebody; then it is said again as it was."""
    get_resolver().resolve_error_handler(
        HTTPStatus.NOT_FOUND
    )  # the framework keeps what it finds, and must find the plain one
    with (
        patch.object(refusals, "not_allowed", _said_again(refusals.not_allowed, said)),
        patch.object(refusals, "not_found", _said_again(refusals.not_found, said)),
    ):
        yield


def _said_again(answer: Callable[..., HttpResponse], said: dict[object, HttpResponse]) -> Callable[..., HttpResponse]:
    def asked(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
        reason = (error.code, str(error)) if isinstance(error, NotAllowed) else ""
        name = (answer.__name__, reason, actor_of(request), get_language())
        page = said.get(name)
        if page is None:
            page = answer(request, error) if isinstance(error, NotAllowed) else answer(request)
        if page.content:  # it is empty where nothing is rendered
            said[name] = page
        return HttpResponse(page.content, status=page.status_code, headers=dict(page.items()))

    return asked


@contextmanager
def remembered_between_pages() -> Iterator[None]:
    """What a page may remember to its end, and who reaches whom, lasts to the end of the block: for requests that change nothing."""
    answers: dict[Any, Any] = {}

    @contextmanager
    def lasting() -> Iterator[None]:
        token = remembering._answers.set(answers)
        try:
            yield
        finally:
            remembering._answers.reset(token)

    with (
        patch("roedtraad.web.middleware.remembering", lasting),
        patch.object(reaching, "roles_to", remembering.remembered(reaching.roles_to)),
    ):
        yield


def _once(
    look_up: Callable[..., Any], key: Callable[..., object], own: Callable[[Any], Any], found: dict[object, Any]
) -> Callable[..., Any]:
    def asked(*given: Any) -> Any:
        name = key(*given)
        if name not in found:
            found[name] = look_up(*given)
        return own(found[name])

    return asked


def _copied(account: Account | None) -> Account | None:
    if account is None:
        return None
    own = copy.copy(account)
    own._state = copy.copy(account._state)
    own._state.fields_cache = {}
    return own
