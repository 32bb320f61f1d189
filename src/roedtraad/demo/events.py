# SPDX-License-Identifier: EUPL-1.2
"""What was done in the demo municipality, each thing on its day and in the order of time, by the acts of the house."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_working_days
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for

_IN_THE_MORNING: Final = dt.time(9, 0, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done, so many days before today."""

    days_ago: int
    do: Callable[[dt.date], object]


def happen(events: Iterable[Event], today: dt.date) -> None:
    """Do everything, the oldest first."""
    for event in sorted(events, key=lambda one: -one.days_ago):
        on = today - dt.timedelta(days=event.days_ago)
        with clock.as_of(dt.datetime.combine(on, _IN_THE_MORNING)):
            event.do(on)


def working_days(today: dt.date, number: int) -> int:
    """How many days ago it was so many working days ago: staff do nothing on a Sunday."""
    return (today - add_working_days(today, -number)).days


def demo_account(name: str) -> Account | None:
    """A demo person by the last part of the user name; None in a municipality that has no such post."""
    return Account.objects.filter(is_demo=True, username=f"demo-{name}").first()


def on_duty(account: Account, on: dt.date) -> Actor:
    """The colleague as they were at work on that day."""
    return actor_for(account, on)
