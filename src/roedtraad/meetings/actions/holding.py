# SPDX-License-Identifier: EUPL-1.2
"""An item held for a change: who may, that it still stands on an agenda, and how the change is written and logged."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.meetings import policies
from roedtraad.meetings.models import AgendaItem
from roedtraad.people.actions import lock_person


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
    require_open(item)
    return item


def require_open(item: AgendaItem) -> None:
    """Refuse an item that is no longer on an agenda."""
    if not item.is_open:
        state = item.get_state_display()
        raise DomainError("item_closed", _("This is no longer on the agenda: %(state)s.") % {"state": state})


def save(item: AgendaItem, changes: Mapping[str, Any]) -> None:
    """Write changes of one item and count its version up."""
    for name, value in changes.items():
        setattr(item, name, value)
    item.version += 1
    item.save(update_fields=[*changes, "version"])


def log(actor: Actor, act: str, item: AgendaItem, values: Mapping[str, Any]) -> None:
    """One row of the log about one item."""
    values = {"meeting": item.meeting_id, **values}
    record_change(actor, Record(act, "agenda_item", item.pk, (item.young_person_id,), values))
