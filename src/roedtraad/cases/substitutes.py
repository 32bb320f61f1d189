# SPDX-License-Identifier: EUPL-1.2
"""Who answers for a colleague who is away today."""

import datetime as dt
from dataclasses import dataclass

from roedtraad.cases.models import Absence
from roedtraad.kernel.periods import running
from roedtraad.kernel.remembering import remembered


@dataclass(frozen=True, slots=True)
class Substitute:
    """Who answers while somebody is away: name and how to reach them."""

    name: str
    title: str
    phone: str
    email: str
    until: dt.date
    account_id: int


@remembered
def substitute_of(account_id: int, on: dt.date) -> Substitute | None:
    """Who answers for a colleague today; None when they are at work, or the substitute has left."""
    found = Absence.objects.filter(running(on), account_id=account_id, substitute__is_active=True)
    row = found.select_related("substitute").first()
    if row is None:
        return None
    one = row.substitute
    return Substitute(one.name, one.title, one.phone, one.email, row.ended_on, one.pk)
