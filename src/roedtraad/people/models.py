# SPDX-License-Identifier: EUPL-1.2
"""Young persons and what the municipality knows of their lives."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import (
    CONTACT,
    IDENTITY,
    ORGANISATION,
    SEALED,
    SITUATION,
    TECHNICAL,
    Classification,
    DataRules,
    Export,
    every,
)  # fmt: skip

PROTECTED = CONTACT.but(classification=Classification.CONFIDENTIAL)


class School(models.Model):
    """A school or institution, by its official institution number."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=32)
    district = models.CharField(max_length=100, blank=True)

    data_rules: ClassVar[DataRules] = every(ORGANISATION, "id", "code", "name", "kind", "district")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class YoungPerson(models.Model):
    """The person the effort is about.

    `reference` is the sender's own id of the person. `cpr_sealed` is the CPR number encrypted with a key that is not in the
    database, the same for the same number, so that it is unique and can be found in full and in no other way (`cpr.py`).
    `source` and `confirmed_on` say where the facts come from and how fresh they are.
    """

    reference = models.CharField(_("reference"), max_length=64, unique=True)
    cpr_sealed = models.BinaryField(max_length=64, null=True, unique=True)
    given_name = models.CharField(_("first name"), max_length=150)
    family_name = models.CharField(_("last name"), max_length=150)
    search_given = models.CharField(max_length=310, db_index=True)
    search_family = models.CharField(max_length=310, db_index=True)
    sort_name = models.CharField(max_length=400, db_index=True)
    born_on = models.DateField(_("date of birth"))
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    street = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=8, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    address_protected_to = models.DateField(_("address protected until"), null=True, blank=True)
    interpreter_language = models.CharField(_("interpreter"), max_length=64, blank=True)
    special_class = models.BooleanField(_("special class"), default=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="pupils")
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    confirmed_on = models.DateField(_("confirmed"), null=True, blank=True)

    data_rules: ClassVar[DataRules] = {
        **every(IDENTITY, "id", "reference", "given_name", "family_name", "search_given", "search_family", "sort_name"),
        **every(IDENTITY, "born_on", "source", "confirmed_on"),
        "cpr_sealed": SEALED,
        **every(CONTACT, "phone", "email", "interpreter_language"),
        **every(PROTECTED, "street", "postal_code", "city", "address_protected_to"),
        **every(SITUATION, "special_class", "school", "grade"),
    }

    class Meta:
        ordering = ("sort_name", "id")
        indexes = (models.Index(fields=("born_on",), name="young_person_born"),)

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Guardian(models.Model):
    """Holder of parental authority, or another adult close to the young person."""

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField(_("name"), max_length=200)
    relation = models.CharField(_("relation"), max_length=50)
    has_custody = models.BooleanField(_("holds parental authority"), default=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    street = models.CharField(_("address"), max_length=200, blank=True)
    address_protected_to = models.DateField(null=True, blank=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CONTACT, "young_person", "name", "relation", "has_custody", "phone", "email"),
        **every(PROTECTED.but(export=Export.NEVER), "street", "address_protected_to"),
    }

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class SituationKind(models.TextChoices):
    """What a young person can be doing (DESIGN §4)."""

    SCHOOL = "school", _("school")
    GRADE_10 = "grade_10", _("10th grade")
    YOUTH_EDUCATION = "youth_education", _("youth education")
    FGU = "fgu", _("FGU")
    STU = "stu", _("STU")
    WORK = "work", _("work")
    SPARE_TIME_JOB = "spare_time_job", _("spare-time job")
    BENEFIT = "benefit", _("benefit")
    MEASURE = "measure", _("measure")
    PLACEMENT = "placement", _("company placement")
    UNKNOWN = "unknown", _("unknown")


class LifeSituation(models.Model):
    """A dated period of what the person does. Periods of one kind never overlap; a gap means that the status is unknown.

    `ended_on` is the last day. `confirmed_on` is the day the source last said so: a status that nobody has confirmed for
    longer than the profile's currency for its kind counts as unknown (PEERS §3.11).
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="situations", db_index=False)
    reference = models.CharField(_("reference"), max_length=64, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SituationKind.choices)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    benefit_rate = models.CharField(_("benefit rate"), max_length=32, blank=True)
    weekly_hours = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, null=True, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    confirmed_on = models.DateField(_("confirmed"))

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(SITUATION, "young_person", "reference", "kind", "started_on", "ended_on", "place", "benefit_rate"),
        **every(SITUATION, "weekly_hours", "source", "confirmed_on"),
    }

    class Meta:
        ordering = ("-started_on", "-id")
        indexes = (models.Index(fields=("young_person", "kind", "started_on"), name="situation_of_person"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="situation_in_order"
            ),
            models.UniqueConstraint(
                fields=("young_person", "kind"), condition=Q(ended_on__isnull=True), name="situation_one_open_per_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.started_on}"
