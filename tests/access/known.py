# SPDX-License-Identifier: EUPL-1.2
"""Who is asking is looked up once for many requests, where thousands of requests change nothing about it."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore

from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for


@contextmanager
def known() -> Iterator[None]:
    """Sessions, accounts and their roles are read once in the block; every request gets copies of its own.

    Only for requests whose changes are undone. The first one of everybody is a whole one.
    """
    with (
        patch.object(SessionStore, "load", _once(SessionStore.load, lambda store: store.session_key, copy.deepcopy)),
        patch.object(ModelBackend, "get_user", _once(ModelBackend.get_user, lambda _backend, key: key, _copied)),
        patch("roedtraad.web.middleware.actor_for", _once(actor_for, lambda *asked: asked, lambda actor: actor)),
    ):
        yield


def _once(look_up: Callable[..., Any], key: Callable[..., object], own: Callable[[Any], Any]) -> Callable[..., Any]:
    found: dict[object, Any] = {}

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
