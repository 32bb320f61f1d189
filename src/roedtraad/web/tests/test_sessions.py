# SPDX-License-Identifier: EUPL-1.2
"""How long somebody stays, what every answer carries, and in which language."""

import re
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from roedtraad.organisation.models import Account
from roedtraad.web.tests.signing_in import A_PASSWORD, BACKEND, LOGIN, give_password, is_in

pytestmark = pytest.mark.django_db


def test_an_idle_session_ends_and_says_so(astrid: Account, settings: LazySettings) -> None:
    minutes = settings.SESSION_IDLE_MINUTES
    with time_machine.travel("2026-03-02 08:00+01:00", tick=False) as clock:
        client = Client()
        give_password(client)
        clock.shift(60 * (minutes - 1) - 1)
        assert client.get("/account/factors/").status_code == 200
        clock.shift(60 * (minutes + 1))
        response = client.get("/account/factors/", follow=True)
        assert response.redirect_chain == [("/account/login/?next=%2Faccount%2Ffactors%2F", 302)]
        assert "nothing happened" in response.content.decode() or "ikke er sket noget" in response.content.decode()
        assert not is_in(client)


def test_every_session_ends_after_its_hours(astrid: Account, settings: LazySettings) -> None:
    with time_machine.travel("2026-03-02 06:00+01:00", tick=False) as clock:
        client = Client()
        give_password(client)
        for _ in range(settings.SESSION_HOURS - 1):
            clock.shift(3600)
            assert client.get("/account/factors/").status_code == 200
        clock.shift(3600 - 60)
        assert client.get("/account/factors/").status_code == 200
        clock.shift(61)
        assert client.get("/account/factors/").status_code == 302
        assert not is_in(client)


def test_an_ended_session_moves_the_whole_page_when_a_part_was_asked_for(astrid: Account) -> None:
    with time_machine.travel("2026-03-02 08:00+01:00", tick=False) as clock:
        client = Client()
        give_password(client)
        clock.shift(60 * 60 * 24)
        session = client.session
        assert session.session_key
        client.cookies.clear()
        client.force_login(Account.objects.get(username="astrid"), backend=BACKEND)
        session = client.session
        session["signed_in_at"] = 0
        session.save()
        response = client.get("/account/factors/", headers={"HX-Request": "true"})
        assert response["HX-Redirect"] == LOGIN


def test_clicking_does_not_write_the_session_each_time(astrid: Account, django_assert_max_num_queries: Any) -> None:
    with time_machine.travel("2026-03-02 08:00+01:00", tick=False):
        client = Client()
        give_password(client)
        client.get("/account/logout/")
        with django_assert_max_num_queries(20) as queries:
            client.get("/account/logout/")
    assert not [query for query in queries if "UPDATE" in query["sql"]]


def test_every_page_of_somebody_signed_in_stays_out_of_caches(astrid: Account) -> None:
    client = Client()
    give_password(client)
    for url in ("/account/factors/", "/account/logout/", "/nowhere/", "/accounts/"):
        assert client.get(url)["Cache-Control"] == "no-store", url


def test_every_answer_carries_the_security_headers(astrid: Account) -> None:
    for url in (LOGIN, "/nowhere/", "/account/demo/"):
        response = Client().get(url)
        policy = dict(
            part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip()
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"


def test_the_pages_run_no_inline_script_and_no_inline_style(astrid: Account, secret: str) -> None:
    client = Client()
    give_password(client)
    pages = [Client().get(LOGIN), client.get("/account/factors/code/"), Client().get("/account/demo/")]
    for page in pages:
        html = page.content.decode()
        for script in re.findall(r"<script\b[^>]*>", html):
            assert " src=" in script or 'type="application/json"' in script
        assert not re.search(r"\sstyle=|\son\w+=", html)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(astrid: Account, settings: LazySettings) -> None:
    client = Client()
    client.get(LOGIN)
    give_password(client)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name


def test_a_form_from_elsewhere_is_refused_with_a_page(astrid: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(LOGIN, {"login": "astrid", "password": A_PASSWORD})
    assert response.status_code == 403
    assert not is_in(client)
    assert response["Cache-Control"] == "no-store"


def test_the_language_is_kept_on_the_account(astrid: Account) -> None:
    client = Client()
    give_password(client)
    response = client.post("/account/language/", {"language": "da", "next": "/account/factors/"})
    assert response["Location"] == "/account/factors/"
    astrid.refresh_from_db()
    assert astrid.language == "da"
    assert client.get("/account/factors/")["Content-Language"] == "da"


def test_the_language_switch_takes_only_our_languages_and_our_pages(astrid: Account) -> None:
    client = Client()
    give_password(client)
    for form in ({"language": "xx"}, {"language": "da", "next": "https://evil.example/"}, {}):
        assert client.post("/account/language/", form)["Location"] == "/"
    assert client.get("/account/language/").status_code == 405


def test_the_texts_change_with_the_language(astrid: Account) -> None:
    with translation.override("en"):
        page = Client().get(LOGIN, headers={"Accept-Language": "en"}).content.decode()
    assert "Sign in" in page
    assert reverse("account_login") == LOGIN
