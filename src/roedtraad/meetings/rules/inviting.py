# SPDX-License-Identifier: EUPL-1.2
"""Who takes part in an item and why: the young person first, then as few adults as the question needs.

Sources: K3a and K3b (roles that overlap, one fixed representative per department), DOMAIN §6 pain points 6 and 10 (too many
adults), Retsplejeloven § 115 (named partners only).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

YOUNG_PERSON: Final = "young_person"
TASKS: Final = (
    YOUNG_PERSON, "guardian", "support", "interpreter", "contact_person", "caseworker", "brings", "decides", "pays", "chair",
    "member", "knows",
)  # fmt: skip
"""What somebody is there for, in the order in which people are named and in which one task hides another."""
OWN_SIDE: Final = frozenset({YOUNG_PERSON, "guardian", "support", "interpreter"})
"""The young person and those who come for them: they are not counted among the adults of the municipality."""
_NEVER_LEFT_OUT: Final = OWN_SIDE | {"contact_person", "decides", "chair"}
_LEAVE_FIRST: Final = ("member", "knows", "pays", "brings", "caseworker")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with one task. `key` tells who it is; `is_own_matter` marks a caseworker whose case the question is about."""

    key: str
    task: str
    seat: str = ""
    is_own_matter: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """One human being with every task that falls to them, the most important first."""

    key: str
    tasks: tuple[str, ...]
    seat: str = ""
    is_own_matter: bool = False

    @property
    def is_adult(self) -> bool:
        """Whether they count among the adults."""
        return self.tasks[0] not in OWN_SIDE


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody one could do without in the room, and the code of the reason."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who is proposed, how many adults that is, and who could be left out; `most` is the forum's or the house's maximum."""

    people: tuple[Proposed, ...]
    most: int
    could_leave: tuple[Leave, ...] = ()

    @property
    def adults(self) -> int:
        return sum(one.is_adult for one in self.people)

    @property
    def above(self) -> int:
        """How many adults are more than the maximum."""
        return max(self.adults - self.most, 0)


def propose(candidates: Iterable[Candidate], most: int, *, closed_circle: bool = False) -> Proposal:
    """Everybody who is needed, each once: the young person first. A closed circle is its fixed members and its chair alone.

    Nobody is left out by the machine; whom one could leave out is told with a reason, and being above the maximum as well.
    """
    wanted = [one for one in candidates if not closed_circle or is_of_circle(one.task, one.seat)]
    people = _each_once(wanted)
    return Proposal(people, most, could_leave(people))


def is_of_circle(task: str, seat: str) -> bool:
    """Whether somebody belongs to a closed circle: whoever has a seat, and whoever leads the meeting."""
    return bool(seat) or task == "chair"


def _each_once(candidates: Iterable[Candidate]) -> tuple[Proposed, ...]:
    by_key: dict[str, list[Candidate]] = {}
    for one in candidates:
        by_key.setdefault(one.key, []).append(one)
    people = [_as_one(key, ones) for key, ones in by_key.items()]
    return tuple(sorted(people, key=lambda one: TASKS.index(one.tasks[0])))


def _as_one(key: str, ones: Sequence[Candidate]) -> Proposed:
    tasks = tuple(sorted({one.task for one in ones}, key=TASKS.index))
    seat = next((one.seat for one in ones if one.seat), "")
    return Proposed(key, tasks, seat, any(one.is_own_matter for one in ones))


def could_leave(people: Collection[Proposed]) -> tuple[Leave, ...]:
    """Whom one could leave out or let the contact person speak for, whoever is needed least first.

    Never the contact person, who may decide, who leads, or whose case the question is about; and with a contact person there,
    they can speak for a colleague with another case.
    """
    has_guide = any("contact_person" in one.tasks for one in people)
    found = [
        (task, one.key)
        for one in people
        if not one.is_own_matter
        and not _NEVER_LEFT_OUT & set(one.tasks)
        and (task := _last_reason(one)) in _LEAVE_FIRST
        and (task != "caseworker" or has_guide)
    ]
    return tuple(Leave(key, task) for task, key in sorted(found, key=lambda one: _LEAVE_FIRST.index(one[0])))


def _last_reason(one: Proposed) -> str:
    """The task that keeps somebody in the room longest."""
    return max(one.tasks, key=lambda task: _LEAVE_FIRST.index(task) if task in _LEAVE_FIRST else -1)


def adults(tasks: Iterable[str]) -> int:
    """How many of the participants with these main tasks are adults of the municipality or from outside."""
    return sum(task not in OWN_SIDE for task in tasks)


def covered_by_seat(seats: Collection[str], discipline: str, unit: str) -> bool:
    """Whether a fixed member speaks for a case: the seat of its discipline or of its unit."""
    return f"discipline:{discipline}" in seats or f"unit:{unit}" in seats


@dataclass(frozen=True, slots=True)
class Place:
    """Where a colleague works: units by code and the disciplines of those units."""

    units: frozenset[str]
    disciplines: frozenset[str]


def may_substitute(absent: Place, other: Place) -> bool:
    """Whether a colleague can come instead of another: from the same unit, or with one of the same disciplines."""
    return bool(absent.units & other.units or absent.disciplines & other.disciplines)


def who_comes(keys: Sequence[int], away: Mapping[int, int]) -> tuple[int, ...]:
    """Each colleague, or whoever stands in for them that day; nobody twice."""
    return tuple(dict.fromkeys(away.get(key, key) for key in keys))
