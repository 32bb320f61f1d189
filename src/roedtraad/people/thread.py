# SPDX-License-Identifier: EUPL-1.2
"""The red thread: one line of everything that has happened and will happen, from every room (DESIGN §4)."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery, ThreadSource, thread_sources
from roedtraad.people import rules
from roedtraad.people.filled import filled_tables
from roedtraad.people.queries import Access, Lived, access_to, period_of, situations_of, status_currency

FIRST_SCREEN: Final = 20
GOAL: Final = "goal"
"""The kind of the entry at the end of the line, whatever its date."""
_MOST_AT_ONCE: Final = 1_000
_NEXT_FEW: Final = 3
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """What a reader narrows the thread to: one kind, one department (its name), a period; `before` begins an earlier screen."""

    kind: str = ""
    department: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    before: dt.date | None = None

    @property
    def begins_before(self) -> dt.date | None:
        """The day before which entries are asked for: the earlier of the screen's and of the period's end."""
        ends = [day for day in (self.before, self.until + _DAY if self.until else None) if day]
        return min(ends, default=None)

    def fits(self, entry: ThreadEntry) -> bool:
        """Whether an entry is of the department and the period; a period that still runs is of every later one."""
        lasted_to = entry.on if entry.until is None else entry.until
        is_late_enough = self.since is None or entry.is_open or lasted_to >= self.since
        return is_late_enough and self.department in ("", entry.department)


EVERYTHING: Final = ThreadFilter()


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """Some entries, newest first. `older_before` is the date to ask for the ones before them; None when that was all."""

    entries: tuple[ThreadEntry, ...]
    older_before: dt.date | None
    kinds: tuple[tuple[str, str | Promise], ...] = ()

    @property
    def stalled(self) -> int:
        """How many of the entries wait for somebody."""
        return sum(entry.stalled for entry in self.entries)

    @property
    def coming(self) -> tuple[ThreadEntry, ...]:
        """What happens next, the soonest first."""
        today = clock.today()
        ahead = [entry for entry in self.entries if entry.on > today and entry.kind != GOAL]
        return tuple(reversed(ahead))[:_NEXT_FEW]


def person_thread(
    actor: Actor, person_id: int, *, asked: ThreadFilter = EVERYTHING, access: Access | None = None
) -> ThreadPage:
    """One screen of the thread: one query to each room, whatever the number of entries. Raises NotVisible.

    A screen never ends between two entries of one day, so that the next can begin at a date. `access` saves asking again what
    the actor may see.
    """
    access = access or access_to(actor, person_id)
    sources = [source for source in thread_sources if source.part in access.parts]
    kinds = tuple((source.name, source.title or source.name) for source in sources)
    filled = filled_tables(person_id)
    chosen = [one for one in sources if one.name == asked.kind] or sources
    chosen = [one for one in chosen if not one.tables or filled & set(one.tables)]
    limit = FIRST_SCREEN
    while True:
        found, has_older = _screen(chosen, ThreadQuery(actor, person_id, asked.begins_before, limit + 1))
        shown = [entry for entry in found if asked.fits(entry)]
        if shown or not has_older or limit >= _MOST_AT_ONCE:
            return ThreadPage(tuple(shown), found[-1].on if found and has_older else None, kinds)
        limit *= 5


def _screen(sources: Sequence[ThreadSource], query: ThreadQuery) -> tuple[list[ThreadEntry], bool]:
    """Fewer entries than the query's limit, of whole days, and whether there are more; none when one day alone has as many."""
    found = [entry for source in sources for entry in source.entries(query)]
    found.sort(key=lambda entry: (entry.kind == GOAL, entry.on), reverse=True)
    limit = query.limit - 1
    if len(found) <= limit:
        return found, False
    return [entry for entry in found if entry.on > found[limit].on], True


def situation_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Life situations on the thread, the planned end of a running one, and the gaps in which nobody knew.

    A person has few of them, so all are read at once; only those that are shown are put into words.
    """
    today = clock.today()
    situations = situations_of(query.person_id)
    dated: list[tuple[dt.date, Callable[[], ThreadEntry]]] = []
    for one in situations:
        dated.append((one.started_on, partial(_begins, one, today)))
        if one.ended_on is not None and one.ended_on > today:
            dated.append((one.ended_on, partial(_ends, one, one.ended_on)))
    gaps = rules.gaps(map(period_of, situations), today, status_currency(today))
    dated += [(gap.started_on, partial(_of_gap, gap)) for gap in gaps]
    wanted = [(on, tell) for on, tell in dated if query.before is None or on < query.before]
    newest = sorted(wanted, key=itemgetter(0), reverse=True)[: query.limit]
    return [tell() for _on, tell in newest]


def _begins(one: Lived, today: dt.date) -> ThreadEntry:
    return ThreadEntry(
        on=one.started_on, kind="situation", kind_title=_("life situation"), title=capfirst(one.title),
        detail=one.place, until=one.ended_on, is_open=one.ended_on is None or one.ended_on >= today,
        key=f"situation-{one.pk}",
    )  # fmt: skip


def _ends(one: Lived, on: dt.date) -> ThreadEntry:
    return ThreadEntry(
        on=on, kind="situation", kind_title=_("life situation"), detail=one.place,
        title=_("%(situation)s ends") % {"situation": capfirst(one.title)}, key=f"situation-{one.pk}-end",
    )  # fmt: skip


def _of_gap(gap: rules.Gap) -> ThreadEntry:
    """A gap that lasts waits for somebody to ask the young person."""
    return ThreadEntry(
        on=gap.started_on, until=gap.ended_on, kind="gap", kind_title=_("life situation"), title=_("Status unknown"),
        detail=_("Nobody has told us what happened in this period."), is_open=gap.ended_on is None,
        stalled=gap.ended_on is None, key=f"gap-{gap.started_on:%Y%m%d}",
    )  # fmt: skip
