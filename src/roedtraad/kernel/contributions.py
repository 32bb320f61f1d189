# SPDX-License-Identifier: EUPL-1.2
"""Interfaces through which rooms contribute to places that are composed of many rooms (DESIGN §3).

A room registers at start-up in its own `contributions.py`; the composing place knows the interface and no room.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.classification import Classification
from roedtraad.kernel.rights import Part, Right, Scope


class _Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=_Named)


class Registry(Generic[T]):
    """Contributions by name, in the order of registration; a name can be taken once."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._items: dict[str, T] = {}

    def register(self, item: T) -> None:
        if item.name in self._items:
            raise ValueError(f"{self.title}: {item.name} is registered twice")
        self._items[item.name] = item

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __getitem__(self, name: str) -> T:
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def get(self, name: str) -> T | None:
        return self._items.get(name)


@dataclass(frozen=True, slots=True)
class PersonRelation:
    """One way in which a person can be somebody's business: contact person, case in the unit, pupil of the school …

    `person_ids` takes the actor and those of the actor's grants whose role has `scope`, and gives the primary keys of the
    young persons that stand in this relation, as a queryset of one column named `young_person_id`; None when nobody does.
    It must follow from the actor alone and read nothing itself, since its statement is kept and used again for an equal actor;
    `is_timed` marks one that holds the moment, which is made anew each time.
    """

    name: str
    scope: Scope
    person_ids: Callable[[Actor, Sequence[Grant]], "QuerySet[Any, Any] | None"]
    is_timed: bool = False


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """One point on the red thread: what happened or will happen to a young person, and since when or until when.

    `on` orders the thread; a period that still runs has `is_open`. `stalled` marks what waits for somebody. `who` is who
    does it, `department` in whose file it stands, and `href` where the reader finds more.
    """

    on: dt.date
    kind: str
    kind_title: str | Promise
    title: str | Promise
    detail: str | Promise = ""
    until: dt.date | None = None
    is_open: bool = False
    stalled: bool = False
    key: str = ""
    who: str = ""
    department: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class ThreadQuery:
    """What a reader asks of a person's thread: entries before a date (exclusive), at most `limit` from each source."""

    actor: Actor
    person_id: int
    before: dt.date | None
    limit: int


@dataclass(frozen=True, slots=True)
class ThreadSource:
    """A room's entries on a person's thread, newest first, as the query asks and only what its actor may read.

    `part` is the part of the person's page that the reader must be allowed to see; `title` names the kind in the filter.
    `tables` are labels of the models, each with a `young_person`, without a row of which there is nothing to tell, so that
    the source need not be asked; empty when most people have something.
    """

    name: str
    part: Part
    entries: Callable[[ThreadQuery], Sequence[ThreadEntry]]
    title: str | Promise = ""
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonSection:
    """A block on the person's page from another room: its part, template and the context that fills it.

    `place` is `top` (what needs somebody now), `main` (below the red thread) or `aside`. `tables` as in a thread source: without
    a row of them the block is left out.
    """

    name: str
    part: Part
    template: str
    context: Callable[[Actor, int], dict[str, Any]]
    place: str = "main"
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonColumn:
    """A column that a room adds to lists of young persons: an expression over the list's row (`OuterRef("pk")`).

    `part` is the part of the page that the reader must be allowed to see. `is_sortable` lets the list be ordered by it;
    `missing_title` names the filter for those in whose row it is empty.
    """

    name: str
    title: str | Promise
    part: Part
    expression: Callable[[Actor], Combinable]
    is_sortable: bool = False
    missing_title: str | Promise = ""


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One thing on somebody's desk that waits: what, about whom, where it is dealt with, and by when."""

    title: str | Promise
    href: str
    person_id: int | None = None
    detail: str | Promise = ""
    due_on: dt.date | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class DeskBox:
    """A room's block on the desk for whoever has `right`: what waits for the actor, the most urgent first.

    `items` gives at most `limit` of them and how many there are in all; `list_name` is the named address of the whole list.
    """

    name: str
    title: str | Promise
    right: Right
    items: Callable[[Actor, int], tuple[Sequence[DeskItem], int]]
    list_name: str = ""


@dataclass(frozen=True, slots=True)
class PersonTab:
    """A page about one person that a room has: `url_name` takes the person's key, `part` is what the reader must see.

    Tabs stand in the order of `place`: first what everybody reads, last what few need.
    """

    name: str
    title: str | Promise
    part: Part
    url_name: str
    place: int


@dataclass(frozen=True, slots=True)
class PersonAct:
    """An act that a room offers on a young person's page: what it is called, its address, and who is offered it."""

    name: str
    title: str | Promise
    right: Right
    url_name: str


@dataclass(frozen=True, slots=True)
class AccountHolding:
    """Something that hangs on a staff account and must not be left hanging when the account is closed.

    `open_count` counts what still waits for the account; `release` gives it to the leader, inside the act that closes the
    account, and returns how much it gave away.
    """

    name: str
    title: str | Promise
    open_count: Callable[[int], int]
    release: Callable[[Actor, int], int]


@dataclass(frozen=True, slots=True)
class ActType:
    """An act or a look that the log may hold. The log refuses names that are not registered.

    `classification` is that of the values that go with it.
    """

    name: str
    title: str | Promise
    classification: Classification = Classification.PERSONAL


@dataclass(frozen=True, slots=True)
class NightlyJob:
    """Work that the worker does once a day at `at` (Danish time). It must be idempotent."""

    name: str
    title: str | Promise
    at: dt.time
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Chore:
    """Work that the worker does again and again, every half minute. It must be idempotent, and quick when there is nothing."""

    name: str
    title: str | Promise
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says. It may name the municipality, a link, a code and a phone number, and nothing else: it may be read
    by whoever holds the phone (DOMAIN §5.2).
    """

    name: str
    title: str | Promise
    subject: str | Promise
    body: str | Promise


@dataclass(frozen=True, slots=True)
class UnitHolding:
    """Something that hangs on the units and must survive any change of organisation: cases, young persons, signals, staff.

    `by_unit` counts what is open by unit id; `total` counts all of it in the house, open or not.
    """

    name: str
    title: str | Promise
    by_unit: Callable[[], Mapping[int, int]]
    total: Callable[[], int]


@dataclass(frozen=True, slots=True)
class EmergencyReader:
    """A way in which the glass is broken: `persons` gives the keys (`young_person_id`) of those whom the actor reads at this moment
    because of it. Whoever is among them is shown whole, and each look says that it was an emergency.
    """

    name: str
    persons: Callable[[Actor], "QuerySet[Any, Any]"]


@dataclass(frozen=True, slots=True)
class PartyReader:
    """What a guardian reads about a young person as a party today: departments and kinds of data. Whatever nobody names is closed."""

    name: str
    reads: Callable[[Actor, int], frozenset[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A file on the disk that belongs to one young person; `name` is what a reader calls it."""

    name: str
    path: Path
    in_copy: bool = True


@dataclass(frozen=True, slots=True)
class PersonFiles:
    """A room's files about one young person: they go into the copy of one's own data (`in_copy`), and go when the person does.

    `of_rows` gives the files that belong to rows of `table`, for what is deleted while the person stays.
    """

    name: str
    of_person: Callable[[int], Sequence[PersonFile]]
    table: str = ""
    of_rows: "Callable[[QuerySet[Any]], Sequence[PersonFile]] | None" = None


@dataclass(frozen=True, slots=True)
class RetentionPart:
    """A kind of record that is deleted by its own rule while the young person stays: notices, messages, enquiries.

    `record` is the rule's name in the profile; `due` gives the rows that were last in use before the day. A row with
    a way to a young person who is on legal hold stays.
    """

    name: str
    record: str
    title: str | Promise
    due: Callable[[dt.date], "QuerySet[Any]"]


person_relations: Registry[PersonRelation] = Registry("person relations")
thread_sources: Registry[ThreadSource] = Registry("thread sources")
person_sections: Registry[PersonSection] = Registry("person sections")
person_columns: Registry[PersonColumn] = Registry("person columns")
desk_boxes: Registry[DeskBox] = Registry("desk boxes")
person_tabs: Registry[PersonTab] = Registry("person tabs")
person_acts: Registry[PersonAct] = Registry("person acts")
account_holdings: Registry[AccountHolding] = Registry("account holdings")
act_types: Registry[ActType] = Registry("act types")
nightly_jobs: Registry[NightlyJob] = Registry("nightly jobs")
chores: Registry[Chore] = Registry("chores")
notice_texts: Registry[NoticeText] = Registry("notice texts")
unit_holdings: Registry[UnitHolding] = Registry("unit holdings")
emergency_readers: Registry[EmergencyReader] = Registry("emergency readers")
party_readers: Registry[PartyReader] = Registry("party readers")
person_files: Registry[PersonFiles] = Registry("person files")
retention_parts: Registry[RetentionPart] = Registry("retention parts")
