# SPDX-License-Identifier: EUPL-1.2
"""Reads about outreach: the lists with their figures, the rows of one, and one young person on it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, DateField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.intake import policies
from roedtraad.intake.models import Answer, OutreachList, OutreachRow, RowState, Settled
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, paged

SORTS: Final[Mapping[str, Sequence[str]]] = {
    "name": ("young_person__sort_name", "id"), "attempts": ("attempts", "id"), "state": ("place", "id"),
}  # fmt: skip
FILTERS: Final[Mapping[str, str | Promise]] = {
    "open": _("To do"), "unreachable": _("Not reached yet"), "settled": _("Settled"), "mine": _("Mine"),
}  # fmt: skip
"""What is left to do, whom nobody has reached in spite of attempts, and what is done (PEERS §3.7: three lists)."""
_ORDER: Final = {RowState.ANSWERED: 0, RowState.TO_CONTACT: 1, RowState.ATTEMPTED: 2, RowState.SETTLED: 3}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list with its figures: how many on it, contacted and reached within its days, settled. As far as the reader sees."""

    pk: int
    name: str
    unit: str
    made_by: str
    made_on: dt.date
    days: int
    people: int
    contacted: int
    reached: int
    settled: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One young person on a list."""

    pk: int
    person_id: int
    name: str
    born_on: dt.date
    phone: str
    worker: str
    state: str
    attempts: int
    contacted_on: dt.date | None
    reached_on: dt.date | None
    result: str


def lists(actor: Actor, page: int) -> Page[ListRow]:
    """The lists that the actor may see, newest first; their figures in one query more."""
    found = paged(policies.visible_lists(actor).select_related("unit", "made_by"), page)
    return found.with_rows(lambda rows: _with_figures(actor, rows))


def _with_figures(actor: Actor, rows: Sequence[OutreachList]) -> list[ListRow]:
    by_day: dict[int, dict[str, int]] = {}
    for one in rows:
        by_day.setdefault(one.days, {})
    counted = policies.visible_rows(actor).filter(outreach__in=[row.pk for row in rows]).order_by()
    found = {
        one["outreach_id"]: one
        for one in counted.values("outreach_id").annotate(
            people=Count("pk"), contacted=_within("contacted_on", by_day), reached=_within("reached_on", by_day),
            settled=Count("pk", filter=Q(state=RowState.SETTLED)),
        )
    }  # fmt: skip
    return [_list_row(row, found.get(row.pk)) for row in rows]


def _within(column: str, days: Mapping[int, object]) -> Count:
    """How many rows have the day within their list's own number of days; one branch for each number there is."""
    condition = Q(pk__in=[])
    for number in days:
        last = ExpressionWrapper(F("outreach__made_on") + Value(dt.timedelta(days=number)), output_field=DateField())
        condition |= Q(**{"outreach__days": number, f"{column}__lte": last})
    return Count("pk", filter=condition)


def _list_row(row: OutreachList, found: Mapping[str, Any] | None) -> ListRow:
    counts = found or {}
    return ListRow(
        pk=row.pk, name=row.name, unit=row.unit.local_name, made_by=row.made_by.name, made_on=row.made_on, days=row.days,
        people=counts.get("people", 0), contacted=counts.get("contacted", 0), reached=counts.get("reached", 0),
        settled=counts.get("settled", 0),
    )  # fmt: skip


def one_list(actor: Actor, pk: int) -> ListRow:
    """One list with its figures. Raises NotVisible."""
    found = policies.visible_lists(actor).select_related("unit", "made_by").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return _with_figures(actor, [found])[0]


def _filtered(actor: Actor, pk: int, shown: str) -> QuerySet[OutreachRow]:
    rows = policies.visible_rows(actor).filter(outreach_id=pk).select_related("young_person", "worker")
    if shown == "unreachable":
        rows = rows.filter(state=RowState.ATTEMPTED, reached_on__isnull=True)
    elif shown == "settled":
        rows = rows.filter(state=RowState.SETTLED)
    elif shown == "mine":
        rows = rows.filter(worker_id=actor.account_id).exclude(state=RowState.SETTLED)
    elif shown == "open":
        rows = rows.exclude(state=RowState.SETTLED)
    whens = (When(state=state.value, then=Value(place)) for state, place in _ORDER.items())
    return rows.annotate(place=Case(*whens, default=Value(len(_ORDER))))


def rows_of(actor: Actor, pk: int, shown: str, order: Sequence[str], page: int) -> Page[PersonRow]:
    """One page of a list's rows."""
    found = paged(_filtered(actor, pk, shown).order_by(*order), page)
    return found.with_rows(lambda rows: [_person_row(row) for row in rows])


def rows_for_export(actor: Actor, pk: int, shown: str, order: Sequence[str]) -> list[PersonRow]:
    """Every row behind the filter."""
    return [_person_row(row) for row in _filtered(actor, pk, shown).order_by(*order)]


def _person_row(row: OutreachRow) -> PersonRow:
    person = row.young_person
    return PersonRow(
        pk=row.pk, person_id=person.pk, name=person.name, born_on=person.born_on, phone=person.phone,
        worker=row.worker.name if row.worker else "", state=str(RowState(row.state).label), attempts=row.attempts,
        contacted_on=row.contacted_on, reached_on=row.reached_on,
        result=str(Settled(row.settled_as).label) if row.settled_as else "",
    )  # fmt: skip


def answers_to(row: OutreachRow) -> list[Answer]:
    """What the young person has answered by link, the latest first; answers are read on every list alike."""
    return list(Answer.objects.filter(young_person_id=row.young_person_id).select_related("settled_by"))
