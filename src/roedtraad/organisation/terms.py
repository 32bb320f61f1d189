# SPDX-License-Identifier: EUPL-1.2
"""What holds on a day for how cases are worked: the profile's own word, else the standard that comes with the program."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Final, TypeVar

import yaml

from roedtraad.kernel.calendar import add_months, add_working_days
from roedtraad.kernel.remembering import remembered
from roedtraad.organisation.profile import (
    Authority,
    Dated,
    LegalBasis,
    Limit,
    PlanView,
    Profile,
    RetentionRule,
    Scale,
)
from roedtraad.organisation.profile.texts import Part
from roedtraad.organisation.queries import profile_on

T = TypeVar("T", bound=Dated)
_MONTHS_IN: Final = {"months": 1, "years": 12}
_DAYS_IN: Final = {"days": 1, "weeks": 7}
_MINUTES_IN: Final = {"minutes": 1, "hours": 60, "days": 1440}


class Standards(Part):
    """The sections of a profile that have a standard."""

    limits: tuple[Limit, ...]
    legal_bases: tuple[LegalBasis, ...]
    scales: tuple[Scale, ...]
    plan_views: tuple[PlanView, ...]
    retention: tuple[RetentionRule, ...]


class Terms:
    """A day's limits, legal bases, scales, plan views and retention, and who then is one authority."""

    def __init__(self, profile: Profile, on: dt.date) -> None:
        self._profile, self.on = profile, on

    def limit(self, code: str) -> Limit:
        """An age, a deadline or a percentage. Raises LookupError for a code that neither the profile nor the standard has."""
        found = self._profile.limit(code, self.on) or _named(standards().limits, "code", code, self.on)
        if found is None:
            raise LookupError(f"no limit {code} on {self.on}")
        return found

    def number(self, code: str) -> int:
        """The limit as a whole number, in its own unit."""
        return int(self.limit(code).value)

    def after(self, code: str, day: dt.date) -> dt.date:
        """`day` and the limit's period: the day on which a deadline that began on `day` falls due."""
        limit = self.limit(code)
        return _moved(day, int(limit.value), limit.unit)

    def before(self, code: str, day: dt.date) -> dt.date:
        """`day` less the limit's period."""
        limit = self.limit(code)
        return _moved(day, -int(limit.value), limit.unit)

    def duration(self, code: str) -> dt.timedelta:
        """A limit in minutes, hours or days as a length of time."""
        limit = self.limit(code)
        return dt.timedelta(minutes=int(limit.value) * _MINUTES_IN[limit.unit])

    def legal_bases(self) -> tuple[LegalBasis, ...]:
        """The bases that the municipality shares data on."""
        return _merged(self._profile.legal_bases, standards().legal_bases, "code", self.on)

    def scales(self) -> tuple[Scale, ...]:
        """The municipality's own scales, or the standard ones when it has none; never a mixture."""
        own = tuple(scale for scale in self._profile.scales if scale.in_force(self.on))
        return own or tuple(scale for scale in standards().scales if scale.in_force(self.on))

    def plan_views(self) -> tuple[PlanView, ...]:
        """The laws' own plans."""
        return _merged(self._profile.plan_views, standards().plan_views, "code", self.on)

    def retention(self) -> tuple[RetentionRule, ...]:
        """How long each kind of record is kept."""
        return _merged(self._profile.retention, standards().retention, "record", self.on)

    def authorities(self) -> tuple[Authority, ...]:
        """The departments that are one authority; a department that none of them names stands alone."""
        return tuple(one for one in self._profile.authorities if one.in_force(self.on))


@lru_cache(maxsize=1)
def standards() -> Standards:
    """The standards that come with the program."""
    text = (files("roedtraad.organisation") / "standards" / "standards.yaml").read_text(encoding="utf-8")
    return Standards.model_validate(yaml.safe_load(text))


@remembered
def terms_on(on: dt.date) -> Terms:
    """The terms of a day. Raises DomainError `no_profile` when none has been loaded."""
    return Terms(profile_on(on), on)


def _named(parts: Iterable[T], key: str, code: str, on: dt.date) -> T | None:
    return next((part for part in parts if getattr(part, key) == code and part.in_force(on)), None)


def _merged(own: Iterable[T], standard: Iterable[T], key: str, on: dt.date) -> tuple[T, ...]:
    """The standard's parts in their order, each replaced by the profile's of the same code, then what the profile adds."""
    mine = {getattr(part, key): part for part in own if part.in_force(on)}
    there = {getattr(part, key): part for part in standard if part.in_force(on)}
    return tuple((there | mine).values())


def _moved(day: dt.date, value: int, unit: str) -> dt.date:
    if unit == "working_days":
        return add_working_days(day, value)
    if unit in _MONTHS_IN:
        return add_months(day, value * _MONTHS_IN[unit])
    return day + dt.timedelta(days=value * _DAYS_IN[unit])
