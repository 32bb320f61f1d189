# SPDX-License-Identifier: EUPL-1.2
"""What an agreement lacks, who may grant it, whose words stand."""

import datetime as dt

import pytest

from roedtraad.meetings.rules.sitting import (
    Gap,
    Said,
    ends_at,
    gaps,
    is_empty,
    is_finished,
    is_undecided,
    may_overwrite,
    moved,
    must_be_asked,
    offered_days,
    sits_there,
)

MONDAY = dt.date(2026, 11, 23)
WHOLE = Said("Besøge mureren", has_doer=True, due_on=MONDAY, has_decider=True, has_payer=True)


def test_a_whole_agreement_lacks_nothing() -> None:
    assert gaps(WHOLE) == ()
    assert is_finished(WHOLE)
    assert not is_undecided(WHOLE)


def test_an_empty_line_lacks_everything() -> None:
    assert gaps(Said("  ")) == (Gap.WHAT, Gap.DOER, Gap.DUE, Gap.DECIDER, Gap.PAYER)
    assert is_empty(Said(" "))
    assert not is_empty(Said("", has_doer=True))


def test_without_decider_or_payer_it_is_finished_and_undecided() -> None:
    for said in (
        Said("Noget", has_doer=True, due_on=MONDAY, has_payer=True),
        Said("Noget", has_doer=True, due_on=MONDAY, has_decider=True),
    ):
        assert is_finished(said)
        assert is_undecided(said)
    assert not is_finished(Said("Noget", has_doer=True, has_decider=True, has_payer=True))


@pytest.mark.parametrize(
    ("costs", "decided_here", "may_grant", "asked"),
    [(True, True, False, True), (True, True, True, False), (True, False, False, False), (False, True, False, False)],
)
def test_what_costs_is_asked_where_the_meeting_may_not_grant(
    costs: bool, decided_here: bool, may_grant: bool, asked: bool
) -> None:
    assert must_be_asked(Said("Noget", costs=costs, decided_here=decided_here), may_grant=may_grant) is asked


def test_only_what_one_has_seen_is_written_over() -> None:
    assert may_overwrite(3, 3, is_own=False)
    assert not may_overwrite(3, 2, is_own=True)
    assert not may_overwrite(2, None, is_own=True)
    assert not may_overwrite(1, None, is_own=False)
    assert may_overwrite(1, None, is_own=True), "the first answer was lost on the way"


def test_days_to_choose_are_working_days_and_none_is_past() -> None:
    days = offered_days(MONDAY, dt.date(2026, 12, 7))
    assert days == (dt.date(2026, 11, 30), dt.date(2026, 12, 4), dt.date(2026, 12, 7), dt.date(2026, 12, 23))
    # a week after 18 December is Christmas Day, and the two days after it are a weekend
    assert dt.date(2026, 12, 28) in offered_days(dt.date(2026, 12, 18), None)
    assert MONDAY not in offered_days(MONDAY, MONDAY + dt.timedelta(days=1))


def test_who_sits_there() -> None:
    assert sits_there(attended=None, comes=True, is_in_the_room=True)
    assert not sits_there(attended=None, comes=True, is_in_the_room=False)
    assert not sits_there(attended=None, comes=False, is_in_the_room=True)
    assert sits_there(attended=True, comes=False, is_in_the_room=False)
    assert not sits_there(attended=False, comes=True, is_in_the_room=True)


def test_time_and_order() -> None:
    began = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
    assert ends_at(began, 20) == dt.datetime(2026, 11, 23, 9, 20, tzinfo=dt.UTC)
    assert moved([1, 2, 3], 3, up=True) == [1, 3, 2]
    assert moved([1, 2, 3], 1, up=True) == [1, 2, 3]
    assert moved([1, 2, 3], 3, up=False) == [1, 2, 3]
