# SPDX-License-Identifier: EUPL-1.2
"""A handover to another authority rests on a basis, is written down as passed on, and its note is read as long as that holds."""

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.cases.models import Case
from roedtraad.consent.actions import withdraw_consent
from roedtraad.consent.models import PassedOn
from roedtraad.consent.passing import NothingCarries
from roedtraad.consent.tests.making import citizen, department, say_yes
from roedtraad.handover import actions, queries
from roedtraad.handover.models import Handover, State
from roedtraad.handover.tests.making import NOTE, asking, offered, task_offered
from roedtraad.kernel.actor import Role
from roedtraad.organisation.models import Unit
from tests.access.stage import BACKEND
from tests.cast import Cast, make_case, make_colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(cast: Cast) -> Cast:
    """Somebody in the health department, which is an authority of its own and has a case as well."""
    cast.accounts["nurse"] = make_colleague("nurse", "Nete", Role.AUTHORITY_CASEWORKER, "health")
    make_case(cast.young_person, "health", cast.account("nurse"), law="sundhedsloven", discipline="health")
    return cast


@pytest.fixture
def misuse(nurse: Cast) -> Case:
    """A case about misuse, under the law that both departments work under."""
    return make_case(
        nurse.young_person, "authority", nurse.account("caseworker"), law="sundhedsloven", discipline="substance_misuse"
    )


def note(cast: Cast, key: str, one: Handover) -> str:
    found = queries.one_handover(cast.actor(key), one.pk)
    return str(queries.handover_page(cast.actor(key), found).note)


def test_the_task_goes_to_another_authority_upon_a_yes_and_is_written_down(nurse: Cast) -> None:
    with pytest.raises(NothingCarries):
        task_offered(nurse, "nurse")
    assert not Handover.objects.exists()
    assert not PassedOn.objects.exists()
    consent = say_yes(nurse, receiving={"health"}, kinds={"cases"})
    one = task_offered(nurse, "nurse")
    made = PassedOn.objects.get()
    assert (made.consent, made.kind, made.to_department_id) == (consent, "cases", department("health"))
    assert NOTE.risks in note(nurse, "nurse", one)
    actions.accept_handover(nurse.actor("nurse"), handover_id=one.pk)
    assert PassedOn.objects.count() == 1, "it was handed over once"


def test_inside_one_authority_nothing_is_passed_on(cast: Cast) -> None:
    one = offered(cast)
    actions.accept_handover(cast.actor("colleague"), handover_id=one.pk)
    assert not PassedOn.objects.exists()


def test_a_case_takes_its_journal_along_so_both_must_be_carried(nurse: Cast) -> None:
    """A case of the youth department to the health department; made plain by a law that both work under."""
    plain = make_case(
        nurse.young_person, "authority", nurse.account("caseworker"), law="sundhedsloven", discipline="guidance"
    )
    say_yes(nurse, receiving={"health"}, kinds={"cases"})
    with pytest.raises(NothingCarries) as refused:
        actions.hand_over_case(nurse.actor("caseworker"), case_id=plain.pk, asking=asking(nurse, "nurse"))
    assert refused.value.missing == {(department("youth"), "notes")}


def test_a_case_about_misuse_is_health(nurse: Cast, misuse: Case) -> None:
    say_yes(nurse, receiving={"health"}, kinds={"cases", "notes"})
    with pytest.raises(NothingCarries) as refused:
        actions.hand_over_case(nurse.actor("caseworker"), case_id=misuse.pk, asking=asking(nurse, "nurse"))
    assert refused.value.missing == {(department("youth"), "health")}
    say_yes(nurse, receiving={"health"}, kinds={"health"})
    actions.hand_over_case(nurse.actor("caseworker"), case_id=misuse.pk, asking=asking(nurse, "nurse"))
    assert [one.kind for one in PassedOn.objects.all()] == ["health"]


def test_a_yes_taken_back_closes_the_note_and_the_handover_stays_with_the_sender(
    nurse: Cast, misuse: Case, client: Client
) -> None:
    consent = say_yes(nurse, receiving={"health"}, kinds={"health"})
    one = actions.hand_over_case(nurse.actor("caseworker"), case_id=misuse.pk, asking=asking(nurse, "nurse"))
    assert NOTE.risks in note(nurse, "nurse", one)
    withdraw_consent(nurse.actor("caseworker"), consent_id=consent.pk)
    assert note(nurse, "nurse", one) == "()"
    assert NOTE.risks in note(nurse, "caseworker", one)
    client.force_login(nurse.account("nurse"), backend=BACKEND)
    page = client.get(reverse("handover:see", args=[one.pk])).content.decode()
    assert "You cannot read the note" in page
    assert NOTE.risks not in page
    with pytest.raises(NothingCarries):
        actions.accept_handover(nurse.actor("nurse"), handover_id=one.pk)
    misuse.refresh_from_db()
    assert misuse.caseworker == nurse.account("caseworker")
    one.refresh_from_db()
    assert one.state == State.PENDING


def test_a_case_that_another_authority_asked_for_is_written_down_when_it_is_given(nurse: Cast, misuse: Case) -> None:
    say_yes(nurse, receiving={"health"}, kinds={"health"})
    one = actions.request_case(nurse.actor("nurse"), case_id=misuse.pk, why="Hun er i behandling hos os.")
    assert not PassedOn.objects.exists()
    actions.give_case(nurse.actor("caseworker"), handover_id=one.pk, note=NOTE)
    assert [row.recipient for row in PassedOn.objects.all()] != []
    assert LogEntry.objects.filter(act="data_passed_on").count() == 1
    assert NOTE.risks in note(nurse, "nurse", one)


def test_the_young_person_reads_that_it_was_handed_over(nurse: Cast) -> None:
    from roedtraad.consent.queries import consents_for_portal

    say_yes(nurse, receiving={"health"}, kinds={"cases"})
    task_offered(nurse, "nurse")
    (row,) = consents_for_portal(citizen(nurse.young_person), nurse.young_person.pk).passed_on
    assert "Handover" in row.what
    assert NOTE.risks not in str(row)
    assert Unit.objects.get(code="health").department.local_name in row.to


def test_everything_of_somebody_who_leaves_crosses_only_upon_a_basis(nurse: Cast, misuse: Case) -> None:
    from roedtraad.handover.leaving import Share, hand_over_all

    shares = [Share(nurse.account("nurse").pk, case_id=misuse.pk)]
    leaver = nurse.account("caseworker").pk
    with pytest.raises(NothingCarries):
        hand_over_all(nurse.actor("leader"), account_id=leaver, shares=shares, note=NOTE)
    assert not Handover.objects.exists()
    say_yes(nurse, receiving={"health"}, kinds={"health"})
    hand_over_all(nurse.actor("leader"), account_id=leaver, shares=shares, note=NOTE, at_once=True)
    assert PassedOn.objects.count() == 1
