# SPDX-License-Identifier: EUPL-1.2
"""Who may see which signals: those of the young persons whose signals the actor handles."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet

from roedtraad.consent.policies import own_codes
from roedtraad.detection.models import Signal
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.rights import RIGHTS, Right, Scope, has_right, roles_with_scope
from roedtraad.organisation.models import Unit
from roedtraad.people import policies

ELSEWHERE: Final = "another_department"
"""Stands in evidence for the disciplines and laws of departments whose cases the reader may not know."""
_TELLS_OF_CASES: Final = frozenset({"open_disciplines", "open_case_laws"})


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


def told(actor: Actor, evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    """The evidence of a signal as the actor may read it: in which other departments there are cases is not named (DOMAIN §1.11)."""
    if not any(name in _TELLS_OF_CASES for name in evidence):
        return evidence
    known = own_codes(actor)
    if known is None:
        return evidence
    return {name: _known(value, known) if name in _TELLS_OF_CASES else value for name, value in evidence.items()}


def _known(codes: object, known: frozenset[str]) -> object:
    if not isinstance(codes, list):
        return codes if codes in known else ELSEWHERE
    own = [code for code in codes if code in known]
    return own if len(own) == len(codes) else [*own, ELSEWHERE]
