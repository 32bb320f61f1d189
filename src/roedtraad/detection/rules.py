# SPDX-License-Identifier: EUPL-1.2
"""Decisions about a signal: what may be done with it, and when it is on the desk."""

import datetime as dt
from typing import Final

NEW: Final = "new"
ACKNOWLEDGED: Final = "acknowledged"
SNOOZED: Final = "snoozed"
NOT_TRUE: Final = "not_true"

LONGEST_SNOOZE: Final = dt.timedelta(days=366)
"""Nothing can be put off out of sight for good."""


def waits_on_desk(state: str, snoozed_to: dt.date | None, on: dt.date) -> bool:
    """Whether an open signal wants something today: new, taken on, or put off to a day that has come."""
    if state == SNOOZED:
        return snoozed_to is not None and snoozed_to <= on
    return state in (NEW, ACKNOWLEDGED)


def snooze_is_sensible(until: dt.date, on: dt.date) -> bool:
    """A signal is put off to a day ahead, at most a year."""
    return on < until <= on + LONGEST_SNOOZE
