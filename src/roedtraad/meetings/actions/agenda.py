# SPDX-License-Identifier: EUPL-1.2
"""Acts on what stands on an agenda: prepare it, take it off, give it a place. The others of this part are named here as well."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.meetings.actions.arranging import place_item, take_on
from roedtraad.meetings.actions.bringing import bring, require_admitted
from roedtraad.meetings.actions.carrying import carry_over
from roedtraad.meetings.actions.composing import Composed, ForumComposed, compose_agendas
from roedtraad.meetings.actions.holding import held, log, save
from roedtraad.meetings.models import AgendaItem, ItemState
from roedtraad.organisation.models import Account, Unit

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
    "take_on",
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
    save(item, changes | {"prepared_at": clock.now(), "prepared_by_id": actor.account_id})
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
    save(item, {"state": ItemState.WITHDRAWN, "state_because": because, "taken_off_by_id": actor.account_id})
    log(actor, "item_withdrawn", item, {"because": because})
    return item
