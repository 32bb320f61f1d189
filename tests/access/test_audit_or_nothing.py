# SPDX-License-Identifier: EUPL-1.2
"""Audit or nothing: when the log cannot be written, no act is done and no page is shown (DESIGN §1.6, SECURITY D2)."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import transaction
from django.http import HttpResponseBase

from roedtraad.audit import actions as audit
from tests.access.known import known, refused_once, remembered_between_pages
from tests.access.matrix import address, everything_in
from tests.access.pages import PAGES
from tests.access.stage import Stage
from tests.access.table import OWN
from tests.access.test_acts import ACTS, quick_passwords  # noqa: F401  (the fixture)
from tests.access.test_matrix import LOGS
from tests.access.writing import written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage", "quick_passwords"), pytest.mark.slow]

BY_THE_LIBRARY = ("signed_in", "signed_out", "sign_in_locked")
"""Signing in and out is done by the library; its own count of tries is not undone."""
NOT_COUNTED = (*LOGS, "axes.AccessLog", "axes.AccessAttempt")
CHANGES = sorted(name for name, act in ACTS.items() if act.rows[0][0] == "change" and name not in BY_THE_LIBRARY)
SAME_ON_BOTH = [
    pytest.param(name, marks=[pytest.mark.sqlite_only] if number % 10 else []) for number, name in enumerate(CHANGES)
]
"""A fault between two statements takes back what went before it in the same way whatever they were: PostgreSQL does a tenth."""
READERS = ("contact_person", "caseworker", "leader", "school_representative", "data_protection_officer", "secretariat")
NAMES = ("Nørgaard", "Skjultsen", "Havnevej 7")


class LogIsFull(Exception):
    """What the test's log says."""


@pytest.fixture
def full_log(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise LogIsFull

    monkeypatch.setattr(audit, "_append", refuse)


@pytest.mark.parametrize("name", SAME_ON_BOTH)
def test_an_act_that_cannot_be_logged_is_not_done(name: str, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    act = ACTS[name]
    act.before(stage)
    before = everything_in(stage, NOT_COUNTED)
    with monkeypatch.context() as broken:
        broken.setattr(audit, "_append", _refuse)
        with suppress(AssertionError, LogIsFull), transaction.atomic():
            act.do(stage)
    assert everything_in(stage, NOT_COUNTED) == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", CHANGES)
def test_control_with_a_log_the_same_act_changes_something(name: str, stage: Stage) -> None:
    act = ACTS[name]
    act.before(stage)
    with written() as tables:
        act.do(stage)
    assert tables


def _refuse(*_: object) -> None:
    raise LogIsFull


def pages_read(stage: Stage) -> Iterator[tuple[str, str]]:
    """Every page that is read, and its address."""
    for page in PAGES.values():
        for label in ({OWN, "", "csv", "xlsx"} & set(page.things)) if page.get == 200 else ():
            yield page.name, address(page, stage, page.things[label])


def named_before(stage: Stage, url: str) -> Iterator[str]:
    """Readers to whom a page names the young person, one after another."""
    return (key for key in READERS if _names(stage.ask(key, "GET", url)))


def _names(response: HttpResponseBase) -> bool:
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    return any(name.encode() in body for name in NAMES)


@pytest.mark.usefixtures("full_log")
@pytest.mark.sqlite_only
def test_no_page_names_a_young_person_when_the_log_is_full(stage: Stage) -> None:
    with known(stage.known), refused_once({}), remembered_between_pages():
        named = [(page, key) for page, url in pages_read(stage) for key in named_before(stage, url)]
    assert named == []


@pytest.mark.sqlite_only
def test_control_with_a_log_the_pages_name_her(stage: Stage) -> None:
    with known(stage.known), refused_once({}), remembered_between_pages():
        naming = {page for page, url in pages_read(stage) if any(named_before(stage, url))}
    assert len(naming) >= 12
    assert {
        "people:person",
        "people:thread",
        "people:list",
        "people:list-export",
        "detection:signal",
        "desk:desk",
    } <= naming


@pytest.mark.usefixtures("full_log")
def test_the_full_number_is_not_given_when_the_log_is_full(stage: Stage) -> None:
    page = PAGES["people:cpr-reveal"]
    response = stage.ask("caseworker", "POST", address(page, stage, page.things[OWN]))
    assert response.status_code == 500


@pytest.mark.usefixtures("full_log")
def test_search_and_answers_to_forms_show_nobody_when_the_log_is_full(stage: Stage) -> None:
    for name, data in (("people:search", {"q": "Alma"}), ("people:situation-record", {"kind": ""})):
        page = PAGES[name]
        thing = next(iter(page.things.values()))
        assert not _names(stage.ask("caseworker", "POST", address(page, stage, thing), data))
