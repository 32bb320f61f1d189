# SPDX-License-Identifier: EUPL-1.2
"""The engine: signals arrive, forums meet, and what there is no time for waits. Plain values in and out, time in whole days.

Each forum is one queue that is served in batches (its meetings). The same seed gives the same numbers on every machine: draws come
from `random.Random` seeded by a text, and only by `random()`, whose sequence Python promises to keep.
"""

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from random import Random
from typing import Any, Final, Literal

import simpy

WEEK: Final = 7
MONTH: Final = 30
MIDDAY: Final = 0.5
"""Meetings are held at noon, so that what arrives on the same day is there before."""
LEAST_PART: Final = 0.5
"""An item is begun when at least this part of its planned time is left."""
Refusal = Literal["no_forum", "not_admitted"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who should be talked about: by a rule's signal, or brought by a colleague (`rule` empty, `forum` where to).

    `person` only tells whether two arrivals are about the same one. `day` may be before 0: then they wait already when it begins.
    """

    day: int
    person: int
    rule: str = ""
    forum: str = ""
    kind: str = ""
    disciplines: int = 1
    age_months: int = 0
    due: int | None = None
    case_since: int | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting on a day; whoever has arrived by `closes` can be on its agenda."""

    on: int
    closes: int


@dataclass(frozen=True, slots=True)
class ForumPlan:
    """How a forum works in a scenario. `sittings` None: each case is its own meeting, called after `called_after` days.

    `rules` are those whose signals it takes, `mandatory` those of them that it must talk about; `takes_brought` whether colleagues may
    bring somebody. `minutes` is the length of a meeting, `case_minutes` what one case is planned for, `durations` real lengths to draw
    from instead of the triangle. `adults` is how many take part in a case, `preparation` the minutes spent on one beforehand.
    """

    code: str
    kind: str = ""
    title: str = ""
    sittings: tuple[Sitting, ...] | None = ()
    called_after: int = 0
    open_days: tuple[int, ...] = ()
    capacity: int | None = None
    minutes: int = 120
    case_minutes: int = 20
    durations: tuple[int, ...] = ()
    spread: tuple[float, float, float] = (0.5, 1.0, 1.5)
    adults: float = 5.0
    preparation: int = 30
    order: tuple[str, ...] = ("carried", "mandatory", "due", "waiting")
    rules: frozenset[str] = frozenset()
    mandatory: frozenset[str] = frozenset()
    takes_brought: bool = False
    least_disciplines: int = 0
    age_from: int | None = None
    age_below: int | None = None

    def admits(self, arrival: Arrival) -> bool:
        """Whether what can be counted of the admission holds: disciplines with an open case, and age.

        What is mandatory gets in anyhow.
        """
        if arrival.rule in self.mandatory:
            return True
        old_enough = self.age_from is None or arrival.age_months >= self.age_from
        young_enough = self.age_below is None or arrival.age_months < self.age_below
        return arrival.disciplines >= self.least_disciplines and old_enough and young_enough


@dataclass(slots=True)
class Tally:
    """What happened in one forum. Nothing but counts: `waits` is days to how many, `waits_by_month` the same by month of the meeting."""

    arrived: int = 0
    merged: int = 0
    treated: int = 0
    waiting: int = 0
    carried: int = 0
    meetings: int = 0
    empty: int = 0
    meeting_minutes: float = 0.0
    preparation_minutes: float = 0.0
    waits: Counter[int] = field(default_factory=Counter)
    waits_by_month: dict[int, Counter[int]] = field(default_factory=dict)
    backlog: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run of one scenario. Arrivals are all either treated, waiting, merged with one of the same person, or refused."""

    arrivals: int
    refused: Mapping[str, int]
    forums: Mapping[str, Tally]


def route(arrival: Arrival, forums: Sequence[ForumPlan]) -> tuple[ForumPlan | None, Refusal | None]:
    """The forum that takes the arrival, the first in the profile's order; else why none does.

    What a colleague brings goes to the forum of the same code, else of the same kind, else any that takes what is brought.
    """
    takers = [one for one in forums if arrival.rule in one.rules] if arrival.rule else _brought_to(arrival, forums)
    found = next((one for one in takers if one.admits(arrival)), None)
    if found:
        return found, None
    return None, "not_admitted" if takers else "no_forum"


def _brought_to(arrival: Arrival, forums: Sequence[ForumPlan]) -> list[ForumPlan]:
    open_to_all = [one for one in forums if one.takes_brought]
    return sorted(open_to_all, key=lambda one: (one.code != arrival.forum, one.kind != arrival.kind))


def simulate(forums: Sequence[ForumPlan], arrivals: Sequence[Arrival], *, days: int, seed: str) -> Outcome:
    """Let `arrivals` meet `forums` for so many days. The order of the arrivals does not matter; equal ones keep theirs."""
    refused: Counter[str] = Counter()
    by_forum: dict[str, list[Arrival]] = {one.code: [] for one in forums}
    known: dict[tuple[object, ...], tuple[ForumPlan | None, Refusal | None]] = {}
    for arrival in arrivals:
        key = arrival.rule, arrival.forum, arrival.kind, arrival.disciplines, arrival.age_months
        if key not in known:
            known[key] = route(arrival, forums)
        taker, why = known[key]
        if taker is None:
            refused[str(why)] += 1
        else:
            by_forum[taker.code].append(arrival)
    env = simpy.Environment()
    queues = [_Queue(env, one, by_forum[one.code], days, Random(f"{seed}:{one.code}")) for one in forums]  # noqa: S311
    env.run(until=days)
    return Outcome(len(arrivals), dict(refused), {queue.plan.code: queue.closed() for queue in queues})


_Waiting = tuple[tuple[float, ...], int, Arrival, bool]
_Process = Generator[Any, Any, None]


class _Queue:
    """One forum at work: three processes in SimPy, who arrives, who is met, and how many wait each week."""

    def __init__(
        self, env: simpy.Environment, plan: ForumPlan, arrivals: Sequence[Arrival], days: int, random: Random
    ) -> None:
        self.env, self.plan, self.days, self.random, self.tally = env, plan, days, random, Tally()
        self.heap: list[_Waiting] = []
        self.inbox: list[Arrival] = []
        self.called = 0
        self.present: set[int] = set()
        self.number = 0
        env.process(self._arrive(sorted(arrivals, key=lambda one: one.day)))
        env.process(self._watch())
        if plan.sittings is not None:
            env.process(self._meet(plan.sittings))

    def _arrive(self, arrivals: Sequence[Arrival]) -> _Process:
        for day, group in groupby(arrivals, key=lambda one: max(one.day, 0)):
            if day >= self.days:
                return
            yield self.env.timeout(day - self.env.now)
            for arrival in group:
                self._take(arrival)

    def _take(self, arrival: Arrival) -> None:
        self.tally.arrived += 1
        if arrival.person in self.present:
            self.tally.merged += 1
            return
        self.present.add(arrival.person)
        if self.plan.sittings is None:
            self.called += 1
            self.env.process(self._call(arrival))
        else:
            self.inbox.append(arrival)

    def _call(self, arrival: Arrival) -> _Process:
        """A meeting about one: called as soon as those who are needed can be there, on a day that is open."""
        wanted = int(self.env.now) + self.plan.called_after
        place = bisect_left(self.plan.open_days, wanted)
        on = self.plan.open_days[place] if place < len(self.plan.open_days) else wanted
        yield self.env.timeout(on + MIDDAY - self.env.now)
        self.called -= 1
        self._treat(arrival, self._duration())
        self.tally.meetings += 1

    def _meet(self, sittings: Sequence[Sitting]) -> _Process:
        for sitting in sittings:
            if not 0 <= sitting.on < self.days:
                continue
            yield self.env.timeout(sitting.on + MIDDAY - self.env.now)
            self._close_agenda(sitting.closes)
            self._hold()

    def _close_agenda(self, closes: int) -> None:
        """Whoever has arrived in time joins those who wait. The inbox is in the order of arrival."""
        place = bisect_left(self.inbox, closes + 1, key=lambda one: max(one.day, 0))
        for arrival in self.inbox[:place]:
            self._queue(arrival, carried=False)
        del self.inbox[:place]

    def _queue(self, arrival: Arrival, *, carried: bool) -> None:
        self.number += 1
        heapq.heappush(self.heap, (priority(self.plan, arrival, carried=carried), self.number, arrival, carried))

    def _hold(self) -> None:
        """One meeting: the agenda is as long as there is planned room; what there is no time for is carried over."""
        room = self.plan.capacity or max(1, self.plan.minutes // self.plan.case_minutes)
        agenda = [heapq.heappop(self.heap) for _ in range(min(room, len(self.heap)))]
        if not agenda:
            self.tally.empty += 1
            return
        self.tally.meetings += 1
        spent, least = 0.0, self.plan.case_minutes * LEAST_PART
        for place, (_key, _number, arrival, _carried) in enumerate(agenda):
            if place and self.plan.minutes - spent < least:
                self.tally.carried += 1
                self._queue(arrival, carried=True)
                continue
            duration = self._duration()
            spent += duration
            self._treat(arrival, duration)

    def _treat(self, arrival: Arrival, duration: float) -> None:
        tally, now = self.tally, int(self.env.now)
        waited = now - arrival.day
        self.present.discard(arrival.person)
        tally.treated += 1
        tally.waits[waited] += 1
        tally.waits_by_month.setdefault(now // MONTH, Counter())[waited] += 1
        tally.meeting_minutes += duration * self.plan.adults
        tally.preparation_minutes += self.plan.preparation

    def _duration(self) -> float:
        if self.plan.durations:
            return float(self.plan.durations[int(self.random.random() * len(self.plan.durations))])
        return self.plan.case_minutes * triangular(self.random.random(), *self.plan.spread)

    def _watch(self) -> _Process:
        """How many wait, at the end of each week."""
        yield self.env.timeout(WEEK - MIDDAY / 2)
        while True:
            self.tally.backlog.append(self.waiting)
            yield self.env.timeout(WEEK)

    @property
    def waiting(self) -> int:
        return len(self.heap) + len(self.inbox) + self.called

    def closed(self) -> Tally:
        self.tally.waiting = self.waiting
        return self.tally


def priority(plan: ForumPlan, arrival: Arrival, *, carried: bool) -> tuple[float, ...]:
    """Who comes first, by the forum's stated order; the lower the earlier. Whoever has waited longest comes first among equals."""
    return (*_steps(plan, arrival, carried), float(arrival.day))


def _steps(plan: ForumPlan, arrival: Arrival, carried: bool) -> Iterator[float]:
    later = float("inf")
    for step in plan.order:
        match step:
            case "carried":
                yield float(not carried)
            case "mandatory":
                yield float(arrival.rule not in plan.mandatory)
            case "due":
                yield later if arrival.due is None else float(arrival.due)
            case "duration":
                yield later if arrival.case_since is None else float(arrival.case_since)
            case _:
                yield float(arrival.day)


def triangular(drawn: float, low: float, mode: float, high: float) -> float:
    """A number of the triangular distribution for an even draw between 0 and 1."""
    if high <= low:
        return low
    cut = (mode - low) / (high - low)
    if drawn < cut:
        return float(low + (drawn * (high - low) * (mode - low)) ** 0.5)
    return float(high - ((1 - drawn) * (high - low) * (high - mode)) ** 0.5)


def redrawn(
    arrivals: Sequence[Arrival], waiting: Sequence[Arrival] = (), *, weeks_known: int, weeks: int, seed: str
) -> list[Arrival]:
    """Arrivals for the weeks to come: for each one of the known weeks, drawn with replacement and moved whole.

    `waiting` are those who wait already, with days before 0. Two drawn weeks are never about the same person.
    """
    known: list[list[Arrival]] = [[] for _ in range(weeks_known)]
    for one in arrivals:
        if 0 <= one.day < weeks_known * WEEK:
            known[one.day // WEEK].append(one)
    random, people = Random(f"{seed}:weeks"), 1 + max((one.person for one in (*arrivals, *waiting)), default=0)  # noqa: S311
    drawn = list(waiting)
    for week in range(weeks):
        source = int(random.random() * weeks_known)
        shift = (week - source) * WEEK
        drawn += [moved(one, shift, people * (week + 1)) for one in known[source]]
    return drawn


def moved(one: Arrival, shift: int, people: int) -> Arrival:
    """The same arrival so many days later, as somebody else when `people` is not 0."""
    due = None if one.due is None else one.due + shift
    since = None if one.case_since is None else one.case_since + shift
    return Arrival(
        one.day + shift, one.person + people, one.rule, one.forum, one.kind, one.disciplines, one.age_months,
        due, since,
    )  # fmt: skip
