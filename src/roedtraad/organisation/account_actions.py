# SPDX-License-Identifier: EUPL-1.2
"""Acts on staff accounts. Nobody changes their own access, and every act works at the account's next click."""

import dataclasses
import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_wrong_answers
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.contributions import account_holdings
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.organisation.account_queries import (
    STAFF_ROLES,
    account_of_link,
    link_tokens,
    needs_school,
    needs_unit,
    require_manager,
    takes_school,
)  # fmt: skip
from roedtraad.organisation.models import Account, RoleAssignment, Unit
from roedtraad.organisation.queries import actor_for


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """What an administrator may set on an account: who it is and how to reach them, nothing else."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    language: str = "da"


@dataclass(frozen=True, slots=True)
class RoleToGive:
    """A role in one place for one period; without `valid_to` until it is ended."""

    role: Role
    unit_id: int | None = None
    school_code: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SignInLink:
    """The two parts of a one-time link."""

    key: str
    token: str


@transaction.atomic
def open_account(actor: Actor, *, username: str, details: AccountDetails) -> Account:
    """Open an account without password and without roles. Refuses a user name that is taken, whatever its capitals."""
    require_manager(actor)
    username = username.strip().lower()
    if Account.objects.filter(username=username).exists():
        raise DomainError("username_taken", _("Somebody has this user name already. Choose another."))
    account = Account(username=username, **dataclasses.asdict(details))
    account.set_unusable_password()
    account.save()
    values = {"username": username, **dataclasses.asdict(details)}
    record_change(actor, Record("open_account", "account", account.pk, values=values))
    return account


@transaction.atomic
def change_account(actor: Actor, *, account_id: int, details: AccountDetails) -> Account:
    """Change who the account is and how to reach them; the log keeps what was there before."""
    require_manager(actor)
    account = _locked(account_id)
    wanted = dataclasses.asdict(details)
    changed = {
        name: [getattr(account, name), value] for name, value in wanted.items() if getattr(account, name) != value
    }
    if changed:
        for name in changed:
            setattr(account, name, wanted[name])
        account.save(update_fields=list(changed))
        record_change(actor, Record("change_account", "account", account.pk, values=changed))
    return account


@transaction.atomic
def give_role(actor: Actor, *, account_id: int, grant: RoleToGive) -> RoleAssignment:
    """Give a role from today or later.

    Refuses one's own account, roles that are not for staff, a place that the role does not need or lacks, periods that
    begin in the past or end before they begin, and a role that the account has there in the period.
    """
    require_manager(actor)
    account = _locked(account_id)
    _refuse_own(actor, account)
    valid_from = grant.valid_from or actor.on
    _check_place(grant)
    _check_period(valid_from, grant.valid_to, actor.on)
    _refuse_twice(account, grant, valid_from)
    assignment = RoleAssignment.objects.create(
        account=account, role=grant.role.value, unit_id=grant.unit_id, school_code=grant.school_code,
        valid_from=valid_from, valid_to=grant.valid_to,
    )  # fmt: skip
    record_change(actor, Record("give_role", "account", account.pk, values=_as_values(assignment)))
    return assignment


def _check_place(grant: RoleToGive) -> None:
    if grant.role not in STAFF_ROLES:
        raise DomainError("role_not_for_staff", _("This role is not for staff."))
    if needs_unit(grant.role) and grant.unit_id is None:
        raise DomainError("role_needs_unit", _("Choose the unit that the role is for."), field="unit")
    if needs_school(grant.role) and not grant.school_code:
        raise DomainError("role_needs_school", _("Write the institution number of the school."), field="school_code")
    if grant.school_code and not takes_school(grant.role):
        raise DomainError(
            "role_without_school", _("This role is not for a school. Leave the school empty."), field="school_code"
        )
    if grant.unit_id is not None and not Unit.objects.filter(pk=grant.unit_id, is_active=True).exists():
        raise DomainError("unit_gone", _("This unit is not in use. Choose another."), field="unit")


def _check_period(valid_from: dt.date, valid_to: dt.date | None, today: dt.date) -> None:
    if valid_from < today:
        raise DomainError("role_in_past", _("A role cannot begin in the past."), field="valid_from")
    if valid_to is not None and valid_to < valid_from:
        raise DomainError("role_ends_first", _("The last day is before the first."), field="valid_to")


def _refuse_twice(account: Account, grant: RoleToGive, valid_from: dt.date) -> None:
    place = Q(unit_id=grant.unit_id) if grant.unit_id is not None else Q(unit__isnull=True)
    same = account.assignments.filter(place, role=grant.role.value, school_code=grant.school_code)
    if grant.valid_to is not None:
        same = same.filter(valid_from__lte=grant.valid_to)
    if same.exclude(valid_to__lt=valid_from).exists():
        raise DomainError("role_given_already", _("The account has this role there in that period already."))


@transaction.atomic
def end_role(actor: Actor, *, account_id: int, assignment_id: int) -> None:
    """End a role now: it is gone at the account's next click. A role that never came to count is taken away entirely."""
    require_manager(actor)
    account = _locked(account_id)
    _refuse_own(actor, account)
    assignment = RoleAssignment.objects.filter(pk=assignment_id, account=account).first()
    if assignment is None:
        raise NotVisible
    yesterday = actor.on - dt.timedelta(days=1)
    if assignment.valid_to is not None and assignment.valid_to <= yesterday:
        raise DomainError("role_over", _("This role has ended already."))
    record_change(actor, Record("end_role", "account", account.pk, values=_as_values(assignment)))
    if assignment.valid_from > yesterday:
        assignment.delete()
    else:
        assignment.valid_to = yesterday
        assignment.save(update_fields=["valid_to"])


def _as_values(one: RoleAssignment) -> dict[str, object]:
    return {
        "role": one.role, "unit": one.unit.code if one.unit else "", "school_code": one.school_code,
        "valid_from": one.valid_from, "valid_to": one.valid_to,
    }  # fmt: skip


@transaction.atomic
def lock_account(actor: Actor, *, account_id: int) -> None:
    """Close the account: nobody signs in with it, and open sessions end at the next click. Refuses one's own.

    What hangs on it goes to a leader in the same act, never silently: each room says what (`account_holdings`).
    """
    require_manager(actor)
    account = _locked(account_id)
    _refuse_own(actor, account)
    if not account.is_active:
        raise DomainError("account_closed", _("The account is closed already."))
    account.is_active = False
    account.save(update_fields=["is_active"])
    released = {one.name: count for one in account_holdings if (count := one.release(actor, account.pk))}
    record_change(actor, Record("lock_account", "account", account.pk, values=released))


@transaction.atomic
def unlock_account(actor: Actor, *, account_id: int) -> None:
    """Let the account in again: a closed one is opened, and wrong answers at sign-in are forgotten."""
    require_manager(actor)
    account = _locked(account_id)
    _refuse_own(actor, account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    forget_wrong_answers(username=account.username)
    record_change(actor, Record("unlock_account", "account", account.pk))


@transaction.atomic
def issue_sign_in_link(actor: Actor, *, account_id: int) -> SignInLink:
    """A link through which the owner chooses a password. The old password and earlier links stop working at once.

    Refuses one's own account and a closed one. Nobody but the owner ever knows the password.
    """
    require_manager(actor)
    account = _locked(account_id)
    _refuse_own(actor, account)
    if not account.is_active:
        raise DomainError("account_closed", _("The account is closed. Reopen it first."))
    account.set_unusable_password()
    account.save(update_fields=["password"])
    forget_wrong_answers(username=account.username)
    record_change(actor, Record("issue_sign_in_link", "account", account.pk))
    return SignInLink(urlsafe_base64_encode(force_bytes(account.pk)), link_tokens.make_token(account))


@transaction.atomic
def remove_second_factor(actor: Actor, *, account_id: int) -> None:
    """Take away every second factor of somebody who has lost it, recovery codes included. Refuses one's own account."""
    require_manager(actor)
    account = _locked(account_id)
    _refuse_own(actor, account)
    factors = Authenticator.objects.filter(user_id=account.pk)
    kinds = sorted(factors.values_list("type", flat=True))
    if not kinds:
        raise DomainError("no_second_factor", _("The account has no second factor."))
    factors.delete()
    record_change(actor, Record("remove_second_factor", "account", account.pk, values={"kinds": kinds}))


@transaction.atomic
def choose_password(*, key: str, token: str, password: str) -> Account:
    """The owner chooses a password through a one-time link, which is spent by it.

    Refuses a link that is spent or too old, and a password that is too weak (ValidationError).
    """
    account = account_of_link(key, token)
    if account is not None:
        account = _locked(account.pk)
    if account is None or not link_tokens.check_token(account, token):
        raise DomainError(
            "link_spent", _("The link has been used or is too old. Ask your administrator for a new one.")
        )
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    record_change(actor_for(account, clock.today()), Record("choose_password", "account", account.pk))
    return account


@transaction.atomic
def choose_language(actor: Actor, *, language: str) -> None:
    """The language in which one's own pages are shown."""
    if language not in dict(settings.LANGUAGES):
        raise DomainError("language_unknown", _("This language is not available."))
    account = _locked(actor.account_id or 0)
    if account.language != language:
        account.language = language
        account.save(update_fields=["language"])
        record_change(actor, Record("choose_language", "account", account.pk, values={"language": language}))


def _locked(account_id: int) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotVisible
    return account


def _refuse_own(actor: Actor, account: Account) -> None:
    if account.pk == actor.account_id:
        raise NotAllowed("own_access", _("Nobody may change their own access. Ask another administrator."))
