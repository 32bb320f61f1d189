# SPDX-License-Identifier: EUPL-1.2
"""A rule of the profile as fragments of SQL about the person `p`: does it hold, when is it due, why, and whose is it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from roedtraad.kernel.calendar import add_months, add_working_days
from roedtraad.kernel.facts import Fact, FactKind, Moment, facts
from roedtraad.kernel.sql import Sql, compose, joined, param, param_list
from roedtraad.organisation.profile import All, Any, Condition, Duration, Leaf, Not, Rule, Test, leaves

_MONTHS_IN_YEAR = 12
WORKING_DAYS_TABLE = "detection_working_days"
"""Temporary table (day, count, due) that the sweep fills for deadlines in working days."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """Everything that a statement about one rule needs. `case_disciplines` are those whose case decides who must act."""

    rule: Rule
    condition: Sql
    occurrence: Sql
    due_on: Sql
    evidence: Sql
    origins: Sql
    source: Sql
    case_disciplines: tuple[str, ...]


def compile_rule(rule: Rule, at: Moment) -> CompiledRule:
    """The rule's fragments for a date. Every fact of the rule must have a value; see `waiting_facts`."""
    used = {_evidence_name(leaf): leaf for leaf in leaves(rule.when)}
    origins = [(name, leaf) for name, leaf in used.items() if facts[leaf.fact].origin]
    return CompiledRule(
        rule=rule,
        condition=condition_sql(rule.when, at),
        occurrence=_occurrence(rule, at),
        due_on=_due_on(rule, at),
        evidence=at.dialect.json_object((name, _evidence(leaf, at)) for name, leaf in used.items()),
        origins=at.dialect.json_object((name, _origin_json(leaf, at)) for name, leaf in origins),
        source=_source(origins[-1][1], at) if origins else Sql("p.source"),
        case_disciplines=tuple(_disciplines(rule)),
    )


def waiting_facts(rule: Rule) -> tuple[Fact, ...]:
    """The facts of the rule, its due date included, that come with a later part of the system."""
    names = {leaf.fact for leaf in leaves(rule.when)} | ({rule.due.fact} if rule.due and rule.due.fact else set())
    return tuple(fact for fact in facts if fact.name in names and fact.value is None)


def condition_sql(condition: Condition, at: Moment) -> Sql:
    """The condition about `p`. What is not known holds for nothing, except that it is missing."""
    match condition:
        case All(parts):
            return joined("AND", (condition_sql(part, at) for part in sorted(parts, key=_cost)))
        case Any(parts):
            return joined("OR", (condition_sql(part, at) for part in sorted(parts, key=_cost)))
        case Not(part):
            return compose("NOT COALESCE(({}), 1 = 0)", condition_sql(part, at))
        case Leaf():
            return joined("AND", (_test(condition, test, at) for test in condition.tests))


def _cost(condition: Condition) -> int:
    """The dearest question in a part: cheap parts are asked first, and most people drop out there."""
    return max(facts[leaf.fact].cost for leaf in leaves(condition))


def _test(leaf: Leaf, test: Test, at: Moment) -> Sql:
    fact = facts[leaf.fact]
    quick = fact.quick_test(at, test.operator, test.value) if fact.quick_test else None
    return quick or _value_test(fact, leaf, test, at)


def _value_test(fact: Fact, leaf: Leaf, test: Test, at: Moment) -> Sql:
    match fact.kind:
        case FactKind.NUMBER:
            template = "{} >= {}" if test.operator == "from" else "{} < {}"
            return compose(template, _value(leaf, at), param(cast(int, test.value)))
        case FactKind.CODES:
            return _codes_test(leaf, test, at)
        case FactKind.DATE:
            return _date_test(_value(leaf, at), test, at)
        case FactKind.CODE:
            return compose("{} IN ({})", _value(leaf, at), param_list(_codes(test)))
        case FactKind.BOOLEAN:
            return compose("{}" if test.value else "NOT {}", _value(leaf, at))


def _codes_test(leaf: Leaf, test: Test, at: Moment) -> Sql:
    word = "NOT EXISTS" if test.operator == "excludes" else "EXISTS"
    return compose(
        f"{word} (SELECT 1 FROM ({{}}) AS codes WHERE code IN ({{}}))", _value(leaf, at), param_list(_codes(test))
    )


def _codes(test: Test) -> tuple[str, ...]:
    return test.value if isinstance(test.value, tuple) else (str(test.value),)


def _date_test(value: Sql, test: Test, at: Moment) -> Sql:
    """Tests on a date as limits on that date, so that the calendar is asked once and not per row."""
    if test.operator == "missing":
        return compose("{} IS NULL" if test.value else "{} IS NOT NULL", value)
    length = cast(Duration, test.value)
    day = at.dialect.date
    if test.operator == "older_than":
        return compose("{} <= {}", value, day(latest_completed(at.on, length)))
    if test.operator == "newer_than":
        return compose("({} <= {} AND {} > {})", value, day(at.on), value, day(latest_completed(at.on, length)))
    return compose("({} >= {} AND {} <= {})", value, day(at.on), value, day(moved(at.on, length)))


def moved(day: dt.date, length: Duration) -> dt.date:
    """A date moved forward by a duration."""
    match length.unit:
        case "days":
            return day + dt.timedelta(days=length.amount)
        case "working_days":
            return add_working_days(day, length.amount)
        case "months":
            return add_months(day, length.amount)
        case "years":
            return add_months(day, _MONTHS_IN_YEAR * length.amount)


def latest_completed(on: dt.date, length: Duration) -> dt.date:
    """The latest date from which the duration is over on `on`: the date moved by it is `on` or earlier."""
    guess = on - dt.timedelta(days=_roughly(length))
    while moved(guess, length) <= on:
        guess += dt.timedelta(days=1)
    while moved(guess, length) > on:
        guess -= dt.timedelta(days=1)
    return guess


def _roughly(length: Duration) -> int:
    days_of_unit = {"days": 1, "working_days": 1.4, "months": 30.44, "years": 365.25}
    return int(length.amount * days_of_unit[length.unit])


def _value(leaf: Leaf, at: Moment) -> Sql:
    fact = facts[leaf.fact]
    if fact.value is None:
        raise LookupError(f"the fact {fact.name} has no value yet")
    return fact.value(at, dict(leaf.arguments))


def _evidence_name(leaf: Leaf) -> str:
    return leaf.fact if not leaf.arguments else f"{leaf.fact}:{','.join(value for _, value in leaf.arguments)}"


def _evidence(leaf: Leaf, at: Moment) -> Sql:
    match facts[leaf.fact].kind:
        case FactKind.CODES:
            return at.dialect.json_codes(_value(leaf, at))
        case FactKind.BOOLEAN:
            return at.dialect.json_boolean(_value(leaf, at))
        case _:
            return _value(leaf, at)


def _origin_json(leaf: Leaf, at: Moment) -> Sql:
    origin = facts[leaf.fact].origin
    assert origin is not None
    told = origin(at, dict(leaf.arguments))
    return at.dialect.json_object((("source", told.source), ("as_of", told.as_of)))


def _source(leaf: Leaf, at: Moment) -> Sql:
    origin = facts[leaf.fact].origin
    assert origin is not None
    return origin(at, dict(leaf.arguments)).source


def _base(rule: Rule, at: Moment) -> Sql | None:
    """The date that the deadline counts from: the birthday or a date fact; None when the rule has no deadline."""
    if rule.due is None:
        return None
    if rule.due.fact is None:
        return Sql("p.born_on")
    fact = facts[rule.due.fact]
    assert fact.value is not None
    return fact.value(at, dict(rule.due.arguments))


def _first_time(rule: Rule) -> int:
    """After how many months from its base date a yearly rule counts for the first time."""
    if rule.due is None or rule.due.plus is None:
        return rule.due.age_months or 0 if rule.due else 0
    per_unit = {"months": 1, "years": _MONTHS_IN_YEAR}
    return rule.due.plus.amount * per_unit.get(rule.due.plus.unit, 0)


def _years_since(rule: Rule, base: Sql, at: Moment) -> Sql:
    """Full years since a yearly rule first counted."""
    first = _first_time(rule)
    return compose(f"(({{}} - {first}) / {_MONTHS_IN_YEAR})", at.dialect.months_between(base, at.on))


def _occurrence(rule: Rule, at: Moment) -> Sql:
    """Which yearly repetition, from 0; by birthdays when the rule has no deadline.

    Empty for rules that do not repeat, and for somebody whose base date is not known.
    """
    if rule.repeats != "yearly":
        return Sql("''")
    years = _years_since(rule, _base(rule, at) or Sql("p.born_on"), at)
    return compose("COALESCE(CAST({} AS varchar(16)), '')", years)


def _due_on(rule: Rule, at: Moment) -> Sql:
    base = _base(rule, at)
    if base is None or rule.due is None:
        return at.dialect.date(at.on)
    if rule.repeats == "yearly":
        months = compose(f"{_first_time(rule)} + {_MONTHS_IN_YEAR} * {{}}", _years_since(rule, base, at))
        due = at.dialect.add_months(base, months)
    elif rule.due.age_months is not None:
        due = at.dialect.add_months(base, Sql(str(int(rule.due.age_months))))
    else:
        due = _shifted(base, rule.due.plus, at)
    return compose("COALESCE({}, {})", due, at.dialect.date(at.on))


def _shifted(base: Sql, length: Duration | None, at: Moment) -> Sql:
    match length:
        case None:
            return base
        case Duration(amount, "days"):
            return at.dialect.add_days(base, amount)
        case Duration(amount, "working_days"):
            return compose(
                f"(SELECT w.due FROM {WORKING_DAYS_TABLE} w WHERE w.day = {{}} AND w.count = {{}})", base, param(amount)
            )
        case Duration(amount, unit):
            return at.dialect.add_months(base, Sql(str(amount * (_MONTHS_IN_YEAR if unit == "years" else 1))))


def _disciplines(rule: Rule) -> Iterator[str]:
    for leaf in leaves(rule.when):
        for name, value in leaf.arguments:
            if name == "discipline":
                yield value
        if leaf.fact == "open_disciplines":
            for test in leaf.tests:
                if test.operator != "excludes":
                    yield from _codes(test)


def working_day_deadlines(
    rules: Mapping[str, Rule], on: dt.date, reach: dt.timedelta
) -> Iterator[tuple[dt.date, int, dt.date]]:
    """Rows (day, count, due) for every number of working days that the rules use, for days back to `on` less `reach`."""
    counts = {
        rule.due.plus.amount
        for rule in rules.values()
        if rule.due and rule.due.plus and rule.due.plus.unit == "working_days"
    }
    for count in sorted(counts):
        day = on - reach
        while day <= on:
            yield day, count, add_working_days(day, count)
            day += dt.timedelta(days=1)
