# SPDX-License-Identifier: EUPL-1.2
"""The calendar follows the profile and loses nobody; meetings are called, moved and cancelled by those who may."""

import datetime as dt
from typing import Any

import pytest

from roedtraad.audit.models import LogEntry, LogPerson
from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.locks import Lock
from roedtraad.meetings.actions import calendar as acts
from roedtraad.meetings.models import AgendaItem, Entry, ItemSignal, ItemState, Meeting, MeetingState, Participant, Task
from roedtraad.meetings.queries.calendar import (
    forum_of,
    free_places,
    left_waiting,
    next_meetings,
    seat_holders,
)  # fmt: skip
from roedtraad.meetings.tests.making_calendar import (
    forum_document,
    make_item,
    make_meeting,
    make_seat,
    use_forums,
)  # fmt: skip
from tests.cast import Cast, make_person, use_profile

DAY = dt.timedelta(days=1)
MONDAY = {"every": 1, "unit": "week", "first_on": "2026-01-05"}
TUESDAY = {"every": 1, "unit": "week", "first_on": "2026-01-06"}
TEN = dt.time(10)


def plan() -> acts.Planned:
    return acts.plan_calendar(system_actor(clock.today(), "test"), on=clock.today())


def ahead(forum: str = "team") -> list[Meeting]:
    return list(Meeting.objects.filter(forum=forum, state=MeetingState.PLANNED).order_by("held_on"))


def team(**values: Any) -> dict[str, Any]:
    return forum_document("team", **values)


def called(**values: Any) -> acts.Called:
    given = {"held_on": clock.today() + 3 * DAY, "begins_at": TEN, "question": "What now?", "because": "It is stuck."}
    return acts.Called(**{**given, **values})


# --- the plan -----------------------------------------------------------------------------------------------------


def test_a_cadence_becomes_half_a_year_of_meetings_once(cast: Cast) -> None:
    """What the forum says of time, place and room stands on each; the second night changes nothing."""
    use_forums(team(cadence=MONDAY, begins_at="08:30", minutes=90, minutes_per_case=30, place={"da": "A", "en": "A"}))
    made = plan().made
    meetings = ahead()
    assert made == len(meetings) > 20
    assert {one.held_on.weekday() for one in meetings} <= {0, 1}
    assert {(one.begins_at, one.capacity, one.place) for one in meetings} == {(dt.time(8, 30), 3, "A")}
    assert meetings[0].unit is not None
    assert plan().is_quiet
    assert LogEntry.objects.filter(act="calendar_planned").count() == 1


def test_a_forum_that_is_called_or_says_nothing_gets_no_meetings(cast: Cast) -> None:
    use_forums(team(), forum_document("called", cadence={"ad_hoc": True}))
    assert plan().is_quiet


def test_a_new_weekday_moves_the_meetings_with_their_agenda(cast: Cast) -> None:
    use_forums(team(cadence=MONDAY))
    plan()
    first = ahead()[1]
    item = make_item(first, cast.young_person)
    use_forums(team(cadence=TUESDAY), from_on=clock.today())
    done = plan()
    first.refresh_from_db()
    item.refresh_from_db()
    assert (done.made, done.cancelled) == (0, 0)
    assert first.held_on.weekday() == 1
    assert first.moved_from is not None
    assert first.moved_from.weekday() == 0
    assert (item.meeting_id, first.sequence) == (first.pk, 1)
    assert plan().is_quiet


def test_fewer_meetings_send_the_items_of_those_that_go_to_the_nearest_with_room(cast: Cast) -> None:
    """Every week becomes every fourth: who stood on a meeting that goes is on one that stays, with signals and wishes."""
    use_forums(team(cadence=MONDAY, capacity=1))
    plan()
    people = [make_person() for _number in range(3)]
    for person, meeting in zip(people, ahead()[4:7], strict=True):
        item = make_item(meeting, person)
        Participant.objects.create(item=item, is_young_person=True, task=Task.YOUNG_PERSON, wish="A job", reply="yes")
    use_forums(team(cadence={**MONDAY, "every": 4}, capacity=1), from_on=clock.today())
    done = plan()
    now = AgendaItem.objects.filter(state=ItemState.LISTED)
    assert done.cancelled > 0
    assert done.items_moved == 2 or done.items_moved == 3
    assert {one.young_person_id for one in now} == {person.pk for person in people}
    assert {one.meeting.state for one in now} == {MeetingState.PLANNED}
    assert len({one.meeting_id for one in now}) == 3
    carried = now.filter(carried_from__isnull=False)
    assert all(one.carries == 1 and one.participants.get().wish == "A job" for one in carried)
    assert {one.participants.get().reply for one in carried} == {"none"}
    assert plan().is_quiet


def test_a_forum_that_ends_is_cancelled_and_who_waited_is_listed(cast: Cast) -> None:
    use_forums(team(cadence=MONDAY))
    plan()
    item = make_item(ahead()[2], cast.young_person, entry=Entry.BROUGHT, because="It is stuck.")
    use_forums(forum_document("other", cadence=TUESDAY), from_on=clock.today())
    done = plan()
    assert ahead() == []
    assert (done.items_moved, done.items_left) == (0, 1)
    assert list(left_waiting()) == [item]
    gone = Meeting.objects.filter(forum="team").first()
    assert gone is not None
    assert gone.cancelled_because
    assert forum_of(gone).id == "team"
    assert plan().is_quiet


def test_when_a_forum_ends_its_items_go_where_their_signals_lead_now(cast: Cast) -> None:
    use_forums(team(cadence=MONDAY))
    plan()
    item = make_item(ahead()[2], cast.young_person)
    signal = Signal.objects.create(
        rule="many", young_person=cast.young_person, raised_on=clock.today(), due_on=clock.today(), evidence={},
        origins={},
    )  # fmt: skip
    ItemSignal.objects.create(item=item, signal=signal)
    rule = {
        "id": "many", "title": {"da": "Flere", "en": "Several"}, "when": {"fact": "open_discipline_count", "from": 2},
        "leads_to": {"forum": "other"}, "valid_from": "2014-01-01", "source": "test",
    }  # fmt: skip
    other = forum_document("other", cadence=TUESDAY, admission={"rules": ["many"]})
    use_forums(other, from_on=clock.today(), rules=(rule,))
    assert plan().items_moved == 1
    now = AgendaItem.objects.get(state=ItemState.LISTED)
    assert (now.meeting.forum, now.carried_from) == ("other", item)
    assert [one.signal for one in now.item_signals.all()] == [signal]


def test_a_forum_that_is_called_from_now_on_keeps_the_meetings_that_somebody_is_on(cast: Cast) -> None:
    use_forums(team(cadence=MONDAY))
    plan()
    kept = ahead()[2]
    make_item(kept, cast.young_person)
    use_forums(team(cadence={"ad_hoc": True}), from_on=clock.today())
    plan()
    assert ahead() == [kept]
    assert plan().is_quiet


def test_what_somebody_moved_or_cancelled_by_hand_stays_so(cast: Cast) -> None:
    use_forums(team(cadence=MONDAY))
    plan()
    leader = cast.actor("leader")
    moved, gone = ahead()[1], ahead()[3]
    acts.move_meeting(leader, meeting_id=moved.pk, moved=acts.Moved(moved.held_on + 2 * DAY, TEN, 60))
    acts.cancel_meeting(leader, meeting_id=gone.pk, because="Everybody is at a course.")
    assert plan().is_quiet
    use_forums(team(cadence=MONDAY, begins_at="13:00"), from_on=clock.today())
    plan()
    moved.refresh_from_db()
    assert moved.begins_at == TEN
    assert ahead()[0].begins_at == dt.time(13)


def test_only_planners_plan(cast: Cast) -> None:
    for key in ("secretariat", "leader"):
        acts.plan_calendar(cast.actor(key), on=clock.today())
    with pytest.raises(NotAllowed):
        acts.plan_calendar(cast.actor("caseworker"), on=clock.today())


def test_every_shipped_profile_can_be_planned(db: None) -> None:
    """From one municipality's way to another's and back: nothing is left planned in a forum that is not there."""
    for name in ("fjordby", "broenderslev", "kerteminde", "fjordby"):
        use_profile(name)
        plan()
        known = {forum.id for forum in use_profile(name).forums}
        assert {one.forum for one in Meeting.objects.filter(state=MeetingState.PLANNED)} <= known


def test_locks_are_all_different() -> None:
    assert len({lock.value for lock in Lock}) == len(Lock)


# --- calling --------------------------------------------------------------------------------------------------------


def test_a_caseworker_calls_a_meeting_on_a_case(cast: Cast) -> None:
    use_forums(team(cadence={"ad_hoc": True}))
    actor = cast.actor("caseworker")
    made = acts.call_meeting(actor, forum="team", person_id=cast.young_person.pk, called=called())
    item = made.items.get()
    assert (made.chair_id, made.called_by_id, made.capacity) == (actor.account_id, actor.account_id, 1)
    assert (item.young_person, item.entry, item.unit.code) == (cast.young_person, Entry.BROUGHT, "authority")
    assert free_places(made) == 0
    with pytest.raises(DomainError) as again:
        acts.call_meeting(actor, forum="team", person_id=cast.young_person.pk, called=called())
    assert again.value.code == "meeting_called_twice"


@pytest.mark.parametrize(
    ("forum", "values", "code"),
    [
        ("nothing", {}, "forum_not_there"),
        ("fixed", {}, "forum_has_its_days"),
        ("quarterly", {}, "forum_without_cases"),
        ("circle", {}, "closed_circle"),
        ("children", {}, "not_admitted"),
        ("team", {"held_on": dt.date(2020, 1, 2)}, "meeting_in_past"),
    ],
)
def test_what_cannot_be_called(cast: Cast, forum: str, values: dict[str, Any], code: str) -> None:
    use_forums(
        team(),
        forum_document("fixed", cadence=MONDAY),
        forum_document("quarterly", without_cases=True, admission={}),
        forum_document("circle", closed_circle=True),
        forum_document("children", ages={"from": 6, "to": 9}),
    )
    actor = cast.actor("caseworker")
    with pytest.raises(DomainError) as refused:
        acts.call_meeting(actor, forum=forum, person_id=cast.young_person.pk, called=called(**values))
    assert refused.value.code == code


def test_a_closed_circle_is_called_by_whoever_has_a_seat_in_it(cast: Cast) -> None:
    use_forums(forum_document("circle", closed_circle=True))
    make_seat("circle", "discipline:social", cast.account("caseworker"))
    actor = cast.actor("caseworker")
    assert acts.call_meeting(actor, forum="circle", person_id=cast.young_person.pk, called=called()).pk


def test_nobody_calls_a_meeting_about_somebody_they_do_not_see(cast: Cast) -> None:
    use_forums(team())
    with pytest.raises(NotVisible):
        acts.call_meeting(cast.actor("other_caseworker"), forum="team", person_id=cast.young_person.pk, called=called())
    with pytest.raises(NotAllowed):
        acts.call_meeting(
            cast.actor("school_representative"), forum="team", person_id=cast.young_person.pk, called=called()
        )


# --- moving and cancelling ------------------------------------------------------------------------------------------


def move(cast: Cast, key: str, meeting: Meeting, **values: Any) -> Meeting:
    moved = {"held_on": meeting.held_on + DAY, "begins_at": TEN, "minutes": 60, "place": "Room 2", **values}
    return acts.move_meeting(cast.actor(key), meeting_id=meeting.pk, moved=acts.Moved(**moved))


@pytest.mark.parametrize("key", ["leader", "secretariat", "caseworker"])
def test_planners_and_whoever_leads_move_a_meeting(cast: Cast, key: str) -> None:
    """The first day stays known, and the invitation counts up each time; the same again is no change."""
    meeting = make_meeting(chair=cast.account("caseworker"))
    moved = move(cast, key, meeting)
    assert (moved.moved_from, moved.sequence, moved.place) == (meeting.held_on, 1, "Room 2")
    again = move(cast, key, moved)
    assert (again.moved_from, again.sequence) == (meeting.held_on, 2)
    assert move(cast, key, again, held_on=again.held_on).sequence == 2


def test_a_meeting_is_not_moved_to_where_it_cannot_be(cast: Cast) -> None:
    meeting = make_meeting(by_cadence=True)
    make_meeting(held_on=meeting.held_on + DAY, begins_at=TEN, by_cadence=True)
    for values, code in (
        ({}, "meeting_taken"),
        ({"held_on": clock.today() - DAY}, "meeting_in_past"),
    ):
        with pytest.raises(DomainError) as refused:
            move(cast, "leader", meeting, **values)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        move(cast, "caseworker", meeting)
    moved = acts.Moved(meeting.held_on, TEN, 60)
    with pytest.raises(DomainError) as seen:
        acts.move_meeting(cast.actor("leader"), meeting_id=meeting.pk, moved=moved, seen=4)
    assert seen.value.code == "meeting_moved_meanwhile"
    with pytest.raises(NotVisible):
        acts.cancel_meeting(cast.actor("leader"), meeting_id=0, because="Gone")


def test_a_cancelled_meeting_sends_its_items_on_and_keeps_its_reason(cast: Cast) -> None:
    """To the nearest with room: the next week's is full, and one that is called is for its own case."""
    meeting = make_meeting()
    item = make_item(meeting, cast.young_person)
    full = make_meeting(held_on=meeting.held_on + 7 * DAY, capacity=1, by_cadence=True)
    make_item(full, cast.stranger)
    make_meeting(held_on=meeting.held_on + DAY)
    free = make_meeting(held_on=meeting.held_on + 14 * DAY, by_cadence=True)
    acts.cancel_meeting(cast.actor("secretariat"), meeting_id=meeting.pk, because="The room is flooded.")
    item.refresh_from_db()
    assert item.state == ItemState.CARRIED
    assert item.carried_to.meeting == free
    concerned = LogPerson.objects.filter(entry__act="item_moved_on").values_list("young_person_id", flat=True)
    assert list(concerned) == [cast.young_person.pk]
    with pytest.raises(DomainError) as again:
        acts.cancel_meeting(cast.actor("secretariat"), meeting_id=meeting.pk, because="Again")
    assert again.value.code == "meeting_not_planned"


def test_the_reason_names_nobody(cast: Cast) -> None:
    """A refusal tells no more than the actor sees: the secretariat may write the name of somebody it knows nothing about."""
    meeting = make_meeting(chair=cast.account("caseworker"))
    make_item(meeting, cast.young_person)
    for text in ("Alma is ill.", "610101-1234 is ill"):
        with pytest.raises(DomainError) as refused:
            acts.cancel_meeting(cast.actor("caseworker"), meeting_id=meeting.pk, because=text)
        assert refused.value.code == "reason_names_person"
    with pytest.raises(DomainError) as empty:
        acts.cancel_meeting(cast.actor("caseworker"), meeting_id=meeting.pk, because=" ")
    assert empty.value.code == "reason_missing"
    acts.cancel_meeting(cast.actor("secretariat"), meeting_id=meeting.pk, because="Alma is on holiday.")


# --- reads that others lean on --------------------------------------------------------------------------------------


def test_next_meetings_and_their_room(cast: Cast) -> None:
    later, first = make_meeting(held_on=clock.today() + 9 * DAY), make_meeting(held_on=clock.today() + 2 * DAY)
    make_meeting(held_on=clock.today() + DAY, state=MeetingState.CANCELLED, cancelled_because="Ill")
    make_item(first, cast.young_person)
    make_item(first, cast.stranger, state=ItemState.WITHDRAWN, state_because="Mistake")
    found = next_meetings("conference", clock.today(), 5)
    assert found == [first, later]
    assert [free_places(one) for one in found] == [5, 6]
    assert free_places(Meeting.objects.get(pk=first.pk)) == 5
    assert free_places(make_meeting(capacity=None, held_on=clock.today() + 3 * DAY)) is None


def test_seats_hold_for_a_period_and_the_later_one_counts(cast: Cast) -> None:
    today = clock.today()
    make_seat("conference", "discipline:social", cast.account("caseworker"), substitute=cast.account("colleague"))
    make_seat("conference", "chair", cast.account("leader"), valid_to=today - DAY)
    held = seat_holders("conference", today)
    assert held == {"discipline:social": (cast.account("caseworker"), cast.account("colleague"))}
    make_seat("conference", "discipline:social", cast.account("colleague"), valid_from=today)
    assert seat_holders("conference", today)["discipline:social"] == (cast.account("colleague"), None)
