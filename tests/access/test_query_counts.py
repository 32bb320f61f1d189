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
from roedtraad.people import policies
from roedtraad.people.models import Guardian, LifeSituation
from tests.access.matrix import address
from tests.access.stage import Stage, make_signal
from tests.access.table import OTHERS, OWN, PAGES
from tests.cast import days_ago, make_case, make_colleague, make_contact, make_contact_person, make_person, make_situation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

MANY = 50

QUERIES: dict[str, tuple[str, int]] = {}
"""Page: who reads it, and how many times it reads from the database, the sign-in included."""


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
    return sum(one["sql"].startswith("SELECT") and "advisory" not in one["sql"] for one in asked.captured_queries)


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
        make_case(stage.alma, "authority", accounts["colleague"])
        make_contact(stage.alma, accounts["colleague"])
        make_contact_person(stage.alma, accounts["colleague"], is_coordinating=False)
        make_signal(stage.alma, "authority", occurrence=str(number))
        make_colleague(f"staff{number}", f"Staff {number}", Role.AUTHORITY_CASEWORKER, "authority")


@pytest.mark.parametrize("name", QUERIES)
def test_a_page_reads_as_often_as_it_is_pinned(name: str, stage: Stage) -> None:
    key, expected = QUERIES[name]
    assert reads(stage, name, key) == expected


def test_every_page_that_reads_rows_is_pinned() -> None:
    named = {name for name, page in PAGES.items() if page.get == 200 and not name.startswith(("mfa_", "account_", "signin:"))}
    assert named == set(QUERIES)


def test_fifty_rows_cost_no_more_than_one(stage: Stage) -> None:
    fifty_of_everything(stage)
    found = {name: reads(stage, name, key) for name, (key, _expected) in QUERIES.items()}
    assert {name: count for name, count in found.items() if count > QUERIES[name][1]} == {}


def test_control_a_page_that_asks_for_each_row_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    fifty_of_everything(stage)
    people = "roedtraad.people.finding._row"
    from roedtraad.people import finding

    plain = finding._row
    monkeypatch.setattr(people, lambda one, *rest: (stage.cast.school.pupils.exists(), plain(one, *rest))[1])
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
