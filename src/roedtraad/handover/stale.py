# SPDX-License-Identifier: EUPL-1.2
"""Handovers that have been overtaken: the case or the task has got somebody else meanwhile, or is over."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.handover.models import WAITING, Handover, State
from roedtraad.kernel.actor import Actor

_OF_CASE = Q(case__isnull=False) & (
    Q(case__closed_on__isnull=False) | Q(case__caseworker__isnull=True) | ~Q(case__caseworker=F("from_account"))
)
_OF_TASK = Q(contact_person__isnull=False) & (
    Q(contact_person__ended_on__isnull=False) | ~Q(contact_person__account=F("from_account"))
)


def settle_stale(actor: Actor, person_id: int) -> None:
    """Withdraw what waits about a young person and has been overtaken: nobody can accept it any more."""
    settle_where(actor, Q(young_person_id=person_id))


def settle_where(actor: Actor, which: Q) -> int:
    """The same for whichever handovers; how many were withdrawn."""
    rows = list(Handover.objects.filter(_OF_CASE | _OF_TASK, which, state__in=WAITING))
    for one in rows:
        one.state, one.settled_on, one.settled_by_id = State.WITHDRAWN, actor.on, actor.account_id
        one.reason = _("Somebody else has it by now.")
    Handover.objects.bulk_update(rows, ["state", "settled_on", "settled_by", "reason"])
    if rows:
        record_change(actor, *(_record(one) for one in rows))
    return len(rows)


def _record(one: Handover) -> Record:
    values = {"reason": one.reason, "case": one.case_id, "contact_person": one.contact_person_id}
    return Record("handover_withdrawn", "handover", one.pk, persons=(one.young_person_id,), values=values)
