# SPDX-License-Identifier: EUPL-1.2
"""The same young people under each municipality's own rules: each finds those whom its description promises to find."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.kernel.actor import Role, system_actor
from roedtraad.kernel.calendar import add_months
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import Profile
from roedtraad.people.models import SituationKind, YoungPerson
from tests.cast import make_case, make_colleague, make_contact_person, make_person, make_situation, use_profile

TODAY = dt.date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False):
        yield


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def aged(name: str, years: int, months: int = 0, **values: object) -> YoungPerson:
    return make_person(name, born_on=add_months(TODAY, -(12 * years + months)), reference=name, **values)


def at_school(person: YoungPerson) -> None:
    make_situation(person, SituationKind.YOUTH_EDUCATION, started_on=ago(450))


def make_demo_people(entry: str) -> None:
    """Those who stand before every municipality of the catalogue, with their cases in its entry unit."""
    guide = make_colleague("guide", "Gitte Guide", Role.CONTACT_PERSON, entry)
    mads = aged("Mads", 17, 7)  # in care, soon 18
    make_case(mads, entry, discipline="social", law="barnets_lov", opened_on=ago(100))
    freja = aged("Freja", 21)  # on benefit for 14 months
    make_situation(freja, SituationKind.BENEFIT, started_on=ago(425))
    make_case(freja, entry, discipline="employment", law="LAB", opened_on=ago(425))
    noah = aged("Noah", 16, 2, special_class=True)  # special class
    ida = aged("Ida", 19)  # two departments, nobody to hold the threads
    make_case(ida, entry, discipline="social", opened_on=ago(120))
    make_case(ida, entry, discipline="employment", law="LAB", opened_on=ago(40))
    emil = aged("Emil", 24, 2)  # still followed at 24
    make_contact_person(emil, guide)
    karla = aged("Karla", 32)  # still followed at 32
    make_contact_person(karla, guide)
    luna = aged("Luna", 16, 4)  # lasting impairment
    make_case(luna, entry, discipline="disability", law="barnets_lov", opened_on=ago(60))
    oscar = aged("Oscar", 16, 6)  # dropped out last week
    make_situation(oscar, SituationKind.YOUTH_EDUCATION, started_on=ago(95), ended_on=ago(9))
    sofie = aged("Sofie", 18, 6)  # nobody knows
    alma = aged("Alma", 18, 1)  # just begun, with a guide beside her
    make_situation(alma, SituationKind.FGU, started_on=ago(60))
    make_contact_person(alma, guide)
    aged("Viggo", 26)  # outside the outreach, nothing on
    for person in (mads, noah, ida, emil, karla, luna):
        at_school(person)
    assert sofie.pk


NATIONAL = {
    "status_unknown": {"Oscar", "Sofie"},
    "duty_15_17_contact_5_days": {"Oscar"},
    "duty_15_17_activity_30_days": {"Oscar"},
    "disability_transition_from_16": {"Luna"},
    "education_start_first_six_months": {"Alma"},
    "support_plan_six_months_before_18": {"Mads"},
}
"""What the law gives every municipality."""


def tell(name: str) -> tuple[Profile, dict[str, set[str]], dict[str, tuple[str, ...]]]:
    """Load a profile, put the people before it, sweep twice, and give the profile, the signals and what waits."""
    profile = use_profile(name)
    make_demo_people(Unit.objects.get(is_entry=True, is_active=True).code)
    outcome = sweep(system_actor(TODAY), on=TODAY)
    again = sweep(system_actor(TODAY), on=TODAY)
    assert (again.created, again.closed) == (0, 0)
    found: dict[str, set[str]] = {}
    for rule, reference in Signal.objects.values_list("rule", "young_person__reference"):
        found.setdefault(rule, set()).add(reference)
    return profile.at(TODAY), found, outcome.waiting


def test_broenderslev_brings_its_four_kinds_of_cases_to_the_conference_that_grants_nothing() -> None:
    """One youth centre with authority; the conference takes cases with two disciplines, and four kinds are mandatory."""
    profile, found, waiting = tell("broenderslev")
    assert found == NATIONAL | {
        "two_disciplines_open": {"Ida"},
        "employment_case_anniversary": {"Freja"},
        "special_class_specialneeds_education": {"Noah"},
        "social_case_turning_17_half": {"Mads"},
        "no_realistic_plan_at_16": {"Noah", "Luna", "Oscar"},
    }
    assert not waiting
    conference = profile.forum("conference", TODAY)
    assert conference is not None
    assert not conference.may_grant
    mandatory = {
        rule.id for rule in profile.rules if rule.leads_to and rule.leads_to.forum and rule.leads_to.as_ == "mandatory"
    }
    assert mandatory == {
        "employment_case_anniversary", "special_class_specialneeds_education", "social_case_turning_17_half",
        "no_realistic_plan_at_16",
    }  # fmt: skip


def test_kerteminde_asks_at_the_weekly_meeting_what_is_next_after_a_year_on_benefit() -> None:
    """Benefit for at most a year; how long a case has lasted decides that all look at it together."""
    profile, found, _waiting = tell("kerteminde")
    assert found == NATIONAL | {"benefit_over_one_year": {"Freja"}, "case_duration_review": {"Freja"}}
    plenary = profile.forum("plenary", TODAY)
    assert plenary is not None
    assert plenary.cadence is not None
    assert (plenary.cadence.every, plenary.cadence.unit) == (1, "week")


def test_odsherred_lets_no_one_go_at_23_and_gives_the_complex_a_guide() -> None:
    """A task force without authority: the age limit is soft, and who has several departments shall have a guide."""
    profile, found, _waiting = tell("odsherred")
    assert found == NATIONAL | {"outside_target_group_soft_limit": {"Emil", "Karla"}, "missing_contact_person": {"Ida"}}
    assert profile.role_title("contact_person", "da", TODAY) == "Guide"
    assert {model.variant for model in profile.models} == {"without_authority", "network_based"}
    assert profile.target_groups[0].soft_upper


def test_frederiksberg_takes_only_the_complex_to_the_conference_and_the_17_year_olds_to_uko() -> None:
    """A conference every 14 days for what the workshop cannot solve; UKO every second month on the way to 18."""
    profile, found, _waiting = tell("frederiksberg")
    assert found == NATIONAL | {
        "two_disciplines_open": {"Ida"},
        "transition_forum_17_18": {"Mads"},
        "missing_contact_person": {"Freja"},
    }
    cadences = {forum.id: forum.cadence and (forum.cadence.every, forum.cadence.unit) for forum in profile.forums}
    assert cadences["conference"] == (14, "day")
    assert cadences["uko"] == (2, "month")


def test_toender_gives_everybody_with_a_case_one_who_holds_the_threads() -> None:
    """Not released before the next has taken over; one phone number, one address, one coordinator."""
    profile, found, waiting = tell("toender")
    assert found == NATIONAL | {"missing_contact_person": {"Mads", "Freja", "Ida", "Luna"}}
    assert "handover_pending" not in waiting
    assert profile.role_title("contact_person", "da", TODAY) == "Tovholder"


def test_holbaek_turns_on_the_plan_until_thirty() -> None:
    """The education plan is the pivot; at 30 the unit asks whether there is still a need."""
    _profile, found, waiting = tell("holbaek")
    without_plan = {"Mads", "Freja", "Ida", "Emil", "Luna", "Alma"}
    assert found == NATIONAL | {
        "outside_target_group_soft_limit": {"Karla"}, "no_realistic_plan_at_16": without_plan,
    }  # fmt: skip
    assert not waiting


def test_norddjurs_follows_the_law_and_keeps_its_proposal_switched_off() -> None:
    """The continuous contact person is a proposal of phase 3: the rule is there, and off."""
    profile, found, waiting = tell("norddjurs")
    assert found == NATIONAL
    assert not waiting
    proposal = profile.rule("missing_contact_person", TODAY)
    assert proposal is not None
    assert not proposal.enabled


def test_hedensted_follows_the_law() -> None:
    """The sources say what the working groups want, not how cases are found: the law's own rules stand alone."""
    _profile, found, waiting = tell("hedensted")
    assert found == NATIONAL
    assert not waiting


def test_fjordby_combines_them_all() -> None:
    """The made-up municipality has every rule, so that all of them can be tried."""
    profile, found, waiting = tell("fjordby")
    assert found == NATIONAL | {
        "two_disciplines_open": {"Ida"},
        "missing_contact_person": {"Ida"},
        "employment_case_anniversary": {"Freja"},
        "benefit_over_one_year": {"Freja"},
        "special_class_specialneeds_education": {"Noah"},
        "social_case_turning_17_half": {"Mads"},
        "transition_forum_17_18": {"Mads"},
        "outside_target_group_soft_limit": {"Karla"},
        "no_realistic_plan_at_16": {"Noah", "Luna", "Oscar"},
    }
    nobody = 3  # no case is 18 months old yet, no handover waits, and no plan is there to be gone through
    assert len(profile.active_rules(TODAY)) == len(found) + nobody
    assert not waiting


def test_the_people_before_every_municipality_are_the_same() -> None:
    """The control: without a rule nobody is found."""
    use_profile("fjordby")
    make_demo_people("front_door")
    assert not Signal.objects.exists()
