# SPDX-License-Identifier: EUPL-1.2
"""Who may see and do what with a handover: the same question in two shapes.

A handover is visible with the person and the department whose note it is; to the two between whom it goes; and to their leaders.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from roedtraad.cases.queries import kind_of as case_kind
from roedtraad.cases.staff import led_departments
from roedtraad.consent.policies import readable
from roedtraad.handover import rules
from roedtraad.handover.models import WAITING, Handover, State
from roedtraad.handover.rules import Move, Side, Standing
from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.rights import Right, roles_with_right
from roedtraad.organisation.profile import DataKind
from roedtraad.people import policies as people


def own_units(actor: Actor) -> frozenset[int]:
    """The units in which the actor may take over."""
    grants = actor.grants_with(roles_with_right(Right.HAND_OVER))
    return frozenset(grant.unit_id for grant in grants if grant.unit_id)


def receives(actor: Actor) -> Q:
    """Handovers to the actor, or to anybody in one of the actor's units."""
    return Q(to_account_id=actor.account_id or 0) | Q(to_account__isnull=True, to_unit_id__in=own_units(actor))


def leads(actor: Actor) -> Q:
    """Handovers from or to a department that the actor leads."""
    led = led_departments(actor)
    return Q(department_id__in=led) | Q(to_unit__department_id__in=led)


def mine(actor: Actor) -> Q:
    """Handovers that the actor has a part in: gives, is to receive, or leads either side."""
    return Q(from_account_id=actor.account_id or 0) | receives(actor) | leads(actor)


def to_receive(actor: Actor, _grants: Sequence[Grant]) -> "QuerySet[Any, Any]":
    """The young people whom somebody wants the actor to take over: seen as long as it waits, and no longer."""
    waiting = Handover.objects.filter(receives(actor), state__in=WAITING, is_request=False)
    return waiting.values("young_person_id")


def to_decide(actor: Actor, grants: Sequence[Grant]) -> "QuerySet[Any, Any] | None":
    """The young people about whom a handover waits from or to a department of the leader's."""
    departments = [grant.department_id for grant in grants if grant.department_id]
    if not departments:
        return None
    places = Q(department_id__in=departments) | Q(to_unit__department_id__in=departments)
    return Handover.objects.filter(places, state__in=WAITING, is_request=False).values("young_person_id")


def to_come_back(actor: Actor, _grants: Sequence[Grant]) -> "QuerySet[Any, Any]":
    """The young people whom a colleague only covers for the actor: they come back, so they are never out of sight."""
    covered = Handover.objects.filter(
        from_account_id=actor.account_id or 0, state=State.ACCEPTED, cover_until__isnull=False, returned_on__isnull=True
    )
    return covered.values("young_person_id")


def can_read(actor: Actor, one: Handover) -> bool:
    """Whether the actor may read this handover with its note."""
    if not people.can(actor, Right.HAND_OVER, one.young_person_id):
        return False
    return side_of(actor, one).has_part or readable(actor, one.young_person_id).allows(one.department_id, kind_of(one))


def kind_of(one: Handover) -> DataKind:
    """The kind of a handover with its note: that of the case; of the contact person's task `cases`."""
    return case_kind(one.case) if one.case is not None else "cases"


def can_read_note(actor: Actor, one: Handover) -> bool:
    """Whether the actor may read the note: whoever gives it, whoever has taken over by it, and who may read that department.

    Whoever is to receive it from another authority reads it as long as something that holds carries it.
    """
    side = side_of(actor, one)
    if side.gives or side.leads_giver or (side.has_part and one.state == State.ACCEPTED):
        return True
    return readable(actor, one.young_person_id).allows(one.department_id, kind_of(one))


def side_of(actor: Actor, one: Handover) -> Side:
    """What the actor is to the handover."""
    led = led_departments(actor)
    by_unit = one.to_account_id is None and one.to_unit_id in own_units(actor)
    return Side(
        gives=actor.account_id is not None and one.from_account_id == actor.account_id,
        receives=actor.account_id not in (None, one.from_account_id)
        and (one.to_account_id == actor.account_id or by_unit),
        leads_giver=one.department_id in led,
        leads_receiver=one.to_unit.department_id in led,
    )


def moves(actor: Actor, one: Handover) -> frozenset[Move]:
    """What the actor may do with the handover now."""
    standing = Standing(waits=one.waits, is_request=one.is_request, has_question=one.state == State.ASKED)
    return rules.moves(side_of(actor, one), standing)
