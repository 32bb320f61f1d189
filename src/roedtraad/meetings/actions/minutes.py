# SPDX-License-Identifier: EUPL-1.2
"""Acts on what is written down of an item: write it, send it, correct it."""

from roedtraad.meetings.actions.minutes_landing import land_agreements

__all__ = ["land_agreements"]
