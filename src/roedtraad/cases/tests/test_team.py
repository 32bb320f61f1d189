# SPDX-License-Identifier: EUPL-1.2
"""Proposals for a contact person with their reasons, absence with a substitute, and shifts."""

import datetime as dt

import pytest

from roedtraad.cases import proposing, rules, shifts
from roedtraad.cases.absence_actions import end_absence, register_absence, write_contact_wish
from roedtraad.cases.absences import absences_for
from roedtraad.cases.caseload import loads
from roedtraad.cases.models import Absence, ContactWish
from roedtraad.cases.queries import coordinating_section
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Account
from roedtraad.people import policies
from tests.cast import (
    SCHOOL_CODE,
    Cast,
    days_ago,
    make_case,
    make_colleague,
    make_contact,
    make_contact_person,
    make_person,
)

DAY = dt.timedelta(days=1)


def away(cast: Cast, key: str, substitute: str, by: str = "", days: tuple[int, int] = (0, 7)) -> Absence:
    today = clock.today()
    return register_absence(
        cast.actor(by or key), account_id=cast.account(key).pk, substitute_id=cast.account(substitute).pk,
        started_on=today + days[0] * DAY, ended_on=today + days[1] * DAY,
    )  # fmt: skip


def proposed(cast: Cast, needs: rules.Needs) -> dict[str, proposing.Candidate]:
    found = proposing.candidates(cast.actor("caseworker"), cast.young_person.pk, needs, "Fjordby Skole")
    return {one.name: one for one in found}


def test_each_reason_is_a_fact() -> None:
    one = rules.Colleague(1, frozenset({"social", "health"}), frozenset({SCHOOL_CODE}), has_followed=True, has_met=True)
    needs = rules.Needs(frozenset({"social", "employment"}), SCHOOL_CODE)
    assert rules.reasons(needs, one) == (("has_followed", ""), ("discipline", "social"), ("school", SCHOOL_CODE))
    assert rules.reasons(rules.Needs(), rules.Colleague(1, frozenset({"social"}), frozenset({SCHOOL_CODE}))) == ()


def test_candidates_come_with_reasons_and_caseload(cast: Cast) -> None:
    make_contact(cast.young_person, cast.account("counsellor"))
    known = proposing.known_needs(cast.actor("caseworker"), cast.young_person.pk)
    assert known.disciplines == {"social"}
    found = proposed(cast, rules.Needs(known.disciplines, known.school_code))
    assert "has a case about the young person" in found["Sara Sagsbehandler"].reasons
    assert "works with social services" in found["Karl Kollega"].reasons
    assert "comes to Fjordby Skole" in found["Vera Vejleder"].reasons
    assert found["Kirsten Kontakt"].is_current
    assert found["Sara Sagsbehandler"].load.people == 2
    assert "Lasse Lærer" not in found


def test_no_reason_tells_that_another_department_has_a_case(cast: Cast) -> None:
    """Who has a case elsewhere, and in which discipline, is for those who may read it."""
    nurse = make_colleague("nurse", "Helle Helbred", Role.AUTHORITY_CASEWORKER, "health")
    make_case(cast.young_person, "health", nurse, discipline="health", law="SUL")
    assert proposing.known_needs(cast.actor("caseworker"), cast.young_person.pk).disciplines == {"social"}
    found = proposed(cast, rules.Needs(frozenset({"social"})))
    assert not found["Helle Helbred"].knows
    assert "has a case about the young person" not in found["Helle Helbred"].reasons


def test_those_who_know_the_young_person_come_first_and_nobody_has_points(cast: Cast) -> None:
    found = list(proposed(cast, rules.Needs(frozenset({"social"}))).values())
    known = [one.knows for one in found]
    assert known == sorted(known, reverse=True)
    assert not {name for name in proposing.Candidate.__slots__ if "score" in name or "points" in name}


def test_a_closed_account_is_not_proposed_and_an_absent_one_says_so(cast: Cast) -> None:
    away(cast, "caseworker", "colleague")
    Account.objects.filter(username="colleague").update(is_active=False)
    found = proposed(cast, rules.Needs())
    assert found["Sara Sagsbehandler"].is_away
    assert "Karl Kollega" not in found


def test_each_young_person_counts_once_in_a_caseload(cast: Cast) -> None:
    account = cast.account("contact_person")
    make_case(cast.young_person, "front_door", account, law="KUI")
    load = loads([account.pk], clock.today())[account.pk]
    assert load.people == 2
    assert not load.is_full


def test_the_substitute_sees_the_young_people_on_those_days_only(cast: Cast) -> None:
    front = make_colleague("sub", "Stine Stedfortræder", Role.CONTACT_PERSON, "front_door")
    cast.accounts["sub"] = front
    person = cast.young_person.pk
    assert not policies.can(cast.actor("sub"), Right.SEE_PERSON, person)
    away(cast, "contact_person", "sub", days=(1, 3))
    assert not policies.can(cast.actor("sub"), Right.SEE_PERSON, person)
    Absence.objects.update(started_on=clock.today())
    assert policies.can(cast.actor("sub"), Right.SEE_PERSON, person)
    assert person in set(policies.visible(cast.actor("sub")).values_list("pk", flat=True))
    Absence.objects.update(started_on=days_ago(9), ended_on=days_ago(1))
    assert not policies.can(cast.actor("sub"), Right.SEE_PERSON, person)


def test_the_substitute_of_a_caseworker_sees_the_cases(cast: Cast) -> None:
    cast.accounts["sub"] = make_colleague("sub", "Stine", Role.CONTACT_PERSON, "front_door")
    away(cast, "caseworker", "sub")
    assert policies.can(cast.actor("sub"), Right.SEE_PERSON, cast.young_person.pk)


def test_the_young_persons_page_names_the_substitute(cast: Cast) -> None:
    assert coordinating_section(cast.actor("caseworker"), cast.young_person.pk)["substitute"] is None
    away(cast, "contact_person", "counsellor")
    shown = coordinating_section(cast.actor("caseworker"), cast.young_person.pk)
    assert shown["coordinating"].name == "Kirsten Kontakt"
    assert shown["substitute"].name == "Vera Vejleder"


@pytest.mark.parametrize(
    ("key", "substitute", "days", "code"),
    [
        ("caseworker", "colleague", (3, 1), "absence_backwards"),
        ("caseworker", "colleague", (-5, -1), "absence_over"),
        ("caseworker", "caseworker", (0, 1), "substitute_unfit"),
        ("caseworker", "other_caseworker", (0, 1), "substitute_unfit"),
    ],
)
def test_what_cannot_be_registered(cast: Cast, key: str, substitute: str, days: tuple[int, int], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        away(cast, key, substitute, days=days)
    assert refusal.value.code == code


def test_nobody_answers_who_is_away_themself(cast: Cast) -> None:
    away(cast, "colleague", "contact_person")
    with pytest.raises(DomainError) as refusal:
        away(cast, "caseworker", "colleague")
    assert refusal.value.code == "substitute_away"
    with pytest.raises(DomainError) as refusal:
        away(cast, "colleague", "caseworker", days=(7, 9))
    assert refusal.value.code == "absence_twice"


def test_a_leader_registers_for_the_staff_and_a_colleague_does_not(cast: Cast) -> None:
    away(cast, "caseworker", "colleague", by="leader")
    for key in ("colleague", "other_leader", "consultant"):
        with pytest.raises(NotAllowed):
            away(cast, "contact_person", "counsellor", by=key)
    assert [row.name for row in absences_for(cast.actor("leader"))] == ["Sara Sagsbehandler"]
    assert [row.may_end for row in absences_for(cast.actor("colleague"))] == [False]
    assert absences_for(cast.actor("other_leader")) == []


def test_an_absence_ends_when_the_colleague_is_back(cast: Cast) -> None:
    made = away(cast, "caseworker", "colleague", days=(0, 5))
    with pytest.raises(NotVisible):
        end_absence(cast.actor("contact_person"), absence_id=made.pk)
    end_absence(cast.actor("caseworker"), absence_id=made.pk)
    assert not Absence.objects.exists()
    made = away(cast, "caseworker", "colleague", days=(0, 5))
    Absence.objects.update(started_on=days_ago(3))
    end_absence(cast.actor("caseworker"), absence_id=made.pk)
    made.refresh_from_db()
    assert made.ended_on == days_ago(1)
    with pytest.raises(DomainError):
        end_absence(cast.actor("caseworker"), absence_id=made.pk)


def test_the_wish_is_the_young_persons_or_written_down_by_staff(cast: Cast) -> None:
    alma = cast.young_person.pk
    young = Actor(0, "Alma", (Grant(Role.YOUNG_PERSON, person_id=alma),), on=clock.today())
    assert policies.can(young, Right.WRITE_OWN, alma) in {True, False}
    made = write_contact_wish(cast.actor("contact_person"), person_id=alma, words=" Somebody who texts. ")
    assert (made.words, made.account_id) == ("Somebody who texts.", cast.account("contact_person").pk)
    with pytest.raises(DomainError):
        write_contact_wish(cast.actor("contact_person"), person_id=alma, words="  ")
    with pytest.raises(NotVisible):
        write_contact_wish(cast.actor("other_caseworker"), person_id=alma, words="x")
    assert ContactWish.objects.count() == 1
    assert proposing.known_needs(cast.actor("caseworker"), alma).wish == made


def test_shifts_count_different_people_in_two_years(cast: Cast) -> None:
    today = clock.today()
    assert shifts.contact_persons_of(cast.young_person.pk, today) == 2
    make_contact_person(cast.young_person, cast.account("colleague"), started_on=days_ago(1500), ended_on=days_ago(900))
    assert shifts.contact_persons_of(cast.young_person.pk, today) == 2
    make_contact_person(cast.young_person, cast.account("colleague"), started_on=days_ago(900), ended_on=days_ago(701))
    assert shifts.contact_persons_of(cast.young_person.pk, today) == 3


def test_leaders_see_the_shifts_of_their_own_department(cast: Cast) -> None:
    rows = shifts.shift_rows(list(shifts.shifted(cast.actor("leader"), 2)))
    assert [(row.person_id, row.contact_persons) for row in rows] == [(cast.young_person.pk, 2)]
    assert rows[0].contact_person == "Kirsten Kontakt"
    assert not shifts.shifted(cast.actor("other_leader"), 2).exists()
    assert not shifts.shifted(cast.actor("caseworker"), 1).exists()
    assert {row.person_id for row in shifts.shift_rows(list(shifts.shifted(cast.actor("leader"), 1)))} >= {
        cast.young_person.pk, cast.protected_person.pk,
    }  # fmt: skip
    make_person()
