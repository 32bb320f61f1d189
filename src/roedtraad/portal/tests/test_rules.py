# SPDX-License-Identifier: EUPL-1.2
"""Who reaches what on a day: 15, 18, custody, limits (DOMAIN §5.2). Each rule by example and by property."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from roedtraad.kernel.actor import Role
from roedtraad.kernel.rights import PARTS, Part
from roedtraad.portal.rules import UNTIL_OWN_POST, Standing, is_worn_out, may_join, parts_on

BORN = dt.date(2009, 3, 4)
TURNS_15, TURNS_18 = dt.date(2024, 3, 4), dt.date(2027, 3, 4)
DAY = dt.timedelta(days=1)
DAYS = some.dates(dt.date(2015, 1, 1), dt.date(2035, 1, 1))
KINDS = some.sampled_from(["self", "guardian", "representative"])


def standing(kind: str, **values: object) -> Standing:
    given = {
        "valid_from": dt.date(2020, 1, 1),
        "valid_to": None,
        "has_custody": kind == "guardian",
        "is_party": True,
        **values,
    }
    return Standing(kind, of_age_on=TURNS_18, own_post_on=TURNS_15, **given)  # type: ignore[arg-type]


def test_a_parent_reads_calls_and_meetings_until_the_day_before_15() -> None:
    mother = standing("guardian")
    assert Part.CONTACTS in parts_on(mother, TURNS_15 - DAY)
    assert Part.CONTACTS not in parts_on(mother, TURNS_15)
    assert {Part.PLAN, Part.CASES, Part.CONSENTS} <= parts_on(mother, TURNS_15)


def test_a_parent_reads_as_a_party_until_the_day_before_18() -> None:
    mother = standing("guardian")
    assert Part.PLAN in parts_on(mother, TURNS_18 - DAY)
    assert parts_on(mother, TURNS_18) == frozenset()


def test_a_parent_who_is_a_party_to_no_case_reads_who_it_is_and_their_own_consents() -> None:
    mother = standing("guardian", is_party=False)
    assert parts_on(mother, TURNS_15 - DAY) == {Part.IDENTITY, Part.SCHOOL, Part.CONSENTS}
    assert parts_on(mother, TURNS_18) == frozenset()


def test_a_parent_without_custody_reads_nothing() -> None:
    assert parts_on(standing("guardian", has_custody=False), TURNS_15 - DAY) == frozenset()


def test_a_parent_never_reads_an_address_or_another_parents_details() -> None:
    never = {Part.CONTACT_DETAILS, Part.PROTECTED_ADDRESS, Part.GUARDIANS, Part.NOTES, Part.MESSAGES, Part.STORY}
    assert not parts_on(standing("guardian"), TURNS_15 - DAY) & never


def test_a_representative_reads_what_was_named_within_the_period() -> None:
    last = dt.date(2025, 6, 30)
    rita = standing("representative", allowed_parts=frozenset({"plan"}), valid_to=last)
    assert parts_on(rita, last) == {Part.IDENTITY, Part.PLAN}
    assert parts_on(rita, last + DAY) == frozenset()
    assert parts_on(standing("representative", valid_from=last), last - DAY) == frozenset()


@pytest.mark.parametrize("name", ["protected_address", "notes", "messages", "no such part", "signals"])
def test_a_representative_cannot_be_given_what_nobody_gives(name: str) -> None:
    rita = standing("representative", allowed_parts=frozenset({name}))
    assert parts_on(rita, TURNS_15) == {Part.IDENTITY}


@given(DAYS)
def test_the_young_person_reads_their_own_at_any_age(on: dt.date) -> None:
    alma = standing("self", valid_from=dt.date(2010, 1, 1))
    assert parts_on(alma, on) == PARTS[Role.YOUNG_PERSON]


@given(DAYS, DAYS)
def test_a_parent_never_gets_more_as_the_days_go(first: dt.date, second: dt.date) -> None:
    mother = standing("guardian", valid_from=dt.date(2010, 1, 1))
    earlier, later = sorted((first, second))
    assert parts_on(mother, later) <= parts_on(mother, earlier)


@given(
    KINDS, DAYS, DAYS, some.none() | DAYS, some.booleans(), some.frozensets(some.sampled_from([p.value for p in Part]))
)
def test_nobody_ever_gets_more_than_the_role_has(
    kind: str, on: dt.date, begins: dt.date, ends: dt.date | None, has_custody: bool, allowed: frozenset[str]
) -> None:
    one = standing(kind, valid_from=begins, valid_to=ends, has_custody=has_custody, allowed_parts=allowed)
    role = {"self": Role.YOUNG_PERSON, "guardian": Role.GUARDIAN, "representative": Role.REPRESENTATIVE}[kind]
    parts = parts_on(one, on)
    assert parts <= PARTS[role]
    if on < begins or (ends and on > ends):
        assert not parts
    if kind == "guardian" and (on >= TURNS_18 or not has_custody):
        assert not parts
    if kind == "guardian" and on >= TURNS_15:
        assert not parts & UNTIL_OWN_POST


def test_a_code_wears_out() -> None:
    assert not is_worn_out(4, 5)
    assert is_worn_out(5, 5)


def test_a_parent_of_two_is_one_but_never_one_with_a_young_person() -> None:
    assert may_join("guardian", ["guardian"])
    assert not may_join("guardian", ["self"])
    assert not may_join("self", ["guardian"])
