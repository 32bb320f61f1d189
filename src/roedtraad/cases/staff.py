# SPDX-License-Identifier: EUPL-1.2
"""Who at work could have a case or lead those who do: by role, place and day."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.remembering import remembered
from roedtraad.kernel.rights import Right, roles_with_right
from roedtraad.organisation.models import Account, RoleAssignment, Unit


def holding(right: Right, on: dt.date) -> QuerySet[RoleAssignment]:
    """The roles in force that give `right`, of accounts that may sign in."""
    return RoleAssignment.objects.filter(
        in_force(on), role__in=sorted(roles_with_right(right)), account__is_active=True
    )


def colleagues(right: Right, on: dt.date) -> QuerySet[Account]:
    """Everybody at work who has `right` somewhere, by name."""
    return Account.objects.filter(pk__in=holding(right, on).values("account_id")).order_by("name")


def colleagues_in_unit(right: Right, unit_id: int, on: dt.date) -> QuerySet[Account]:
    """Everybody at work who has `right` in a unit, by name."""
    return Account.objects.filter(pk__in=holding(right, on).filter(unit_id=unit_id).values("account_id")).order_by(
        "name"
    )


def colleagues_in_departments(right: Right, department_ids: Iterable[int], on: dt.date) -> QuerySet[Account]:
    """Everybody at work who has `right` in one of the departments, by name."""
    placed = holding(right, on).filter(unit__department_id__in=tuple(department_ids))
    return Account.objects.filter(pk__in=placed.values("account_id")).order_by("name")


def led_departments(actor: Actor) -> frozenset[int]:
    """The departments in which the actor decides on handovers: those that they lead."""
    leading = actor.grants_with(roles_with_right(Right.DECIDE_HANDOVERS))
    return frozenset(grant.department_id for grant in leading if grant.department_id)


def works_in(actor: Actor, unit_id: int, right: Right = Right.MANAGE_CASES) -> bool:
    """Whether the actor has `right` by a role in this very unit."""
    return any(grant.unit_id == unit_id for grant in actor.grants_with(roles_with_right(right)))


def leaders_of(unit: Unit, on: dt.date) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The leaders at work nearest to a unit: its own, then its department's, each in the order of their keys."""
    leading = holding(Right.DECIDE_HANDOVERS, on).filter(unit__department_id=unit.department_id)
    rows = sorted(set(leading.values_list("account_id", "unit_id")))
    own = tuple(dict.fromkeys(account for account, place in rows if place == unit.pk))
    return own, tuple(dict.fromkeys(account for account, _place in rows))


@remembered
def unit_of(account_id: int, near_unit_id: int | None, on: dt.date) -> Unit | None:
    """The unit in which a colleague has cases: `near_unit_id` if they work there, else one of its department, else their own."""
    placed = holding(Right.HAND_OVER, on).filter(account_id=account_id, unit__isnull=False)
    units = [one.unit for one in placed.select_related("unit__department").order_by("pk") if one.unit]
    near = next((unit for unit in units if unit.pk == near_unit_id), None)
    if near or near_unit_id is None:
        return near or next(iter(units), None)
    department = Unit.objects.values_list("department_id", flat=True).filter(pk=near_unit_id).first()
    return next((unit for unit in units if unit.department_id == department), next(iter(units), None))
