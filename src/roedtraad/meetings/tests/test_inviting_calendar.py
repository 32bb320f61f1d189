# SPDX-License-Identifier: EUPL-1.2
"""What stands in the file for a calendar and in the notices: when and where, and nothing of whom or what it is about."""

import datetime as dt
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from icalendar import Calendar

from roedtraad.meetings.actions.calendar import Moved, cancel_meeting, move_meeting
from roedtraad.meetings.actions.inviting import invite, propose_participants, remove_participant
from roedtraad.meetings.models import AgendaItem, Meeting
from roedtraad.meetings.queries.inviting_calendar import Attendee, attendee_of, calendar_file
from roedtraad.meetings.tests.making_inviting import make_item
from roedtraad.notices.actions import send_waiting
from roedtraad.notices.models import Notice
from tests.access.stage import BACKEND
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LINK = "https://unge.example.invalid/meetings/invitations/7/"
PLANTED = (
    "Alma",
    "Æblegren",
    "Nørgaard",
    "Bente",
    "tidsrejse",
    "misbrug",
    "konference",
    "onference",
    "Sara",
    "Kirsten",
    "hemmelig",
)
"""Names around the meeting, words planted in the question and the reasons, and the forum."""


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    return make_item(cast.young_person, question="Hvad med tidsrejsen og misbruget?", because="Det er hemmeligt")


def event(content: bytes) -> dict[str, str]:
    calendar = Calendar.from_ical(content)
    found = next(one for one in calendar.walk("VEVENT"))
    values = {name: str(found[name]) for name in ("UID", "SUMMARY", "SEQUENCE", "STATUS", "CLASS")}
    return {**values, "METHOD": str(calendar["METHOD"]), "BEGIN": found.decoded("DTSTART").isoformat()}


def test_it_says_when_and_where_in_danish_time(item: AgendaItem) -> None:
    Meeting.objects.update(held_on=dt.date(2027, 7, 1), video_link="https://video.example.invalid/1")
    meeting = Meeting.objects.get()
    content = calendar_file(meeting, Attendee("sara@example.invalid", LINK))
    found = event(content)
    assert found["METHOD"] == "REQUEST"
    with override("da"):
        assert found["SUMMARY"] == gettext("Meeting")
    assert found["BEGIN"] == "2027-07-01T09:00:00+02:00"
    assert found["UID"] == f"{meeting.uid}@roedtraad"
    text = content.decode().replace("\r\n ", "")
    for words in (
        "TZID=Europe/Copenhagen",
        "BEGIN:VTIMEZONE",
        "Rådhuset\\, lokale 3\\, https://video",
        LINK,
        "CLASS:PRIVATE",
    ):
        assert words in text


def test_moving_and_cancelling_count_up(cast: Cast, item: AgendaItem) -> None:
    first = event(calendar_file(item.meeting))
    day = item.meeting.held_on
    leader = cast.actor("leader")
    move_meeting(leader, meeting_id=item.meeting_id, moved=Moved(day, dt.time(13), 60))
    moved = event(calendar_file(Meeting.objects.get()))
    cancel_meeting(leader, meeting_id=item.meeting_id, because="Sygdom")
    off = event(calendar_file(Meeting.objects.get()))
    assert [one["UID"] for one in (first, moved, off)] == [first["UID"]] * 3
    assert int(first["SEQUENCE"]) < int(moved["SEQUENCE"]) < int(off["SEQUENCE"])
    assert (moved["METHOD"], off["METHOD"], off["STATUS"]) == ("REQUEST", "CANCEL", "CANCELLED")


def test_off_for_one_is_a_cancellation_of_its_own(item: AgendaItem) -> None:
    found = event(calendar_file(item.meeting, is_off=True))
    assert (found["METHOD"], found["SEQUENCE"]) == ("CANCEL", "1")


def test_an_english_reader_gets_it_in_english(item: AgendaItem) -> None:
    assert event(calendar_file(item.meeting, Attendee(language="en")))["SUMMARY"] == "Meeting"


def test_nothing_sensitive_in_files_and_notices(cast: Cast, item: AgendaItem) -> None:
    for key in ("caseworker", "contact_person"):
        cast.account(key).email = f"{key}@example.invalid"
        cast.account(key).save()
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    item.participants.update(why="hemmelig grund", wish="hemmeligt ønske")
    invite(cast.actor("caseworker"), item_id=item.pk, site="https://unge.example.invalid")
    texts = [f"{one.subject} {one.body}" for one in Notice.objects.all()]
    for one in item.participants.select_related("account", "guardian"):
        texts += [calendar_file(item.meeting, attendee_of(one, LINK)).decode().replace("\r\n ", "")]
    assert len(texts) == 6
    assert [(word, text) for word in PLANTED for text in texts if word.casefold() in text.casefold()] == []


def test_control_the_planted_words_are_there_to_be_found(cast: Cast, item: AgendaItem) -> None:
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    client = Client()
    client.force_login(cast.accounts["caseworker"], backend=BACKEND)
    page = client.get(reverse("meetings:participants", args=[item.pk])).content.decode()
    assert "tidsrejse" in page
    assert "Alma" in page


def test_the_young_persons_mail_stays_out_of_the_file(cast: Cast, item: AgendaItem) -> None:
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    hers = item.participants.get(is_young_person=True)
    assert b"alma@" not in calendar_file(item.meeting, attendee_of(hers))


def test_the_file_is_taken_from_ones_own_invitation(cast: Cast, item: AgendaItem) -> None:
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    mine = item.participants.get(account=cast.account("caseworker"))
    client = Client()
    client.force_login(cast.accounts["caseworker"], backend=BACKEND)
    response = client.get(reverse("meetings:invitation-calendar", args=[mine.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    assert response["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    assert response["Cache-Control"] == "no-store"
    assert event(response.content)["METHOD"] == "REQUEST"
    mine.reply = "no"
    mine.save()
    assert event(client.get(reverse("meetings:invitation-calendar", args=[mine.pk])).content)["METHOD"] == "CANCEL"


def mails(item: AgendaItem, cast: Cast) -> None:
    """Sara has a mail address, and everybody is invited."""
    cast.account("caseworker").email = "sara@example.invalid"
    cast.account("caseworker").save()
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    invite(cast.actor("caseworker"), item_id=item.pk)


def test_a_colleagues_mail_brings_the_file_and_the_young_persons_message_none(cast: Cast, item: AgendaItem) -> None:
    mails(item, cast)
    files = {one.address: one.calendar for one in Notice.objects.all()}
    assert event(files["sara@example.invalid"].encode())["METHOD"] == "REQUEST"
    assert files["20 30 40 50"] == ""


def test_the_mail_itself_lets_the_calendar_take_it_in(
    cast: Cast, item: AgendaItem, settings: Any, mailoutbox: list[EmailMessage]
) -> None:
    settings.MAIL_FROM = "unge@example.invalid"
    mails(item, cast)
    send_waiting()
    (mail,) = mailoutbox
    part = mail.message().get_payload()[1]  # type: ignore[index]  # a mail with a file has parts
    assert part.get_content_type() == "text/calendar"  # type: ignore[union-attr]
    assert part.get_param("method") == "REQUEST"  # type: ignore[union-attr]
    assert mail.to == ["sara@example.invalid"]
    assert set(Notice.objects.filter(channel="mail").values_list("body", "calendar")) == {("", "")}


def test_whoever_still_comes_for_another_keeps_the_meeting_in_the_calendar(cast: Cast, item: AgendaItem) -> None:
    mails(item, cast)
    other = make_item(cast.protected_person, item.meeting)
    mails(other, cast)
    Notice.objects.all().delete()
    remove_participant(
        cast.actor("contact_person"), participant_id=item.participants.get(account=cast.account("caseworker")).pk
    )
    assert [(one.text, one.calendar) for one in Notice.objects.all()] == [("meeting_off", "")]
    Notice.objects.all().delete()
    remove_participant(
        cast.actor("contact_person"), participant_id=other.participants.get(account=cast.account("caseworker")).pk
    )
    assert [event(one.calendar.encode())["METHOD"] for one in Notice.objects.all()] == ["CANCEL"]
