# SPDX-License-Identifier: EUPL-1.2
"""Facts: named, typed statements about every young person on a date, computed in sets (DESIGN §5).

A room registers the facts that it can tell. A fact is a fragment of SQL about the person `p` (an alias of the table of young
persons), so that a rule becomes one statement over everybody.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from django.utils.functional import Promise

from roedtraad.kernel.contributions import Registry
from roedtraad.kernel.sql import Dialect, Sql


class FactKind(StrEnum):
    """What a fact is, and so which questions a rule may ask of it."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    CODE = "code"
    CODES = "codes"
    DATE = "date"


class Cost(IntEnum):
    """How dear a question is when it is asked about everybody."""

    OWN_ROW = 0
    FEW = 1
    EVERYBODY = 2


@dataclass(frozen=True, slots=True)
class Moment:
    """The date that facts are computed for, the database they are computed in, and the profile's currency of statuses.

    `currency_days` is, for each kind of life situation, for how many days a status holds after it was last confirmed.
    """

    on: dt.date
    dialect: Dialect
    currency_days: Mapping[str, int] = field(default_factory=dict)


Arguments = Mapping[str, str]
Fragment = Callable[[Moment, Arguments], Sql]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from and how fresh it is: two scalar fragments, a text and a date."""

    source: Sql
    as_of: Sql


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `value` is a scalar fragment; for CODES a subquery of one column named `code`.

    `cost` orders the questions of one rule: what an index or the person's own row answers first, then what concerns few,
    then what must be looked up for nearly everybody. `quick_test` may answer a question (operator, operand) with a condition
    that an index answers, in place of comparing the value; it gives None for the questions it has no quicker answer to. A
    fact that `waits_for` a later part of the system has a name and a type but no value; rules that use it wait.
    """

    name: str
    kind: FactKind
    label: str | Promise
    value: Fragment | None = None
    origin: Callable[[Moment, Arguments], Origin] | None = None
    arguments: frozenset[str] = frozenset()
    quick_test: Callable[[Moment, str, object], Sql | None] | None = None
    waits_for: str | Promise = ""
    cost: Cost = Cost.FEW


facts: Final[Registry[Fact]] = Registry("facts")
