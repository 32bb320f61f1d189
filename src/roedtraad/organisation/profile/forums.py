# SPDX-License-Identifier: EUPL-1.2
"""Forums: where professionals meet about young people, how often, who sits there, and how a case gets in."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from .texts import Ages, Code, Part, RuleId, Sourced, Text
from .vocabulary import CadenceUnit, Discipline, ForumKind, Role


class Cadence(Part):
    """Every so many days, weeks or months; or called when a case needs it."""

    every: Annotated[int, Field(ge=1, le=366)] | None = None
    unit: CadenceUnit | None = None
    ad_hoc: bool = False

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


class Admission(Part):
    """How a case gets in: by rules of this profile, by a condition that people judge, or because a caseworker brings it."""

    rules: tuple[RuleId, ...] = ()
    condition: Text | None = None
    any_caseworker: bool = False


class Forum(Sourced):
    """A forum. `cadence` is left out when the source does not say how often; the municipality then sets it."""

    id: Code
    title: Text
    kind: ForumKind
    cadence: Cadence | None = None
    fixed_members: tuple[Member, ...] = ()
    ad_hoc_members: tuple[Member, ...] = ()
    admission: Admission = Admission()
    may_grant: bool = False
    ages: Ages | None = None
