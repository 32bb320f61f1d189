# SPDX-License-Identifier: EUPL-1.2
"""What leaves the house about a meeting: that there is one, that it has changed or is off. Never whom or what it is about."""

from typing import Final

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.meetings.models import Participant
from roedtraad.meetings.queries.inviting_calendar import sequence_of
from roedtraad.meetings.queries.inviting_reaching import link_of, reached_at
from roedtraad.notices.actions import send

INVITED: Final = "meeting_invited"
CHANGED: Final = "meeting_changed"
OFF: Final = "meeting_off"
REMINDED: Final = "meeting_reminded"
OUTSIDE: Final = "_outside"
"""What the text's name ends with when it goes to somebody who cannot sign in."""


def tell(actor: Actor, participant: Participant, text: str, site: str) -> bool:
    """Send one notice to a participant; False when nobody knows where to."""
    to = reached_at(participant)
    if to is None:
        return False
    if participant.outside_name:
        send(actor, to=to, text=text + OUTSIDE)
    else:
        send(actor, to=to, text=text, values={"link": link_of(participant, site)})
    return True


def tell_time_and_place(actor: Actor, participant: Participant, text: str, site: str) -> bool:
    """Tell when and where as it stands now, and remember that they have been told this; False when nobody knows where to."""
    participant.invited_at = participant.invited_at or clock.now()
    participant.invited_sequence = sequence_of(participant.item.meeting)
    participant.told_meeting_id = participant.item.meeting_id
    participant.save(update_fields=["invited_at", "invited_sequence", "told_meeting"])
    return tell(actor, participant, text, site)
