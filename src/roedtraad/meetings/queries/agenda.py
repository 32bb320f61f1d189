# SPDX-License-Identifier: EUPL-1.2
"""What stands on agendas as one actor may see it: the items of a meeting, of a person, and who waits for a forum."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roedtraad.detection.models import Signal
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import ROWS_PER_PAGE, Page
from roedtraad.kernel.rights import Part, Right
from roedtraad.meetings import policies
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, Entry, ItemState, Meeting, MeetingState
from roedtraad.meetings.queries.board import board_of, rules_to
from roedtraad.meetings.queries.calendar import forum_title
from roedtraad.meetings.rules.agenda import Waiting
from roedtraad.meetings.rules.composing import composed
from roedtraad.organisation.profile import Forum
from roedtraad.organisation.queries import profile_on
from roedtraad.people import policies as people
from roedtraad.people.models import YoungPerson
from roedtraad.people.queries import access_to

ON_PAGE: Final = (ItemState.LISTED, ItemState.UNDER_WAY, ItemState.TREATED, ItemState.CARRIED)
_RELATED: Final = ("meeting", "unit__department", "young_person", "brought_by", "decider", "decider_unit", "payer")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One young person at one meeting as it is read in a list."""

    pk: int
    meeting_id: int
    forum: str
    forum_title: str
    held_on: dt.date
    person_id: int
    person_name: str
    entry: str
    entry_title: str
    order: int
    question: str
    because: str
    brought_by: str
    unit_name: str
    state: str
    state_title: str
    state_because: str
    waiting_since: dt.date
    waited_days: int
    carries: int
    minutes: int | None
    is_prepared: bool
    is_pinned: bool
    has_decider: bool
    has_payer: bool
    is_open: bool

    @property
    def is_ready(self) -> bool:
        """Prepared, and it is known who may decide and who pays."""
        return self.is_prepared and self.has_decider and self.has_payer


def item_row(item: AgendaItem) -> ItemRow:
    """An item as a row. It must have come through `policies.visible` or `can_see`; its relations are loaded.

    A reason that the program gave is in the reader's language, one that a colleague wrote as it is.
    """
    held_on = item.meeting.held_on
    return ItemRow(
        pk=item.pk, meeting_id=item.meeting_id, forum=item.meeting.forum,
        forum_title=forum_title(item.meeting.forum, held_on), held_on=held_on, person_id=item.young_person_id,
        person_name=item.young_person.name, entry=item.entry, entry_title=item.get_entry_display(), order=item.order,
        question=item.question, because=item.because, brought_by=item.brought_by.name if item.brought_by else "",
        unit_name=item.unit.local_name, state=item.state, state_title=item.get_state_display(),
        state_because=_(item.state_because) if item.state_because else "", waiting_since=item.waiting_since,
        waited_days=max((held_on - item.waiting_since).days, 0), carries=item.carries, minutes=item.minutes,
        is_prepared=item.prepared_at is not None, is_pinned=item.is_pinned, has_decider=item.has_decider,
        has_payer=item.has_payer, is_open=item.is_open,
    )  # fmt: skip


def items_of(actor: Actor, meeting: Meeting) -> list[ItemRow]:
    """The agenda of a meeting as far as the actor may see it, in its order; what was taken off is left out."""
    return [item_row(one) for one in visible_items(actor).filter(meeting=meeting, state__in=ON_PAGE)]


def visible_items(actor: Actor) -> "QuerySet[AgendaItem]":
    """The items that the actor may see, with what a row needs, in the order of agendas."""
    return policies.visible(actor).select_related(*_RELATED).order_by("meeting", "order", "pk")


def hidden_of(actor: Actor, meeting: Meeting) -> int:
    """How many on the agenda the actor may not see."""
    return meeting.items.filter(state__in=ON_PAGE).count() - policies.visible(actor).filter(
        meeting=meeting, state__in=ON_PAGE
    ).count()  # fmt: skip


def one_item(actor: Actor, pk: int) -> AgendaItem:
    """One item of whatever state. Raises NotVisible."""
    related = (*_RELATED, "meeting__chair", "proposed_contact", "prepared_by", "carried_from__meeting")
    item = AgendaItem.objects.select_related(*related).filter(pk=pk).first()
    if item is None:
        raise NotVisible
    policies.require_see(actor, item)
    return item


@dataclass(frozen=True, slots=True)
class PersonItems:
    """The meetings about one person: those ahead, the soonest first, and those that have been, the latest first."""

    ahead: tuple[ItemRow, ...]
    past: tuple[ItemRow, ...]
    hidden: int


def items_about(actor: Actor, person_id: int) -> PersonItems:
    """Every item about a person that the actor may see; of those of other departments only how many there are."""
    found = policies.visible(actor).select_related(*_RELATED).filter(young_person_id=person_id)
    shown = [item_row(one) for one in found.order_by("meeting__held_on", "pk")]
    ahead = tuple(one for one in shown if one.is_open)
    past = tuple(one for one in reversed(shown) if not one.is_open)
    return PersonItems(ahead, past, AgendaItem.objects.filter(young_person_id=person_id).count() - len(shown))


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who waits for a forum: the place in the line, since when, where they are expected, and why they are there."""

    person_id: int
    person_name: str
    place: int
    entry_title: str
    rules: tuple[str, ...]
    waiting_since: dt.date
    due_on: dt.date | None
    carries: int
    expected_on: dt.date | None


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """The line of a forum: a page of those whom the actor may see, how many there are in all, and the order in words.

    `next_on` is the next meeting whose agenda is open; without one nobody comes anywhere until a meeting is planned.
    """

    forum: Forum
    title: str
    order: str
    page: Page[WaitingRow]
    total: int
    next_on: dt.date | None
    next_id: int | None
    capacity: int | None

    @property
    def rows(self) -> Sequence[WaitingRow]:
        return self.page.rows


def waiting_for(actor: Actor, forum_code: str, page: int = 1) -> WaitingLine:
    """Who waits for a forum beyond what its next agenda has room for, in its order, each with place and expected day.

    The line is the municipality's; the names are only of those whose signals the actor handles. Raises NotVisible for a forum
    that the profile does not have.
    """
    forum = profile_on(actor.on).forum(forum_code, actor.on)
    if forum is None:
        raise NotVisible
    board = board_of(forum, actor.on)
    line = composed(board).waiting
    following = min(board.sittings, key=lambda one: (one.held_on, one.meeting_id), default=None)
    return WaitingLine(
        forum, forum.title.get(get_language() or "da"), order_in_words(forum.order), _waiting_page(actor, forum, line, page),
        len(line), following.held_on if following else None, following.meeting_id if following else None,
        following.free if following else None,
    )  # fmt: skip


def _waiting_page(actor: Actor, forum: Forum, line: Sequence[Waiting], number: int) -> Page[WaitingRow]:
    names = _names(actor, [one.candidate.person_id for one in line])
    seen = [one for one in line if one.candidate.person_id in names]
    start = (number - 1) * ROWS_PER_PAGE
    shown = seen[start : start + ROWS_PER_PAGE]
    titles = _rule_titles(forum, actor.on, shown)
    rows = [_waiting_row(one, names[one.candidate.person_id], titles) for one in shown]
    return Page(rows, number, len(seen) > start + ROWS_PER_PAGE, len(seen))


def _waiting_row(one: Waiting, name: str, titles: Mapping[int, str]) -> WaitingRow:
    candidate = one.candidate
    return WaitingRow(
        person_id=candidate.person_id, person_name=name, place=one.place, entry_title=str(Entry(candidate.entry).label),
        rules=tuple(sorted({titles[signal] for signal in candidate.signals if signal in titles})),
        waiting_since=candidate.waiting_since, due_on=candidate.due_on, carries=candidate.carries,
        expected_on=one.expected.held_on if one.expected else None,
    )  # fmt: skip


def _names(actor: Actor, persons: Sequence[int]) -> dict[int, str]:
    """The names of those about whom the actor handles signals; for the others only their number is told."""
    if not persons:
        return {}
    ids = people.visible_ids(actor, Right.HANDLE_SIGNALS)
    if ids is None:
        return {}
    rows = YoungPerson.objects.filter(pk__in=ids).filter(pk__in=persons).only("given_name", "family_name")
    return {one.pk: one.name for one in rows}


def _rule_titles(forum: Forum, on: dt.date, shown: Iterable[Waiting]) -> dict[int, str]:
    """The rule of each signal, in the reader's language."""
    language = get_language() or "da"
    rules = rules_to(forum.id, on)
    keys = {signal for one in shown for signal in one.candidate.signals}
    found = Signal.objects.filter(pk__in=keys).values_list("pk", "rule")
    return {pk: rules[rule].title.get(language) for pk, rule in found if rule in rules}


def order_in_words(order: Sequence[str]) -> str:
    """Who comes first, as one sentence."""
    words = {
        "carried": _("who was not reached before"),
        "mandatory": _("what is mandatory"),
        "due": _("what is due first"),
        "waiting": _("who has waited longest"),
        "duration": _("whose case has lasted longest"),
    }
    return _("First %(order)s.") % {"order": _(", then ").join(words[step] for step in order)}


def sees_meetings(actor: Actor, person_id: int) -> bool:
    """Whether the actor reads about meetings on the person's page."""
    return Part.MEETINGS in access_to(actor, person_id).parts


def to_prepare(actor: Actor, until: dt.date) -> "QuerySet[AgendaItem]":
    """Items that are not prepared, on meetings up to a day, that the actor brings, leads or has the case of."""
    account = actor.account_id or 0
    mine = Q(brought_by_id=account) | Q(meeting__chair_id=account)
    mine |= Q(young_person__cases__caseworker_id=account, young_person__cases__closed_on__isnull=True)
    soon = Q(meeting__held_on__gte=actor.on, meeting__held_on__lte=until, meeting__state=MeetingState.PLANNED)
    found = policies.visible(actor).filter(mine, soon, state__in=OPEN_ITEMS, prepared_at__isnull=True)
    return found.select_related("meeting", "young_person").distinct().order_by("meeting__held_on", "order", "pk")
