# SPDX-License-Identifier: EUPL-1.2
"""Walks the access table: page × person × method × thing, and tells where the site and the table disagree."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch
from zlib import crc32

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.template.backends.django import Template
from django.urls import reverse

from roedtraad.audit import actions as audit
from tests.access.known import known
from tests.access.stage import ANONYMOUS, EVERYBODY, Stage
from tests.access.table import Page, Thing

METHODS: Final = ("GET", "HEAD", "PUT", "DELETE", "POST")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_POLICY: Final = (
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'",
    "frame-ancestors 'none'", "form-action 'self'",
)  # fmt: skip


@dataclass(frozen=True)
class Deviation:
    """Where the site and the table disagree."""

    page: str
    key: str
    method: str
    thing: str
    expected: object
    found: object


def address(page: Page, stage: Stage, thing: Thing) -> str:
    """The address of one thing's page."""
    return reverse(page.name, kwargs=dict(thing.args(stage))) + (f"?{page.query}" if page.query else "")


def kind(page: Page, key: str, method: str, thing: Thing, label: str) -> tuple[object, ...]:
    """Why somebody gets the answer that the table says: people of one kind differ in nothing that the table knows."""
    answers = (page.expected(key, one, thing, label) for one in (method, "GET", "POST"))
    return (*answers, key == ANONYMOUS, key in page.opens, key in thing.sees, key in page.allowed)


def asked(page: Page, method: str, thing: Thing, label: str, keys: Iterable[str] = EVERYBODY) -> list[str]:
    """Who is asked first: one of each kind. Who speaks for a kind changes from cell to cell, so that everybody has a turn."""
    kinds: dict[tuple[object, ...], list[str]] = {}
    for key in keys:
        kinds.setdefault(kind(page, key, method, thing, label), []).append(key)
    turn = crc32(f"{page.name} {method} {label}".encode())
    return [same[turn % len(same)] for same in kinds.values()]


def left_out(page: Page, method: str, thing: Thing, label: str, keys: Iterable[str] = EVERYBODY) -> list[str]:
    """Those whom `asked` lets others of their kind speak for."""
    spoken = asked(page, method, thing, label, keys)
    return [key for key in keys if key not in spoken]


def walk(
    page: Page, stage: Stage, keys: Iterable[str] = EVERYBODY, *, who: Callable[..., list[str]] = asked
) -> Iterator[Deviation]:
    """The deviations on one page, as they are found. Nothing that was done stays."""
    with known():
        yield from _walk(page, stage, list(keys), who)


def _walk(page: Page, stage: Stage, keys: list[str], who: Callable[..., list[str]]) -> Iterator[Deviation]:
    rendered: set[tuple[str, int]] = set()
    for label, thing in page.things.items():
        url = address(page, stage, thing)
        for method in METHODS:
            for key in who(page, method, thing, label, keys):
                expected = page.expected(key, method, thing, label)
                answer = ("GET" if method == "HEAD" else method, expected)
                with _rendering(answer not in rendered), _undone(needed=method == "POST"):
                    cache.clear()  # the count of tries in the sign-in library
                    data = page.data(stage, label) if method == "POST" else None
                    response = stage.ask(key, method, url, data)
                rendered.add(answer)
                said: list[tuple[object, object]] = [(expected, response.status_code)]
                said += [
                    ("", wrong) for wrong in wrong_headers(response, key != ANONYMOUS and not _signs_out(page, method))
                ]
                yield from (Deviation(page.name, key, method, label, *pair) for pair in said if pair[0] != pair[1])


def _signs_out(page: Page, method: str) -> bool:
    """The answer to signing out goes to somebody who is no longer signed in."""
    return page.name == "account_logout" and method == "POST"


def wrong_headers(response: HttpResponseBase, is_signed_in: bool) -> list[str]:
    """What is missing in an answer's headers (SECURITY G5)."""
    wrong = [name for name, value in _HEADERS.items() if response.get(name) != value]
    policy = response.get("Content-Security-Policy", "")
    wrong += [part for part in _POLICY if part not in policy]
    if "unsafe" in policy:
        wrong.append("unsafe")
    if is_signed_in and "no-store" not in response.get("Cache-Control", ""):
        wrong.append("no-store")
    return wrong


@contextmanager
def _undone(*, needed: bool) -> Iterator[None]:
    if not needed:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _rendering(wanted: bool) -> Iterator[None]:
    """The first answer of its kind is logged and rendered; for the others the status is enough, and much quicker."""
    if wanted:
        yield
        return
    with (
        patch.object(Template, "render", lambda *_args, **_values: ""),
        patch.object(audit, "_append", lambda *_args: None),
    ):
        yield


def shown(deviations: Iterable[Deviation]) -> str:
    """Deviations for a person to read."""
    return "\n".join(str(one) for one in deviations)


def everything_in(stage: Stage, but: Iterable[str] = ()) -> dict[str, Any]:
    """Every row of every table, but those named."""
    from django.apps import apps

    skipped = frozenset(but)
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in skipped]
    with connection.cursor() as cursor:
        return {model._meta.label: _rows(cursor, model._meta.db_table) for model in models}


def _rows(cursor: Any, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return sorted(map(str, cursor.fetchall()))
