# SPDX-License-Identifier: EUPL-1.2
"""The shipped profiles, read once for the tests, with short ways to ask them."""

import datetime as dt

from roedtraad.organisation.profile import Forum, Rule, parse_profile, shipped_profile_ids, shipped_profile_text

TODAY = dt.date(2026, 11, 21)
DESCRIBED = dt.date(2018, 6, 1)
CATALOGUE = ("holbaek", "broenderslev", "kerteminde", "odsherred", "frederiksberg", "toender")
PROFILES = {name: parse_profile(shipped_profile_text(name), f"{name}.yaml") for name in shipped_profile_ids()}
NATIONAL = (
    "duty_15_17_contact_5_days",
    "duty_15_17_activity_30_days",
    "status_unknown",
    "support_plan_six_months_before_18",
    "disability_transition_from_16",
    "education_start_first_six_months",
)
ALL_RULES = {
    "social_case_turning_17_half",
    "employment_case_anniversary",
    "special_class_specialneeds_education",
    "no_realistic_plan_at_16",
    "two_disciplines_open",
    "benefit_over_one_year",
    "case_duration_review",
    "transition_forum_17_18",
    "missing_contact_person",
    "plan_revision_overdue",
    "handover_pending",
    "outside_target_group_soft_limit",
    *NATIONAL,
}
OWN_RULES = {
    "broenderslev": {
        "two_disciplines_open",
        "employment_case_anniversary",
        "special_class_specialneeds_education",
        "social_case_turning_17_half",
        "no_realistic_plan_at_16",
    },
    "fjordby": ALL_RULES - set(NATIONAL),
    "frederiksberg": {"two_disciplines_open", "transition_forum_17_18", "missing_contact_person"},
    "hedensted": set(),
    "holbaek": {"no_realistic_plan_at_16", "plan_revision_overdue", "outside_target_group_soft_limit"},
    "kerteminde": {"benefit_over_one_year", "case_duration_review"},
    "norddjurs": {"missing_contact_person"},
    "odsherred": {"missing_contact_person", "transition_forum_17_18", "outside_target_group_soft_limit"},
    "toender": {"handover_pending", "missing_contact_person"},
}


def rule(profile: str, rule_id: str, on: dt.date = TODAY) -> Rule:
    found = PROFILES[profile].rule(rule_id, on)
    assert found is not None
    return found


def forum(profile: str, forum_id: str, on: dt.date = TODAY) -> Forum:
    found = PROFILES[profile].forum(forum_id, on)
    assert found is not None
    return found


def seats(found: Forum) -> set[str]:
    return {str(seat.discipline or seat.unit or seat.role or "other") for seat in found.fixed_members}


def laws(profile: str, on: dt.date = DESCRIBED) -> set[str]:
    return {law.code for law in PROFILES[profile].at(on).laws}


def models(profile: str) -> set[tuple[str, str]]:
    return {(model.model, model.variant) for model in PROFILES[profile].models}


def ages(profile: str, code: str) -> tuple[int | None, int | None]:
    group = next(group for group in PROFILES[profile].target_groups if group.code == code)
    return group.ages.from_age, group.ages.to_age


def methods(profile: str) -> set[str]:
    return {method.code for method in PROFILES[profile].methods}


def contact_person(profile: str) -> str | None:
    return PROFILES[profile].role_title("contact_person", "da", TODAY)


def budget(profile: str) -> set[str]:
    return {budget.kind for budget in PROFILES[profile].budget}


def committees(profile: str) -> set[str]:
    return {committee.name.da for committee in PROFILES[profile].at(DESCRIBED).committees}


def gains(profile: str) -> set[str]:
    return {gain.indicator for gain in PROFILES[profile].gains}
