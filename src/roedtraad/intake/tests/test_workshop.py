# SPDX-License-Identifier: EUPL-1.2
"""The future workshop and the visitation: two people, two disciplines, tests by law, and somebody who may decide."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.consent.tests.making import colleague_at, say_yes
from roedtraad.intake import queries, workshop_actions
from roedtraad.intake.models import EnquiryState, FutureWorkshop, SkillsBasis, Visitation
from roedtraad.intake.person_queries import visitations_of
from roedtraad.intake.tests.making import enquiry
from roedtraad.intake.workshop_actions import Decision, Screening, Skills, WorkshopDetails
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.remembering import forget
from roedtraad.organisation.models import Unit
from roedtraad.organisation.queries import actor_for
from tests.cast import Cast, days_ago, give_role


def held(cast: Cast, **values: object) -> WorkshopDetails:
    """A workshop held yesterday by the counsellor and the caseworker."""
    pair = Screening(cast.account("counsellor").pk, "guidance", cast.account("caseworker").pk, "social")
    usual = WorkshopDetails(days_ago(1), pair, "Vil gerne arbejde med dyr", offers=("Praktik i en stald",))
    return replace(usual, **values)  # type: ignore[arg-type]


def test_a_workshop_keeps_pair_result_and_offers_and_names_the_contact_person(cast: Cast) -> None:
    colleague = cast.account("colleague")
    made = workshop_actions.record_workshop(
        cast.actor("leader"), person_id=cast.young_person.pk, details=held(cast, contact_person_id=colleague.pk)
    )
    assert [offer.title for offer in made.offers.all()] == ["Praktik i en stald"]
    named = ContactPerson.objects.get(young_person=cast.young_person, is_coordinating=True, ended_on__isnull=True)
    assert named.account == colleague


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"held_on": dt.date(2100, 1, 1)}, "workshop_ahead"),
        ({"tests": Skills(SkillsBasis.NONE, reading="good")}, "tests_basis_missing"),
        ({"tests": Skills(SkillsBasis.RULE)}, "tests_results_missing"),
        ({"tests": Skills(SkillsBasis.NEED, reading="good")}, "tests_reason_missing"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, values: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        workshop_actions.record_workshop(
            cast.actor("caseworker"), person_id=cast.young_person.pk, details=held(cast, **values)
        )
    assert refusal.value.code == code
    assert not FutureWorkshop.objects.exists()


def test_a_pair_is_two_people_from_two_disciplines_that_are_theirs(cast: Cast) -> None:
    counsellor, caseworker = cast.account("counsellor").pk, cast.account("caseworker").pk
    for pair, code in (
        (Screening(counsellor, "guidance", counsellor, "social"), "screening_same_person"),
        (Screening(counsellor, "social", caseworker, "social"), "screening_same_discipline"),
        (Screening(counsellor, "health", caseworker, "social"), "discipline_not_theirs"),
    ):
        with pytest.raises(DomainError) as refusal:
            workshop_actions.record_workshop(
                cast.actor("caseworker"), person_id=cast.young_person.pk, details=held(cast, screening=pair)
            )
        assert refusal.value.code == code


def test_the_special_rule_on_tests_ends_with_2026_and_at_30(cast: Cast) -> None:
    born_on = dt.date(2008, 6, 1)
    assert queries.special_rule_holds(born_on, dt.date(2026, 12, 31))
    assert not queries.special_rule_holds(born_on, dt.date(2027, 1, 1))
    assert not queries.special_rule_holds(dt.date(1996, 11, 1), dt.date(2026, 12, 1))
    tests = Skills(SkillsBasis.RULE, reading="some")
    after = replace(cast.actor("caseworker"), on=dt.date(2027, 1, 5))
    with pytest.raises(DomainError) as refusal:
        workshop_actions.record_workshop(
            after, person_id=cast.young_person.pk, details=held(cast, held_on=dt.date(2027, 1, 4), tests=tests)
        )
    assert refusal.value.code == "tests_rule_over"
    need = replace(tests, basis=SkillsBasis.NEED, reason="Vil vide, om hun er ordblind")
    details = held(cast, held_on=dt.date(2027, 1, 4), tests=need)
    assert workshop_actions.record_workshop(after, person_id=cast.young_person.pk, details=details).reading == "some"


def test_the_database_refuses_a_pair_of_one(cast: Cast) -> None:
    made = workshop_actions.record_workshop(
        cast.actor("caseworker"), person_id=cast.young_person.pk, details=held(cast)
    )
    for values in ({"second": made.first}, {"second_discipline": "guidance"}, {"reading": "good"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FutureWorkshop.objects.filter(pk=made.pk).update(**values)


def decided(cast: Cast, **values: object) -> Decision:
    """The caseworker decides on a case in the authority unit."""
    usual = Decision(
        to_unit_id=Unit.objects.get(code="authority").pk, law="LAB", discipline="employment", reasons="Vil i job",
        decided_by_id=cast.account("caseworker").pk, decided_on=clock.today(),
        caseworker_id=cast.account("colleague").pk,
    )  # fmt: skip
    return replace(usual, **values)  # type: ignore[arg-type]


def test_a_visitation_opens_the_case_and_ends_the_enquiry(cast: Cast) -> None:
    made = enquiry(young_person=cast.young_person)
    visitation = workshop_actions.visitate(
        cast.actor("counsellor"), person_id=cast.young_person.pk, decision=decided(cast, enquiry_id=made.pk)
    )
    made.refresh_from_db()
    assert (made.state, made.holder) == (EnquiryState.VISITATED, None)
    case = visitation.case
    assert case is not None
    assert (case.unit.code, case.caseworker, case.law) == ("authority", cast.account("colleague"), "LAB")


def test_a_visitation_into_another_department_ends_one_s_own_business(cast: Cast) -> None:
    visitation = workshop_actions.visitate(
        cast.actor("counsellor"), person_id=cast.young_person.pk,
        decision=decided(
            cast, to_unit_id=Unit.objects.get(code="family").pk, law="barnets_lov", discipline="children_family",
            caseworker_id=cast.account("other_caseworker").pk,
        ),
    )  # fmt: skip
    assert visitation.to_unit.code == "family"


def test_where_the_cases_are_shared_a_visitation_into_health_is_not(cast: Cast) -> None:
    for code, law, discipline in (("authority", "LAB", "employment"), ("health", "sundhedsloven", "health")):
        decision = decided(
            cast, to_unit_id=Unit.objects.get(code=code).pk, law=law, discipline=discipline, reasons=f"Til {code}",
            caseworker_id=None,
        )  # fmt: skip
        workshop_actions.visitate(cast.actor("caseworker"), person_id=cast.young_person.pk, decision=decision)
    reader = actor_for(colleague_at(cast, "ppr"), clock.today())
    say_yes(cast, kinds={"cases"})
    assert {one.reasons for one in visitations_of(reader, cast.young_person.pk)} == {"Til authority"}
    say_yes(cast, kinds={"cases", "health"})
    forget()
    assert len(visitations_of(reader, cast.young_person.pk)) == 2


def test_only_somebody_with_authority_decides(cast: Cast) -> None:
    without = cast.account("consultant")
    give_role(without, Role.CONTACT_PERSON, "company_service")
    for decider in (without.pk, cast.account("school_representative").pk):
        with pytest.raises(DomainError) as refusal:
            workshop_actions.visitate(
                cast.actor("counsellor"), person_id=cast.young_person.pk, decision=decided(cast, decided_by_id=decider)
            )
        assert refusal.value.code == "no_authority"
    assert not Visitation.objects.exists()


def test_what_is_about_somebody_else_is_no_ground(cast: Cast) -> None:
    other = enquiry(young_person=cast.protected_person, holder=cast.account("caseworker"))
    actor, alma = cast.actor("caseworker"), cast.young_person.pk
    for values, code in (
        ({"enquiry_id": other.pk}, "enquiry_about_another"),
        ({"workshop_id": 99}, "workshop_about_another"),
        ({"decided_on": dt.date(2100, 1, 1)}, "decision_ahead"),
    ):
        with pytest.raises(DomainError) as refusal:
            workshop_actions.visitate(actor, person_id=alma, decision=decided(cast, **values))
        assert refusal.value.code == code


def test_when_the_case_cannot_be_opened_nothing_is_decided(cast: Cast) -> None:
    made = enquiry(young_person=cast.young_person, holder=cast.account("counsellor"), state=EnquiryState.TAKEN)
    cases = Case.objects.count()
    with pytest.raises(DomainError):
        workshop_actions.visitate(
            cast.actor("counsellor"), person_id=cast.young_person.pk,
            decision=decided(cast, law="folkeskoleloven", enquiry_id=made.pk),
        )  # fmt: skip
    made.refresh_from_db()
    assert made.state == EnquiryState.TAKEN
    assert (Case.objects.count(), Visitation.objects.count()) == (cases, 0)


def test_only_whoever_manages_cases_about_the_person_does_this(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        workshop_actions.visitate(cast.actor("caseworker"), person_id=cast.stranger.pk, decision=decided(cast))
    with pytest.raises(NotAllowed):
        workshop_actions.record_workshop(cast.actor("consultant"), person_id=cast.young_person.pk, details=held(cast))
