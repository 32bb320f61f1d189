# SPDX-License-Identifier: EUPL-1.2
"""Who the municipality is: departments, units, laws, roles, target groups, methods, money, committees, what is known."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from .texts import Ages, Code, Dated, IsoDate, Line, Part, Sourced, Text
from .vocabulary import (
    BudgetKind,
    Certainty,
    Discipline,
    Gain,
    LimitUnit,
    ModelKind,
    ModelVariant,
    Role,
    SituationKind,
)

Amount = Annotated[Decimal, Field(ge=0, le=1_000_000_000)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Days = Annotated[int, Field(ge=1, le=3660)]
_VARIANTS_OF: dict[ModelKind, frozenset[ModelVariant]] = {
    "network_meetings": frozenset({"ad_hoc"}),
    "cross_team": frozenset({"fixed_intervals"}),
    "unified": frozenset({"with_authority", "without_authority", "network_based"}),
}


def _three_digits(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


MunicipalityCode = Annotated[str, BeforeValidator(_three_digits), StringConstraints(pattern=r"^\d{3}$")]


class Municipality(Part):
    """The municipality itself; `code` is the official three-digit number."""

    name: Line
    code: MunicipalityCode
    fictional: bool = False


class OrganisationModel(Sourced):
    """One of the catalogue's three models as this municipality uses it. Several may hold at the same time."""

    model: ModelKind
    variant: ModelVariant
    units: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _variant_belongs(self) -> Self:
        if self.variant not in _VARIANTS_OF[self.model]:
            raise PydanticCustomError("variant", "variant", {"allowed": ", ".join(sorted(_VARIANTS_OF[self.model]))})
        return self


class Department(Dated):
    """A department (forvaltning) with the disciplines it covers and the laws it works under."""

    code: Code
    name: Text
    disciplines: tuple[Discipline, ...] = ()
    laws: tuple[Code, ...] = ()
    note: Text | None = None


class Door(Part):
    """How one reaches a unit. Empty until the municipality fills it in; a public document holds no such numbers."""

    phone: Line | None = None
    address: Line | None = None
    web: Line | None = None


class Unit(Dated):
    """A unit inside a department. The entry unit is the one door to the municipality (exactly one on any day)."""

    code: Code
    department: Code
    name: Text
    is_entry: bool = False
    has_authority: bool = False
    disciplines: tuple[Discipline, ...] = ()
    offers: tuple[Text, ...] = ()
    door: Door = Door()
    note: Text | None = None


class Law(Sourced):
    """A law that the municipality works under, for as long as it does so here; `replaced_by` names what came after."""

    code: Code
    title: Text
    replaced_by: Code | None = None
    kle: Annotated[str, StringConstraints(pattern=r"^\d{2}\.\d{2}\.\d{2}$")] | None = None


class RoleTitle(Dated):
    """What this municipality calls one of the fixed roles."""

    code: Role
    title: Text
    note: Text | None = None


class TargetGroup(Sourced):
    """Whom the effort is for. A soft end is a guide line: need decides, not the birthday."""

    code: Code
    title: Text
    ages: Ages
    soft_lower: bool = False
    soft_upper: bool = False
    primary: bool = False
    condition: Text | None = None


class MethodLevel(Part):
    """A level of a method, lowest first (the intervention pyramid)."""

    code: Code
    title: Text


class Method(Sourced):
    """A way of working that the whole unit shares."""

    code: Code
    title: Text
    description: Text
    levels: tuple[MethodLevel, ...] = ()


class StatusCurrency(Sourced):
    """For how many days a status of this kind may be believed after it was last confirmed; then it is unknown."""

    kind: SituationKind
    days: Days


class ContactTarget(Sourced):
    """How soon a young person on a list is to be contacted, and really reached, in calendar days."""

    contacted_within_days: Days
    reached_within_days: Days

    @model_validator(mode="after")
    def _reached_after_contacted(self) -> Self:
        if self.reached_within_days < self.contacted_within_days:
            raise PydanticCustomError("reached_first", "nobody is reached before being contacted")
        return self


class Limit(Sourced):
    """An age, a deadline or a percentage of the law or of the municipality, with how sure we are of it."""

    code: Code
    title: Text
    value: Amount
    unit: LimitUnit
    law: Code | None = None
    certainty: Certainty


class BudgetModel(Sourced):
    """Whose money it is."""

    kind: BudgetKind
    description: Text
    contributing: tuple[Code, ...] = ()


class Committee(Sourced):
    """A political committee and what is put before it."""

    code: Code
    name: Text
    refers: Text


class ReportedGain(Sourced):
    """An indicator that the municipality reports, and in which words."""

    indicator: Gain
    description: Text


class Figure(Part):
    """One number of a kept fact; `of` makes it a share (2 of 3)."""

    label: Text
    value: Amount
    of: Amount | None = None
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None


class KeptFact(Part):
    """Something that the source tells and that is worth keeping beside the configuration."""

    code: Code
    text: Text
    figures: tuple[Figure, ...] = ()
    source: Line


class Practice(Part):
    """A practice as it was described, with its dates, and beside it the rule that holds today."""

    code: Code
    described: Text
    described_from: IsoDate
    described_to: IsoDate | None = None
    today: Text
    today_from: IsoDate
    certainty: Certainty
    source: Line

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.described_to is not None and self.described_to < self.described_from:
            raise PydanticCustomError("period_backwards", "the period ends before it begins")
        return self


class Sample(Part):
    """Sizes for the synthetic demo municipality. `certainty` says what is known and what is made up."""

    inhabitants: Count
    aged_13_30: Count
    neet_percent: Annotated[Decimal, Field(ge=0, le=100)]
    schools: Annotated[int, Field(ge=1, le=200)]
    certainty: Certainty
    source: Line
    note: Text | None = None
