# SPDX-License-Identifier: EUPL-1.2
"""Records that go by a rule of their own while the person stays, on their way to the archive."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, LOG, TECHNICAL, DataRules, Export, every
from roedtraad.organisation.models import Account
from roedtraad.people.models import YoungPerson


class PartPackage(models.Model):
    """One package for the archive, with the records of a kind that were over their time when it was made.

    `archive_name` is the random name of the package on the disk, where it lies until the archive has it; `archive_receipt` is
    the archive's own number for it.
    """

    part = models.CharField(max_length=64)
    rule = models.CharField(_("rule"), max_length=300)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    archive_name = models.CharField(max_length=64)
    archive_sha256 = models.CharField(max_length=64)
    archive_receipt = models.CharField(_("the archive's receipt"), max_length=100, blank=True)
    archived_at = models.DateTimeField(_("received by the archive"), null=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(LOG, "part", "rule", "made_at", "made_by", "archive_name", "archive_sha256", "archive_receipt"),
        "archived_at": LOG,
    }

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | ~Q(archive_receipt=""), name="part_archived_with_receipt"
            ),
        )

    def __str__(self) -> str:
        return f"{self.part} {self.made_at:%Y-%m-%d}"


class PackedRecord(models.Model):
    """One record in a package: its key in its own table, and whose it is."""

    package = models.ForeignKey(PartPackage, on_delete=models.CASCADE, related_name="records", db_index=False)
    record_id = models.BigIntegerField()
    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, null=True, related_name="+")

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE.but(export=Export.STAFF), "package", "record_id", "young_person"),
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=("package", "record_id"), name="packed_record_once"),)

    def __str__(self) -> str:
        return f"{self.package_id} {self.record_id}"
