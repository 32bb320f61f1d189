# SPDX-License-Identifier: EUPL-1.2
"""How staff sign in: password and second factor (allauth), and what is done against guessing (axes). See docs/sign-in.md."""

import datetime as _dt
import os as _os

from roedtraad.config.env import setting as _setting
from roedtraad.config.env import whole_number as _whole_number
from roedtraad.config.env import yes_or_no as _yes_or_no

_IN_PRODUCTION = _os.environ.get("ROEDTRAAD_MODE") == "production"

REQUIRE_SECOND_FACTOR = _setting(
    "ROEDTRAAD_REQUIRE_SECOND_FACTOR", _yes_or_no, default="yes" if _IN_PRODUCTION else "no",
    meaning="whether staff must have a second factor before they reach any page",
)  # fmt: skip
PROXY_COUNT = _setting(
    "ROEDTRAAD_PROXIES", _whole_number(0, 9), default="1" if _IN_PRODUCTION else "0",
    meaning="trusted proxies in front of the site, so that guessing is counted by the visitor's own address",
)  # fmt: skip
PASSWORD_RESET_TIMEOUT = 3600 * _setting(
    "ROEDTRAAD_LINK_HOURS", _whole_number(1, 168), default="24",
    meaning="hours that a one-time link for choosing a password works",
)  # fmt: skip
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "roedtraad.web.refusals.form_expired"

ACCOUNT_ADAPTER = "roedtraad.web.signin_adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "roedtraad.web.signin_forms.SignInForm",
    "reauthenticate": "roedtraad.web.signin_forms.ConfirmPasswordForm",
    "change_password": "roedtraad.web.signin_forms.ChangePasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "20/d/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT

MFA_ADAPTER = "roedtraad.web.signin_adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Rødtråd"
MFA_TOTP_PERIOD = 30
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _IN_PRODUCTION
MFA_FORMS = {
    "authenticate": "roedtraad.web.signin_forms.CodeForm",
    "reauthenticate": "roedtraad.web.signin_forms.ConfirmCodeForm",
    "activate_totp": "roedtraad.web.signin_forms.ActivateAppForm",
    "add_webauthn": "roedtraad.web.signin_forms.AddKeyForm",
    "edit_webauthn": "roedtraad.web.signin_forms.RenameKeyForm",
}

AXES_HANDLER = "roedtraad.web.throttle.AddressHandler"
AXES_LOCKOUT_CALLABLE = "roedtraad.web.throttle.locked_out"
AXES_USERNAME_CALLABLE = "roedtraad.web.throttle.folded_username"
AXES_CLIENT_IP_CALLABLE = "roedtraad.kernel.addresses.client_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = _dt.timedelta(hours=24)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address", "password", "code", "credential"]
