# SPDX-License-Identifier: EUPL-1.2
"""Who may see whom: each relation by itself, both shapes of the policy, and the parts that follow from a role."""

import datetime as dt

import pytest

from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role, system_actor
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.organisation.models import Unit
from roedtraad.organisation.queries import actor_for
from roedtraad.people import policies
from roedtraad.people.models import YoungPerson
from tests.cast import (
    SEE_ALMA,
    STAFF,
    Cast,
    days_ago,
    give_role,
    make_case,
    make_colleague,
    make_contact_person,
    make_person,
)


@pytest.mark.parametrize("key", [key for key, *_rest in STAFF])
def test_the_shapes_agree_for_everybody_about_everybody(cast: Cast, key: str) -> None:
    actor = cast.actor(key)
    seen = set(policies.visible(actor).values_list("pk", flat=True))
    can = {pk for pk in YoungPerson.objects.values_list("pk", flat=True) if policies.can(actor, Right.SEE_PERSON, pk)}
    among = set(policies.visible_among(actor, YoungPerson.objects.all()).values_list("pk", flat=True))
    assert seen == can == among
    assert (cast.young_person.pk in seen) == (key in SEE_ALMA)


def test_the_contact_person_sees_the_young_person_from_the_first_day_to_the_last(cast: Cast) -> None:
    account = make_colleague("ny", "Ny Kontakt", Role.CONTACT_PERSON, "front_door")
    person = make_person()
    today = clock.today()
    make_contact_person(person, account, started_on=today, ended_on=today)
    sees = {
        day: policies.can(actor_for(account, today + dt.timedelta(days=day)), Right.SEE_PERSON, person.pk)
        for day in (-1, 0, 1)
    }
    assert sees == {-1: False, 0: True, 1: False}


def test_a_caseworker_sees_the_units_open_cases_and_loses_a_closed_one(cast: Cast) -> None:
    colleague = cast.actor("colleague")
    assert policies.can(colleague, Right.SEE_PERSON, cast.young_person.pk)
    cast.case.closed_on = clock.today()
    cast.case.save()
    assert not policies.can(colleague, Right.SEE_PERSON, cast.young_person.pk)


def test_a_leader_sees_the_whole_department_and_a_caseworker_does_not(cast: Cast) -> None:
    person = make_person()
    make_case(person, "company_service")
    assert policies.can(cast.actor("leader"), Right.SEE_PERSON, person.pk)
    assert not policies.can(cast.actor("colleague"), Right.SEE_PERSON, person.pk)


def test_a_school_sees_its_own_pupils_and_none_who_have_moved(cast: Cast) -> None:
    representative = cast.actor("school_representative")
    assert policies.can(representative, Right.SEE_PERSON, cast.young_person.pk)
    YoungPerson.objects.filter(pk=cast.young_person.pk).update(school=cast.other_school)
    assert not policies.can(representative, Right.SEE_PERSON, cast.young_person.pk)
    assert policies.can(cast.actor("other_school_representative"), Right.SEE_PERSON, cast.young_person.pk)


def test_a_counsellor_sees_whoever_has_an_open_signal_in_the_unit(cast: Cast) -> None:
    signal = Signal.objects.create(
        rule="status_unknown", young_person=cast.stranger, raised_on=days_ago(1), due_on=days_ago(0), evidence={},
        origins={}, unit=Unit.objects.get(code="front_door"),
    )  # fmt: skip
    assert policies.can(cast.actor("counsellor"), Right.SEE_PERSON, cast.stranger.pk)
    assert not policies.can(cast.actor("caseworker"), Right.SEE_PERSON, cast.stranger.pk)
    signal.closed_on = clock.today()
    signal.save()
    assert not policies.can(cast.actor("counsellor"), Right.SEE_PERSON, cast.stranger.pk)


def test_a_role_that_has_ended_opens_nothing(cast: Cast) -> None:
    account = cast.account("caseworker")
    account.assignments.update(valid_to=days_ago(1))
    assert not policies.can(cast.actor("caseworker"), Right.SEE_PERSON, cast.young_person.pk)


def test_a_closed_account_sees_nobody(cast: Cast) -> None:
    account = cast.account("caseworker")
    account.is_active = False
    account.save()
    assert not policies.visible(cast.actor("caseworker")).exists()


def test_the_same_relation_without_the_role_is_nothing(cast: Cast) -> None:
    """A secretary who is by mistake named contact person sees no person: role and relation are both needed."""
    make_contact_person(cast.stranger, cast.account("secretariat"))
    assert not policies.visible(cast.actor("secretariat")).exists()


@pytest.mark.parametrize("key", ["school_representative", "consultant"])
def test_roles_outside_casework_see_the_named_parts_only(cast: Cast, key: str) -> None:
    parts = policies.parts(policies.roles_reaching(cast.actor(key), cast.young_person.pk))
    assert Part.IDENTITY in parts
    assert not parts & {Part.CASES, Part.SIGNALS, Part.GUARDIANS, Part.PROTECTED_ADDRESS, Part.SPECIAL_NEEDS}


def test_the_school_is_not_told_what_the_young_person_lives_of(cast: Cast) -> None:
    parts = policies.parts(policies.roles_reaching(cast.actor("school_representative"), cast.young_person.pk))
    assert parts == {Part.IDENTITY, Part.SCHOOL, Part.CONTACTS, Part.MEETINGS}


def test_the_counsellor_sees_everything_but_a_protected_address(cast: Cast) -> None:
    parts = policies.parts(policies.roles_reaching(cast.actor("counsellor"), cast.young_person.pk))
    assert parts == frozenset(Part) - {Part.PROTECTED_ADDRESS}


def test_a_second_role_adds_only_about_those_whom_it_reaches(cast: Cast) -> None:
    """A teacher who is also contact person for one pupil sees the cases of that pupil and of no other."""
    account = cast.account("school_representative")
    give_role(account, Role.CONTACT_PERSON, "front_door")
    person = make_person(school=cast.school)
    make_contact_person(person, account)
    actor = cast.actor("school_representative")
    assert Part.CASES in policies.parts(policies.roles_reaching(actor, person.pk))
    assert Part.CASES not in policies.parts(policies.roles_reaching(actor, cast.young_person.pk))


def test_what_is_not_visible_is_missing_and_what_is_not_allowed_has_a_reason(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        policies.require(cast.actor("other_caseworker"), Right.EDIT_PERSON, cast.young_person.pk)
    with pytest.raises(NotAllowed):
        policies.require(cast.actor("school_representative"), Right.EDIT_PERSON, cast.young_person.pk)
    policies.require(cast.actor("caseworker"), Right.EDIT_PERSON, cast.young_person.pk)


def test_the_system_sees_everybody_and_somebody_without_roles_nobody(cast: Cast) -> None:
    assert policies.visible(system_actor(clock.today())).count() == YoungPerson.objects.count()
    assert not policies.visible(Actor(account_id=0, name="", on=clock.today())).exists()


def test_what_may_be_asked_of_one_person_costs_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    actor = cast.actor("counsellor")
    with django_assert_num_queries(1):  # type: ignore[operator]
        policies.roles_reaching(actor, cast.young_person.pk)


def test_a_leader_sees_who_has_a_signal_in_any_unit_of_the_department_while_it_is_open(cast: Cast) -> None:
    person = make_person()
    signal = Signal.objects.create(
        rule="missing_contact_person", young_person=person, raised_on=clock.today(), due_on=clock.today(), evidence={},
        origins={}, unit=Unit.objects.get(code="company_service"),
    )  # fmt: skip
    sees = {
        key: policies.can(cast.actor(key), Right.HANDLE_SIGNALS, person.pk)
        for key in ("leader", "other_leader", "caseworker")
    }
    assert sees == {"leader": True, "other_leader": False, "caseworker": False}
    signal.closed_on = clock.today()
    signal.save()
    assert not policies.can(cast.actor("leader"), Right.HANDLE_SIGNALS, person.pk)


@pytest.mark.parametrize("key", [2**63 - 1, 2**63, 10**30])
def test_a_number_that_no_key_can_be_is_nobody(cast: Cast, key: int) -> None:
    with pytest.raises(NotVisible):
        policies.require(cast.actor("caseworker"), Right.EDIT_PERSON, key)
