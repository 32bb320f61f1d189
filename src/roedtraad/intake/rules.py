# SPDX-License-Identifier: EUPL-1.2
"""Plain decisions of the one entry: deadlines, who is who, spam, and whether a pair may screen."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TOO_QUICK: Final = dt.timedelta(seconds=3)
"""Nobody reads and fills the public form quicker than this."""
TOO_OLD: Final = dt.timedelta(hours=24)
"""A form that has been open for longer is asked for again, so that old forms cannot be stored up."""
_NOT_DIGITS: Final = re.compile(r"\D+")
_DANISH_DIGITS: Final = 8


class SpamSign(StrEnum):
    """Why a sent form is not taken as it is."""

    TRAP = "trap"
    TOO_QUICK = "too_quick"
    TOO_OLD = "too_old"
    NO_KEY = "no_key"


def spam_sign(*, trap: str, shown_at: dt.datetime | None, now: dt.datetime) -> SpamSign | None:
    """Whether a form was filled by a machine: the field that people do not see, no key of ours, too quick, or too old."""
    if trap:
        return SpamSign.TRAP
    if shown_at is None or shown_at > now:
        return SpamSign.NO_KEY
    if now - shown_at < TOO_QUICK:
        return SpamSign.TOO_QUICK
    return SpamSign.TOO_OLD if now - shown_at > TOO_OLD else None


def phone_digits(text: str) -> str:
    """The last eight digits of a Danish number; empty when there are fewer.

    >>> phone_digits("+45 20 30 40 50")
    '20304050'
    """
    digits = _NOT_DIGITS.sub("", text)
    return digits[-_DANISH_DIGITS:] if len(digits) >= _DANISH_DIGITS else ""


def phone_spellings(text: str) -> list[str]:
    """The ways in which people write the number, so that a stored one is found whichever way it was written."""
    digits = phone_digits(text)
    if not digits:
        return []
    pairs = " ".join(digits[place : place + 2] for place in range(0, _DANISH_DIGITS, 2))
    return [
        digits,
        pairs,
        f"{digits[:4]} {digits[4:]}",
        f"+45{digits}",
        f"+45 {digits}",
        f"+45 {pairs}",
        f"0045{digits}",
    ]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person, or told of one; names folded, phone as digits."""

    name: str = ""
    born_on: dt.date | None = None
    phone: str = ""
    number: bytes | None = None


_MATCH_WEIGHTS: Final[Mapping[str, int]] = {"number": 8, "name": 3, "born_on": 3, "phone": 3, "some_name": 1}


def matches(told: Known, person: Known) -> tuple[str, ...]:
    """In what a person agrees with what was told, the strongest first: number, name, born_on, phone, some_name."""
    found = []
    if told.number and told.number == person.number:
        found.append("number")
    if told.name and told.name == person.name:
        found.append("name")
    if told.born_on and told.born_on == person.born_on:
        found.append("born_on")
    if told.phone and told.phone == person.phone:
        found.append("phone")
    if "name" not in found and set(told.name.split()) & set(person.name.split()):
        found.append("some_name")
    return tuple(found)


def strength(agreed: Iterable[str]) -> int:
    """How much speaks for the same person: for the order of the proposals only; a colleague decides."""
    return sum(_MATCH_WEIGHTS[one] for one in agreed)


def is_certain(agreed: Iterable[str]) -> bool:
    """Whether it can hardly be anybody else: the CPR number, or the whole name and the date of birth."""
    found = set(agreed)
    return "number" in found or {"name", "born_on"} <= found


def is_late(due_on: dt.date, on: dt.date) -> bool:
    """Whether the day by which an answer was owed has passed."""
    return due_on < on


def screening_problem(first: int, second: int, disciplines: tuple[str, str]) -> str:
    """Why two people are no pair: `same_person` or `same_discipline`; empty when they are one."""
    if first == second:
        return "same_person"
    return "same_discipline" if disciplines[0] == disciplines[1] else ""


def results_problem(*, basis: str, results: Iterable[str], reason: str, rule_holds: bool) -> str:
    """Why results of reading, writing and arithmetic may not be kept: empty when they may.

    `rule_over`: the special rule no longer holds. `reason_missing`: a test by need says why. `results_missing` and
    `basis_missing`: one without the other.
    """
    has_results = any(results)
    if basis == "none":
        return "basis_missing" if has_results else ""
    if not has_results:
        return "results_missing"
    if basis == "rule" and not rule_holds:
        return "rule_over"
    return "reason_missing" if basis == "need" and not reason.strip() else ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the law's deadlines: when it runs out, and when it was met."""

    due_on: dt.date
    met_on: dt.date | None

    def is_late(self, on: dt.date) -> bool:
        return self.met_on is None and self.due_on < on
