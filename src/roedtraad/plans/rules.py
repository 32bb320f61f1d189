# SPDX-License-Identifier: EUPL-1.2
"""Decisions about plans: what has been changed between two versions, what a signature covers, what is late. Plain values only."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Row = Mapping[str, Any]
Document = Mapping[str, Mapping[str, Row]]
"""A version of a plan: section, key, column. What is empty is left out."""
Key = tuple[str, str]
"""One thing in a plan: its section and its key."""

SECTIONS: Final = ("goals", "steps", "agreements", "texts", "network", "hypotheses", "trials")
HEAD: Final = "plan"
WHOLE: Final = "0"
_PROGRESS: Final = frozenset({"state", "ended_on", "order", "remark"})
_AGREED: Final = ("goals", "steps", "agreements", "texts")
_GIVEN_UP: Final = frozenset({"dropped", "void"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions differ in: `before` is None when it is new, `after` when it is gone."""

    section: str
    key: str
    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        """The thing as it is now, or as it was last."""
        return self.after if self.after is not None else self.before or {}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose values differ, for something that is in both."""
        if self.before is None or self.after is None:
            return ()
        names = {*self.before, *self.after}
        return tuple(sorted(name for name in names if self.before.get(name) != self.after.get(name)))


def differences(before: Document, after: Document) -> tuple[Difference, ...]:
    """Everything in which two versions differ, section by section."""
    found: list[Difference] = []
    for section in (HEAD, *SECTIONS):
        old, new = before.get(section, {}), after.get(section, {})
        keys = sorted({*old, *new}, key=_number)
        found += [Difference(section, key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]
    return tuple(found)


def _number(key: str) -> tuple[int, str]:
    return (int(key) if key.isdecimal() else 0, key)


def conflicts(seen: Document, now: Document, touches: Collection[Key]) -> tuple[Difference, ...]:
    """Of what has been changed since somebody looked, that which they are about to change as well."""
    wanted = set(touches)
    return tuple(one for one in differences(seen, now) if (one.section, one.key) in wanted)


def digest(document: Document) -> str:
    """A print of what a plan agrees: goals, steps, agreements and texts, and not how far they have come.

    Doing a step does not undo a signature; a step that is dropped, another date or another payer does.
    """
    agreed = {section: [_agreed(row) for row in _ordered(document.get(section, {}))] for section in _AGREED}
    text = json.dumps(agreed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _ordered(rows: Mapping[str, Row]) -> Iterable[Row]:
    return (rows[key] for key in sorted(rows, key=_number))


def _agreed(row: Row) -> Row:
    kept = {name: value for name, value in row.items() if name not in _PROGRESS}
    if row.get("state") in _GIVEN_UP or row.get("outcome"):
        kept["given_up"] = True
    if row.get("state") == "proposed":
        kept["proposed"] = True
    return kept


def is_undecided(*, has_decider: bool, has_payer: bool) -> bool:
    """An agreement is undecided while it is not said who decided it or who pays (DOMAIN §6.3, pain 6)."""
    return not has_decider or not has_payer


def is_late(due_on: dt.date | None, on: dt.date, *, is_open: bool) -> bool:
    """Whether something open should have been done before the day; the due day itself is in time."""
    return is_open and due_on is not None and due_on < on


def moved(keys: Sequence[int], key: int, *, up: bool) -> list[int]:
    """The keys with one of them moved a place; at the end of the line nothing happens."""
    order = list(keys)
    here = order.index(key)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order


def direction(levels: Sequence[str], before: str, after: str) -> int:
    """-1 when the help has stepped down the pyramid, 1 when up, 0 when neither or when a level is no longer known."""
    if before not in levels or after not in levels:
        return 0
    here, there = levels.index(before), levels.index(after)
    return (there > here) - (there < here)


def names_told(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that the text says as words of their own: such a text is not free of identity."""
    words = set("".join(char if char.isalnum() or char == "-" else " " for char in text.casefold()).split())
    return tuple(name for name in names if any(part in words for part in name.casefold().split() if len(part) > 2))
