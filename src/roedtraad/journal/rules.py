# SPDX-License-Identifier: EUPL-1.2
"""Decisions about notes and the story: plain values in and out."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

SECTIONS: Final = ("proud", "matters", "hard", "helps", "not_again")
"""The parts of the story, in the order in which they are read."""
LONGEST_NOTE: Final = 20_000
LONGEST_SECTION: Final = 6_000
LONGEST_DRAFT: Final = 60_000
"""A form with everything in it, in characters."""

_WORDS: Final = re.compile(r"\s+|[^\s]+")
Change = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Ties:
    """How one reader stands to one note."""

    is_author: bool = False
    has_the_case: bool = False
    leads_the_unit: bool = False
    is_named: bool = False

    @property
    def is_participant(self) -> bool:
        """Whom a restricted note is for (DESIGN §6: participants and need, never staff)."""
        return self.is_author or self.has_the_case or self.leads_the_unit or self.is_named

    @property
    def may_correct(self) -> bool:
        """Who answers for the note; a named reader reads only."""
        return self.is_author or self.has_the_case or self.leads_the_unit


def may_read(*, has_part: bool, is_readable: bool, is_restricted: bool, ties: Ties) -> bool:
    """The rule of the journal: the roles that reach the person show notes, the department's data is open to the reader,
    and a restricted note is for its participants."""
    return has_part and is_readable and (not is_restricted or ties.is_participant)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what became of it from one version to the next."""

    text: str
    change: Change


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts word for word, as one text with what was removed and what was added.

    >>> [(piece.text, piece.change) for piece in compare("I like fish", "I like boats")]
    [('I like ', 'same'), ('fish', 'removed'), ('boats', 'added')]
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("".join(old[old_from:old_to]), "same"))
            continue
        removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        pieces += [Piece(removed, "removed")] if removed else []
        pieces += [Piece(added, "added")] if added else []
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class VersionState:
    """What the young person has said to a version of the story, and which sections they take back with it."""

    number: int
    is_approved: bool
    is_declined: bool = False
    taken_back: frozenset[str] = frozenset()


def standing(versions: Iterable[VersionState]) -> int | None:
    """The number of what stands: the newest version that the young person has approved."""
    return max((one.number for one in versions if one.is_approved), default=None)


def proposal(versions: Iterable[VersionState]) -> int | None:
    """The number of what waits for the young person's answer: the newest version, when it is neither approved nor declined.

    Only the newest can wait, so that an approval never brings back what somebody has written over since.
    """
    newest = max(versions, key=lambda one: one.number, default=None)
    waits = newest is not None and not newest.is_approved and not newest.is_declined
    return newest.number if newest is not None and waits else None


def withheld(versions: Iterable[VersionState], number: int) -> frozenset[str]:
    """The sections of a version that the young person has taken back later; only they themselves still see them."""
    return frozenset().union(*(one.taken_back for one in versions if one.number > number))


def sections_from(given: Mapping[str, str]) -> dict[str, str]:
    """The story's sections as they are kept: every one of them, without space around the text."""
    return {name: given.get(name, "").strip() for name in SECTIONS}


def changed_sections(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Which sections differ."""
    return tuple(name for name in SECTIONS if before.get(name, "") != after.get(name, ""))


def fits(given: Mapping[str, str], longest: int = LONGEST_DRAFT) -> bool:
    """Whether a draft is of a size that a form can have."""
    return sum(len(name) + len(value) for name, value in given.items()) <= longest


def word_filter(text: str) -> tuple[str, ...]:
    """The words that a search in the journal asks for, all of which must be there; at most eight."""
    return tuple(dict.fromkeys(text.split()))[:8]


def can_name(named: Collection[int], allowed: Sequence[int]) -> tuple[int, ...]:
    """Those of the named who could not read the note anyway."""
    return tuple(sorted(set(named) - set(allowed)))
