# SPDX-License-Identifier: EUPL-1.2
"""Reads about rules: what each says on a day, what it has found, how often it was wrong, and what it would find."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roedtraad.detection import sweeping
from roedtraad.detection.compiling import waiting_facts
from roedtraad.detection.models import Signal, SignalState
from roedtraad.detection.queries import SignalFilters, filtered
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import ProfileVersion
from roedtraad.organisation.profile import Profile, Rule
from roedtraad.organisation.profile_queries import versions_with_before
from roedtraad.organisation.profile_reading import Entry, read_part

MONTHS_AHEAD = 12


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How often people answered "not true" to what came from one source."""

    source: str
    signals: int
    not_true: int

    @property
    def percent(self) -> int:
        return round(100 * self.not_true / self.signals)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact that a rule waits for, and what brings it."""

    fact: str
    comes_with: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as it stands in the list. `mine` is what the reader finds on the desk; `everywhere` counts all units."""

    id: str
    title: str
    words: Mapping[str, str]
    enabled: bool
    holds: bool
    waits: tuple[Waiting, ...]
    mine: int
    everywhere: int
    false_alarms: tuple[FalseAlarms, ...]


def rules_on(actor: Actor, profile: Profile, on: dt.date) -> list[RuleRow]:
    """Every rule of the profile as it is on a day; those that do not hold then come last, as they were or will be."""
    mine, everywhere, alarms = _mine(actor), _everywhere(), _false_alarms()
    rows = []
    for rule in _one_of_each(profile, on):
        numbers = mine.get(rule.id, 0), everywhere.get(rule.id, 0), tuple(alarms.get(rule.id, ()))
        rows.append(_row(profile, rule, on, numbers))
    return sorted(rows, key=lambda row: not row.holds)


def one_rule(actor: Actor, profile: Profile, rule: Rule, on: dt.date) -> RuleRow:
    """The same for one rule."""
    alarms = tuple(_false_alarms(rule.id).get(rule.id, ()))
    return _row(
        profile, rule, on, (_mine(actor, rule.id).get(rule.id, 0), _everywhere(rule.id).get(rule.id, 0), alarms)
    )


def rule_named(profile: Profile, rule_id: str, on: dt.date) -> Rule:
    """The rule as it is on a day, else its next period, else its last. Raises NotVisible."""
    found = next((rule for rule in _one_of_each(profile, on) if rule.id == rule_id), None)
    if found is None:
        raise NotVisible
    return found


def _one_of_each(profile: Profile, on: dt.date) -> list[Rule]:
    periods: dict[str, list[Rule]] = defaultdict(list)
    for rule in profile.rules:
        periods[rule.id].append(rule)
    return [_nearest(rules, on) for rules in periods.values()]


def _nearest(rules: Sequence[Rule], on: dt.date) -> Rule:
    in_order = sorted(rules, key=lambda rule: rule.valid_from)
    ahead = (rule for rule in in_order if rule.valid_to is None or rule.valid_to >= on)
    return next(ahead, in_order[-1])


def _row(profile: Profile, rule: Rule, on: dt.date, numbers: tuple[int, int, tuple[FalseAlarms, ...]]) -> RuleRow:
    entry = read_part(profile, rule, on)
    mine, everywhere, alarms = numbers
    return RuleRow(
        id=rule.id, title=entry.title, words={line.field: line.value for line in entry.lines}, enabled=rule.enabled,
        holds=rule.in_force(on), waits=waits_of(rule), mine=mine, everywhere=everywhere, false_alarms=alarms,
    )  # fmt: skip


def waits_of(rule: Rule) -> tuple[Waiting, ...]:
    """The facts that the rule asks for and nobody can tell yet."""
    return tuple(Waiting(str(fact.label), str(fact.waits_for)) for fact in waiting_facts(rule))


def _mine(actor: Actor, rule: str = "") -> dict[str, int]:
    """What waits on the desk for this reader, by rule: the very rows behind the link."""
    found = filtered(actor, SignalFilters(rule=rule)).order_by("rule").values_list("rule")
    return dict(found.annotate(count=Count("pk")))


def _everywhere(rule: str = "") -> dict[str, int]:
    asked = Q(rule=rule) if rule else Q()
    found = Signal.objects.filter(asked, closed_on__isnull=True).order_by("rule").values_list("rule")
    return dict(found.annotate(count=Count("pk")))


def _false_alarms(rule: str = "") -> dict[str, list[FalseAlarms]]:
    asked = Q(rule=rule) if rule else Q()
    rows = Signal.objects.filter(asked).order_by("rule", "source").values_list("rule", "source")
    wrong = Count("pk", filter=Q(state=SignalState.NOT_TRUE))
    found: dict[str, list[FalseAlarms]] = defaultdict(list)
    for rule_id, source, signals, not_true in rows.annotate(signals=Count("pk"), not_true=wrong):
        found[rule_id].append(FalseAlarms(source or _("not stated"), signals, not_true))
    return found


@dataclass(frozen=True, slots=True)
class Month:
    """How many a rule would begin to hold for in one month ahead; shaped for the bar chart."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a rule would find, with what is known today. Numbers only, never names."""

    holding: int
    months: tuple[Month, ...]

    @property
    def a_month(self) -> str:
        """The mean of the months ahead, rounded, in words where that would be none."""
        mean = sum(month.value for month in self.months) / len(self.months)
        return _("less than 1") if 0 < mean < 1 else str(round(mean))


def simulate(actor: Actor, profile: Profile, rule: Rule, on: dt.date) -> Simulation | None:
    """Try a rule on everybody, for today and each of the coming months; None while it waits for a fact. Writes nothing."""
    require_simulation(actor)
    if waiting_facts(rule):
        return None
    days = [add_months(on, months) for months in range(MONTHS_AHEAD + 1)]
    months = tuple(
        Month(date_format(last, "F Y"), sweeping.count_beginning(rule, profile, first, last))
        for first, last in pairwise(days)
    )
    return Simulation(sweeping.count_holding(rule, profile, on), months)


def holding_now(actor: Actor, profile: Profile, rule: Rule, on: dt.date) -> int | None:
    """For how many the rule holds on a day; None while it waits for a fact."""
    require_simulation(actor)
    return None if waiting_facts(rule) else sweeping.count_holding(rule, profile, on)


def require_simulation(actor: Actor) -> None:
    """Refuse those who may not try rules on real data."""
    if not has_right(actor, Right.SIMULATE_RULES):
        raise NotAllowed("simulate_rules", _("Your role does not try rules on real data."))


def periods_of(profile: Profile, rule_id: str, on: dt.date) -> list[Entry]:
    """The rule's dated periods in the profile, the newest first."""
    rules = sorted(
        (rule for rule in profile.rules if rule.id == rule_id), key=lambda rule: rule.valid_from, reverse=True
    )
    return [read_part(profile, rule, on) for rule in rules]


def versions_changing(rule_id: str) -> list[ProfileVersion]:
    """The versions of the profile in which the rule became different, the newest first."""
    changed = [
        version
        for version, before in versions_with_before()
        if _said(version, rule_id) != (_said(before, rule_id) if before else [])
    ]
    return changed[::-1]


def _said(version: ProfileVersion, rule_id: str) -> list[object]:
    return [rule for rule in version.document.get("rules", []) if rule["id"] == rule_id]
