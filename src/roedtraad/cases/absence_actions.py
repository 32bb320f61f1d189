# SPDX-License-Identifier: EUPL-1.2
"""Acts on absence and its substitute, and on what the young person wants of a contact person."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.models import Absence, ContactWish
from roedtraad.cases.staff import colleagues_in_departments, led_departments
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Account, RoleAssignment
from roedtraad.people import policies
from roedtraad.people.actions import lock_person


@transaction.atomic
def register_absence(
    actor: Actor, *, account_id: int, substitute_id: int, started_on: dt.date, ended_on: dt.date
) -> Absence:
    """Let somebody answer for a colleague's young people on some days: one's own absence, or a leader's for their staff.

    Refuses oneself as substitute, a substitute who is not at work with cases in the same department, one who is away
    themself in those days, days that are over or in the wrong order, and days on which a substitute is named already.
    """
    if not may_register_for(actor, account_id):
        raise NotAllowed("absence_of_others", _("Only the colleague or a leader registers an absence."))
    Account.objects.select_for_update().get(pk=account_id)
    if ended_on < started_on:
        raise DomainError("absence_backwards", _("The last day is before the first. Correct the date."))
    if ended_on < actor.on:
        raise DomainError("absence_over", _("Those days are over."))
    if substitute_id not in substitutes_for(actor, account_id):
        raise DomainError("substitute_unfit", _("The substitute must be another colleague of the same department."))
    overlapping = Absence.objects.filter(started_on__lte=ended_on, ended_on__gte=started_on)
    if overlapping.filter(account_id=account_id).exists():
        raise DomainError("absence_twice", _("A substitute is named for some of those days already."))
    if overlapping.filter(account_id=substitute_id).exists():
        raise DomainError("substitute_away", _("The substitute is away in those days. Choose somebody else."))
    made = Absence.objects.create(
        account_id=account_id, substitute_id=substitute_id, started_on=started_on, ended_on=ended_on
    )
    values = {"substitute_id": substitute_id, "started_on": started_on, "ended_on": ended_on}
    record_change(actor, Record("absence_registered", "account", account_id, values=values))
    return made


@transaction.atomic
def end_absence(actor: Actor, *, absence_id: int) -> None:
    """The colleague is back: today is no longer covered. Refuses an absence that is over."""
    found = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if found is None or not may_register_for(actor, found.account_id):
        raise NotVisible
    if found.ended_on < actor.on:
        raise DomainError("absence_over", _("Those days are over."))
    values = {"substitute_id": found.substitute_id, "ended_on": [found.ended_on, actor.on]}
    if found.started_on >= actor.on:
        found.delete()
    else:
        found.ended_on = actor.on - dt.timedelta(days=1)
        found.save(update_fields=["ended_on"])
    record_change(actor, Record("absence_ended", "account", found.account_id, values=values))


def may_register_for(actor: Actor, account_id: int) -> bool:
    """Oneself, with cases or young people to follow; or a leader for somebody of the department."""
    if account_id == actor.account_id:
        return has_right(actor, Right.HAND_OVER)
    return led_staff(actor).filter(pk=account_id).exists()


def led_staff(actor: Actor) -> QuerySet[Account]:
    """Those with cases in the departments that the actor leads."""
    return colleagues_in_departments(Right.HAND_OVER, led_departments(actor), actor.on)


def substitutes_for(actor: Actor, account_id: int) -> frozenset[int]:
    """Those who could answer for a colleague: everybody else with cases in one of the colleague's departments."""
    departments = RoleAssignment.objects.filter(in_force(actor.on), account_id=account_id, unit__isnull=False)
    found = colleagues_in_departments(
        Right.HAND_OVER, departments.values_list("unit__department_id", flat=True), actor.on
    )
    return frozenset(found.exclude(pk=account_id).values_list("pk", flat=True))


@transaction.atomic
def write_contact_wish(actor: Actor, *, person_id: int, words: str) -> ContactWish:
    """Keep what the young person wants of a contact person, in their own words; earlier wishes stay in the history.

    The young person writes it, or staff who name contact persons write down what was said. Refuses an empty wish.
    """
    if not policies.can(actor, Right.WRITE_OWN, person_id):
        policies.require(actor, Right.ASSIGN_CONTACT_PERSON, person_id)
    if not words.strip():
        raise DomainError("wish_empty", _("Write what the young person has said."))
    lock_person(person_id)
    made = ContactWish.objects.create(
        young_person_id=person_id, words=words.strip(), written_on=actor.on, account_id=actor.account_id or None
    )
    values = {"words": made.words}
    record_change(actor, Record("contact_wish_written", "contact_wish", made.pk, persons=(person_id,), values=values))
    return made
