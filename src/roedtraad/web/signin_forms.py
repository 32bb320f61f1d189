# SPDX-License-Identifier: EUPL-1.2
"""The sign-in library's forms in our words, with wrong codes counted like wrong passwords."""

import time
from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as code_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roedtraad.organisation.models import Account


def _say(form: forms.BaseForm, name: str, label: object, help_text: object = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, help_text  # type: ignore[assignment]
    field.widget.attrs.pop("placeholder", None)


class SignInForm(account_forms.LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("User name"))
        _say(self, "password", _("Password"))


class ConfirmPasswordForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something sensitive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Password"))


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Current password"))
        _say(self, "password1", _("New password"), _("At least 12 characters. A few words are easier to remember."))
        _say(self, "password2", _("New password once more"))


class NewPasswordForm(forms.Form):
    """A first or new password, chosen by the owner through a one-time link."""

    password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters. A few words are easier to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("New password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("password1") and given.get("password2") and given["password1"] != given["password2"]:
            self.add_error("password2", _("The two passwords are not the same."))
        return given


class _CountedCode:
    """A code that is refused when too many were wrong, counted with the passwords, and never accepted twice."""

    user: Account

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise ValidationError("")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            self._refuse_again()
        except ValidationError:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            raise
        return code

    def _refuse_again(self) -> None:
        used: Authenticator = self.authenticator  # type: ignore[attr-defined]
        period = settings.MFA_TOTP_PERIOD
        if used.type != Authenticator.Type.TOTP or used.last_used_at is None:
            return
        if int(used.last_used_at.timestamp()) // period == int(time.time()) // period:
            raise ValidationError(_("This code has been used. Wait for the next one."))


class CodeForm(_CountedCode, code_forms.AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), _("From your app, or one of your recovery codes."))


class ConfirmCodeForm(_CountedCode, code_forms.ReauthenticateForm):  # type: ignore[misc]
    """A code before something sensitive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), _("From your app, or one of your recovery codes."))


class ActivateAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code from a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code from the app"))


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A name for a new key, and whether it may be used without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name of the key"), _("So that you know it again, for example “blue key”."))
        _say(
            self, "passwordless", _("Sign in with this key alone"),
            _("The key must then have a PIN or a fingerprint reader."),
        )  # fmt: skip


class RenameKeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name of the key"))
