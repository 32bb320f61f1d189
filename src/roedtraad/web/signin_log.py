# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out, and changes of password and second factor, go to the log like every other act."""

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from roedtraad.audit.actions import Record, record_change, record_refusal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for


def _record(account: Account, act: str, **values: object) -> None:
    with transaction.atomic():
        record_change(actor_for(account, clock.today()), Record(act, "account", account.pk, values=values))


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: Account, **_: object) -> None:
    methods = request.session.get("account_authentication_methods", [])
    how = [f"{one['method']}:{one['type']}" if "type" in one else one["method"] for one in methods]
    _record(user, "signed_in", how=how)


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: Account | None, **_: object) -> None:
    if user is not None:
        _record(user, "signed_out")


@receiver(user_locked_out)
def _locked_out(request: HttpRequest, username: str | None, **_: object) -> None:
    """The name stays out of the log when nobody has it: people type passwords there."""
    account = Account.objects.filter(username=username or "").first()
    if account is not None:
        refusal = Record("sign_in_locked", "account", account.pk)
        record_refusal(Actor(account_id=0, name="", on=clock.today()), refusal)


@receiver(password_changed)
def _password_changed(request: HttpRequest, user: Account, **_: object) -> None:
    _record(user, "change_password")


@receiver(authenticator_added)
def _factor_added(user: Account, authenticator: Authenticator, **_: object) -> None:
    _record(user, "add_second_factor", kind=str(authenticator.type))


@receiver(authenticator_removed)
def _factor_removed(user: Account, authenticator: Authenticator, **_: object) -> None:
    _record(user, "drop_second_factor", kind=str(authenticator.type))


@receiver(authenticator_reset)
def _codes_renewed(user: Account, authenticator: Authenticator, **_: object) -> None:
    _record(user, "renew_recovery_codes")
