# SPDX-License-Identifier: EUPL-1.2
"""Proposing, adding, removing and inviting; what each may hear; who is told."""

import datetime as dt
import typing
from typing import Any

import pytest

from roedtraad.audit.models import LogEntry
from roedtraad.cases.models import Absence
from roedtraad.consent.actions import Given, Terms, give_consent
from roedtraad.consent.models import Channel, GivenBy
from roedtraad.consent.policies import readable
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role, system_actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.remembering import remembering
from roedtraad.meetings.actions.inviting import (
    Added,
    add_participant,
    invite,
    propose_participants,
    remove_participant,
)
from roedtraad.meetings.models import AgendaItem, ItemState, Participant, Reply, Task, Way
from roedtraad.meetings.queries.calendar import forum_last
from roedtraad.meetings.queries.inviting import ParticipantRow, adults_of, participants_of
from roedtraad.meetings.queries.inviting_hearing import listeners, subject_of
from roedtraad.meetings.tests.making_inviting import make_item, make_meeting, make_participant, make_seat, soon
from roedtraad.notices.models import Notice
from roedtraad.organisation.actions import load_profile
from roedtraad.organisation.profile import DataKind
from roedtraad.organisation.queries import actor_for
from roedtraad.people import policies as people
from tests.cast import LONG_AGO, Cast, make_case, make_colleague, shipped_profile

pytestmark = pytest.mark.django_db


def use_forum(**changes: Any) -> None:
    """Let the conference of Fjordby be otherwise."""
    profile = shipped_profile("fjordby")
    forums = tuple(one.model_copy(update=changes) if one.id == "conference" else one for one in profile.forums)
    load_profile(
        system_actor(clock.today(), "test"), profile=profile.model_copy(update={"forums": forums}),
        valid_from=LONG_AGO + dt.timedelta(days=1),
    )  # fmt: skip


def names(found: list[Participant]) -> list[tuple[str, str]]:
    return [
        (one.account.name if one.account else one.guardian.name if one.guardian else "Alma", one.task) for one in found
    ]


def in_order(item: AgendaItem) -> list[Participant]:
    return list(item.participants.select_related("account", "guardian").order_by("pk"))


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    return make_item(cast.young_person, brought_by=cast.account("caseworker"))


def test_the_young_person_is_proposed_first_then_those_who_are_needed(cast: Cast, item: AgendaItem) -> None:
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    assert names(in_order(item)) == [
        ("Alma", "young_person"), ("Kirsten Kontakt", "contact_person"), ("Sara Sagsbehandler", "caseworker"),
    ]  # fmt: skip
    sara = item.participants.get(account=cast.account("caseworker"))
    assert sara.also == ["brings"], "one person carries several tasks"
    assert adults_of(item) == 2


def test_proposing_again_changes_nothing(cast: Cast, item: AgendaItem) -> None:
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    before, log = list(item.participants.values()), LogEntry.objects.count()
    propose_participants(system_actor(clock.today(), "worker"), item_id=item.pk)
    assert list(item.participants.values()) == before
    assert LogEntry.objects.count() == log


def test_whoever_is_no_longer_needed_is_taken_off_unless_asked_or_added(cast: Cast, item: AgendaItem) -> None:
    actor = cast.actor("caseworker")
    propose_participants(actor, item_id=item.pk)
    added = add_participant(actor, item_id=item.pk, added=Added(Task.KNOWS, account_id=cast.account("counsellor").pk))
    cast.young_person.contact_persons.filter(is_coordinating=True).update(ended_on=clock.today())
    propose_participants(actor, item_id=item.pk)
    assert not item.participants.filter(account=cast.account("contact_person")).exists()
    assert item.participants.filter(pk=added.pk).exists()


def test_a_guardian_comes_when_a_law_makes_them_a_party(cast: Cast, item: AgendaItem) -> None:
    make_case(cast.young_person, "front_door", law="KUI", discipline="guidance")
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    assert names(in_order(item))[1] == ("Bente Nørgaard", "guardian")


def test_a_protected_address_lets_nobody_be_called_by_the_machine(cast: Cast, item: AgendaItem) -> None:
    make_case(cast.young_person, "front_door", law="KUI", discipline="guidance")
    cast.guardian.address_protected_to = soon() + dt.timedelta(days=100)
    cast.guardian.save()
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    assert not item.participants.filter(guardian__isnull=False).exists()


def test_an_adult_comes_without_guardians(cast: Cast, item: AgendaItem) -> None:
    make_case(cast.young_person, "front_door", law="KUI", discipline="guidance")
    cast.young_person.born_on = clock.today() - dt.timedelta(days=365 * 19)
    cast.young_person.save()
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    assert not item.participants.filter(guardian__isnull=False).exists()


def test_who_may_decide_and_pay_is_there_when_the_forum_may_not_grant(cast: Cast, item: AgendaItem) -> None:
    item.decider_unit = item.payer = item.unit
    item.save()
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    leader = item.participants.get(account=cast.account("leader"))
    assert (leader.task, leader.also) == ("decides", ["pays"])


def test_nobody_decides_beside_a_forum_that_grants(cast: Cast, item: AgendaItem) -> None:
    use_forum(may_grant=True)
    item.decider_unit = item.payer = item.unit
    item.save()
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    assert not item.participants.filter(account=cast.account("leader")).exists()


def test_a_seat_speaks_for_the_cases_of_its_field(cast: Cast, item: AgendaItem) -> None:
    make_case(
        cast.young_person, "family", cast.account("other_caseworker"), discipline="children_family", law="barnets_lov"
    )
    seat = make_seat("discipline:children_family", cast.account("other_leader"))
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    assert item.participants.get(account=cast.account("other_leader")).seat == seat.seat
    assert not item.participants.filter(account=cast.account("other_caseworker")).exists()


def test_a_case_that_the_department_may_not_know_of_brings_nobody(cast: Cast, item: AgendaItem) -> None:
    nurse = make_colleague("nurse", "Nanna Nurse", Role.AUTHORITY_CASEWORKER, "health")
    make_case(cast.young_person, "health", nurse, discipline="health", law="sundhedsloven")
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    assert not item.participants.filter(account=nurse).exists()


def test_whoever_is_away_that_day_sends_the_substitute(cast: Cast, item: AgendaItem) -> None:
    day = item.meeting.held_on
    Absence.objects.create(
        account=cast.account("contact_person"), substitute=cast.account("counsellor"), started_on=day, ended_on=day
    )
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    assert item.participants.get(task="contact_person").account == cast.account("counsellor")


def test_a_closed_circle_is_its_partners_alone(cast: Cast, item: AgendaItem) -> None:
    use_forum(closed_circle=True)
    make_seat("discipline:social", cast.account("colleague"))
    actor = cast.actor("caseworker")
    propose_participants(actor, item_id=item.pk)
    assert names(in_order(item)) == [("Karl Kollega", "member")]
    with pytest.raises(DomainError) as refused:
        add_participant(actor, item_id=item.pk, added=Added(Task.KNOWS, account_id=cast.account("counsellor").pk))
    assert refused.value.code == "closed_circle"


def test_adding_refuses_twice_nobody_and_whoever_cannot(cast: Cast, item: AgendaItem) -> None:
    actor = cast.actor("caseworker")
    propose_participants(actor, item_id=item.pk)
    refused = {
        "takes_part_already": Added(Task.KNOWS, account_id=cast.account("contact_person").pk),
        "participant_unnamed": Added(Task.KNOWS),
        "cannot_take_part": Added(Task.KNOWS, account_id=cast.account("secretariat").pk),
    }
    for code, added in refused.items():
        with pytest.raises(DomainError) as error:
            add_participant(actor, item_id=item.pk, added=added)
        assert error.value.code == code
    with pytest.raises(NotVisible):
        add_participant(actor, item_id=item.pk, added=Added(Task.GUARDIAN, guardian_id=987654))


def test_whoever_is_added_sees_the_young_person_and_loses_sight_with_a_no(cast: Cast, item: AgendaItem) -> None:
    other = cast.actor("other_caseworker")
    assert not people.visible(other).filter(pk=cast.young_person.pk).exists()
    one = add_participant(
        cast.actor("caseworker"),
        item_id=item.pk,
        added=Added(Task.KNOWS, account_id=cast.account("other_caseworker").pk),
    )
    assert people.visible(other).filter(pk=cast.young_person.pk).exists()
    one.reply = Reply.NO
    one.save()
    assert not people.visible(other).filter(pk=cast.young_person.pk).exists()


def test_the_young_person_is_never_taken_off(cast: Cast, item: AgendaItem) -> None:
    actor = cast.actor("caseworker")
    propose_participants(actor, item_id=item.pk)
    with pytest.raises(DomainError) as error:
        remove_participant(actor, participant_id=item.participants.get(is_young_person=True).pk)
    assert error.value.code == "young_person_stays"


def test_who_is_invited_is_told_and_the_young_person_first(cast: Cast, item: AgendaItem) -> None:
    actor = cast.actor("caseworker")
    for key in ("contact_person", "caseworker"):
        cast.account(key).email = f"{key}@example.invalid"
        cast.account(key).save()
    propose_participants(actor, item_id=item.pk)
    told = invite(actor, item_id=item.pk, site="https://unge.example.invalid")
    assert (told.told, told.unreached) == (3, ())
    notices = list(Notice.objects.order_by("pk"))
    assert [one.address for one in notices] == [
        "20 30 40 50",
        "contact_person@example.invalid",
        "caseworker@example.invalid",
    ]
    assert "https://unge.example.invalid/portal/" in notices[0].body
    assert invite(actor, item_id=item.pk).told == 0, "nobody is told the same twice"


def test_who_cannot_be_reached_is_given_back(cast: Cast, item: AgendaItem) -> None:
    actor = cast.actor("caseworker")
    propose_participants(actor, item_id=item.pk)
    told = invite(actor, item_id=item.pk)
    assert told.told == 1
    assert len(told.unreached) == 2, "two colleagues without an e-mail"


def test_a_settled_item_asks_nobody(cast: Cast, item: AgendaItem) -> None:
    AgendaItem.objects.filter(pk=item.pk).update(state=ItemState.TREATED)
    with pytest.raises(DomainError) as error:
        propose_participants(cast.actor("caseworker"), item_id=item.pk)
    assert error.value.code == "item_settled"


def test_strangers_find_no_item_and_onlookers_are_refused(cast: Cast, item: AgendaItem) -> None:
    with pytest.raises(NotVisible):
        propose_participants(cast.actor("other_caseworker"), item_id=item.pk)
    make_participant(item, cast.account("school_representative"))
    with pytest.raises(NotAllowed):
        propose_participants(cast.actor("school_representative"), item_id=item.pk)


def hears(actor: Actor, item: AgendaItem, account_id: int | None) -> ParticipantRow:
    return next(one for one in participants_of(actor, item) if one.account_id == account_id)


def test_a_gap_says_whose_what_is_missing_and_a_consent_closes_it(cast: Cast, item: AgendaItem) -> None:
    actor, school = cast.actor("caseworker"), cast.account("school_representative").pk
    add_participant(actor, item_id=item.pk, added=Added(Task.KNOWS, account_id=school))
    row = hears(actor, item, school)
    assert [(one.giving, one.receiving, one.kinds) for one in row.gaps] == [("youth", ("schools",), ("cases", "plan"))]
    assert row.hears_common_only
    terms = Terms(
        "Møde", frozenset({"cases", "plan"}), frozenset({"youth"}), frozenset({"schools"}), "consent_11a", "Sagen"
    )
    give_consent(
        actor, person_id=cast.young_person.pk, terms=terms,
        given=Given(GivenBy.YOUNG_PERSON, Channel.SPOKEN, "da", clock.today()),
    )  # fmt: skip
    row = hears(actor, item, school)
    assert row.gaps == ()
    assert row.ground == "consent_11a"


def test_the_forums_own_basis_opens_what_it_covers(cast: Cast, item: AgendaItem) -> None:
    use_forum(sharing_basis="prevention_once")
    actor, school = cast.actor("caseworker"), cast.account("school_representative").pk
    add_participant(actor, item_id=item.pk, added=Added(Task.KNOWS, account_id=school))
    assert hears(actor, item, school).ground == "prevention_once"
    earlier = make_item(cast.young_person, make_meeting(held_on=clock.today()), state=ItemState.TREATED)
    assert hears(actor, item, school).ground == "", "that basis holds once"
    assert earlier.pk


def test_who_may_not_know_of_a_matter_reads_nothing_of_its_gap(cast: Cast, item: AgendaItem) -> None:
    add_participant(
        cast.actor("caseworker"), item_id=item.pk,
        added=Added(Task.KNOWS, account_id=cast.account("school_representative").pk),
    )  # fmt: skip
    rows = participants_of(cast.actor("school_representative"), item)
    assert all(one.gaps == () and one.hears == () for one in rows)


def test_what_is_heard_is_what_may_be_read(cast: Cast, item: AgendaItem) -> None:
    """The same rule as everywhere, asked of many at once."""
    make_case(cast.young_person, "health", discipline="health", law="sundhedsloven")
    make_case(cast.young_person, "family", discipline="children_family", law="barnets_lov")
    colleagues = [key for key in cast.accounts if key != "secretariat"]
    for key in colleagues:
        make_participant(item, cast.account(key))
    subject = subject_of(item, forum_last(item.meeting.forum, item.meeting.held_on))
    found = listeners(subject, item, item.participants.all())
    for one in item.participants.select_related("account"):
        assert one.account is not None
        allowed = readable(actor_for(one.account, item.meeting.held_on), cast.young_person.pk)
        may_read = {one for one in subject.matters if allowed.allows(one[0], typing.cast(DataKind, one[1]))}
        assert may_read == set(found[one.pk].hearing.heard), one.account.name


def test_as_many_queries_for_one_as_for_ten(cast: Cast, item: AgendaItem, django_assert_max_num_queries: Any) -> None:
    actor = cast.actor("caseworker")
    propose_participants(actor, item_id=item.pk)
    with remembering(), django_assert_max_num_queries(18) as few:
        participants_of(actor, item)
    for number in range(8):
        make_participant(item, make_colleague(f"extra{number}", f"Extra {number}", Role.CONTACT_PERSON, "front_door"))
    with remembering(), django_assert_max_num_queries(len(few)):
        assert len(participants_of(actor, item)) == 11


def test_what_is_in_writing_or_refused_leaves_no_gap(cast: Cast, item: AgendaItem) -> None:
    one = make_participant(item, cast.account("school_representative"), way=Way.IN_WRITING)
    assert hears(cast.actor("caseworker"), item, one.account_id).gaps == ()
