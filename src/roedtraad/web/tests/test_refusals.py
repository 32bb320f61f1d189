# SPDX-License-Identifier: EUPL-1.2
"""Refusals become pages, faults a number, and whoever has not signed in is never the system."""

import re
import sys
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from roedtraad.audit.models import LogEntry
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.views import actor_of
from roedtraad.web.middleware import ANONYMOUS, RefusalMiddleware
from roedtraad.web.tests.signing_in import SignIn
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _refusing(request: HttpRequest) -> HttpResponse:
    errors: dict[str, Exception] = {
        "missing": Http404("secret"),
        "not-visible": NotVisible(),
        "not-allowed": NotAllowed("a_code", "Because of this."),
        "refused": DomainError("a_code", "Because of that."),
        "broken": ZeroDivisionError("inside"),
    }
    raise errors[request.GET["with"]]


def _who(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return HttpResponse(f"{actor.account_id}|{actor.is_system}|{len(actor.grants)}")


@pytest.fixture
def refusing(settings: LazySettings) -> Iterator[None]:
    """Two pages more: one that refuses as it is told, one that says who asks."""
    from roedtraad.config import urls

    module = type(sys)("refusing_urls")
    module.urlpatterns = [path("", _refusing), path("who/", _who), *urls.urlpatterns]  # type: ignore[attr-defined]
    module.handler404 = "roedtraad.web.refusals.not_found"  # type: ignore[attr-defined]
    sys.modules["refusing_urls"] = module
    settings.ROOT_URLCONF = "refusing_urls"
    yield
    del sys.modules["refusing_urls"]


def test_what_is_not_visible_looks_exactly_like_what_does_not_exist(refusing: None, sign_in: SignIn) -> None:
    client = sign_in("leader")
    missing, hidden = client.get("/?with=missing"), client.get("/?with=not-visible")
    assert missing.status_code == hidden.status_code == 404
    strip = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|with=[\w-]+|with%3D[\w-]+')
    assert strip.sub(b"", missing.content) == strip.sub(b"", hidden.content)
    assert {k: v for k, v in missing.items() if k != "Content-Length"}.keys() == hidden.headers.keys() - {
        "Content-Length"
    }


def test_not_allowed_says_why_and_is_in_the_log(refusing: None, sign_in: SignIn, cast: Cast) -> None:
    response = sign_in("leader").get("/?with=not-allowed")
    assert response.status_code == 403
    assert "Because of this." in response.content.decode()
    entry = LogEntry.objects.get(stream="refusal")
    assert (entry.act, entry.account_id) == ("access_refused", cast.account("leader").pk)


def test_a_refused_act_says_why_as_a_page_or_as_a_part(refusing: None, sign_in: SignIn) -> None:
    client = sign_in("leader")
    page, part = client.get("/?with=refused"), client.get("/?with=refused", headers={"HX-Request": "true"})
    assert (page.status_code, part.status_code) == (409, 422)
    assert "Because of that." in page.content.decode()
    assert "Because of that." in part.content.decode()
    assert "<html" not in part.content.decode()


def test_a_fault_shows_a_number_and_nothing_else(
    refusing: None, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in("leader")
    client.raise_request_exception = False
    response = client.get("/?with=broken")
    page = response.content.decode()
    assert response.status_code == 500
    reference = re.search(r"[0-9A-F]{8}", page)
    assert reference
    assert reference.group() in caplog.text
    assert "ZeroDivisionError" not in page
    assert response["Cache-Control"] == "no-store"


def test_somebody_who_has_not_signed_in_is_never_the_system(refusing: None, db: None) -> None:
    assert Actor(account_id=0, name="") == ANONYMOUS
    assert not ANONYMOUS.is_system
    assert Client().get("/who/").content == b"0|False|0"


def test_roles_are_read_anew_at_every_click(refusing: None, sign_in: SignIn, cast: Cast) -> None:
    client, account = sign_in("leader"), cast.account("leader")
    assert client.get("/who/").content == f"{account.pk}|False|1".encode()
    account.assignments.all().delete()
    assert client.get("/who/").content == f"{account.pk}|False|0".encode()


def test_the_library_answers_its_own_exceptions(db: None) -> None:
    middleware = RefusalMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), Http404()) is None


def test_a_browser_that_asks_for_what_only_a_form_may_ask_is_led_back(sign_in: SignIn) -> None:
    for client in (Client(), sign_in("leader")):
        answer = client.get("/account/language/")
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert b"<h1" in answer.content
        assert b'href="/"' in answer.content
    assert not Client().put("/account/language/").content
