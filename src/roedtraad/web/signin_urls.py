# SPDX-License-Identifier: EUPL-1.2
"""The addresses of signing in, under /account/: those of the library that we offer, by name, and our own.

Signing up, e-mail addresses and passwords by mail are left out, so nothing of them can be reached.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as key
from django.urls import include, path

from roedtraad.web import demo_signin, signin_views

_own = [
    path("demo/", demo_signin.demo_people, name="demo-people"),
    path("language/", signin_views.set_language, name="language-choose"),
    path("link/<slug:key>/<slug:token>/", signin_views.use_link, name="link-use"),
]

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", signin_views.change_password, name="account_change_password"),
    path("factors/", factor.index, name="mfa_index"),
    path("factors/code/", factor.authenticate, name="mfa_authenticate"),
    path("factors/confirm/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("factors/app/", app.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("factors/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("factors/keys/", key.list_webauthn, name="mfa_list_webauthn"),
    path("factors/keys/add/", key.add_webauthn, name="mfa_add_webauthn"),
    path("factors/keys/confirm/", key.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("factors/keys/login/", key.login_webauthn, name="mfa_login_webauthn"),
    path("factors/keys/<int:pk>/rename/", key.edit_webauthn, name="mfa_edit_webauthn"),
    path("factors/keys/<int:pk>/remove/", key.remove_webauthn, name="mfa_remove_webauthn"),
    path("", include((_own, "signin"))),
]
