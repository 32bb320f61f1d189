# SPDX-License-Identifier: EUPL-1.2
"""What was not reached goes on to the forum's next meeting, with a mark and everything that was prepared."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.meetings.models import AgendaItem, ItemSignal, ItemState, Meeting, MeetingState, Participant, Reply
from roedtraad.people.models import YoungPerson

_KEPT: Final = (
    "young_person_id", "unit_id", "entry", "question", "because", "brought_by_id", "waiting_since", "minutes",
    "decider_id", "decider_unit_id", "payer_id", "costs_nothing", "proposed_contact_id", "prepared_at", "prepared_by_id",
)  # fmt: skip
"""What an item hands on to its successor."""
_ASKED: Final = (
    "account_id", "is_young_person", "guardian_id", "outside_name", "outside_email", "seat", "task", "also", "way", "why",
    "ground", "is_proposed", "wish",
)  # fmt: skip
"""What a participant takes along; what they answered was about another day."""


def successor(item: AgendaItem, meeting_id: int, on: dt.date) -> AgendaItem:
    """The item that takes over from one that was not reached; not saved. Once it is, `bring_along` brings those who take part."""
    return AgendaItem(
        meeting_id=meeting_id, carried_from=item, carries=item.carries + 1, added_on=on,
        **{name: getattr(item, name) for name in _KEPT},
    )  # fmt: skip


@transaction.atomic
def carry_over(actor: Actor, meeting: Meeting) -> int:
    """Move on what a meeting did not reach; called when it is closed or cancelled, by whoever may do that. Gives how many.

    Each goes to the forum's next planned meeting as a new item with its question, its signals and its waiting time; where the
    person is on that agenda already, the two are one. Without a next meeting they wait, and come on the next one that is planned.
    """
    following = next_planned(meeting, actor.on)
    listed = AgendaItem.objects.filter(meeting=meeting, state=ItemState.LISTED).order_by("order", "pk")
    _hold_people(listed.order_by().values("young_person_id"))
    items = list(listed.select_for_update(of=("self",)))
    if not items:
        return 0
    because = (
        meeting.cancelled_because if meeting.state == MeetingState.CANCELLED else gettext_noop("It was not reached.")
    )
    AgendaItem.objects.filter(pk__in=[item.pk for item in items]).update(
        state=ItemState.CARRIED, state_because=because, version=F("version") + 1
    )
    if following is not None:
        go_on(items, following, actor.on)
    values = {"meeting": meeting.pk, "to": following.pk if following else None, "count": len(items)}
    persons = tuple(sorted(item.young_person_id for item in items))
    record_change(actor, Record("items_carried", "meeting", meeting.pk, persons, values))
    return len(items)


def _hold_people(of_items: "QuerySet[Any, Any]") -> None:
    """Until the transaction ends, and before their items: whoever changes an item holds its person in the same order."""
    list(YoungPerson.objects.select_for_update().filter(pk__in=of_items).order_by("pk").values_list("pk"))


def next_planned(meeting: Meeting, on: dt.date) -> Meeting | None:
    """The forum's next meeting of its cadence after this one that still lies ahead."""
    later = Q(held_on__gt=meeting.held_on) | Q(held_on=meeting.held_on, begins_at__gt=meeting.begins_at)
    found = Meeting.objects.select_for_update().filter(
        later, forum=meeting.forum, state=MeetingState.PLANNED, by_cadence=True, held_on__gte=on
    )
    return found.exclude(pk=meeting.pk).order_by("held_on", "begins_at", "pk").first()


def go_on(items: Sequence[AgendaItem], following: Meeting, on: dt.date) -> None:
    """Give items their successors at another meeting, with their signals and whoever was to take part.

    Where the person is on that agenda already, the two are one. What becomes of the items themselves is the caller's to write.
    """
    listed = AgendaItem.objects.filter(meeting=following).exclude(state=ItemState.WITHDRAWN)
    there = {one.young_person_id: one for one in listed}
    last = max((one.order for one in there.values()), default=0)
    new = [successor(item, following.pk, on) for item in items if item.young_person_id not in there]
    for place, item in enumerate(new, last + 1):
        item.order = place
    made = {one.young_person_id: one for one in AgendaItem.objects.bulk_create(new)}
    for item in items:
        if item.young_person_id in there:
            _join(item, there[item.young_person_id])
    heirs = {**there, **made}
    _pass_signals(items, heirs)
    bring_along([heirs[item.young_person_id] for item in items])


def bring_along(heirs: Iterable[AgendaItem]) -> None:
    """Whoever was to take part in an item takes part in its successor, with their wish, and is to be invited to the new day.

    Whoever stood in for somebody does not: the one they stood in for is asked again. Neither does a colleague who said no: they
    are not let in again unasked. Where somebody is there already, only a wish that they have not written anew comes along.
    """
    by_old = {one.carried_from_id: one for one in heirs if one.carried_from_id}
    if not by_old:
        return
    asked = Participant.objects.filter(item__in=list(by_old), stands_in_for__isnull=True).order_by("pk")
    replaced = Exists(Participant.objects.filter(stands_in_for=OuterRef("pk")))
    before = asked.filter(~Q(reply=Reply.NO, account__isnull=False) | Q(replaced))
    here = {(one.item_id, _who(one)): one for one in Participant.objects.filter(item__in=list(by_old.values()))}
    new, wishing = [], []
    for old in before:
        item = by_old[old.item_id]
        same = here.get((item.pk, _who(old)))
        if same is None:
            new.append(Participant(item=item, **{name: getattr(old, name) for name in _ASKED}))
        elif old.wish and not same.wish:
            same.wish = old.wish
            wishing.append(same)
    Participant.objects.bulk_create(new, batch_size=1000)
    Participant.objects.bulk_update(wishing, ["wish"])


def _who(one: Participant) -> tuple[object, ...]:
    return one.account_id, one.is_young_person, one.guardian_id, one.outside_name


def _join(item: AgendaItem, there: AgendaItem) -> None:
    """The person is on the next agenda already: that item takes over what this one has and it lacks."""
    there.carried_from, there.carries = item, max(there.carries, item.carries + 1)
    there.waiting_since = min(there.waiting_since, item.waiting_since)
    there.question = there.question or item.question
    there.version += 1
    there.save(update_fields=["carried_from", "carries", "waiting_since", "question", "version"])


def _pass_signals(items: Sequence[AgendaItem], to: Mapping[int, AgendaItem]) -> None:
    persons = {item.pk: item.young_person_id for item in items}
    old = ItemSignal.objects.filter(item__in=items).values_list("item_id", "signal_id")
    links = [ItemSignal(item=to[persons[item]], signal_id=signal) for item, signal in old]
    ItemSignal.objects.bulk_create(links, ignore_conflicts=True)
