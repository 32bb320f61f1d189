# SPDX-License-Identifier: EUPL-1.2
"""How an act is done in a test, and the rows of the log that it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from roedtraad.kernel import clock
from tests.access.stage import Stage

Row = tuple[str, str, str, int]
"""Stream, act, kind of thing, and how many young persons."""


@dataclass(frozen=True)
class Act:
    """How it is done, and the rows that it leaves. `before` is what must have happened first and is not counted."""

    do: Callable[[Stage], object]
    rows: tuple[Row, ...]
    before: Callable[[Stage], object] = lambda _stage: None


def see(key: str, name: str, /, *args: Any, query: str = "") -> Callable[[Stage], object]:
    """Somebody opens a page; arguments may be functions of the stage."""
    return lambda stage: _done(stage.ask(key, "GET", _url(stage, name, args) + query))


def send(key: str, name: str, /, *args: Any, **data: Any) -> Callable[[Stage], object]:
    """Somebody sends a form."""
    return lambda stage: _done(stage.ask(key, "POST", _url(stage, name, args), _filled(stage, data)))


def _url(stage: Stage, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=[one(stage) if callable(one) else one for one in args])


def _filled(stage: Stage, data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value(stage) if callable(value) else value for name, value in data.items()}


def _done(response: Any) -> None:
    assert response.status_code in {200, 302}, response.status_code
    if response.streaming:
        b"".join(response)


def alma(stage: Stage) -> int:
    return stage.alma.pk


def account(key: str) -> Callable[[Stage], int]:
    return lambda stage: stage.cast.accounts[key].pk


def today(_stage: Stage) -> str:
    return clock.today().isoformat()


def look(act: str, persons: int) -> tuple[Row, ...]:
    return (("look", act, "", persons),)


def change(act: str, kind: str, persons: int = 0) -> tuple[Row, ...]:
    return (("change", act, kind, persons),)
