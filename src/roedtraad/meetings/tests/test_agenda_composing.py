# SPDX-License-Identifier: EUPL-1.2
"""The agenda makes itself: signals put people on the next one; what is over capacity waits; what was not reached moves on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roedtraad.audit.models import LogEntry, LogPerson
from roedtraad.detection.models import ClosedBecause, Signal, SignalState
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.errors import NotAllowed
from roedtraad.meetings.actions.agenda import carry_over, compose_agendas, withdraw
from roedtraad.meetings.agenda_jobs import compose_tonight
from roedtraad.meetings.models import AgendaItem, Entry, ItemState, Meeting, MeetingState, Participant, Task
from roedtraad.meetings.tests.making import (
    FORUM,
    SUGGESTING,
    change_forum,
    days_ahead,
    make_brought,
    make_item,
    make_meeting,
    make_signal,
)
from tests.cast import Cast, make_case, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _conference(cast: Cast) -> None:
    """The conference as these tests speak of it, whatever the shipped profile says of numbers."""
    change_forum(capacity=None, order=None, ages=None, admission=_admission())


def _admission(**more: object) -> dict[str, object]:
    rules = (
        "two_disciplines_open", "employment_case_anniversary", "special_class_specialneeds_education",
        "social_case_turning_17_half", "no_realistic_plan_at_16",
    )  # fmt: skip
    return {"rules": list(rules), **more}


def system() -> Actor:
    return system_actor(clock.today(), "test")


def compose() -> None:
    compose_agendas(system(), on=clock.today())


def on_agenda(meeting: Meeting) -> list[int]:
    items = meeting.items.exclude(state__in=(ItemState.WITHDRAWN, ItemState.CARRIED)).order_by("order")
    return list(items.values_list("young_person_id", flat=True))


class TestListing:
    def test_a_signal_puts_the_young_person_on_the_next_agenda(self, cast: Cast) -> None:
        later, meeting = make_meeting(on=days_ahead(40)), make_meeting()
        signal = make_signal(cast.young_person)
        done = compose_agendas(system(), on=clock.today())
        item = AgendaItem.objects.get()
        assert (item.meeting, item.young_person, item.entry) == (meeting, cast.young_person, Entry.MANDATORY)
        assert (item.waiting_since, item.unit.code, item.order) == (signal.raised_on, "authority", 1)
        assert list(item.item_signals.values_list("signal_id", flat=True)) == [signal.pk]
        assert (done.listed, done.forums[FORUM].listed) == (1, 1)
        assert not later.items.exists()
        entry = LogEntry.objects.get(act="agenda_composed")
        told = LogPerson.objects.filter(entry=entry).values_list("young_person_id", flat=True)
        assert list(told) == [cast.young_person.pk]

    def test_the_same_again_writes_nothing(self, cast: Cast) -> None:
        make_meeting(capacity=1)
        make_signal(cast.young_person)
        make_signal(cast.stranger, SUGGESTING)
        compose()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            compose()
        writes = [one["sql"] for one in queries if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
        assert not writes

    def test_several_signals_of_one_person_are_one_item(self, cast: Cast) -> None:
        make_meeting()
        make_signal(cast.young_person, SUGGESTING, raised_on=days_ahead(-30))
        compose()
        assert AgendaItem.objects.get().entry == Entry.ADMITTED
        make_signal(cast.young_person)
        compose()
        item = AgendaItem.objects.get()
        assert item.item_signals.count() == 2
        assert item.entry == Entry.MANDATORY, "the more binding one counts"
        assert item.waiting_since == days_ahead(-30)

    def test_a_signal_without_a_unit_is_the_entrys(self, cast: Cast) -> None:
        make_meeting()
        make_signal(cast.young_person, unit="")
        compose()
        assert AgendaItem.objects.get().unit.is_entry

    @pytest.mark.parametrize(
        "values",
        [
            {"state": SignalState.NOT_TRUE},
            {"state": SignalState.SNOOZED, "snoozed_to": days_ahead(5)},
            {"closed_on": days_ahead(-1), "closed_because": ClosedBecause.FACTS},
            {"rule": "benefit_over_one_year"},
        ],
        ids=["not true", "put off", "closed", "another forum's"],
    )
    def test_a_signal_that_does_not_count_puts_nobody_there(self, cast: Cast, values: dict[str, object]) -> None:
        make_meeting()
        make_signal(cast.young_person, **values)  # type: ignore[arg-type]
        compose()
        assert not AgendaItem.objects.exists()

    def test_an_agenda_that_has_closed_takes_nobody(self, cast: Cast) -> None:
        make_meeting(on=days_ahead(3))
        make_signal(cast.young_person)
        done = compose_agendas(system(), on=clock.today())
        assert (done.listed, done.waiting) == (0, 1)

    def test_a_meeting_that_was_called_for_one_case_is_not_filled(self, cast: Cast) -> None:
        make_meeting(by_cadence=False)
        make_signal(cast.young_person)
        compose()
        assert not AgendaItem.objects.exists()

    def test_what_was_talked_about_does_not_come_again(self, cast: Cast) -> None:
        held = make_meeting(on=days_ahead(-14), state=MeetingState.HELD, opened_at=clock.now(), closed_at=clock.now())
        signal = make_signal(cast.young_person)
        make_item(held, cast.young_person, state=ItemState.TREATED, signals=[signal])
        make_meeting()
        compose()
        assert AgendaItem.objects.count() == 1

    def test_but_the_next_year_of_a_yearly_rule_does(self, cast: Cast) -> None:
        held = make_meeting(on=days_ahead(-14), state=MeetingState.HELD, opened_at=clock.now(), closed_at=clock.now())
        values = {"rule": "employment_case_anniversary"}
        last = make_signal(
            cast.young_person, occurrence="2025", closed_on=days_ahead(-1), closed_because=ClosedBecause.FACTS, **values
        )
        make_item(held, cast.young_person, state=ItemState.TREATED, signals=[last])
        make_signal(cast.young_person, occurrence="2026", **values)
        meeting = make_meeting()
        compose()
        assert on_agenda(meeting) == [cast.young_person.pk]

    def test_a_rule_that_finds_somebody_anew_counts_anew_only_while_it_repeats(self, cast: Cast) -> None:
        held = make_meeting(on=days_ahead(-14), state=MeetingState.HELD, opened_at=clock.now(), closed_at=clock.now())
        for person, rule in ((cast.young_person, "social_case_turning_17_half"), (cast.stranger, SUGGESTING)):
            old = make_signal(person, rule, closed_on=days_ahead(-1), closed_because=ClosedBecause.FACTS)
            make_item(held, person, state=ItemState.TREATED, signals=[old])
            make_signal(person, rule)
        meeting = make_meeting()
        compose()
        assert on_agenda(meeting) == [cast.stranger.pk]


class TestAdmission:
    def test_what_is_only_suggested_must_meet_what_the_forum_counts(self, cast: Cast) -> None:
        change_forum(admission=_admission(least_disciplines=2))
        meeting = make_meeting()
        make_signal(cast.young_person, SUGGESTING)
        make_signal(cast.stranger, SUGGESTING)
        make_case(cast.stranger, "authority", discipline="social")
        compose()
        assert on_agenda(meeting) == [cast.stranger.pk]

    def test_what_is_mandatory_comes_with_one_discipline(self, cast: Cast) -> None:
        change_forum(admission=_admission(least_disciplines=2))
        meeting = make_meeting()
        make_signal(cast.young_person)
        compose()
        assert on_agenda(meeting) == [cast.young_person.pk]


class TestCapacity:
    def test_who_comes_first_follows_the_forums_order(self, cast: Cast) -> None:
        meeting = make_meeting(capacity=1)
        make_signal(cast.stranger, SUGGESTING)
        make_signal(cast.young_person)
        done = compose_agendas(system(), on=clock.today())
        assert on_agenda(meeting) == [cast.young_person.pk]
        assert done.waiting == 1

    def test_the_more_urgent_takes_the_place_when_there_is_a_later_meeting_to_go_to(self, cast: Cast) -> None:
        meeting, later = make_meeting(capacity=1), make_meeting(on=days_ahead(40), capacity=1)
        make_signal(cast.stranger, SUGGESTING)
        compose()
        assert on_agenda(meeting) == [cast.stranger.pk]
        make_signal(cast.young_person)
        compose()
        assert (on_agenda(meeting), on_agenda(later)) == ([cast.young_person.pk], [cast.stranger.pk])

    def test_nobody_loses_a_place_for_nothing(self, cast: Cast) -> None:
        meeting = make_meeting(capacity=1)
        make_signal(cast.stranger, SUGGESTING)
        compose()
        make_signal(cast.young_person)
        compose()
        assert on_agenda(meeting) == [cast.stranger.pk]

    def test_whoever_is_invited_keeps_the_meeting(self, cast: Cast) -> None:
        meeting = make_meeting(capacity=1)
        make_meeting(on=days_ahead(40), capacity=1)
        make_signal(cast.stranger, SUGGESTING)
        compose()
        Participant.objects.create(
            item=AgendaItem.objects.get(), is_young_person=True, task=Task.YOUNG_PERSON, invited_at=clock.now()
        )
        make_signal(cast.young_person)
        compose()
        assert on_agenda(meeting) == [cast.stranger.pk]

    def test_whoever_waits_comes_when_there_is_room(self, cast: Cast) -> None:
        meeting = make_meeting(capacity=1)
        signal = make_signal(cast.young_person)
        make_signal(cast.stranger, SUGGESTING)
        compose()
        _close(signal)
        compose()
        assert on_agenda(meeting) == [cast.stranger.pk]

    def test_the_longest_case_first_where_the_forum_says_so(self, cast: Cast) -> None:
        """Kerteminde (K9)."""
        change_forum(order=["duration"])
        old, new = make_person(), make_person()
        make_case(new, opened_on=days_ahead(-30))
        make_case(old, opened_on=days_ahead(-900))
        for one in (new, old):
            make_signal(one)
        meeting = make_meeting()
        compose()
        assert on_agenda(meeting) == [old.pk, new.pk]


def _close(signal: Signal) -> None:
    Signal.objects.filter(pk=signal.pk).update(closed_on=clock.today(), closed_because=ClosedBecause.FACTS)


class TestReasonsThatAreGone:
    def test_when_every_signal_is_closed_the_item_is_taken_off(self, cast: Cast) -> None:
        make_meeting()
        first, second = make_signal(cast.young_person), make_signal(cast.young_person, SUGGESTING)
        compose()
        _close(first)
        compose()
        assert AgendaItem.objects.get().state == ItemState.LISTED
        _close(second)
        compose()
        item = AgendaItem.objects.get()
        assert item.state == ItemState.WITHDRAWN
        assert item.state_because == "The facts behind the signal no longer hold."
        assert item.taken_off_by is None

    def test_what_was_put_off_comes_back(self, cast: Cast) -> None:
        meeting = make_meeting()
        signal = make_signal(cast.young_person)
        compose()
        Signal.objects.update(state=SignalState.SNOOZED, snoozed_to=days_ahead(3))
        compose()
        assert not on_agenda(meeting)
        assert AgendaItem.objects.get().state_because == "The signal has been put off."
        signal.refresh_from_db()
        Signal.objects.update(snoozed_to=clock.today())
        compose()
        assert on_agenda(meeting) == [cast.young_person.pk]

    def test_what_somebody_has_prepared_stays(self, cast: Cast) -> None:
        meeting = make_meeting()
        signal = make_signal(cast.young_person)
        compose()
        AgendaItem.objects.update(prepared_at=clock.now(), question="Hvad nu?")
        _close(signal)
        compose()
        assert on_agenda(meeting) == [cast.young_person.pk]

    def test_what_a_colleague_brought_needs_no_signal(self, cast: Cast) -> None:
        meeting = make_meeting()
        make_brought(meeting, cast.young_person, cast.account("caseworker"))
        compose()
        assert on_agenda(meeting) == [cast.young_person.pk]

    def test_what_a_person_has_taken_off_stays_off(self, cast: Cast) -> None:
        meeting = make_meeting()
        make_signal(cast.young_person)
        compose()
        withdraw(cast.actor("caseworker"), item_id=AgendaItem.objects.get().pk, because="Vi har talt om det")
        compose()
        assert not on_agenda(meeting)
        make_signal(cast.young_person, SUGGESTING)
        compose()
        assert on_agenda(meeting) == [cast.young_person.pk], "something new has happened"


def _take_part(item: AgendaItem, cast: Cast) -> None:
    """The young person with a wish, a colleague who cannot come, and whoever comes instead of them."""
    make = Participant.objects.create
    make(item=item, is_young_person=True, task=Task.YOUNG_PERSON, wish="Et sted at bo", reply="yes", way="video")
    away = make(item=item, account=cast.account("colleague"), task=Task.KNOWS, reply="no", invited_at=clock.now())
    make(item=item, account=cast.account("counsellor"), task=Task.KNOWS, stands_in_for=away, invited_at=clock.now())


def _taking_part(item: AgendaItem) -> list[tuple[object, ...]]:
    return list(item.participants.values_list("account_id", "is_young_person", "wish", "way", "reply", "invited_at"))


def _expected(cast: Cast) -> list[tuple[object, ...]]:
    return [
        (None, True, "Et sted at bo", "video", "none", None),
        (cast.account("colleague").pk, False, "", "in_person", "none", None),
    ]


class TestCarrying:
    def test_what_was_not_reached_moves_on_with_a_mark(self, cast: Cast) -> None:
        meeting, following = make_meeting(on=clock.today()), make_meeting()
        signal = make_signal(cast.young_person)
        item = make_item(
            meeting, cast.young_person, signals=[signal], question="Hvem betaler?", waiting_since=days_ahead(-90)
        )
        done = make_item(meeting, cast.stranger, state=ItemState.TREATED)
        assert carry_over(system(), meeting) == 1
        item.refresh_from_db()
        assert (item.state, item.state_because) == (ItemState.CARRIED, "It was not reached.")
        new = following.items.get()
        assert (new.carried_from, new.carries, new.question) == (item, 1, "Hvem betaler?")
        assert new.waiting_since == days_ahead(-90), "the waiting goes on"
        assert list(new.item_signals.values_list("signal_id", flat=True)) == [signal.pk]
        done.refresh_from_db()
        assert done.state == ItemState.TREATED
        compose()
        assert following.items.count() == 1

    def test_whoever_was_to_take_part_comes_along_to_be_invited_anew(self, cast: Cast) -> None:
        """Their wish is kept, their answer was about another day, and a substitute stays behind."""
        meeting, following = make_meeting(on=clock.today()), make_meeting()
        _take_part(make_item(meeting, cast.young_person), cast)
        carry_over(system(), meeting)
        assert _taking_part(following.items.get()) == _expected(cast)

    def test_they_come_along_after_having_waited_for_a_meeting_too(self, cast: Cast) -> None:
        meeting = make_meeting(on=clock.today())
        _take_part(make_brought(meeting, cast.young_person, cast.account("caseworker")), cast)
        carry_over(system(), meeting)
        later = make_meeting()
        compose()
        assert _taking_part(later.items.get()) == _expected(cast)

    def test_whoever_is_there_already_keeps_their_own_words(self, cast: Cast) -> None:
        meeting, following = make_meeting(on=clock.today()), make_meeting()
        _take_part(make_item(meeting, cast.young_person), cast)
        there = make_brought(following, cast.young_person, cast.account("caseworker"))
        young = Participant.objects.create(item=there, is_young_person=True, task=Task.YOUNG_PERSON, wish="Et job")
        carry_over(system(), meeting)
        young.refresh_from_db()
        assert (young.wish, there.participants.count()) == ("Et job", 2)

    def test_nothing_is_carried_twice(self, cast: Cast) -> None:
        meeting, following = make_meeting(on=clock.today()), make_meeting()
        make_item(meeting, cast.young_person)
        assert [carry_over(system(), meeting), carry_over(system(), meeting)] == [1, 0]
        assert following.items.count() == 1

    def test_whoever_is_on_the_next_agenda_already_is_there_once(self, cast: Cast) -> None:
        meeting, following = make_meeting(on=clock.today()), make_meeting()
        old = make_item(meeting, cast.young_person, signals=[make_signal(cast.young_person)], carries=1)
        there = make_brought(following, cast.young_person, cast.account("caseworker"))
        carry_over(system(), meeting)
        there.refresh_from_db()
        assert (there.carried_from, there.carries) == (old, 2)
        assert there.item_signals.count() == 1

    def test_without_a_next_meeting_they_wait_and_come_on_the_one_that_is_planned(self, cast: Cast) -> None:
        meeting = make_meeting(on=clock.today())
        make_brought(meeting, cast.young_person, cast.account("caseworker"), question="Hvad nu?")
        carry_over(system(), meeting)
        compose()
        assert AgendaItem.objects.count() == 1
        later = make_meeting()
        make_signal(cast.stranger)
        compose()
        assert on_agenda(later) == [cast.young_person.pk, cast.stranger.pk], "what was not reached comes first"
        item = later.items.get(young_person=cast.young_person)
        assert (item.carries, item.question, item.entry) == (1, "Hvad nu?", Entry.BROUGHT)


class TestWho:
    def test_the_worker_does_it_after_the_sweep(self, cast: Cast) -> None:
        meeting = make_meeting()
        make_signal(cast.young_person)
        compose_tonight()
        assert on_agenda(meeting) == [cast.young_person.pk]

    def test_leaders_may_and_caseworkers_may_not(self, cast: Cast) -> None:
        compose_agendas(cast.actor("leader"), on=clock.today())
        with pytest.raises(NotAllowed):
            compose_agendas(cast.actor("caseworker"), on=clock.today())

    def test_only_the_forum_that_was_asked_for(self, cast: Cast) -> None:
        done = compose_agendas(system(), on=clock.today(), forum="plenary")
        assert set(done.forums) == {"plenary"}


def test_many_people_cost_no_more_statements_than_a_few(cast: Cast) -> None:
    """Set-based: what grows is the number of rows, not of statements."""
    make_meeting()
    make_signal(cast.young_person)
    compose()
    make_signal(cast.stranger)
    few = _statements()
    for _number in range(20):
        make_signal(make_person())
    assert _statements() == few


def _statements() -> int:
    with CaptureQueriesContext(connection) as queries:
        compose()
    return len(queries)
