# SPDX-License-Identifier: EUPL-1.2
"""The statements of a sweep: close what no longer holds, raise what is new, touch nothing else."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Q

from roedtraad.detection.compiling import (
    WORKING_DAYS_TABLE,
    CompiledRule,
    compile_rule,
    waiting_facts,
    working_day_deadlines,
)
from roedtraad.detection.models import ClosedBecause, Signal, SignalState
from roedtraad.kernel.actor import Role
from roedtraad.kernel.facts import Moment
from roedtraad.kernel.sql import Dialect, Sql, compose, param, param_list
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import Profile, Rule

ENTRY: Final = "entry"
"""What a profile calls the entry unit in a rule."""
_DEADLINE_REACH = dt.timedelta(days=2 * 366)
"""How far back deadlines in working days are worked out; older ones are long overdue and fall due on the day itself."""


@dataclass(slots=True)
class RuleOutcome:
    """What a sweep did for one rule."""

    created: int = 0
    closed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class Outcome:
    """What a sweep did. `waiting` are rules whose facts come with a later part of the system."""

    on: dt.date
    young_people: int = 0
    rules: dict[str, RuleOutcome] = field(default_factory=dict)
    waiting: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def created(self) -> int:
        return sum(one.created for one in self.rules.values())

    @property
    def closed(self) -> int:
        return sum(one.closed for one in self.rules.values())

    @property
    def unchanged(self) -> int:
        return sum(one.unchanged for one in self.rules.values())


def moment_of(profile: Profile, on: dt.date) -> Moment:
    """The date, the database and the profile's currency of statuses, as facts want them."""
    currency: dict[str, int] = {one.kind: one.days for one in profile.at(on).status_currency}
    return Moment(on, Dialect(connection.vendor), currency)


def runnable(rules: Sequence[Rule]) -> dict[str, Rule]:
    """The rules that can run now, by id; rules that wait for a fact are left out."""
    return {rule.id: rule for rule in rules if not waiting_facts(rule)}


def run(profile: Profile, on: dt.date) -> Outcome:
    """Sweep inside the caller's transaction."""
    at = moment_of(profile, on)
    active = profile.active_rules(on)
    rules = runnable(active)
    outcome = Outcome(
        on, waiting={rule.id: tuple(f.name for f in waiting_facts(rule)) for rule in active if waiting_facts(rule)}
    )
    with connection.cursor() as cursor:
        with_deadlines(cursor, rules, at)
        cursor.execute("SELECT COUNT(*) FROM people_youngperson")
        outcome.young_people = cursor.fetchone()[0]
        _close_switched_off(cursor, rules, at, outcome)
        units = _active_units()
        for rule in rules.values():
            outcome.rules[rule.id] = _sweep_rule(cursor, compile_rule(rule, at), at, units)
    return outcome


def _active_units() -> dict[str, int]:
    """The active units' keys by code, the entry also under its own word."""
    units = list(Unit.objects.filter(is_active=True))
    found = {unit.code: unit.pk for unit in units}
    return found | {ENTRY: unit.pk for unit in units if unit.is_entry}  # noqa: B035 (there is exactly one)


def with_deadlines(cursor: CursorWrapper, rules: dict[str, Rule], at: Moment) -> None:
    """Fill the temporary table of deadlines in working days."""
    cursor.execute(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {WORKING_DAYS_TABLE} (day date, count integer, due date,"
        " PRIMARY KEY (day, count))"
    )
    cursor.execute(f"DELETE FROM {WORKING_DAYS_TABLE}")
    rows = working_day_deadlines(rules, at.on, _DEADLINE_REACH)
    cursor.executemany(f"INSERT INTO {WORKING_DAYS_TABLE} VALUES (%s, %s, %s)", list(rows))


def _sweep_rule(cursor: CursorWrapper, compiled: CompiledRule, at: Moment, units: Mapping[str, int]) -> RuleOutcome:
    closed = _execute(cursor, _closing(compiled, at))
    cursor.execute("SELECT COUNT(*) FROM detection_signal WHERE rule = %s AND closed_on IS NULL", [compiled.rule.id])
    unchanged = cursor.fetchone()[0]
    return RuleOutcome(_execute(cursor, _raising(compiled, at, units)), closed, unchanged)


def _execute(cursor: CursorWrapper, statement: Sql) -> int:
    cursor.execute(statement.text, statement.params)
    return int(cursor.rowcount)


def _close_switched_off(cursor: CursorWrapper, rules: dict[str, Rule], at: Moment, outcome: Outcome) -> None:
    gone = Signal.objects.filter(Q(closed_on__isnull=True) & ~Q(rule__in=rules))
    closed = gone.update(closed_on=at.on, closed_because=ClosedBecause.RULE_OFF)
    if closed:
        outcome.rules[""] = RuleOutcome(closed=closed)


def _closing(compiled: CompiledRule, at: Moment) -> Sql:
    """Open signals of the rule that no longer hold for their person, or whose year has passed."""
    return compose(
        "UPDATE detection_signal SET closed_on = {}, closed_because = {} WHERE rule = {} AND closed_on IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM people_youngperson p WHERE p.id = detection_signal.young_person_id"
        " AND detection_signal.occurrence = {} AND {})",
        at.dialect.date(at.on), param(ClosedBecause.FACTS.value), param(compiled.rule.id), compiled.occurrence,
        compiled.condition,
    )  # fmt: skip


def _raising(compiled: CompiledRule, at: Moment, units: Mapping[str, int]) -> Sql:
    """Signals for persons for whom the rule holds and who have none yet."""
    return compose(
        "INSERT INTO detection_signal (rule, young_person_id, occurrence, raised_on, due_on, evidence, origins, source,"
        " unit_id, assignee_id, state, state_reason, closed_because)"
        " SELECT {}, p.id, {}, {}, {}, {}, {}, COALESCE({}, ''), {}, {}, {}, '', ''"
        " FROM people_youngperson p WHERE {} AND NOT EXISTS (SELECT 1 FROM detection_signal g WHERE {})",
        param(compiled.rule.id), compiled.occurrence, at.dialect.date(at.on), compiled.due_on, compiled.evidence,
        compiled.origins, compiled.source, _unit(compiled, at, units), _assignee(compiled, at),
        param(SignalState.NEW.value), compiled.condition, _already_raised(compiled),
    )  # fmt: skip


def _already_raised(compiled: CompiledRule) -> Sql:
    """An open signal `g` of the same occurrence; for a rule that counts once, also a closed one that somebody answered."""
    same = compose(
        "g.rule = {} AND g.young_person_id = p.id AND g.occurrence = {}", param(compiled.rule.id), compiled.occurrence
    )
    if compiled.rule.repeats == "while_true":
        return compose("{} AND g.closed_on IS NULL", same)
    answered = param_list((SignalState.ACKNOWLEDGED.value, SignalState.NOT_TRUE.value))
    return compose("{} AND (g.closed_on IS NULL OR g.state IN ({}))", same, answered)


def _of_deciding_case(compiled: CompiledRule, at: Moment, column: str) -> Sql:
    """A column of the case that decides who acts: one in the rule's own disciplines before any other, the newest first."""
    day = at.dialect.date(at.on)
    return compose(
        f"(SELECT c.{column} FROM cases_case c WHERE c.young_person_id = p.id AND c.opened_on <= {{}}"
        f" AND (c.closed_on IS NULL OR c.closed_on > {{}}) AND c.{column} IS NOT NULL"
        " ORDER BY CASE WHEN c.discipline IN ({}) THEN 0 ELSE 1 END, c.opened_on DESC, c.id LIMIT 1)",
        day, day, param_list(compiled.case_disciplines),
    )  # fmt: skip


def _unit(compiled: CompiledRule, at: Moment, units: Mapping[str, int]) -> Sql:
    """The unit that the rule names, else that of the deciding case, else the entry."""
    named = compiled.rule.leads_to.unit if compiled.rule.leads_to else None
    if named is not None and named in units:
        return Sql(str(units[named]))
    entry = units.get(ENTRY)
    return compose(
        "COALESCE({}, {})", _of_deciding_case(compiled, at, "unit_id"), Sql("NULL" if entry is None else str(entry))
    )


def _assignee(compiled: CompiledRule, at: Moment) -> Sql:
    """The coordinating contact person before the caseworker, unless the rule turns to the caseworker or to the leader."""
    day = at.dialect.date(at.on)
    contact_person = compose(
        "(SELECT k.account_id FROM cases_contactperson k WHERE k.young_person_id = p.id AND k.is_coordinating"
        " AND k.started_on <= {} AND (k.ended_on IS NULL OR k.ended_on >= {}) LIMIT 1)",
        day, day,
    )  # fmt: skip
    caseworker = _of_deciding_case(compiled, at, "caseworker_id")
    match compiled.rule.leads_to and compiled.rule.leads_to.role:
        case Role.UNIT_LEADER:
            return Sql("NULL")
        case Role.AUTHORITY_CASEWORKER:
            return compose("COALESCE({}, {})", caseworker, contact_person)
        case _:
            return compose("COALESCE({}, {})", contact_person, caseworker)


def count_holding(rule: Rule, profile: Profile, on: dt.date) -> int:
    """For how many young persons the rule would hold on a date with what is known today; writes nothing."""
    condition = compile_rule(rule, moment_of(profile, on)).condition
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM people_youngperson p WHERE {condition.text}", condition.params)
        return int(cursor.fetchone()[0])


def count_beginning(rule: Rule, profile: Profile, before: dt.date, on: dt.date) -> int:
    """For how many the rule holds on `on` and did not on `before`, with what is known today; a new year counts as new."""
    then = compile_rule(rule, moment_of(profile, on))
    earlier = compile_rule(rule, moment_of(profile, before))
    statement = compose(
        "SELECT COUNT(*) FROM people_youngperson p WHERE ({}) AND (NOT COALESCE(({}), 1 = 0) OR {} <> {})",
        then.condition, earlier.condition, then.occurrence, earlier.occurrence,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        return int(cursor.fetchone()[0])
