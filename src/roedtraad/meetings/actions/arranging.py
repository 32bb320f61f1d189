# SPDX-License-Identifier: EUPL-1.2
"""What whoever leads a meeting changes on its agenda: the order, and who comes on it before their turn."""

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.bulk import update_rows
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings import policies
from roedtraad.meetings.actions.carrying import bring_along, successor
from roedtraad.meetings.actions.holding import held, log, save
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, ItemSignal, Meeting
from roedtraad.meetings.queries.board import board_of
from roedtraad.meetings.rules.agenda import Candidate
from roedtraad.meetings.rules.composing import composed
from roedtraad.organisation.queries import profile_on
from roedtraad.people import policies as people
from roedtraad.people.actions import lock_person


def require_arrange(actor: Actor, meeting: Meeting) -> None:
    """Refuse whoever neither leads the meeting nor plans meetings."""
    if not (policies.leads(actor, meeting) or has_right(actor, Right.PLAN_MEETINGS)):
        raise NotAllowed("arrange_agenda", _("Only whoever leads the meeting arranges its agenda."))


@transaction.atomic
def place_item(actor: Actor, *, item_id: int, place: int) -> AgendaItem:
    """Give an item its place on the agenda, from 1. It stays there until somebody moves it; the others close up around it.

    Only for whoever leads the meeting or plans meetings.
    """
    item = held(actor, item_id)
    require_arrange(actor, item.meeting)
    others = AgendaItem.objects.filter(meeting=item.meeting_id, state__in=OPEN_ITEMS).exclude(pk=item.pk)
    line = list(others.order_by("order", "pk"))
    place = min(max(place, 1), len(line) + 1)
    line.insert(place - 1, item)
    rows = [(number, one.pk) for number, one in enumerate(line, 1) if one.order != number]
    if not rows and item.is_pinned:
        return item
    update_rows(AgendaItem, ("order",), rows)
    save(item, {"is_pinned": True, "order": place})
    log(actor, "item_placed", item, {"place": place})
    return item


@transaction.atomic
def take_on(actor: Actor, *, meeting_id: int, person_id: int) -> AgendaItem:
    """Take somebody who waits on the next agenda before their turn, also when it is full; nothing then moves them by itself.

    Nobody gives way for it: on a meeting that is full, those who are on it keep their places as well. Only for whoever leads
    the meeting or plans meetings, and handles the young person's signals. Refuses somebody who does not wait for this forum, and
    a meeting whose agenda is not open.
    """
    people.require(actor, Right.HANDLE_SIGNALS, person_id)
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    forum = profile_on(actor.on).forum(meeting.forum, actor.on) if meeting else None
    if meeting is None or forum is None:
        raise NotVisible
    require_arrange(actor, meeting)
    board = board_of(forum, actor.on, lock=True)
    lock_person(person_id)
    line = {one.candidate.person_id: one.candidate for one in composed(board).waiting}
    if meeting_id not in {one.meeting_id for one in board.sittings}:
        raise DomainError("meeting_not_ahead", _("Choose a meeting of this forum that has not been held."))
    if person_id not in line or line[person_id].item_id is not None:
        raise DomainError("not_waiting", _("The young person does not wait for this meeting any more."))
    item = _listed(actor, meeting, line[person_id])
    log(actor, "item_taken_on", item, {"forum": forum.id})
    return item


def _listed(actor: Actor, meeting: Meeting, one: Candidate) -> AgendaItem:
    there = AgendaItem.objects.filter(meeting=meeting, state__in=OPEN_ITEMS)
    count = there.count()
    if meeting.capacity is not None and count >= meeting.capacity:
        there.update(is_pinned=True)
    if one.carried_id is not None:
        item = successor(AgendaItem.objects.get(pk=one.carried_id), meeting.pk, actor.on)
    else:
        item = AgendaItem(
            meeting=meeting, young_person_id=one.person_id, unit_id=one.unit_id, added_on=actor.on,
            waiting_since=one.waiting_since,
        )  # fmt: skip
    item.entry, item.order, item.is_pinned = one.entry, count + 1, True
    item.save()
    bring_along([item])
    ItemSignal.objects.bulk_create([ItemSignal(item=item, signal_id=signal) for signal in one.signals])
    return item
