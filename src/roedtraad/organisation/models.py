# SPDX-License-Identifier: EUPL-1.2
"""The municipality's organisation as data, and the staff who work in it."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Role
from roedtraad.kernel.classification import (
    ACCOUNT,
    CREDENTIAL,
    ORGANISATION,
    TECHNICAL,
    Classification,
    DataRules,
    Export,
    Purpose,
    every,
)  # fmt: skip

PHOTO = ACCOUNT.but(purpose=Purpose.CONTACT, export=Export.NEVER)
"""Whoever has a contact person can see whom they will meet."""


class ProfileVersion(models.Model):
    """The whole profile as it holds from a date. Versions are added and never changed, so history stays readable.

    On a date the version with the latest `valid_from` not after it counts; of several from one date, the last made.
    """

    valid_from = models.DateField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=150)

    data_rules: ClassVar[DataRules] = every(
        ORGANISATION, "id", "valid_from", "document", "digest", "note", "made_at", "made_by_id", "made_by_name"
    )

    class Meta:
        ordering = ("-valid_from", "-id")
        indexes = (models.Index(fields=("-valid_from", "-id"), name="profile_in_force"),)

    def __str__(self) -> str:
        return f"{self.valid_from} {self.digest[:8]}"


class Department(models.Model):
    """A part of the administration with staff, budget and laws. Never deleted: a profile without it ends its period."""

    code = models.SlugField(max_length=64, unique=True)
    name_da = models.CharField(max_length=150)
    name_en = models.CharField(max_length=150)
    disciplines = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    data_rules: ClassVar[DataRules] = every(
        ORGANISATION, "id", "code", "name_da", "name_en", "disciplines", "is_active"
    )

    class Meta:
        ordering = ("name_da",)

    def __str__(self) -> str:
        return self.name_da

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_da


class Unit(models.Model):
    """Where people work together; exactly one active unit is the entry that every enquiry meets."""

    code = models.SlugField(max_length=64, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="units")
    name_da = models.CharField(max_length=150)
    name_en = models.CharField(max_length=150)
    disciplines = models.JSONField(default=list)
    is_entry = models.BooleanField(default=False)
    has_authority = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    data_rules: ClassVar[DataRules] = every(
        ORGANISATION, "id", "code", "department", "name_da", "name_en", "disciplines", "is_entry", "has_authority",
        "is_active",
    )  # fmt: skip

    class Meta:
        ordering = ("name_da",)
        constraints = (
            models.UniqueConstraint(
                fields=("is_entry",), condition=Q(is_entry=True, is_active=True), name="unit_one_active_entry"
            ),
        )

    def __str__(self) -> str:
        return self.name_da

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_da


class Account(AbstractBaseUser):
    """A person who signs in. Rights are role assignments, never flags on the account.

    `picture` is the random name of a small photo on the disk, for the young people whom they follow; empty when there is none.
    """

    username = models.CharField(_("user name"), max_length=150, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("title"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=5, default="da", choices=[("da", "Dansk"), ("en", "English")])
    picture = models.CharField(max_length=48, blank=True)
    picture_digest = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[BaseUserManager["Account"]] = BaseUserManager()  # type: ignore[assignment]

    data_rules: ClassVar[DataRules] = {
        **every(ACCOUNT, "id", "username", "email", "name", "title", "phone", "language", "is_active", "last_login"),
        **every(PHOTO, "picture", "picture_digest"),
        "password": CREDENTIAL,
        "is_demo": TECHNICAL,
    }

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's own administration is not part of the house."""
        return False


class RoleAssignment(models.Model):
    """One role in one place for one period. The place is a unit, or a school for those who follow its pupils."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="assignments")
    school_code = models.CharField(max_length=16, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    data_rules: ClassVar[DataRules] = every(
        ACCOUNT.but(classification=Classification.INTERNAL, export=Export.STAFF),
        "id", "account", "role", "unit", "school_code", "valid_from", "valid_to",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="role_period_in_order"
            ),
            models.UniqueConstraint(
                fields=("account", "role", "unit", "school_code", "valid_from"), name="role_once_per_place_and_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"
