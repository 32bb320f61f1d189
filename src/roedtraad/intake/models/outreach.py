# SPDX-License-Identifier: EUPL-1.2
"""Outreach: young people of whom nobody knows what they do, who asks them, and what they answered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, CREDENTIAL, ORGANISATION, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson


class OutreachList(models.Model):
    """A campaign: whom it was made of, on which day, and by whom. The people on it stay the same."""

    name = models.CharField(_("name"), max_length=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="outreach_lists")
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="outreach_lists")
    made_on = models.DateField(_("made"))
    days = models.PositiveSmallIntegerField(_("to be reached within days"))

    data_rules: ClassVar[DataRules] = every(ORGANISATION, "id", "name", "unit", "made_by", "made_on", "days")

    class Meta:
        ordering = ("-made_on", "-id")

    def __str__(self) -> str:
        return self.name


class RowState(models.TextChoices):
    """How far we have come with one young person."""

    TO_CONTACT = "to_contact", _("to contact")
    ATTEMPTED = "attempted", _("attempted")
    ANSWERED = "answered", _("has answered")
    SETTLED = "settled", _("settled")


class Settled(models.TextChoices):
    """What it ended with."""

    EDUCATION = "education", _("in education")
    WORK = "work", _("in work")
    WANTS_HELP = "wants_help", _("wants help")
    ALREADY_HELPED = "already_helped", _("already has help")
    DECLINED = "declined", _("does not want contact")
    UNREACHABLE = "unreachable", _("could not be reached after reminders")
    MOVED = "moved", _("has moved away")
    OTHER = "other", _("something else")


class OutreachRow(models.Model):
    """One young person on a list. `worker` is who asks; until it is settled the person is visible to the worker."""

    outreach = models.ForeignKey(OutreachList, on_delete=models.CASCADE, related_name="rows", db_index=False)
    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="outreach_rows")
    worker = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="outreach_rows", db_index=False
    )
    state = models.CharField(_("state"), max_length=12, choices=RowState.choices, default=RowState.TO_CONTACT)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    contacted_on = models.DateField(_("first attempt"), null=True)
    reached_on = models.DateField(_("reached"), null=True)
    settled_on = models.DateField(_("settled"), null=True)
    settled_as = models.CharField(_("result"), max_length=16, choices=Settled.choices, blank=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "outreach", "young_person", "worker", "state", "attempts", "contacted_on", "reached_on"),
        **every(CASE, "settled_on", "settled_as"),
    }

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("worker", "state", "young_person"), name="outreach_of_worker"),)
        constraints = (
            models.UniqueConstraint(fields=("outreach", "young_person"), name="outreach_once_per_person"),
            models.CheckConstraint(
                condition=Q(state="settled", settled_on__isnull=False) & ~Q(settled_as="")
                | ~Q(state="settled") & Q(settled_on__isnull=True, settled_as=""),
                name="outreach_settled_with_result",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outreach_id} {self.young_person_id}"


class AnswerLink(models.Model):
    """A link that lets the young person answer once, without signing in. Only a digest of it is kept."""

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="answer_links")
    row = models.ForeignKey(OutreachRow, on_delete=models.CASCADE, null=True, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="answer_links")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "row", "made_at", "expires_at", "used_at"),
        "digest": CREDENTIAL,
        **every(CASE, "young_person", "made_by"),
    }

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="answer_link_in_order"),)

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.expires_at}"


class Doing(models.TextChoices):
    """What the young person says they do."""

    YOUTH_EDUCATION = "youth_education", _("I am in education")
    FGU = "fgu", _("I am at FGU")
    WORK = "work", _("I have a job")
    SPARE_TIME_JOB = "spare_time_job", _("I have a spare-time job")
    NOTHING = "nothing", _("Nothing right now")
    OTHER = "other", _("Something else")


class AnswerState(models.TextChoices):
    """Nothing that is answered changes the register before somebody has confirmed it."""

    NEW = "new", _("to be confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    DISMISSED = "dismissed", _("put aside")


class Answer(models.Model):
    """What the young person answered by the link, as they wrote it."""

    link = models.OneToOneField(AnswerLink, on_delete=models.CASCADE, related_name="answer")
    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="answers")
    answered_at = models.DateTimeField()
    answered_on = models.DateField()
    doing = models.CharField(_("what I do now"), max_length=16, choices=Doing.choices)
    place = models.CharField(_("where"), max_length=150, blank=True)
    wants_call = models.BooleanField(_("wants to be called"))
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    words = models.CharField(_("in their own words"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=AnswerState.choices, default=AnswerState.NEW)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="answers_settled")

    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "link"),
        **every(CASE, "young_person", "answered_at", "answered_on", "doing", "place", "wants_call", "phone", "words"),
        **every(CASE, "state", "settled_by"),
    }

    class Meta:
        ordering = ("-answered_at", "-id")

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.answered_on}"
