# SPDX-License-Identifier: EUPL-1.2
"""What rooms above may subscribe to when minutes go out; sent in the transaction of the act."""

from typing import Final

from django.dispatch import Signal

plain_minutes_sent: Final = Signal()
"""Sent with `actor`, `item` (an AgendaItem) and `site` (how the site is called from outside): there is something to read in plain words."""
own_promise_due: Final = Signal()
"""Sent with `actor` and `person_id`: something that the young person has promised is soon due."""
