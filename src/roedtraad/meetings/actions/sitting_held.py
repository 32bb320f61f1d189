# SPDX-License-Identifier: EUPL-1.2
"""What is held while something in a meeting changes: the item by its young person, the meeting by its row."""

from collections.abc import Callable, Mapping
from typing import Any

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.meetings.models import AgendaItem, Meeting
from roedtraad.people.actions import lock_person

_RELATED = ("meeting__chair", "unit", "young_person", "decider", "decider_unit", "payer", "proposed_contact")
Permission = Callable[[Actor, AgendaItem], None]


def found_item(item_id: int) -> AgendaItem:
    """An item with its meeting and unit. Raises NotVisible."""
    item = AgendaItem.objects.select_related(*_RELATED).filter(pk=item_id).first()
    if item is None:
        raise NotVisible
    return item


def held_item(actor: Actor, item_id: int, *permissions: Permission) -> AgendaItem:
    """The item as it stands, held until the transaction ends. What the actor may not do is refused before anybody waits."""
    item = found_item(item_id)
    for permission in permissions:
        permission(actor, item)
    lock_person(item.young_person_id)
    return found_item(item_id)


def held_meeting(meeting_id: int) -> Meeting:
    """The meeting as it stands, held until the transaction ends; its items can still be written. Raises NotVisible."""
    meeting = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotVisible
    return meeting


def changed(actor: Actor, item: AgendaItem, act: str, values: Mapping[str, Any] | None = None) -> None:
    """The item has changed: those who have it open see so, and the log has the act, never the words."""
    item.version += 1
    item.save()
    log(actor, item, act, "agenda_item", item.pk, values)


def log(actor: Actor, item: AgendaItem, act: str, kind: str, pk: int, values: Mapping[str, Any] | None = None) -> None:
    """One act's row in the log, about the item's young person."""
    record_change(actor, Record(act, kind, pk, persons=(item.young_person_id,), values=values or {}))
