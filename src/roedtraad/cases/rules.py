# SPDX-License-Identifier: EUPL-1.2
"""Plain decisions about cases: who answers for one, what a closing must say, when to ask how it goes, why somebody fits."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

POSITIVE: Final = frozenset({
    "school", "grade_10", "youth_education", "higher_education", "fgu", "stu", "work", "placement",
})  # fmt: skip
"""Destinations that count as positive (N1: every young person has a positive destination)."""
GONE: Final = frozenset({"moved"})
"""Destinations after which nobody here can ask how it goes."""


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for an open case: the accounts, and by what they do: as `caseworker`, `leader` or `entry`."""

    by: str
    accounts: tuple[int, ...]


def responsible(
    caseworker: int | None, at_work: Collection[int], ladder: Sequence[Sequence[int]], entry: Sequence[int]
) -> Responsible:
    """Who answers for an open case now; never nobody while anybody who could is at work (K12, PEERS §6.1).

    The caseworker while at work; else the nearest leaders that are at work, by the steps of `ladder` (the unit's leaders, then
    the department's); else everybody at the one entry, whose inbox it then stands in.
    """
    if caseworker is not None and caseworker in at_work:
        return Responsible("caseworker", (caseworker,))
    for leaders in ladder:
        present = tuple(one for one in leaders if one in at_work)
        if present:
            return Responsible("leader", present)
    return Responsible("entry", tuple(one for one in entry if one in at_work))


def follow_up_days(closed_on: dt.date, until: dt.date, next_after: Callable[[dt.date], dt.date]) -> tuple[dt.date, ...]:
    """The days on which somebody asks how it goes after a case: one each interval, the last not after `until`."""
    days, day = [], next_after(closed_on)
    while closed_on < day <= until:
        days.append(day)
        day = next_after(day)
    return tuple(days)


@dataclass(frozen=True, slots=True)
class Needs:
    """What the young person needs of a contact person, as far as it is known: plain facts and the reader's choice among them."""

    disciplines: frozenset[str] = frozenset()
    school_code: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who could follow the young person, with what is known about them. It says nothing about how good they are."""

    account_id: int
    disciplines: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()
    has_open_case: bool = False
    has_followed: bool = False
    has_met: bool = False


def reasons(needs: Needs, one: Colleague) -> tuple[tuple[str, str], ...]:
    """Why this colleague fits, as (reason, what about): each a fact that can be checked, none a score."""
    found: list[tuple[str, str]] = []
    if one.has_open_case:
        found.append(("has_case", ""))
    if one.has_followed:
        found.append(("has_followed", ""))
    elif one.has_met and not one.has_open_case:
        found.append(("has_met", ""))
    found += [("discipline", code) for code in sorted(needs.disciplines & one.disciplines)]
    if needs.school_code and needs.school_code in one.schools:
        found.append(("school", needs.school_code))
    return tuple(found)
