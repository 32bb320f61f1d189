# SPDX-License-Identifier: EUPL-1.2
"""Who may see which signals: those of the young persons whose signals the actor handles."""

from django.db.models import QuerySet

from roedtraad.detection.models import Signal
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.rights import RIGHTS, Right, Scope, has_right, roles_with_scope
from roedtraad.organisation.models import Unit
from roedtraad.people import policies


def visible(actor: Actor) -> QuerySet[Signal]:
    """The signals, open and closed, of the persons about whom the actor handles signals."""
    if actor.is_system:
        return Signal.objects.all()
    ids = policies.visible_ids(actor, Right.HANDLE_SIGNALS)
    return Signal.objects.none() if ids is None else Signal.objects.filter(young_person_id__in=ids)


def can(actor: Actor, signal: Signal) -> bool:
    """Whether the actor handles this signal."""
    return policies.can(actor, Right.HANDLE_SIGNALS, signal.young_person_id)


def units_with_figures(actor: Actor) -> QuerySet[Unit]:
    """The units whose figures, without names, the actor may see: a leader's department, the secretariat's whole municipality."""
    if not has_right(actor, Right.SEE_UNIT_FIGURES):
        return Unit.objects.none()
    units = Unit.objects.filter(is_active=True)
    leaders = roles_with_scope(Scope.DEPARTMENT)
    if actor.is_system or any(has_municipal_figures(role) for role in actor.roles - leaders):
        return units
    departments = {grant.department_id for grant in actor.grants_with(leaders) if grant.department_id}
    return units.filter(department_id__in=departments)


def has_municipal_figures(role: Role) -> bool:
    """Whether the role follows the figures of the whole municipality, having no department of its own to lead."""
    return Right.SEE_UNIT_FIGURES in RIGHTS[role]
