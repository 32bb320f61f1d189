# SPDX-License-Identifier: EUPL-1.2
"""What the night does: reminds whoever has not answered, gives what is overdue to the leader, and ends covers."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.staff import colleagues, leaders_of, unit_of
from roedtraad.handover.models import WAITING, Handover, State
from roedtraad.handover.rules import Tonight, tonight
from roedtraad.handover.stale import settle_where
from roedtraad.handover.taking import pass_task
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.rights import Right
from roedtraad.notices.actions import Recipient, send
from roedtraad.notices.models import Channel
from roedtraad.organisation.models import Account
from roedtraad.people.actions import lock_person


def handovers_tonight() -> None:
    """Reminders, escalations and covers that come back. Done twice, it does nothing the second time."""
    actor = system_actor(clock.today(), "worker")
    _settle_overtaken(actor)
    for waiting in Handover.objects.filter(state__in=WAITING, remind_on__lte=actor.on, escalated_on__isnull=True):
        _look_at(actor, waiting.pk)
    over = Handover.objects.filter(state=State.ACCEPTED, cover_until__lt=actor.on, returned_on__isnull=True)
    for covered in over:
        _bring_back(actor, covered.pk)


@transaction.atomic
def _settle_overtaken(actor: Actor) -> None:
    """What an import or a closed case has overtaken reminds nobody."""
    settle_where(actor, Q())


@transaction.atomic
def _look_at(actor: Actor, pk: int) -> None:
    one = _held(pk)
    if not one.waits:
        return
    todo = tonight(
        one.remind_on, one.due_on, today=actor.on,
        reminded=one.reminded_on is not None, escalated=one.escalated_on is not None,
    )  # fmt: skip
    if todo is Tonight.NOTHING:
        return
    if todo is Tonight.REMIND:
        one.reminded_on = actor.on
        _tell(actor, _who_answers(one))
    else:
        one.escalated_on = actor.on
        nearest = next((step for step in leaders_of(one.to_unit, actor.on) if step), ())
        _tell(actor, Account.objects.filter(pk__in=nearest))
    one.save(update_fields=["reminded_on", "escalated_on"])
    act = "handover_reminded" if todo is Tonight.REMIND else "handover_escalated"
    record_change(actor, Record(act, "handover", pk, persons=(one.young_person_id,), values={"due_on": one.due_on}))


def _who_answers(one: Handover) -> Iterable[Account]:
    """The one who was asked; of a request, the one who has it; of a handover to a unit, its leaders."""
    if one.is_request:
        return (one.from_account,)
    if one.to_account is not None:
        return (one.to_account,)
    nearest = next((step for step in leaders_of(one.to_unit, clock.today()) if step), ())
    return Account.objects.filter(pk__in=nearest)


def _tell(actor: Actor, accounts: Iterable[Account]) -> None:
    """A mail that says that something waits, and not about whom."""
    for account in accounts:
        if account.email and account.is_active:
            send(actor, to=Recipient(Channel.MAIL, account.email, account.language), text="handover_waits")


@transaction.atomic
def _bring_back(actor: Actor, pk: int) -> None:
    """A cover is over: back to whom it came from, unless it has gone on since; to the leader when they have left."""
    one = _held(pk)
    if one.returned_on is not None:
        return
    goes_back = colleagues(Right.HAND_OVER, actor.on).filter(pk=one.from_account_id).exists()
    back = goes_back and _return(one, actor)
    one.returned_on = actor.on
    one.save(update_fields=["returned_on"])
    settle_where(actor, Q(young_person_id=one.young_person_id))
    values = {"from": one.to_account_id, "to": one.from_account_id, "came_back": back}
    record_change(actor, Record("handover_returned", "handover", pk, persons=(one.young_person_id,), values=values))


def _return(one: Handover, actor: Actor) -> bool:
    """Whether it came back: it does not when somebody else has it by now, or it is closed."""
    if one.case is not None:
        if one.case.closed_on is not None or one.case.caseworker_id != one.to_account_id:
            return False
        unit = unit_of(one.from_account_id, one.case.unit_id, actor.on)
        one.case.caseworker_id, one.case.unit = one.from_account_id, unit or one.case.unit
        one.case.save(update_fields=["caseworker", "unit"])
        return True
    task = one.young_person.contact_persons.filter(
        account_id=one.to_account_id or 0, is_coordinating=True, ended_on__isnull=True, started_on__lte=actor.on
    ).first()
    if task is not None:
        pass_task(task, one.from_account_id, actor.on)
    return task is not None


def _held(pk: int) -> Handover:
    person_id = Handover.objects.values_list("young_person_id", flat=True).get(pk=pk)
    lock_person(person_id)
    return Handover.objects.select_related("case__unit", "from_account", "to_account", "to_unit").get(pk=pk)
