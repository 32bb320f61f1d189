# SPDX-License-Identifier: EUPL-1.2
"""Where the sign-in library asks us: no sign-up, our texts, our counting, and secrets that are sealed in the database."""

import base64
from types import MappingProxyType
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.addresses import client_address

_MESSAGES: Final = MappingProxyType({
    "account/messages/password_changed.txt": _("Your password is changed."),
    "mfa/messages/totp_activated.txt": _("The app is ready."),
    "mfa/messages/totp_deactivated.txt": _("The app is removed."),
    "mfa/messages/webauthn_added.txt": _("The key is added."),
    "mfa/messages/webauthn_removed.txt": _("The key is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes."),
})  # fmt: skip
"""What is said after an act. Signing in and out show by themselves, so their messages are left out."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator, and wrong passwords are counted in the database (`throttle.py`)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask your administrator."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("The code is not right. Wait for the next one and try again."),
        "incorrect_password": _("The password is not right."),
        "too_many_login_attempts": _("Too many wrong answers. Wait a while, or ask your administrator."),
        "username_password_mismatch": _("User name and password do not match."),
        "rate_limited": _("Too many tries in a short time. Wait a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing here: this library's own count is per process and would let anybody lock the owner out."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """A sign-in is as good as a confirmation: for ten minutes nothing is asked twice."""
        super().login(request, user)
        proofs = request.session.get("account_authentication_methods", [])
        if proofs:
            proofs[-1]["reauthenticated"] = True
            request.session.modified = True

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Our words for the library's messages; what we have no words for is one that nobody needs."""
        text = kwargs.get("message") or _MESSAGES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text))

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        names = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a security key"),
        }
        return [{**one, "description": names[one["id"]]} for one in super().get_reauthentication_methods(user)]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds are stored under a key that is not in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Wait for the next one and try again."),
        "cannot_generate_recovery_codes": _("Set up an app or a security key first."),
    }

    def encrypt(self, text: str) -> str:
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _sealer().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002  (the library's word)
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return str(_("Key %(number)s")) % {"number": number}

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()


def _sealer() -> Fernet:
    key = HKDF(SHA256(), 32, None, b"second factor").derive(settings.DATA_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
