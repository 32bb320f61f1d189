# SPDX-License-Identifier: EUPL-1.2
"""Decisions about plans, on plain values."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roedtraad.plans import rules

DAY = dt.date(2026, 5, 1)
ROWS = st.dictionaries(
    st.integers(1, 6).map(str),
    st.dictionaries(
        st.sampled_from(["title", "due_on", "state", "order", "remark"]), st.sampled_from(["a", "b", "dropped"])
    ),
    max_size=4,
)
DOCUMENTS = st.dictionaries(st.sampled_from(["steps", "agreements", "network"]), ROWS)


@given(DOCUMENTS, DOCUMENTS)
def test_the_differences_lead_from_one_version_to_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    made = {section: dict(rows) for section, rows in before.items()}
    for one in rules.differences(before, after):
        rows = made.setdefault(one.section, {})
        if one.after is None:
            del rows[one.key]
        else:
            rows[one.key] = one.after
    assert {section: rows for section, rows in made.items() if rows} == {s: rows for s, rows in after.items() if rows}


@given(DOCUMENTS)
def test_a_version_does_not_differ_from_itself(document: dict[str, Any]) -> None:
    assert rules.differences(document, document) == ()
    assert rules.conflicts(document, document, [("steps", "1")]) == ()


@given(DOCUMENTS, st.sampled_from(["order", "remark"]))
def test_how_far_it_has_come_is_not_what_was_signed(document: dict[str, Any], column: str) -> None:
    moved = {section: {key: {**row, column: "x"} for key, row in rows.items()} for section, rows in document.items()}
    assert rules.digest(moved) == rules.digest(document)


@pytest.mark.parametrize(
    "change", [{"title": "B"}, {"due_on": "2027-01-01"}, {"state": "dropped"}, {"state": "proposed"}, {"unit_id": 4}]
)
def test_what_is_agreed_is_what_was_signed(change: dict[str, Any]) -> None:
    before = {"steps": {"1": {"title": "A", "state": "planned"}}}
    assert rules.digest({"steps": {"1": {**before["steps"]["1"], **change}}}) != rules.digest(before)


def test_a_step_that_is_done_is_still_the_step_that_was_signed() -> None:
    planned, done = {"title": "A", "state": "planned"}, {"title": "A", "state": "done", "ended_on": "2026-05-01"}
    assert rules.digest({"steps": {"1": planned}}) == rules.digest({"steps": {"1": done}})


def test_only_what_both_have_touched_stands_in_the_way() -> None:
    seen = {"steps": {"1": {"title": "A"}, "2": {"title": "B"}}}
    now = {"steps": {"1": {"title": "A2"}, "2": {"title": "B"}}}
    assert [one.key for one in rules.conflicts(seen, now, [("steps", "1")])] == ["1"]
    assert rules.conflicts(seen, now, [("steps", "2")]) == ()


@given(st.booleans(), st.booleans())
def test_undecided_is_when_decider_or_payer_is_missing(has_decider: bool, has_payer: bool) -> None:
    found = rules.is_undecided(has_decider=has_decider, has_payer=has_payer)
    assert found == (not has_decider or not has_payer)


@pytest.mark.parametrize(
    ("due_on", "is_open", "late"),
    [
        (None, True, False),
        (DAY, True, False),
        (DAY - dt.timedelta(1), True, True),
        (DAY - dt.timedelta(1), False, False),
    ],
)
def test_late_is_open_and_past_its_day(due_on: dt.date | None, is_open: bool, late: bool) -> None:
    assert rules.is_late(due_on, DAY, is_open=is_open) == late


@given(st.lists(st.integers(), min_size=1, unique=True), st.data())
def test_a_move_keeps_every_step(keys: list[int], data: st.DataObject) -> None:
    key, up = data.draw(st.sampled_from(keys)), data.draw(st.booleans())
    moved = rules.moved(keys, key, up=up)
    assert sorted(moved) == sorted(keys)
    at_end = keys[0 if up else -1] == key
    assert (moved == keys) == at_end or len(keys) == 1


def test_the_pyramid_has_a_direction() -> None:
    levels = ["stable", "preventive", "early", "intensive"]
    assert rules.direction(levels, "intensive", "early") == -1
    assert rules.direction(levels, "stable", "early") == 1
    assert rules.direction(levels, "gone", "early") == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Alma kom til tiden", ("Alma Nørgaard",)),
        ("Hun kom, og almanakken hjalp", ()),
        ("Moderen ringede", ()),
        ("nørgaard-familien", ()),
        ("NØRGAARD ringede", ("Alma Nørgaard",)),
    ],
)
def test_a_text_that_names_somebody_is_found(text: str, told: tuple[str, ...]) -> None:
    assert rules.names_told(text, ["Alma Nørgaard"]) == told
