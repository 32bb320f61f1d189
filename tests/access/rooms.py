# SPDX-License-Identifier: EUPL-1.2
"""The rooms that tell their own part of the access suite."""

from importlib import import_module
from typing import Final

from tests.access.room_table import RoomTable

NAMES: Final = ("consent", "protection", "notices", "handover", "journal", "plans", "intake", "meetings", "portal")

ROOMS: Final[tuple[RoomTable, ...]] = tuple(
    import_module(f"roedtraad.{name}.tests.access_table").TABLE for name in NAMES
)
