# SPDX-License-Identifier: EUPL-1.2
"""A meeting from its opening to its end: one young person at a time, what is typed, what lands, what cannot be granted."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from roedtraad.audit.models import LogEntry
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.meetings.actions import sitting
from roedtraad.meetings.actions.sitting import LineChanged
from roedtraad.meetings.models import (
    AgendaItem,
    DecisionRequest,
    DecisionState,
    ItemSignal,
    ItemState,
    Meeting,
    MeetingState,
)
from roedtraad.meetings.tests.making_sitting import (
    GRANTING,
    draft,
    make_held,
    make_item,
    make_meeting,
    make_part,
    make_under_way,
)
from roedtraad.organisation.models import Unit
from roedtraad.plans.models import Agreement
from roedtraad.plans.tests.conftest import other_unit
from tests.access.stage import make_signal
from tests.cast import Cast, make_case, make_colleague, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(cast: Cast) -> Actor:
    return cast.actor("caseworker")


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_held(cast.account("caseworker"))


@pytest.fixture
def item(cast: Cast, meeting: Meeting) -> AgendaItem:
    return make_under_way(meeting, cast.young_person)


def refused(code: str) -> Any:
    return pytest.raises(DomainError, check=lambda error: error.code == code)


def test_the_chair_opens_the_meeting_and_begins_with_one(cast: Cast, chair: Actor) -> None:
    meeting = make_meeting(cast.account("caseworker"))
    first = make_item(meeting, cast.young_person)
    with refused("meeting_not_open"):
        sitting.begin_item(chair, item_id=first.pk)
    assert sitting.open_meeting(chair, meeting_id=meeting.pk).state == MeetingState.UNDER_WAY
    assert sitting.open_meeting(chair, meeting_id=meeting.pk).opened_at is not None
    begun = sitting.begin_item(chair, item_id=first.pk)
    assert (begun.state, begun.began_at is None, begun.version) == (ItemState.UNDER_WAY, False, 2)
    assert sitting.begin_item(chair, item_id=first.pk).version == 2
    acts = list(LogEntry.objects.order_by("sequence").values_list("act", flat=True))[-2:]
    assert acts == ["meeting_opened", "item_begun"]


def test_nobody_else_leads_it(cast: Cast) -> None:
    meeting = make_meeting(cast.account("caseworker"))
    with pytest.raises(NotAllowed):
        sitting.open_meeting(cast.actor("colleague"), meeting_id=meeting.pk)
    with pytest.raises(NotVisible):
        sitting.open_meeting(cast.actor("colleague"), meeting_id=2_000_000_000)


def test_whoever_opens_a_meeting_without_a_chair_leads_it(cast: Cast) -> None:
    meeting = make_meeting(None)
    item = make_item(meeting, cast.young_person)
    with pytest.raises(NotAllowed):
        sitting.open_meeting(cast.actor("contact_person"), meeting_id=meeting.pk)
    make_part(item, cast.account("contact_person"))
    opened = sitting.open_meeting(cast.actor("contact_person"), meeting_id=meeting.pk)
    assert opened.chair == cast.account("contact_person")


def test_a_meeting_of_tomorrow_and_one_that_is_over_are_not_opened(cast: Cast, chair: Actor) -> None:
    ahead = make_meeting(cast.account("caseworker"), held_on=clock.today() + dt.timedelta(days=1))
    over = make_held(cast.account("caseworker"))
    sitting.close_meeting(chair, meeting_id=over.pk)
    for meeting, code in ((ahead, "meeting_ahead"), (over, "meeting_over")):
        with refused(code):
            sitting.open_meeting(chair, meeting_id=meeting.pk)


def test_one_at_a_time_and_what_is_put_off_comes_last(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    second = make_item(item.meeting, cast.protected_person)
    with refused("another_under_way"):
        sitting.begin_item(chair, item_id=second.pk)
    with refused("item_still_under_way"):
        sitting.close_meeting(chair, meeting_id=item.meeting_id)
    put_off = sitting.skip_item(chair, item_id=item.pk)
    assert (put_off.state, put_off.began_at) == (ItemState.LISTED, None)
    assert list(item.meeting.items.values_list("pk", flat=True)) == [second.pk, item.pk]
    sitting.begin_item(chair, item_id=second.pk)


def test_a_line_is_written_changed_removed_and_brought_back(chair: Actor, item: AgendaItem) -> None:
    words = draft("Ringe til mureren")
    made = sitting.write_line(chair, item_id=item.pk, line=words, seen=None)
    assert (made.version, made.order, made.written_by_id, made.unit) == (1, 1, chair.account_id, item.unit)
    again = sitting.write_line(chair, item_id=item.pk, line=words, seen=None)
    assert (again.pk, again.version, item.lines.count()) == (made.pk, 1, 1), "sent twice is one line"
    changed = sitting.write_line(chair, item_id=item.pk, line=replace(words, what="Besøge mureren"), seen=1)
    assert (changed.what, changed.version) == ("Besøge mureren", 2)
    assert sitting.remove_line(chair, line_id=made.pk, seen=2).is_removed
    assert not sitting.restore_line(chair, line_id=made.pk).is_removed
    item.refresh_from_db()
    assert item.version == 5


def test_the_words_of_somebody_else_are_not_written_over(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    make_part(item, cast.account("colleague"))
    words = draft("Ringe til mureren")
    made = sitting.write_line(chair, item_id=item.pk, line=words, seen=None)
    other = cast.actor("colleague")
    sitting.write_line(other, item_id=item.pk, line=replace(words, what="Skrive til mureren"), seen=1)
    for act in (
        lambda: sitting.write_line(chair, item_id=item.pk, line=replace(words, what="Besøge mureren"), seen=1),
        lambda: sitting.remove_line(chair, line_id=made.pk, seen=1),
    ):
        with pytest.raises(LineChanged) as refusal:
            act()
        assert refusal.value.line.what == "Skrive til mureren"
    mine = sitting.write_line(chair, item_id=item.pk, line=replace(words, what="Besøge mureren"), seen=2)
    assert (mine.what, mine.version) == ("Besøge mureren", 3)


def test_words_typed_on_after_a_lost_answer_are_the_same_line(chair: Actor, item: AgendaItem) -> None:
    words = draft("Ringe")
    sitting.write_line(chair, item_id=item.pk, line=words, seen=None)
    line = sitting.write_line(chair, item_id=item.pk, line=replace(words, what="Ringe til mureren"), seen=None)
    assert (line.what, line.version, item.lines.count()) == ("Ringe til mureren", 2, 1)


def test_an_agreement_belongs_to_the_unit_of_whoever_does_it(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    doer = draft(by_young_person=False, responsible_id=cast.account("contact_person").pk)
    assert sitting.write_line(chair, item_id=item.pk, line=doer, seen=None).unit == Unit.objects.get(code="front_door")
    outside = draft(by_young_person=False, outside_party="FGU Fjord")
    assert sitting.write_line(chair, item_id=item.pk, line=outside, seen=None).unit == item.unit


def test_two_who_do_it_and_a_payer_of_what_is_free_are_refused(chair: Actor, item: AgendaItem) -> None:
    for line, code in (
        (draft(outside_party="FGU"), "one_does_it"),
        (draft(decided_here=True), "one_decides"),
        (draft(paid_by_id=item.unit_id), "paid_and_free"),
    ):
        with refused(code):
            sitting.write_line(chair, item_id=item.pk, line=line, seen=None)


def test_lines_are_moved(chair: Actor, item: AgendaItem) -> None:
    first, second = (sitting.write_line(chair, item_id=item.pk, line=draft(what), seen=None) for what in ("A", "B"))
    sitting.move_line(chair, line_id=second.pk, up=True)
    assert list(item.lines.values_list("what", flat=True)) == ["B", "A"]
    sitting.remove_line(chair, line_id=first.pk)
    with refused("line_removed"):
        sitting.move_line(chair, line_id=first.pk, up=True)


def test_nobody_types_before_or_after(cast: Cast, chair: Actor, meeting: Meeting) -> None:
    item = make_item(meeting, cast.young_person)
    with refused("item_not_under_way"):
        sitting.write_line(chair, item_id=item.pk, line=draft(), seen=None)
    sitting.begin_item(chair, item_id=item.pk)
    words = draft()
    line = sitting.write_line(chair, item_id=item.pk, line=words, seen=None)
    sitting.end_item(chair, item_id=item.pk)
    for act in (
        lambda: sitting.remove_line(chair, line_id=line.pk),
        lambda: sitting.write_line(chair, item_id=item.pk, line=replace(words, what="Andet"), seen=1),
        lambda: sitting.write_line(chair, item_id=item.pk, line=draft(), seen=None),
    ):
        with refused("item_not_under_way"):
            act()
    again = sitting.write_line(chair, item_id=item.pk, line=words, seen=None)
    assert again.pk == line.pk, "what was saved before the item ended, and is sent again, is saved"


def test_nobody_else_types(cast: Cast, item: AgendaItem) -> None:
    for key, error in (("other_caseworker", NotVisible), ("school_representative", NotVisible)):
        with pytest.raises(error):
            sitting.write_line(cast.actor(key), item_id=item.pk, line=draft(), seen=None)
    make_part(item, cast.account("school_representative"))
    with pytest.raises(NotAllowed):
        sitting.write_line(cast.actor("school_representative"), item_id=item.pk, line=draft(), seen=None)


def test_who_is_there_is_ticked(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    here, away = make_part(item, cast.account("colleague")), make_part(item, is_young_person=True)
    sitting.tick_present(chair, item_id=item.pk, here=[here.pk])
    here.refresh_from_db()
    away.refresh_from_db()
    assert (here.attended, away.attended) == (True, False)


def test_what_is_agreed_lands_and_what_says_nothing_goes(chair: Actor, item: AgendaItem) -> None:
    whole = sitting.write_line(chair, item_id=item.pk, line=draft(), seen=None)
    empty = sitting.write_line(
        chair, item_id=item.pk, line=draft("", by_young_person=False, due_on=None, costs_nothing=False), seen=None
    )
    undecided = sitting.write_line(
        chair, item_id=item.pk, line=draft("Noget", decided_by_young_person=False), seen=None
    )
    ended = sitting.end_item(chair, item_id=item.pk)
    assert (ended.landed, ended.undecided, ended.asked) == (2, 1, 0)
    for line in (whole, empty, undecided):
        line.refresh_from_db()
    assert (empty.is_removed, whole.agreement is None, undecided.agreement is None) == (True, False, False)
    item.refresh_from_db()
    assert (item.state, item.ended_at is None) == (ItemState.TREATED, False)


def test_what_is_unfinished_is_finished_or_removed(chair: Actor, item: AgendaItem) -> None:
    line = sitting.write_line(chair, item_id=item.pk, line=draft(due_on=None), seen=None)
    with refused("lines_unfinished"):
        sitting.end_item(chair, item_id=item.pk)
    assert sitting.end_item(chair, item_id=item.pk, remove_unfinished=True).landed == 0
    line.refresh_from_db()
    assert line.is_removed


def test_what_was_ended_too_early_is_opened_again(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    landed = sitting.write_line(chair, item_id=item.pk, line=draft(), seen=None)
    sitting.end_item(chair, item_id=item.pk)
    second = make_item(item.meeting, cast.protected_person)
    with refused("item_not_ended"):
        sitting.reopen_item(chair, item_id=second.pk)
    assert sitting.reopen_item(chair, item_id=item.pk).state == ItemState.UNDER_WAY
    sitting.remove_line(chair, line_id=landed.pk)
    sitting.write_line(chair, item_id=item.pk, line=draft("En mere"), seen=None)
    assert sitting.end_item(chair, item_id=item.pk).landed == 2
    states = Agreement.objects.values_list("what", "state").order_by("pk")
    assert list(states) == [("Besøge mureren", "void"), ("En mere", "open")]


def test_the_signals_that_led_here_are_taken_on(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    signal = make_signal(cast.young_person, "authority")
    ItemSignal.objects.create(item=item, signal=signal)
    sitting.end_item(chair, item_id=item.pk)
    signal.refresh_from_db()
    assert (signal.state, signal.state_by_id) == ("acknowledged", chair.account_id)


def test_who_was_not_reached_goes_on_and_the_meeting_is_over(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    waiting = make_item(item.meeting, cast.protected_person)
    sitting.end_item(chair, item_id=item.pk)
    assert sitting.close_meeting(chair, meeting_id=item.meeting_id) == 1
    item.refresh_from_db()
    waiting.refresh_from_db()
    assert (item.meeting.state, waiting.state) == (MeetingState.HELD, ItemState.CARRIED)
    assert item.seen_until is not None
    with refused("meeting_not_open"):
        sitting.close_meeting(chair, meeting_id=item.meeting_id)
    with refused("meeting_not_open"):
        sitting.reopen_item(chair, item_id=item.pk)


def led_elsewhere() -> Unit:
    """A unit of another authority, with a leader."""
    unit = other_unit()
    make_colleague("led_elsewhere", "Poul Psykolog", Role.UNIT_LEADER, unit.code)
    return unit


def costly(unit: Unit, **values: Any) -> sitting.LineDraft:
    return draft(
        "Et kørekort",
        decided_by_young_person=False,
        decided_here=True,
        costs_nothing=False,
        paid_by_id=unit.pk,
        **values,
    )


def test_what_a_meeting_may_not_grant_is_asked_of_whoever_pays(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    line = sitting.write_line(chair, item_id=item.pk, line=costly(item.unit), seen=None)
    ended = sitting.end_item(chair, item_id=item.pk)
    assert (ended.landed, ended.undecided, ended.asked) == (1, 1, 1)
    asked = DecisionRequest.objects.get()
    assert (asked.line_id, asked.asked_unit, asked.asked_account, asked.what) == (
        line.pk,
        item.unit,
        None,
        "Et kørekort",
    )
    assert asked.due_on > clock.today()
    answered = sitting.answer_decision(cast.actor("leader"), request_id=asked.pk, granted=True)
    assert answered.state == DecisionState.GRANTED
    line.refresh_from_db()
    assert line.decided_by == cast.account("leader")
    assert line.agreement is not None
    assert line.agreement.decided_by == cast.account("leader")
    assert not line.agreement.is_undecided


def test_a_forum_that_may_grant_asks_nobody(cast: Cast, chair: Actor) -> None:
    item = make_under_way(make_held(cast.account("caseworker"), GRANTING), cast.young_person)
    sitting.write_line(chair, item_id=item.pk, line=costly(item.unit), seen=None)
    assert sitting.end_item(chair, item_id=item.pk).asked == 0
    assert not DecisionRequest.objects.exists()


def test_a_no_says_why_and_stands_in_the_plan(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    line = sitting.write_line(chair, item_id=item.pk, line=costly(item.unit), seen=None)
    sitting.end_item(chair, item_id=item.pk)
    asked, leader = DecisionRequest.objects.get(), cast.actor("leader")
    with refused("decision_refused_why"):
        sitting.answer_decision(leader, request_id=asked.pk, granted=False)
    sitting.answer_decision(leader, request_id=asked.pk, granted=False, answer="Der er ingen penge i år.")
    line.refresh_from_db()
    assert line.agreement is not None
    assert "Der er ingen penge i år." in line.agreement.remark
    assert line.agreement.is_undecided
    with refused("decision_settled"):
        sitting.answer_decision(leader, request_id=asked.pk, granted=True)


def test_only_who_is_asked_answers(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    colleague = cast.account("colleague")
    asked = sitting.ask_decision(chair, item_id=item.pk, what="Et kørekort", unit=item.unit, account=colleague)
    with pytest.raises(NotAllowed):
        sitting.answer_decision(cast.actor("contact_person"), request_id=asked.pk, granted=True)
    with pytest.raises(NotVisible):
        sitting.answer_decision(cast.actor("other_leader"), request_id=asked.pk, granted=True)
    sitting.answer_decision(cast.actor("colleague"), request_id=asked.pk, granted=True)


def test_whoever_asked_takes_it_back(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    asked = sitting.ask_decision(chair, item_id=item.pk, what="Et kørekort", unit=item.unit)
    with pytest.raises(NotVisible):
        sitting.withdraw_decision(cast.actor("other_leader"), request_id=asked.pk)
    assert sitting.withdraw_decision(chair, request_id=asked.pk).state == DecisionState.WITHDRAWN


def test_what_cannot_be_asked(cast: Cast, chair: Actor, item: AgendaItem) -> None:
    line = sitting.write_line(chair, item_id=item.pk, line=draft(), seen=None)
    ask: dict[str, Any] = {"item_id": item.pk, "what": "Et kørekort", "unit": item.unit}
    sitting.ask_decision(chair, **ask, line_id=line.pk)
    yesterday = clock.today() - dt.timedelta(days=1)
    for values, code in (
        ({"what": " "}, "decision_about_nothing"),
        ({"due_on": yesterday}, "decision_due_past"),
        ({"account": cast.account("other_caseworker")}, "decision_elsewhere"),
        ({"unit": other_unit()}, "decision_nobody"),
        ({"line_id": line.pk}, "decision_asked_already"),
    ):
        with refused(code):
            sitting.ask_decision(chair, **{**ask, **values})
    with refused("passing_without_basis"):
        sitting.ask_decision(chair, **{**ask, "unit": led_elsewhere()})
    with pytest.raises(NotVisible):
        sitting.ask_decision(chair, **ask, line_id=2_000_000_000)


def test_another_department_is_not_told_without_a_basis_and_the_line_stays_undecided(
    cast: Cast, chair: Actor, item: AgendaItem
) -> None:
    sitting.write_line(chair, item_id=item.pk, line=costly(led_elsewhere()), seen=None)
    ended = sitting.end_item(chair, item_id=item.pk)
    assert (ended.landed, ended.asked, ended.not_asked, ended.undecided) == (1, 0, 1, 1)
    assert not DecisionRequest.objects.exists()


def test_somebody_new_on_the_agenda_is_seen_by_the_chair(cast: Cast, chair: Actor, meeting: Meeting) -> None:
    person = make_person()
    make_case(person, "family", cast.account("other_caseworker"))
    item = make_item(meeting, person, "family")
    assert sitting.begin_item(chair, item_id=item.pk).state == ItemState.UNDER_WAY
