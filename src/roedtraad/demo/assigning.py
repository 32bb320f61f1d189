# SPDX-License-Identifier: EUPL-1.2
"""Who has which young person: contact persons and caseworkers take them in turn, so that all have about as many."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from roedtraad.demo.lives import Life
from roedtraad.demo.staffing import Staff

_CONSULTANT_FOLLOWS: Final = 14
_CONSULTANT_RECIPES: Final = frozenset({"in_work", "measure"})
_CLOSED_CASE_EACH: Final = 80
_FORMER_EACH: Final = 3
_FORMER_LASTED: Final = dt.timedelta(days=240)


@dataclass(frozen=True, slots=True)
class AssignedCase:
    """A case with the unit, the law and the person who has it."""

    reference: str
    unit: str
    discipline: str
    law: str
    opened_on: dt.date
    closed_on: dt.date | None
    caseworker: str
    confirmed_on: dt.date


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who follows the young person, or did."""

    username: str
    started_on: dt.date
    ended_on: dt.date | None = None
    is_coordinating: bool = True


@dataclass(slots=True)
class Assigned:
    """Everybody around one young person. `calls` is who records the contacts."""

    calls: str
    cases: list[AssignedCase] = field(default_factory=list)
    followers: list[Follower] = field(default_factory=list)


class Assigner:
    """Deals lives out in the order they come; the same order gives the same people."""

    def __init__(self, staff: Staff, today: dt.date) -> None:
        self._staff = staff
        self._today = today
        self._turns: dict[str, int] = {}
        self._cases = 0
        self._consultant = 0

    def assign(self, life: Life) -> Assigned:
        """Give a life its caseworkers and contact person."""
        assigned = Assigned(calls=self._staff.contact_persons[life.number % len(self._staff.contact_persons)])
        assigned.cases = [
            self._case(one.discipline, one.opened_on, None, one.confirmed_on) for one in life.cases
        ]  # fmt: skip
        if life.is_followed:
            self._follow(life, assigned)
        elif not life.cases and life.number % _CLOSED_CASE_EACH == 0:
            closed_on = self._today - dt.timedelta(days=30 + life.number % 500)
            opened_on = max(closed_on - dt.timedelta(days=300), life.born_on)
            assigned.cases.append(self._case("guidance", opened_on, closed_on, closed_on))
        return assigned

    def _in_turn(self, key: str, among: list[str]) -> str:
        turn = self._turns.get(key, 0)
        self._turns[key] = turn + 1
        return among[turn % len(among)]

    def _case(
        self, discipline: str, opened_on: dt.date, closed_on: dt.date | None, confirmed_on: dt.date
    ) -> AssignedCase:  # fmt: skip
        desk = self._staff.desks[discipline]
        self._cases += 1
        caseworker = self._in_turn(desk.unit, self._staff.caseworkers[desk.unit])
        reference = f"S{opened_on.year}-{self._cases:06}"
        return AssignedCase(reference, desk.unit, discipline, desk.law, opened_on, closed_on, caseworker, confirmed_on)

    def _follow(self, life: Life, assigned: Assigned) -> None:
        """A contact person since some time; every third young person has had another one before."""
        username = self._in_turn("", self._staff.contact_persons)
        turn = self._turns[""]
        started_on = self._today - dt.timedelta(days=20 + turn * 37 % 420)
        assigned.calls = username
        assigned.followers.append(Follower(username, started_on))
        if turn % _FORMER_EACH == 0:
            former = self._staff.contact_persons[(turn + 1) % len(self._staff.contact_persons)]
            ended_on = started_on - dt.timedelta(days=1)
            assigned.followers.append(Follower(former, ended_on - _FORMER_LASTED, ended_on))
        if life.recipe in _CONSULTANT_RECIPES and self._consultant < _CONSULTANT_FOLLOWS:
            self._consultant += 1
            assigned.followers.append(Follower(self._staff.consultant, started_on, is_coordinating=False))
