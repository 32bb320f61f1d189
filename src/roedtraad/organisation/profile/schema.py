# SPDX-License-Identifier: EUPL-1.2
"""A municipality's organisation as one document: what it is, whom it serves, how it meets, by which rules it looks."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from .casework import Authority, LegalBasis, PlanView, RetentionRule, Scale
from .forums import Forum
from .rules import Rule
from .structure import (
    BudgetModel,
    Committee,
    ContactTarget,
    Department,
    KeptFact,
    Law,
    Limit,
    Method,
    Municipality,
    OrganisationModel,
    Practice,
    ReportedGain,
    RoleTitle,
    Sample,
    StatusCurrency,
    TargetGroup,
    Unit,
)
from .texts import Dated, IsoDate, Language, Line, Part, RuleId, Text
from .vocabulary import Discipline, Role, SituationKind

D = TypeVar("D", bound=Dated)


class Profile(Part):
    """One municipality's profile. `at(on)` is the same profile with only what holds on that day."""

    format: Literal[1] = 1
    id: RuleId
    title: Text
    summary: Text
    municipality: Municipality
    described_as_of: IsoDate
    languages: tuple[Language, ...] = ("da", "en")
    source: Line
    models: tuple[OrganisationModel, ...] = ()
    departments: Annotated[tuple[Department, ...], Field(min_length=1)]
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    laws: Annotated[tuple[Law, ...], Field(min_length=1)]
    roles: Annotated[tuple[RoleTitle, ...], Field(min_length=1)]
    target_groups: Annotated[tuple[TargetGroup, ...], Field(min_length=1)]
    methods: tuple[Method, ...] = ()
    forums: tuple[Forum, ...] = ()
    budget: tuple[BudgetModel, ...] = ()
    committees: tuple[Committee, ...] = ()
    gains: tuple[ReportedGain, ...] = ()
    facts: tuple[KeptFact, ...] = ()
    practice_then_and_now: tuple[Practice, ...] = ()
    rules: tuple[Rule, ...] = ()
    limits: tuple[Limit, ...] = ()
    status_currency: tuple[StatusCurrency, ...] = ()
    contact_targets: tuple[ContactTarget, ...] = ()
    authorities: tuple[Authority, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    scales: tuple[Scale, ...] = ()
    plan_views: tuple[PlanView, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    sample: Sample | None = None

    def at(self, on: dt.date) -> "Profile":
        """The profile in force on `on`: everything dated that does not hold that day is left out."""
        return self.model_copy(update={name: _in_force(getattr(self, name), on) for name in DATED_SECTIONS})

    def discipline_departments(self, discipline: Discipline) -> tuple[Department, ...]:
        """The departments that cover a discipline."""
        return tuple(department for department in self.departments if discipline in department.disciplines)

    def entry_unit(self, on: dt.date) -> Unit | None:
        """The one door on that day."""
        return next((unit for unit in self.units if unit.is_entry and unit.in_force(on)), None)

    def forum(self, code: str, on: dt.date) -> Forum | None:
        """The forum as it is on that day."""
        return next((forum for forum in self.forums if forum.id == code and forum.in_force(on)), None)

    def rule(self, code: str, on: dt.date) -> Rule | None:
        """The rule as it is on that day, switched on or not."""
        return next((rule for rule in self.rules if rule.id == code and rule.in_force(on)), None)

    def active_rules(self, on: dt.date) -> tuple[Rule, ...]:
        """The rules that a sweep of that day runs: in force and switched on."""
        return tuple(rule for rule in self.rules if rule.enabled and rule.in_force(on))

    def role_title(self, role: Role, language: str, on: dt.date) -> str | None:
        """What the municipality calls a role that day; nothing when the profile does not name it."""
        return next((r.title.get(language) for r in self.roles if r.code == role and r.in_force(on)), None)

    def currency_days(self, kind: SituationKind, on: dt.date) -> int | None:
        """For how many days a status of this kind is believed; nothing means that it does not expire."""
        return next((c.days for c in self.status_currency if c.kind == kind and c.in_force(on)), None)

    def contact_target(self, on: dt.date) -> ContactTarget | None:
        """How soon people on a list are to be contacted and reached, as it holds that day."""
        return next((target for target in self.contact_targets if target.in_force(on)), None)

    def limit(self, code: str, on: dt.date) -> Limit | None:
        """The limit as it holds that day."""
        return next((limit for limit in self.limits if limit.code == code and limit.in_force(on)), None)


DATED_SECTIONS = (
    "models",
    "departments",
    "units",
    "laws",
    "roles",
    "target_groups",
    "methods",
    "forums",
    "budget",
    "committees",
    "gains",
    "rules",
    "limits",
    "status_currency",
    "contact_targets",
    "authorities",
    "legal_bases",
    "scales",
    "plan_views",
    "retention",
)


def _in_force(parts: Iterable[D], on: dt.date) -> tuple[D, ...]:
    return tuple(part for part in parts if part.in_force(on))
