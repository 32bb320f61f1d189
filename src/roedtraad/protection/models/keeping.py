# SPDX-License-Identifier: EUPL-1.2
"""How long a person's file is kept, what stops its deletion, and what remains of it: a number and counts."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, LOG, TECHNICAL, DataRules, Export, every
from roedtraad.organisation.models import Account
from roedtraad.people.models import YoungPerson

_OFFICE = CASE.but(export=Export.STAFF)


def holding(on: dt.date) -> Q:
    """Holds that stop deletion on a day; their last day is included."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class LegalHold(models.Model):
    """Nothing of this person may be deleted: a complaint, a court case, an inspection. Set and lifted by the officer."""

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="legal_holds")
    reason = models.TextField(_("reason"), max_length=1000)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "reason", "starts_on", "ends_on"),
        **every(_OFFICE, "set_by", "set_at", "lifted_at", "lifted_by"),
    }

    class Meta:
        ordering = ("-starts_on", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="legal_hold_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.starts_on}"


class RetentionRun(models.Model):
    """A list of those whose files are kept long enough, as it was on a day. Nothing is deleted by making it."""

    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    rule = models.CharField(_("rule"), max_length=300)

    data_rules: ClassVar[DataRules] = {"id": TECHNICAL, **every(LOG, "made_at", "made_by", "rule")}

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class RetentionDue(models.Model):
    """One person on the list. The archive gets the package first and says so; then the file may be deleted.

    `archive_name` is the random name of the package on the disk, `archive_receipt` the archive's own number for it.
    """

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="persons")
    young_person = models.OneToOneField(YoungPerson, on_delete=models.CASCADE, related_name="retention_due")
    last_used_on = models.DateField(_("last in use"))
    due_on = models.DateField(_("due"))
    archive_first = models.BooleanField(_("to the archive first"))
    archive_name = models.CharField(max_length=64, blank=True)
    archive_sha256 = models.CharField(max_length=64, blank=True)
    archive_receipt = models.CharField(_("the archive's receipt"), max_length=100, blank=True)
    archived_at = models.DateTimeField(_("received by the archive"), null=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(_OFFICE, "run", "young_person", "last_used_on", "due_on", "archive_first"),
        **every(_OFFICE, "archive_name", "archive_sha256", "archive_receipt", "archived_at"),
    }

    class Meta:
        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | ~Q(archive_receipt=""), name="retention_archived_with_receipt"
            ),
        )

    def __str__(self) -> str:
        return f"{self.run_id} {self.young_person_id}"

    @property
    def may_go(self) -> bool:
        """Whether the archive's part is done, or there is none."""
        return not self.archive_first or self.archived_at is not None


class DeletionReceipt(models.Model):
    """What remains: that something was deleted, by which rule, how many rows of each table, and a keyed digest of the reference.

    `deleted_by` is empty for what goes by itself at night.
    """

    reference_digest = models.CharField(_("digest of the reference"), max_length=64, db_index=True)
    rule = models.CharField(_("rule"), max_length=300)
    last_used_on = models.DateField(_("last in use"))
    deleted_at = models.DateTimeField(_("deleted"))
    deleted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    counts = models.JSONField(_("rows of each table"))
    log_values_erased = models.PositiveIntegerField(_("rows of the log emptied"))
    files_removed = models.PositiveIntegerField(_("files removed"))
    archive_sha256 = models.CharField(max_length=64, blank=True)
    archive_receipt = models.CharField(_("the archive's receipt"), max_length=100, blank=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(LOG, "reference_digest", "rule", "last_used_on", "deleted_at", "deleted_by", "counts"),
        **every(LOG, "log_values_erased", "files_removed", "archive_sha256", "archive_receipt"),
    }

    class Meta:
        ordering = ("-deleted_at", "-id")

    def __str__(self) -> str:
        return f"{self.pk} {self.deleted_at:%Y-%m-%d}"

    @property
    def who(self) -> str:
        """Who deleted it; empty for what went by itself."""
        return self.deleted_by.name if self.deleted_by else ""

    @property
    def rows(self) -> int:
        """How many rows went."""
        return sum(self.counts.values())
