# SPDX-License-Identifier: EUPL-1.2
"""The shipped profiles say what the sources say: each municipality's facts are named here one by one."""

import datetime as dt
from decimal import Decimal
from typing import get_args

from roedtraad.organisation.profile import DISCIPLINES, GAINS, condition_document, leaves
from roedtraad.organisation.profile.vocabulary import ForumKind

from .shipped import (
    ALL_RULES,
    OWN_RULES,
    PROFILES,
    TODAY,
    ages,
    budget,
    committees,
    contact_person,
    forum,
    gains,
    laws,
    methods,
    models,
    rule,
    seats,
)


def test_holbaek_has_one_budget_across_all_its_laws_and_the_plan_in_the_middle() -> None:
    profile = PROFILES["holbaek"]
    assert models("holbaek") == {("unified", "with_authority")}
    assert profile.models[0].valid_from.year == 2015
    assert ages("holbaek", "until_education") == (None, 29)
    assert "grundskolen" in profile.target_groups[0].ages.starts.da  # type: ignore[union-attr]
    assert laws("holbaek") == {
        "SEL", "LAB", "folkeskoleloven", "ungdomsskoleloven", "KUI", "STU", "specialundervisning_voksne",
    }  # fmt: skip
    assert budget("holbaek") == {"single"}
    assert {"empowerment", "education_plan_pivot"} <= methods("holbaek")
    assert {unit.code: unit.has_authority for unit in profile.units if unit.department == "education_for_all"} == {
        "guidance_effort": True,
        "teaching_prevention": False,
    }
    assert {offer.en for unit in profile.units for offer in unit.offers} >= {
        "Mentor",
        "Youth school",
        "STU",
        "Grade 10",
        "SSP",
    }
    assert gains("holbaek") >= {"spending_on_support"}
    assert rule("holbaek", "outside_target_group_soft_limit").due.age_months == 30 * 12  # type: ignore[union-attr]
    assert rule("holbaek", "plan_revision_overdue").repeats == "while_true"


def test_broenderslev_brings_these_cases_to_a_conference_that_does_not_grant() -> None:
    conference = forum("broenderslev", "conference")
    assert models("broenderslev") == {("unified", "with_authority")}
    assert ages("broenderslev", "all_15_29") == (15, 29)
    assert laws("broenderslev") == {"SEL", "LAB", "sundhedsloven", "KUI"}
    assert seats(conference) == {"employment", "social", "children_family", "guidance"}
    assert {str(seat.discipline or seat.role or "other") for seat in conference.ad_hoc_members} == {
        "substance_misuse", "company_consultant", "other",
    }  # fmt: skip
    assert conference.may_grant is False
    assert conference.cadence is None
    assert set(conference.admission.rules) == OWN_RULES["broenderslev"]
    ways = {rule_id: rule("broenderslev", rule_id).leads_to.as_ for rule_id in OWN_RULES["broenderslev"]}  # type: ignore[union-attr]
    assert ways.pop("two_disciplines_open") == "suggested"
    assert set(ways.values()) == {"mandatory"}
    assert budget("broenderslev") == {"single"}
    assert committees("broenderslev") == {"Beskæftigelses- og Uddannelsesudvalget"}
    assert methods("broenderslev") == {"solution_focused", "one_caseworker"}
    stu = next(fact for fact in PROFILES["broenderslev"].facts if fact.code == "stu_reduced")
    assert [figure.value for figure in stu.figures] == [66, 28]
    assert stu.figures[1].year == 2017
    assert "on_special_needs_education" in gains("broenderslev")


def test_broenderslev_has_its_thresholds() -> None:
    assert condition_document(rule("broenderslev", "two_disciplines_open").when) == {
        "fact": "open_discipline_count",
        "from": 2,
    }
    assert condition_document(rule("broenderslev", "social_case_turning_17_half").when) == {
        "all": [{"fact": "age_months", "from": 210, "below": 216}, {"fact": "open_disciplines", "includes": "social"}]
    }
    anniversary = rule("broenderslev", "employment_case_anniversary")
    assert condition_document(anniversary.when) == {
        "fact": "oldest_open_case_on",
        "of": {"discipline": "employment"},
        "older_than": {"years": 1},
    }
    assert anniversary.repeats == "yearly"
    assert rule("broenderslev", "no_realistic_plan_at_16").due.age_months == 16 * 12  # type: ignore[union-attr]


def test_kerteminde_meets_every_week_and_gives_benefit_for_a_year() -> None:
    plenary = forum("kerteminde", "plenary")
    assert models("kerteminde") == {("unified", "with_authority")}
    assert ages("kerteminde", "decision_15_30") == (15, 30)
    assert "afgørelse" in PROFILES["kerteminde"].target_groups[0].condition.da  # type: ignore[union-attr]
    assert laws("kerteminde") == {"SEL", "LAB", "LAS"}
    assert plenary.cadence is not None
    assert (plenary.kind, plenary.cadence.every, plenary.cadence.unit) == ("plenary", 1, "week")
    assert plenary.admission.any_caseworker
    assert set(plenary.admission.rules) == {"case_duration_review", "benefit_over_one_year"}
    assert "cooperation_model" in methods("kerteminde")
    assert budget("kerteminde") == {"single"}
    assert committees("kerteminde") == {"Børne-, Unge- og Uddannelsesudvalget"}
    assert gains("kerteminde") == {"broken_off_courses", "persons_involved_per_case", "whole_case_decisions"}


def test_kerteminde_keeps_the_old_benefit_rule_and_has_todays_beside_it() -> None:
    before, today = (
        rule("kerteminde", "benefit_over_one_year", day) for day in (dt.date(2025, 6, 30), dt.date(2025, 7, 1))
    )
    assert "uddannelseshjælp" in before.title.da
    assert "ressourceforløb" in before.note.da  # type: ignore[union-attr]
    assert "kontanthjælp" in today.title.da
    assert "lukket" in today.note.da  # type: ignore[union-attr]
    assert before.when == today.when
    assert "confirmed" in rule("kerteminde", "case_duration_review").note.en  # type: ignore[union-attr]


def test_odsherred_has_guides_without_authority_and_a_soft_upper_limit() -> None:
    profile = PROFILES["odsherred"]
    assert models("odsherred") == {("unified", "without_authority"), ("unified", "network_based")}
    assert profile.models[0].valid_from == dt.date(2013, 2, 1)
    assert ages("odsherred", "aged_13_23") == (13, 23)
    assert (profile.target_groups[0].soft_lower, profile.target_groups[0].soft_upper) == (False, True)
    assert contact_person("odsherred") == "Guide"
    authority = {unit.code: unit.has_authority for unit in profile.units}
    assert (authority["youth_unit"], authority["aftercare"]) == (False, True)
    assert next(unit for unit in profile.units if unit.code == "uu_team").valid_from == dt.date(2017, 8, 1)
    assert laws("odsherred") == {"KUI", "SEL_76", "STU"}
    assert laws("odsherred", TODAY) == {"KUI", "barnets_lov", "STU"}
    assert budget("odsherred") == {"contributed"}
    assert set(profile.budget[0].contributing) == {"schools", "family", "jobcentre", "adults", "ppr", "uu"}
    assert committees("odsherred") == {"Børne- og Uddannelsesudvalget"}
    shares = next(fact for fact in profile.facts if fact.code == "two_thirds").figures
    assert [f"{figure.value}/{figure.of}" for figure in shares] == ["2/3", "1/3"]
    assert rule("odsherred", "outside_target_group_soft_limit").due.age_months == 23 * 12  # type: ignore[union-attr]
    assert {"guide", "cooperation_model", "continuous_measurement"} == methods("odsherred")
    assert "samtykke" in next(method for method in profile.methods if method.code == "guide").description.da


def test_odsherred_hands_over_in_the_youth_visitation_and_met_about_readiness_until_2024() -> None:
    visitation = forum("odsherred", "youth_visitation")
    assert seats(visitation) == {"youth_unit", "family", "adults", "jobcentre"}
    assert set(visitation.admission.rules) == {"transition_forum_17_18", "disability_transition_from_16"}
    before, today = (forum("odsherred", "tvaers", day) for day in (dt.date(2024, 7, 31), dt.date(2024, 8, 1)))
    assert "uddannelsesparathed" in before.admission.condition.da  # type: ignore[union-attr]
    assert "særligt målrettet vejledning" in today.admission.condition.da  # type: ignore[union-attr]


def test_frederiksberg_has_workshop_conference_and_uko() -> None:
    profile = PROFILES["frederiksberg"]
    assert models("frederiksberg") == {("unified", "network_based"), ("cross_team", "fixed_intervals")}
    assert ages("frederiksberg", "aged_13_30") == (13, 30)
    assert [group.code for group in profile.target_groups if group.primary] == ["at_risk"]
    assert laws("frederiksberg") == {"LAB", "KUI", "SEL", "STU"}
    assert contact_person("frederiksberg") == "Fast kontaktperson"
    conference, uko, workshop = (forum("frederiksberg", name) for name in ("conference", "uko", "future_workshop"))
    assert conference.cadence is not None
    assert (conference.cadence.every, conference.cadence.unit) == (14, "day")
    assert "komplekse" in conference.admission.condition.da  # type: ignore[union-attr]
    assert uko.cadence is not None
    assert (uko.cadence.every, uko.cadence.unit) == (2, "month")
    assert (uko.ages.from_age, uko.ages.to_age) == (17, 18)  # type: ignore[union-attr]
    assert seats(uko) == {"youth_centre", "family", "social", "other"}
    assert (workshop.kind, workshop.cadence.ad_hoc) == ("future_workshop", True)  # type: ignore[union-attr]
    posted = next(unit for unit in profile.units if unit.code == "posted_social")
    assert (posted.department, posted.has_authority) == ("social", True)
    assert next(fact for fact in profile.facts if fact.code == "posted_workers").figures[0].value == 3
    assert budget("frederiksberg") == {"shared", "per_department"}
    assert committees("frederiksberg") == {"Arbejdsmarkeds- og Uddannelsesudvalget"}
    assert gains("frederiksberg") == {"qualifying_education_completed", "on_public_support", "average_duration"}
    ages_of_rule = next(leaf for leaf in leaves(rule("frederiksberg", "transition_forum_17_18").when))
    assert [test.value for test in ages_of_rule.tests] == [17 * 12, 19 * 12]


def test_toender_has_one_coordinator_and_releases_nobody_too_early() -> None:
    profile = PROFILES["toender"]
    assert models("toender") == {("unified", "with_authority")}
    assert profile.models[0].valid_from.year == 2017
    assert ages("toender", "aged_15_30") == (15, 30)
    assert laws("toender") == {"LAB", "SEL", "LAS", "integrationsloven", "folkeskoleloven", "KUI"}
    assert contact_person("toender") == "Tovholder"
    assert [figure.value for figure in profile.facts[0].figures] == [1, 1, 1]
    pyramid = next(method for method in profile.methods if method.code == "intervention_pyramid")
    assert [level.code for level in pyramid.levels] == ["stable", "preventive", "early", "intensive"]
    assert {"trial_actions", "never_released"} <= methods("toender")
    assert budget("toender") == {"single"}
    assert rule("toender", "handover_pending").leads_to.role == "contact_person"  # type: ignore[union-attr]
    assert "benefits" in profile.units[0].disciplines
    assert gains("toender") >= {"average_duration", "on_public_support"}


def test_norddjurs_obliges_schools_to_notify_and_proposes_a_contact_person_from_grade_8() -> None:
    profile = PROFILES["norddjurs"]
    limits = {limit.code: (limit.value, limit.unit) for limit in profile.limits}
    assert limits["absence_notification"] == (Decimal(15), "percent")
    assert limits["career_learning_hours"] == (Decimal(25), "hours")
    assert limits["career_learning_lessons"] == (Decimal(20), "lessons")
    assert limits["work_practice_days"] == (Decimal(5), "days")
    assert {"BUU", "EU", "AU", "KUI_UDVALG", "OEK"} == {committee.code for committee in profile.committees}
    cost = next(fact for fact in profile.facts if fact.code == "absence_team_cost")
    assert [figure.value for figure in cost.figures] == [Decimal("1.4"), Decimal("0.5"), Decimal("1.75")]
    group = next(group for group in profile.target_groups if group.code == "continuous_contact_person")
    assert (group.ages.starts.da, group.ages.to_age) == ("8. klasse", 29)  # type: ignore[union-attr]
    proposal = rule("norddjurs", "missing_contact_person")
    assert not proposal.enabled
    assert proposal not in profile.active_rules(TODAY)
    absence_team = next(unit for unit in profile.units if unit.code == "absence_team")
    assert "familie" in absence_team.offers[0].da


def test_hedensted_says_only_what_its_sources_say() -> None:
    profile = PROFILES["hedensted"]
    assert profile.models == ()
    assert ages("hedensted", "youth_environments") == (None, 18)
    coordination = forum("hedensted", "quarterly_coordination")
    assert coordination.cadence is not None
    assert (coordination.cadence.every, coordination.cadence.unit) == (3, "month")
    committee = profile.committees[0]
    assert (committee.valid_from.year, committee.valid_to) == (2022, dt.date(2024, 12, 31))
    figures = {figure.label.en: figure.value for fact in profile.facts for figure in fact.figures}
    assert figures == {"Representatives": 175, "Schools": 15, "Interviews": 31, "Young people": 103}


def test_fjordby_combines_the_three_models_all_rules_all_disciplines_and_all_gains() -> None:
    profile = PROFILES["fjordby"]
    assert profile.municipality.fictional
    assert models("fjordby") == {
        ("unified", "with_authority"), ("network_meetings", "ad_hoc"), ("cross_team", "fixed_intervals"),
    }  # fmt: skip
    assert {rule.id for rule in profile.rules} == ALL_RULES
    assert len(ALL_RULES) == 18
    assert {rule.id for rule in profile.active_rules(TODAY)} == ALL_RULES
    covered = [discipline for department in profile.departments for discipline in department.disciplines]
    assert sorted(covered) == sorted(DISCIPLINES)
    assert gains("fjordby") == set(GAINS)
    assert {forum.kind for forum in profile.forums} == set(get_args(ForumKind))
    assert forum("fjordby", "transition_forum").may_grant


def test_every_model_has_the_meetings_that_its_source_describes() -> None:
    """Conditions that can be counted are counted; a number that we chose says so."""
    assert forum("broenderslev", "conference").admission.least_disciplines == 2
    assert forum("kerteminde", "plenary").order[2] == "duration"
    assert forum("frederiksberg", "conference").admission.after == ("future_workshop",)
    assert forum("hedensted", "quarterly_coordination").without_cases
    for name in ("holbaek", "toender"):
        assert forum(name, "network_meeting").is_called
    guide = forum("odsherred", "guide_network")
    assert (guide.max_adults, "house example" in guide.note.en) == (4, True)  # type: ignore[union-attr]
    assert forum("norddjurs", "acute_conversation").kind == "job_education"


def test_fjordbys_ssp_meeting_is_a_closed_circle_under_the_law() -> None:
    ssp = forum("fjordby", "ssp")
    assert (ssp.sharing_basis, ssp.closed_circle, ssp.may_grant) == ("ssp_115", True, False)
    assert ssp.fixed_members
    assert not ssp.ad_hoc_members


def test_fjordbys_fixed_forums_say_when_where_and_for_how_many() -> None:
    for found in PROFILES["fjordby"].forums:
        if found.is_called:
            continue
        assert found.cadence is not None
        assert found.cadence.first_on is not None
        assert set(found.cadence.skip_weeks) == {28, 29, 30, 42, 52}
        assert (found.capacity, bool(found.place)) == (6, True)
