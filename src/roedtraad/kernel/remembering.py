# SPDX-License-Identifier: EUPL-1.2
"""Answers kept for the length of one request, so that many parts of a page may ask the same thing once.

Nothing is kept between requests: a right taken away or a profile changed holds at the next click.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep answers until the end of the block."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def forget() -> None:
    """Drop every answer: something that they rest on has been changed in this very request."""
    answers = _answers.get()
    if answers is not None:
        answers.clear()


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """A question with hashable arguments, asked once a request; outside a request it is asked every time."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = function(*args, **kwargs)
        return cast(R, answers[key])

    return ask
