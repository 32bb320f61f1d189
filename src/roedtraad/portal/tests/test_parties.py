# SPDX-License-Identifier: EUPL-1.2
"""What guardians read as parties: by law, by department, by the day's age; with the laws' limits as configuration."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from roedtraad.cases.models import Case
from roedtraad.consent.policies import readable, readable_across
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.contributions import party_readers
from roedtraad.kernel.rights import Part
from roedtraad.organisation.models import Department, Unit
from roedtraad.organisation.terms import standards, terms_on
from roedtraad.people.models import YoungPerson
from roedtraad.plans.actions import GoalDetails, start_plan
from roedtraad.plans.models import Step
from roedtraad.portal.models import IdentityKind
from roedtraad.portal.parties import LIMIT, is_party
from roedtraad.portal.policies import access_of, citizen_actor
from roedtraad.portal.tests.citizens import ALMA, PARENT, Citizens, make_guardian, make_identity, signed_in
from tests.cast import Cast, make_case, make_person, years_ago

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def child_with(*laws: tuple[str, str], age: float = 16.5) -> YoungPerson:
    """Somebody with one case for each unit and law."""
    child = make_person("Mads", "Nørgaard", years_ago(age))
    for unit, law in laws:
        make_case(child, unit, law=law)
    return child


def mother_of(child: YoungPerson) -> int:
    guardian = make_guardian(child, "Mona Nørgaard", phone="41 11 11 11")
    return make_identity(child, IdentityKind.GUARDIAN, guardian=guardian).pk


def department(code: str) -> int:
    return Department.objects.get(code=code).pk


def birthday(child: YoungPerson, limit: str) -> dt.date:
    return terms_on(clock.today()).after(limit, child.born_on)


def test_a_parent_reads_the_departments_whose_law_makes_them_a_party(cast: Cast) -> None:
    child = child_with(("family", "barnets_lov"), ("benefits", "LAS"))
    mother = citizen_actor(mother_of(child), clock.today())
    held = readable(mother, child.pk)
    assert held.allows(department("family"), "plan")
    assert not held.allows(department("benefits"), "plan")
    assert not held.allows(department("schools"), "plan"), "no case there at all"
    assert {one.law for one in Case.objects.filter(readable_across(mother, "cases"))} == {"barnets_lov"}


def test_the_young_person_reads_all_of_it(cast: Cast, citizens: Citizens) -> None:
    assert readable(citizens.actor(ALMA), cast.young_person.pk).everything


@pytest.mark.parametrize("law", ["LAB", "LAS", "SEL", "STU", "integrationsloven", "a law that nobody has named"])
def test_what_is_not_confirmed_makes_nobody_a_party(cast: Cast, law: str) -> None:
    child = child_with(("authority", law))
    mother = citizen_actor(mother_of(child), clock.today())
    assert access_of(mother, child.pk).parts == {Part.IDENTITY, Part.SCHOOL, Part.CONSENTS}
    assert not readable(mother, child.pk).shared


def test_every_law_that_is_to_be_confirmed_is_closed() -> None:
    said = [one for one in standards().limits if one.code.startswith(LIMIT)]
    assert said
    assert all(one.value == 0 for one in said if one.certainty == "to_be_confirmed")
    assert all(one.source for one in said)


def test_a_case_that_is_closed_still_makes_them_a_party(cast: Cast) -> None:
    child = child_with(("family", "barnets_lov"))
    child.cases.update(closed_on=clock.today() - DAY)
    assert readable(citizen_actor(mother_of(child), clock.today()), child.pk).allows(department("family"), "cases")


def test_health_is_the_young_persons_own_from_15(cast: Cast) -> None:
    child = child_with(("health", "sundhedsloven"), ("family", "barnets_lov"), age=14.99)
    identity, turns_15 = mother_of(child), birthday(child, "guardian_party_sundhedsloven")
    before, after = citizen_actor(identity, turns_15 - DAY), citizen_actor(identity, turns_15)
    assert readable(before, child.pk).allows(department("health"), "plan")
    assert readable(before, child.pk).allows(department("family"), "health")
    assert not readable(after, child.pk).allows(department("health"), "plan")
    assert not readable(after, child.pk).allows(department("family"), "health")
    assert readable(after, child.pk).allows(department("family"), "plan")


def test_at_18_nothing_is_left(cast: Cast) -> None:
    child = child_with(("family", "barnets_lov"), age=17.99)
    identity, turns_18 = mother_of(child), birthday(child, "of_age")
    assert Part.PLAN in access_of(citizen_actor(identity, turns_18 - DAY), child.pk).parts
    assert citizen_actor(identity, turns_18).reaches == ()


def test_the_service_act_was_for_children_until_barnets_lov_came(cast: Cast) -> None:
    born_on = dt.date(2010, 5, 5)
    assert is_party(terms_on(dt.date(2023, 12, 31)), "SEL", born_on)
    assert not is_party(terms_on(dt.date(2024, 1, 1)), "SEL", born_on)


def test_an_actor_whom_the_portal_did_not_build_reads_no_more(cast: Cast) -> None:
    child = child_with(("family", "barnets_lov"), ("benefits", "LAS"))
    plain = Actor(0, "mother", (Grant(Role.GUARDIAN, person_id=child.pk),), on=clock.today())
    assert {key for key, _kind in readable(plain, child.pk).shared} == {department("family")}


def test_control_without_the_rule_a_parent_reads_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody names is closed: a house in which no room knows opens nothing, rather than everything."""
    child = child_with(("family", "barnets_lov"))
    monkeypatch.setattr(party_readers, "_items", {})
    held = readable(citizen_actor(mother_of(child), clock.today()), child.pk)
    assert not held.everything
    assert not held.allows(department("family"), "plan")


def _plan_of(cast: Cast, child: YoungPerson) -> None:
    goal = GoalDetails("Jeg vil på FGU", by_young_person=True)
    plan = start_plan(cast.actor("caseworker"), person_id=child.pk, goal=goal)
    for number, (unit, title) in enumerate((("family", "Støtte hjemme"), ("benefits", "Uddannelseshjælp"))):
        place = Unit.objects.get(code=unit)
        Step.objects.create(plan=plan, order=number, title=title, area="education", unit=place, state="planned")


def test_the_page_holds_their_part_and_says_why_not_more(cast: Cast) -> None:
    child = child_with(("authority", "LAB"), ("family", "barnets_lov"), ("benefits", "LAS"))
    child.cases.filter(law="LAB").update(caseworker=cast.accounts["caseworker"])
    _plan_of(cast, child)
    mother = make_identity(child, IdentityKind.GUARDIAN, guardian=make_guardian(child, "Mona Nørgaard"))
    browser = signed_in(mother)
    plan = browser.get(reverse("portal:plan", args=[child.pk])).content.decode()
    assert "Støtte hjemme" in plan
    assert "Uddannelseshjælp" not in plan
    home = browser.get(reverse("portal:home", args=[child.pk])).content.decode()
    assert "What you can see here" in home
    assert Department.objects.get(code="family").name_en in home
    assert Department.objects.get(code="benefits").name_en not in home
    thread = browser.get(reverse("portal:thread", args=[child.pk])).content.decode()
    assert "Barnets lov" in thread
    assert "Active Social Policy Act" not in thread


def test_in_one_department_under_two_laws_only_the_partys_case_is_told(cast: Cast) -> None:
    child = child_with(("front_door", "KUI"), ("front_door", "LAB"))
    browser = signed_in(make_identity(child, IdentityKind.GUARDIAN, guardian=make_guardian(child, "Mona Nørgaard")))
    thread = browser.get(reverse("portal:thread", args=[child.pk])).content.decode()
    assert "municipal effort for young people" in thread
    assert "Active Employment Act" not in thread


def test_a_parent_who_is_a_party_to_nothing_is_told_so(cast: Cast) -> None:
    child = child_with(("benefits", "LAS"))
    browser = signed_in(make_identity(child, IdentityKind.GUARDIAN, guardian=make_guardian(child, "Mona Nørgaard")))
    assert "not a party to any case" in browser.get(reverse("portal:home", args=[child.pk])).content.decode()
    assert browser.get(reverse("portal:plan", args=[child.pk])).status_code == 404


def test_the_15th_birthday_changes_the_page_by_itself(cast: Cast) -> None:
    child = child_with(("health", "sundhedsloven"), age=14.99)
    identity = make_identity(child, IdentityKind.GUARDIAN, guardian=make_guardian(child, "Mona Nørgaard"))
    turns_15, url = birthday(child, "guardian_party_sundhedsloven"), reverse("portal:plan", args=[child.pk])
    with travel(dt.datetime.combine(turns_15 - DAY, dt.time(12), dt.UTC)):
        assert signed_in(identity).get(url).status_code == 200
    with travel(dt.datetime.combine(turns_15, dt.time(12), dt.UTC)):
        assert signed_in(identity).get(url).status_code == 404


def test_who_is_a_party_is_one_query_for_all_the_children(cast: Cast, citizens: Citizens) -> None:
    identity = citizens.identities[PARENT]
    with CaptureQueriesContext(connection) as one:
        citizen_actor(identity.pk, clock.today())
    for number in range(3):
        child = child_with(("family", "barnets_lov"))
        guardian = make_guardian(child, f"Bente {number}")
        make_identity(child, IdentityKind.GUARDIAN, guardian=guardian, holder=identity.holder)
    with CaptureQueriesContext(connection) as four:
        actor = citizen_actor(identity.pk, clock.today())
        readable(actor, child.pk)
    assert len(one) == len(four)
