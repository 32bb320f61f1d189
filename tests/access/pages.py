# SPDX-License-Identifier: EUPL-1.2
"""The whole access table: the ground floor's pages and those of every other room, by name."""

from typing import Final

from tests.access.rooms import ROOMS
from tests.access.table import GROUND_FLOOR

PAGES: Final = {page.name: page for page in (*GROUND_FLOOR, *(page for room in ROOMS for page in room.pages))}
