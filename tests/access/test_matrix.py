# SPDX-License-Identifier: EUPL-1.2
"""Every address × everybody × every method × whoever's it is, against one table (SECURITY A1, A2, A8, G5).

The quick run asks one of each kind (`tests/access/matrix.py` says what a kind is), the whole suite everybody else as well.
"""

import re

import pytest
from django.conf import settings
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from roedtraad.people import policies
from roedtraad.people.models import YoungPerson
from tests.access.addresses import named_addresses
from tests.access.matrix import METHODS, address, asked, everything_in, kind, left_out, shown, walk, walk_the_rest
from tests.access.pages import PAGES
from tests.access.stage import ANONYMOUS, BACKEND, EVERYBODY, Stage
from tests.access.table import MISSING, OTHERS, SIGNED_IN, Page, Thing
from tests.access.writing import written

LOGS = ("audit.LogEntry", "audit.LogDetail", "audit.LogPerson", "sessions.Session")
POWERFUL = ("leader", "secretariat", *sorted(SIGNED_IN))
"""Whoever comes first here and gets through opens a page for the tests that need one person only."""
OWN_GUARD = ("detection:sweep-run", "notices:notice-try-again", "consent:override-acknowledge", "consent:rules",
             "plans:experience", "protection:", "meetings:plan", "meetings:figures", "meetings:lesson", "meetings:what-if")  # fmt: skip
"""Pages whose act or query asks for the right once more, so that they stay closed without the guard at the door."""
OWN_POLICY = ("imports:", "protection:", "intake:enquiry", "intake:outreach", "cases:absence", "handover:leaving",
              "meetings:seat", "meetings:meeting", "meetings:chair", "meetings:invitation", "meetings:substitute",
              "meetings:promise", "meetings:lesson", "meetings:what-if")  # fmt: skip
"""Pages about a thing that is somebody's without being a young person: the rooms' own policies open them, with controls there."""
WITHOUT_TOKEN = ("portal:broker-saml",)
"""Where another site's form is meant to arrive; what guards it instead is tested in `portal/tests/test_saml.py`."""

CELLS = [
    (page, label, thing, method)
    for page in PAGES.values()
    for label, thing in page.things.items()
    for method in METHODS
]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]


def test_every_address_is_in_the_table_and_no_row_is_stale() -> None:
    named = set(named_addresses())
    assert named - set(PAGES) == set(), "addresses that the table does not know"
    assert set(PAGES) - named == set(), "rows without an address"


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", PAGES)
def test_the_site_does_what_the_table_says(name: str, stage: Stage) -> None:
    deviations = list(walk(PAGES[name], stage))
    assert not deviations, shown(deviations)


PARTS = 8
"""The rest of the cells is walked in so many tests, so that they can run beside each other."""


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.parametrize("part", range(PARTS))
def test_every_other_cell_of_the_table_too(part: int, stage: Stage) -> None:
    """Everybody × every method × own, other's and missing: those cells for which one of a kind has spoken above."""
    deviations = list(walk_the_rest(list(PAGES.values())[part::PARTS], stage))
    assert not deviations, shown(deviations)


def test_whoever_is_not_asked_is_of_a_kind_with_somebody_who_is() -> None:
    """What is left out of the quick walk: no kind of answer, and over the table nobody and no method. The other walk has the rest."""
    turns = set()
    for page, label, thing, method in CELLS:
        keys = asked(page, method, thing, label)
        kinds = [{kind(page, key, method, thing, label) for key in group} for group in (keys, EVERYBODY)]
        assert kinds[0] == kinds[1], (page.name, label, method)
        assert sorted((*keys, *left_out(page, method, thing, label))) == sorted(EVERYBODY), (page.name, label, method)
        turns |= {(key, method) for key in keys}
    assert turns == {(key, method) for key in EVERYBODY for method in METHODS}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.get == 200 and "webauthn" not in name])
def test_reading_changes_nothing(name: str, stage: Stage) -> None:
    """GET and HEAD leave every table as it was, but the log and the session (SECURITY A8)."""
    page = PAGES[name]
    label, thing = next(iter(page.things.items()))
    key = next(key for key in POWERFUL if page.expected(key, "GET", thing, label) in {200, 302})
    url = address(page, stage, thing)
    with written(but=LOGS) as tables:
        for method in ("GET", "HEAD"):
            stage.ask(key, method, url)
    assert tables == set()


def test_control_an_act_is_seen_to_write(stage: Stage) -> None:
    with written(but=LOGS) as tables:
        stage.ask(
            "caseworker", "POST", reverse("people:contact-details-change", args=[stage.alma.pk]), {"phone": "12345678"}
        )
    assert "people_youngperson" in tables


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "name", [name for name, page in PAGES.items() if page.post is not None and name not in WITHOUT_TOKEN]
)
def test_a_form_without_its_token_is_refused(name: str, stage: Stage) -> None:
    """Nobody can be made to send a form by a page of somebody else's (SECURITY A8)."""
    page = PAGES[name]
    label, thing = next(iter(page.things.items()))
    key = next((key for key in POWERFUL if key in page.opens & thing.sees), "leader")
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = stage.cookies[key]
    with written(but=LOGS) as tables:
        for headers in ({}, {"Origin": "https://evil.invalid", "X-CSRFToken": "a" * 64}):
            response = client.post(address(page, stage, thing), page.data(stage, label), headers=headers)
            assert response.status_code == 403
    assert tables == set()


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "name", [name for name, page in PAGES.items() if OTHERS in page.things and MISSING in page.things]
)
def test_what_is_not_yours_looks_like_what_is_not_there(name: str, stage: Stage) -> None:
    """Byte for byte, once the address that was asked for and the form's token are taken out (SECURITY A2)."""
    page = PAGES[name]
    others, missing = page.things[OTHERS], page.things[MISSING]
    method = "GET" if page.get else "POST"
    strangers = [key for key in sorted(page.opens - {ANONYMOUS}) if page.expected(key, method, others, OTHERS) == 404]
    if name.startswith("accounts:"):
        assert not strangers, "there is nobody's account that the administrator does not see"
        return
    strangers = [key for key in strangers if page.expected(key, method, missing, MISSING) == 404]
    assert strangers
    for key in strangers[:4]:
        answers = [
            _bare(stage, page, key, method, thing, label) for label, thing in ((OTHERS, others), (MISSING, missing))
        ]
        assert answers[0] == answers[1]


def _bare(stage: Stage, page: Page, key: str, method: str, thing: Thing, label: str) -> tuple[int, str, dict[str, str]]:
    url = address(page, stage, thing)
    response = stage.ask(key, method, url, page.data(stage, label))
    assert isinstance(response, HttpResponse)
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", response.content.decode())
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    return response.status_code, text.replace(url, "ADDRESS"), headers


def test_a_sensitive_page_asks_for_the_password_again(stage: Stage) -> None:
    """What gives or takes away access wants a sign-in of the last ten minutes (SECURITY G4)."""
    client = Client()
    client.force_login(stage.cast.accounts["administrator"], backend=BACKEND)
    sensitive = [page for page in PAGES.values() if page.sensitive]
    assert sensitive
    for page in sensitive:
        before = everything_in(stage, but=LOGS)
        url = address(page, stage, page.things.get(OTHERS) or page.things[""])
        response = client.post(url, {"username": "ny", "name": "Ny", "language": "da", "role": "secretariat"})
        assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_reauthenticate"))
        assert everything_in(stage, but=LOGS) == before


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_control_without_guards_at_the_door_the_matrix_finds_every_page(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `needs` asking for nothing, every page that is not everybody's deviates."""
    monkeypatch.setattr("roedtraad.kernel.views.has_right", lambda *_: True)
    guarded = [page for page in PAGES.values() if page.opens < SIGNED_IN and not page.name.startswith(OWN_GUARD)]
    assert [page.name for page in guarded if not any(walk(page, stage, _refused(page)))] == []
    assert {found.page for found in walk_the_rest(guarded[:4], stage)} == {page.name for page in guarded[:4]}


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_control_without_the_policy_the_matrix_finds_every_page_about_a_person(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With everybody visible to everybody, every page about one young person deviates."""
    monkeypatch.setattr(policies, "visible", lambda *_: YoungPerson.objects.all())
    monkeypatch.setattr(policies, "visible_ids", lambda *_: YoungPerson.objects.values(young_person_id=F("pk")))
    monkeypatch.setattr(policies, "roles_reaching", lambda actor, _person: actor.roles)
    about = [
        page
        for page in PAGES.values()
        if any(one.sees < SIGNED_IN for one in page.things.values()) and "mfa" not in page.name
    ]
    about = [page for page in about if not page.name.startswith(OWN_POLICY)]
    assert len(about) >= 12
    assert [page.name for page in about if not any(walk(page, stage, ["other_leader", "leader"]))] == []


def _refused(page: Page) -> list[str]:
    return [
        key
        for key in ("operator", "company", "school_representative", "data_protection_officer")
        if key not in page.opens
    ][:2]
