# SPDX-License-Identifier: EUPL-1.2
"""Walks the access table: page × person × method × thing, and tells where the site and the table disagree."""

from collections.abc import Iterable, Iterator
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
from tests.access.asking import Browser, inner_site
from tests.access.known import known, refused_once, remembered_between_pages
from tests.access.stage import ANONYMOUS, EVERYBODY, Stage
from tests.access.table import Page, Thing

METHODS: Final = ("GET", "HEAD", "PUT", "DELETE", "POST")
"""The one that changes something is the last."""
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


def walk(page: Page, stage: Stage, keys: Iterable[str] = EVERYBODY) -> Iterator[Deviation]:
    """The deviations on one page, as they are found. Nothing that was done stays."""
    with known(stage.known), refused_once(stage.refusals):
        yield from _walk(page, stage, list(keys))


def _walk(page: Page, stage: Stage, keys: list[str]) -> Iterator[Deviation]:
    rendered: set[tuple[str, int]] = set()
    for label, thing in page.things.items():
        url = address(page, stage, thing)
        for method in METHODS:
            for key in asked(page, method, thing, label, keys):
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


def walk_the_rest(pages: Iterable[Page], stage: Stage) -> Iterator[Deviation]:
    """The deviations of those whom another of their kind has spoken for.

    It is about who gets which answer: the page was rendered, its headers looked at and its look logged for one of the kind.
    """
    pages, browser = list(pages), Browser(inner_site())
    with known(stage.known), refused_once(stage.refusals), _unrendered():
        with remembered_between_pages():
            yield from (found for page in pages for found in _rest(page, stage, browser, METHODS[:-1]))
        yield from (found for page in pages for found in _rest(page, stage, browser, METHODS[-1:]))


def _rest(page: Page, stage: Stage, browser: Browser, methods: Iterable[str]) -> Iterator[Deviation]:
    for label, thing in page.things.items():
        url = address(page, stage, thing)
        for method in methods:
            for key in left_out(page, method, thing, label):
                with _undone(needed=method == "POST"):
                    cache.clear()
                    data = page.data(stage, label) if method == "POST" else None
                    response = stage.ask_by(browser, key, method, url, data)
                yield from _differences(page, key, method, thing, label, response)


def _differences(
    page: Page, key: str, method: str, thing: Thing, label: str, response: HttpResponseBase
) -> Iterator[Deviation]:
    expected = page.expected(key, method, thing, label)
    if response.status_code != expected:
        yield Deviation(page.name, key, method, label, expected, response.status_code)
    is_kept_out = "no-store" in response.get("Cache-Control", "")
    if not is_kept_out and key != ANONYMOUS and not _signs_out(page, method):
        yield Deviation(page.name, key, method, label, "", "no-store")


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
    with _unrendered():
        yield


@contextmanager
def _unrendered() -> Iterator[None]:
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
