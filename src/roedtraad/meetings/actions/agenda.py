# SPDX-License-Identifier: EUPL-1.2
"""Acts on what stands on an agenda: prepare it, take it off, give it a place. The others of this part are named here as well."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.bulk import update_rows
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings import policies
from roedtraad.meetings.actions.bringing import bring, require_admitted
from roedtraad.meetings.actions.carrying import carry_over
from roedtraad.meetings.actions.composing import Composed, ForumComposed, compose_agendas
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, ItemState, Meeting
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.actions import lock_person

__all__ = [
    "Composed",
    "ForumComposed",
    "Prepared",
    "bring",
    "carry_over",
    "compose_agendas",
    "place_item",
    "prepare",
    "require_admitted",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known before the meeting: the question, who may decide, who pays, how long it takes, who could be contact person."""

    question: str
    decider_id: int | None = None
    decider_unit_id: int | None = None
    payer_id: int | None = None
    costs_nothing: bool = False
    minutes: int | None = None
    proposed_contact_id: int | None = None
    version: int | None = None


@transaction.atomic
def prepare(actor: Actor, *, item_id: int, prepared: Prepared) -> AgendaItem:
    """Prepare an item: the question to be answered, and before the meeting who may decide and whose money it is.

    Refuses an item that is no longer on the agenda, an empty question, two deciders, a payer for what costs nothing, and a form
    that was opened before somebody else changed the item.
    """
    item = held(actor, item_id)
    question = prepared.question.strip()
    if not question:
        raise DomainError("question_missing", _("Write the question that the meeting is to answer."))
    if prepared.decider_id and prepared.decider_unit_id:
        raise DomainError("two_deciders", _("Choose either a colleague or a unit that decides, not both."))
    if prepared.payer_id and prepared.costs_nothing:
        raise DomainError("free_and_paid", _("It either costs nothing or somebody pays. Choose one."))
    if prepared.version is not None and prepared.version != item.version:
        raise DomainError(
            "item_changed", _("Somebody has changed this while you were writing. Read it and save again.")
        )
    _require_working(prepared)
    changes: dict[str, Any] = {
        "question": question[:500], "decider_id": prepared.decider_id, "decider_unit_id": prepared.decider_unit_id,
        "payer_id": prepared.payer_id, "costs_nothing": prepared.costs_nothing, "minutes": prepared.minutes,
        "proposed_contact_id": prepared.proposed_contact_id,
    }  # fmt: skip
    before = {name: getattr(item, name) for name in changes}
    changed = {name: [before[name], value] for name, value in changes.items() if before[name] != value}
    if item.prepared_at is not None and not changed:
        return item
    _save(item, changes | {"prepared_at": clock.now(), "prepared_by_id": actor.account_id})
    log(actor, "item_prepared", item, {"changes": changed})
    return item


def _require_working(prepared: Prepared) -> None:
    accounts = {one for one in (prepared.decider_id, prepared.proposed_contact_id) if one}
    units = {one for one in (prepared.decider_unit_id, prepared.payer_id) if one}
    at_work = Account.objects.filter(pk__in=accounts, is_active=True).count() if accounts else 0
    active = Unit.objects.filter(pk__in=units, is_active=True).count() if units else 0
    if at_work < len(accounts) or active < len(units):
        raise DomainError("not_at_work", _("Choose colleagues and units that are at work now."))


@transaction.atomic
def withdraw(actor: Actor, *, item_id: int, because: str) -> AgendaItem:
    """Take an item off the agenda, with a reason. The signals behind it do not bring it back; a new one does.

    Refuses without a reason, and an item that is no longer on the agenda.
    """
    item = held(actor, item_id)
    because = because.strip()[:300]
    if not because:
        raise DomainError("reason_missing", _("Write a reason, so that others understand."))
    _save(item, {"state": ItemState.WITHDRAWN, "state_because": because, "taken_off_by_id": actor.account_id})
    log(actor, "item_withdrawn", item, {"because": because})
    return item


@transaction.atomic
def place_item(actor: Actor, *, item_id: int, place: int) -> AgendaItem:
    """Give an item its place on the agenda, from 1. It stays there until somebody moves it; the others close up around it.

    Only for whoever leads the meeting or plans meetings.
    """
    item = held(actor, item_id)
    require_arrange(actor, item.meeting)
    others = list(
        AgendaItem.objects.filter(meeting=item.meeting_id, state__in=OPEN_ITEMS)
        .exclude(pk=item.pk)
        .order_by("order", "pk")
    )
    place = min(max(place, 1), len(others) + 1)
    others.insert(place - 1, item)
    rows = [(number, one.pk) for number, one in enumerate(others, 1) if one.order != number]
    if not rows and item.is_pinned:
        return item
    update_rows(AgendaItem, ("order",), rows)
    item.order = place
    _save(item, {"is_pinned": True, "order": place})
    log(actor, "item_placed", item, {"place": place})
    return item


def require_arrange(actor: Actor, meeting: Meeting) -> None:
    """Refuse whoever neither leads the meeting nor plans meetings."""
    if not (policies.leads(actor, meeting) or has_right(actor, Right.PLAN_MEETINGS)):
        raise NotAllowed("arrange_agenda", _("Only whoever leads the meeting arranges its agenda."))


def held(actor: Actor, item_id: int) -> AgendaItem:
    """An item that still stands on an agenda, held until the transaction ends; its preparation is the actor's to change.

    Raises NotVisible, NotAllowed, and `item_closed` for one that has been talked about, moved on or taken off.
    """
    person = AgendaItem.objects.filter(pk=item_id).values_list("young_person_id", flat=True).first()
    if person is None:
        raise NotVisible
    lock_person(person)
    item = AgendaItem.objects.select_related("meeting", "unit").get(pk=item_id)
    policies.require_prepare(actor, item)
    if not item.is_open:
        raise DomainError(
            "item_closed", _("This is no longer on the agenda: %(state)s.") % {"state": item.get_state_display()}
        )
    return item


def _save(item: AgendaItem, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(item, name, value)
    item.version += 1
    item.save(update_fields=[*changes, "version"])


def log(actor: Actor, act: str, item: AgendaItem, values: Mapping[str, Any]) -> None:
    """One row of the log about one item."""
    values = {"meeting": item.meeting_id, **values}
    record_change(actor, Record(act, "agenda_item", item.pk, (item.young_person_id,), values))
