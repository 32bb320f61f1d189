# SPDX-License-Identifier: EUPL-1.2
"""What the night does after meetings: whoever has promised something is reminded before it is late, and silence approves minutes."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.meetings.actions.minutes_answers import approve_silent
from roedtraad.meetings.minutes_events import own_promise_due
from roedtraad.meetings.models import AgreementLine
from roedtraad.notices.actions import Recipient, send
from roedtraad.notices.models import Channel
from roedtraad.organisation.terms import terms_on
from roedtraad.people.actions import lock_person
from roedtraad.plans.models import OPEN_AGREEMENTS

LIMIT = "agreement_notice"


def approve_minutes() -> None:
    """Approve the minutes to which nobody has objected in time."""
    approve_silent()


def chase_promises() -> None:
    """Remind everybody once of what they promised and have not done, the limit `agreement_notice` before its day.

    Done twice, it does nothing the second time. What is late already is on the leader's desk and needs no reminder more.
    """
    actor = system_actor(clock.today(), "worker")
    until = terms_on(actor.on).after(LIMIT, actor.on)
    for person_id, pk in due_lines(actor.on, until).values_list("item__young_person_id", "pk"):
        _remind(actor, person_id, pk, until)


def due_lines(on: dt.date, until: dt.date) -> "QuerySet[AgreementLine]":
    """Lines whose agreement is open, is due in these days, and whose owner has not been reminded."""
    return AgreementLine.objects.filter(
        reminded_on__isnull=True, agreement__state__in=OPEN_AGREEMENTS, agreement__due_on__range=(on, until)
    ).order_by("item__young_person_id", "pk")


@transaction.atomic
def _remind(actor: Actor, person_id: int, pk: int, until: dt.date) -> None:
    lock_person(person_id)
    related = ("agreement__responsible", "item__young_person")
    line = due_lines(actor.on, until).select_related(*related).filter(pk=pk).first()
    if line is None or line.agreement is None:
        return
    line.reminded_on = actor.on
    line.save(update_fields=["reminded_on"])
    owner = line.agreement.responsible
    if owner is not None and owner.is_active and owner.email:
        send(actor, to=Recipient(Channel.MAIL, owner.email, owner.language), text="promise_due")
    if line.agreement.by_young_person:
        own_promise_due.send(sender=AgreementLine, actor=actor, person_id=person_id)
    record_change(actor, Record("promise_reminded", "plan_agreement", line.agreement.pk, (person_id,)))
