# SPDX-License-Identifier: EUPL-1.2
"""What of this room waits for somebody: follow-ups on the desk, and what a closed account leaves behind."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.models import Case, CaseFollowUp
from roedtraad.cases.staff import leaders_of, led_departments
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import (
    AccountHolding,
    DeskBox,
    DeskItem,
    account_holdings,
    desk_boxes,
)  # fmt: skip
from roedtraad.kernel.listing import COUNT_LIMIT
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Unit


def register() -> None:
    """Two boxes of the desk, and the follow-ups of an account that is closed."""
    desk_boxes.register(DeskBox("follow_ups", gettext_lazy("How does it go?"), Right.MANAGE_CASES, _follow_ups))
    desk_boxes.register(
        DeskBox("cases_without", gettext_lazy("Cases that nobody has"), Right.DECIDE_HANDOVERS, _without_anybody)
    )
    account_holdings.register(
        AccountHolding("follow_ups", gettext_lazy("follow-ups after a case"), _open_follow_ups, _release_follow_ups)
    )


def _counted(found: "QuerySet[Case] | QuerySet[CaseFollowUp]", shown: int, limit: int) -> int:
    """How many there are; asked only when there may be more than are shown."""
    if shown < limit:
        return shown
    return found.order_by().values("pk")[: COUNT_LIMIT + 1].count()


def _follow_ups(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """The actor's own follow-ups that have come due."""
    found = CaseFollowUp.objects.filter(account_id=actor.account_id or 0, done_on__isnull=True, due_on__lte=actor.on)
    rows = found.select_related("case__young_person")[:limit]
    items = [
        DeskItem(
            _("Ask %(name)s how it goes") % {"name": row.case.young_person.name},
            reverse("cases:follow-up-record", args=[row.pk]), row.case.young_person_id, due_on=row.due_on,
            is_late=row.due_on < actor.on,
        )
        for row in rows
    ]  # fmt: skip
    return items, _counted(found, len(items), limit)


def _without_anybody(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """Open cases of the departments that the actor leads which nobody at work has: until then they are the leader's."""
    nobody = Q(caseworker__isnull=True) | Q(caseworker__is_active=False)
    found = Case.objects.filter(nobody, closed_on__isnull=True, unit__department_id__in=led_departments(actor))
    rows = found.select_related("young_person", "unit").order_by("opened_on", "pk")[:limit]
    items = [
        DeskItem(
            row.young_person.name, reverse("cases:case-assign", args=[row.pk]), row.young_person_id,
            detail=_("%(unit)s: nobody has the case, so it is yours") % {"unit": row.unit.local_name}, is_late=True,
        )
        for row in rows
    ]  # fmt: skip
    return items, _counted(found, len(items), limit)


def _waiting_of(account_id: int) -> "QuerySet[CaseFollowUp]":
    return CaseFollowUp.objects.filter(account_id=account_id, done_on__isnull=True)


def _open_follow_ups(account_id: int) -> int:
    return _waiting_of(account_id).count()


def _release_follow_ups(actor: Actor, account_id: int) -> int:
    """The follow-ups go to a leader of the case's unit who is at work; without one they stay until somebody takes them."""
    rows = list(_waiting_of(account_id).select_related("case"))
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={row.case.unit_id for row in rows})}
    nearest = {pk: _nearest(unit, account_id, actor) for pk, unit in units.items()}
    given = [row for row in rows if nearest[row.case.unit_id]]
    for row in given:
        row.account_id = nearest[row.case.unit_id] or 0
    CaseFollowUp.objects.bulk_update(given, ["account_id"])
    if given:
        persons = tuple(sorted({row.case.young_person_id for row in given}))
        values = {"from": account_id, "follow_ups": len(given)}
        record_change(actor, Record("follow_ups_released", "account", account_id, persons=persons, values=values))
    return len(given)


def _nearest(unit: Unit, account_id: int, actor: Actor) -> int | None:
    return next((one for step in leaders_of(unit, actor.on) for one in step if one != account_id), None)
