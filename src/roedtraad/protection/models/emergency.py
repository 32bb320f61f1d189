# SPDX-License-Identifier: EUPL-1.2
"""Emergency access: the glass that may be broken, and who is told."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, LOG, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account
from roedtraad.people.models import YoungPerson


def open_at(moment: dt.datetime) -> Q:
    """Openings that open the person at a moment: it begins at once, and the last instant is no longer inside."""
    return Q(opened_at__lte=moment, closes_at__gt=moment, closed_at__isnull=True)


class Opening(models.Model):
    """Somebody has opened a young person who is not their business, because it was an emergency. It closes by itself.

    `closed_at` when it was closed before its time. The data protection officer sees each one and says so with a note.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="openings")
    reason = models.TextField(_("reason"), max_length=1000)
    opened_at = models.DateTimeField(_("opened"))
    closes_at = models.DateTimeField(_("closes"))
    closed_at = models.DateTimeField(_("closed before time"), null=True)
    seen_at = models.DateTimeField(_("seen by the data protection officer"), null=True)
    seen_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(_("note"), blank=True, max_length=1000)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "account", "young_person", "reason", "opened_at", "closes_at", "closed_at"),
        **every(LOG, "seen_at", "seen_by", "note"),
    }

    class Meta:
        ordering = ("-opened_at", "-id")
        indexes = (
            models.Index(fields=("account", "closes_at"), name="opening_of_account"),
            models.Index(fields=("opened_at",), name="opening_unseen", condition=Q(seen_at__isnull=True)),
        )
        constraints = (
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="opening_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="opening_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.young_person_id} {self.opened_at:%Y-%m-%d %H:%M}"

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether it opens the person at this moment."""
        return self.closed_at is None and self.opened_at <= moment < self.closes_at
