# SPDX-License-Identifier: EUPL-1.2
"""The page about who takes part in an item: the participants, the count, what is missing while there is time, who could ask."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.meetings import policies
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, Participant, Reply
from roedtraad.meetings.queries.calendar import forum_last, forum_title
from roedtraad.meetings.queries.inviting import Gap, ParticipantRow, participants_of
from roedtraad.meetings.queries.inviting_proposal import contact_person_of, guardians_held, is_closed, most_adults
from roedtraad.meetings.queries.inviting_words import HELD
from roedtraad.organisation.models import Account
from roedtraad.people import policies as people

_WITH = ("meeting__chair", "unit__department", "young_person")


@dataclass(frozen=True, slots=True)
class GapLine:
    """What the same people may not hear, of one department or several; `to_outside` is who it is when nobody of a department is."""

    gaps: tuple[Gap, ...]
    names: tuple[str, ...]
    to_outside: str = ""

    @property
    def first(self) -> Gap:
        return self.gaps[0]

    @property
    def giving_titles(self) -> str:
        return ", ".join(gap.giving_title for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A guardian whom the program does not propose, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class ParticipantsPage:
    """Everything on the page. `gaps` are empty once the meeting is over: then it is too late to ask."""

    item: AgendaItem
    forum: str
    rows: Sequence[ParticipantRow]
    adults: int
    most: int
    gaps: Sequence[GapLine]
    held: Sequence[HeldRow]
    asks: str
    to_invite: int
    is_open: bool
    is_closed_circle: bool
    may_prepare: bool
    may_ask: bool
    is_me: int

    @property
    def above(self) -> int:
        return max(self.adults - self.most, 0)

    @property
    def could_leave(self) -> list[ParticipantRow]:
        return [row for row in self.rows if row.could_leave]

    @property
    def days_left(self) -> dt.date:
        return self.item.meeting.held_on


def visible_item(actor: Actor, item_id: int) -> AgendaItem:
    """An item that the actor may see. Raises NotVisible."""
    item = AgendaItem.objects.select_related(*_WITH).filter(pk=item_id).first()
    if item is None:
        raise NotVisible
    policies.require_see(actor, item)
    return item


def visible_participant(actor: Actor, participant_id: int) -> Participant:
    """A participant of an item that the actor may see. Raises NotVisible."""
    found = Participant.objects.select_related("account", "guardian", *(f"item__{name}" for name in _WITH))
    one = found.filter(pk=participant_id).first()
    if one is None:
        raise NotVisible
    policies.require_see(actor, one.item)
    return one


def participants_page(actor: Actor, item: AgendaItem) -> ParticipantsPage:
    """The page of an item that the actor may see."""
    on = item.meeting.held_on
    forum, rows = forum_last(item.meeting.forum, on), participants_of(actor, item)
    is_open = item.state in OPEN_ITEMS and item.meeting.is_ahead
    may_prepare = policies.may_prepare(actor, item)
    return ParticipantsPage(
        item=item, forum=forum_title(item.meeting.forum, on), rows=rows,
        adults=sum(row.is_adult and row.reply != Reply.NO for row in rows), most=most_adults(forum, on),
        gaps=_gap_lines(rows) if is_open and on >= actor.on else (), held=_held(item) if is_open and may_prepare else (),
        asks=_who_asks(item), to_invite=sum(row.is_behind and row.reply != Reply.NO for row in rows), is_open=is_open,
        is_closed_circle=is_closed(forum), may_prepare=may_prepare,
        may_ask=people.can(actor, Right.SHARE_DATA, item.young_person_id), is_me=actor.account_id or 0,
    )  # fmt: skip


def _gap_lines(rows: Iterable[ParticipantRow]) -> list[GapLine]:
    """Each gap once, with everybody whom it keeps from hearing; a guardian's is no matter of consent.

    Gaps of the same people in the same kinds of data are one line, since one consent closes them.
    """
    names: dict[tuple[Gap, str], list[str]] = {}
    for row in rows:
        if row.guardian_id is None:
            for gap in row.gaps:
                names.setdefault((gap, "" if row.account_id else row.name), []).append(row.name)
    lines: dict[tuple[object, ...], list[Gap]] = {}
    for (gap, outside), whom in names.items():
        lines.setdefault((tuple(whom), outside, gap.receiving, gap.kinds), []).append(gap)
    return [GapLine(tuple(gaps), key[0], key[1]) for key, gaps in lines.items()]  # type: ignore[arg-type]  # as it was put there


def _held(item: AgendaItem) -> list[HeldRow]:
    there = set(item.participants.filter(guardian__isnull=False).values_list("guardian__name", flat=True))
    return [HeldRow(one.name, str(HELD[one.reason])) for one in guardians_held(item) if one.name not in there]


def _who_asks(item: AgendaItem) -> str:
    """Who could ask the young person: the contact person; nobody by name when there is none."""
    follower = contact_person_of(item.young_person_id, item.meeting.held_on)
    return Account.objects.filter(pk=follower or 0).values_list("name", flat=True).first() or ""
