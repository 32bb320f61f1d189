# SPDX-License-Identifier: EUPL-1.2
"""Agreements as they are typed in a meeting: nobody's words are overwritten unseen, and what is sent twice is one line."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from roedtraad.cases.staff import unit_of
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.meetings import policies, policies_sitting
from roedtraad.meetings.actions.sitting_decisions import withdraw_overtaken
from roedtraad.meetings.actions.sitting_held import changed, held_item, log
from roedtraad.meetings.models import AgendaItem, AgreementLine
from roedtraad.meetings.rules import sitting as rules
from roedtraad.meetings.rules.sitting import Said


class LineChanged(DomainError):
    """Somebody else has changed the line since it was opened. `line` is what stands there; nothing has been written."""

    def __init__(self, line: AgreementLine) -> None:
        super().__init__(
            "line_changed", _("Somebody else has changed this line while you wrote. See both, and choose.")
        )
        self.line = line


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as somebody has typed it, finished or not; `key` is the screen's own name for it."""

    key: UUID
    what: str = ""
    area: str = ""
    responsible_id: int | None = None
    by_young_person: bool = False
    outside_party: str = ""
    step_id: int | None = None
    due_on: dt.date | None = None
    decided_by_id: int | None = None
    decided_unit_id: int | None = None
    decided_here: bool = False
    decided_by_young_person: bool = False
    paid_by_id: int | None = None
    costs_nothing: bool = False

    def values(self) -> dict[str, Any]:
        """As columns. Refuses several who do it, several who decided it, and a payer of what costs nothing."""
        if bool(self.responsible_id) + self.by_young_person + bool(self.outside_party) > 1:
            raise DomainError(
                "one_does_it", _("Say who does it: one colleague, the young person, or somebody outside.")
            )
        deciders = (self.decided_by_id, self.decided_unit_id, self.decided_here, self.decided_by_young_person)
        if sum(bool(one) for one in deciders) > 1:
            raise DomainError("one_decides", _("Say who decided it: one of them."))
        if self.paid_by_id and self.costs_nothing:
            raise DomainError("paid_and_free", _("Either a unit pays, or it costs nothing."))
        return {
            "what": self.what.strip(), "area": self.area, "responsible_id": self.responsible_id,
            "by_young_person": self.by_young_person, "outside_party": self.outside_party.strip(),
            "step_id": self.step_id, "due_on": self.due_on, "decided_by_id": self.decided_by_id,
            "decided_unit_id": self.decided_unit_id, "decided_here": self.decided_here,
            "decided_by_young_person": self.decided_by_young_person, "paid_by_id": self.paid_by_id,
            "costs_nothing": self.costs_nothing,
        }  # fmt: skip


def said(line: AgreementLine) -> Said:
    """A line as far as the rules look at it."""
    return Said(
        line.what, line.has_doer, line.due_on, line.has_decider, line.has_payer, costs=line.paid_by_id is not None,
        decided_here=line.decided_here,
    )  # fmt: skip


@transaction.atomic
def write_line(actor: Actor, *, item_id: int, line: LineDraft, seen: int | None) -> AgreementLine:
    """Write an agreement as it is typed: a new one, or the next words of one that the actor saw as version `seen`.

    Sent again with the same words it changes nothing, also when the item has ended meanwhile. Refuses with LineChanged when
    somebody else has changed it since; an item that is not being talked about; and whoever may not prepare it. A removed line
    that is written from its present version comes back. What has landed before its item was opened again is changed in the
    plan when the item ends.
    """
    item = held_item(actor, item_id, policies.require_prepare)
    values = line.values() | {"unit_id": _unit_of(actor, item, line)}
    held = item.lines.filter(key=line.key).first()
    if held is None:
        policies_sitting.require_under_way(item)
        return _added(actor, item, line.key, values)
    if not held.is_removed and all(getattr(held, name) == value for name, value in values.items()):
        return held
    policies_sitting.require_under_way(item)
    if not rules.may_overwrite(held.version, seen, is_own=held.written_by_id == actor.account_id):
        raise LineChanged(held)
    names = sorted(name for name, value in values.items() if getattr(held, name) != value)
    withdraw_overtaken(actor, held, names)
    return _set(actor, item, held, values | {"is_removed": False}, "line_written", {"columns": names})


def _added(actor: Actor, item: AgendaItem, key: UUID, values: dict[str, Any]) -> AgreementLine:
    last: int | None = item.lines.aggregate(last=Max("order"))["last"]
    made = item.lines.create(
        key=key, order=(last or 0) + 1, written_by_id=actor.account_id, written_at=clock.now(), **values
    )
    item.version += 1
    item.save(update_fields=["version"])
    log(actor, item, "line_written", "agreement_line", made.pk, {"columns": sorted(n for n, v in values.items() if v)})
    return made


def _set(
    actor: Actor, item: AgendaItem, line: AgreementLine, values: dict[str, Any], act: str, told: dict[str, Any]
) -> AgreementLine:
    for name, value in values.items():
        setattr(line, name, value)
    line.version += 1
    line.written_by_id, line.written_at = actor.account_id, clock.now()
    line.save()
    item.version += 1
    item.save(update_fields=["version"])
    log(actor, item, act, "agreement_line", line.pk, told)
    return line


def _unit_of(actor: Actor, item: AgendaItem, line: LineDraft) -> int:
    """In whose name it is agreed: the unit of the colleague who does it, else the one whose matter is talked about."""
    own = unit_of(line.responsible_id, item.unit_id, actor.on) if line.responsible_id else None
    return own.pk if own else item.unit_id


def held_line(actor: Actor, line_id: int) -> tuple[AgendaItem, AgreementLine]:
    """A line that may be written now, and its item, held. Raises NotVisible."""
    item_id = AgreementLine.objects.values_list("item_id", flat=True).filter(pk=line_id).first()
    if item_id is None:
        raise NotVisible
    item = held_item(actor, item_id, policies_sitting.require_write)
    policies_sitting.require_under_way(item)
    return item, item.lines.get(pk=line_id)


@transaction.atomic
def remove_line(actor: Actor, *, line_id: int, seen: int | None = None) -> AgreementLine:
    """Take a line away; it can be brought back until the meeting is closed.

    Refuses with LineChanged when somebody has changed it since the actor saw version `seen`, and what `write_line` refuses.
    """
    item, line = held_line(actor, line_id)
    if line.is_removed:
        return line
    if seen is not None and seen != line.version:
        raise LineChanged(line)
    return _set(actor, item, line, {"is_removed": True}, "line_removed", {})


@transaction.atomic
def restore_line(actor: Actor, *, line_id: int) -> AgreementLine:
    """Bring a removed line back as it was. Refuses what `write_line` refuses."""
    item, line = held_line(actor, line_id)
    if not line.is_removed:
        return line
    return _set(actor, item, line, {"is_removed": False}, "line_restored", {})


@transaction.atomic
def move_line(actor: Actor, *, line_id: int, up: bool) -> None:
    """Move a line one place up or down among those that stand. Refuses what `write_line` refuses."""
    item, line = held_line(actor, line_id)
    if line.is_removed:
        raise DomainError("line_removed", _("The line has been removed. Bring it back first."))
    keys = list(item.lines.filter(is_removed=False).values_list("pk", flat=True))
    for order, key in enumerate(rules.moved(keys, line.pk, up=up), start=1):
        item.lines.filter(pk=key).update(order=order)
    changed(actor, item, "line_moved", {"up": up})
