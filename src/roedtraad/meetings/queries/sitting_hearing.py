# SPDX-License-Identifier: EUPL-1.2
"""What everybody in the room may hear: a screen on the wall shows no more than the one who may read least (DOMAIN §1.11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from roedtraad.consent.policies import Readable, readable
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.periods import in_force
from roedtraad.meetings.models import AgendaItem, Meeting, Participant, Reply, Way
from roedtraad.meetings.queries.calendar import forum_last
from roedtraad.meetings.rules.sitting import sits_there
from roedtraad.organisation.models import RoleAssignment, Unit
from roedtraad.organisation.profile import DataKind
from roedtraad.plans.policies import area_of, kind_of

_IN_THE_ROOM = (Way.IN_PERSON, Way.VIDEO)


@dataclass(frozen=True, slots=True)
class Ear:
    """Somebody who hears, and what they may read of the young person's."""

    name: str
    reads: Readable


@dataclass(frozen=True, slots=True)
class Hearing:
    """Everybody who hears. What one of them may not read is left out for all."""

    ears: tuple[Ear, ...]

    def allows(self, department_id: int | None, kind: DataKind) -> bool:
        """Whether all of them may hear a row of that department and kind."""
        return all(ear.reads.allows(department_id, kind) for ear in self.ears)

    def who_may_not(self, rows: Iterable[Any]) -> tuple[str, ...]:
        """Those because of whom the rows are left out, by name."""
        places = {place_of(row) for row in rows}
        found = [ear.name for ear in self.ears if not all(ear.reads.allows(*place) for place in places)]
        return tuple(dict.fromkeys(found))

    def split(self, rows: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """Rows of the plan that all may hear, and those that are left out."""
        heard = [row for row in rows if self.allows(*place_of(row))]
        return heard, [row for row in rows if row not in heard]


def place_of(row: Any) -> tuple[int | None, DataKind]:  # noqa: ANN401 (a row of the plan)
    unit: Unit | None = getattr(row, "unit", None)
    return unit.department_id if unit else None, kind_of(unit, area_of(row))


def may_grant_at(meeting: Meeting) -> bool:
    """Whether the forum may grant what costs money, as the profile says of that day; a forum that it never named may not."""
    forum = forum_last(meeting.forum, meeting.held_on)
    return forum is not None and forum.may_grant


def is_there(one: Participant) -> bool:
    """Whether a participant hears what is said."""
    return sits_there(attended=one.attended, comes=one.reply != Reply.NO, is_in_the_room=one.way in _IN_THE_ROOM)


def hearing(actor: Actor, item: AgendaItem, participants: Iterable[Participant]) -> Hearing:
    """What those who sit there may hear, whoever leads the meeting, and the actor whose screen it is. The young person hears
    everything of their own.

    One question for the colleagues' places, and one for each different set of departments. An emergency opens nothing on a wall.
    """
    there, person_id, chair = [one for one in participants if is_there(one)], item.young_person_id, item.meeting.chair
    names = {one.account_id: str(one.account) for one in there if one.account_id}
    if chair is not None:
        names[chair.pk] = chair.name
    places = _places(actor, names)
    ears = [Ear(name, _reads(actor, person_id, places.get(pk, ()))) for pk, name in names.items()]
    ears += [Ear(one.guardian.name, _as_guardian(actor, person_id)) for one in there if one.guardian]
    ears += [Ear(one.outside_name, Readable()) for one in there if one.outside_name]
    return Hearing((Ear(actor.name, readable(actor, person_id)), *ears))


def _places(actor: Actor, accounts: Iterable[int]) -> dict[int, tuple[Grant, ...]]:
    """Where each colleague works, as grants that only read: their own emergency is not everybody's."""
    found: dict[int, set[tuple[bool, int | None]]] = {}
    rows = RoleAssignment.objects.filter(in_force(actor.on), account_id__in=list(accounts))
    for account, role, department in rows.values_list("account_id", "role", "unit__department_id"):
        found.setdefault(account, set()).add((role == Role.SCHOOL_REPRESENTATIVE, department))
    return {account: tuple(_grant(*one) for one in sorted(told, key=str)) for account, told in found.items()}


def _grant(is_at_school: bool, department_id: int | None) -> Grant:
    role = Role.SCHOOL_REPRESENTATIVE if is_at_school else Role.COMPANY_CONSULTANT
    return Grant(role, department_id=department_id)


def _reads(actor: Actor, person_id: int, grants: tuple[Grant, ...]) -> Readable:
    return readable(Actor(0, "", grants, on=actor.on), person_id)


def _as_guardian(actor: Actor, person_id: int) -> Readable:
    return readable(Actor(0, "", (Grant(Role.GUARDIAN, person_id=person_id),), on=actor.on), person_id)
