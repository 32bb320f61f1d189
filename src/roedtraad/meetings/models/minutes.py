# SPDX-License-Identifier: EUPL-1.2
"""What is written down of an item: for those who took part, and in plain words for the young person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, every
from roedtraad.meetings.models.agenda import AgendaItem, Participant
from roedtraad.organisation.models import Account


class MinutesState(models.TextChoices):
    """Where the minutes of an item stand. Sent ones are corrected with a reason, never overwritten."""

    DRAFT = "draft", _("being written")
    SENT = "sent", _("sent for approval")
    APPROVED = "approved", _("approved")


class Minutes(models.Model):
    """The minutes of one item: one per person, never one document for all. The texts are in the versions.

    `version` is the number of the newest; `plain_sent_at` when the young person got their part in plain words.
    """

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="written")
    state = models.CharField(_("state"), max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField(null=True, blank=True)
    plain_sent_at = models.DateTimeField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)

    person_path: ClassVar[str] = "item__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "item", "state", "version", "sent_at", "plain_sent_at", "approved_on"),
    }

    class Meta:
        verbose_name_plural = "minutes"
        constraints = (
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True) | (~Q(state="draft") & Q(sent_at__isnull=False)),
                name="minutes_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_on__isnull=False), name="minutes_approved_has_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class MinutesVersion(models.Model):
    """One text of the minutes. `text` is for those who took part; `plain` is the young person's part in plain words."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    text = models.TextField(_("what was said and decided"), max_length=8000, blank=True)
    plain = models.TextField(_("in plain words, for the young person"), max_length=4000, blank=True)
    reason = models.CharField(_("why it is corrected"), max_length=500, blank=True)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    person_path: ClassVar[str] = "minutes__item__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "minutes", "number", "text", "plain", "reason", "written_by", "written_at"),
    }

    class Meta:
        ordering = ("minutes", "number")
        constraints = (models.UniqueConstraint(fields=("minutes", "number"), name="minutes_version_once"),)

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.number}"


class Answer(models.TextChoices):
    """What somebody who took part says to the minutes."""

    APPROVES = "approves", _("approves")
    OBJECTS = "objects", _("objects")


class MinutesAnswer(models.Model):
    """What one participant says to one version. An objection says what is wrong, and stays beside the minutes."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="answers", db_index=False)
    number = models.PositiveIntegerField()
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    text = models.CharField(_("what is wrong"), max_length=1000, blank=True)
    answered_at = models.DateTimeField()

    person_path: ClassVar[str] = "minutes__item__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "minutes", "number", "participant", "answer", "text", "answered_at"),
    }

    class Meta:
        ordering = ("answered_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("minutes", "number", "participant"), name="minutes_answer_once"),
            models.CheckConstraint(condition=~Q(answer="objects") | ~Q(text=""), name="minutes_objection_says_what"),
        )

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.number} {self.answer}"
