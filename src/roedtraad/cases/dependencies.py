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
