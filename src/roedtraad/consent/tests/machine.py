# SPDX-License-Identifier: EUPL-1.2
"""A life of yeses and sharings, step by step, beside somebody who keeps the books by hand (SECURITY C1).

The machine says and takes back, waits, lets birthdays come, takes parental authority away, regroups the authorities and drops
legal bases. After every step it asks who reads what, and compares with the book. A subject is what is asked: the rules alone,
or the acts and policies on the database.
"""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from roedtraad.kernel.calendar import add_months

START = dt.date(2026, 1, 10)
BORN = add_months(START, -(12 * 15 - 2))
"""Two months to the day on which the young person says yes alone; three years later they are of age."""
OWN_FROM, OF_AGE_FROM = add_months(BORN, 12 * 15), add_months(BORN, 12 * 18)
PLACES = ("youth", "family", "schools", "health")
KINDS = ("cases", "contacts")
WITH_CONSENT = ("consent_11a", "other_authority")
CARRIES = {
    "notification": set(PLACES),
    "prevention_once": set(PLACES),
    "dropout_15d": set(PLACES),
    "ssp_115": {"youth", "family", "schools"},
}
BASES = (*WITH_CONSENT, *CARRIES)
GROUPS: tuple[tuple[frozenset[str], ...], ...] = (
    (frozenset({"youth", "family"}),), (), (frozenset({"youth", "schools"}),), (frozenset({"family", "health"}),),
)  # fmt: skip
Open = set[tuple[str, str, str]]
"""Who reads, of whom, which kind."""


@dataclass
class Entry:
    """One line of the book: everything about a yes or a sharing, and what has become of it."""

    what: str
    by: str
    basis: str
    kinds: frozenset[str]
    giving: str
    receiving: str
    since: dt.date
    until: dt.date
    is_over: bool = False
    handle: Any = None


@dataclass
class Times:
    """What holds today."""

    day: dt.date = START
    has_custody: bool = True
    groups: tuple[frozenset[str], ...] = GROUPS[0]
    dropped: set[str] = field(default_factory=set)


class Subject(Protocol):
    """What is tested. Each act gives a handle, or None when it was refused."""

    def start(self, times: Times) -> None: ...
    def stop(self) -> None: ...
    def custody_changed(self) -> None: ...
    def give(self, entry: Entry) -> Any: ...
    def limit(self, handle: Any, kinds: frozenset[str]) -> Any: ...
    def withdraw(self, handle: Any, by: str) -> bool: ...
    def share(self, entry: Entry) -> Any: ...
    def end(self, handle: Any) -> bool: ...
    def open(self) -> Open: ...


SOME_KINDS = (*(frozenset({kind}) for kind in KINDS), frozenset(KINDS))
PARTIES = tuple((one, other) for one in PLACES for other in PLACES if one != other)
LASTING = (-1, 0, 20, 100, 300, 500)
HAPPENINGS: dict[str, dict[str, Sequence[Any]]] = {}
"""What may happen, and the values that each of its words may have."""

Happening = Callable[..., None]


def happens(**values: Sequence[Any]) -> Callable[[Happening], Happening]:
    """Something that may happen in a life, whoever chooses: hypothesis or dice."""

    def register(function: Happening) -> Happening:
        HAPPENINGS[function.__name__] = values
        chosen: dict[str, Any] = {name: st.sampled_from(some) for name, some in values.items()}
        made: Happening = rule(**chosen)(function)
        return made

    return register


class Lives(RuleBasedStateMachine):
    """One life. `make` gives a fresh subject."""

    make: ClassVar[Callable[[], Subject]]

    def __init__(self) -> None:
        super().__init__()
        self.times = Times()
        self.book: list[Entry] = []
        self.looked_at: object = None
        self.subject = type(self).make()
        self.subject.start(self.times)

    def teardown(self) -> None:
        self.subject.stop()

    def entry(
        self, what: str, by: str, basis: str, kinds: frozenset[str], parties: tuple[str, str], days: int
    ) -> Entry:
        day = self.times.day
        return Entry(what, by, basis, kinds, *parties, day, day + dt.timedelta(days=days))

    def picked(self, number: int, what: tuple[str, ...]) -> Entry | None:
        found = [entry for entry in self.book if entry.what in what]
        return found[number % len(found)] if found else None

    # What happens

    @happens(days=(1, 25, 70, 400))
    def time_passes(self, days: int) -> None:
        self.times.day += dt.timedelta(days=days)

    @happens()
    def parental_authority_changes(self) -> None:
        self.times.has_custody = not self.times.has_custody
        self.subject.custody_changed()

    @happens(groups=GROUPS)
    def authorities_are_regrouped(self, groups: tuple[frozenset[str], ...]) -> None:
        self.times.groups = groups

    @happens(basis=BASES)
    def a_basis_is_dropped_or_comes_back(self, basis: str) -> None:
        self.times.dropped ^= {basis}

    @happens(by=("young_person", "guardian", "both"), basis=(*WITH_CONSENT, "notification"), kinds=SOME_KINDS,
             parties=PARTIES, days=LASTING)  # fmt: skip
    def somebody_says_yes(
        self, by: str, basis: str, kinds: frozenset[str], parties: tuple[str, str], days: int
    ) -> None:
        entry = self.entry("yes", by, basis, kinds, parties, days)
        self.keep(entry, self.subject.give(entry), self.may_say(entry))

    @happens(number=range(10), kind=KINDS)
    def a_yes_is_made_less(self, number: int, kind: str) -> None:
        before = self.picked(number, ("yes",))
        if before is None:
            return
        less = Entry(
            "yes",
            before.by,
            before.basis,
            frozenset({kind}),
            before.giving,
            before.receiving,
            self.times.day,
            before.until,
        )
        runs = not before.is_over and before.since <= self.times.day <= before.until
        allowed = runs and kind in before.kinds and len(before.kinds) > 1 and self.may_say(less)
        before.is_over |= self.keep(less, self.subject.limit(before.handle, less.kinds), allowed)

    @happens(number=range(10), by=("young_person", "guardian", "staff"))
    def a_yes_is_taken_back(self, number: int, by: str) -> None:
        entry = self.picked(number, ("yes",))
        if entry is None:
            return
        allowed = not entry.is_over and not (by == "guardian" and entry.by == "young_person")
        assert self.subject.withdraw(entry.handle, by) == allowed
        entry.is_over |= allowed

    @happens(what=("shared", "shared", "override"), basis=BASES, kinds=SOME_KINDS, parties=PARTIES, days=LASTING)
    def something_is_shared(
        self, what: str, basis: str, kinds: frozenset[str], parties: tuple[str, str], days: int
    ) -> None:
        entry = self.entry(what, "staff", basis, kinds, parties, days)
        self.keep(entry, self.subject.share(entry), self.may_share(entry))

    @happens(number=range(10))
    def a_sharing_ends(self, number: int) -> None:
        entry = self.picked(number, ("shared", "override"))
        if entry is None:
            return
        allowed = not entry.is_over and bool({entry.giving, entry.receiving} & self.together("youth"))
        assert self.subject.end(entry.handle) == allowed
        entry.is_over |= allowed

    def keep(self, entry: Entry, handle: Any, allowed: bool) -> bool:
        """Nothing is accepted that the book does not allow, and nothing refused that it does."""
        assert (handle is not None) == allowed, (entry, self.times)
        if allowed:
            entry.handle = handle
            self.book.append(entry)
        return allowed

    # The book

    def together(self, place: str) -> frozenset[str]:
        return frozenset({place}).union(*(group for group in self.times.groups if place in group))

    def may_say(self, entry: Entry) -> bool:
        day, last = entry.since, entry.until
        if entry.basis not in WITH_CONSENT or entry.basis in self.times.dropped:
            return False
        if not day <= last <= add_months(day, 12):
            return False
        if entry.by == "young_person":
            return day >= OWN_FROM
        if not self.times.has_custody:
            return False
        if entry.by == "guardian":
            return day < OWN_FROM and last < OWN_FROM
        return last < OWN_FROM or OWN_FROM <= day < OF_AGE_FROM

    def may_share(self, entry: Entry) -> bool:
        if entry.receiving in self.together(entry.giving) or entry.basis in self.times.dropped:
            return False
        carried = self.carries(entry) and not self.is_used(entry) and entry.giving in self.together("youth")
        if (entry.what == "shared") != carried:
            return False
        longest = entry.since + dt.timedelta(days=14) if entry.what == "override" else add_months(entry.since, 6)
        return entry.since <= entry.until <= (entry.since if entry.basis == "prevention_once" else longest)

    def carries(self, entry: Entry) -> bool:
        covered = {entry.giving, entry.receiving} <= CARRIES.get(entry.basis, set())
        return covered and (entry.basis != "dropout_15d" or entry.kinds == {"contacts"})

    def is_used(self, entry: Entry) -> bool:
        return entry.basis == "prevention_once" and any(
            old.what != "yes"
            and old.basis == entry.basis
            and {old.giving, old.receiving} == {entry.giving, entry.receiving}
            for old in self.book
        )

    def holds(self, entry: Entry) -> bool:
        """Whether an entry carries anything today."""
        if entry.is_over or entry.basis in self.times.dropped or not entry.since <= self.times.day <= entry.until:
            return False
        return entry.by != "guardian" or self.times.has_custody

    @invariant()
    def nothing_is_shared_without_a_basis_that_holds(self) -> None:
        """What was refused changes nothing, so after it nobody looks; the next look would see that it did."""
        now = (vars(self.times) | {"dropped": frozenset(self.times.dropped)}, [entry.is_over for entry in self.book])
        if now != self.looked_at:
            self.looked_at = now
            self.look()

    def look(self) -> None:
        expected = {
            (reader, entry.giving, kind)
            for entry in self.book
            if self.holds(entry)
            for reader in self.together(entry.receiving)
            for kind in entry.kinds
        }
        one_authority = {(one, other, kind) for one in PLACES for other in self.together(one) for kind in KINDS}
        assert self.subject.open() == expected | one_authority


def live_by_dice(lives: type[Lives], seed: int, steps: int) -> None:
    """One life in which dice choose. As with hypothesis, some things never happen in it, so that others come to weigh more."""
    dice, told, one = random.Random(seed), list[tuple[str, dict[str, Any]]](), lives()
    names = [name for name in HAPPENINGS if dice.random() < 0.8] or list(HAPPENINGS)
    try:
        for _ in range(steps):
            name = dice.choice(names)
            told.append((name, {word: dice.choice(some) for word, some in HAPPENINGS[name].items()}))
            getattr(one, name)(**told[-1][1])
            one.nothing_is_shared_without_a_basis_that_holds()
        one.look()
    except AssertionError as error:
        raise AssertionError(f"life {seed}, step {len(told)}: {error}\n{told}") from error
    finally:
        one.teardown()
