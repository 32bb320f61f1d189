# SPDX-License-Identifier: EUPL-1.2
"""What a page asks of the database: pinned, the same with one row and with fifty (SECURITY §8, PEERS §6.4)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.rights import Right
from roedtraad.organisation.queries import actor_for
from roedtraad.people import finding, policies
from roedtraad.people.models import Guardian, LifeSituation
from tests.access.matrix import address
from tests.access.pages import PAGES
from tests.access.rooms import ROOMS
from tests.access.stage import Stage, make_signal
from tests.access.table import OTHERS, OWN
from tests.cast import (
    days_ago,
    make_case,
    make_colleague,
    make_contact,
    make_contact_person,
    make_person,
    make_situation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

MANY = 50

GROUND_FLOOR: dict[str, tuple[str, int]] = {
    "desk:desk": ("contact_person", 10),
    "desk:waiting": ("contact_person", 20),
    "desk:desk-export": ("contact_person", 7),
    "desk:my-people": ("contact_person", 6),
    "desk:my-people-export": ("contact_person", 5),
    "desk:unit": ("leader", 13),
    "desk:unit-behind": ("leader", 8),
    "desk:who-may-see": ("caseworker", 4),
    "desk:accessibility": ("caseworker", 4),
    "people:list": ("caseworker", 8),
    "people:list-export": ("caseworker", 7),
    "people:search": ("caseworker", 5),
    "people:person": ("caseworker", 28),
    "people:thread": ("caseworker", 27),
    "people:log": ("leader", 11),
    "people:contact-details-change": ("caseworker", 9),
    "people:situation-record": ("caseworker", 7),
    "people:situation-end": ("caseworker", 8),
    "people:situation-confirm": ("caseworker", 8),
    "cases:contact-record": ("caseworker", 7),
    "cases:contact-person-name": ("caseworker", 8),
    "cases:contact-person-end": ("caseworker", 9),
    "detection:signal": ("caseworker", 7),
    "rules:rules": ("caseworker", 7),
    "rules:rule": ("caseworker", 8),
    "rules:rule-simulate": ("leader", 20),
    "rules:rule-change": ("secretariat", 6),
    "rules:rule-switch": ("secretariat", 19),
    "organisation:profile": ("caseworker", 5),
    "organisation:profile-compare": ("caseworker", 6),
    "organisation:profile-download": ("caseworker", 4),
    "organisation:profile-history": ("caseworker", 5),
    "organisation:profile-version": ("caseworker", 6),
    "organisation:profile-version-use": ("secretariat", 5),
    "organisation:profile-edit": ("secretariat", 4),
    "organisation:profile-edit-text": ("secretariat", 5),
    "organisation:profile-edit-part": ("secretariat", 4),
    "organisation:profile-switch": ("secretariat", 4),
    "accounts:account-list": ("administrator", 8),
    "accounts:account-export": ("administrator", 8),
    "accounts:account-open": ("administrator", 4),
    "accounts:account-see": ("administrator", 7),
    "accounts:account-change": ("administrator", 7),
    "accounts:account-lock": ("administrator", 18),
    "accounts:account-unlock": ("administrator", 7),
    "accounts:link-issue": ("administrator", 7),
    "accounts:factor-remove": ("administrator", 7),
    "accounts:role-give": ("administrator", 8),
    "accounts:role-end": ("administrator", 7),
    "accounts:account-picture": ("administrator", 8),
    "accounts:picture-own": ("caseworker", 5),
    "imports:start": ("secretariat", 5),
    "imports:file-preview": ("secretariat", 6),
    "imports:file-rejected": ("secretariat", 4),
    "audit:log": ("data_protection_officer", 8),
    "audit:log-export": ("data_protection_officer", 5),
    "health": ("caseworker", 3),
}
QUERIES = GROUND_FLOOR | {name: pin for room in ROOMS for name, pin in room.queries.items()}
"""Page: who reads it, and how many times it reads from the database, the sign-in included."""
COUNTED_WHEN_LONG = {"audit:log"}
"""Lists that the test itself fills beyond one page: then one query more tells how many rows there are."""


STREAMED = {
    "audit:log-export",
    "people:list",
    "cases:contact-person-name",
    "accounts:account-list",
    "accounts:role-give",
}
"""Pages with a list that is read as it is written: an export, the choices of a form."""


def reads(stage: Stage, name: str, key: str) -> int:
    """How many SELECTs one look at a page takes, after a first look that fills what is kept in memory."""
    page = PAGES[name]
    label = next(label for label in (OWN, OTHERS, "", "csv") if label in page.things)
    url = address(page, stage, page.things[label])
    stage.ask(key, "GET", url)
    with CaptureQueriesContext(connection) as asked:
        response = stage.ask(key, "GET", url)
        assert response.status_code == 200
        if response.streaming:
            b"".join(response)
    statements = [one["sql"].lstrip("(") for one in asked.captured_queries]
    return sum(one.startswith("SELECT") and "advisory" not in one for one in statements) + _unseen(name)


def _unseen(name: str) -> int:
    """A stream reads through a cursor in the server, which PostgreSQL's own count does not show."""
    return int(name in STREAMED and connection.vendor == "postgresql")


def fifty_of_everything(stage: Stage) -> None:
    """Fifty more young people in the same hands, and fifty of everything about the one."""
    accounts = stage.cast.accounts
    for number in range(MANY):
        person = make_person(school=stage.cast.school)
        make_case(person, "authority", accounts["caseworker"])
        make_contact_person(person, accounts["contact_person"])
        make_situation(person)
        make_contact(person, accounts["contact_person"])
        make_signal(person, "authority", assignee=accounts["contact_person"])
        LifeSituation.objects.create(
            young_person=stage.alma, kind="work", started_on=days_ago(3000 - number * 20),
            ended_on=days_ago(2990 - number * 20), confirmed_on=days_ago(1), place=f"Sted {number}",
        )  # fmt: skip
        Guardian.objects.create(young_person=stage.alma, name=f"Voksen {number}", relation="aunt")
        make_case(stage.alma, "authority", accounts["colleague"], opened_on=days_ago(300 + number))
        make_contact(stage.alma, accounts["colleague"], held_on=days_ago(20 + number))
        make_contact_person(stage.alma, accounts["colleague"], is_coordinating=False, started_on=days_ago(300 + number))
        make_signal(stage.alma, "authority", occurrence=str(number), due_on=days_ago(number))
        make_colleague(f"staff{number}", f"Staff {number}", Role.AUTHORITY_CASEWORKER, "authority")


@pytest.mark.slow
@pytest.mark.sqlite_only  # PostgreSQL's server-side cursors, by which choices of a form are read, are not counted
@pytest.mark.parametrize("name", QUERIES)
def test_a_page_reads_as_often_as_it_is_pinned(name: str, stage: Stage) -> None:
    key, expected = QUERIES[name]
    found = reads(stage, name, key)
    assert found == expected


def test_every_page_that_reads_rows_is_pinned() -> None:
    named = {
        name for name, page in PAGES.items() if page.get == 200 and not name.startswith(("mfa_", "account_", "signin:"))
    }
    assert named == set(QUERIES)


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_fifty_rows_cost_no_more_than_one(stage: Stage) -> None:
    fifty_of_everything(stage)
    found = {name: reads(stage, name, key) for name, (key, _expected) in QUERIES.items()}
    allowed = {name: expected + (name in COUNTED_WHEN_LONG) for name, (_key, expected) in QUERIES.items()}
    assert {name: count for name, count in found.items() if count > allowed[name]} == {}


def test_control_a_page_that_asks_for_each_row_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    fifty_of_everything(stage)
    plain = finding._row
    monkeypatch.setattr(finding, "_row", lambda one, *rest: (stage.cast.school.pupils.exists(), plain(one, *rest))[1])
    assert reads(stage, "people:list", "caseworker") >= QUERIES["people:list"][1] + MANY


@pytest.mark.parametrize("key", ["caseworker", "counsellor", "leader"])
def test_permissions_take_one_query(key: str, stage: Stage) -> None:
    with CaptureQueriesContext(connection) as asked:
        actor = actor_for(stage.cast.accounts[key], clock.today())
    assert len(asked) == 1
    questions: tuple[Callable[[], object], ...] = (
        lambda: policies.roles_reaching(actor, stage.alma.pk),
        lambda: policies.can(actor, Right.EDIT_PERSON, stage.alma.pk),
        lambda: policies.require(actor, Right.SEE_PERSON, stage.alma.pk),
        lambda: list(policies.visible(actor)),
    )
    for question in questions:
        with CaptureQueriesContext(connection) as asked:
            question()
        assert len(asked) == 1
