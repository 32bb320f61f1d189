# SPDX-License-Identifier: EUPL-1.2
"""When a forum meets: examples from real years, and what holds whatever the cadence."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roedtraad.kernel.calendar import is_working_day
from roedtraad.meetings.rules.calendar import LONGEST_CLOSED, Rhythm, dates_of, nearness, paired, room_for

DAY = dt.timedelta(days=1)
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))

some_days = st.dates(dt.date(2018, 1, 1), dt.date(2032, 12, 31))
rhythms = st.builds(
    Rhythm,
    every=st.integers(1, 40),
    unit=st.sampled_from(["day", "week", "month"]),
    first_on=some_days,
    skip_weeks=st.frozensets(st.integers(1, 53), max_size=8),
    if_closed=st.sampled_from(["later", "earlier", "skip"]),
)
windows = st.tuples(some_days, st.integers(0, 500)).map(lambda pair: (pair[0], pair[0] + pair[1] * DAY))


def test_every_second_tuesday_leaves_out_the_summer() -> None:
    """Weeks 28 to 30 are closed, and the count goes on as if they were not."""
    rhythm = Rhythm(2, "week", dt.date(2026, 6, 2), frozenset({28, 29, 30}))
    found = dates_of(rhythm, dt.date(2026, 6, 1), dt.date(2026, 8, 31))
    assert found == [dt.date(2026, 6, day) for day in (2, 16, 30)] + [dt.date(2026, 7, 28)] + [
        dt.date(2026, 8, day) for day in (11, 25)
    ]


@pytest.mark.parametrize(
    ("if_closed", "held"),
    [("later", dt.date(2026, 4, 7)), ("earlier", dt.date(2026, 4, 1)), ("skip", None)],
)
def test_a_thursday_before_easter_is_moved_or_left_out(if_closed: str, held: dt.date | None) -> None:
    """Maundy Thursday, Good Friday, the weekend and Easter Monday are closed: the next open day is Tuesday."""
    rhythm = Rhythm(1, "week", dt.date(2026, 3, 26), if_closed=if_closed)
    found = dates_of(rhythm, dt.date(2026, 3, 27), dt.date(2026, 4, 8))
    assert found == ([held] if held else [])


def test_a_day_moved_into_a_closed_week_is_gone() -> None:
    """The Friday after Ascension is open, so a Thursday goes there; whoever closes that week has no meeting at all."""
    thursday = dt.date(2026, 5, 14)
    assert dates_of(Rhythm(1, "week", thursday), thursday, thursday + DAY) == [thursday + DAY]
    assert dates_of(Rhythm(1, "week", thursday, frozenset({20})), thursday, thursday + DAY) == []


def test_every_second_month_keeps_the_second_tuesday() -> None:
    rhythm = Rhythm(2, "month", dt.date(2026, 1, 13))
    assert dates_of(rhythm, *YEAR)[:4] == [
        dt.date(2026, 1, 13),
        dt.date(2026, 3, 10),
        dt.date(2026, 5, 12),
        dt.date(2026, 7, 14),
    ]


def test_a_fifth_friday_is_the_last_of_a_month_without_five() -> None:
    found = dates_of(Rhythm(1, "month", dt.date(2026, 1, 30)), dt.date(2026, 2, 1), dt.date(2026, 3, 31))
    assert found == [dt.date(2026, 2, 27), dt.date(2026, 3, 27)]


def test_nothing_is_held_before_the_first_day() -> None:
    assert dates_of(Rhythm(1, "week", dt.date(2027, 1, 5)), *YEAR) == []


@given(rhythms, windows)
def test_never_on_a_closed_day_nor_in_a_closed_week(rhythm: Rhythm, window: tuple[dt.date, dt.date]) -> None:
    for day in dates_of(rhythm, *window):
        assert is_working_day(day)
        assert day.isocalendar().week not in rhythm.skip_weeks
        assert window[0] <= day <= window[1]


@given(rhythms, windows)
def test_the_days_do_not_depend_on_the_window(rhythm: Rhythm, window: tuple[dt.date, dt.date]) -> None:
    """Planning half a year every night gives the same days as planning two years once."""
    wide = dates_of(rhythm, window[0] - 200 * DAY, window[1] + 200 * DAY)
    assert dates_of(rhythm, *window) == [day for day in wide if window[0] <= day <= window[1]]


@given(rhythms, windows)
def test_two_meetings_are_never_nearer_than_closed_days_explain(
    rhythm: Rhythm, window: tuple[dt.date, dt.date]
) -> None:
    """A month has at least 28 days; a moved day is moved past closed days only."""
    found = dates_of(rhythm, *window)
    least = 28 * rhythm.every if rhythm.unit == "month" else rhythm.spacing
    for earlier, later in itertools.pairwise(found):
        assert later - earlier >= max(DAY, least * DAY - LONGEST_CLOSED)


@given(st.sets(some_days, max_size=12), st.sets(some_days, max_size=12), st.integers(0, 60))
def test_a_pairing_moves_each_day_once_and_not_too_far(planned: set[dt.date], free: set[dt.date], within: int) -> None:
    moves = paired(sorted(planned), sorted(free), within)
    assert moves.keys() <= planned
    assert len(set(moves.values())) == len(moves)
    assert all(to in free and abs((to - day).days) <= within for day, to in moves.items())


def test_tuesdays_become_the_wednesdays_after_them() -> None:
    tuesdays = [dt.date(2026, 9, day) for day in (1, 8, 15)]
    wednesdays = [dt.date(2026, 9, day) for day in (2, 9, 16)]
    assert paired(tuesdays, wednesdays, 7) == dict(zip(tuesdays, wednesdays, strict=True))


def test_of_two_days_equally_near_the_later_is_chosen() -> None:
    on = dt.date(2026, 9, 10)
    assert min((on - DAY, on + DAY), key=lambda day: nearness(on, day)) == on + DAY


def test_room_is_what_the_forum_says_else_what_its_time_allows() -> None:
    assert room_for(6, 120, 20) == 6
    assert room_for(None, 120, 25) == 4
    assert room_for(None, 20, 30) == 1
