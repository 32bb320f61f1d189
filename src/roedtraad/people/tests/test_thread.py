# SPDX-License-Identifier: EUPL-1.2
"""The red thread: everything of all rooms in order, screen by screen, and only what the reader may see."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery, ThreadSource
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Part
from roedtraad.people.models import LifeSituation, SituationKind
from roedtraad.people.thread import FIRST_SCREEN, GOAL, ThreadFilter, _screen, person_thread
from tests.cast import Cast, days_ago, make_case, make_contact, make_situation

SignIn = Callable[[str], Client]


def read_on(cast: Cast, key: str = "caseworker", kind: str = "") -> list[list[ThreadEntry]]:
    """All screens, one after the other."""
    screens, before = [], None
    while True:
        page = person_thread(cast.actor(key), cast.young_person.pk, asked=ThreadFilter(before=before, kind=kind))
        screens.append(list(page.entries))
        if page.older_before is None:
            return screens
        before = page.older_before


def test_every_room_is_on_the_thread_newest_first(cast: Cast) -> None:
    make_contact(cast.young_person, cast.account("caseworker"))
    entries = person_thread(cast.actor("caseworker"), cast.young_person.pk).entries
    assert {entry.kind for entry in entries} >= {"contact", "case", "contact_person", "situation"}
    assert [entry.on for entry in entries] == sorted((entry.on for entry in entries), reverse=True)


@pytest.mark.parametrize("per_day", [1, 2, 7, 30])
def test_two_hundred_events_are_read_screen_by_screen_without_a_loss_or_a_repetition(cast: Cast, per_day: int) -> None:
    for number in range(200):
        make_contact(cast.young_person, cast.account("caseworker"), held_on=days_ago(number // per_day))
    screens = read_on(cast)
    keys = [entry.key for screen in screens for entry in screen]
    assert len(keys) == len(set(keys)) == 205
    if per_day < FIRST_SCREEN:
        assert all(len(screen) <= FIRST_SCREEN for screen in screens)


def test_one_kind_is_read_by_itself(cast: Cast) -> None:
    make_contact(cast.young_person, cast.account("caseworker"))
    assert {entry.kind for screen in read_on(cast, kind="contacts") for entry in screen} == {"contact"}


def test_a_reader_sees_only_the_kinds_that_the_role_may_see(cast: Cast) -> None:
    make_contact(cast.young_person, cast.account("caseworker"))
    page = person_thread(cast.actor("school_representative"), cast.young_person.pk)
    assert {entry.kind for entry in page.entries} == {"contact"}
    assert [name for name, _title in page.kinds] == ["contacts", "enquiries", "meetings"]
    asked = person_thread(cast.actor("school_representative"), cast.young_person.pk, asked=ThreadFilter(kind="cases"))
    assert {entry.kind for entry in asked.entries} == {"contact"}


def test_the_thread_of_somebody_who_is_not_visible_is_missing(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        person_thread(cast.actor("other_caseworker"), cast.young_person.pk)


def test_a_gap_is_shown_as_unknown_and_one_that_lasts_is_stalled(cast: Cast) -> None:
    LifeSituation.objects.filter(young_person=cast.young_person).update(ended_on=days_ago(60))
    make_situation(cast.young_person, SituationKind.WORK, started_on=days_ago(40), ended_on=days_ago(10))
    gaps = [e for e in person_thread(cast.actor("caseworker"), cast.young_person.pk).entries if e.kind == "gap"]
    assert [(gap.on, gap.until, gap.stalled) for gap in gaps] == [
        (days_ago(9), None, True),
        (days_ago(59), days_ago(41), False),
    ]


def test_a_case_that_nobody_has_is_stalled(cast: Cast) -> None:
    make_case(cast.young_person, "authority", opened_on=days_ago(5))
    gone = cast.account("caseworker")
    gone.is_active = False
    gone.save()
    entries = person_thread(cast.actor("leader"), cast.young_person.pk).entries
    assert [entry.stalled for entry in entries if entry.kind == "case"] == [True, True]


def test_the_planned_end_of_what_runs_lies_ahead(cast: Cast) -> None:
    end = clock.today() + dt.timedelta(days=30)
    make_situation(cast.young_person, SituationKind.MEASURE, started_on=days_ago(10), ended_on=end)
    first = person_thread(cast.actor("caseworker"), cast.young_person.pk).entries[0]
    assert (first.on, str(first.title)) in {(end, "Measure ends"), (end, "Tilbud slutter")}


def test_the_first_screen_leads_to_the_rest(cast: Cast, sign_in: SignIn) -> None:
    for number in range(60):
        make_contact(cast.young_person, cast.account("caseworker"), held_on=days_ago(number))
    client = sign_in("caseworker")
    page = client.get(reverse("people:person", args=[cast.young_person.pk])).content.decode()
    older = reverse("people:thread", args=[cast.young_person.pk]) + f"?before={days_ago(FIRST_SCREEN - 1).isoformat()}"
    assert older in page
    rest = client.get(older).content.decode()
    assert rest.count("<time") >= FIRST_SCREEN


def test_the_thread_stays_when_the_one_who_wrote_on_it_leaves(cast: Cast) -> None:
    make_contact(cast.young_person, cast.account("colleague"))
    before = [entry.key for screen in read_on(cast) for entry in screen]
    account = cast.account("colleague")
    account.is_active = False
    account.save()
    assert [entry.key for screen in read_on(cast) for entry in screen] == before


def test_each_room_is_asked_once_however_much_there_is(
    cast: Cast, django_assert_num_queries: Callable[..., Any]
) -> None:
    actor, pk = cast.actor("caseworker"), cast.young_person.pk
    person_thread(actor, pk)
    with CaptureQueriesContext(connection) as few:
        person_thread(actor, pk)
    for number in range(100):
        make_contact(cast.young_person, cast.account("caseworker"), held_on=days_ago(number))
    with django_assert_num_queries(len(few)):
        person_thread(actor, pk)


def test_a_period_and_a_department_narrow_the_thread(cast: Cast) -> None:
    for days in (1, 40, 80):
        make_contact(cast.young_person, cast.account("caseworker"), held_on=days_ago(days))
    actor, pk = cast.actor("caseworker"), cast.young_person.pk
    asked = ThreadFilter(kind="contacts", since=days_ago(50), until=days_ago(30))
    assert [entry.on for entry in person_thread(actor, pk, asked=asked).entries] == [days_ago(40)]
    assert person_thread(actor, pk, asked=ThreadFilter(department="No such department")).entries == ()


def test_what_happens_next_stands_first_the_soonest_first(cast: Cast) -> None:
    for kind, days in ((SituationKind.MEASURE, 30), (SituationKind.PLACEMENT, 9)):
        make_situation(cast.young_person, kind, ended_on=days_ago(-days))
    coming = person_thread(cast.actor("caseworker"), cast.young_person.pk).coming
    assert [entry.on for entry in coming] == [days_ago(-9), days_ago(-30)]


def test_the_goal_is_the_end_of_the_line_whatever_its_date() -> None:
    source = ThreadSource("x", Part.IDENTITY, lambda _query: [
        ThreadEntry(days_ago(900), GOAL, "goal", "To be a carpenter"), ThreadEntry(days_ago(1), "contact", "contact", "Phone"),
    ])  # fmt: skip
    found, _has_older = _screen([source], ThreadQuery(Actor(0, ""), 1, None, 21))
    assert [entry.kind for entry in found] == [GOAL, "contact"]


def test_the_filter_stays_in_the_address_and_nonsense_is_left_out(cast: Cast, sign_in: SignIn) -> None:
    for number in range(60):
        make_contact(cast.young_person, cast.account("caseworker"), held_on=days_ago(number))
    address = reverse("people:thread", args=[cast.young_person.pk])
    page = sign_in("caseworker").get(f"{address}?kind=contacts&since={days_ago(300):%Y-%m-%d}").content.decode()
    assert f"kind=contacts&amp;since={days_ago(300):%Y-%m-%d}&amp;before=" in page
    assert sign_in("caseworker").get(f"{address}?kind=no&since=no&until=9&department=no").status_code == 200
