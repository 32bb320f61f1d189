# SPDX-License-Identifier: EUPL-1.2
"""Who reaches what in the portal on a day: the rules of 15 and 18, custody, and a representative's limits (DOMAIN §5.2)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from roedtraad.kernel.actor import Role
from roedtraad.kernel.rights import PARTS, Part

ROLE_OF_KIND: Final = {
    "self": Role.YOUNG_PERSON,
    "guardian": Role.GUARDIAN,
    "representative": Role.REPRESENTATIVE,
}
UNTIL_OWN_POST: Final = frozenset({Part.CONTACTS})
"""What a guardian reads only until the young person gets their own post: each call and meeting. Decisions stay theirs to read
as a party until the young person is of age."""
ALWAYS_A_GUARDIANS: Final = frozenset({Part.IDENTITY, Part.SCHOOL, Part.CONSENTS})
"""What a holder of parental authority reads without being a party to any case: who the young person is, whom to call, and the
consents that they have given themself."""
REPRESENTATIVE_MAY: Final = (Part.PLAN, Part.CONTACTS)
"""What a representative can be given beside the name; one part at a time, each with its basis."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One identity as the rules see it. `of_age_on` and `own_post_on` are the young person's birthdays of the dated limits.

    `has_custody` is a guardian's, as is `is_party`: whether a law makes them a party to any case there is or was;
    `allowed_parts` are a representative's; the period is the identity's own.
    """

    kind: str
    valid_from: dt.date
    valid_to: dt.date | None
    of_age_on: dt.date
    own_post_on: dt.date
    has_custody: bool = False
    is_party: bool = False
    allowed_parts: frozenset[str] = field(default_factory=frozenset)


def parts_on(standing: Standing, on: dt.date) -> frozenset[Part]:
    """The parts that this identity opens on a day; none when it opens nothing.

    The young person reads their own at any age. A guardian reads as long as they hold parental authority and until the day
    the young person is of age, and from the day of the own post no longer what is the young person's alone; as a party to no
    case, they read only who the young person is and what they have said yes to themself. A representative
    reads what was named, within the period (DOMAIN §5.2).
    """
    if on < standing.valid_from or (standing.valid_to is not None and on > standing.valid_to):
        return frozenset()
    parts = PARTS[ROLE_OF_KIND[standing.kind]]
    if standing.kind == "guardian":
        if not standing.has_custody or on >= standing.of_age_on:
            return frozenset()
        if not standing.is_party:
            return parts & ALWAYS_A_GUARDIANS
        return parts - UNTIL_OWN_POST if on >= standing.own_post_on else parts
    if standing.kind == "representative":
        return parts & ({Part.IDENTITY} | _known(standing.allowed_parts))
    return parts


def _known(names: Iterable[str]) -> frozenset[Part]:
    """Names of parts that still exist; one that does not opens nothing."""
    return frozenset(part for part in REPRESENTATIVE_MAY if part.value in frozenset(names))


def is_worn_out(tries: int, most: int) -> bool:
    """Whether a code has been tried too often to be worth anything."""
    return tries >= most


def may_join(kind: str, other_kinds: Iterable[str]) -> bool:
    """Whether a new way in may be joined to somebody who is signed in: a parent of two, never anybody and a young person's own."""
    return kind != "self" and "self" not in frozenset(other_kinds)
