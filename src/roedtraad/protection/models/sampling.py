# SPDX-License-Identifier: EUPL-1.2
"""The monthly sample of looks, and what their leaders say of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import LOG, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account


class SampleRound(models.Model):
    """One month's draw. `seed` is known only when the month is over, and anybody can draw the same looks from it again."""

    month = models.DateField(_("month"), unique=True)
    seed = models.CharField(_("seed"), max_length=100)
    percent = models.PositiveSmallIntegerField(_("percent"))
    least = models.PositiveSmallIntegerField(_("at least in each department"))
    looks = models.PositiveIntegerField(_("looks in the month"))
    drawn_at = models.DateTimeField(_("drawn"))
    remind_on = models.DateField(_("reminder"))
    answer_by = models.DateField(_("answered by"))
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(_("went to the data protection officer"), null=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(LOG, "month", "seed", "percent", "least", "looks", "drawn_at", "remind_on", "answer_by"),
        **every(LOG, "reminded_at", "escalated_at"),
    }

    class Meta:
        ordering = ("-month",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class CheckAnswer(models.TextChoices):
    """What whoever checks a look says of it."""

    IN_ORDER = "in_order", _("in order")
    NOT_IN_ORDER = "not_in_order", _("not in order")
    UNSURE = "unsure", _("unsure")


class SampledLook(models.Model):
    """One look that was drawn. `sequence` and `account_id` are those of the log, which outlives accounts.

    `for_officer`: no leader of the department may or did answer, so it is the data protection officer's.
    """

    round = models.ForeignKey(SampleRound, on_delete=models.CASCADE, related_name="sample", db_index=False)
    sequence = models.BigIntegerField()
    account_id = models.BigIntegerField()
    department = models.CharField(_("department"), max_length=64, blank=True)
    for_officer = models.BooleanField(default=False)
    answer = models.CharField(_("answer"), max_length=16, choices=CheckAnswer.choices, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(LOG, "round", "sequence", "account_id", "department", "for_officer", "answer", "note"),
        **every(LOG, "answered_at", "answered_by"),
    }

    class Meta:
        ordering = ("sequence",)
        indexes = (
            models.Index(fields=("department", "for_officer"), name="sampled_look_waits", condition=Q(answer="")),
        )
        constraints = (
            models.UniqueConstraint(fields=("round", "sequence"), name="sampled_look_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="sampled_look_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=("", "in_order")) | ~Q(note=""), name="sampled_look_doubt_has_a_note"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.sequence}"
