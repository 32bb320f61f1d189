# SPDX-License-Identifier: EUPL-1.2
"""Forums: where professionals meet about young people, how often, who sits there, and how a case gets in."""

import datetime as dt
import re
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from .texts import Ages, Code, IsoDate, Part, RuleId, Sourced, Text
from .vocabulary import AgendaOrder, CadenceUnit, Discipline, ForumKind, IfClosed, Role

USUAL_ORDER: Final[tuple[AgendaOrder, ...]] = ("carried", "mandatory", "due", "waiting")
Week = Annotated[int, Field(ge=1, le=53)]
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def _time_of_day(value: object) -> dt.time:
    """A time is written 13:30 (or 13.30, as in Danish), and in no other way."""
    if isinstance(value, dt.time):
        return value
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("time_of_day", "not a time of day")
    return dt.time(int(found[1]), int(found[2]))


TimeOfDay = Annotated[
    dt.time, BeforeValidator(_time_of_day), PlainSerializer(lambda time: f"{time:%H:%M}", return_type=str)
]


class Cadence(Part):
    """Every so many days, weeks or months; or called when a case needs it.

    `first_on` is a day on which it meets, from which the others are counted; without one, the first working day of the forum's
    period. Months keep the weekday and its place: the second Tuesday stays the second Tuesday.
    In the ISO weeks of `skip_weeks` it does not meet; on a public holiday or a weekend `if_closed` says what happens.
    """

    every: Annotated[int, Field(ge=1, le=366)] | None = None
    unit: CadenceUnit | None = None
    ad_hoc: bool = False
    first_on: IsoDate | None = None
    skip_weeks: tuple[Week, ...] = ()
    if_closed: IfClosed = "later"

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        fixed = self.every is not None and self.unit is not None
        if self.ad_hoc == fixed or (self.every is None) != (self.unit is None):
            raise PydanticCustomError("cadence", "a cadence is fixed or ad hoc")
        return self


class Member(Part):
    """A seat: for a discipline, a unit, a role, or somebody outside the municipality's units, in words."""

    discipline: Discipline | None = None
    unit: Code | None = None
    role: Role | None = None
    other: Text | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(seat is not None for seat in (self.discipline, self.unit, self.role, self.other)) != 1:
            raise PydanticCustomError("member", "a seat is exactly one thing")
        return self

    @property
    def seat(self) -> str:
        """The seat as a word that rows can keep: `discipline:social`, `unit:youth`, `role:company_consultant`, `other:Botilbud`."""
        if self.other is not None:
            return f"other:{self.other.da}"[:80]
        kind = next(name for name in ("discipline", "unit", "role") if getattr(self, name) is not None)
        return f"{kind}:{getattr(self, kind)}"


class Admission(Part):
    """How a case gets in: by rules of this profile, by a condition that people judge, or because a caseworker brings it.

    What can be counted is checked: `least_disciplines` with an open case, and `after`, forums that must have been tried first.
    """

    rules: tuple[RuleId, ...] = ()
    condition: Text | None = None
    any_caseworker: bool = False
    least_disciplines: Annotated[int, Field(ge=1, le=12)] | None = None
    after: tuple[Code, ...] = ()


class Forum(Sourced):
    """A forum. `cadence` is left out when the source does not say how often; the municipality then sets it.

    `capacity` is how many young people one meeting has time for; without it, as many as `minutes_per_case` leave room for.
    `order` says who comes first when there is not room for all. `sharing_basis` is the legal basis that the forum stands on; with
    `closed_circle` nobody but its fixed members takes part or hears (Retsplejeloven § 115). `without_cases` is a forum that
    never meets about one young person.
    """

    id: Code
    title: Text
    kind: ForumKind
    cadence: Cadence | None = None
    fixed_members: tuple[Member, ...] = ()
    ad_hoc_members: tuple[Member, ...] = ()
    admission: Admission = Admission()
    may_grant: bool = False
    ages: Ages | None = None
    begins_at: TimeOfDay = dt.time(9)
    minutes: Annotated[int, Field(ge=10, le=600)] = 120
    minutes_per_case: Annotated[int, Field(ge=5, le=240)] | None = None
    capacity: Annotated[int, Field(ge=1, le=200)] | None = None
    order: tuple[AgendaOrder, ...] = USUAL_ORDER
    max_adults: Annotated[int, Field(ge=1, le=40)] | None = None
    place: Text | None = None
    video_link: Annotated[str, Field(pattern=r"^https://\S+$", max_length=300)] | None = None
    sharing_basis: Code | None = None
    closed_circle: bool = False
    without_cases: bool = False

    @property
    def is_called(self) -> bool:
        """Whether somebody calls each meeting: there is no cadence, or it says so."""
        return self.cadence is None or self.cadence.ad_hoc
