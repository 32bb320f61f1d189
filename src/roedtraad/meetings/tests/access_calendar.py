# SPDX-License-Identifier: EUPL-1.2
"""The part of `calendar` in the tables of the access suite."""

from tests.access.room_table import RoomTable

TABLE = RoomTable()
