# SPDX-License-Identifier: EUPL-1.2
"""One chained log of changes, looks and refusals (DESIGN §6, SECURITY §4.3-4.4).

Rows hold plain ids and no constraint to other tables, so the log outlives what it speaks of. A database trigger refuses
every update and delete. Values that belong to a person lie in a side table and enter the chain as a salted digest: erasing
them leaves the chain valid and visible as erased.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import LOG, DataRules, every


class Stream(models.TextChoices):
    """What kind of thing the row records."""

    CHANGE = "change", _("change")
    LOOK = "look", _("look")
    REFUSAL = "refusal", _("refusal")


class LogEntry(models.Model):
    """One act, look or refusal. `sequence` has no gaps; `chain_hash` covers the row and the row before it."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    stream = models.CharField(max_length=8, choices=Stream.choices)
    act = models.CharField(max_length=64)
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    unit = models.CharField(max_length=64, blank=True)
    department = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=64, blank=True)
    subject_kind = models.CharField(max_length=32, blank=True)
    subject_id = models.BigIntegerField(null=True)
    detail_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    chain_hash = models.CharField(max_length=64)

    data_rules: ClassVar[DataRules] = every(
        LOG, "sequence", "stream", "act", "at", "account_id", "actor_name", "unit", "department", "purpose",
        "subject_kind", "subject_id", "detail_digest", "previous_hash", "chain_hash",
    )  # fmt: skip

    class Meta:
        ordering = ("-sequence",)
        indexes = (
            models.Index(fields=("at",), name="log_at"),
            models.Index(fields=("account_id", "-sequence"), name="log_account"),
            models.Index(fields=("subject_kind", "subject_id", "-sequence"), name="log_subject"),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.act}"


class LogDetail(models.Model):
    """The values that go with a log row, with the salt of their digest. May be erased; never changed."""

    entry = models.OneToOneField(LogEntry, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False)
    salt = models.CharField(max_length=32)
    values = models.JSONField()

    data_rules: ClassVar[DataRules] = every(LOG, "entry", "salt", "values")

    def __str__(self) -> str:
        return str(self.pk)


class LogPerson(models.Model):
    """Which young persons were shown or touched: the index behind "who has looked"."""

    entry = models.ForeignKey(LogEntry, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    young_person_id = models.BigIntegerField()

    data_rules: ClassVar[DataRules] = every(LOG, "id", "entry", "young_person_id")

    class Meta:
        indexes = (models.Index(fields=("young_person_id", "-entry"), name="log_person"),)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.young_person_id}"
