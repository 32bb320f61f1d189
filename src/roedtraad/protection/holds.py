# SPDX-License-Identifier: EUPL-1.2
"""Legal hold: what must not be deleted, whatever the rules say."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.people.actions import lock_person
from roedtraad.protection.common import account_of, last
from roedtraad.protection.copy_actions import require_handling
from roedtraad.protection.models import LegalHold
from roedtraad.protection.models.keeping import holding


@transaction.atomic
def set_hold(actor: Actor, *, person_id: int, reason: str, ends_on: dt.date | None = None) -> LegalHold:
    """Let nothing of the person be deleted from today, until a day or until it is lifted. Refuses no reason and an end behind us."""
    require_handling(actor)
    lock_person(person_id)
    if not reason.strip():
        raise DomainError("hold_without_reason", _("Write why nothing may be deleted."))
    if ends_on is not None and ends_on < actor.on:
        raise DomainError("hold_ends_first", _("The last day is over already. Choose one that is to come, or none."))
    made = LegalHold.objects.create(
        young_person_id=person_id, reason=reason.strip(), starts_on=actor.on, ends_on=ends_on,
        set_by_id=account_of(actor), set_at=clock.now(),
    )  # fmt: skip
    values = {"reason": made.reason, "ends_on": ends_on}
    record_change(actor, Record("hold_set", "legal_hold", made.pk, (person_id,), values))
    return made


@transaction.atomic
def lift_hold(actor: Actor, *, hold_id: int) -> LegalHold:
    """Lift a hold at once. Lifting twice changes nothing."""
    require_handling(actor)
    hold = LegalHold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None:
        raise NotVisible
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by_id = clock.now(), actor.account_id
        hold.save(update_fields=["lifted_at", "lifted_by"])
        record_change(actor, Record("hold_lifted", "legal_hold", hold.pk, (hold.young_person_id,)))
    return hold


def in_force(on: dt.date) -> Q:
    """Holds that stop deletion on a day."""
    return holding(on) & Q(lifted_at__isnull=True)


def held_persons(on: dt.date) -> frozenset[int]:
    """Everybody of whom nothing may be deleted on a day."""
    return frozenset(LegalHold.objects.filter(in_force(on)).values_list("young_person_id", flat=True))


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One hold as the officer reads it."""

    pk: int
    person_id: int
    reference: str
    reason: str
    starts_on: dt.date
    ends_on: dt.date | None
    is_in_force: bool
    set_by: str


def holds(actor: Actor, number: int = 1, person_id: int | None = None) -> Page[HoldRow]:
    """The holds, those in force first, then the newest."""
    require_handling(actor)
    runs = in_force(actor.on)
    found = LegalHold.objects.select_related("young_person", "set_by").order_by(last(~runs), "-starts_on", "-pk")
    if person_id is not None:
        found = found.filter(young_person_id=person_id)
    page: Page[LegalHold] = paged(found, number)
    return page.with_rows(lambda rows: [_row(actor, one) for one in rows])


def _row(actor: Actor, one: LegalHold) -> HoldRow:
    runs = one.lifted_at is None and one.starts_on <= actor.on and (one.ends_on is None or one.ends_on >= actor.on)
    return HoldRow(
        one.pk, one.young_person_id, one.young_person.reference, one.reason, one.starts_on, one.ends_on, runs,
        one.set_by.name,
    )  # fmt: skip
