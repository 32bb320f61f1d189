# SPDX-License-Identifier: EUPL-1.2
"""Deletion: all of a person or nothing, and what remains is a receipt with counts."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.erasing import erase_values
from roedtraad.audit.models import LogPerson
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.people.actions import lock_person
from roedtraad.people.models import YoungPerson
from roedtraad.protection import archive, part_archive, retention
from roedtraad.protection.copy_actions import require_handling
from roedtraad.protection.copying import files_of
from roedtraad.protection.holds import held_persons
from roedtraad.protection.models import DeletionReceipt, RetentionDue, SampledLook
from roedtraad.protection.rules import is_due

ERASED = "–"


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody on the list who was not deleted after all, and why."""

    reference: str
    why: str


def delete_due(actor: Actor, *, due_ids: Sequence[int]) -> tuple[list[DeletionReceipt], list[Kept]]:
    """Delete those chosen, each wholly or not at all; one whom something stops does not stop the others."""
    require_handling(actor)
    gone, kept = [], []
    for key in due_ids:
        due = RetentionDue.objects.select_related("young_person").filter(pk=key).first()
        if due is None:
            continue
        try:
            gone.append(delete_person(actor, due_id=key))
        except DomainError as error:
            kept.append(Kept(due.young_person.reference, str(error)))
    return gone, kept


@transaction.atomic
def delete_person(actor: Actor, *, due_id: int) -> DeletionReceipt:
    """Delete a person who is on the list: every row that leads to them, their files, and what the log says of them.

    Refuses while a legal hold is in force, when the file has come into use again, and before the archive has its package. The
    log's rows stay, without their values, and its chain stays whole.
    """
    require_handling(actor)
    due = RetentionDue.objects.select_for_update().select_related("run").filter(pk=due_id).first()
    if due is None:
        raise NotVisible
    person = lock_person(due.young_person_id)
    rule = _refuse_what_must_stay(actor, due)
    files = [one.path for one in files_of(person.pk) if one.path.exists()]
    if due.archive_name:
        files.append(archive.path_of(due))
    files += part_archive.drop_with(person.pk)
    counts = retention.counts_of(person.pk)
    erased = _erase_from_log(person)
    receipt = DeletionReceipt.objects.create(
        reference_digest=digest_of(person.reference), rule=rule, last_used_on=due.last_used_on, deleted_at=clock.now(),
        deleted_by_id=actor.account_id, counts=counts, log_values_erased=erased, files_removed=len(files),
        archive_sha256=due.archive_sha256, archive_receipt=due.archive_receipt,
    )  # fmt: skip
    person.delete()
    values = {"rows": receipt.rows, "files": len(files)}
    record_change(actor, Record("person_deleted", "deletion_receipt", receipt.pk, values=values))
    transaction.on_commit(lambda: remove(files))
    return receipt


def remove(files: Iterable[Path]) -> None:
    """Take files off the disk."""
    for path in files:
        path.unlink(missing_ok=True)


def _refuse_what_must_stay(actor: Actor, due: RetentionDue) -> str:
    """The rule by which the file may go; refuses when it may not."""
    if due.young_person_id in held_persons(actor.on):
        raise DomainError("deletion_held", _("A legal hold stops the deletion."))
    rule = retention.rule_of(retention.PERSON, actor.on)
    use = retention.uses(due.young_person_id).get(due.young_person_id)
    if rule is None or use is None or not is_due(use, retention.kept_to(rule, use.last_on), actor.on):
        raise DomainError("deletion_in_use", _("The file has come into use again. Make the list anew."))
    if due.archive_first and not due.may_go:
        raise DomainError("deletion_not_archived", _("The archive must have the package first."))
    return retention.in_words(rule)


def _erase_from_log(person: YoungPerson) -> int:
    """What the log and the sample say of the person."""
    entries = LogPerson.objects.filter(young_person_id=person.pk).values("entry_id")
    SampledLook.objects.filter(sequence__in=entries).exclude(note="").update(note=ERASED)
    return erase_values(person.pk, names_of(person))


def names_of(person: YoungPerson) -> Iterable[str]:
    """What names this person and nobody else, to be found in what others searched for."""
    named = (person.name, person.reference, person.phone, person.email)
    return [one for one in named if len(one) > len(ERASED)]


def digest_of(reference: str) -> str:
    """A reference as a receipt keeps it: nobody without the key can tell whose it was."""
    return hmac.new(settings.DATA_KEY.encode(), f"deleted {reference}".encode(), hashlib.sha256).hexdigest()


def receipt_of(actor: Actor, reference: str) -> DeletionReceipt | None:
    """The receipt of somebody who has been deleted, for whoever still knows the reference."""
    require_handling(actor)
    return DeletionReceipt.objects.filter(reference_digest=digest_of(reference.strip())).first()


def receipts(actor: Actor, number: int = 1) -> Page[DeletionReceipt]:
    """What has been deleted, the newest first."""
    require_handling(actor)
    return paged(DeletionReceipt.objects.select_related("deleted_by"), number)


def every_receipt(actor: Actor) -> "QuerySet[DeletionReceipt]":
    """All of them, for taking the list out."""
    require_handling(actor)
    return DeletionReceipt.objects.select_related("deleted_by")
