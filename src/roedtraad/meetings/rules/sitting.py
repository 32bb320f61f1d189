# SPDX-License-Identifier: EUPL-1.2
"""Decisions about what is typed in a meeting: what an agreement still lacks, who may grant it, who sits there. Plain values only."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from roedtraad.kernel.calendar import add_months, add_working_days, is_working_day


class Gap(StrEnum):
    """What an agreement lacks."""

    WHAT = "what"
    DOER = "doer"
    DUE = "due"
    DECIDER = "decider"
    PAYER = "payer"


UNFINISHED: Final = frozenset({Gap.WHAT, Gap.DOER, Gap.DUE})
"""Without these it is no agreement; without the others it is one that nobody has decided (DOMAIN §6.3, pain 6)."""


@dataclass(frozen=True, slots=True)
class Said:
    """An agreement as far as the rules look at it. `costs` says that a unit pays."""

    what: str = ""
    has_doer: bool = False
    due_on: dt.date | None = None
    has_decider: bool = False
    has_payer: bool = False
    costs: bool = False
    decided_here: bool = False


def gaps(said: Said) -> tuple[Gap, ...]:
    """What is missing, in the order in which it is asked."""
    found = {
        Gap.WHAT: not said.what.strip(), Gap.DOER: not said.has_doer, Gap.DUE: said.due_on is None,
        Gap.DECIDER: not said.has_decider, Gap.PAYER: not said.has_payer,
    }  # fmt: skip
    return tuple(gap for gap, is_missing in found.items() if is_missing)


def is_empty(said: Said) -> bool:
    """Whether nothing at all has been said: such a line is nobody's agreement and goes without a question."""
    return not said.what.strip() and not said.has_doer and said.due_on is None


def is_finished(said: Said) -> bool:
    """Whether it can land in the plan: what, who and by when."""
    return not UNFINISHED & set(gaps(said))


def is_undecided(said: Said) -> bool:
    """Whether nobody has decided it, or nobody pays."""
    return not (said.has_decider and said.has_payer)


def must_be_asked(said: Said, *, may_grant: bool) -> bool:
    """Whether it costs money and was decided at a meeting that may not grant: then somebody with authority has to say yes (K8)."""
    return said.costs and said.decided_here and not may_grant


def may_overwrite(version: int, seen: int | None, *, is_own: bool) -> bool:
    """Whether a line that has come to `version` may be written by somebody who saw `seen`.

    None has seen nothing: that is the line's own writer, whose first answer was lost on the way.
    """
    return version == seen or (seen is None and version == 1 and is_own)


def offered_days(on: dt.date, next_meeting: dt.date | None) -> tuple[dt.date, ...]:
    """Days to choose from for "by when": in one week, in two, in a month, and the last working day before the next meeting.

    They save typing and are nobody's deadline; each is a working day after `on`.
    """
    days = {_workday(on + dt.timedelta(weeks=1)), _workday(on + dt.timedelta(weeks=2)), _workday(add_months(on, 1))}
    if next_meeting is not None:
        days.add(add_working_days(next_meeting, -1))
    return tuple(sorted(day for day in days if day > on))


def _workday(day: dt.date) -> dt.date:
    return day if is_working_day(day) else add_working_days(day, 1)


def sits_there(*, attended: bool | None, comes: bool, is_in_the_room: bool) -> bool:
    """Whether somebody hears what is said: what was ticked counts; before that, whoever has not said no and sits there or on a screen."""
    return attended if attended is not None else comes and is_in_the_room


def ends_at(began_at: dt.datetime, minutes: int) -> dt.datetime:
    """When the time for a young person is used up."""
    return began_at + dt.timedelta(minutes=minutes)


def moved(keys: Iterable[int], key: int, *, up: bool) -> list[int]:
    """The order with one line a place higher or lower; the first and the last stay."""
    order = list(keys)
    at = order.index(key)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order
