# SPDX-License-Identifier: EUPL-1.2
"""How cases are worked: who is one authority, on which bases data is shared, how progress is told, what a plan must hold, what is kept."""

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from .texts import Ages, Code, Line, Part, Sourced, Text
from .vocabulary import Certainty, Discipline

DataKind = Literal["cases", "contacts", "situations", "plan", "notes", "story", "documents", "health"]
DATA_KINDS: tuple[DataKind, ...] = get_args(DataKind)
PlanViewKind = Literal["education_plan", "fgu_extract", "youth_plan", "holistic_plan", "employment_plan"]
RecordKind = Literal["person", "case", "enquiry", "message", "notice", "log"]
KeptUnit = Literal["days", "months", "years"]
Signer = Literal["young_person", "guardian", "school"]
Grade = Annotated[int, Field(ge=0, le=100)]


class Authority(Sourced):
    """Departments that together are one authority: what one of them needs to know, it may know without a consent.

    Which they are is the municipality's decision, approved by its data protection officer (DOMAIN §1.11); a department that
    no authority names stands alone.
    """

    code: Code
    title: Text
    departments: Annotated[tuple[Code, ...], Field(min_length=1)]
    approved_by: Line | None = None


class LegalBasis(Sourced):
    """A rule on which data may be shared. `kinds` and `disciplines` narrow it; empty means any."""

    code: Code
    title: Text
    explanation: Text
    needs_consent: bool = False
    once_only: bool = False
    kinds: tuple[DataKind, ...] = ()
    disciplines: tuple[Discipline, ...] = ()
    law: Code | None = None
    certainty: Certainty


class Scale(Sourced):
    """One thing that progress is told by, asked of the young person and of the worker side by side; never a ranking."""

    code: Code
    title: Text
    question_young: Text
    question_worker: Text
    lowest: Grade
    highest: Grade
    lowest_label: Text
    highest_label: Text

    @model_validator(mode="after")
    def _has_steps(self) -> Self:
        if self.highest <= self.lowest:
            raise PydanticCustomError("scale_backwards", "the highest is not above the lowest")
        return self


class Requirement(Part):
    """One thing that a law wants a plan to hold; `code` names the check that knows whether it is there."""

    code: Code
    title: Text
    certainty: Certainty


class PlanView(Sourced):
    """A law's own plan as a view of the one plan: for whom, what it must hold, and who signs it."""

    code: PlanViewKind
    title: Text
    law: Code | None = None
    ages: Ages | None = None
    needs_consent: bool = False
    requires: tuple[Requirement, ...] = ()
    signed_by: tuple[Signer, ...] = ()


class RetentionRule(Sourced):
    """How long records of a kind are kept after they were last in use, and whether the archive gets them first."""

    record: RecordKind
    value: Annotated[int, Field(ge=1, le=36_500)]
    unit: KeptUnit
    archive_first: bool = False
    certainty: Certainty
