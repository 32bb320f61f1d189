# SPDX-License-Identifier: EUPL-1.2
"""The minutes of an item, held until the transaction ends, for whoever may do something with them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.meetings.models import AgendaItem, Minutes, MinutesVersion
from roedtraad.people.actions import lock_person


class MinutesChanged(DomainError):
    """Somebody else has written meanwhile. Its data has both texts and the mark of the newer one; nothing has been written."""

    def __init__(self, newest: MinutesVersion) -> None:
        by = newest.written_by.name if newest.written_by else ""
        super().__init__(
            "minutes_changed", _("Somebody else has written in the minutes meanwhile. See both, and choose."),
            version=mark_of(newest), text=newest.text, plain=newest.plain, by=by, at=newest.written_at,
        )  # fmt: skip


def mark_of(version: MinutesVersion | None) -> str:
    """What a form says that it began from: drafts are written over, so the number alone does not tell."""
    return f"{version.number}.{version.written_at.isoformat()}" if version else ""


def locked_item(item_id: int) -> AgendaItem:
    """An item, with its young person held: one act at a time. Raises NotVisible."""
    person_id = AgendaItem.objects.values_list("young_person_id", flat=True).filter(pk=item_id).first()
    if person_id is None:
        raise NotVisible
    lock_person(person_id)
    return AgendaItem.objects.select_related("meeting", "unit__department", "young_person").get(pk=item_id)


def minutes_of(item: AgendaItem) -> Minutes | None:
    """The item's minutes, whoever may read them."""
    return Minutes.objects.filter(item=item).first()


def newest_of(minutes: Minutes) -> MinutesVersion:
    """The text that counts."""
    return minutes.versions.select_related("written_by").get(number=minutes.version)


def refuse_overtaken(newest: MinutesVersion | None, seen: str) -> None:
    """Refuse what was not written from the newest text."""
    if newest is not None and seen != mark_of(newest):
        raise MinutesChanged(newest)


def record(actor: Actor, act: str, minutes: Minutes, values: Mapping[str, Any] | None = None) -> None:
    """The act's row in the log: which version, and never a word of it."""
    told = {"version": minutes.version, **(values or {})}
    record_change(actor, Record(act, "minutes", minutes.pk, (minutes.item.young_person_id,), told))
