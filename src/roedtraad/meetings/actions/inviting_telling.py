# SPDX-License-Identifier: EUPL-1.2
"""What leaves the house about a meeting: that there is one, that it has changed or is off. Never whom or what it is about."""

from typing import Final

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.meetings.models import OPEN_ITEMS, MeetingState, Participant, Reply
from roedtraad.meetings.queries.inviting_calendar import attendee_of, calendar_file, sequence_of
from roedtraad.meetings.queries.inviting_reaching import link_of, reached_at
from roedtraad.notices.actions import send

INVITED: Final = "meeting_invited"
CHANGED: Final = "meeting_changed"
OFF: Final = "meeting_off"
REMINDED: Final = "meeting_reminded"
OUTSIDE: Final = "_outside"
"""What the text's name ends with when it goes to somebody who cannot sign in."""


def tell(actor: Actor, participant: Participant, text: str, site: str) -> bool:
    """Send one notice to a participant, with the file for the calendar of colleagues; False when nobody knows where to."""
    to = reached_at(participant)
    if to is None:
        return False
    calendar = _calendar(participant, text, site)
    if participant.outside_name:
        send(actor, to=to, text=text + OUTSIDE, calendar=calendar)
    else:
        send(actor, to=to, text=text, values={"link": link_of(participant, site)}, calendar=calendar)
    return True


def _calendar(participant: Participant, text: str, site: str) -> str:
    """The meeting for the reader's calendar. Citizens get none by mail: they take it from the portal.

    Whoever takes part in another item of the meeting keeps it in their calendar, though this item is off for them.
    """
    is_off, meeting = text == OFF, participant.item.meeting
    if participant.is_citizen or (is_off and _comes_anyway(participant)):
        return ""
    return calendar_file(meeting, attendee_of(participant, link_of(participant, site)), is_off=is_off).decode()


def _comes_anyway(participant: Participant) -> bool:
    if participant.account_id is None or participant.item.meeting.state == MeetingState.CANCELLED:
        return False
    others = Participant.objects.filter(
        account_id=participant.account_id, item__meeting=participant.item.meeting, item__state__in=OPEN_ITEMS,
        told_meeting__isnull=False,
    )  # fmt: skip
    return others.exclude(reply=Reply.NO).exclude(pk=participant.pk).exists()


def tell_time_and_place(actor: Actor, participant: Participant, text: str, site: str) -> bool:
    """Tell when and where as it stands now, and remember that they have been told this; False when nobody knows where to."""
    participant.invited_at = participant.invited_at or clock.now()
    participant.invited_sequence = sequence_of(participant.item.meeting)
    participant.told_meeting_id = participant.item.meeting_id
    participant.save(update_fields=["invited_at", "invited_sequence", "told_meeting"])
    return tell(actor, participant, text, site)
