# SPDX-License-Identifier: EUPL-1.2
"""The one place that asks what time it is, so that tests, sweeps and the demo's past may answer differently."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_told: ContextVar[dt.datetime | None] = ContextVar("told", default=None)


def today() -> dt.date:
    """The date in Denmark."""
    return timezone.localdate(now())


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return _told.get() or timezone.now()


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of a day in Denmark, aware."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@contextmanager
def as_of(moment: dt.datetime) -> Iterator[None]:
    """Let it be another moment until the end of the block: for synthetic history, which is told in order."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
