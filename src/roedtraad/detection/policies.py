# SPDX-License-Identifier: EUPL-1.2
"""Who may see which signals: those of the young persons whose signals the actor handles."""

from django.db.models import QuerySet

from roedtraad.detection.models import Signal
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.rights import Right, has_right
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
    departments = {grant.department_id for grant in actor.grants if grant.department_id}
    units = Unit.objects.filter(is_active=True)
    sees_all = any(not grant.department_id for grant in actor.grants)
    return units if sees_all or actor.is_system else units.filter(department_id__in=departments)
