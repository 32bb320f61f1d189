# SPDX-License-Identifier: EUPL-1.2
"""Nobody comes to see or hear more by a meeting than they take part in: without a chair, never closed, in a closed circle, in its lines."""

import datetime as dt

import pytest

from roedtraad.audit.models import LogPerson
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.meetings import policies, policies_sitting
from roedtraad.meetings.actions.calendar_seats import name_chair
from roedtraad.meetings.actions.carrying import go_on
from roedtraad.meetings.actions.inviting import remove_participant
from roedtraad.meetings.actions.sitting import ask_decision, begin_item, open_meeting, write_line
from roedtraad.meetings.agenda_jobs import end_sight
from roedtraad.meetings.models import AgendaItem, DecisionState, ItemState, Meeting, MeetingState, Reply
from roedtraad.meetings.queries.calendar_pages import meeting_rows
from roedtraad.meetings.queries.sitting import sitting_of
from roedtraad.meetings.tests.making_calendar import forum_document, make_seat, use_forums
from roedtraad.meetings.tests.making_sitting import draft, make_held, make_item, make_meeting, make_part, make_under_way
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people
from tests.cast import Cast, make_colleague, make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
CIRCLE = "circle"


@pytest.fixture
def member() -> Account:
    """Somebody of another department, who has nothing to do with Alma but a meeting."""
    return make_colleague("member", "Mogens Medlem", Role.AUTHORITY_CASEWORKER, "family")


def test_nobody_leads_a_meeting_without_a_chair_of_whose_agenda_they_see_only_a_part(
    cast: Cast, member: Account
) -> None:
    meeting = make_meeting(None)
    make_part(make_item(meeting, cast.young_person), member)
    actor = actor_for(member, clock.today())
    other = make_item(meeting, make_person())
    with pytest.raises(NotAllowed):
        open_meeting(actor, meeting_id=meeting.pk)
    assert not people.can(actor, Right.SEE_PERSON, other.young_person_id)
    other.delete()
    assert open_meeting(actor, meeting_id=meeting.pk).chair_id == member.pk


@pytest.mark.parametrize("state", [MeetingState.PLANNED, MeetingState.UNDER_WAY, MeetingState.CANCELLED])
def test_a_meeting_that_nobody_closes_lets_nobody_see_for_ever(
    cast: Cast, member: Account, state: MeetingState
) -> None:
    today = clock.today()
    last = terms_on(today).before("meeting_access_after", today)
    item = make_item(make_meeting(None, held_on=last), cast.young_person)
    make_part(item, member)
    opened = clock.now() if state == MeetingState.UNDER_WAY else None
    because = "Ingen kom." if state == MeetingState.CANCELLED else ""
    Meeting.objects.filter(pk=item.meeting_id).update(state=state, opened_at=opened, cancelled_because=because)
    actor = actor_for(member, today)
    end_sight()
    assert people.can(actor, Right.SEE_PERSON, item.young_person_id)
    Meeting.objects.filter(pk=item.meeting_id).update(held_on=last - DAY)
    end_sight()
    assert not people.can(actor, Right.SEE_PERSON, item.young_person_id)


def test_who_is_named_chair_sees_those_whom_the_log_names(cast: Cast, member: Account) -> None:
    meeting = make_meeting(cast.account("leader"))
    make_item(meeting, cast.young_person)
    name_chair(cast.actor("secretariat"), meeting_id=meeting.pk, account_id=member.pk)
    told = LogPerson.objects.filter(entry__act="chair_named").values_list("young_person_id", flat=True)
    assert list(told) == [cast.young_person.pk]


class TestAClosedCircle:
    @pytest.fixture(autouse=True)
    def circle(self, cast: Cast) -> None:
        use_forums(forum_document(CIRCLE, closed_circle=True))

    def test_is_led_by_somebody_who_sits_there(self, cast: Cast, member: Account) -> None:
        meeting = make_meeting(None, CIRCLE)
        with pytest.raises(DomainError) as refused:
            name_chair(cast.actor("secretariat"), meeting_id=meeting.pk, account_id=member.pk)
        assert refused.value.code == "closed_circle"
        make_seat(CIRCLE, "discipline:social", member)
        assert name_chair(cast.actor("secretariat"), meeting_id=meeting.pk, account_id=member.pk).chair == member

    def test_is_neither_heard_nor_written_by_a_colleague_with_the_case(self, cast: Cast, member: Account) -> None:
        item = make_under_way(make_held(member, CIRCLE), cast.young_person)
        actor = cast.actor("caseworker")
        assert not policies.can_see(actor, item)
        assert not policies.visible(actor).exists()
        with pytest.raises(NotVisible):
            policies_sitting.require_screen(actor, item)
        with pytest.raises(NotVisible):
            write_line(actor, item_id=item.pk, line=draft(), seen=None)
        make_seat(CIRCLE, "discipline:social", cast.account("caseworker"))
        policies_sitting.require_screen(actor, item)
        assert policies.visible(actor).get() == item
        assert policies.may_prepare(actor, item)


def test_what_another_department_agreed_is_read_by_those_who_heard_it(cast: Cast, member: Account) -> None:
    """The colleague with the case who was not there reads what they would read in the plan: their own department's."""
    meeting = make_meeting(member)
    item = make_item(meeting, cast.young_person)
    chair = actor_for(member, clock.today())
    open_meeting(chair, meeting_id=meeting.pk)
    begin_item(chair, item_id=item.pk)
    nurse = make_colleague("nurse", "Nete Nål", Role.CONTACT_PERSON, "health")
    theirs = draft("Tale med lægen", by_young_person=False, responsible_id=nurse.pk)
    for line in (theirs, draft("Ringe til skolen")):
        write_line(chair, item_id=item.pk, line=line, seen=None)
    assert _read(chair, item) == ["Tale med lægen", "Ringe til skolen"]
    assert _read(cast.actor("caseworker"), item) == ["Ringe til skolen"]
    make_part(item, cast.account("caseworker"))
    assert _read(cast.actor("caseworker"), item) == ["Tale med lægen", "Ringe til skolen"]


def _read(actor: Actor, item: AgendaItem) -> list[str]:
    fresh = AgendaItem.objects.select_related("meeting", "unit", "young_person").get(pk=item.pk)
    return [row.line.what for row in sitting_of(actor, fresh).lines]


def test_a_yes_holds_for_the_words_that_were_asked_about(cast: Cast) -> None:
    """What is asked is taken back when the agreement becomes another one, and nobody asks themselves."""
    chair = cast.actor("leader")
    item = make_under_way(make_held(cast.account("leader")), cast.young_person)
    line = write_line(chair, item_id=item.pk, line=draft("Ti timers mentor"), seen=None)
    asked = ask_decision(chair, item_id=item.pk, line_id=line.pk, what="Ti timers mentor", unit=item.unit)
    later = draft("Ti timers mentor", line.key, due_on=clock.today() + 30 * DAY)
    line = write_line(chair, item_id=item.pk, line=later, seen=line.version)
    asked.refresh_from_db()
    assert asked.state == DecisionState.OPEN
    write_line(chair, item_id=item.pk, line=draft("Fyrre timers mentor", line.key), seen=line.version)
    asked.refresh_from_db()
    assert asked.state == DecisionState.WITHDRAWN
    with pytest.raises(DomainError) as refused:
        ask_decision(chair, item_id=item.pk, what="Mentor", unit=item.unit, account=cast.account("leader"))
    assert refused.value.code == "decision_of_own"


def test_whoever_said_no_is_not_let_in_again_by_the_next_meeting(cast: Cast, member: Account) -> None:
    meeting = make_meeting(cast.account("leader"))
    item = make_item(meeting, cast.young_person)
    make_part(item, member, reply=Reply.NO)
    make_part(item, cast.account("counsellor"))
    following = make_meeting(None, held_on=clock.today() + 14 * DAY)
    go_on([item], following, clock.today())
    heir = following.items.get()
    assert [one.account for one in heir.participants.all()] == [cast.account("counsellor")]


def test_where_somebody_is_met_at_home_is_told_to_nobody_else(cast: Cast) -> None:
    make_meeting(cast.account("caseworker"), place="Hos Alma, Skovvej 3", by_cadence=False)
    make_meeting(cast.account("caseworker"), place="Rådhuset, lokale 2", by_cadence=True)
    rows = meeting_rows(Meeting.objects.order_by("pk"), clock.today())
    assert [row.place for row in rows] == ["", "Rådhuset, lokale 2"]


def test_who_was_never_there_can_be_taken_off_afterwards(cast: Cast, member: Account) -> None:
    item = make_item(make_meeting(cast.account("leader")), cast.young_person)
    wrong, there = make_part(item, member), make_part(item, cast.account("counsellor"), attended=True)
    AgendaItem.objects.filter(pk=item.pk).update(state=ItemState.TREATED, seen_until=clock.today() + 30 * DAY)
    actor = actor_for(member, clock.today())
    assert people.can(actor, Right.SEE_PERSON, item.young_person_id)
    remove_participant(cast.actor("leader"), participant_id=wrong.pk)
    assert not people.can(actor, Right.SEE_PERSON, item.young_person_id)
    with pytest.raises(DomainError):
        remove_participant(cast.actor("leader"), participant_id=there.pk)
