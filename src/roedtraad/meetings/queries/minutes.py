# SPDX-License-Identifier: EUPL-1.2
"""What is written down of an item, as one actor may read it."""

from roedtraad.meetings.queries.promises import PromiseRow, agreements_before

__all__ = ["PromiseRow", "agreements_before"]
