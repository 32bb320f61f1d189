# SPDX-License-Identifier: EUPL-1.2
"""Who may change what of a plan.

Whoever may edit the plan reads the other departments' steps as far as `consent.policies` allows and changes those of their own
department, and what belongs to no department. The young person writes in their own plan what is theirs.
"""

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from roedtraad.consent import kinds
from roedtraad.consent.policies import Readable, own_departments, readable
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import DataKind
from roedtraad.people import policies


def reads(actor: Actor, person_id: int) -> Readable:
    """Whose plan rows about the person the actor may read."""
    return readable(actor, person_id)


def kind_of(unit: Unit | None, area: str = "") -> DataKind:
    """The kind of a row of the plan: `health` when its unit is of health or it is about treatment, else `plan`."""
    return kinds.kind_of("plan", unit, area=area)


def area_of(row: Model) -> str:
    """The part of life that a row of the plan is about; an agreement is about what its step is about."""
    return str(getattr(row, "area", "") or getattr(getattr(row, "step", None), "area", ""))


def allows(read: Readable, row: Model) -> bool:
    """Whether a row of the plan may be read."""
    unit: Unit | None = getattr(row, "unit", None)
    return read.allows(unit.department_id if unit else None, kind_of(unit, area_of(row)))


def may_change(actor: Actor, department_id: int | None) -> bool:
    """Whether a row of that department is the actor's to change; a row of nobody's is everybody's who may edit the plan."""
    return actor.is_system or department_id is None or department_id in own_departments(actor)


def require_change(actor: Actor, person_id: int, unit: Unit | None, area: str = "") -> None:
    """Refuse a row that the actor may not read as missing, and one that they may only read with a reason."""
    department = unit.department_id if unit else None
    if may_change(actor, department):
        return
    if not reads(actor, person_id).allows(department, kind_of(unit, area)):
        raise NotVisible
    raise NotAllowed("plan_row_of_others", _("This belongs to another department. Only they can change it."))


def is_written_by_young_person(actor: Actor, person_id: int) -> bool:
    """Whether the actor is the young person in their own plan; raises when they are neither that nor may edit the plan."""
    if person_id in actor.own_person_ids:
        policies.require(actor, Right.WRITE_OWN, person_id)
        return True
    policies.require(actor, Right.EDIT_PLAN, person_id)
    return False


def units_to_choose(actor: Actor) -> "QuerySet[Unit]":
    """The units in whose name the actor may put something in a plan."""
    return Unit.objects.filter(is_active=True, department_id__in=own_departments(actor)).select_related("department")


def own_unit_id(actor: Actor) -> int | None:
    """The unit that the actor works in first; None for citizens and for the system."""
    return next((grant.unit_id for grant in actor.grants if grant.unit_id), None)


def own_unit(actor: Actor) -> Unit | None:
    """The same as a row: what somebody writes belongs to the unit that they work in."""
    key = own_unit_id(actor)
    return Unit.objects.filter(pk=key).first() if key else None


def account_of(actor: Actor) -> int | None:
    """The account behind an act; None for citizens and for the system, who have none."""
    return actor.account_id or None
