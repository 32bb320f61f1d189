# SPDX-License-Identifier: EUPL-1.2
"""A condition means the same in the database as when it is read aloud: compared with a plain reading, person by person."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roedtraad.detection.compiling import condition_sql, latest_completed, moved
from roedtraad.kernel.calendar import add_months, add_working_days, latest_start, months_between
from roedtraad.kernel.facts import Moment
from roedtraad.kernel.sql import Dialect, Sql, param
from roedtraad.organisation.profile import All, Condition, Duration, Leaf, Not, Test
from roedtraad.organisation.profile import Any as AnyOf
from roedtraad.people.facts import ACTIVITY, MAIN_ORDER
from roedtraad.people.models import LifeSituation, YoungPerson
from tests.cast import make_case, make_person, make_situation, use_profile

TODAY = dt.date(2026, 11, 20)
CURRENCY = {"work": 90, "benefit": 60, "youth_education": 400}
DISCIPLINES = ("social", "employment", "guidance")

days = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))
durations = st.builds(Duration, st.integers(0, 40), st.sampled_from(["days", "working_days", "months", "years"]))


@given(days, st.integers(-500, 500))
def test_a_month_later_is_the_first_day_on_which_the_months_are_full(day: dt.date, months: int) -> None:
    later = add_months(day, months)
    assert months_between(day, later) == months
    assert months_between(day, later - dt.timedelta(days=1)) < months


@given(days, st.integers(0, 500))
def test_the_latest_start_is_the_last_day_from_which_the_months_are_full(on: dt.date, months: int) -> None:
    start = latest_start(on, months)
    assert months_between(start, on) >= months > months_between(start + dt.timedelta(days=1), on)


@given(days, durations)
def test_the_latest_completed_day_is_the_last_whose_duration_is_over(on: dt.date, length: Duration) -> None:
    day = latest_completed(on, length)
    assert moved(day, length) <= on < moved(day + dt.timedelta(days=1), length)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (dt.date(2026, 11, 20), 5, dt.date(2026, 11, 27)),
        (dt.date(2026, 12, 23), 5, dt.date(2026, 12, 31)),  # 25 and 26 December
        (dt.date(2026, 3, 30), 3, dt.date(2026, 4, 7)),  # Maundy Thursday, Good Friday, Easter Monday
    ],
)
def test_working_days_leave_out_weekends_and_danish_holidays(start: dt.date, count: int, end: dt.date) -> None:
    assert add_working_days(start, count) == end


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(days, st.integers(-60, 400))
def test_the_database_moves_a_date_by_months_as_python_does(day: dt.date, months: int) -> None:
    dialect = Dialect(connection.vendor)
    assert scalar(dialect.add_months(dialect.date(day), Sql(str(months)))) == add_months(day, months).isoformat()
    assert scalar(dialect.months_between(dialect.date(day), TODAY)) == str(months_between(day, TODAY))


def scalar(sql: Sql) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql.text}", sql.params)
        return str(cursor.fetchone()[0])


numbers = st.integers(0, 400)
leaves = st.one_of(
    st.builds(lambda n: Leaf("age_months", (Test("from", n),)), numbers),
    st.builds(lambda n: Leaf("age_months", (Test("below", n),)), numbers),
    st.builds(lambda n: Leaf("open_discipline_count", (Test("from", n),)), st.integers(0, 3)),
    st.builds(lambda v: Leaf("special_class", (Test("is", v),)), st.booleans()),
    st.builds(lambda v: Leaf("on_benefit", (Test("is", v),)), st.booleans()),
    st.builds(lambda v: Leaf("in_education", (Test("is", v),)), st.booleans()),
    st.builds(lambda c: Leaf("open_disciplines", (Test("includes", c),)), st.sampled_from(DISCIPLINES)),
    st.builds(lambda c: Leaf("open_disciplines", (Test("excludes", c),)), st.sampled_from(DISCIPLINES)),
    st.builds(lambda c: Leaf("status", (Test("is", c),)), st.sampled_from(["unknown", "work", "benefit", "school"])),
    st.builds(lambda v: Leaf("benefit_since", (Test("missing", v),)), st.booleans()),
    st.builds(lambda d: Leaf("benefit_since", (Test("older_than", d),)), durations),
    st.builds(lambda d: Leaf("activity_ended_on", (Test("newer_than", d),)), durations),
    st.builds(
        lambda d, c: Leaf("oldest_open_case_on", (Test("older_than", d),), (("discipline", c),)),
        durations, st.sampled_from(DISCIPLINES),
    ),
)  # fmt: skip
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda parts: All(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=5,
)
situations = st.tuples(
    st.sampled_from(["school", "youth_education", "work", "benefit", "unknown"]), st.integers(1, 900), st.integers(-200, 800),
    st.integers(0, 600),
)  # fmt: skip
lives = st.fixed_dictionaries({
    "age_days": st.integers(12 * 365, 31 * 365),
    "special_class": st.booleans(),
    "situations": st.lists(situations, max_size=3, unique_by=lambda one: one[0]),
    "cases": st.lists(st.tuples(st.sampled_from(DISCIPLINES), st.integers(0, 1500), st.booleans()), max_size=3),
})  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(st.lists(lives, min_size=1, max_size=4), st.lists(conditions, min_size=1, max_size=4))
def test_a_condition_holds_for_exactly_those_of_whom_it_is_true(
    people: list[dict[str, Any]], asked: list[Condition]
) -> None:
    YoungPerson.objects.all().delete()
    use_profile("fjordby")
    for life in people:
        live(life)
    at = Moment(TODAY, Dialect(connection.vendor), CURRENCY)
    for condition in asked:
        expected = {person.pk for person in YoungPerson.objects.all() if holds(condition, facts_of(person))}
        assert holding(condition_sql(condition, at)) == expected


def holding(condition: Sql) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id FROM people_youngperson p WHERE {condition.text}", condition.params)
        return {row[0] for row in cursor.fetchall()}


def live(life: dict[str, Any]) -> None:
    person = make_person(born_on=TODAY - dt.timedelta(days=life["age_days"]), special_class=life["special_class"])
    for kind, begun, ended, confirmed in life["situations"]:
        end = TODAY - dt.timedelta(days=ended) if ended < begun else None
        make_situation(
            person, kind, started_on=TODAY - dt.timedelta(days=begun), ended_on=end,
            confirmed_on=TODAY - dt.timedelta(days=confirmed),
        )  # fmt: skip
    for discipline, opened, is_closed in life["cases"]:
        closed = TODAY - dt.timedelta(days=opened // 2) if is_closed else None
        make_case(person, discipline=discipline, opened_on=TODAY - dt.timedelta(days=opened), closed_on=closed)


def facts_of(person: YoungPerson) -> dict[str, Any]:
    """The facts as a person would read them off the file."""
    now = [one for one in person.situations.all() if is_current(one)]
    kinds = [kind for kind in MAIN_ORDER if kind in {one.kind for one in now}]
    cases = [c for c in person.cases.all() if c.opened_on <= TODAY and (c.closed_on is None or c.closed_on > TODAY)]
    over = [s.ended_on for s in person.situations.all() if s.kind in ACTIVITY and s.ended_on and s.ended_on < TODAY]
    is_active = any(one.kind in ACTIVITY for one in now)
    return {
        "age_months": months_between(person.born_on, TODAY),
        "special_class": person.special_class,
        "status": str(kinds[0]) if kinds else "unknown",
        "in_education": any(one.kind in ("school", "youth_education") for one in now),
        "on_benefit": any(one.kind == "benefit" for one in now),
        "benefit_since": next((one.started_on for one in now if one.kind == "benefit"), None),
        "activity_ended_on": None if is_active or not over else max(over),
        "open_disciplines": {case.discipline for case in cases},
        "open_discipline_count": len({case.discipline for case in cases}),
        **{
            f"oldest_open_case_on {name}": min((c.opened_on for c in cases if c.discipline == name), default=None)
            for name in DISCIPLINES
        },
    }


def is_current(one: LifeSituation) -> bool:
    lasts = one.started_on <= TODAY and (one.ended_on is None or one.ended_on >= TODAY)
    fresh = one.kind not in CURRENCY or one.confirmed_on >= TODAY - dt.timedelta(days=CURRENCY[one.kind])
    return one.kind != "unknown" and lasts and fresh


def holds(condition: Condition, facts: dict[str, Any]) -> bool:
    match condition:
        case All(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case Not(part):
            return not holds(part, facts)
        case Leaf(fact, tests, arguments):
            name = " ".join([fact, *(value for _, value in arguments)])
            return all(passes(facts[name], test) for test in tests)


def passes(value: Any, test: Test) -> bool:
    match test.operator:
        case "missing":
            return (value is None) == test.value
        case "includes":
            return test.value in value
        case "excludes":
            return test.value not in value
        case "is":
            return bool(value == test.value)
        case "from":
            return bool(value >= test.value)
        case "below":
            return bool(value < test.value)
    assert isinstance(test.value, Duration)
    if value is None:
        return False
    over = moved(value, test.value) <= TODAY
    return over if test.operator == "older_than" else value <= TODAY and not over


def test_the_plain_reading_can_tell_a_difference() -> None:
    """The control: the oracle above is not true of everything."""
    facts = {"age_months": 200}
    assert holds(Leaf("age_months", (Test("from", 200),)), facts)
    assert not holds(Leaf("age_months", (Test("from", 201),)), facts)
    assert param(1).params == (1,)
