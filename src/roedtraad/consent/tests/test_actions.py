# SPDX-License-Identifier: EUPL-1.2
"""A yes is specific, has an end, is taken back at once; sharing without one has a basis, a reason, and an officer who is told."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from roedtraad.audit.models import LogEntry
from roedtraad.consent.actions import give_consent, limit_consent, renew_consent, terms_of, withdraw_consent
from roedtraad.consent.models import Channel, Consent, GivenBy, SharedLine, Sharing
from roedtraad.consent.policies import readable
from roedtraad.consent.sharing_actions import (
    Why,
    acknowledge_override,
    end_sharing,
    override_sharing,
    share,
)
from roedtraad.consent.tests.making import (
    DAY,
    citizen,
    colleague_at,
    department,
    given,
    notify,
    say_yes,
    set_aside,
    terms,
)
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role, system_actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.remembering import remembering
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import Guardian
from tests.cast import Cast, make_person, years_ago

YOUTH_CASES = "youth"


def may_read(cast: Cast, key: str, kind: str = "cases", of: str = YOUTH_CASES) -> bool:
    found = readable(cast.actor(key), cast.young_person.pk)
    return found.allows(department(of), kind)  # type: ignore[arg-type]


def test_a_yes_opens_what_it_says_and_nothing_else(cast: Cast) -> None:
    colleague_at(cast, "schools")
    assert not may_read(cast, "at_schools")
    say_yes(cast, kinds={"cases", "plan"})
    assert may_read(cast, "at_schools")
    assert may_read(cast, "at_schools", "plan")
    assert not may_read(cast, "at_schools", "notes")
    assert not may_read(cast, "at_schools", of="health")


def test_a_yes_says_everything_that_one_must_know_of_it(cast: Cast) -> None:
    made = say_yes(cast, kinds={"health"})
    assert made.explained_by == cast.account("caseworker")
    assert made.valid_to == add_months(clock.today(), 12)
    assert made.wording_version
    assert "Ungeindsatsen" in made.wording
    assert "ansøgning om mentor" in made.wording
    assert LogEntry.objects.get(act="consent_given").subject_id == made.pk


def test_a_yes_taken_back_opens_nothing_in_the_very_same_request(cast: Cast) -> None:
    colleague_at(cast, "schools")
    made = say_yes(cast)
    with remembering():
        assert may_read(cast, "at_schools")
        withdraw_consent(cast.actor("caseworker"), consent_id=made.pk)
        assert not may_read(cast, "at_schools")
    assert Consent.objects.get().lines.count() == 1, "what was shared stays listed"


def test_the_young_person_takes_a_yes_back(cast: Cast) -> None:
    colleague_at(cast, "schools")
    made = say_yes(cast)
    withdraw_consent(citizen(cast.young_person), consent_id=made.pk)
    made.refresh_from_db()
    assert (made.withdrawn_as, made.withdrawn_by) == ("young_person", None)
    assert not may_read(cast, "at_schools")


def test_a_guardian_takes_back_only_what_a_guardian_gave(cast: Cast) -> None:
    made = say_yes(cast)
    with pytest.raises(NotAllowed) as refused:
        withdraw_consent(citizen(cast.young_person, Role.GUARDIAN), consent_id=made.pk)
    assert refused.value.code == "consent_is_not_yours"


def test_the_young_person_says_yes_in_the_portal(cast: Cast) -> None:
    made = give_consent(
        citizen(cast.young_person), person_id=cast.young_person.pk, terms=terms(), given=given(channel=Channel.PORTAL)
    )
    assert made.explained_by is None
    assert made.channel == "portal"


def test_nobody_says_yes_in_the_portal_for_somebody_else(cast: Cast) -> None:
    for actor in (citizen(cast.young_person, Role.GUARDIAN), cast.actor("caseworker")):
        with pytest.raises(NotAllowed):
            give_consent(actor, person_id=cast.young_person.pk, terms=terms(), given=given(channel=Channel.PORTAL))
    with pytest.raises(NotAllowed):
        give_consent(citizen(cast.young_person), person_id=cast.young_person.pk, terms=terms(), given=given())


def test_a_citizen_says_yes_for_nobody_elses_child(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        give_consent(
            citizen(cast.young_person), person_id=cast.stranger.pk, terms=terms(), given=given(channel=Channel.PORTAL)
        )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kinds": ()}, "consent_without_kinds"),
        ({"purpose": " "}, "consent_without_purpose"),
        ({"concerns": ""}, "consent_without_purpose"),
        ({"giving": ()}, "consent_without_parties"),
        ({"receiving": ()}, "consent_without_parties"),
        (
            {"giving": (), "receiving": (), "from_outside": "Lægen", "to_outside": "Firmaet"},
            "consent_without_departments",
        ),
        ({"receiving": {"nowhere"}}, "department_unknown"),
        ({"basis": "notification"}, "consent_basis"),
        ({"basis": "one_authority"}, "consent_basis"),
        ({"basis": "nothing"}, "consent_basis"),
    ],
)
def test_a_yes_that_is_not_specific_is_not_valid(cast: Cast, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        say_yes(cast, **changes)
    assert refused.value.code == code
    assert not Consent.objects.exists()


def test_below_the_age_the_guardian_says_yes_until_the_day_before(cast: Cast) -> None:
    person = cast.stranger
    person.born_on = years_ago(14.5)
    person.save()
    guardian = Guardian.objects.create(young_person=person, name="Far Fremmed", relation="father")
    actor = cast.actor("other_caseworker")
    wanted = terms(giving={"family"})
    with pytest.raises(DomainError) as refused:
        give_consent(actor, person_id=person.pk, terms=wanted, given=given())
    assert refused.value.code == "consent_too_young"
    made = give_consent(
        actor, person_id=person.pk, terms=wanted, given=given(given_by=GivenBy.GUARDIAN, guardian_id=guardian.pk)
    )
    assert made.valid_to == add_months(person.born_on, 15 * 12) - DAY
    assert made.guardian_name == "Far Fremmed"


def test_a_guardians_yes_ends_with_the_parental_authority(cast: Cast) -> None:
    person = cast.young_person
    person.born_on = years_ago(14.5)
    person.save()
    colleague_at(cast, "schools")
    by_guardian = given(given_by=GivenBy.GUARDIAN, guardian_id=cast.guardian.pk)
    give_consent(cast.actor("caseworker"), person_id=person.pk, terms=terms(), given=by_guardian)
    assert may_read(cast, "at_schools")
    Guardian.objects.filter(pk=cast.guardian.pk).update(has_custody=False)
    assert not may_read(cast, "at_schools")
    Guardian.objects.all().delete()
    assert not may_read(cast, "at_schools")


def test_less_of_a_yes_closes_the_rest_at_once(cast: Cast) -> None:
    colleague_at(cast, "schools")
    made = say_yes(cast, kinds={"cases", "plan"})
    less = limit_consent(cast.actor("caseworker"), consent_id=made.pk, kinds=["plan"])
    assert not may_read(cast, "at_schools", "cases")
    assert may_read(cast, "at_schools", "plan")
    assert less.valid_to == made.valid_to
    with pytest.raises(DomainError) as refused:
        limit_consent(cast.actor("caseworker"), consent_id=less.pk, kinds=["plan", "notes"])
    assert refused.value.code == "consent_not_less"
    with pytest.raises(DomainError) as refused:
        limit_consent(cast.actor("caseworker"), consent_id=made.pk, kinds=["plan"])
    assert refused.value.code == "consent_is_replaced"


def test_the_same_yes_once_more_replaces_the_old_one(cast: Cast) -> None:
    colleague_at(cast, "schools")
    made = say_yes(cast)
    Consent.objects.update(
        given_on=clock.today() - 400 * DAY, valid_from=clock.today() - 400 * DAY, valid_to=clock.today() - DAY
    )
    assert not may_read(cast, "at_schools")
    again = renew_consent(cast.actor("caseworker"), consent_id=made.pk, given=given())
    assert terms_of(again) == terms_of(made)
    assert may_read(cast, "at_schools")
    withdraw_consent(cast.actor("caseworker"), consent_id=again.pk)
    assert not may_read(cast, "at_schools")
    with pytest.raises(DomainError) as refused:
        renew_consent(cast.actor("caseworker"), consent_id=again.pk, given=given())
    assert refused.value.code == "consent_is_withdrawn"


def test_an_old_yes_is_not_made_less(cast: Cast) -> None:
    made = say_yes(cast, kinds={"cases", "plan"})
    Consent.objects.update(
        given_on=clock.today() - 9 * DAY, valid_from=clock.today() - 9 * DAY, valid_to=clock.today() - DAY
    )
    with pytest.raises(DomainError) as refused:
        limit_consent(cast.actor("caseworker"), consent_id=made.pk, kinds=["plan"])
    assert refused.value.code == "consent_is_over"


def test_somebody_outside_gets_a_record_and_no_door(cast: Cast) -> None:
    made = say_yes(
        cast,
        receiving=(),
        to_outside="Fjordby Tømrer",
        outside_kind="company",
        basis="other_authority",
        from_outside="Lægen",
    )
    assert {line.to_department for line in made.lines.all()} == {None}
    assert {line.from_department_id for line in made.lines.all()} == {department("youth")}


def test_a_notification_opens_what_was_told_and_for_as_long(cast: Cast) -> None:
    colleague_at(cast, "schools")
    made = notify(cast)
    assert may_read(cast, "at_schools")
    assert made.valid_to == add_months(clock.today(), 6)
    Sharing.objects.update(valid_from=clock.today() - 9 * DAY, valid_to=clock.today() - DAY)
    assert not may_read(cast, "at_schools")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"receiving": {"family"}}, "sharing_needs_no_row"),
        ({"basis": "consent_11a"}, "sharing_needs_consent"),
        ({"receiving": {"health"}, "basis": "ssp_115"}, "basis_disciplines"),
        ({"basis": "dropout_15d"}, "basis_kinds"),
        ({"giving": {"schools"}, "receiving": {"youth"}}, "basis_not_yours"),
        ({"basis": "nothing"}, "sharing_basis"),
        ({"purpose": ""}, "sharing_without_reason"),
        ({"kinds": ()}, "consent_without_kinds"),
        ({"receiving": ()}, "consent_without_parties"),
        ({"receiving": (), "to_outside": "Skolen", "outside_kind": "education"}, "basis_outside"),
    ],
)
def test_sharing_without_a_basis_that_fits_is_refused(cast: Cast, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        notify(cast, **changes)
    assert refused.value.code == code
    assert not Sharing.objects.exists()


def test_what_holds_once_holds_that_day_and_not_again(cast: Cast) -> None:
    made = notify(cast, basis="prevention_once")
    assert made.valid_to == clock.today()
    end_sharing(cast.actor("caseworker"), sharing_id=made.pk)
    with pytest.raises(DomainError) as refused:
        notify(cast, basis="prevention_once")
    assert refused.value.code == "basis_used"


def test_sharing_too_long_or_backwards_is_refused(cast: Cast) -> None:
    for days, code in ((-1, "sharing_ends_first"), (400, "sharing_too_long")):
        why = Why("Fordi", clock.today() + days * DAY)
        with pytest.raises(DomainError) as refused:
            share(cast.actor("caseworker"), person_id=cast.young_person.pk, terms=terms(basis="notification"), why=why)
        assert refused.value.code == code


def test_a_sharing_ends_at_once(cast: Cast) -> None:
    colleague_at(cast, "schools")
    made = notify(cast)
    end_sharing(cast.actor("caseworker"), sharing_id=made.pk)
    assert not may_read(cast, "at_schools")
    with pytest.raises(DomainError) as refused:
        end_sharing(cast.actor("caseworker"), sharing_id=made.pk)
    assert refused.value.code == "sharing_has_ended"


def test_the_rules_are_set_aside_with_a_basis_and_a_reason_and_the_officer_ends_it(cast: Cast) -> None:
    colleague_at(cast, "health")
    made = set_aside(cast)
    assert made.is_override
    assert may_read(cast, "at_health", "health")
    acknowledge_override(cast.actor("data_protection_officer"), sharing_id=made.pk)
    with pytest.raises(DomainError) as refused:
        acknowledge_override(cast.actor("data_protection_officer"), sharing_id=made.pk)
    assert refused.value.code == "override_is_seen"
    end_sharing(cast.actor("data_protection_officer"), sharing_id=made.pk)
    assert not may_read(cast, "at_health", "health")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"receiving": {"family"}}, "sharing_needs_no_row"),
        ({"receiving": {"schools"}, "basis": "notification"}, "override_not_needed"),
        ({"basis": "nothing"}, "sharing_basis"),
        ({"basis": "one_authority"}, "sharing_basis"),
    ],
)
def test_the_rules_are_not_set_aside_for_nothing(cast: Cast, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        set_aside(cast, **changes)
    assert refused.value.code == code


def test_nobody_sets_the_rules_aside_all_day(cast: Cast) -> None:
    for _ in range(terms_on(clock.today()).number("override_per_day")):
        set_aside(cast)
    with pytest.raises(DomainError) as refused:
        set_aside(cast)
    assert refused.value.code == "override_too_often"
    assert set_aside(cast, "leader").is_override, "the limit is each colleague's own"


def test_without_a_reason_nothing_is_set_aside(cast: Cast) -> None:
    wanted = terms(receiving={"health"}, basis="consent_11a")
    with pytest.raises(DomainError) as refused:
        override_sharing(cast.actor("caseworker"), person_id=cast.young_person.pk, terms=wanted, why=Why("  "))
    assert refused.value.code == "sharing_without_reason"


def test_only_the_officer_sees_overrides_and_of_the_rest_nothing(cast: Cast) -> None:
    made, plain = set_aside(cast), notify(cast)
    with pytest.raises(NotAllowed):
        acknowledge_override(cast.actor("caseworker"), sharing_id=made.pk)
    officer = cast.actor("data_protection_officer")
    with pytest.raises(NotVisible):
        acknowledge_override(officer, sharing_id=plain.pk)
    with pytest.raises(NotVisible):
        end_sharing(officer, sharing_id=plain.pk)


def test_what_does_not_concern_a_department_is_not_there_for_it(cast: Cast) -> None:
    colleague_at(cast, "health")
    consent, sharing = say_yes(cast), notify(cast)
    with pytest.raises(NotVisible):
        withdraw_consent(cast.actor("at_health"), consent_id=consent.pk)
    with pytest.raises(NotVisible):
        end_sharing(cast.actor("at_health"), sharing_id=sharing.pk)


@pytest.mark.parametrize("key", ["school_representative", "consultant"])
def test_who_may_not_share_writes_nothing_down(cast: Cast, key: str) -> None:
    for act in (say_yes, notify, set_aside):
        with pytest.raises(NotAllowed):
            act(cast, key)


@pytest.mark.parametrize("key", ["other_caseworker", "secretariat", "data_protection_officer", "operator"])
def test_for_whom_the_person_does_not_exist_writes_nothing_down(cast: Cast, key: str) -> None:
    for act in (say_yes, notify, set_aside):
        with pytest.raises(NotVisible):
            act(cast, key)


def test_what_is_missing_is_not_there(cast: Cast) -> None:
    actor = cast.actor("caseworker")
    for act in (
        lambda: withdraw_consent(actor, consent_id=404),
        lambda: end_sharing(actor, sharing_id=404),
        lambda: acknowledge_override(cast.actor("data_protection_officer"), sharing_id=404),
    ):
        with pytest.raises(NotVisible):
            act()


def test_the_municipality_answers_for_no_sharing_by_itself(cast: Cast) -> None:
    nobody = system_actor(clock.today())
    with pytest.raises(NotAllowed):
        share(nobody, person_id=cast.young_person.pk, terms=terms(basis="notification", giving={"youth"}), why=Why("x"))
    with pytest.raises(NotAllowed):
        give_consent(nobody, person_id=cast.young_person.pk, terms=terms(), given=given())


def test_the_database_refuses_a_line_without_a_ground_and_a_period_that_ends_first(cast: Cast) -> None:
    made = say_yes(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        SharedLine.objects.create(young_person=cast.young_person, kind="cases")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=made.pk).update(valid_to=clock.today() - DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=made.pk).update(explained_by=None)


def test_another_persons_guardian_says_no_yes(cast: Cast) -> None:
    other = make_person(born_on=years_ago(14))
    guardian = Guardian.objects.create(young_person=other, name="Fremmed", relation="mother")
    with pytest.raises(DomainError) as refused:
        give_consent(
            cast.actor("caseworker"), person_id=cast.young_person.pk, terms=terms(),
            given=given(given_by=GivenBy.BOTH, guardian_id=guardian.pk),
        )  # fmt: skip
    assert refused.value.code == "consent_without_guardian"
