# SPDX-License-Identifier: EUPL-1.2
"""Deletion of records that go by a rule of their own while the person stays. What remains is a receipt with counts."""

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.contributions import RetentionPart, retention_parts
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.profile import RetentionRule
from roedtraad.protection import part_archive, retention
from roedtraad.protection.copy_actions import require_handling
from roedtraad.protection.deleting import remove
from roedtraad.protection.hanging import paths_on
from roedtraad.protection.models import DeletionReceipt, PartPackage
from roedtraad.protection.ways import way_of

BY_ITSELF: Final = frozenset({"notices"})
"""Kinds of record that nobody need look at before they go: they go each night."""


@transaction.atomic
def delete_part(actor: Actor, *, name: str) -> list[DeletionReceipt]:
    """Delete the records of one kind that are over their time, all of them or none; gives no receipt when there are none.

    What the archive gets first goes package by package, with a receipt each, and what is in no package that it has confirmed
    stays; refuses when that is all there is.
    """
    require_handling(actor)
    part, rule = retention.part_of(name, actor.on)
    if not rule.archive_first:
        made = _delete(actor, rule, retention.due_rows(part, rule, actor.on))
        return [made] if made else []
    receipts = [_delete_packed(actor, part, rule, one) for one in part_archive.received(name)]
    if not any(receipts) and retention.due_rows(part, rule, actor.on).exists():
        raise DomainError("deletion_not_archived", _("The archive must have the package first."))
    return [one for one in receipts if one is not None]


def delete_tonight(on: dt.date | None = None) -> list[DeletionReceipt]:
    """Delete what goes by itself. Done twice, it does nothing the second time."""
    actor = system_actor(on or clock.today(), "worker")
    names = [part.name for part in retention_parts if part.name in BY_ITSELF and _goes_alone(part, actor.on)]
    return [receipt for name in names for receipt in delete_part(actor, name=name)]


def _goes_alone(part: RetentionPart, on: dt.date) -> bool:
    """Whether the municipality has a rule for it, and no archive that gets it first."""
    rule = retention.rule_of(part.record, on)
    return rule is not None and not rule.archive_first


def _delete_packed(
    actor: Actor, part: RetentionPart, rule: RetentionRule, package: PartPackage
) -> DeletionReceipt | None:
    """Delete what is in a package and may still go. What has come into use again leaves it; what is on hold waits in it."""
    packed = retention.packed_ids([package])
    model = part.due(actor.on).model
    list(model._default_manager.select_for_update().filter(pk__in=packed).values_list("pk", flat=True))
    made = _delete(actor, rule, retention.due_rows(part, rule, actor.on).filter(pk__in=packed), package)
    waits = retention.over_time(part, rule, actor.on).filter(pk__in=packed)
    package.records.exclude(record_id__in=list(waits.values_list("pk", flat=True))).delete()
    if not package.records.exists():
        package.delete()
    return made


def _delete(
    actor: Actor, rule: RetentionRule, due: "QuerySet[Any]", package: PartPackage | None = None
) -> DeletionReceipt | None:
    """Delete rows with everything that hangs on them, files included."""
    rows = due.model._default_manager.filter(pk__in=due.order_by().values("pk"))
    files = paths_on(rows) if way_of(due.model) else []
    _total, counts = rows.delete()
    if not counts:
        return None
    receipt = DeletionReceipt.objects.create(
        reference_digest="", rule=retention.in_words(rule), deleted_at=clock.now(), deleted_by_id=actor.account_id,
        last_used_on=retention.before_of(rule, actor.on) - dt.timedelta(days=1), counts=counts, log_values_erased=0,
        files_removed=len(files), archive_sha256=package.archive_sha256 if package else "",
        archive_receipt=package.archive_receipt if package else "",
    )  # fmt: skip
    record_change(actor, Record("records_deleted", "deletion_receipt", receipt.pk, values={"rows": receipt.rows}))
    transaction.on_commit(lambda: remove(files))
    return receipt
