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
from django.test import Client
from django.urls import reverse

from roedtraad.audit import actions as audit
from tests.access.asking import Browser, inner_site
from tests.access.known import known, refused_once, remembered_between_pages
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


@dataclass(frozen=True)
class Cell:
    """One question of the table: a page, whose thing, how, and by whom."""

    page: Page
    label: str
    method: str
    key: str

    @property
    def thing(self) -> Thing:
        return self.page.things[self.label]

    @property
    def expected(self) -> int:
        return self.page.expected(self.key, self.method, self.thing, self.label)

    @property
    def answer(self) -> tuple[str, str, int]:
        """Of what sort the answer is; it is a page of its own."""
        return self.page.name, "GET" if self.method == "HEAD" else self.method, self.expected

    @property
    def stays_signed_in(self) -> bool:
        """The answer to signing out goes to somebody who is no longer signed in."""
        return self.key != ANONYMOUS and (self.page.name, self.method) != ("account_logout", "POST")

    def deviation(self, expected: object, found: object) -> Deviation:
        return Deviation(self.page.name, self.key, self.method, self.label, expected, found)


def cells(pages: Iterable[Page], who: Callable[..., list[str]], keys: Iterable[str] = EVERYBODY) -> Iterator[Cell]:
    """Those cells of some pages for which somebody chosen by `who` is asked."""
    keys = list(keys)
    for page in pages:
        for label, thing in page.things.items():
            for method in METHODS:
                yield from (Cell(page, label, method, key) for key in who(page, method, thing, label, keys))


def walk(page: Page, stage: Stage, keys: Iterable[str] = EVERYBODY) -> Iterator[Deviation]:
    """The deviations on one page among those who are asked first, as they are found. Nothing that was done stays.

    One answer of each sort is asked of the whole site: logged, rendered, and looked at for its headers.
    """
    chosen = list(cells([page], asked, keys))
    first = {cell.answer: cell for cell in reversed(chosen)}
    ask = _Asking(stage)
    with known(stage.known), refused_once(stage.refusals):
        for cell in first.values():
            response = ask(stage.clients[cell.key], cell)
            if response.status_code != cell.expected:
                yield cell.deviation(cell.expected, response.status_code)
            yield from (cell.deviation("", wrong) for wrong in wrong_headers(response, cell.stays_signed_in))
    yield from _walk_inside(stage, [cell for cell in chosen if first[cell.answer] is not cell])


def walk_the_rest(pages: Iterable[Page], stage: Stage) -> Iterator[Deviation]:
    """The deviations of those whom another of their kind has spoken for."""
    return _walk_inside(stage, list(cells(pages, left_out)))


def _walk_inside(stage: Stage, chosen: list[Cell]) -> Iterator[Deviation]:
    """Who gets which answer, asked of what knows who is asking: one answer of the sort has been a page of the whole site."""
    browser, ask = Browser(inner_site()), _Asking(stage)

    def deviations(some: Iterable[Cell]) -> Iterator[Deviation]:
        for cell in some:
            response = ask(browser, cell)
            if response.status_code != cell.expected:
                yield cell.deviation(cell.expected, response.status_code)
            if cell.stays_signed_in and "no-store" not in response.get("Cache-Control", ""):
                yield cell.deviation("", "no-store")

    with known(stage.known), refused_once(stage.refusals), _unrendered():
        with remembered_between_pages():
            yield from deviations(cell for cell in chosen if cell.method != "POST")
        yield from deviations(cell for cell in chosen if cell.method == "POST")


class _Asking:
    """Asks cells one after another; an address is made once."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.urls = stage, dict[tuple[str, str], str]()

    def __call__(self, browser: Client, cell: Cell) -> HttpResponseBase:
        place = cell.page.name, cell.label
        if place not in self.urls:
            self.urls[place] = address(cell.page, self.stage, cell.thing)
        cache.clear()  # the count of tries in the sign-in library
        if cell.method != "POST":
            return self.stage.ask_by(browser, cell.key, cell.method, self.urls[place])
        with transaction.atomic():
            data = cell.page.data(self.stage, cell.label)
            response = self.stage.ask_by(browser, cell.key, cell.method, self.urls[place], data)
            transaction.set_rollback(True)
        return response


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


def _rows(cursor: Any, table: str) -> list[Any]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
    return list(cursor.fetchall())
