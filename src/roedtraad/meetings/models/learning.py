# SPDX-License-Identifier: EUPL-1.2
"""What a forum learns, without anybody's name, and what would happen if it worked otherwise."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import ORGANISATION, DataRules, every
from roedtraad.meetings.models.calendar import STAFF
from roedtraad.organisation.models import Account


class Lesson(models.Model):
    """Experience of a forum that goes back to the departments (K3b). It says nothing that points at anybody.

    It is tied to the forum and the month, never to a meeting or an item. `for_departments` are codes; an empty list is everybody.
    """

    forum = models.CharField(_("forum"), max_length=64)
    month = models.DateField(_("month"))
    text = models.TextField(_("what we have learnt"), max_length=1000)
    for_departments = models.JSONField(_("for"), default=list)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    written_on = models.DateField()

    data_rules: ClassVar[DataRules] = {
        **every(ORGANISATION, "id", "forum", "month", "text", "for_departments", "written_on"),
        "written_by": STAFF,
    }

    class Meta:
        ordering = ("-month", "-id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="lesson_says_something"),)

    def __str__(self) -> str:
        return f"{self.forum} {self.month}"


class RunState(models.TextChoices):
    """Where a simulation stands."""

    WAITING = "waiting", _("waits")
    RUNNING = "running", _("is being worked out")
    DONE = "done", _("done")
    FAILED = "failed", _("could not be worked out")


class WhatIfRun(models.Model):
    """One simulation: the same signals under other forums. `settings` says which, `result` holds sums and never a person.

    The seed and the day make it reproducible.
    """

    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    from_on = models.DateField()
    seed = models.PositiveIntegerField()
    settings = models.JSONField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)

    data_rules: ClassVar[DataRules] = {
        **every(
            ORGANISATION, "id", "asked_at", "from_on", "seed", "settings", "state", "progress", "result", "problem"
        ),
        "finished_at": ORGANISATION,
        "asked_by": STAFF,
    }

    class Meta:
        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=Q(progress__lte=100), name="what_if_progress_percent"),)

    def __str__(self) -> str:
        return f"{self.from_on} {self.seed}"
