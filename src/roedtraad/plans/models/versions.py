# SPDX-License-Identifier: EUPL-1.2
"""How the plan was before, and who has signed which version of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account

from .plan import Plan


class PlanVersion(models.Model):
    """The whole plan as it stood after one change. Versions are added and never changed.

    `digest` covers what is agreed and not how far it has come, so that doing a step does not undo a signature.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(_("version"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    by_young_person = models.BooleanField(default=False)
    act = models.CharField(max_length=64)
    restored_from = models.PositiveIntegerField(null=True)
    document = models.JSONField()
    digest = models.CharField(max_length=64)

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "act", "digest", "restored_from"),
        **every(CASE, "plan", "number", "made_at", "made_by", "by_young_person", "document"),
    }

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="plan_version_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class Signer(models.TextChoices):
    """Who signs a plan."""

    YOUNG_PERSON = "young_person", _("the young person")
    GUARDIAN = "guardian", _("guardian")
    SCHOOL = "school", _("school")


class SignedHow(models.TextChoices):
    """How it was signed."""

    PORTAL = "portal", _("in the portal")
    PAPER = "paper", _("on paper")
    TOGETHER = "together", _("at a meeting")


class SignOff(models.Model):
    """Somebody agrees with one version of the plan. What is agreed later makes it a signature of an earlier version."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sign_offs", db_index=False)
    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="sign_offs", db_index=False)
    signer = models.CharField(_("who"), max_length=16, choices=Signer.choices)
    name = models.CharField(_("name"), max_length=150)
    signed_at = models.DateTimeField()
    how = models.CharField(_("how"), max_length=16, choices=SignedHow.choices)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "plan", "version", "signer", "name", "signed_at", "how", "recorded_by"),
    }

    class Meta:
        ordering = ("-signed_at",)
        indexes = (models.Index(fields=("plan", "-signed_at"), name="sign_off_of_plan"),)
        constraints = (models.UniqueConstraint(fields=("version", "signer", "name"), name="sign_off_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} {self.signer}"
