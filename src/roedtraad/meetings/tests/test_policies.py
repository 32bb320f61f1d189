# SPDX-License-Identifier: EUPL-1.2
"""Who sees whom because of a meeting, and for how long: the relations `meets_about_own` and `meets_about_school`, and the items."""

import datetime as dt
from typing import Any

import pytest

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.rights import Right
from roedtraad.meetings import policies
from roedtraad.meetings.models import AgendaItem, Entry, ItemState, Meeting, Participant, Reply, Task
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.queries import actor_for
from roedtraad.people import policies as people
from tests.cast import Cast, days_ago, make_colleague

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    """Alma is on the agenda of the conference in a week; the matter is the authority unit's."""
    meeting = Meeting.objects.create(forum="conference", held_on=days_ago(-7), begins_at=dt.time(9), minutes=120)
    return AgendaItem.objects.create(
        meeting=meeting, young_person=cast.young_person, unit=Unit.objects.get(code="authority"), entry=Entry.MANDATORY,
        added_on=clock.today(), waiting_since=days_ago(3),
    )  # fmt: skip


@pytest.fixture
def member() -> Account:
    """Somebody of another department, who has nothing to do with Alma but this meeting."""
    return make_colleague("member", "Mogens Medlem", Role.AUTHORITY_CASEWORKER, "family")


def _takes_part(item: AgendaItem, account: Account, **values: Any) -> Participant:
    return Participant.objects.create(item=item, account=account, task=Task.MEMBER, **values)


def _actor(account: Account) -> Actor:
    return actor_for(account, clock.today())


def _sees(account: Account, item: AgendaItem) -> bool:
    """Whether the account sees the young person and the item; both shapes of both rules must say the same."""
    actor = _actor(account)
    person = people.can(actor, Right.SEE_PERSON, item.young_person_id)
    assert people.visible(actor).filter(pk=item.young_person_id).exists() == person
    fresh = AgendaItem.objects.get(pk=item.pk)
    seen = policies.can_see(actor, fresh)
    assert policies.visible(actor).filter(pk=item.pk).exists() == seen
    assert not (seen and not person)
    return seen


def test_whoever_takes_part_sees_the_young_person_and_nobody_else_does(item: AgendaItem, member: Account) -> None:
    assert not _sees(member, item)
    _takes_part(item, member)
    assert _sees(member, item)


def test_whoever_has_said_no_sees_nobody(item: AgendaItem, member: Account) -> None:
    _takes_part(item, member, reply=Reply.NO)
    assert not _sees(member, item)


def test_whoever_leads_the_meeting_sees_everybody_on_its_agenda(item: AgendaItem, member: Account) -> None:
    Meeting.objects.filter(pk=item.meeting_id).update(chair=member)
    assert _sees(member, item)


@pytest.mark.parametrize("state", [ItemState.WITHDRAWN, ItemState.CARRIED])
def test_what_is_taken_off_or_moved_on_is_no_reason_to_see_anybody(
    item: AgendaItem, member: Account, state: ItemState
) -> None:
    _takes_part(item, member)
    AgendaItem.objects.filter(pk=item.pk).update(state=state, state_because="Et andet møde.")
    assert not people.can(_actor(member), Right.SEE_PERSON, item.young_person_id)


@pytest.mark.parametrize(("until", "sees"), [(0, True), (-1, False)])
def test_after_the_meeting_one_sees_until_a_day(item: AgendaItem, member: Account, until: int, *, sees: bool) -> None:
    _takes_part(item, member)
    AgendaItem.objects.filter(pk=item.pk).update(state=ItemState.TREATED, seen_until=clock.today() + until * DAY)
    assert _sees(member, item) is sees


def test_the_item_is_for_whoever_reads_the_cases_of_its_department(item: AgendaItem, cast: Cast) -> None:
    assert _sees(cast.account("caseworker"), item)
    AgendaItem.objects.filter(pk=item.pk).update(unit=Unit.objects.get(code="schools"))
    assert people.can(_actor(cast.account("caseworker")), Right.SEE_PERSON, item.young_person_id)
    assert not _sees(cast.account("caseworker"), item)


def test_a_school_is_let_in_by_the_meeting_about_another_schools_pupil(item: AgendaItem) -> None:
    teacher = make_colleague("teacher", "Trine Tavle", Role.SCHOOL_REPRESENTATIVE, school_code="999002")
    assert not _sees(teacher, item)
    _takes_part(item, teacher)
    assert _sees(teacher, item)


def test_only_those_of_the_matter_prepare_it(item: AgendaItem, cast: Cast, member: Account) -> None:
    assert policies.may_prepare(cast.actor("caseworker"), item)
    assert not policies.may_prepare(_actor(member), item)
    _takes_part(item, member)
    assert policies.may_prepare(_actor(member), item)
