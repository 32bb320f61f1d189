# SPDX-License-Identifier: EUPL-1.2
"""Which period counts, until when it is believed, and when nobody knew."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from roedtraad.people import rules
from roedtraad.people.rules import Gap, Period

ON = dt.date(2026, 11, 20)
CURRENCY = {"school": 100}


def period(kind: str, start: str, end: str | None, confirmed: str = "2026-11-01") -> Period:
    return Period(
        kind,
        dt.date.fromisoformat(start),
        dt.date.fromisoformat(end) if end else None,
        dt.date.fromisoformat(confirmed),
    )


def test_a_running_period_counts_while_it_has_been_confirmed_recently_enough() -> None:
    running = period("school", "2025-08-01", None, "2026-08-12")
    assert rules.is_current(running, dt.date(2026, 11, 20), CURRENCY)
    assert not rules.is_current(running, dt.date(2026, 11, 21), CURRENCY)


def test_a_kind_without_a_limit_is_believed_until_told_otherwise() -> None:
    assert rules.is_current(period("work", "2010-01-01", None, "2010-01-01"), ON, CURRENCY)


def test_a_period_that_has_ended_is_believed_to_its_end() -> None:
    assert rules.believed_to(period("school", "2025-08-01", "2026-06-20", "2025-08-01"), ON, CURRENCY) == dt.date(
        2026, 6, 20
    )


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    ends_today = period("work", "2026-01-01", "2026-11-20")
    assert rules.is_current(ends_today, ON, CURRENCY)
    assert not rules.is_current(ends_today, ON + dt.timedelta(days=1), CURRENCY)


def test_unknown_is_never_a_status_that_counts() -> None:
    assert rules.main_kind([period("unknown", "2026-01-01", None)], ON, {}, ["school"]) == "unknown"


def test_of_several_the_first_in_the_order_is_the_main_one() -> None:
    both = [period("spare_time_job", "2026-01-01", None), period("school", "2025-08-01", None)]
    assert rules.main_kind(both, ON, CURRENCY, ["school", "spare_time_job"]) == "school"


def test_the_days_between_two_periods_are_a_gap() -> None:
    known = [period("school", "2025-08-01", "2026-06-20"), period("work", "2026-08-01", None)]
    assert rules.gaps(known, ON, {}) == [Gap(dt.date(2026, 6, 21), dt.date(2026, 7, 31))]


def test_after_the_last_period_nobody_knows_until_today() -> None:
    assert rules.gaps([period("school", "2025-08-01", "2026-06-20")], ON, {}) == [Gap(dt.date(2026, 6, 21), None)]


def test_a_period_that_nobody_confirms_falls_back_to_unknown() -> None:
    gaps = rules.gaps([period("school", "2025-08-01", None, "2026-06-01")], ON, CURRENCY)
    assert gaps == [Gap(dt.date(2026, 9, 10), None)]


def test_somebody_of_whom_nothing_is_known_has_no_gap_that_could_begin_anywhere() -> None:
    assert rules.gaps([], ON, CURRENCY) == []


days = st.dates(dt.date(2020, 1, 1), dt.date(2026, 11, 20))
periods = st.builds(
    lambda kind, start, length, confirmed: Period(
        kind, start, None if length is None else start + dt.timedelta(days=length), max(start, confirmed)
    ),
    st.sampled_from(["school", "work", "unknown"]), days, st.none() | st.integers(0, 800), days,
)  # fmt: skip


@given(st.lists(periods, max_size=6), days)
def test_a_day_is_in_a_gap_exactly_when_no_period_is_believed_on_it(known: list[Period], day: dt.date) -> None:
    gaps = rules.gaps(known, ON, CURRENCY)
    in_gap = any(gap.started_on <= day and (gap.ended_on is None or day <= gap.ended_on) for gap in gaps)
    real = [one for one in known if one.kind != "unknown" and one.started_on <= ON]
    begun = [one for one in real if one.started_on <= day]
    believed = any(day <= (rules.believed_to(one, ON, CURRENCY) or ON) for one in begun)
    assert in_gap == (bool(begun) and not believed)


def test_a_period_to_the_end_of_the_calendar_leaves_no_gap_and_breaks_nothing() -> None:
    far = Period("work", dt.date(2026, 1, 1), dt.date.max, dt.date(2026, 1, 1))
    next_one = Period("measure", dt.date(2026, 2, 1), None, dt.date(2026, 2, 1))
    assert rules.gaps([far, next_one], ON, {}) == []
