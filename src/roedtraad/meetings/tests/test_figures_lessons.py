# SPDX-License-Identifier: EUPL-1.2
"""Experience goes back to the departments and points at nobody."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.meetings.actions.lessons import Told, change_lesson, remove_lesson, write_lesson
from roedtraad.meetings.models import Lesson
from roedtraad.meetings.queries.lessons import lessons
from roedtraad.meetings.rules.lessons import SpanKind, pointing_at, street_name, told_of
from roedtraad.meetings.tests.making import make_item, make_meeting
from roedtraad.meetings.tests.making_figures import held_meeting, this_month, treated
from tests.cast import Cast

SignIn = Callable[[str], Client]
MARCH = dt.date(2026, 3, 1)
Counts = dict[tuple[SpanKind, dt.date], int]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Den unge og Alma talte sammen", ("Alma",)),
        ("almas mor ringede", ("almas",)),
        ("Han skal bo hos sin far", ()),
        ("Bo kom for sent", ("Bo",)),
        ("Naboerne på Gl. Havnevej hjalp", ("Gl. Havnevej",)),
        ("Et møde uden navne", ()),
    ],
)
def test_a_name_or_a_street_is_found(text: str, words: tuple[str, ...]) -> None:
    assert pointing_at(text, ["Alma Æblegren", "Bo"], ["Gl. Havnevej 7, 2. tv"]).words == words


def test_numbers_and_addresses_are_found() -> None:
    assert pointing_at("Se 610109-1234", [], []).cpr
    assert pointing_at("Ring 20 30 40 50", [], []).reachable
    assert pointing_at("Skriv til a@b.dk", [], []).reachable
    assert not pointing_at("I 2026 talte vi om 12 unge på 3 møder", [], [])
    assert street_name("Havnevej 7") == "Havnevej"


def test_the_span_grows_until_enough_stand_behind_it() -> None:
    few: Counts = {("month", MARCH): 4}
    quarter: Counts = {("month", MARCH): 2, ("quarter", dt.date(2026, 1, 1)): 5}
    assert told_of(MARCH, few, 5) is None
    found = told_of(MARCH, quarter, 5)
    assert found is not None
    assert (found.kind, found.begins) == ("quarter", dt.date(2026, 1, 1))
    year = told_of(MARCH, {("year", dt.date(2026, 1, 1)): 5}, 5)
    assert year is not None
    assert year.kind == "year"


pytestmark = pytest.mark.django_db


def told(text: str = "Spørg den unge først", forum: str = "conference") -> Told:
    return Told(forum, this_month(), text, ("social",))


def test_a_lesson_is_written_logged_and_read_by_others_when_enough_stand_behind_it(cast: Cast) -> None:
    meeting = held_meeting(this_month())
    for _number in range(4):
        treated(meeting)
    made = write_lesson(cast.actor("caseworker"), told=told())
    assert LogEntry.objects.filter(act="lesson_written", subject_id=made.pk).exists()
    assert [row.telling for row in lessons(cast.actor("caseworker")).rows] == [None], "its author sees it"
    assert lessons(cast.actor("leader")).rows == []
    treated(meeting)
    (row,) = lessons(cast.actor("school_representative")).rows
    assert row.telling is not None
    assert (row.telling.kind, row.text, row.is_mine) == ("month", "Spørg den unge først", False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Alma kom for sent", "“Alma”"),
        ("Bentes ro hjalp", "“Bentes”"),
        ("Mødet på Havnevej gik godt", "“Havnevej”"),
        ("Sagen 610109-1234", "CPR"),
    ],
)
def test_a_text_that_points_at_somebody_on_the_agendas_is_refused_with_the_word(
    cast: Cast, text: str, said: str
) -> None:
    make_item(make_meeting(), cast.young_person)
    with pytest.raises(DomainError) as refused:
        write_lesson(cast.actor("caseworker"), told=told(text))
    assert refused.value.code == "lesson_points_at_somebody"
    assert said in str(refused.value)
    assert "the young person" in str(refused.value)
    assert not Lesson.objects.exists()


def test_a_name_of_another_forum_is_no_pointer_here(cast: Cast) -> None:
    make_item(make_meeting("plenary"), cast.young_person)
    write_lesson(cast.actor("caseworker"), told=told("Alma er også navnet på et skib"))


def test_whoever_neither_prepares_nor_took_part_does_not_write(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        write_lesson(cast.actor("consultant"), told=told())
    treated(held_meeting(this_month()), adults=(cast.account("consultant"),))
    write_lesson(cast.actor("consultant"), told=told())
    with pytest.raises(NotAllowed):
        write_lesson(cast.actor("consultant"), told=told(forum="plenary"))


def test_only_ones_own_is_changed_and_removed(cast: Cast) -> None:
    made = write_lesson(cast.actor("caseworker"), told=told())
    for act in (
        lambda: change_lesson(cast.actor("leader"), lesson_id=made.pk, told=told("Andet")),
        lambda: remove_lesson(cast.actor("leader"), lesson_id=made.pk),
    ):
        with pytest.raises(NotVisible):
            act()
    change_lesson(cast.actor("caseworker"), lesson_id=made.pk, told=told("Andet"))
    assert Lesson.objects.get().text == "Andet"
    remove_lesson(cast.actor("caseworker"), lesson_id=made.pk)
    assert not Lesson.objects.exists()


def test_the_pages(cast: Cast, sign_in: SignIn) -> None:
    make_item(make_meeting(), cast.young_person)
    client = sign_in("caseworker")
    assert "No experience has been shared yet" in client.get(reverse("meetings:lessons")).content.decode()
    sent = {"forum": "conference", "month": this_month().isoformat(), "text": "Alma var glad"}
    refused = client.post(reverse("meetings:lesson-write"), sent)
    assert refused.status_code == 422
    assert "“Alma”" in refused.content.decode()
    assert client.post(reverse("meetings:lesson-write"), sent | {"text": "Den unge var glad"}).status_code == 302
    page = client.get(reverse("meetings:lessons")).content.decode()
    assert "only you see it yet" in page
    pk = Lesson.objects.get().pk
    assert client.post(reverse("meetings:lesson-change", args=[pk]), sent | {"text": "Roen hjalp"}).status_code == 302
    assert client.post(reverse("meetings:lesson-remove", args=[pk])).status_code == 302


def test_the_filter_narrows_by_forum_and_department(cast: Cast) -> None:
    actor = cast.actor("caseworker")
    write_lesson(actor, told=told())
    write_lesson(actor, told=Told("plenary", this_month(), "For alle"))
    assert [row.forum for row in lessons(actor, forum="plenary").rows] == ["plenary"]
    assert {row.forum for row in lessons(actor, department="health").rows} == {"plenary"}
