# SPDX-License-Identifier: EUPL-1.2
"""Requests for a copy of one's own data (GDPR art. 15 and 20)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account
from roedtraad.people.models import YoungPerson


class AccessCopy(models.Model):
    """Somebody has asked for everything that is kept about the young person, and when it was handed out.

    The copy itself is made anew each time and kept nowhere.
    """

    young_person = models.ForeignKey(
        YoungPerson, on_delete=models.CASCADE, related_name="access_copies", db_index=False
    )
    asked_at = models.DateTimeField(_("asked"))
    answer_by = models.DateField(_("answered by"))
    by_young_person = models.BooleanField(_("asked by the young person in the portal"))
    registered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    handed_out_at = models.DateTimeField(_("handed out"), null=True)
    handed_out_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    rows = models.PositiveIntegerField(_("rows in it"), null=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "asked_at", "answer_by", "by_young_person", "registered_by", "handed_out_at"),
        **every(CASE, "handed_out_by", "rows"),
    }

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes = (
            models.Index(fields=("young_person", "-asked_at"), name="access_copy_of_person"),
            models.Index(fields=("answer_by",), name="access_copy_waits", condition=Q(handed_out_at__isnull=True)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("young_person",), condition=Q(handed_out_at__isnull=True), name="access_copy_one_waits"
            ),
        )

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.asked_at:%Y-%m-%d}"
