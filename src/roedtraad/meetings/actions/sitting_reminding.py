# SPDX-License-Identifier: EUPL-1.2
"""What the night does about questions that nobody answers, and what becomes of them when an account is closed."""

from django.db import transaction
from django.db.models import QuerySet

from roedtraad.cases.staff import leaders_of
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.meetings.actions.sitting_decisions import NOTICE, found_request, tell, who_answers
from roedtraad.meetings.actions.sitting_held import log
from roedtraad.meetings.models import DecisionRequest, DecisionState
from roedtraad.organisation.models import Account
from roedtraad.people.actions import lock_person


def decisions_tonight() -> None:
    """Remind, once, of each question that is late: whoever is asked, and the leader of the unit. Done twice, it reminds once."""
    actor = system_actor(clock.today(), "worker")
    late = DecisionRequest.objects.filter(state=DecisionState.OPEN, due_on__lt=actor.on, reminded_on__isnull=True)
    for pk in late.order_by("due_on", "pk").values_list("pk", flat=True):
        _remind(actor, pk)


@transaction.atomic
def _remind(actor: Actor, pk: int) -> None:
    lock_person(found_request(pk).item.young_person_id)
    request = found_request(pk)
    if request.state != DecisionState.OPEN or request.reminded_on is not None:
        return
    request.reminded_on = actor.on
    request.save(update_fields=["reminded_on"])
    nearest = next((step for step in leaders_of(request.asked_unit, actor.on) if step), ())
    leaders = Account.objects.filter(pk__in=nearest).exclude(pk=request.asked_account_id or 0)
    told = who_answers(request, actor.on)
    tell(actor, [*told, *(one for one in leaders if one not in told)], NOTICE)
    log(actor, request.item, "decision_reminded", "decision_request", pk, {"due_on": request.due_on})


def open_count(account_id: int) -> int:
    """How many questions wait for the account."""
    return _open(account_id).count()


def release(_actor: Actor, account_id: int) -> int:
    """They become the leader's of the unit that is asked."""
    return _open(account_id).update(asked_account=None)


def _open(account_id: int) -> "QuerySet[DecisionRequest]":
    return DecisionRequest.objects.filter(asked_account_id=account_id, state=DecisionState.OPEN)
