# SPDX-License-Identifier: EUPL-1.2
"""The agendas make themselves: who comes on the next one, who moves, who is taken off."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from roedtraad.audit.actions import Record, record_change
from roedtraad.detection.models import Signal, SignalState
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.bulk import update_rows
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.locks import Lock, hold
from roedtraad.kernel.remembering import remembering
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings.actions.carrying import bring_along, successor
from roedtraad.meetings.models import AgendaItem, ItemSignal, ItemState
from roedtraad.meetings.queries.board import board_of
from roedtraad.meetings.rules.agenda import Candidate
from roedtraad.meetings.rules.composing import Board, Changes, Standing, composed
from roedtraad.organisation.profile import Forum
from roedtraad.organisation.queries import profile_on


@dataclass(frozen=True, slots=True)
class ForumComposed:
    """What composing did for one forum: how many came on, were joined by another signal, moved, were taken off; who waits."""

    listed: int = 0
    joined: int = 0
    moved: int = 0
    withdrawn: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Composed:
    """What composing the agendas of a day did, by forum."""

    on: dt.date
    forums: Mapping[str, ForumComposed] = field(default_factory=dict)

    @property
    def listed(self) -> int:
        return sum(one.listed for one in self.forums.values())

    @property
    def withdrawn(self) -> int:
        return sum(one.withdrawn for one in self.forums.values())

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.forums.values())


@transaction.atomic
def compose_agendas(actor: Actor, *, on: dt.date, forum: str | None = None) -> Composed:
    """Put everybody whom a live signal leads to a forum on its next open agenda, in the forum's order, as far as there is room.

    Several signals of a person are one item. Items whose every signal is closed, put off or not true are taken off with that
    reason, unless somebody has prepared them or been invited. The same again writes nothing. It waits for a sweep that runs.
    Refuses whoever may neither plan meetings nor is the system.
    """
    if not has_right(actor, Right.PLAN_MEETINGS):
        raise NotAllowed("plan_meetings", _("Your role does not plan meetings."))
    hold(Lock.SWEEP)
    with remembering():
        forums = [one for one in profile_on(on).forums if one.in_force(on) and forum in (None, one.id)]
        return Composed(on, {one.id: _compose(actor, one, on) for one in forums if not one.without_cases})


def _compose(actor: Actor, forum: Forum, on: dt.date) -> ForumComposed:
    board = board_of(forum, on, lock=True)
    changes = composed(board)
    if not changes.is_nothing:
        _write(board, changes, on)
        record_change(actor, *_records(forum, changes, on))
    return ForumComposed(
        len(changes.listed), len(changes.joined), len(changes.moved), len(changes.gone), len(changes.waiting)
    )


def _write(board: Board, changes: Changes, on: dt.date) -> None:
    """Everything in as many statements as there are kinds of change."""
    _take_off(changes.gone)
    for meeting, standing in _by_meeting(changes.moved).items():
        AgendaItem.objects.filter(pk__in=standing).update(meeting_id=meeting, version=F("version") + 1)
    for one, entry in changes.raised:
        AgendaItem.objects.filter(pk=one.item_id).update(entry=entry)
    links = [ItemSignal(item_id=one.item_id, signal_id=signal) for one, new in changes.joined for signal in new]
    links += _list(changes, on)
    ItemSignal.objects.bulk_create(links, batch_size=1000)
    update_rows(AgendaItem, ("order",), ((place, item) for item, place in changes.orders.items()))


def _by_meeting(moved: Iterable[tuple[Standing, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one, meeting in moved:
        found.setdefault(meeting, []).append(one.item_id)
    return found


def _list(changes: Changes, on: dt.date) -> list[ItemSignal]:
    """Make the new items, and give their links to the signals for the caller to write with the others."""
    back = AgendaItem.objects.in_bulk([one.carried_id for _meeting, one in changes.listed if one.carried_id])
    new = [_item(meeting, one, changes.places[one.person_id], on, back) for meeting, one in changes.listed]
    made = AgendaItem.objects.bulk_create(new, batch_size=1000)
    bring_along(made)
    pairs = zip(made, changes.listed, strict=True)
    return [ItemSignal(item_id=item.pk, signal_id=signal) for item, (_m, one) in pairs for signal in one.signals]


def _item(meeting: int, one: Candidate, place: int, on: dt.date, back: Mapping[int, AgendaItem]) -> AgendaItem:
    if one.carried_id is not None:
        item = successor(back[one.carried_id], meeting, on)
        item.entry, item.order = one.entry, place
        return item
    return AgendaItem(
        meeting_id=meeting, young_person_id=one.person_id, unit_id=one.unit_id, entry=one.entry, order=place,
        added_on=on, waiting_since=one.waiting_since,
    )  # fmt: skip


def _take_off(gone: Iterable[Standing]) -> None:
    """Take off items whose reason is gone, each group in its own words."""
    known = {one.item_id: one.signals for one in gone}
    if not known:
        return
    reasons: dict[str, list[int]] = {}
    asked = Signal.objects.filter(pk__in={one for signals in known.values() for one in signals})
    states = {pk: (closed, state) for pk, closed, state in asked.values_list("pk", "closed_on", "state")}
    for item, signals in known.items():
        reasons.setdefault(_why_gone([states[one] for one in signals if one in states]), []).append(item)
    for because, items in reasons.items():
        AgendaItem.objects.filter(pk__in=items).update(
            state=ItemState.WITHDRAWN, state_because=because, version=F("version") + 1
        )


def _why_gone(signals: list[tuple[dt.date | None, str]]) -> str:
    still_open = {state for closed, state in signals if closed is None}
    if SignalState.SNOOZED in still_open:
        return gettext_noop("The signal has been put off.")
    if SignalState.NOT_TRUE in still_open:
        return gettext_noop("Somebody has answered that the signal is not true.")
    if still_open:
        return gettext_noop("The rule no longer leads here.")
    return gettext_noop("The facts behind the signal no longer hold.")


def _records(forum: Forum, changes: Changes, on: dt.date) -> list[Record]:
    """One row for the forum: whom it concerns, and how many came, moved and went."""
    persons = {one.person_id for _meeting, one in changes.listed}
    persons |= {one.person_id for one in changes.gone} | {one.person_id for one, _rest in changes.joined}
    persons |= {one.person_id for one, _meeting in changes.moved}
    values = {
        "forum": forum.id, "on": on, "listed": len(changes.listed), "joined": len(changes.joined),
        "moved": len(changes.moved), "withdrawn": len(changes.gone), "reordered": len(changes.orders),
    }  # fmt: skip
    return [Record("agenda_composed", "forum", None, tuple(sorted(persons)), values)]
