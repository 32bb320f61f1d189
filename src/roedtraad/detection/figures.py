# SPDX-License-Identifier: EUPL-1.2
"""The unit's figures: what is open, whether those on the lists are contacted and reached, and how often a source is wrong.

Detection is judged by what follows it (PEERS §3.11): a list that nobody works is half a system. No figure names a person.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from roedtraad.cases.models import Case, Contact, ContactOutcome, ContactPerson
from roedtraad.detection import policies
from roedtraad.detection.models import Signal, SignalState
from roedtraad.detection.queries import in_state, rule_titles, rules_with_deadline
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.periods import running
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Account
from roedtraad.organisation.profile import ContactTarget
from roedtraad.organisation.queries import profile_on
from roedtraad.people import policies as people_policies

WINDOW: Final = dt.timedelta(days=90)
"""Contact is measured on signals raised in these days before the last target ran out."""


@dataclass(frozen=True, slots=True)
class RuleFigure:
    """Open signals of one rule."""

    rule: str
    title: str
    open: int
    overdue: int
    unassigned: int
    oldest_raised_on: dt.date | None


@dataclass(frozen=True, slots=True)
class ContactFigure:
    """Of the young persons listed by a rule in the window: how many were contacted, and reached, in time."""

    rule: str
    title: str
    listed: int
    contacted: int
    reached: int

    @property
    def contacted_percent(self) -> int:
        return round(100 * self.contacted / self.listed) if self.listed else 0

    @property
    def reached_percent(self) -> int:
        return round(100 * self.reached / self.listed) if self.listed else 0


@dataclass(frozen=True, slots=True)
class FalseAlarmFigure:
    """How many signals of a rule on one source's facts were answered "not true"; `source` is empty when it is not known."""

    rule: str
    title: str
    source: str
    raised: int
    not_true: int

    @property
    def percent(self) -> int:
        return round(100 * self.not_true / self.raised) if self.raised else 0


@dataclass(frozen=True, slots=True)
class Load:
    """How many somebody carries, and how many of them the reader may see by name: only those are linked."""

    count: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class CaseloadFigure:
    """What one worker carries: young people as contact person and as caseworker, and signals that wait."""

    account_id: int
    name: str
    contact_person_for: Load
    caseworker_for: Load
    waiting_signals: Load


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """Everything on the leader's desk."""

    units: Sequence[str]
    rules: Sequence[RuleFigure]
    contacts: Sequence[ContactFigure]
    target: ContactTarget | None
    window_from: dt.date | None
    window_to: dt.date | None
    false_alarms: Sequence[FalseAlarmFigure]
    caseload: Sequence[CaseloadFigure]


def unit_figures(actor: Actor) -> UnitFigures:
    """The figures of the units that the actor leads or follows, in a fixed number of queries."""
    units = list(policies.units_with_figures(actor))
    profile = profile_on(actor.on)
    titles = rule_titles(profile)
    target = profile.contact_target(actor.on)
    signals = Signal.objects.filter(unit__in=[unit.pk for unit in units])
    window = window_of(actor.on, target)
    return UnitFigures(
        units=[unit.local_name for unit in units],
        rules=_rules(signals, titles, actor.on, rules_with_deadline(profile)),
        contacts=_contacts(signals, titles, target, window) if target and window else [],
        target=target,
        window_from=window[0] if window else None,
        window_to=window[1] if window else None,
        false_alarms=_false_alarms(signals, titles),
        caseload=_caseload(actor, [unit.pk for unit in units]),
    )


def window_of(on: dt.date, target: ContactTarget | None) -> tuple[dt.date, dt.date] | None:
    """On which days a signal must have been raised to be measured: long enough ago that its target has run out."""
    if target is None:
        return None
    last = on - dt.timedelta(days=max(target.contacted_within_days, target.reached_within_days))
    return last - WINDOW, last


def _rules(signals: QuerySet[Signal], titles: dict[str, str], on: dt.date, deadlines: set[str]) -> list[RuleFigure]:
    found = (
        signals.filter(in_state("waiting", on), closed_on__isnull=True)
        .order_by("rule")
        .values("rule")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(due_on__lt=on, rule__in=deadlines)),
            unassigned=Count("pk", filter=Q(assignee__isnull=True)),
            oldest_raised_on=Min("raised_on"),
        )
    )
    rows = [RuleFigure(title=titles.get(row["rule"], row["rule"]), **row) for row in found]
    return sorted(rows, key=lambda row: -row.open)


def measured(signals: QuerySet[Signal], target: ContactTarget, window: tuple[dt.date, dt.date]) -> QuerySet[Signal]:
    """The signals on which contact is measured, with `was_contacted` and `was_reached`."""
    made = Contact.objects.filter(young_person=OuterRef("young_person"), held_on__gte=OuterRef("raised_on"))
    contacted = made.filter(held_on__lte=OuterRef("raised_on") + dt.timedelta(days=target.contacted_within_days))
    reached = made.filter(
        outcome=ContactOutcome.REACHED,
        held_on__lte=OuterRef("raised_on") + dt.timedelta(days=target.reached_within_days),
    )
    counted = signals.filter(raised_on__gte=window[0], raised_on__lte=window[1]).exclude(state=SignalState.NOT_TRUE)
    return counted.annotate(was_contacted=Exists(contacted), was_reached=Exists(reached))


def _contacts(
    signals: QuerySet[Signal], titles: dict[str, str], target: ContactTarget, window: tuple[dt.date, dt.date]
) -> list[ContactFigure]:
    found = (
        measured(signals, target, window)
        .order_by("rule")
        .values("rule")
        .annotate(
            listed=Count("young_person", distinct=True),
            contacted=Count("young_person", distinct=True, filter=Q(was_contacted=True)),
            reached=Count("young_person", distinct=True, filter=Q(was_reached=True)),
        )
    )
    return [ContactFigure(title=titles.get(row["rule"], row["rule"]), **row) for row in found]


def _false_alarms(signals: QuerySet[Signal], titles: dict[str, str]) -> list[FalseAlarmFigure]:
    answered = Count("pk", filter=Q(state=SignalState.NOT_TRUE))
    found = signals.order_by("rule", "source").values("rule", "source").annotate(raised=Count("pk"), not_true=answered)
    rows = found.filter(not_true__gt=0)
    return [FalseAlarmFigure(title=titles.get(row["rule"], row["rule"]), **row) for row in rows]


def _caseload(actor: Actor, units: Sequence[int]) -> list[CaseloadFigure]:
    on = actor.on
    people = Account.objects.filter(assignments__unit__in=units, is_active=True).distinct()
    follows = _per(actor, ContactPerson.objects.filter(running(on)), "account_id", "young_person")
    cases = _per(actor, Case.objects.filter(closed_on__isnull=True), "caseworker_id", "young_person")
    signals = _per(actor, Signal.objects.filter(in_state("waiting", on), closed_on__isnull=True), "assignee_id", "pk")
    none = Load()
    rows = [
        CaseloadFigure(one.pk, one.name, follows.get(one.pk, none), cases.get(one.pk, none), signals.get(one.pk, none))
        for one in people
    ]
    carrying = (
        row for row in rows if row.contact_person_for.count or row.caseworker_for.count or row.waiting_signals.count
    )
    return sorted(carrying, key=lambda row: -row.contact_person_for.count)


def _per(
    actor: Actor, rows: "QuerySet[Case] | QuerySet[ContactPerson] | QuerySet[Signal]", who: str, what: str
) -> dict[int, Load]:
    """How many different `what` each `who` has, and how many of them are about people whom the actor may see."""
    seen = Q(young_person__in=people_policies.visible(actor, Right.HANDLE_SIGNALS).values("pk"))
    named = rows.order_by().filter(**{f"{who}__isnull": False})
    counted = named.values(worker=F(who)).annotate(
        count=Count(what, distinct=True), seen=Count(what, distinct=True, filter=seen)
    )
    return {row["worker"]: Load(row["count"], row["seen"]) for row in counted}
