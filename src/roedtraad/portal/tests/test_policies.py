# SPDX-License-Identifier: EUPL-1.2
import datetime as dt

import pytest
from time_machine import travel

from roedtraad.cases.actions import end_contact_person
from roedtraad.cases.models import Absence
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people
from roedtraad.portal.models import IdentityKind
from roedtraad.portal.policies import access_of, answers_messages, citizen_actor
from roedtraad.portal.tests.citizens import (
    ALMA,
    OTHERS_PARENT,
    PARENT,
    REPRESENTATIVE,
    Citizens,
    make_guardian,
    make_identity,
)
from tests.cast import Cast, make_case, make_colleague, make_person, years_ago

pytestmark = pytest.mark.django_db


def test_a_citizen_reaches_their_own_and_nobody_elses(cast: Cast, citizens: Citizens) -> None:
    for key in (ALMA, PARENT, REPRESENTATIVE):
        actor = citizens.actor(key)
        assert people.can(actor, Right.SEE_PORTAL, cast.young_person.pk)
        assert not people.can(actor, Right.SEE_PERSON, cast.young_person.pk)
        assert people.roles_reaching(actor, cast.stranger.pk) == frozenset()
        with pytest.raises(NotVisible):
            access_of(actor, cast.stranger.pk)


def test_the_log_knows_a_citizen_by_role_and_not_by_name(citizens: Citizens) -> None:
    assert "Bente" not in citizens.actor(PARENT).name
    assert citizens.actor(PARENT).name
    assert citizens.actor(PARENT).account_id == 0


def test_a_parent_is_out_on_the_eighteenth_birthday(cast: Cast, citizens: Citizens) -> None:
    alma, identity = cast.young_person, citizens.identities[PARENT]
    of_age_on = terms_on(clock.today()).after("of_age", alma.born_on)
    assert citizen_actor(identity.pk, of_age_on - dt.timedelta(days=1)).reaches
    assert citizen_actor(identity.pk, of_age_on).reaches == ()
    assert citizen_actor(citizens.identities[ALMA].pk, of_age_on).reaches


def test_a_parent_without_custody_is_out_at_the_next_request(cast: Cast, citizens: Citizens) -> None:
    cast.guardian.has_custody = False
    cast.guardian.save()
    assert citizens.actor(PARENT).grants == ()


def test_a_way_in_taken_away_is_gone_at_the_next_request(citizens: Citizens) -> None:
    identity = citizens.identities[ALMA]
    identity.ended_at = clock.now()
    identity.save()
    assert citizens.actor(ALMA).grants == ()


def test_a_parent_of_two_reaches_both_each_by_its_own_rule(cast: Cast, citizens: Citizens) -> None:
    child = make_person("Lille", "Nørgaard", years_ago(13))
    make_case(child, law="KUI", discipline="guidance")
    identity = citizens.identities[PARENT]
    make_identity(child, IdentityKind.GUARDIAN, guardian=make_guardian(child, "Bente Nørgaard"), holder=identity.holder)
    actor = citizens.actor(PARENT)
    assert actor.own_person_ids == {cast.young_person.pk, child.pk}
    assert Part.CONTACTS in access_of(actor, child.pk).parts
    assert Part.CONTACTS not in access_of(actor, cast.young_person.pk).parts


def test_a_representative_has_the_role_and_the_limits(cast: Cast, citizens: Citizens) -> None:
    actor = citizens.actor(REPRESENTATIVE)
    assert actor.roles == {Role.REPRESENTATIVE}
    assert access_of(actor, cast.young_person.pk).parts == {Part.IDENTITY, Part.PLAN}


def test_others_parent_reaches_the_other(cast: Cast, citizens: Citizens) -> None:
    assert citizens.actor(OTHERS_PARENT).own_person_ids == {cast.stranger.pk}


def test_messages_are_to_the_contact_person_the_substitute_and_the_leader(cast: Cast) -> None:
    alma = cast.young_person.pk
    answering = {key for key in cast.accounts if answers_messages(cast.actor(key), alma)}
    assert answering == {"contact_person", "leader"}
    today = clock.today()
    Absence.objects.create(
        account=cast.accounts["contact_person"], substitute=cast.accounts["colleague"], started_on=today, ended_on=today
    )
    assert answers_messages(cast.actor("colleague"), alma)
    with travel(clock.now() + dt.timedelta(days=1)):
        assert not answers_messages(cast.actor("colleague"), alma)


def test_a_leader_of_another_authority_does_not_read_what_is_written_to_the_contact_person(cast: Cast) -> None:
    cast.accounts["nurses_leader"] = make_colleague("nurses_leader", "Ninna Leder", Role.UNIT_LEADER, "health")
    make_case(cast.young_person, "health", discipline="health", law="SUL")
    assert people.can(cast.actor("nurses_leader"), Right.DECIDE_HANDOVERS, cast.young_person.pk)
    assert not answers_messages(cast.actor("nurses_leader"), cast.young_person.pk)
    cast.young_person.contact_persons.all().delete()
    assert answers_messages(cast.actor("nurses_leader"), cast.young_person.pk), "somebody must, when nobody follows"


def test_who_is_no_longer_contact_person_no_longer_reads(cast: Cast) -> None:
    row = cast.young_person.contact_persons.get(account=cast.accounts["contact_person"])
    end_contact_person(cast.actor("leader"), contact_person_id=row.pk, ended_on=clock.today() - dt.timedelta(days=1))
    assert not answers_messages(cast.actor("contact_person"), cast.young_person.pk)
