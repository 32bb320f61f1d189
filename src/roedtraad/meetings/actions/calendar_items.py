# SPDX-License-Identifier: EUPL-1.2
"""What becomes of the agenda of a meeting that is cancelled: its items go on to the nearest meeting with room."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from roedtraad.audit.actions import Record
from roedtraad.meetings.actions.carrying import go_on
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, ItemState, Meeting
from roedtraad.meetings.queries.calendar import free_places, next_meetings
from roedtraad.meetings.rules.calendar import nearness
from roedtraad.organisation.profile import Profile
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on

ENOUGH = 40
"""How many meetings ahead are looked at for a free place."""


@dataclass(slots=True)
class Rehomed:
    """What happened to the items of cancelled meetings: how many went on, and how many no meeting took."""

    moved: int = 0
    left: int = 0
    records: list[Record] = field(default_factory=list)


class Places:
    """The free places of forums, counted down as they are taken, so that many items do not all land on one meeting."""

    def __init__(self, on: dt.date) -> None:
        self._on = on
        self._free: dict[str, dict[Meeting, int | None]] = {}

    def take(self, forum: str, near: dt.date, person_id: int) -> Meeting | None:
        """The forum's nearest planned meeting with room, its place taken; where the person is on the agenda already, that one."""
        rows = self._free.setdefault(forum, self._read(forum))
        there = AgendaItem.objects.filter(meeting__in=rows, young_person_id=person_id)
        already = there.exclude(state=ItemState.WITHDRAWN).values_list("meeting_id", flat=True).first()
        for meeting in sorted(rows, key=lambda row: nearness(near, row.held_on)):
            free = rows[meeting]
            if meeting.pk == already:
                return meeting
            if already is None and (free is None or free > 0):
                rows[meeting] = None if free is None else free - 1
                return meeting
        return None

    def _read(self, forum: str) -> dict[Meeting, int | None]:
        """Only meetings of a cadence, since a called one is for its own case, and only those before which there is time to invite."""
        from_on = terms_on(self._on).after("agenda_closes_before", self._on)
        coming = next_meetings(forum, from_on, ENOUGH)
        return {meeting: free_places(meeting) for meeting in coming if meeting.by_cadence}


def send_on(meeting: Meeting, on: dt.date, places: Places, because: str) -> Rehomed:
    """Give every open item of a cancelled meeting a place on the nearest meeting that has room.

    In the same forum; when the forum has no meetings any more, in the forum that the item's signals lead to now. What finds no
    place stays where it is and is listed for the leader.
    """
    done = Rehomed()
    items = AgendaItem.objects.filter(meeting=meeting, state__in=OPEN_ITEMS).order_by("waiting_since", "pk")
    profile = profile_on(on)
    for item in items.prefetch_related("item_signals__signal"):
        target = _target(item, meeting, places, profile, on)
        if target is None:
            done.left += 1
        else:
            _carry(item, target, on, because)
            values = {"to": target.pk, "held_on": target.held_on, "because": because}
            done.records.append(
                Record("item_moved_on", "agenda_item", item.pk, persons=(item.young_person_id,), values=values)
            )
            done.moved += 1
    return done


def _target(item: AgendaItem, meeting: Meeting, places: Places, profile: Profile, on: dt.date) -> Meeting | None:
    for forum in [meeting.forum, *_forums_of_signals(item, profile, on)]:
        found = places.take(forum, meeting.held_on, item.young_person_id)
        if found is not None:
            return found
    return None


def _forums_of_signals(item: AgendaItem, profile: Profile, on: dt.date) -> Sequence[str]:
    rules = [profile.rule(one.signal.rule, on) for one in item.item_signals.all() if one.signal.closed_on is None]
    named = dict.fromkeys(rule.leads_to.forum for rule in rules if rule and rule.leads_to and rule.leads_to.forum)
    closed = {forum.id for forum in profile.forums if forum.closed_circle}
    return [code for code in named if code not in closed]


def _carry(item: AgendaItem, target: Meeting, on: dt.date, because: str) -> None:
    go_on([item], target, on)
    item.state, item.state_because = ItemState.CARRIED, because
    item.version += 1
    item.save(update_fields=["state", "state_because", "version"])
