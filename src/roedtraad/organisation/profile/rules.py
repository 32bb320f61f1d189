# SPDX-License-Identifier: EUPL-1.2
"""Rules: a condition over facts, when it falls due, where it leads, and on what ground."""

from typing import Annotated, Literal, Self

from pydantic import Field, PlainSerializer, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from .conditions import Condition, Duration, condition_document, parse_condition, parse_duration
from .texts import Code, Line, Part, RuleId, Sourced, Text
from .vocabulary import Repeats, Role

ConditionField = Annotated[Condition, PlainValidator(parse_condition), PlainSerializer(condition_document)]
DurationField = Annotated[Duration, PlainValidator(parse_duration), PlainSerializer(lambda value: value.document())]


class Due(Part):
    """The day it falls due: a birthday in months, or a date fact, moved by a duration when one is given."""

    age_months: Annotated[int, Field(ge=0, le=1440)] | None = None
    fact: Line | None = None
    of: dict[str, str] = {}
    plus: DurationField | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        birthday_with_more = self.age_months is not None and (self.of or self.plus)
        if (self.age_months is None) == (self.fact is None) or birthday_with_more:
            raise PydanticCustomError("due", "due is a birthday or a fact")
        return self

    @property
    def arguments(self) -> tuple[tuple[str, str], ...]:
        """The fact's arguments in the form that conditions use."""
        return tuple(sorted(self.of.items()))


class LeadsTo(Part):
    """Where a signal goes: to a forum's agenda, to a role around the young person, or to a unit (`entry` is the entry unit)."""

    forum: Code | None = None
    role: Role | None = None
    unit: Code | None = None
    as_: Literal["mandatory", "suggested"] = Field(default="mandatory", alias="as")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(place is not None for place in (self.forum, self.role, self.unit)) != 1:
            raise PydanticCustomError("leads_to", "a signal goes to exactly one place")
        return self


class Rule(Sourced):
    """A reminder about a date or a threshold, never a score of a person.

    The same id may appear again with a later period: that is how a rule changes without its past being lost.
    """

    id: RuleId
    title: Text
    when: ConditionField
    due: Due | None = None
    leads_to: LeadsTo | None = None
    repeats: Repeats = "once"
    enabled: bool = True
