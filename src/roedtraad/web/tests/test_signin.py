# SPDX-License-Identifier: EUPL-1.2
"""Who gets in with a password and a second factor."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axes.models import AccessLog
from django.test import Client
from django.urls import URLPattern, URLResolver

from roedtraad.audit.models import LogEntry
from roedtraad.organisation.models import Account
from roedtraad.web import signin_urls
from roedtraad.web.tests.signing_in import A_PASSWORD, BACKEND, LOGIN, code_of, give_password, is_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_right_password_signs_in_with_a_new_session_key(astrid: Account) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    before = client.session.session_key
    assert give_password(client).status_code == 302
    assert is_in(client)
    assert client.session.session_key != before
    assert LogEntry.objects.get(act="signed_in").account_id == astrid.pk


def test_signing_out_ends_the_session_and_is_logged(astrid: Account) -> None:
    client = Client()
    give_password(client)
    key = client.session.session_key
    assert client.post("/account/logout/").status_code == 302
    assert not is_in(client)
    assert key
    assert not client.session.exists(key)
    assert LogEntry.objects.filter(act="signed_out", account_id=astrid.pk).exists()


def test_looking_at_the_sign_out_page_signs_nobody_out(astrid: Account) -> None:
    client = Client()
    give_password(client)
    assert client.get("/account/logout/").status_code == 200
    assert is_in(client)


def test_a_new_password_ends_the_other_sessions(astrid: Account) -> None:
    here, elsewhere = Client(), Client()
    give_password(here)
    give_password(elsewhere)
    new = "en helt anden sætning"
    form = {"oldpassword": A_PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/", form).status_code == 302
    assert here.get("/account/factors/").status_code == 200
    assert elsewhere.get("/account/factors/").status_code == 302


def test_somebody_without_a_password_is_told_so(cast: Cast) -> None:
    account = cast.account("operator")
    account.set_unusable_password()
    account.save()
    client = Client()
    client.force_login(account, backend=BACKEND)
    assert client.get("/account/password/").status_code == 409


def test_nothing_about_signing_up_or_mail_can_be_reached(astrid: Account) -> None:
    names = {pattern.name for pattern in _patterns(signin_urls.urlpatterns)}
    assert not [name for name in names if name and re.search("signup|email|reset|confirm_email", name)]
    page = Client().get(LOGIN).content.decode()
    assert "signup" not in page
    assert "reset" not in page


def _patterns(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns)
        else:
            yield one


def test_the_password_alone_is_not_enough_with_an_app(astrid: Account, secret: str) -> None:
    client = Client()
    assert give_password(client)["Location"] == "/account/factors/code/"
    assert not is_in(client)
    assert client.get("/account/factors/code/").status_code == 200
    assert client.post("/account/factors/code/", {"code": code_of(secret)}).status_code == 302
    assert is_in(client)
    assert AccessLog.objects.filter(username="astrid").exists()


def test_a_code_from_the_app_works_once(astrid: Account, secret: str) -> None:
    with time_machine.travel(1_790_000_010, tick=False):
        for expected in (True, False):
            client = Client()
            give_password(client)
            client.post("/account/factors/code/", {"code": code_of(secret)})
            assert is_in(client) is expected


def test_a_recovery_code_works_once(recovery_codes: list[str]) -> None:
    for expected in (True, False):
        client = Client()
        give_password(client)
        client.post("/account/factors/code/", {"code": recovery_codes[0]})
        assert is_in(client) is expected


def test_guessing_codes_is_counted_like_guessing_passwords(astrid: Account, secret: str) -> None:
    client = Client()
    give_password(client)
    statuses = [client.post("/account/factors/code/", {"code": f"{n:06}"}).status_code for n in range(11)]
    assert statuses == [200] * 9 + [429] * 2
    assert client.post("/account/factors/code/", {"code": code_of(secret)}).status_code == 429
    assert not is_in(client)


def test_the_seed_of_an_app_is_sealed_in_the_database(secret: str, recovery_codes: list[str]) -> None:
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert recovery_codes[0] not in stored


def test_without_the_required_factor_no_page_but_enrolment_opens(required: None, astrid: Account) -> None:
    client = Client()
    give_password(client)
    for url in ("/", "/accounts/", "/account/password/", "/account/factors/keys/1/remove/"):
        assert client.get(url)["Location"] == "/account/factors/", url
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == "/account/factors/"
    assert client.get("/account/factors/").status_code == 200
    assert client.post("/account/reauthenticate/", {"password": A_PASSWORD}).status_code == 302
    for url in ("/account/factors/app/", "/account/factors/keys/", "/account/factors/keys/add/"):
        assert client.get(url).status_code == 200, url


def test_setting_up_an_app_opens_the_house_and_gives_recovery_codes(required: None, astrid: Account) -> None:
    client = Client()
    give_password(client)
    client.post("/account/reauthenticate/", {"password": A_PASSWORD})
    client.get("/account/factors/app/")
    response = client.post("/account/factors/app/", {"code": code_of(client.session["mfa.totp.secret"])})
    assert response["Location"] == "/account/factors/codes/"
    page = client.get("/account/factors/codes/").content.decode()
    assert all(code in page for code in RecoveryCodes.activate(astrid).generate_codes())
    assert client.get("/accounts/").status_code == 403


def test_a_factor_that_is_taken_away_closes_the_house_at_the_next_click(
    required: None, astrid: Account, secret: str
) -> None:
    client = Client()
    client.force_login(astrid, backend=BACKEND)
    assert client.get("/account/password/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/account/password/")["Location"] == "/account/factors/"


def test_a_sign_in_is_proof_enough_for_ten_minutes(astrid: Account) -> None:
    with time_machine.travel("2026-03-02 08:00+01:00", tick=False) as clock:
        client = Client()
        give_password(client)
        clock.shift(599)
        assert client.get("/account/factors/keys/add/").status_code == 200
        clock.shift(2)
        assert client.get("/account/factors/keys/add/")["Location"].startswith("/account/reauthenticate/")


def test_changing_a_factor_asks_for_the_password_first(astrid: Account, secret: str) -> None:
    client = Client()
    client.force_login(astrid, backend=BACKEND)
    for url in ("/account/factors/app/remove/", "/account/factors/codes/new/", "/account/factors/keys/add/"):
        assert client.get(url)["Location"].startswith("/account/reauthenticate/"), url
    assert client.get("/account/reauthenticate/").status_code == 200
    for url in ("/account/factors/confirm/", "/account/factors/", "/account/factors/keys/"):
        assert client.get(url).status_code == 200, url
    client.post("/account/reauthenticate/", {"password": A_PASSWORD})
    assert client.get("/account/factors/app/remove/").status_code == 200
    assert client.post("/account/factors/app/remove/").status_code == 302
    assert LogEntry.objects.filter(act="drop_second_factor").exists()
