# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to the red thread: enquiries, future workshops, visitations."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from roedtraad.intake.models import Channel, Enquiry, FutureWorkshop, Visitation
from roedtraad.intake.models.enquiries import WAITING
from roedtraad.intake.person_queries import enquiries_of, visitations_of, workshops_of
from roedtraad.intake.queries import state_title
from roedtraad.intake.rules import is_late
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery


def enquiry_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Enquiries on the day they came; one that waits beyond its deadline is stalled."""
    rows = [row for row in enquiries_of(query.actor, query.person_id) if _before(query, row)]
    return [_enquiry(row, query) for row in rows[: query.limit]]


def _before(query: ThreadQuery, row: Enquiry) -> bool:
    return query.before is None or row.received_on < query.before


def _enquiry(row: Enquiry, query: ThreadQuery) -> ThreadEntry:
    is_open = row.state in WAITING
    channel: str | Promise = Channel(row.channel).label
    return ThreadEntry(
        on=row.received_on, until=row.closed_on, is_open=is_open, stalled=is_open and is_late(row.due_on, query.actor.on),
        kind="enquiry", kind_title=_("enquiry"), title=_("Enquiry: %(channel)s") % {"channel": channel},
        detail=state_title(row), key=f"enquiry-{row.pk}", department=row.unit.department.local_name,
        who=row.holder.name if row.holder else row.unit.local_name if is_open else "",
        href=reverse("intake:enquiry", args=[row.pk]) if query.actor.account_id else "",
    )  # fmt: skip


def workshop_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Future workshops on the day they were held, and visitations on the day they were decided."""
    dated = [(row.held_on, _workshop(row)) for row in workshops_of(query.actor, query.person_id)]
    dated += [(row.decided_on, _visitation(row)) for row in visitations_of(query.actor, query.person_id)]
    wanted = [entry for on, entry in dated if query.before is None or on < query.before]
    return sorted(wanted, key=lambda entry: entry.on, reverse=True)[: query.limit]


def _workshop(row: FutureWorkshop) -> ThreadEntry:
    offers = ", ".join(offer.title for offer in row.offers.all())
    return ThreadEntry(
        on=row.held_on, kind="workshop", kind_title=_("future workshop"), title=_("Future workshop"), detail=offers,
        who=f"{row.first.name}, {row.second.name}", key=f"workshop-{row.pk}", department=row.unit.department.local_name,
    )  # fmt: skip


def _visitation(row: Visitation) -> ThreadEntry:
    return ThreadEntry(
        on=row.decided_on, kind="visitation", kind_title=_("visitation"), who=row.decided_by.name,
        title=_("Visitated to %(unit)s") % {"unit": row.to_unit.local_name}, detail=row.reasons,
        key=f"visitation-{row.pk}", department=row.unit.department.local_name,
    )  # fmt: skip
