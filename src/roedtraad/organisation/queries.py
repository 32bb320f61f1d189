# SPDX-License-Identifier: EUPL-1.2
"""Reads about the organisation: which profile counts on a date, and who acts with which rights."""

import datetime as dt
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.remembering import remembered
from roedtraad.organisation.models import Account, Department, ProfileVersion, RoleAssignment
from roedtraad.organisation.profile import Profile, from_document


def actor_for(account: Account, on: dt.date) -> Actor:
    """The actor behind an account with the grants in force on a date, in one query.

    An account that may no longer sign in has no grants, so an open session loses every right at once.
    """
    if not account.is_active:
        return Actor(account_id=account.pk, name=account.name, on=on)
    assignments = list(
        RoleAssignment.objects.filter(in_force(on), account=account)
        .select_related("unit__department")
        .only("role", "school_code", "account_id", "unit__code", "unit__is_entry", "unit__department__code")
        .order_by("unit__is_entry", "pk")
    )
    units = [one.unit for one in assignments if one.unit is not None]
    return Actor(
        account_id=account.pk,
        name=account.name,
        grants=tuple(_grant(one) for one in assignments),
        unit=units[0].code if units else "",
        department=units[0].department.code if units else "",
        on=on,
    )


def _grant(assignment: RoleAssignment) -> Grant:
    return Grant(
        role=Role(assignment.role),
        unit_id=assignment.unit_id,
        department_id=assignment.unit.department_id if assignment.unit else None,
        school_code=assignment.school_code,
    )


@lru_cache(maxsize=32)
def _parsed(version_id: int, digest: str) -> Profile:
    """A version's document never changes, so it is read once in a process."""
    return from_document(ProfileVersion.objects.values_list("document", flat=True).get(pk=version_id))


@remembered
def versions() -> tuple[ProfileVersion, ...]:
    """Every version of the profile without its document, the newest first: read once, however many days a page is about."""
    return tuple(ProfileVersion.objects.defer("document"))


def version_on(on: dt.date) -> ProfileVersion | None:
    """The version of the profile that counts on a date, without its document; None before the first is loaded."""
    return next((one for one in versions() if one.valid_from <= on), None)


def profile_on(on: dt.date) -> Profile:
    """The municipality's profile as it counts on a date.

    Raises DomainError `no_profile` when none has been loaded.
    """
    version = version_on(on) or next(reversed(versions()), None)
    if version is None:
        raise DomainError("no_profile", _("No profile has been loaded. Load one with: roedtraad profile load FILE."))
    return profile_of(version)


def profile_of(version: ProfileVersion) -> Profile:
    """The profile of one version in the history."""
    return _parsed(version.pk, version.digest)


def department_names() -> list[str]:
    """The departments at work now, by the name in the reader's language."""
    return sorted(department.local_name for department in Department.objects.filter(is_active=True))


def demo_accounts() -> QuerySet[Account]:
    """The demo municipality's people whom one can sign in as without a password; nobody outside demo mode."""
    return Account.objects.filter(is_demo=True, is_active=True).order_by("pk")
