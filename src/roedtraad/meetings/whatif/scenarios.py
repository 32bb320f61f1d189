# SPDX-License-Identifier: EUPL-1.2
"""Forums of a profile as the engine needs them: its own today, those of another municipality's profile, or with something changed."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from roedtraad.kernel.calendar import is_working_day
from roedtraad.meetings.actions.calendar_planning import rhythm_of
from roedtraad.meetings.rules.admission import has_countable
from roedtraad.meetings.rules.calendar import dates_of
from roedtraad.meetings.whatif.model import ForumPlan, Sitting
from roedtraad.organisation.profile import Cadence, Forum, Profile, Rule, parse_profile, shipped_profile_text
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import Terms

OWN: Final = "own"
CHANGED: Final = "changed"
AGENDA_CLOSES: Final = "agenda_closes_before"
CASE_MINUTES: Final = "meeting_case_minutes"
ADULTS: Final = "meeting_adults"
PREPARATION: Final = "meeting_preparation_minutes"
LEAST_DURATIONS: Final = 20
"""So many real lengths of talks are needed before they are drawn from instead of the triangle."""
_LOOK_PAST: Final = 120
MONTHS_A_YEAR: Final = 12
Days = Callable[[Profile, Forum, dt.date, dt.date], Sequence[dt.date]]
"""The days on which a forum of a profile meets, from and to, both included."""


def meeting_days(profile: Profile, forum: Forum, begins: dt.date, ends: dt.date) -> list[dt.date]:
    """The days that the calendar of meetings would plan: Danish holidays and the weeks left out as the profile says."""
    rhythm = rhythm_of(profile, forum)
    return dates_of(rhythm, begins, ends) if rhythm else []


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise in one forum of the own profile; None is as today."""

    forum: str
    every: int | None = None
    unit: str | None = None
    capacity: int | None = None
    minutes: int | None = None
    least_disciplines: int | None = None
    any_caseworker: bool | None = None

    def made(self, forum: Forum) -> Forum:
        """The forum with the change."""
        if forum.id != self.forum:
            return forum
        values: dict[str, Any] = {}
        if self.every and self.unit:
            old = forum.cadence
            kept = {"skip_weeks": old.skip_weeks, "first_on": old.first_on, "if_closed": old.if_closed} if old else {}
            values["cadence"] = Cadence(every=self.every, unit=self.unit, **kept)  # type: ignore[arg-type]
        if self.capacity:
            values["capacity"] = self.capacity
        if self.minutes:
            values["minutes"] = self.minutes
        if self.least_disciplines is not None:
            values["admission"] = forum.admission.model_copy(update={"least_disciplines": self.least_disciplines})
        return forum.model_copy(update=values)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of the own forums: how many adults take part in a case, and how long talks really last."""

    adults: Mapping[str, float] = field(default_factory=dict)
    durations: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """When the simulation begins, how long it is, and what it assumes where nobody has measured."""

    begins: dt.date
    days: int
    terms: Terms
    preparation: int
    measured: Measured = Measured()
    dates: Days = meeting_days

    @property
    def ends(self) -> dt.date:
        return self.begins + dt.timedelta(days=self.days)


def profile_named(name: str, on: dt.date) -> Profile:
    """The own profile, or a shipped one. Raises KeyError for a name that is neither."""
    return profile_on(on) if name in (OWN, CHANGED) else _shipped(name)


@cache
def _shipped(name: str) -> Profile:
    return parse_profile(shipped_profile_text(name), f"{name}.yaml")


def forums_at_work(profile: Profile, on: dt.date) -> tuple[Forum, ...]:
    """The forums that meet about young people on a day."""
    return tuple(one for one in profile.forums if one.in_force(on) and not one.without_cases)


def rules_of(profile: Profile, forum: Forum, on: dt.date) -> frozenset[str]:
    """The rules whose signals the forum takes: those that its admission names, and those that lead to it."""
    return frozenset({*forum.admission.rules, *(rule.id for rule in _leading(profile, forum, on))})


def _leading(profile: Profile, forum: Forum, on: dt.date) -> list[Rule]:
    rules = (rule for rule in profile.rules if rule.enabled and rule.in_force(on))
    return [rule for rule in rules if rule.leads_to and rule.leads_to.forum == forum.id]


def mandatory_of(profile: Profile, forum: Forum, on: dt.date) -> frozenset[str]:
    """Those that the forum must talk about, whatever else it asks of a case."""
    leading = _leading(profile, forum, on)
    return frozenset(rule.id for rule in leading if rule.leads_to and rule.leads_to.as_ == "mandatory")


def takes_brought(forum: Forum) -> bool:
    """Whether a colleague may bring a case, as `rules.admission.verdict` says it: not where rules or a closed circle decide alone."""
    admission = forum.admission
    is_open = admission.any_caseworker or admission.condition is not None or has_countable(forum)
    return not forum.closed_circle and (is_open or not admission.rules)


def plans_of(name: str, frame: Frame, change: Change | None = None) -> tuple[ForumPlan, ...]:
    """A scenario's forums. `name` is `own`, `changed` (the own ones with `change`), or the id of a shipped profile."""
    on = frame.begins
    profile = profile_named(name, on)
    is_own = name in (OWN, CHANGED)
    made = [change.made(one) if change else one for one in forums_at_work(profile, on)]
    found = [_as_asked(_plan(profile, one, frame), change) for one in made]
    return tuple(_as_measured(one, frame.measured) for one in found) if is_own else tuple(found)


def _as_asked(plan: ForumPlan, change: Change | None) -> ForumPlan:
    """Whether colleagues may bring a case is said outright in a change, whatever else the admission says."""
    if change is None or change.forum != plan.code or change.any_caseworker is None:
        return plan
    return replace(plan, takes_brought=change.any_caseworker)


def _plan(profile: Profile, forum: Forum, frame: Frame) -> ForumPlan:
    terms = frame.terms
    most = forum.max_adults or terms.number(ADULTS)
    ages = forum.ages
    return ForumPlan(
        code=forum.id, kind=forum.kind, title=forum.title.da,
        sittings=None if forum.is_called else _sittings(profile, forum, frame),
        called_after=(terms.after(AGENDA_CLOSES, frame.begins) - frame.begins).days,
        open_days=_open_days(frame) if forum.is_called else (),
        capacity=forum.capacity, minutes=forum.minutes, case_minutes=forum.minutes_per_case or terms.number(CASE_MINUTES),
        adults=float(min(most, len(forum.fixed_members) + 1)), preparation=frame.preparation, order=forum.order,
        rules=rules_of(profile, forum, frame.begins), mandatory=mandatory_of(profile, forum, frame.begins),
        takes_brought=takes_brought(forum),
        least_disciplines=forum.admission.least_disciplines or 0,
        age_from=ages.from_age * MONTHS_A_YEAR if ages and ages.from_age is not None else None,
        age_below=(ages.to_age + 1) * MONTHS_A_YEAR if ages and ages.to_age is not None else None,
    )  # fmt: skip


def _sittings(profile: Profile, forum: Forum, frame: Frame) -> tuple[Sitting, ...]:
    days = frame.dates(profile, forum, frame.begins, frame.ends)
    return tuple(
        Sitting((day - frame.begins).days, (frame.terms.before(AGENDA_CLOSES, day) - frame.begins).days) for day in days
    )


def _open_days(frame: Frame) -> tuple[int, ...]:
    day = dt.timedelta(days=1)
    return tuple(one for one in range(frame.days + _LOOK_PAST) if is_working_day(frame.begins + one * day))


def _as_measured(plan: ForumPlan, measured: Measured) -> ForumPlan:
    durations = measured.durations.get(plan.code, ())
    return replace(
        plan,
        adults=measured.adults.get(plan.code, plan.adults),
        durations=durations if len(durations) >= LEAST_DURATIONS else (),
    )
