# SPDX-License-Identifier: EUPL-1.2
"""The meetings ahead as the young person or a guardian reads them: when, where, who comes and why, what is shared and on which ground.

Which guardian a citizen is, the portal knows: it passes `guardian_id`. Whoever has not been invited reads of no meeting.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from roedtraad.consent.policies import readable
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Part
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, ItemState, Meeting, MeetingState, Participant, Reply, Task
from roedtraad.meetings.queries.calendar import forum_last, forum_title
from roedtraad.meetings.queries.inviting import Heard, rows_of
from roedtraad.meetings.rules.inviting import TASKS
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people


@dataclass(frozen=True, slots=True)
class OwnMeetingRow:
    """One meeting ahead. `turn_at` is about when the talk about the young person begins, when others come before."""

    item_id: int
    participant_id: int
    forum: str
    held_on: dt.date
    begins_at: dt.time
    turn_at: dt.time | None
    minutes: int
    place: str
    video_link: str
    is_off: bool
    is_open: bool
    reply: str
    way: str
    way_title: str
    wish: str


@dataclass(frozen=True, slots=True)
class WhoComes:
    """Somebody who comes, what for, and what they may hear; `task` is for the portal's own words."""

    name: str
    title: str
    task: str
    why: str
    is_me: bool
    is_in_writing: bool
    hears: tuple[Heard, ...]
    hears_common_only: bool


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """One meeting with everything that the citizen may know of it."""

    row: OwnMeetingRow
    question: str
    who: Sequence[WhoComes]
    has_support: bool


def own_parts(actor: Actor, person_id: int, guardian_id: int | None) -> "QuerySet[Participant]":
    """The citizen's own invitations about a young person. Raises NotVisible for whoever may not see the part on meetings."""
    if Part.MEETINGS not in people.parts(people.roles_reaching(actor, person_id)):
        raise NotVisible
    roles = {grant.role for grant in actor.grants if grant.person_id == person_id}
    found = Participant.objects.filter(item__young_person_id=person_id, invited_at__isnull=False)
    if Role.YOUNG_PERSON in roles:
        found = found.filter(is_young_person=True)
    elif Role.GUARDIAN in roles and guardian_id is not None:
        found = found.filter(guardian_id=guardian_id)
    else:
        raise NotVisible
    return found.select_related("item__meeting", "item__unit", "item__young_person", "guardian")


def meetings_for_portal(actor: Actor, person_id: int, guardian_id: int | None = None) -> list[OwnMeetingRow]:
    """The meetings ahead to which the citizen is invited, the soonest first; one that is off is said to be off."""
    found = own_parts(actor, person_id, guardian_id).filter(item__meeting__held_on__gte=actor.on)
    parts = [one for one in found.order_by("item__meeting__held_on", "pk") if not _is_over(one)]
    return [own_row(one) for one in parts]


def _is_over(one: Participant) -> bool:
    return one.item.state == ItemState.TREATED or one.item.meeting.state == MeetingState.HELD


def own_part(actor: Actor, person_id: int, item_id: int, guardian_id: int | None = None) -> Participant:
    """The citizen's own invitation to one item. Raises NotVisible."""
    one = own_parts(actor, person_id, guardian_id).filter(item_id=item_id).first()
    if one is None:
        raise NotVisible
    return one


def own_row(one: Participant) -> OwnMeetingRow:
    """An invitation as a citizen reads it."""
    item, meeting = one.item, one.item.meeting
    is_off = meeting.state == MeetingState.CANCELLED or item.state in (ItemState.WITHDRAWN, ItemState.CARRIED)
    return OwnMeetingRow(
        item_id=item.pk, participant_id=one.pk, forum=forum_title(meeting.forum, meeting.held_on), held_on=meeting.held_on,
        begins_at=meeting.begins_at, turn_at=None if is_off else turn_of(item), minutes=_length(item), place=meeting.place,
        video_link=meeting.video_link, is_off=is_off, is_open=item.is_open and meeting.is_ahead, reply=one.reply,
        way=one.way, way_title=one.get_way_display(), wish=one.wish,
    )  # fmt: skip


def turn_of(item: AgendaItem) -> dt.time | None:
    """About when the item begins: after those before it; None for the first one. It follows the agenda and may change."""
    before = item.meeting.items.filter(state__in=OPEN_ITEMS, order__lt=item.order).values_list("minutes", flat=True)
    minutes = sum(own or _usual(item.meeting) for own in before)
    if not minutes:
        return None
    return (dt.datetime.combine(item.meeting.held_on, item.meeting.begins_at) + dt.timedelta(minutes=minutes)).time()


def _length(item: AgendaItem) -> int:
    return min(item.minutes or _usual(item.meeting), item.meeting.minutes)


def _usual(meeting: Meeting) -> int:
    forum = forum_last(meeting.forum, meeting.held_on)
    if forum and forum.minutes_per_case:
        return forum.minutes_per_case
    return (
        terms_on(meeting.held_on).number("meeting_case_minutes") if forum and not forum.is_called else meeting.minutes
    )


def meeting_for_portal(actor: Actor, one: Participant) -> OwnMeeting:
    """Everything about one invitation of the citizen's own (`own_part`)."""
    item = one.item
    others = item.participants.exclude(reply=Reply.NO).select_related("account", "guardian", "stands_in_for__account")
    participants = sorted(others, key=lambda part: (TASKS.index(part.task), part.pk))
    rows = rows_of(actor, item, participants)
    knows = readable(actor, item.young_person_id).allows(item.unit.department_id, "cases")
    who = [
        WhoComes(
            row.name, row.title, row.task, participant.why, row.pk == one.pk, row.way == "in_writing", row.hears,
            row.hears_common_only,
        )
        for row, participant in zip(rows, participants, strict=True)
    ]  # fmt: skip
    return OwnMeeting(own_row(one), item.question if knows else "", who, any(row.task == Task.SUPPORT for row in rows))
