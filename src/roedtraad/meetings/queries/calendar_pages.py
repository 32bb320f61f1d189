# SPDX-License-Identifier: EUPL-1.2
"""What the pages about meetings and forums show: lists without names, one forum with its seats, one meeting with its agenda."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings import policies
from roedtraad.meetings.models import AgendaItem, ForumSeat, ItemState, Meeting, MeetingState, Participant, Reply
from roedtraad.meetings.queries.calendar import (
    CHAIR,
    ON_AGENDA,
    ahead,
    forum_last,
    forum_title,
    forums_on,
    holders_among,
    left_waiting,
    next_meetings,
    with_taken,
)  # fmt: skip
from roedtraad.organisation.account_queries import role_titles
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import Forum
from roedtraad.organisation.profile_reading import Line, read_part
from roedtraad.organisation.profile_words import sentence, word_for
from roedtraad.organisation.queries import profile_on

WHEN: Final = ("coming", "past", "cancelled")
SHOWN_ELSEWHERE: Final = frozenset({"kind", "period", "source", "id", "note", "fixed_members", "admission"})
NEXT_SHOWN: Final = 6
EXPORTED: Final = 20_000
_TITLES: Final = {one.value: one.label for one in MeetingState}


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """Which meetings a list shows: mine or everybody's, of which forum, coming, past or cancelled, and from which day."""

    who: str = "mine"
    forum: str = ""
    when: str = "coming"
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as everybody may know it: when, where, who leads, and how many; never about whom."""

    pk: int
    forum: str
    title: str
    held_on: dt.date
    begins_at: dt.time
    ends_at: dt.time
    place: str
    video_link: str
    chair: str
    taken: int
    capacity: int | None
    state: str
    state_title: str | Promise
    moved_from: dt.date | None

    @property
    def month(self) -> dt.date:
        """The first of its month, by which lists are grouped."""
        return self.held_on.replace(day=1)

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.PLANNED

    @property
    def is_full(self) -> bool:
        """Whether there is no place left; a forum without cases has none to give."""
        return bool(self.capacity) and self.taken >= (self.capacity or 0)


def ends_at(begins_at: dt.time, minutes: int) -> dt.time:
    """When something that begins then and lasts so long ends; the next day counts from midnight."""
    return (dt.datetime.combine(dt.date.min, begins_at) + dt.timedelta(minutes=minutes)).time()


def mine(actor: Actor) -> Q:
    """Meetings that are the actor's business: they lead or called it, take part in an item, or sit in the forum that day."""
    me = actor.account_id or 0
    takes_part = Participant.objects.filter(item__meeting=OuterRef("pk"), account_id=me).exclude(reply=Reply.NO)
    lasts = Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("held_on"))
    seats = ForumSeat.objects.filter(lasts, forum=OuterRef("forum"), valid_from__lte=OuterRef("held_on"))
    sits = seats.filter(Q(account_id=me) | Q(substitute_id=me))
    return Q(chair_id=me) | Q(called_by_id=me) | Q(Exists(takes_part)) | Q(Exists(sits))


def meetings_for(actor: Actor, asked: MeetingFilter) -> "QuerySet[Meeting]":
    """The meetings of a list: coming ones with the nearest first, the others with the newest first."""
    rows = Meeting.objects.filter(mine(actor)) if asked.who == "mine" else Meeting.objects.all()
    if asked.forum:
        rows = rows.filter(forum=asked.forum)
    if asked.since:
        rows = rows.filter(held_on__gte=asked.since)
    coming = ahead(actor.on)
    if asked.when == "coming":
        rows = rows.filter(coming).order_by("held_on", "begins_at", "pk")
    elif asked.when == "cancelled":
        rows = rows.filter(state=MeetingState.CANCELLED).order_by("-held_on", "begins_at", "pk")
    else:
        rows = rows.exclude(coming).exclude(state=MeetingState.CANCELLED).order_by("-held_on", "begins_at", "pk")
    return with_taken(rows.select_related("chair"))


def meeting_rows(meetings: Iterable[Meeting], on: dt.date) -> list[MeetingRow]:
    """The rows, with what each forum is called today."""
    rows = list(meetings)
    titles = {code: forum_title(code, on) for code in {row.forum for row in rows}}
    return [_row(row, titles[row.forum]) for row in rows]


def _row(meeting: Meeting, title: str, *, tells_where: bool = False) -> MeetingRow:
    """Where a meeting is that somebody called may be somebody's home: `tells_where` says that the reader may know."""
    is_told = tells_where or meeting.by_cadence
    return MeetingRow(
        pk=meeting.pk, forum=meeting.forum, title=title, held_on=meeting.held_on, begins_at=meeting.begins_at,
        ends_at=ends_at(meeting.begins_at, meeting.minutes), place=meeting.place if is_told else "",
        video_link=meeting.video_link if is_told else "",
        chair=meeting.chair.name if meeting.chair else "", taken=int(getattr(meeting, "taken", 0)),
        capacity=meeting.capacity, state=meeting.state, state_title=_TITLES[meeting.state],
        moved_from=meeting.moved_from if meeting.moved_from != meeting.held_on else None,
    )  # fmt: skip


def forum_choices(on: dt.date) -> list[tuple[str, str]]:
    """The forums of a filter: those of today, then those that only old or planned meetings still have."""
    language = get_language() or "da"
    today = {forum.id: forum.title.get(language) for forum in forums_on(on)}
    others = Meeting.objects.exclude(forum__in=today).order_by("forum").values_list("forum", flat=True).distinct()
    return [*today.items(), *((code, forum_title(code, on)) for code in others)]


@dataclass(frozen=True, slots=True)
class ForumRow:
    """A forum in the list of forums: how often it meets, and when next."""

    code: str
    title: str
    kind: str
    cadence: str
    next_on: dt.date | None
    waiting: int


def forum_rows(actor: Actor) -> list[ForumRow]:
    """Today's forums in the profile's order, in three queries whatever their number."""
    coming = Meeting.objects.filter(ahead(actor.on), state=MeetingState.PLANNED).order_by("forum", "held_on")
    nearest: dict[str, dt.date] = {}
    for code, day in coming.values_list("forum", "held_on"):
        nearest.setdefault(code, day)
    left = left_waiting().values_list("meeting__forum").annotate(count=Count("pk")).order_by()
    waiting = dict(left)
    profile, rows = profile_on(actor.on), []
    for forum in forums_on(actor.on):
        lines = {line.field: line.value for line in read_part(profile, forum, actor.on).lines}
        rows.append(
            ForumRow(
                forum.id, forum.title.get(get_language() or "da"), sentence(word_for(forum.kind)),
                sentence(lines.get("cadence", _("when somebody calls it"))), nearest.get(forum.id), waiting.get(forum.id, 0),
            )
        )  # fmt: skip
    return rows


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat of a forum and who has it; without a holder somebody is missing."""

    seat: str
    title: str
    pk: int | None
    holder: str
    substitute: str
    since: dt.date | None


@dataclass(frozen=True, slots=True)
class ForumPage:
    """One forum: what the profile says of it, who sits there, when it meets, and how many wait for a meeting."""

    forum: Forum
    title: str
    kind: str
    lines: tuple[Line, ...]
    admission: Line | None
    seats: tuple[SeatRow, ...]
    next: tuple[MeetingRow, ...]
    waiting: int
    is_over: bool
    may_plan: bool

    @property
    def missing(self) -> tuple[SeatRow, ...]:
        """The seats that nobody has; a forum that is called need not fill them beforehand."""
        return tuple(seat for seat in self.seats if not seat.holder)


def one_forum(actor: Actor, code: str) -> ForumPage:
    """One forum as it is today, or as it last was. Raises NotVisible when no profile ever named it."""
    forum = forum_last(code, actor.on)
    if forum is None:
        raise NotVisible
    entry = read_part(profile_on(actor.on), forum, actor.on)
    return ForumPage(
        forum=forum, title=forum.title.get(get_language() or "da"), kind=sentence(word_for(forum.kind)),
        lines=tuple(line for line in entry.lines if line.field not in SHOWN_ELSEWHERE),
        admission=next((line for line in entry.lines if line.field == "admission"), None),
        seats=tuple(_seat_rows(forum, actor.on)), waiting=left_waiting(code).count(),
        next=tuple(meeting_rows(next_meetings(code, actor.on, NEXT_SHOWN), actor.on)),
        is_over=not forum.in_force(actor.on), may_plan=has_right(actor, Right.PLAN_MEETINGS),
    )  # fmt: skip


def _seat_rows(forum: Forum, on: dt.date) -> Iterable[SeatRow]:
    seats = list(ForumSeat.objects.filter(forum=forum.id).select_related("account", "substitute"))
    held = holders_among(seats, on)
    keys = {seat.seat: seat for seat in sorted(seats, key=lambda one: one.valid_from) if seat.valid_from <= on}
    for seat, title in seat_choices(forum, on):
        holder, substitute = held.get(seat, (None, None))
        row = keys.get(seat) if holder else None
        yield SeatRow(
            seat, title, row.pk if row else None, holder.name if holder else "",
            substitute.name if substitute and substitute.is_active else "", row.valid_from if row else None,
        )  # fmt: skip


def seat_choices(forum: Forum, on: dt.date) -> list[tuple[str, str]]:
    """The seats of a forum with what they are called: whoever leads it, then its fixed members in the profile's order."""
    members = [member.seat for member in forum.fixed_members]
    titles = seat_titles([*members], on)
    return [(CHAIR, _("Leads the meetings")), *((seat, titles[seat]) for seat in members)]


def seat_titles(seats: Iterable[str], on: dt.date) -> dict[str, str]:
    """What seats are called, by their word: a discipline, a unit, a role, or somebody from outside."""
    pairs = [(seat, *seat.split(":", 1)) for seat in seats if ":" in seat]
    units = {
        unit.code: unit.local_name for unit in Unit.objects.filter(code__in=[c for _s, k, c in pairs if k == "unit"])
    }
    roles = {str(role): title for role, title in role_titles(on).items()}
    names = {"unit": units, "role": roles}
    return {
        seat: sentence(names.get(kind, {}).get(code) or (code if kind == "other" else word_for(code)))
        for seat, kind, code in pairs
    }


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One young person on the agenda, for whoever may see the item."""

    pk: int
    person_id: int
    name: str
    entry: str | Promise
    question: str
    state: str | Promise
    is_open: bool


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting: its facts for everybody, its agenda as far as the reader takes part or may see, and how many others there are."""

    row: MeetingRow
    forum: Forum | None
    unit: str
    items: tuple[ItemLine, ...]
    others: int
    because: str
    leads: bool
    may_manage: bool


def one_meeting(pk: int) -> Meeting:
    """A meeting of any forum. Raises NotVisible when there is none."""
    meeting = with_taken(Meeting.objects.filter(pk=pk).select_related("chair", "unit")).first()
    if meeting is None:
        raise NotVisible
    return meeting


def meeting_page(actor: Actor, meeting: Meeting, *, may_manage: bool) -> MeetingPage:
    """What the actor may read of a meeting."""
    visible = policies.visible(actor).filter(meeting=meeting).exclude(state=ItemState.WITHDRAWN)
    items = tuple(_line(item) for item in visible.select_related("young_person").order_by("order", "pk"))
    total = AgendaItem.objects.filter(meeting=meeting, state__in=(*ON_AGENDA, ItemState.CARRIED)).count()
    tells_where = bool(items) or may_manage
    return MeetingPage(
        row=_row(meeting, forum_title(meeting.forum, actor.on), tells_where=tells_where), forum=forum_last(meeting.forum, meeting.held_on),
        unit=meeting.unit.local_name if meeting.unit else "", items=items, others=max(0, total - len(items)),
        because=meeting.cancelled_because, leads=policies.leads(actor, meeting), may_manage=may_manage,
    )  # fmt: skip


def _line(item: AgendaItem) -> ItemLine:
    return ItemLine(
        item.pk, item.young_person_id, item.young_person.name, item.get_entry_display(), item.question,
        item.get_state_display(), item.is_open,
    )  # fmt: skip


def time_text(row: MeetingRow) -> str:
    """From when to when."""
    return f"{time_format(row.begins_at, 'TIME_FORMAT')}-{time_format(row.ends_at, 'TIME_FORMAT')}"
