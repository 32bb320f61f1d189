# SPDX-License-Identifier: EUPL-1.2
"""Asking for a copy of one's own data, and handing it out."""

import datetime as dt
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from roedtraad.people.actions import lock_person
from roedtraad.protection.common import NOT_YOURS
from roedtraad.protection.copying import copy_of, packed
from roedtraad.protection.models import AccessCopy


def handles_rights(actor: Actor) -> bool:
    """Whether the actor hands out copies, sets legal holds and deletes."""
    return has_right(actor, Right.HANDLE_DATA_RIGHTS)


def require_handling(actor: Actor) -> None:
    """Refuse everybody but whoever handles the rights of those whom data is about."""
    if not handles_rights(actor):
        raise NotAllowed("protection_not_yours", NOT_YOURS)


@transaction.atomic
def ask_for_copy(actor: Actor, *, person_id: int) -> AccessCopy:
    """Ask for a copy: the young person in the portal, or the officer for whoever has asked by letter or at the door.

    One request at a time: asking again while one waits gives that one. It is to be handed out within the law's month.
    """
    is_own = any(one.role == Role.YOUNG_PERSON and one.person_id == person_id for one in actor.grants)
    if is_own:
        policies.require(actor, Right.WRITE_OWN, person_id)
    else:
        require_handling(actor)
    lock_person(person_id)
    waiting = AccessCopy.objects.filter(young_person_id=person_id, handed_out_at__isnull=True).first()
    if waiting is not None:
        return waiting
    made = AccessCopy.objects.create(
        young_person_id=person_id, asked_at=clock.now(), answer_by=terms_on(actor.on).after("access_copy_answer", actor.on),
        by_young_person=is_own, registered_by_id=actor.account_id or None,
    )  # fmt: skip
    record_change(actor, Record("copy_asked", "access_copy", made.pk, (person_id,), {"by_young_person": is_own}))
    return made


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A packed copy, which whoever asked for it closes, and the request that it answers."""

    request: AccessCopy
    content: IO[bytes]


@transaction.atomic
def hand_out_copy(actor: Actor, *, person_id: int) -> HandedOut:
    """Make the copy and note that it was handed out; the request that waits is answered, else one is made.

    The copy holds the full CPR number, so it is logged as a look before it leaves the house.
    """
    require_handling(actor)
    request = ask_for_copy(actor, person_id=person_id)
    log_look(actor, Look("copy_made", [person_id]))
    copy = copy_of(person_id)
    with ExitStack() as until_noted:
        content = until_noted.enter_context(packed(copy, profile_on(actor.on).municipality.name))
        request.handed_out_at, request.handed_out_by_id, request.rows = clock.now(), actor.account_id, copy.rows
        request.save(update_fields=["handed_out_at", "handed_out_by", "rows"])
        values = {"rows": copy.rows, "files": len(copy.files)}
        record_change(actor, Record("copy_handed_out", "access_copy", request.pk, (person_id,), values))
        until_noted.pop_all()
    return HandedOut(request, content)


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One request as the officer reads it."""

    pk: int
    person_id: int
    reference: str
    asked_at: dt.datetime
    answer_by: dt.date
    by_young_person: bool
    handed_out_at: dt.datetime | None
    handed_out_by: str
    rows: int | None
    is_late: bool


def copies(actor: Actor, number: int = 1, person_id: int | None = None) -> Page[CopyRow]:
    """The requests: those that wait first, by the day on which they must be answered, then the newest."""
    require_handling(actor)
    found = _told()
    if person_id is not None:
        found = found.filter(young_person_id=person_id)
    page: Page[AccessCopy] = paged(found, number)
    return page.with_rows(lambda rows: [_row(actor, one) for one in rows])


def waiting_copies(actor: Actor, limit: int) -> tuple[list[CopyRow], int]:
    """The requests that wait, the first that must be answered first, and how many there are."""
    waiting = _told().filter(handed_out_at__isnull=True).order_by("answer_by", "pk")
    found = [_row(actor, one) for one in waiting[:limit]]
    return found, len(found) if len(found) < limit else waiting.count()


def own_copies(actor: Actor, person_id: int) -> "QuerySet[AccessCopy]":
    """The young person's own requests, newest first, for the portal. Raises NotVisible for everybody else."""
    if not any(one.role == Role.YOUNG_PERSON and one.person_id == person_id for one in actor.grants):
        raise NotVisible
    return AccessCopy.objects.filter(young_person_id=person_id)


def _told() -> "QuerySet[AccessCopy, Any]":
    found = AccessCopy.objects.select_related("young_person", "handed_out_by")
    return found.order_by(F("handed_out_at").desc(nulls_first=True), "answer_by", "pk")


def _row(actor: Actor, one: AccessCopy) -> CopyRow:
    return CopyRow(
        pk=one.pk, person_id=one.young_person_id, reference=one.young_person.reference,
        asked_at=timezone.localtime(one.asked_at), answer_by=one.answer_by, by_young_person=one.by_young_person,
        handed_out_at=one.handed_out_at, handed_out_by=one.handed_out_by.name if one.handed_out_by else "",
        rows=one.rows, is_late=one.handed_out_at is None and one.answer_by < actor.on,
    )  # fmt: skip
