# SPDX-License-Identifier: EUPL-1.2
"""What of the plans waits for somebody: agreements to do, agreements that nobody has decided, plans to go through."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.consent.policies import own_departments
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskItem
from roedtraad.kernel.periods import running
from roedtraad.people import policies as people
from roedtraad.plans import rules
from roedtraad.plans.models import OPEN_AGREEMENTS, UNDECIDED, Agreement, Plan

_SOON: Final = dt.timedelta(days=14)

Items = tuple[Sequence[DeskItem], int]


def own_agreements(actor: Actor, limit: int) -> Items:
    """What the actor has promised to do, what is due first first."""
    rows = _agreements(actor, Q(responsible_id=actor.account_id or 0))
    return _items(actor, rows, limit)


def undecided_agreements(actor: Actor, limit: int) -> Items:
    """Agreements about the actor's own young people that lack a decider or a payer."""
    mine = Q(plan__young_person__in=_followed(actor))
    department = Q(unit__isnull=True) | Q(unit__department__in=own_departments(actor))
    return _items(actor, _agreements(actor, mine & department & UNDECIDED), limit)


def plans_to_revise(actor: Actor, limit: int) -> Items:
    """Plans of the actor's own young people that are to be gone through within a fortnight."""
    visible = people.visible_ids(actor)
    rows = Plan.objects.filter(young_person__in=_followed(actor), next_revision_on__lte=actor.on + _SOON)
    return _plans(actor, rows.filter(young_person__in=visible) if visible is not None else rows.none(), limit)


def _followed(actor: Actor) -> "QuerySet[Any, Any]":
    """The young people whom the actor follows or whose open case they have."""
    account = actor.account_id or 0
    followed = ContactPerson.objects.filter(running(actor.on), account_id=account).order_by().values("young_person_id")
    cases = Case.objects.filter(caseworker_id=account, closed_on__isnull=True).order_by().values("young_person_id")
    return followed.union(cases)


def _agreements(actor: Actor, which: Q) -> "QuerySet[Agreement]":
    visible = people.visible_ids(actor)
    rows = Agreement.objects.filter(which, state__in=OPEN_AGREEMENTS)
    return rows.filter(plan__young_person__in=visible) if visible is not None else rows.none()


def _items(actor: Actor, rows: "QuerySet[Agreement]", limit: int) -> Items:
    shown = list(rows.select_related("plan__young_person").order_by("due_on", "pk")[: limit + 1])
    count = len(shown) if len(shown) <= limit else rows.count()
    return [_item(actor, one) for one in shown[:limit]], count


def _item(actor: Actor, one: Agreement) -> DeskItem:
    person = one.plan.young_person
    return DeskItem(
        title=one.what, href=reverse("plans:plan", args=[person.pk]), person_id=person.pk,
        detail=", ".join(filter(None, (person.name, one.decided_forum))),
        due_on=one.due_on, is_late=rules.is_late(one.due_on, actor.on, is_open=True),
    )  # fmt: skip


def _plans(actor: Actor, rows: "QuerySet[Plan]", limit: int) -> Items:
    shown = list(rows.select_related("young_person").order_by("next_revision_on", "pk")[: limit + 1])
    count = len(shown) if len(shown) <= limit else rows.count()
    return [
        DeskItem(
            title=_("Go through the plan"), href=reverse("plans:plan", args=[one.young_person_id]),
            person_id=one.young_person_id, detail=one.young_person.name, due_on=one.next_revision_on,
            is_late=rules.is_late(one.next_revision_on, actor.on, is_open=True),
        )
        for one in shown[:limit]
    ], count  # fmt: skip
