# SPDX-License-Identifier: EUPL-1.2
"""The part of this room in the tables of the access suite: those of its parts together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from roedtraad.meetings.tests import (
    access_agenda,
    access_calendar,
    access_figures,
    access_inviting,
    access_minutes,
    access_sitting,
)
from tests.access.room_table import RoomTable

if TYPE_CHECKING:
    from tests.access.stage import Stage

PARTS: Final = tuple(
    part.TABLE
    for part in (access_calendar, access_agenda, access_inviting, access_sitting, access_minutes, access_figures)
)


def _set_up(stage: Stage) -> None:
    for part in PARTS:
        part.set_up(stage)


def _merged(name: str) -> dict[str, Any]:
    return {key: value for part in PARTS for key, value in getattr(part, name).items()}


TABLE: Final = RoomTable(
    set_up=_set_up,
    pages=tuple(page for part in PARTS for page in part.pages),
    queries=_merged("queries"),
    acts=_merged("acts"),
    acts_elsewhere=_merged("acts_elsewhere"),
    who_may_see=_merged("who_may_see"),
    special=_merged("special"),
    in_world=tuple(one for part in PARTS for one in part.in_world),
)
