# SPDX-License-Identifier: EUPL-1.2
"""What leaves a department's hands rests on something that holds today, and stays listed when that has ended."""

import itertools
import random
from typing import Any

import pytest

from roedtraad.audit.models import LogEntry
from roedtraad.consent.actions import withdraw_consent
from roedtraad.consent.models import PassedOn
from roedtraad.consent.passing import Held, NothingCarries, Receiver, cover_of, pass_on
from roedtraad.consent.policies import readable
from roedtraad.consent.queries import consents_for_portal, consents_page
from roedtraad.consent.sharing_actions import Why, end_sharing, share
from roedtraad.consent.tests.making import citizen, colleague_at, department, notify, say_yes, set_aside, terms
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role, system_actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.remembering import forget
from roedtraad.people.models import Guardian
from tests.cast import Cast, years_ago

pytestmark = pytest.mark.django_db
FGU: dict[str, Any] = {"outside_kind": "education", "to_outside": "Fjordby FGU"}
TO_FGU = Receiver(outside_kind="education", outside="Fjordby FGU")


def hand_on(cast: Cast, to: Receiver, *kinds: str, of: str = "youth", key: str = "caseworker") -> list[PassedOn]:
    holds = {(department(of), kind) for kind in kinds}
    return pass_on(cast.actor(key), person_id=cast.young_person.pk, to=to, holds=holds, what="Uddrag af planen")


def test_what_a_consent_carries_is_handed_on_and_written_down(cast: Cast) -> None:
    consent = say_yes(cast, receiving=set(), kinds={"plan", "story"}, **FGU)
    made = hand_on(cast, Receiver(outside_kind="education", outside="fjordby  fgu"), "plan", "story")
    assert [one.kind for one in made] == ["plan", "story"]
    for one in made:
        assert (one.consent, one.sharing, one.basis) == (consent, None, "consent_11a")
        assert (one.passed_by, one.from_department_id) == (cast.account("caseworker"), department("youth"))
        assert (one.what, one.outside_kind, one.to_department) == ("Uddrag af planen", "education", None)
    entries = LogEntry.objects.filter(act="data_passed_on")
    assert {entry.subject_id for entry in entries} == {one.pk for one in made}


@pytest.mark.parametrize(
    ("to", "kind", "of"),
    [
        (TO_FGU, "notes", "youth"),
        (TO_FGU, "plan", "family"),
        (Receiver(outside_kind="company", outside="Fjordby FGU"), "plan", "youth"),
        (Receiver(outside_kind="education", outside="Fjordby Gymnasium"), "plan", "youth"),
    ],
)
def test_a_consent_carries_nothing_else_to_nobody_else(cast: Cast, to: Receiver, kind: str, of: str) -> None:
    say_yes(cast, receiving=set(), kinds={"plan"}, **FGU)
    with pytest.raises(NothingCarries) as refused:
        hand_on(cast, to, kind, of=of)
    assert refused.value.code == "passing_without_basis"
    assert refused.value.missing == {(department(of), kind)}
    assert not PassedOn.objects.exists()
    assert not LogEntry.objects.filter(act="data_passed_on").exists()


def test_when_a_part_of_it_rests_on_nothing_none_of_it_goes(cast: Cast) -> None:
    say_yes(cast, receiving=set(), kinds={"plan"}, **FGU)
    with pytest.raises(NothingCarries) as refused:
        hand_on(cast, TO_FGU, "plan", "health")
    assert "health and treatment" in str(refused.value)
    assert not PassedOn.objects.exists()


def test_a_consent_taken_back_carries_no_more_and_what_was_passed_on_stays(cast: Cast) -> None:
    consent = say_yes(cast, receiving=set(), kinds={"plan"}, **FGU)
    hand_on(cast, TO_FGU, "plan")
    withdraw_consent(cast.actor("caseworker"), consent_id=consent.pk)
    with pytest.raises(NothingCarries):
        hand_on(cast, TO_FGU, "plan")
    (row,) = consents_page(cast.actor("caseworker"), cast.young_person.pk).passed_on
    assert (row.to, row.what, row.kinds) == ("Fjordby FGU", "Uddrag af planen", ("the plan and its steps",))


def test_a_sharing_carries_until_it_is_ended(cast: Cast) -> None:
    made = share(
        cast.actor("caseworker"), person_id=cast.young_person.pk, why=Why("Hun er ved at falde fra."),
        terms=terms(basis="dropout_15d", receiving=set(), kinds={"contacts", "situations"}, **FGU),
    )  # fmt: skip
    passed = hand_on(cast, TO_FGU, "situations")
    assert [(one.sharing, one.consent, one.basis) for one in passed] == [(made, None, "dropout_15d")]
    end_sharing(cast.actor("caseworker"), sharing_id=made.pk)
    with pytest.raises(NothingCarries):
        hand_on(cast, TO_FGU, "situations")


def test_one_authority_needs_no_row_and_another_does(cast: Cast) -> None:
    made = hand_on(cast, Receiver(department("family")), "plan")
    assert [(one.basis, one.to_department_id) for one in made] == [("one_authority", department("family"))]
    with pytest.raises(NothingCarries):
        hand_on(cast, Receiver(department("schools")), "plan")
    notify(cast, kinds={"plan"})
    assert hand_on(cast, Receiver(department("schools")), "plan")[0].basis == "notification"


def test_an_override_carries_what_it_says(cast: Cast) -> None:
    set_aside(cast)
    assert hand_on(cast, Receiver(department("health")), "health")
    with pytest.raises(NothingCarries):
        hand_on(cast, Receiver(department("health")), "notes")


@pytest.mark.parametrize(
    ("to", "kinds", "code"),
    [
        (Receiver(), ["plan"], "consent_without_parties"),
        (Receiver(outside="Fjordby FGU"), ["plan"], "consent_without_parties"),
        (TO_FGU, [], "consent_without_kinds"),
    ],
)
def test_it_says_to_whom_and_what(cast: Cast, to: Receiver, kinds: list[str], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        hand_on(cast, to, *kinds)
    assert refused.value.code == code


def test_ones_own_department_has_it_already(cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        hand_on(cast, Receiver(department("youth")), "plan")
    assert refused.value.code == "passing_to_own"


def test_nobody_else_passes_anything_on(cast: Cast) -> None:
    person, holds = cast.young_person.pk, {(department("youth"), "plan")}
    to = Receiver(department("family"))
    with pytest.raises(NotVisible):
        hand_on(cast, to, "plan", key="other_caseworker")
    with pytest.raises((NotAllowed, NotVisible)):
        hand_on(cast, to, "plan", key="school_representative")
    with pytest.raises(NotAllowed):
        pass_on(system_actor(clock.today()), person_id=person, to=to, holds=holds, what="x")
    with pytest.raises((NotAllowed, NotVisible)):
        pass_on(citizen(cast.young_person), person_id=person, to=to, holds=holds, what="x")


def test_the_young_person_reads_all_of_it_and_both_departments_their_part(cast: Cast) -> None:
    colleague_at(cast, "schools"), colleague_at(cast, "health")
    notify(cast, kinds={"plan", "notes"})
    hand_on(cast, Receiver(department("schools")), "plan", "notes")
    hand_on(cast, Receiver(department("family")), "plan")
    person = cast.young_person.pk
    told = consents_for_portal(citizen(cast.young_person), person).passed_on
    assert [row.kinds for row in told] == [("the plan and its steps",), ("the plan and its steps", "notes")]
    assert all(row.grounds and row.giving for row in told)
    assert len(consents_page(cast.actor("caseworker"), person).passed_on) == 2
    assert len(consents_page(cast.actor("at_schools"), person).passed_on) == 1
    assert not consents_page(cast.actor("at_health"), person).passed_on


def test_what_was_passed_on_upon_a_withheld_sharing_stays_unread(cast: Cast) -> None:
    share(
        cast.actor("caseworker"), person_id=cast.young_person.pk, terms=terms(basis="notification", kinds={"notes"}),
        why=Why("Bekymring", withheld_because="Det ville sætte hende i fare."),
    )  # fmt: skip
    assert hand_on(cast, Receiver(department("schools")), "notes")[0].is_withheld
    person = cast.young_person
    assert not consents_for_portal(citizen(person), person.pk).passed_on
    assert consents_page(cast.actor("caseworker"), person.pk).passed_on
    assert not PassedOn.objects.exclude(PassedOn.not_in_copy).exists()


def test_a_guardian_reads_nothing_of_what_was_passed_on(cast: Cast) -> None:
    hand_on(cast, Receiver(department("family")), "plan")
    person = cast.young_person
    person.born_on = years_ago(14)
    person.save()
    Guardian.objects.create(young_person=person, name="Far", relation="father")
    assert not consents_for_portal(citizen(person, Role.GUARDIAN), person.pk).passed_on
    assert consents_for_portal(citizen(person), person.pk).passed_on


def test_what_may_be_handed_to_a_department_is_what_it_may_read(cast: Cast) -> None:
    """Whatever is said and shared: the receiver may be given exactly what somebody there may look up."""
    places, kinds = ("youth", "family", "schools", "health"), ("cases", "plan", "notes", "health")
    actor, dice = cast.actor("caseworker"), random.Random(7)
    readers = {place: cast.actor(colleague_at(cast, unit).username) for place, unit in zip(
        places, ("authority", "family", "schools", "health"), strict=True
    )}  # fmt: skip
    for _round in range(12):
        giving, receiving = dice.sample(places, 2)
        try:
            say_yes(cast, giving={giving}, receiving={receiving}, kinds=set(dice.sample(kinds, 2)))
            forget()
        except DomainError:
            continue
        for place, reader in readers.items():
            read = readable(reader, cast.young_person.pk)
            every: list[Held] = [(department(of), kind) for of, kind in itertools.product(places, kinds)]
            cover = cover_of(actor, cast.young_person.pk, Receiver(department(place)), every)
            assert set(cover.footings) == {held for held in every if read.allows(held[0], held[1])}  # type: ignore[arg-type]
            assert cover.missing == set(every) - set(cover.footings)
