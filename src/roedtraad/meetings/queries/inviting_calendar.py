# SPDX-License-Identifier: EUPL-1.2
"""A meeting as an iCalendar file (RFC 5545, 5546): when and where, and nothing of whom or what it is about.

Calendars are read by colleagues, shared on screens and lie with providers. So the file has no name, no question and no forum; the
one whom it is for is its only attendee, and the link leads to a page behind the sign-in.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, vCalAddress

from roedtraad.kernel import clock
from roedtraad.meetings.models import Meeting, MeetingState, Participant

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
FILE_NAME: Final = "meeting.ics"
DENMARK: Final = ZoneInfo("Europe/Copenhagen")
_NO_REPLY: Final = "no-reply@invalid"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Whom the file is for: where they read mail, where they answer, and in which language."""

    email: str = ""
    link: str = ""
    language: str = "da"


def sequence_of(meeting: Meeting) -> int:
    """The number of the invitation as it stands: each change counts up, and a cancellation once more."""
    return meeting.sequence + (meeting.state == MeetingState.CANCELLED)


def calendar_file(meeting: Meeting, attendee: Attendee | None = None, *, is_off: bool = False) -> bytes:
    """The meeting for one attendee: an invitation, or with `is_off` or when it has been cancelled, that it is off for them."""
    attendee, cancelled = attendee or Attendee(), is_off or meeting.state == MeetingState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Roedtraad//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    with override(attendee.language):
        calendar.add_component(_event(meeting, attendee, cancelled=cancelled, extra=int(is_off)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, attendee: Attendee, *, cancelled: bool, extra: int) -> Event:
    begins, ends = times_of(meeting)
    event = Event()
    event.add("uid", f"{meeting.uid}@roedtraad")
    event.add("sequence", sequence_of(meeting) + extra)
    event.add("dtstamp", clock.now())
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", _("Meeting"))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", _address(settings.MAIL_FROM or _NO_REPLY))
    if attendee.email:
        event.add("attendee", _address(attendee.email), parameters={"RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"})
    if meeting.place or meeting.video_link:
        event.add("location", ", ".join(part for part in (meeting.place, meeting.video_link) if part))
    if attendee.link:
        event.add("url", attendee.link)
        event.add("description", _("Answer here: %(link)s") % {"link": attendee.link})
    return event


def _address(email: str) -> vCalAddress:
    return vCalAddress(f"mailto:{email}")


def times_of(meeting: Meeting) -> tuple[dt.datetime, dt.datetime]:
    """When the meeting begins and ends, in Danish time."""
    begins = timezone.make_aware(dt.datetime.combine(meeting.held_on, meeting.begins_at), DENMARK)
    return begins, begins + dt.timedelta(minutes=meeting.minutes)


def attendee_of(participant: Participant, link: str = "") -> Attendee:
    """A participant as the one whom a file is for. The young person's and the guardians' mail stays out of it."""
    if participant.account is not None:
        return Attendee(participant.account.email, link, participant.account.language)
    return Attendee(participant.outside_email, "" if participant.outside_name else link)
