# SPDX-License-Identifier: EUPL-1.2
"""Which looks are drawn, and when a file may go: plain values in and out."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawable:
    """One look of the month: its number in the log, who looked, and from which department (empty when from none)."""

    sequence: int
    account_id: int
    department: str


def month_of(day: dt.date) -> dt.date:
    """The first day of the month."""
    return day.replace(day=1)


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def months_to_draw(first: dt.date, today: dt.date, drawn: Iterable[dt.date]) -> list[dt.date]:
    """The months that are over, from the first with looks on, and have no round yet; the oldest first."""
    have, month, missing = frozenset(drawn), month_of(first), []
    while next_month(month) <= today:
        if month not in have:
            missing.append(month)
        month = next_month(month)
    return missing


def seed_of(month: dt.date, chain_hash: str) -> str:
    """The seed of a month's draw: the month and the hash of its last row in the log, which nobody knows before it is over."""
    return f"{month:%Y-%m} {chain_hash}"


def draw(seed: str, looks: Iterable[Drawable], *, percent: int, least: int) -> list[Drawable]:
    """The looks to check: in each department the given share of its looks, rounded up, and never fewer than `least`.

    The same seed and looks give the same sample in any order and on any machine: those whose SHA-256 of the seed and their
    number is smallest (SECURITY D6).
    """
    departments: dict[str, list[Drawable]] = {}
    for look in looks:
        departments.setdefault(look.department, []).append(look)
    drawn = []
    for there in departments.values():
        wanted = max(least, -(-len(there) * percent // 100))
        drawn += sorted(there, key=lambda look: (_lot(seed, look.sequence), look.sequence))[:wanted]
    return sorted(drawn, key=lambda look: look.sequence)


def _lot(seed: str, sequence: int) -> bytes:
    return hashlib.sha256(f"{seed} {sequence}".encode()).digest()


def is_for_officer(look: Drawable, leaders: Sequence[int]) -> bool:
    """Whether no leader can check it: the department has none at work, or its only leader did the look."""
    return not any(leader != look.account_id for leader in leaders)


@dataclass(frozen=True, slots=True)
class Use:
    """When a person's file was last in use, and whether something in it still runs."""

    last_on: dt.date
    is_running: bool = False


def is_due(use: Use, kept_to: dt.date, today: dt.date) -> bool:
    """Whether a file may go: nothing in it runs, and the time that it is kept is over (`kept_to` is its last day)."""
    return not use.is_running and kept_to < today
