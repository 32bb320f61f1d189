# SPDX-License-Identifier: EUPL-1.2
"""What was agreed at a meeting, in the portal: in plain words, nothing else, and "this is not right"."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roedtraad.meetings.models import Answer, MinutesAnswer
from roedtraad.meetings.tests.making_minutes import held_for, land, make_line, make_sent
from roedtraad.notices.models import Notice
from roedtraad.portal.minutes_notices import remind
from roedtraad.portal.tests.citizens import ALMA, OTHERS_PARENT, PARENT, REPRESENTATIVE, VIGGO, Citizens
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEXT, PLAIN, LINE = "hemmeligttekst", "Du ringer til mester.", "hemmeligaftale"


def read(client: Client, cast: Cast) -> str:
    return client.get(reverse("portal:minutes", args=[cast.young_person.pk])).content.decode()


def test_alma_reads_her_part_and_nothing_else(cast: Cast, citizens: Citizens) -> None:
    item = make_sent(cast, TEXT, PLAIN)
    make_line(item, LINE, responsible=cast.account("caseworker"))
    page = read(citizens.browser(ALMA), cast)
    assert PLAIN in page
    assert TEXT not in page
    assert LINE not in page


def test_before_they_are_sent_there_is_nothing(cast: Cast, citizens: Citizens) -> None:
    item = held_for(cast)
    make_line(item)
    land(cast, item)
    assert "There is nothing to read yet" in read(citizens.browser(ALMA), cast)


def test_a_parent_reads_it_as_a_party_and_nobody_else_does(cast: Cast, citizens: Citizens) -> None:
    make_sent(cast, TEXT, PLAIN)
    assert PLAIN in read(citizens.browser(PARENT), cast)
    for key in (REPRESENTATIVE, OTHERS_PARENT, VIGGO):
        assert PLAIN not in read(citizens.browser(key), cast), key


def test_a_parent_reads_nothing_of_a_matter_to_which_they_are_no_party(cast: Cast, citizens: Citizens) -> None:
    item = make_sent(cast, TEXT, PLAIN, unit="benefits")
    assert PLAIN not in read(citizens.browser(PARENT), cast)
    address = reverse("portal:minutes-answer", args=[cast.young_person.pk, item.pk])
    assert citizens.browser(PARENT).get(address).status_code == 404
    assert PLAIN in read(citizens.browser(ALMA), cast)


def test_alma_says_that_it_is_not_right_and_then_that_it_is(cast: Cast, citizens: Citizens) -> None:
    item = make_sent(cast, TEXT, PLAIN)
    client, address = citizens.browser(ALMA), reverse("portal:minutes-answer", args=[cast.young_person.pk, item.pk])
    assert PLAIN in client.get(address).content.decode()
    assert client.post(address, {"number": "1", "text": ""}).status_code == 422
    assert client.post(address, {"number": "1", "text": "Det var tirsdag"}).status_code == 302
    assert "Det var tirsdag" in read(client, cast)
    assert client.post(address, {"number": "1", "answer": "approves"}).status_code == 302
    assert MinutesAnswer.objects.get().answer == Answer.APPROVES
    assert client.post(address, {"number": "9", "answer": "approves"}).status_code == 409
    assert client.post(address, {"number": "9", "text": "Nej"}).status_code == 422


def test_an_answer_to_somebody_elses_meeting_is_not_there(cast: Cast, citizens: Citizens) -> None:
    item = make_sent(cast, TEXT, PLAIN)
    for person in (cast.young_person, cast.stranger):
        address = reverse("portal:minutes-answer", args=[person.pk, item.pk])
        assert citizens.browser(VIGGO).get(address).status_code == 404
        assert citizens.browser(VIGGO).post(address, {"number": "1", "text": "Nej"}).status_code == 404


def test_a_notice_says_that_there_is_something_and_not_what(cast: Cast, citizens: Citizens) -> None:
    make_sent(cast, TEXT, PLAIN)
    notices = list(Notice.objects.filter(text="portal_news"))
    assert {one.address for one in notices} == {cast.young_person.phone, cast.guardian.phone}
    assert all(TEXT not in one.body and PLAIN not in one.body and "Alma" not in one.body for one in notices)
    assert all("/portal/" in one.body for one in notices)


def test_what_is_hers_alone_is_not_told_to_a_parent(cast: Cast, citizens: Citizens) -> None:
    make_sent(cast, TEXT, PLAIN, unit="benefits")
    assert [one.address for one in Notice.objects.filter(text="portal_news")] == [cast.young_person.phone]


def test_a_reminder_of_ones_own_promise_goes_to_oneself(cast: Cast, citizens: Citizens) -> None:
    remind(actor=cast.actor("caseworker"), person_id=cast.young_person.pk)
    (one,) = Notice.objects.filter(text="portal_reminder")
    assert one.address == cast.young_person.phone


def test_twenty_meetings_are_read_as_quickly_as_one(cast: Cast, citizens: Citizens) -> None:
    client, address = citizens.browser(ALMA), reverse("portal:minutes", args=[cast.young_person.pk])
    counts = []
    for more in (1, 5):
        for _number in range(more):
            make_sent(cast, TEXT, PLAIN)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
