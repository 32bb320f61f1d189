# SPDX-License-Identifier: EUPL-1.2
"""Handovers on the desk: what waits for me, what I wait for, covers that come back, and what has become the leader's."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from roedtraad.handover import policies
from roedtraad.handover.models import WAITING, Handover, State
from roedtraad.handover.queries import HandoverRow, handover_rows, sent_by, to_act_on, visible
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskItem
from roedtraad.kernel.listing import COUNT_LIMIT
from roedtraad.organisation.terms import terms_on

Tell = Callable[[HandoverRow], str]
Found = tuple[Sequence[DeskItem], int]


def for_me(actor: Actor, limit: int) -> Found:
    """What waits for the actor's answer, and what has come back to them with a no."""
    return _found(actor, to_act_on(actor), limit, _asks)


def from_me(actor: Actor, limit: int) -> Found:
    """What the actor has sent or asked for: until somebody has accepted, they are responsible."""
    return _found(actor, sent_by(actor), limit, _still_yours)


def escalated(actor: Actor, limit: int) -> Found:
    """What nobody has answered in time, or what a closed account has left, in the departments that the actor leads."""
    late = Q(escalated_on__isnull=False) | Q(due_on__lt=actor.on)
    found = visible(actor).filter(policies.leads(actor), late, state__in=WAITING)
    return _found(actor, found, limit, _nobody_answers)


def coming_back(actor: Actor, limit: int) -> Found:
    """Covers that end within days, for both, and those that have just ended."""
    terms = terms_on(actor.on)
    soon = Q(returned_on__isnull=True, cover_until__lte=terms.after("cover_return_notice", actor.on))
    just = Q(returned_on__gte=terms.before("cover_return_notice", actor.on))
    part = Q(from_account_id=actor.account_id) | Q(to_account_id=actor.account_id)
    found = visible(actor).filter(part, soon | just, state=State.ACCEPTED, cover_until__isnull=False)
    return _found(actor, found, limit, _comes_back)


def _found(actor: Actor, found: "QuerySet[Handover]", limit: int, tell: Tell) -> Found:
    named = found.select_related("young_person", "case__unit", "from_account", "to_account", "to_unit", "settled_by")
    rows: Iterable[HandoverRow] = handover_rows(actor, named.order_by("due_on", "pk")[:limit])
    items = [
        DeskItem(
            f"{row.person_name}: {row.what}", reverse("handover:see", args=[row.pk]), row.person_id, detail=tell(row),
            due_on=row.due_on if row.waits else row.cover_until, is_late=row.is_late or row.is_escalated,
        )
        for row in rows
    ]  # fmt: skip
    if len(items) < limit:
        return items, len(items)
    return items, found.order_by().values("pk")[: COUNT_LIMIT + 1].count()


def _asks(row: HandoverRow) -> str:
    if not row.waits:
        return _("%(name)s said no; it is still with %(holder)s") % {
            "name": row.from_name if row.is_request else row.to_name, "holder": row.from_name,
        }  # fmt: skip
    if row.is_request:
        return _("%(name)s asks to take over") % {"name": row.to_name}
    if row.waits_for == row.from_name:
        return _("a question waits for your answer")
    return _("from %(name)s") % {"name": row.from_name}


def _still_yours(row: HandoverRow) -> str:
    return _("waits for %(name)s; until then %(holder)s is responsible") % {
        "name": row.waits_for, "holder": row.from_name,
    }  # fmt: skip


def _nobody_answers(row: HandoverRow) -> str:
    return _("from %(from)s to %(to)s, no answer") % {"from": row.from_name, "to": row.to_name}


def _comes_back(row: HandoverRow) -> str:
    return _("covered by %(to)s, back to %(from)s") % {"from": row.from_name, "to": row.to_name}
