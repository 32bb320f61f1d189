# SPDX-License-Identifier: EUPL-1.2
"""The preparation pack: everything a meeting about one young person needs, in the same order every time, so that cases compare (K3b).

It is made from what there is, through the reader's own access and consents: what one participant may not read is not in theirs.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from roedtraad.cases import proposing, rules
from roedtraad.cases.models import ContactWish
from roedtraad.cases.queries import cases_section, coordinating_section
from roedtraad.detection.models import Signal
from roedtraad.detection.queries import signal_rows
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import ThreadEntry
from roedtraad.kernel.rights import Part, Right
from roedtraad.meetings import policies
from roedtraad.meetings.models import AgendaItem, ItemState
from roedtraad.meetings.queries.agenda import ItemRow, item_row
from roedtraad.meetings.queries.inviting import ParticipantRow, participants_of
from roedtraad.meetings.queries.minutes import PromiseRow, agreements_before
from roedtraad.people.queries import Access, SituationRow, access_to, person_page
from roedtraad.people.thread import person_thread
from roedtraad.plans.queries import PlanPage, plan_page

PROPOSED: Final = 3
THREAD: Final = 8
CHANGES: Final = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants from the meeting, in their own words."""

    who: str
    words: str
    is_young_person: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody who could be contact person, with the facts that speak for it."""

    account_id: int
    name: str
    reasons: tuple[str, ...]
    people: int
    is_away: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """One item made ready for its meeting. Parts that the reader may not see are empty and are not mentioned."""

    row: ItemRow
    item: AgendaItem
    access: Access
    may_prepare: bool
    wishes: tuple[Wish, ...]
    contact_wish: str
    plan: PlanPage | None
    situations: tuple[SituationRow, ...]
    cases: Sequence[Any]
    coordinating: Any
    thread: tuple[ThreadEntry, ...]
    changed: tuple[ThreadEntry, ...]
    since: dt.date | None
    promises: tuple[PromiseRow, ...]
    signals: Sequence[Any]
    proposed: tuple[Proposed, ...]
    gaps: int
    participants: int

    @property
    def decider(self) -> str:
        """Who may decide; empty while it is not known."""
        if self.item.decider:
            return self.item.decider.name
        return self.item.decider_unit.local_name if self.item.decider_unit else ""

    @property
    def payer(self) -> str:
        """Whose money it is; empty while it is not known."""
        if self.item.costs_nothing:
            return _("costs nothing")
        return self.item.payer.local_name if self.item.payer else ""


def pack(actor: Actor, item: AgendaItem) -> Pack:
    """The preparation pack of an item that the actor may see (`one_item`). The number of queries does not grow with what there is."""
    person_id = item.young_person_id
    access = access_to(actor, person_id)
    since = last_met(actor, item)
    thread = person_thread(actor, person_id, access=access).entries
    parts = participants_of(actor, item)
    contact = coordinating_section(actor, person_id)["coordinating"] if Part.CONTACTS in access.parts else None
    return Pack(
        row=item_row(item), item=item, access=access, may_prepare=item.is_open and policies.may_prepare(actor, item),
        wishes=_wishes(parts), contact_wish=_contact_wish(person_id) if Part.CASES in access.parts else "",
        plan=plan_page(actor, person_id) if Part.PLAN in access.parts else None,
        situations=_situations(actor, person_id, access),
        cases=cases_section(actor, person_id)["cases"] if Part.CASES in access.parts else (),
        coordinating=contact, thread=_told(thread, actor.on)[:THREAD],
        changed=tuple(one for one in _told(thread, actor.on) if since and one.on > since)[:CHANGES], since=since,
        promises=tuple(agreements_before(actor, item)), signals=_signals(actor, item, access),
        proposed=_proposed(actor, person_id, access, has_one=contact is not None),
        gaps=sum(bool(one.gaps) for one in parts), participants=len(parts),
    )  # fmt: skip


def last_met(actor: Actor, item: AgendaItem) -> dt.date | None:
    """When a meeting last talked about the young person before this item, as far as the actor may know."""
    earlier = policies.visible(actor).filter(
        young_person_id=item.young_person_id, state=ItemState.TREATED, meeting__held_on__lte=item.meeting.held_on
    )
    days = earlier.exclude(pk=item.pk).order_by("-meeting__held_on").values_list("meeting__held_on", flat=True)
    return days.first()


def _told(thread: Sequence[ThreadEntry], on: dt.date) -> tuple[ThreadEntry, ...]:
    """What has happened; signals stand by themselves in the pack."""
    return tuple(one for one in thread if one.on <= on and one.kind not in ("signal", "goal"))


def _wishes(parts: Sequence[ParticipantRow]) -> tuple[Wish, ...]:
    """The young person's before anybody else's."""
    told = sorted((one for one in parts if one.is_citizen and one.wish), key=lambda one: not one.is_young_person)
    return tuple(Wish("" if one.is_young_person else one.name, one.wish, one.is_young_person) for one in told)


def _contact_wish(person_id: int) -> str:
    found = ContactWish.objects.filter(young_person_id=person_id).values_list("words", flat=True).first()
    return found or ""


def _situations(actor: Actor, person_id: int, access: Access) -> tuple[SituationRow, ...]:
    return person_page(actor, person_id).situations if Part.SITUATIONS in access.parts else ()


def _signals(actor: Actor, item: AgendaItem, access: Access) -> Sequence[Any]:
    """The signals that put the young person here, each with its facts, for whoever reads signals."""
    if Part.SIGNALS not in access.parts:
        return ()
    mine = Signal.objects.filter(Q(agenda_items__item=item)).select_related("young_person", "unit", "assignee")
    return signal_rows(actor, list(mine.order_by("due_on", "pk")), since=actor.on)


def _proposed(actor: Actor, person_id: int, access: Access, *, has_one: bool) -> tuple[Proposed, ...]:
    """Who could follow the young person, from needs and never from a score; only while nobody does, for whoever may name one."""
    if has_one or Right.ASSIGN_CONTACT_PERSON not in access.rights or Part.CASES not in access.parts:
        return ()
    known = proposing.known_needs(actor, person_id)
    found = proposing.candidates(actor, person_id, rules.Needs(known.disciplines, known.school_code), known.school_name)
    return tuple(
        Proposed(one.account_id, one.name, one.reasons, one.load.people, one.is_away)
        for one in found[:PROPOSED]
        if one.reasons
    )
