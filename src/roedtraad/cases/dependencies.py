# SPDX-License-Identifier: EUPL-1.2
"""What stands in the way of closing a case: rooms above say here what still depends on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import Registry


@dataclass(frozen=True, slots=True)
class CaseDependency:
    """One kind of thing that can depend on a case. `waits` gives a sentence, in the reader's language, for each that still does."""

    name: str
    waits: Callable[[int], Sequence[str]]


case_dependencies: Final[Registry[CaseDependency]] = Registry("case dependencies")


def what_waits(case_id: int) -> tuple[str, ...]:
    """Everything that still depends on the case; empty when it can be closed."""
    return tuple(sentence for one in case_dependencies for sentence in one.waits(case_id))


@dataclass(frozen=True, slots=True)
class NoteHint:
    """What a room suggests for the note of a handover: text by part (`works`, `matters`, `agreements`, `risks`, `next_step`).

    Only what the actor may read; the sender rewrites it before it is sent.
    """

    name: str
    suggest: Callable[[Actor, int], Mapping[str, str]]


note_hints: Final[Registry[NoteHint]] = Registry("note hints")


@dataclass(frozen=True, slots=True)
class ChangedHands:
    """What a room does when a case or a contact person's task has got somebody else by an act of this room.

    `settle` takes the young person's key, inside the act.
    """

    name: str
    settle: Callable[[Actor, int], None]


changed_hands: Final[Registry[ChangedHands]] = Registry("changed hands")


def tell_changed_hands(actor: Actor, person_id: int) -> None:
    """Let the rooms above settle what has been overtaken."""
    for one in changed_hands:
        one.settle(actor, person_id)
