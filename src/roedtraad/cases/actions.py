# SPDX-License-Identifier: EUPL-1.2
"""Acts on contacts and contact persons."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.dependencies import tell_changed_hands
from roedtraad.cases.models import Contact, ContactChannel, ContactKind, ContactOutcome, ContactPerson
from roedtraad.cases.queries import can_follow
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.periods import running
from roedtraad.kernel.rights import Right
from roedtraad.people import policies
from roedtraad.people.actions import lock_person

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Naming:
    """Who is to follow the young person, in which role, and from which day."""

    account_id: int
    started_on: dt.date
    kind: ContactKind = ContactKind.YOUTH_EFFORT
    is_coordinating: bool = True


@transaction.atomic
def record_contact(
    actor: Actor, *, person_id: int, held_on: dt.date, channel: ContactChannel, outcome: ContactOutcome
) -> Contact:
    """Record a contact or an attempt at one; any channel counts, and only `reached` means that the person was reached.

    Refuses a date in the future and one before birth, and the system, which talks with nobody.
    """
    policies.require(actor, Right.RECORD_CONTACT, person_id)
    if actor.account_id is None:
        raise NotAllowed("contact_by_system", _("Only a person can have been in contact."))
    person = lock_person(person_id)
    if held_on > actor.on:
        raise DomainError("contact_in_future", _("The contact lies in the future. Record it when it has taken place."))
    if held_on < person.born_on:
        raise DomainError("contact_before_birth", _("The contact lies before the person was born. Correct the date."))
    made = Contact.objects.create(
        young_person=person, held_on=held_on, channel=channel, outcome=outcome, account_id=actor.account_id,
        recorded_at=clock.now(),
    )  # fmt: skip
    values = {"held_on": held_on, "channel": channel, "outcome": outcome}
    record_change(actor, Record("contact_recorded", "contact", made.pk, persons=(person_id,), values=values))
    return made


@transaction.atomic
def name_contact_person(actor: Actor, *, person_id: int, naming: Naming) -> ContactPerson:
    """Name somebody to follow the young person. A new coordinating one ends the one before on the day before.

    Refuses somebody who is not at work or whose role does not open the person's page, who already has the task, a second
    one beside a missing coordinating one, a day on or before that on which the present coordinating one began, and to replace
    one who is at work without a handover: only a leader does that, since nobody is let go before the next has taken over.
    """
    policies.require(actor, Right.ASSIGN_CONTACT_PERSON, person_id)
    lock_person(person_id)
    if not can_follow(naming.started_on).filter(pk=naming.account_id).exists():
        raise DomainError(
            "account_cannot_follow",
            _("This colleague does not work here then, or has no role that follows young people."),
        )
    lasting = _lasting(person_id, naming.started_on)
    _refuse_same(lasting, naming)
    if naming.is_coordinating:
        _hand_on(actor, lasting, naming)
    elif not lasting.filter(running(naming.started_on), is_coordinating=True).exists():
        raise DomainError("coordinating_first", _("Name the coordinating contact person first."))
    made = ContactPerson.objects.create(
        young_person_id=person_id, account_id=naming.account_id, kind=naming.kind,
        is_coordinating=naming.is_coordinating, started_on=naming.started_on,
    )  # fmt: skip
    values = {"account_id": naming.account_id, "kind": naming.kind, "is_coordinating": naming.is_coordinating}
    _record(actor, "contact_person_named", made, {**values, "started_on": naming.started_on})
    return made


def _lasting(person_id: int, on: dt.date) -> QuerySet[ContactPerson]:
    """Assignments that hold on a date or later."""
    lasts = Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    return ContactPerson.objects.filter(lasts, young_person_id=person_id)


def _refuse_same(lasting: QuerySet[ContactPerson], naming: Naming) -> None:
    same = lasting.filter(account_id=naming.account_id, is_coordinating=naming.is_coordinating, ended_on__isnull=True)
    if not naming.is_coordinating:
        same = same.filter(kind=naming.kind)
    if same.exists():
        raise DomainError("contact_person_same", _("This colleague already has that task."))


def _hand_on(actor: Actor, lasting: QuerySet[ContactPerson], naming: Naming) -> None:
    """End the coordinating assignments that would last beside the new one."""
    for before in lasting.filter(is_coordinating=True).select_related("account"):
        _refuse_at_work(actor, before)
        if before.started_on >= naming.started_on:
            raise DomainError(
                "contact_person_starts_later",
                _(
                    "Somebody else is the coordinating contact person from that day or later. Choose a later day, or end that first."
                ),
            )
        _end(actor, before, naming.started_on - _DAY)


def _refuse_at_work(actor: Actor, before: ContactPerson) -> None:
    stays = before.account.is_active and before.ended_on is None
    if stays and not policies.can(actor, Right.DECIDE_HANDOVERS, before.young_person_id):
        raise DomainError(
            "contact_person_at_work",
            _("%(name)s is the contact person. The task is handed over, or a leader names somebody else.")
            % {"name": before.account.name},
        )


@transaction.atomic
def end_contact_person(actor: Actor, *, contact_person_id: int, ended_on: dt.date) -> None:
    """End an assignment; `ended_on` is its last day and may lie ahead.

    Refuses one that has ended already, an end before the beginning, and to end the coordinating one who is at work for them, one's
    own task as well: it is handed over, and not over before the next has accepted (K12), or a leader ends it. That nobody is left
    is found at night.
    """
    person_id = ContactPerson.objects.filter(pk=contact_person_id).values_list("young_person_id", flat=True).first()
    if person_id is None:
        raise NotVisible
    policies.require(actor, Right.ASSIGN_CONTACT_PERSON, person_id)
    lock_person(person_id)
    assignment = ContactPerson.objects.select_related("account").get(pk=contact_person_id)
    if assignment.is_coordinating:
        _refuse_at_work(actor, assignment)
    if assignment.ended_on is not None and assignment.ended_on < actor.on:
        raise DomainError("contact_person_has_ended", _("This contact person has already ended."))
    if ended_on < assignment.started_on:
        raise DomainError("contact_person_ends_first", _("The last day is before the first. Correct the date."))
    if assignment.ended_on is not None and ended_on > assignment.ended_on:
        raise DomainError(
            "contact_person_longer", _("The last day has been set already. Name the person again for longer.")
        )
    _end(actor, assignment, ended_on)


def _end(actor: Actor, assignment: ContactPerson, ended_on: dt.date) -> None:
    values = {"account_id": assignment.account_id, "changes": {"ended_on": [assignment.ended_on, ended_on]}}
    assignment.ended_on = ended_on
    assignment.save(update_fields=["ended_on"])
    _record(actor, "contact_person_ended", assignment, values)
    tell_changed_hands(actor, assignment.young_person_id)


def _record(actor: Actor, act: str, row: ContactPerson, values: Mapping[str, Any]) -> None:
    record_change(actor, Record(act, "contact_person", row.pk, persons=(row.young_person_id,), values=values))
