# SPDX-License-Identifier: EUPL-1.2
"""An agenda against its database queries alone: the same queries asked the same way, their rows read and thrown away, and the same
rows written. Beside it, what SQLite itself takes for the bare statements.

In CPU time (SQLite works in the same process), each in a transaction that is taken back, so that every time is the first.
"""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from roedtraad.audit.actions import Record, record_change
from roedtraad.demo.generator import fill
from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.meetings.actions.agenda import Composed, compose_agendas
from roedtraad.meetings.models import AgendaItem, ItemSignal, Meeting
from roedtraad.meetings.queries.board import disciplines_of, items_here, planned, rules_to, signals_here
from roedtraad.meetings.rules.admission import has_countable
from roedtraad.organisation.models import Unit
from roedtraad.organisation.queries import profile_on

PEOPLE: Final = 12_000
SIGNALS: Final = 500
FORUM: Final = "conference"
MEETINGS: Final = 6
ROOM: Final = 12
LIMIT: Final = 1.5
TIMES: Final = 15
Statement = tuple[str, Any, bool]


def run() -> int:
    """Fill, sweep, leave 500 signals that lead to the conference, compose; print. 0 when every limit is kept."""
    today = clock.today()
    fill(people=PEOPLE, seed=7, today=today)
    sweep(system_actor(today), on=today)
    leading = Signal.objects.filter(closed_on__isnull=True, rule__in=rules_to(FORUM, today))
    keep = list(leading.order_by("pk").values_list("pk", flat=True)[:SIGNALS])
    if len(keep) < SIGNALS:
        raise RuntimeError(f"only {len(keep)} signals lead to the {FORUM}")
    leading.exclude(pk__in=keep).update(closed_on=today, closed_because="facts")
    AgendaItem.objects.all().delete()
    Meeting.objects.all().delete()
    print(f"agendas at {PEOPLE:,} young people, {SIGNALS} signals that lead to one forum")
    for number in range(MEETINGS):
        _meeting(today + dt.timedelta(days=21 + 14 * number), ROOM)
    broken = _measured(f"room for {ROOM}", today)
    Meeting.objects.update(capacity=None)
    broken |= _measured("room for everybody", today)
    compose_agendas(system_actor(today), on=today, forum=FORUM)
    return broken | _measured("the same again", today) | _nothing_written(today)


def _meeting(on: dt.date, room: int) -> None:
    Meeting.objects.create(
        forum=FORUM, held_on=on, begins_at=dt.time(9), minutes=120, capacity=room, by_cadence=True, slot_on=on
    )


def _compose(today: dt.date) -> Composed:
    return compose_agendas(system_actor(today), on=today, forum=FORUM)


def _measured(name: str, today: dt.date) -> int:
    statements, written = _statements(today), _written(today)
    whole = _quickest(lambda: _compose(today))
    alone = _quickest(lambda: _asked(written, today))
    bare = _quickest(lambda: _sent(statements))
    ratio = whole / alone
    print(
        f"  {name:<20} {len(statements):>3} statements; queries alone {1000 * alone:6.2f} ms, composed"
        f" {1000 * whole:6.2f} ms = {ratio:.2f}x (limit {LIMIT}x); bare SQL {1000 * bare:.2f} ms"
    )
    return int(ratio > LIMIT)


@dataclass
class Written:
    """What composing wrote, to be written again as it is."""

    items: list[AgendaItem]
    links: list[ItemSignal]
    records: list[Record]


def _written(today: dt.date) -> Written:
    with transaction.atomic():
        before = AgendaItem.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        _compose(today)
        items = list(AgendaItem.objects.filter(pk__gt=before).order_by("pk"))
        links = list(ItemSignal.objects.filter(item__in=items).order_by("pk"))
        persons = tuple(sorted(item.young_person_id for item in items))
        transaction.set_rollback(True)
    for row in (*items, *links):
        row.pk = None
        row._state.adding = True
    return Written(items, links, [Record("agenda_composed", "forum", None, persons, {"forum": FORUM})] if items else [])


@transaction.atomic
def _asked(written: Written, today: dt.date) -> None:
    """The queries of `compose_agendas` one after the other, and nothing in between."""
    forum = profile_on(today).forum(FORUM, today)
    assert forum is not None
    list(planned(FORUM, today, lock=True))
    items = [row[0] for row in items_here(forum, today)]
    if items:
        list(ItemSignal.objects.filter(item__in=items).order_by().values_list("item_id", "signal_id"))
    rules = rules_to(FORUM, today)
    rows = list(signals_here(forum, rules, today))
    Unit.objects.filter(is_entry=True, is_active=True).values_list("pk", flat=True).first()
    suggested = {code for code, rule in rules.items() if rule.leads_to and rule.leads_to.as_ == "suggested"}
    asked = {row[1] for row in rows if row[2] in suggested} - {row[1] for row in rows if row[2] not in suggested}
    if has_countable(forum):
        list(disciplines_of(sorted(asked), today))
    made = AgendaItem.objects.bulk_create([copy(one) for one in written.items], batch_size=1000)
    links = [copy(one) for one in written.links]
    keys = dict(zip(sorted({one.item_id for one in links}), [one.pk for one in made], strict=True))
    for one in links:
        one.item_id = keys[one.item_id]
    ItemSignal.objects.bulk_create(links, batch_size=1000)
    if written.records:
        record_change(system_actor(today), *written.records)


def _statements(today: dt.date) -> list[Statement]:
    """What composing sends to the database."""
    found: list[Statement] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401
        given = [tuple(row) for row in params] if many else params
        found.append((sql, given, many))
        return execute(sql, given, many, context)

    with transaction.atomic(), connection.execute_wrapper(keep):
        _compose(today)
        transaction.set_rollback(True)
    return [one for one in found if "SAVEPOINT" not in one[0]]


def _sent(statements: Sequence[Statement]) -> None:
    with connection.cursor() as cursor:
        for sql, params, many in statements:
            if many:
                cursor.executemany(sql, params)
            else:
                cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()


def _quickest(act: Callable[[], object]) -> float:
    found = []
    for _ in range(TIMES):
        with transaction.atomic():
            start = time.process_time()
            act()
            found.append(time.process_time() - start)
            transaction.set_rollback(True)
    return min(found)


def _nothing_written(today: dt.date) -> int:
    writes = [sql for sql, _params, _many in _statements(today) if sql.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    print(f"  {'the same again':<20} {len(writes)} rows written (limit 0)")
    return int(bool(writes))
