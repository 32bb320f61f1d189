# SPDX-License-Identifier: EUPL-1.2
"""What a room tells the access suite about itself, beside its other tests: `TABLE` in `roedtraad/<room>/tests/access_table.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.access.acting import Act
    from tests.access.stage import Stage
    from tests.access.table import Page, Things
    from tests.world import World


def _nothing(_stage: Stage) -> None:
    """A room whose addresses name nothing of its own."""


@dataclass(frozen=True)
class RoomTable:
    """One room's part of every table of the suite; each is written out and checked to be complete."""

    set_up: Callable[[Stage], None] = _nothing
    """Makes the things that the room's addresses name and keeps them in `stage.things`."""
    pages: tuple[Page, ...] = ()
    queries: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Named address: who opens it, and how many queries it then does."""
    acts: Mapping[str, Act] = field(default_factory=dict)
    acts_elsewhere: Mapping[str, str] = field(default_factory=dict)
    who_may_see: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Text column: before whom its value may turn up."""
    special: Mapping[str, Callable[[World], Any]] = field(default_factory=dict)
    """Columns of the planted world whose value cannot be made up."""
    in_world: tuple[tuple[Things, Callable[[World], Mapping[str, Any]]], ...] = ()
    """The planted world's own thing under the room's addresses."""
