# SPDX-License-Identifier: EUPL-1.2
"""The meetings ahead as Alma and her mother meet them in the portal."""

from typing import Any

import pytest
from django.urls import reverse

from roedtraad.meetings.actions.inviting import Added, add_participant, invite, propose_participants
from roedtraad.meetings.models import AgendaItem, Meeting, Participant, Task
from roedtraad.meetings.tests.making_inviting import make_item
from roedtraad.portal.tests.citizens import ALMA, OTHERS_PARENT, PARENT, REPRESENTATIVE, Citizens
from tests.cast import Cast, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(cast: Cast, citizens: Citizens) -> AgendaItem:
    """Alma, her mother and those who are needed are invited; so is a teacher, who hears only the common part."""
    actor = cast.actor("caseworker")
    made = make_item(cast.young_person)
    propose_participants(actor, item_id=made.pk)
    teacher = Added(Task.KNOWS, account_id=cast.account("school_representative").pk)
    add_participant(actor, item_id=made.pk, added=teacher)
    invite(actor, item_id=made.pk)
    return made


def url(name: str, cast: Cast, *args: int) -> str:
    return reverse(f"portal:{name}", args=[cast.young_person.pk, *args])


def page(citizens: Citizens, key: str, address: str) -> str:
    response = citizens.browser(key).get(address)
    assert response.status_code == 200
    return response.content.decode()


def send(citizens: Citizens, key: str, address: str, **data: Any) -> int:
    return int(citizens.browser(key).post(address, data).status_code)


def test_alma_reads_when_where_who_and_why(cast: Cast, citizens: Citizens, item: AgendaItem) -> None:
    assert "We wait for your answer" in page(citizens, ALMA, url("meetings", cast))
    shown = page(citizens, ALMA, url("meeting", cast, item.pk))
    for words in (
        "Rådhuset, lokale 3",
        "at 09:00",
        item.question,
        "Your contact person",
        "Kirsten Kontakt",
        "Has your case",
    ):
        assert words in shown
    assert shown.index("What I want from the meeting") < shown.index("Who comes")


def test_alma_reads_who_may_hear_what_and_why(cast: Cast, citizens: Citizens, item: AgendaItem) -> None:
    shown = page(citizens, ALMA, url("meeting", cast, item.pk))
    hears = shown[shown.index("What they may hear about you") :]
    assert "own department" in hears
    assert "Only what is said to all." in hears[hears.index("Lasse Lærer") :]


def test_alma_answers_wishes_and_brings_somebody(cast: Cast, citizens: Citizens, item: AgendaItem) -> None:
    assert send(citizens, ALMA, url("meeting", cast, item.pk), reply="yes", way="in_writing", note="En pause") == 302
    assert send(citizens, ALMA, url("meeting-wish", cast, item.pk), words="Mit eget sted") == 302
    assert send(citizens, ALMA, url("meeting-support", cast, item.pk), name="Min søster") == 302
    hers = item.participants.get(is_young_person=True)
    assert (hers.reply, hers.way, hers.reply_note, hers.wish) == ("yes", "in_writing", "En pause", "Mit eget sted")
    assert item.participants.get(outside_name="Min søster").task == "support"
    shown = page(citizens, ALMA, url("meeting", cast, item.pk))
    assert "Min søster" in shown
    assert "Mit eget sted" in shown


def test_her_mother_answers_for_herself_and_reads_no_wish_of_almas(
    cast: Cast, citizens: Citizens, item: AgendaItem
) -> None:
    send(citizens, ALMA, url("meeting-wish", cast, item.pk), words="Jeg vil flytte hjemmefra")
    assert send(citizens, PARENT, url("meeting", cast, item.pk), reply="no", way="in_person") == 302
    assert send(citizens, PARENT, url("meeting-wish", cast, item.pk), words="Ro på") == 302
    mothers = item.participants.get(guardian=cast.guardian)
    assert (mothers.reply, mothers.wish) == ("no", "Ro på")
    shown = page(citizens, PARENT, url("meeting", cast, item.pk))
    assert "flytte hjemmefra" not in shown
    assert "What they may hear" not in shown
    assert citizens.browser(PARENT).get(url("meeting-support", cast, item.pk)).status_code == 403


def test_her_mother_reads_the_question_only_of_a_case_in_which_she_is_a_party(
    cast: Cast, citizens: Citizens, item: AgendaItem
) -> None:
    assert item.question in page(citizens, PARENT, url("meeting", cast, item.pk))
    make_case(cast.young_person, "health", discipline="health", law="sundhedsloven")
    AgendaItem.objects.filter(pk=item.pk).update(unit=cast.young_person.cases.get(law="sundhedsloven").unit)
    assert item.question not in page(citizens, PARENT, url("meeting", cast, item.pk))


def test_others_find_nothing(cast: Cast, citizens: Citizens, item: AgendaItem) -> None:
    for key in (REPRESENTATIVE, OTHERS_PARENT):
        for address in (url("meetings", cast), url("meeting", cast, item.pk), url("meeting-calendar", cast, item.pk)):
            assert citizens.browser(key).get(address).status_code == 404, (key, address)


def test_before_the_invitation_there_is_nothing_to_see(cast: Cast, citizens: Citizens, item: AgendaItem) -> None:
    Participant.objects.update(invited_at=None)
    assert "No meetings right now" in page(citizens, ALMA, url("meetings", cast))
    assert citizens.browser(ALMA).get(url("meeting", cast, item.pk)).status_code == 404


def test_a_meeting_that_is_off_says_so(cast: Cast, citizens: Citizens, item: AgendaItem) -> None:
    Meeting.objects.update(state="cancelled", cancelled_because="Sygdom")
    assert "The meeting is off" in page(citizens, ALMA, url("meetings", cast))
    shown = page(citizens, ALMA, url("meeting", cast, item.pk))
    assert "This meeting is off" in shown
    assert "Send my answer" not in shown


def test_the_turn_is_told_when_others_come_before(cast: Cast, citizens: Citizens, item: AgendaItem) -> None:
    make_item(cast.stranger, item.meeting, order=1, minutes=25)
    AgendaItem.objects.filter(pk=item.pk).update(order=2)
    shown = page(citizens, ALMA, url("meeting", cast, item.pk))
    assert "Your turn is at about 09:25." in shown
    assert "Viggo" not in shown


def test_video_is_a_choice_only_with_a_link(cast: Cast, citizens: Citizens, item: AgendaItem) -> None:
    assert "I join by video" not in page(citizens, ALMA, url("meeting", cast, item.pk))
    Meeting.objects.update(video_link="https://video.example.invalid/1")
    assert "I join by video" in page(citizens, ALMA, url("meeting", cast, item.pk))


def test_the_calendar_file_names_nobody(cast: Cast, citizens: Citizens, item: AgendaItem) -> None:
    response = citizens.browser(ALMA).get(url("meeting-calendar", cast, item.pk))
    assert response["Content-Type"].startswith("text/calendar")
    text = response.content.decode()
    assert "Alma" not in text
    assert "alma@" not in text
    assert f"{item.meeting.held_on:%Y%m%d}" in text
