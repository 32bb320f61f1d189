# SPDX-License-Identifier: EUPL-1.2
"""The future workshop: a young person is screened by two people from two disciplines (MISSION K11)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson


class SkillsBasis(models.TextChoices):
    """Why reading, writing and arithmetic were tested. The special rule goes on 1 January 2027 (DOMAIN §1.6)."""

    NONE = "none", _("not tested")
    RULE = "rule", _("by the rule for those under 30 without education")
    NEED = "need", _("because the young person needs it")


class SkillLevel(models.TextChoices):
    """What a short test can say, and no more."""

    GOOD = "good", _("no need for help")
    SOME = "some", _("some need for help")
    MUCH = "much", _("much need for help")


class FutureWorkshop(models.Model):
    """One person's screening: by whom, what was found, what begins, and who follows from here."""

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="workshops")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="workshops")
    held_on = models.DateField(_("date"))
    first = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="workshops_first")
    first_discipline = models.CharField(max_length=32)
    second = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="workshops_second")
    second_discipline = models.CharField(max_length=32)
    tests_basis = models.CharField(_("tests"), max_length=8, choices=SkillsBasis.choices, default=SkillsBasis.NONE)
    tests_reason = models.CharField(_("why tests are needed"), max_length=500, blank=True)
    reading = models.CharField(_("reading"), max_length=8, choices=SkillLevel.choices, blank=True)
    writing = models.CharField(_("writing"), max_length=8, choices=SkillLevel.choices, blank=True)
    arithmetic = models.CharField(_("arithmetic"), max_length=8, choices=SkillLevel.choices, blank=True)
    result = models.TextField(_("what we found out together"), max_length=2000)
    contact_person = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="workshops_named")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="workshops_recorded")

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "unit", "held_on", "first", "first_discipline", "second", "second_discipline"),
        **every(CASE, "tests_basis", "tests_reason", "reading", "writing", "arithmetic", "result", "contact_person"),
        **every(CASE, "recorded_by"),
    }

    class Meta:
        ordering = ("-held_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(first=F("second")) & ~Q(first_discipline=F("second_discipline")),
                name="workshop_two_people_two_disciplines",
            ),
            models.CheckConstraint(
                condition=~Q(tests_basis="none") | Q(reading="", writing="", arithmetic=""),
                name="workshop_no_result_without_test",
            ),
            models.CheckConstraint(
                condition=~Q(tests_basis="need") | ~Q(tests_reason=""), name="workshop_need_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.held_on}"


class WorkshopOffer(models.Model):
    """Something that begins because of the workshop."""

    workshop = models.ForeignKey(FutureWorkshop, on_delete=models.CASCADE, related_name="offers")
    title = models.CharField(_("offer"), max_length=200)

    person_path: ClassVar[str] = "workshop__young_person"
    data_rules: ClassVar[DataRules] = {"id": TECHNICAL, **every(CASE, "workshop", "title")}

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title
