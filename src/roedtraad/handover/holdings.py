# SPDX-License-Identifier: EUPL-1.2
"""Reads for the leader when somebody leaves: who can be chosen, what they have, and who could take it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from roedtraad.cases.caseload import loads
from roedtraad.cases.models import Case, ContactPerson
from roedtraad.cases.queries import law_titles
from roedtraad.cases.staff import colleagues_in_departments, led_departments
from roedtraad.handover.models import WAITING, Handover
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Right, roles_with_right
from roedtraad.organisation.models import Account, RoleAssignment


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One thing that a colleague has: a case, or the coordinating task. `waits` says that a handover of it is under way."""

    key: str
    person_id: int
    person_name: str
    law: str
    unit: str
    since: dt.date
    waits: bool
    case_id: int | None = None
    contact_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """A colleague who could take over, with how many young people they have now."""

    account_id: int
    name: str
    people: int
    highest: int


def leavers(actor: Actor) -> "QuerySet[Account]":
    """Those of the leader's departments who have or had cases there, also those whose account is closed."""
    placed = RoleAssignment.objects.filter(
        unit__department_id__in=led_departments(actor), role__in=sorted(roles_with_right(Right.HAND_OVER))
    )
    return Account.objects.filter(pk__in=placed.values("account_id")).order_by("name")


def held_by(actor: Actor, account_id: int) -> tuple[Account, list[HeldRow]]:
    """A colleague and everything they have in the departments that the actor leads, in five queries. Raises NotVisible."""
    account = leavers(actor).filter(pk=account_id).first()
    if account is None:
        raise NotVisible
    cases = Case.objects.filter(
        caseworker=account, closed_on__isnull=True, unit__department_id__in=led_departments(actor)
    ).select_related("young_person", "unit")
    tasks = ContactPerson.objects.filter(
        account=account, is_coordinating=True, ended_on__isnull=True, started_on__lte=actor.on
    ).select_related("young_person")
    case_ids, task_ids = _under_way(account_id)
    laws = law_titles(actor.on)
    rows = [
        HeldRow(
            f"case-{one.pk}", one.young_person_id, one.young_person.name, laws.get(one.law, one.law), one.unit.local_name,
            one.opened_on, one.pk in case_ids, case_id=one.pk,
        )
        for one in cases.order_by("young_person__sort_name", "pk")
    ]  # fmt: skip
    rows += [
        HeldRow(
            f"task-{one.pk}", one.young_person_id, one.young_person.name, "", "", one.started_on, one.pk in task_ids,
            contact_person_id=one.pk,
        )
        for one in tasks.order_by("young_person__sort_name", "pk")
    ]  # fmt: skip
    return account, rows


def _under_way(account_id: int) -> tuple[set[int | None], set[int | None]]:
    part = Q(from_account_id=account_id)
    pairs = Handover.objects.filter(part, state__in=WAITING).values_list("case_id", "contact_person_id")
    found = list(pairs)
    return {case for case, _task in found}, {task for _case, task in found}


def receivers(actor: Actor, account_id: int) -> Sequence[Receiver]:
    """Colleagues of the leader's departments who could take over, by name, each with the present caseload."""
    staff = colleagues_in_departments(Right.HAND_OVER, led_departments(actor), actor.on).exclude(pk=account_id)
    rows = list(staff.values_list("pk", "name"))
    load = loads([pk for pk, _name in rows], actor.on)
    return [Receiver(pk, name, load[pk].people, load[pk].highest) for pk, name in rows]
