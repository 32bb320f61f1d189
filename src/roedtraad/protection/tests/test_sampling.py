# SPDX-License-Identifier: EUPL-1.2
"""Each month some looks are drawn, checked by whoever answers for them, and passed on when nobody does (SECURITY D6)."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from roedtraad.audit.looks import OWN_PAGES, Look, log_look
from roedtraad.audit.models import LogEntry, LogPerson, Stream
from roedtraad.audit.queries import verify_chain
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.calendar import add_working_days
from roedtraad.kernel.contributions import desk_boxes
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.organisation.queries import actor_for
from roedtraad.people.queries import who_looked
from roedtraad.protection import sample_queries, sampling
from roedtraad.protection.jobs import nightly
from roedtraad.protection.models import CheckAnswer, SampledLook, SampleRound
from roedtraad.protection.sample_queries import looks_for_young_person
from tests.cast import Cast

OCTOBER, NOVEMBER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
LOOKERS = ("caseworker", "colleague", "other_caseworker", "counsellor", "school_representative")


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)


@pytest.fixture
def october(cast: Cast) -> Iterator[Cast]:
    """Some looks in October from each department, by the leader too; today is the first of November."""
    with time_machine.travel(at(OCTOBER + dt.timedelta(days=9)), tick=False) as time:
        looks(cast, (*LOOKERS, "leader"), 12)
        time.move_to(at(NOVEMBER, 5))
        yield cast


def looks(cast: Cast, keys: tuple[str, ...], times: int) -> None:
    for key in keys:
        for _ in range(times):
            log_look(actor_for(cast.account(key), clock.today()), Look("person_seen", [cast.young_person.pk]))


def of(cast: Cast, key: str) -> Actor:
    return actor_for(cast.account(key), clock.today())


def waits(cast: Cast, key: str) -> list[SampledLook]:
    rows = sample_queries.waiting_looks(of(cast, key), 100)[0]
    return [SampledLook.objects.get(pk=row.pk) for row in rows]


def test_on_the_first_of_the_month_the_month_before_is_drawn_once(october: Cast) -> None:
    nightly()
    nightly()
    made = SampleRound.objects.get()
    assert (made.month, made.looks, made.percent, made.least) == (OCTOBER, 72, 2, 5)
    departments = dict.fromkeys(LogEntry.objects.filter(stream=Stream.LOOK).values_list("department", flat=True), 5)
    drawn: dict[str, int] = {}
    for look in made.sample.all():
        drawn[look.department] = drawn.get(look.department, 0) + 1
    assert drawn == departments
    assert LogEntry.objects.filter(act="looks_drawn").count() == 1


def test_the_draw_can_be_made_again_and_tells_when_it_was_changed(october: Cast) -> None:
    officer, made = of(october, "data_protection_officer"), sampling.draw_due_rounds()[0]
    assert sampling.drawn_again(officer, made.pk)
    made.sample.first().delete()  # type: ignore[union-attr]
    assert not sampling.drawn_again(officer, made.pk)


def test_twenty_four_months_are_drawn_reminded_and_passed_on(cast: Cast) -> None:
    """Every month for two years: a draw from each department, a reminder, and what nobody answers goes to the officer."""
    day, months = dt.date(2024, 11, 1), list[dt.date]()
    with time_machine.travel(at(day), tick=False) as time:
        while len(months) < 24:
            time.move_to(at(day + dt.timedelta(days=14)))
            looks(cast, LOOKERS, 2)
            months.append(day)
            day = (day + dt.timedelta(days=32)).replace(day=1)
            time.move_to(at(day, 5))
            nightly()
            made = SampleRound.objects.get(month=months[-1])
            assert set(made.sample.values_list("department", flat=True)) == set(
                LogEntry.objects.filter(stream=Stream.LOOK).values_list("department", flat=True)
            )
            assert sampling.drawn_again(of(cast, "data_protection_officer"), made.pk)
            assert not made.reminded_at
            time.move_to(at(add_working_days(day, 5), 5))
            nightly()
            made.refresh_from_db()
            assert made.reminded_at
            assert not made.escalated_at
            time.move_to(at(add_working_days(day, 10), 5))
            nightly()
            assert made.sample.filter(answer="", for_officer=False).exists()
            time.move_to(at(add_working_days(day, 10) + dt.timedelta(days=1), 5))
            nightly()
            made.refresh_from_db()
            assert made.escalated_at
            assert not made.sample.filter(answer="", for_officer=False).exists()
        assert sampling.missing_rounds(clock.today()) == []
    assert sorted(SampleRound.objects.values_list("month", flat=True)) == months
    assert LogEntry.objects.filter(act="looks_drawn").count() == 24
    assert LogEntry.objects.filter(act="looks_reminded").count() == 24
    assert LogEntry.objects.filter(act="looks_passed_on").count() == 24
    assert verify_chain().broken_at is None


def test_a_missed_round_is_seen_and_made_good(october: Cast) -> None:
    with time_machine.travel(at(dt.date(2027, 1, 20)), tick=False):
        missing = sampling.missing_rounds(clock.today())
        assert missing == [OCTOBER, NOVEMBER, dt.date(2026, 12, 1)]
        sampling.draw_due_rounds()
        assert sampling.missing_rounds(clock.today()) == []
        assert SampleRound.objects.get(month=NOVEMBER).looks == 0


def test_a_leader_answers_for_the_department_and_for_no_other(october: Cast) -> None:
    sampling.draw_due_rounds()
    mine = waits(october, "leader")
    assert mine
    assert {look.department for look in mine} == {of(october, "leader").department}
    theirs = SampledLook.objects.exclude(department=of(october, "leader").department).first()
    assert theirs
    with pytest.raises(NotVisible):
        sampling.answer_look(of(october, "leader"), look_id=theirs.pk, answer=CheckAnswer.IN_ORDER)
    sampling.answer_look(of(october, "leader"), look_id=mine[0].pk, answer=CheckAnswer.IN_ORDER)
    assert mine[0].pk not in {look.pk for look in waits(october, "leader")}
    with pytest.raises(DomainError) as refusal:
        sampling.answer_look(of(october, "leader"), look_id=mine[0].pk, answer=CheckAnswer.UNSURE, note="x")
    assert refusal.value.code == "look_answered"


def test_nobody_checks_their_own_looks(october: Cast) -> None:
    """The only leader's own looks, and those of departments without a leader, are the officer's from the start."""
    sampling.draw_due_rounds()
    own = SampledLook.objects.filter(account_id=october.account("leader").pk)
    for look in own:
        assert look.for_officer
        with pytest.raises(NotAllowed):
            sampling.answer_look(of(october, "leader"), look_id=look.pk, answer=CheckAnswer.IN_ORDER)
    school = SampledLook.objects.filter(department="")
    assert school
    assert all(look.for_officer for look in school)
    assert set(own) | set(school) <= set(waits(october, "data_protection_officer"))


def test_a_doubt_needs_a_note(october: Cast) -> None:
    sampling.draw_due_rounds()
    look = waits(october, "leader")[0]
    with pytest.raises(DomainError) as refusal:
        sampling.answer_look(of(october, "leader"), look_id=look.pk, answer=CheckAnswer.NOT_IN_ORDER)
    assert refusal.value.code == "look_doubt_without_note"
    sampling.answer_look(of(october, "leader"), look_id=look.pk, answer=CheckAnswer.NOT_IN_ORDER, note="No case")
    row = sample_queries.rounds(of(october, "data_protection_officer")).rows[0]
    assert (row.not_in_order, row.drawn - row.waits) == (1, 1)


def test_a_leader_reads_names_of_those_they_may_see_and_references_of_others(october: Cast) -> None:
    sampling.draw_due_rounds()
    told = {
        key: sample_queries.waiting_looks(of(october, key), 100)[0] for key in ("leader", "data_protection_officer")
    }
    assert {one.name for row in told["leader"] for one in row.persons} == {october.young_person.name}
    assert {one.name for row in told["data_protection_officer"] for one in row.persons} == {
        october.young_person.reference
    }


def test_the_figures_lead_to_the_rows_behind_them(october: Cast, sign_in: Callable[[str], Client]) -> None:
    made, client = sampling.draw_due_rounds()[0], sign_in("data_protection_officer")
    page = client.get(reverse("protection:rounds")).content.decode()
    waiting = made.sample.filter(answer="").count()
    assert f'round={made.pk}&amp;state=waits">{waiting}<' in page
    assert client.get(f"{reverse('protection:looks')}?round={made.pk}&state=waits").context["page"].total == waiting


def test_the_desk_reminds_and_then_says_that_it_is_too_late(october: Cast) -> None:
    made = sampling.draw_due_rounds()[0]
    box = desk_boxes["looks"]
    assert [item.detail for item in box.items(of(october, "leader"), 1)[0]] == [""]
    with time_machine.travel(at(made.remind_on), tick=False):
        nightly()
        assert str(box.items(of(october, "leader"), 1)[0][0].detail) == "Reminder: answer soon"
    with time_machine.travel(at(made.answer_by + dt.timedelta(days=1)), tick=False):
        nightly()
        assert box.items(of(october, "leader"), 1) == ([], 0)
        items, count = desk_boxes["looks_passed_on"].items(of(october, "data_protection_officer"), 3)
        assert count == made.sample.count()
        assert items[0].is_late


def young(person_id: int) -> Actor:
    return Actor(0, "den unge", (Grant(Role.YOUNG_PERSON, person_id=person_id),), on=clock.today())


def test_who_has_looked_equals_the_log_and_names_nobody(october: Cast) -> None:
    """SECURITY D7: 0 differences to the access log, without the young person's own looks."""
    alma = october.young_person.pk
    log_look(young(alma), Look("person_seen", [alma]))
    log_look(Actor(0, "forælder", (Grant(Role.GUARDIAN, person_id=alma),)), Look("person_seen", [alma]))
    log_look(of(october, "data_protection_officer"), Look("log_seen", [alma]))
    rows = list(looks_for_young_person(young(alma), alma, 1).rows) + list(
        looks_for_young_person(young(alma), alma, 2).rows
    )
    logged = LogEntry.objects.filter(
        stream=Stream.LOOK, pk__in=LogPerson.objects.filter(young_person_id=alma).values("entry")
    )
    assert [row.at for row in rows] == [one.at for one in logged.exclude(purpose=OWN_PAGES).order_by("-sequence")]
    assert {row.purpose for row in rows} >= {"casework", "guidance", "data protection", "as parent or guardian"}
    assert not any(account.name in str(rows) for account in october.accounts.values())
    staff = who_looked(of(october, "data_protection_officer"), alma).rows
    assert {row.at for row in staff} >= {row.at for row in rows[:50]}


@pytest.mark.parametrize("key", ["caseworker", "leader", "data_protection_officer"])
def test_who_has_looked_is_for_the_young_person_alone(october: Cast, key: str) -> None:
    with pytest.raises(NotVisible):
        looks_for_young_person(of(october, key), october.young_person.pk)
    with pytest.raises(NotVisible):
        looks_for_young_person(young(october.stranger.pk), october.young_person.pk)


@pytest.mark.slow
def test_ten_thousand_looks_are_read_a_page_at_a_time(cast: Cast) -> None:
    alma, last = (
        cast.young_person.pk,
        LogEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0,
    )
    LogEntry.objects.bulk_create(
        LogEntry(
            sequence=last + number, stream=Stream.LOOK, act="person_seen", at=clock.now(), account_id=1, actor_name="x",
            department="children_family", purpose="casework", previous_hash="x", chain_hash="x",
        )
        for number in range(1, 10_001)
    )  # fmt: skip
    LogPerson.objects.bulk_create(
        LogPerson(entry_id=last + number, young_person_id=alma) for number in range(1, 10_001)
    )
    for page in (1, 2, 160):
        assert len(looks_for_young_person(young(alma), alma, page).rows) == 60
