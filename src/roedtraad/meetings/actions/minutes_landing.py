# SPDX-License-Identifier: EUPL-1.2
"""What was agreed lands in the plan when the item is ended, and follows the lines when it is taken up and ended again."""

import datetime as dt
from collections.abc import Iterable, Mapping

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.periods import in_force
from roedtraad.meetings.models import AgendaItem, AgreementLine
from roedtraad.meetings.queries.calendar import forum_title
from roedtraad.meetings.rules.minutes import EVERYDAY, Landing, LineState, landing
from roedtraad.organisation.models import RoleAssignment, Unit
from roedtraad.plans.meeting_actions import MeetingPromise, agree_at_meeting
from roedtraad.plans.step_actions import AgreementDetails, Doer


def land_agreements(actor: Actor, item: AgendaItem) -> int:
    """Put the item's finished lines in the plan as agreements, and tell how many of them the plan has taken or let go.

    Each stands in the name of the unit of whoever does it; what the young person or somebody outside does, in the item's. A line
    that has not changed since it landed is left alone, so that doing it twice does nothing; one that was removed holds no longer.
    Called inside the transaction that ends the item, by whoever has asked that the actor leads the meeting or takes part.
    """
    lines = list(item.lines.select_related("unit").order_by("order", "pk"))
    todo = [(line, what) for line in lines if (what := landing(_state(line))) is not Landing.NOTHING]
    units = units_of([line.responsible_id for line, _what in todo], item.unit, actor.on)
    promises = [_promise(line, what, units.get(line.responsible_id or 0, item.unit)) for line, what in todo]
    title = forum_title(item.meeting.forum, item.meeting.held_on)
    landed = agree_at_meeting(actor, person_id=item.young_person_id, promises=promises, forum_title=title)
    for (line, _what), agreement_id in zip(todo, landed, strict=True):
        _keep(line, agreement_id)
    return len(todo)


def _state(line: AgreementLine) -> LineState:
    return LineState(
        is_finished=bool(line.what.strip()) and line.has_doer, is_removed=line.is_removed,
        has_landed=line.agreement_id is not None, landed_version=line.landed_version, version=line.version,
    )  # fmt: skip


def units_of(account_ids: Iterable[int | None], near: Unit, on: dt.date) -> Mapping[int, Unit]:
    """In which unit each colleague makes a promise: `near` when they work there, else in its department, else where they began.

    Whoever has no unit, such as a school's own people, is not among them.
    """
    wanted = {one for one in account_ids if one}
    rows = RoleAssignment.objects.filter(in_force(on), account_id__in=wanted, unit__isnull=False)
    found: dict[int, tuple[tuple[bool, bool], Unit]] = {}
    for one in rows.select_related("unit").order_by("pk"):
        assert one.unit is not None
        closeness = (one.unit_id != near.pk, one.unit.department_id != near.department_id)
        kept = found.get(one.account_id)
        if kept is None or closeness < kept[0]:
            found[one.account_id] = (closeness, one.unit)
    return {account: unit for account, (_closeness, unit) in found.items()}


def _promise(line: AgreementLine, what: Landing, unit: Unit) -> MeetingPromise:
    doer = Doer(line.responsible_id, line.by_young_person, line.outside_party)
    agreed = AgreementDetails(
        line.what.strip(), doer, line.unit or unit, line.step_id, line.due_on, line.decided_by_id, line.decided_unit_id,
        decided_by_young_person=line.decided_by_young_person, paid_by_id=line.paid_by_id, costs_nothing=line.costs_nothing,
    )  # fmt: skip
    return MeetingPromise(
        agreed, line.area or EVERYDAY, line.agreement_id, line.decided_here, is_void=what is Landing.VOID
    )


def _keep(line: AgreementLine, agreement_id: int | None) -> None:
    """The line knows what it became; another day than before is a new one to be reminded of."""
    line.agreement_id, line.landed_version, line.reminded_on = agreement_id, line.version, None
    line.save(update_fields=["agreement", "landed_version", "reminded_on"])
