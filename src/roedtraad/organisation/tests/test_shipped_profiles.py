# SPDX-License-Identifier: EUPL-1.2
"""What holds for every shipped profile: rules that fit, sources, dates, the national law, the titles of roles."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from roedtraad.organisation.profile import (
    DISCIPLINES,
    ROLES,
    SITUATION_KINDS,
    FactSignature,
    Profile,
    check_against_facts,
    describe,
    shipped_profile_text,
    waiting_facts,
)

from .shipped import CATALOGUE, NATIONAL, OWN_RULES, PROFILES, TODAY, laws, rule

FACTS = {
    "age_months": FactSignature("number"),
    "status": FactSignature("code", codes=frozenset(SITUATION_KINDS)),
    "situation_kinds": FactSignature("codes", codes=frozenset(SITUATION_KINDS)),
    "in_education": FactSignature("boolean"),
    "on_benefit": FactSignature("boolean"),
    "benefit_since": FactSignature("date"),
    "education_started_on": FactSignature("date"),
    "activity_ended_on": FactSignature("date"),
    "special_class": FactSignature("boolean"),
    "lasting_impairment": FactSignature("boolean"),
    "school_grade": FactSignature("number"),
    "open_disciplines": FactSignature("codes", codes=frozenset(DISCIPLINES)),
    "open_discipline_count": FactSignature("number"),
    "open_case_count": FactSignature("number"),
    "oldest_open_case_on": FactSignature("date", frozenset({"discipline", "law"})),
    "open_case_laws": FactSignature("codes"),
    "has_contact_person": FactSignature("boolean"),
    "contacted_since_activity_ended": FactSignature("boolean"),
    "has_realistic_plan": FactSignature("boolean"),
    "plan_revision_due_on": FactSignature("date"),
    "support_plan_ready": FactSignature("boolean"),
    "handover_pending_since": FactSignature("date"),
}


def parts(value: object) -> Iterator[BaseModel]:
    """Every part of a profile, however deep."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from parts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)


def test_nine_profiles_are_shipped() -> None:
    assert set(PROFILES) == {*CATALOGUE, "norddjurs", "hedensted", "fjordby"}


@pytest.mark.parametrize("name", PROFILES)
class TestEveryProfile:
    def test_its_rules_fit_the_facts(self, name: str) -> None:
        assert check_against_facts(PROFILES[name], FACTS) == []

    def test_it_has_its_own_rules_and_those_of_the_national_law(self, name: str) -> None:
        assert {rule.id for rule in PROFILES[name].rules} == OWN_RULES[name] | set(NATIONAL)

    def test_the_national_rules_are_the_same_everywhere(self, name: str) -> None:
        for rule_id in NATIONAL:
            mine, reference = rule(name, rule_id), rule("fjordby", rule_id)
            assert (mine.when, mine.due, mine.source, mine.enabled) == (
                reference.when,
                reference.due,
                reference.source,
                True,
            )

    def test_every_part_with_a_source_field_gives_one(self, name: str) -> None:
        for part in parts(PROFILES[name]):
            if "source" in type(part).model_fields:
                assert len(getattr(part, "source")) > 3  # noqa: B009

    def test_what_is_not_verified_says_so_or_is_off(self, name: str) -> None:
        """A limit to be confirmed says it in a word; a rule whose text says it still has the note on the screen."""
        for limit in PROFILES[name].limits:
            assert limit.certainty in ("verified", "to_be_confirmed")
        for practice in PROFILES[name].practice_then_and_now:
            if practice.today_from > TODAY:
                assert practice.certainty == "to_be_confirmed"

    def test_every_rule_can_be_read_in_both_languages(self, name: str) -> None:
        for found in PROFILES[name].rules:
            for language in ("da", "en"):
                text = describe(found.when, language)
                assert not re.search(r"[{}]|_", text), text

    def test_every_role_has_a_local_title(self, name: str) -> None:
        assert {role.code for role in PROFILES[name].roles} == set(ROLES)

    def test_there_is_one_door_from_the_first_day_on(self, name: str) -> None:
        profile = PROFILES[name]
        first = min(unit.valid_from for unit in profile.units)
        assert profile.entry_unit(first) is not None
        assert profile.entry_unit(TODAY) is not None

    def test_every_kind_of_situation_but_unknown_has_a_currency(self, name: str) -> None:
        profile = PROFILES[name]
        assert {kind for kind in SITUATION_KINDS if profile.currency_days(kind, TODAY)} == {*SITUATION_KINDS} - {
            "unknown"
        }

    def test_detection_is_judged_by_a_target(self, name: str) -> None:
        target = PROFILES[name].contact_target(TODAY)
        assert target is not None
        assert target.contacted_within_days < target.reached_within_days

    def test_its_sample_is_marked_as_assumption(self, name: str) -> None:
        sample = PROFILES[name].sample
        assert sample is not None
        assert sample.certainty == "assumption"

    def test_the_law_as_it_moved_stands_beside_the_practice(self, name: str) -> None:
        kept = {practice.code: practice for practice in PROFILES[name].practice_then_and_now}
        assert kept["benefit"].today_from == dt.date(2025, 7, 1)
        assert kept["jobcentre"].today_from == dt.date(2026, 2, 1)
        assert kept["readiness_assessment"].described_to == dt.date(2024, 7, 31)
        assert kept["education_directive"].today_from == dt.date(2027, 1, 1)
        if name != "norddjurs":  # described after the change
            assert kept["service_act_children"].described_to == dt.date(2023, 12, 31)

    def test_children_are_under_the_new_act_from_2024(self, name: str) -> None:
        assert "barnets_lov" not in laws(name, dt.date(2023, 12, 31))
        assert "barnets_lov" in laws(name, dt.date(2024, 1, 1))


@pytest.mark.parametrize(
    ("name", "code", "inhabitants"),
    [
        ("hedensted", "766", 47_900),
        ("norddjurs", "707", 36_500),
        ("holbaek", "316", 74_500),
        ("broenderslev", "810", 36_600),
        ("kerteminde", "440", 24_200),
        ("odsherred", "306", 33_200),
        ("frederiksberg", "147", 105_500),
        ("toender", "550", 36_300),
    ],
)
def test_the_municipality_has_its_number_and_size(name: str, code: str, inhabitants: int) -> None:
    profile = PROFILES[name]
    assert (profile.municipality.code, profile.municipality.fictional) == (code, False)
    assert profile.sample is not None
    assert profile.sample.inhabitants == inhabitants


def test_a_rule_waits_for_a_fact_that_nobody_can_tell_yet() -> None:
    assert waiting_facts(PROFILES["fjordby"], FACTS, TODAY) == {}
    untold = {**FACTS, "support_plan_ready": FactSignature("boolean", waits=True)}
    assert waiting_facts(PROFILES["fjordby"], untold, TODAY) == {
        "support_plan_six_months_before_18": {"support_plan_ready"}
    }


def test_the_deadlines_of_the_duty_are_five_working_days_and_thirty_days() -> None:
    contact, activity = (rule("fjordby", f"duty_15_17_{name}").due for name in ("contact_5_days", "activity_30_days"))
    assert contact is not None and contact.plus is not None  # noqa: PT018
    assert activity is not None and activity.plus is not None  # noqa: PT018
    assert contact.plus.document() == {"working_days": 5}
    assert activity.plus.document() == {"days": 30}


def test_a_profile_that_is_not_shipped_is_not_found() -> None:
    with pytest.raises(KeyError):
        shipped_profile_text("../secret")


def test_a_profile_cannot_be_changed_in_place() -> None:
    profile: Profile = PROFILES["fjordby"]
    with pytest.raises(ValueError, match="frozen"):
        profile.id = "other"
