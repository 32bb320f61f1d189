# SPDX-License-Identifier: EUPL-1.2
"""The municipality's own signals as plain arrivals, in a handful of queries and without anybody's name.

What is taken out: the rule, the forum of what a colleague brought, the day, how many disciplines have an open case, the age in months,
the deadline, and since when a case has been open. A number tells whether two arrivals are about the same person; it is made anew each time.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import (
    Avg,
    BooleanField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from roedtraad.cases.models import Case
from roedtraad.detection.models import Signal, SignalState
from roedtraad.kernel.calendar import add_months, months_between
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, Entry, ItemSignal, ItemState
from roedtraad.meetings.queries.figures import adults
from roedtraad.meetings.whatif.model import WEEK, Arrival, moved
from roedtraad.meetings.whatif.scenarios import Measured
from roedtraad.organisation.profile import Profile

SECONDS_A_MINUTE: Final = 60
LONGEST_TALK: Final = 240
"""Minutes; what lasted longer was left open by mistake and is not used."""


@dataclass(frozen=True, slots=True)
class Read:
    """Arrivals from `begins` to `ends`; day 0 is `begins`. Those with a day before 0 waited already.

    `waiting` are those who wait still, with their days counted from the day after `ends`. `began_later`: the first sweep came after
    the period that was asked for began; what it found counts as waiting already.
    """

    arrivals: tuple[Arrival, ...]
    waiting: tuple[Arrival, ...]
    begins: dt.date
    ends: dt.date
    began_later: bool

    @property
    def weeks(self) -> int:
        return ((self.ends - self.begins).days + 1) // WEEK

    @property
    def waited(self) -> int:
        return sum(one.day < 0 for one in self.arrivals)

    @property
    def people(self) -> int:
        return len({one.person for one in self.arrivals})


def read_signals(profile: Profile, rules: Iterable[str], on: dt.date, months: int) -> Read:
    """The signals of these rules and what colleagues brought, in the months up to the day before `on`, in four queries."""
    wanted, ends = frozenset(rules), on - dt.timedelta(days=1)
    begins, later = _begins(wanted, add_months(on, -months))
    people: dict[int, int] = {}
    kinds = {one.id: one.kind for one in profile.forums}
    read = [
        (
            Arrival(
                (raised - begins).days, people.setdefault(person, len(people)), rule, "", "", disciplines,
                months_between(born, raised), (due - begins).days, _day(since, begins),
            ),
            waits,
        )
        for rule, person, raised, due, born, disciplines, since, waits in _signals(wanted, begins, ends)
    ]  # fmt: skip
    read += [
        (
            Arrival(
                (since - begins).days, people.setdefault(person, len(people)), "", forum, kinds.get(forum, ""), disciplines,
                months_between(born, since), None, _day(case, begins),
            ),
            state in OPEN_ITEMS,
        )
        for forum, person, since, born, disciplines, case, state in _brought(begins, ends)
    ]  # fmt: skip
    read.sort(key=lambda one: one[0].day)
    span = (on - begins).days
    waiting = tuple(moved(one, -span, 0) for one, waits in read if waits)
    return Read(tuple(one for one, _waits in read), waiting, begins, ends, later)


def _day(day: dt.date | None, begins: dt.date) -> int | None:
    return None if day is None else (day - begins).days


def _begins(rules: frozenset[str], asked: dt.date) -> tuple[dt.date, bool]:
    """The first day that is read: not before the day after the first sweep, which finds in a day what years have gathered."""
    first = Signal.objects.filter(rule__in=rules).aggregate(first=Min("raised_on"))["first"]
    if first is None or first < asked:
        return asked, False
    return first + dt.timedelta(days=1), True


def _signals(rules: frozenset[str], begins: dt.date, ends: dt.date) -> "Iterable[tuple[Any, ...]]":
    treated = ItemSignal.objects.filter(signal=OuterRef("pk"), item__state=ItemState.TREATED)
    before = treated.filter(item__meeting__held_on__lt=begins)
    waited = Q(raised_on__lt=begins) & (Q(closed_on__isnull=True) | Q(closed_on__gt=begins)) & ~Exists(before)
    rows = Signal.objects.filter(rule__in=rules, raised_on__lte=ends).filter(Q(raised_on__gte=begins) | waited)
    waits = (Q(closed_on__isnull=True) | Q(closed_on__gt=ends)) & ~Exists(treated)
    rows = rows.exclude(state=SignalState.NOT_TRUE).annotate(waits=ExpressionWrapper(waits, BooleanField()))
    return _with_cases(rows, "raised_on").order_by("raised_on", "pk").values_list(
        "rule", "young_person_id", "raised_on", "due_on", "young_person__born_on", "disciplines", "case_since", "waits"
    )  # fmt: skip


def _brought(begins: dt.date, ends: dt.date) -> "Iterable[tuple[Any, ...]]":
    inside = Q(waiting_since__gte=begins) | Q(state__in=OPEN_ITEMS)
    rows = AgendaItem.objects.filter(inside, entry=Entry.BROUGHT, carried_from__isnull=True, waiting_since__lte=ends)
    rows = rows.exclude(state=ItemState.WITHDRAWN)
    return _with_cases(rows, "waiting_since").order_by("waiting_since", "pk").values_list(
        "meeting__forum", "young_person_id", "waiting_since", "young_person__born_on", "disciplines", "case_since", "state"
    )  # fmt: skip


def _with_cases(rows: "QuerySet[Any]", day: str) -> "QuerySet[Any]":
    """Each row with how many disciplines had an open case on its day, and since when the oldest of those has been open."""
    cases = Case.objects.filter(young_person=OuterRef("young_person"), opened_on__lte=OuterRef(day)).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=OuterRef(day))
    )
    each = cases.order_by().values("young_person")
    disciplines = each.annotate(count=Count("discipline", distinct=True)).values("count")
    since = each.annotate(first=Min("opened_on")).values("first")
    counted: QuerySet[Any] = rows.annotate(
        disciplines=Coalesce(Subquery(disciplines, output_field=IntegerField()), 0),
        case_since=Subquery(since, output_field=DateField()),
    )
    return counted


def measure(begins: dt.date, ends: dt.date) -> Measured:
    """How many adults took part in the own forums' talks, and how long these lasted, in two queries."""
    talked = AgendaItem.objects.filter(
        state=ItemState.TREATED, meeting__held_on__gte=begins, meeting__held_on__lte=ends
    )
    counted = talked.annotate(adults=adults()).filter(adults__gt=0).order_by().values_list("meeting__forum")
    mean: Mapping[str, float] = {forum: round(float(many), 1) for forum, many in counted.annotate(mean=Avg("adults"))}
    lasted: dict[str, list[int]] = defaultdict(list)
    timed = talked.filter(began_at__isnull=False, ended_at__gt=F("began_at")).order_by("pk")
    for forum, began, ended in timed.values_list("meeting__forum", "began_at", "ended_at"):
        assert began is not None
        assert ended is not None
        minutes = round((ended - began).total_seconds() / SECONDS_A_MINUTE)
        if 1 <= minutes <= LONGEST_TALK:
            lasted[forum].append(minutes)
    return Measured(mean, {forum: tuple(sorted(many)) for forum, many in lasted.items()})
