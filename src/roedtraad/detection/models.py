# SPDX-License-Identifier: EUPL-1.2
"""Signals: what a rule found out about a young person, and what somebody did with it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import DETECTION, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson


class SignalState(models.TextChoices):
    """What somebody has done about an open signal."""

    NEW = "new", _("new")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    SNOOZED = "snoozed", _("snoozed")
    NOT_TRUE = "not_true", _("not true")


class ClosedBecause(models.TextChoices):
    """Why a signal is no longer open. Nobody closes a signal by hand: it closes when its ground is gone."""

    FACTS = "facts", _("the facts no longer hold")
    RULE_OFF = "rule_off", _("the rule is no longer in force")


class Signal(models.Model):
    """A rule that holds for a person. `occurrence` tells yearly repetitions apart; empty for the others.

    A signal is open while its facts hold (`closed_on` empty). `evidence` are the facts as they were when it was raised, and
    `origins` where each came from and how fresh it was. `unit` is who must act; `source` the sender whose rate of false
    alarms is kept.
    """

    rule = models.CharField(max_length=64)
    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="signals", db_index=False)
    occurrence = models.CharField(max_length=16, blank=True)
    raised_on = models.DateField()
    due_on = models.DateField(_("due"))
    evidence = models.JSONField()
    origins = models.JSONField()
    source = models.CharField(max_length=100, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="signals", db_index=False)
    assignee = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="signals", db_index=False)
    state = models.CharField(max_length=16, choices=SignalState.choices, default=SignalState.NEW)
    state_reason = models.CharField(max_length=500, blank=True)
    state_at = models.DateTimeField(null=True)
    state_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    snoozed_to = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=16, choices=ClosedBecause.choices, blank=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(
            DETECTION, "rule", "young_person", "occurrence", "raised_on", "due_on", "evidence", "origins", "source"
        ),
        **every(DETECTION, "unit", "assignee", "state", "state_reason", "state_at", "state_by", "snoozed_to"),
        **every(DETECTION, "closed_on", "closed_because"),
    }

    class Meta:
        ordering = ("due_on", "id")
        indexes = (
            models.Index(fields=("young_person", "closed_on"), name="signal_of_person"),
            models.Index(fields=("unit", "due_on"), condition=Q(closed_on__isnull=True), name="signal_open_in_unit"),
            models.Index(
                fields=("assignee", "due_on"), condition=Q(closed_on__isnull=True), name="signal_open_of_assignee"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "young_person", "occurrence"),
                condition=Q(closed_on__isnull=True),
                name="signal_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.young_person_id}"


class SweepRun(models.Model):
    """One sweep: for which date, when it ran, and what it found."""

    swept_on = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    young_people = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    started_by = models.CharField(max_length=150)

    data_rules: ClassVar[DataRules] = every(
        TECHNICAL, "id", "swept_on", "started_at", "finished_at", "young_people", "created", "closed", "unchanged",
        "started_by",
    )  # fmt: skip

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return str(self.swept_on)
