# SPDX-License-Identifier: EUPL-1.2
"""Who may hear what at a meeting: the departments' matter about the young person, and the ground on which each hears it.

Source: DOMAIN §1.11. It says the same as `consent.policies.readable`, of several people at once and of the day of the meeting, and
adds the basis that the forum itself stands on.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from roedtraad.consent.rules import Ground, covers

OWN_DEPARTMENT: Final = "own_department"
ONE_AUTHORITY: Final = "one_authority"
OWN_MATTER: Final = "own_matter"
AS_PARTY: Final = "as_party"

Matter = tuple[int, str]
"""What there is about the young person: a department and a kind of data."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of data that one department may tell another on the day of the meeting, and the basis that opens it."""

    giving: int
    receiving: int
    kind: str
    basis: str


@dataclass(frozen=True, slots=True)
class Ears:
    """Where somebody works, and the departments that are one authority with it."""

    own: frozenset[int] = frozenset()
    same_authority: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one participant may hear, each with its ground, and what they may not."""

    heard: Mapping[Matter, str] = field(default_factory=dict)
    missing: frozenset[Matter] = frozenset()

    @property
    def ground(self) -> str:
        """The ground of the whole: empty as long as something is missing, else the one that reaches furthest."""
        if self.missing or not self.heard:
            return ""
        return max(self.heard.values(), key=_reach)


def _reach(ground: str) -> int:
    near = (OWN_MATTER, AS_PARTY, OWN_DEPARTMENT, ONE_AUTHORITY)
    return near.index(ground) if ground in near else len(near)


def hearing(ears: Ears, matters: Iterable[Matter], lines: Collection[Line]) -> Hearing:
    """What a colleague may hear of the matters: their own department's, the same authority's, and what a line opens."""
    heard: dict[Matter, str] = {}
    missing: set[Matter] = set()
    for matter in matters:
        ground = _ground_of(ears, matter, lines)
        if ground:
            heard[matter] = ground
        else:
            missing.add(matter)
    return Hearing(heard, frozenset(missing))


def _ground_of(ears: Ears, matter: Matter, lines: Collection[Line]) -> str:
    department, kind = matter
    if department in ears.own:
        return OWN_DEPARTMENT
    if department in ears.same_authority:
        return ONE_AUTHORITY
    receiving = ears.own | ears.same_authority
    opening = (one for one in lines if one.giving == department and one.kind == kind and one.receiving in receiving)
    return next((one.basis for one in opening), "")


def everything(matters: Iterable[Matter], ground: str) -> Hearing:
    """All of it, for the young person and whoever comes with them."""
    return Hearing(dict.fromkeys(matters, ground))


def only(matters: Iterable[Matter], opened: Collection[Matter], ground: str) -> Hearing:
    """What is opened of it, for a guardian as a party."""
    all_of_it = frozenset(matters)
    return Hearing({one: ground for one in all_of_it if one in opened}, all_of_it - frozenset(opened))


def lines_of_forum(
    ground: Ground, basis_code: str, departments: Mapping[int, str], kinds: Collection[str], *, used: bool
) -> tuple[Line, ...]:
    """What the basis that a forum stands on opens between departments; nothing when it asks for a consent or is used up.

    `departments` are the participants' and the matter's, by key; `used` says that a basis that holds only once has been used.
    """
    basis = ground.basis(basis_code)
    if basis is None or basis.needs_consent or (basis.once_only and used):
        return ()
    able = [key for key, code in departments.items() if covers(ground, basis, [code])]
    open_kinds = [kind for kind in kinds if not basis.kinds or kind in basis.kinds]
    return tuple(
        Line(giving, receiving, kind, basis.code)
        for giving in able for receiving in able if giving != receiving for kind in open_kinds
    )  # fmt: skip
