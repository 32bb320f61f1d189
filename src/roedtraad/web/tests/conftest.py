# SPDX-License-Identifier: EUPL-1.2
"""Astrid, a caseworker with a password and perhaps an app, for the tests of signing in."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import LazySettings

from roedtraad.kernel.actor import Role
from roedtraad.organisation.models import Account
from roedtraad.web.tests.signing_in import A_PASSWORD
from tests.cast import Cast, give_role, make_account


@pytest.fixture
def quick_passwords(settings: LazySettings) -> None:
    """Hashing is slow on purpose; these tests are not about that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def astrid(cast: Cast, quick_passwords: None) -> Account:
    """A caseworker with a password."""
    account = make_account("astrid", "Astrid Ansat")
    account.set_password(A_PASSWORD)
    account.save()
    give_role(account, Role.AUTHORITY_CASEWORKER, "authority")
    return account


@pytest.fixture
def required(settings: LazySettings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def secret(astrid: Account) -> str:
    """Astrid's app: the secret that its codes are made from."""
    value: str = generate_totp_secret()
    TOTP.activate(astrid, value)
    return value


@pytest.fixture
def recovery_codes(astrid: Account, secret: str) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(astrid).generate_codes()
    return codes
