# SPDX-License-Identifier: EUPL-1.2
"""The small building blocks of a profile: texts in two languages, dates, periods, sources."""

import datetime as dt
import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = ("da", "en")

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso_date(value: object) -> dt.date:
    """A date is written 2026-12-24 and in no other way: no time of day, no number, no local form."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("iso_date", "not an ISO date")


IsoDate = Annotated[dt.date, BeforeValidator(_iso_date), PlainSerializer(lambda day: day.isoformat(), return_type=str)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Age = Annotated[int, Field(ge=0, le=120)]


class Part(BaseModel):
    """Any part of a profile: cannot be changed after it is made, and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """One text in Danish and English. Both are required, so that no screen falls back to the other language."""

    da: Line
    en: Line

    def get(self, language: str) -> str:
        """The text in `language`; everything that is not Danish reads the English."""
        return self.da if language.startswith("da") else self.en


class Dated(Part):
    """Something that holds in a period. Both days are included; no `valid_to` means until further notice."""

    valid_from: IsoDate
    valid_to: IsoDate | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise PydanticCustomError("period_backwards", "the period ends before it begins")
        return self

    def in_force(self, on: dt.date) -> bool:
        """Whether `on` lies in the period, first and last day included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def overlaps(self, other: "Dated") -> bool:
        """Whether the two periods share at least one day."""
        return (other.valid_to is None or self.valid_from <= other.valid_to) and (
            self.valid_to is None or other.valid_from <= self.valid_to
        )


class Sourced(Dated):
    """A dated fact that says where it comes from."""

    source: Line
    note: Text | None = None


class Ages(Part):
    """Ages in whole years as the municipality states them; `to` is the last age in the group, all of that year.

    An end that is an event ("when primary school ends") is said in words, alone or beside the age.
    """

    from_age: Age | None = Field(default=None, alias="from")
    to_age: Age | None = Field(default=None, alias="to")
    starts: Text | None = None
    ends: Text | None = None

    @model_validator(mode="after")
    def _has_both_ends(self) -> Self:
        if (self.from_age is None and self.starts is None) or (self.to_age is None and self.ends is None):
            raise PydanticCustomError("ages_ends", "each end is an age, words or both")
        if self.from_age is not None and self.to_age is not None and self.to_age < self.from_age:
            raise PydanticCustomError("ages_backwards", "the ages run backwards")
        return self

    def includes(self, age: int) -> bool:
        """Whether a person of `age` full years is inside the ends that are ages."""
        return (self.from_age is None or self.from_age <= age) and (self.to_age is None or age <= self.to_age)
