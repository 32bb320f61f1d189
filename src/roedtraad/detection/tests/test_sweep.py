# SPDX-License-Identifier: EUPL-1.2
"""A sweep raises what is new, closes what no longer holds, and touches nothing else."""

import datetime as dt
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from roedtraad.audit.models import LogEntry
from roedtraad.cases.models import ContactChannel, ContactOutcome
from roedtraad.detection.actions import acknowledge, answer_not_true, snooze, sweep
from roedtraad.detection.models import ClosedBecause, Signal, SignalState, SweepRun
from roedtraad.detection.tests.waiting import let_wait
from roedtraad.kernel.actor import Actor, Role, system_actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.actions import load_profile
from roedtraad.organisation.profile import Rule
from roedtraad.organisation.queries import actor_for
from roedtraad.people.models import SituationKind, YoungPerson
from tests.cast import (
    make_case,
    make_colleague,
    make_contact,
    make_contact_person,
    make_person,
    make_situation,
    shipped_profile,
    use_profile,
)  # fmt: skip

TODAY = dt.date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False):
        use_profile("fjordby")
        yield


def run(on: dt.date = TODAY) -> set[tuple[str, str]]:
    """Sweep, and give the open signals as (rule, reference)."""
    sweep(system_actor(on), on=on)
    return open_signals()


def open_signals() -> set[tuple[str, str]]:
    return set(Signal.objects.filter(closed_on__isnull=True).values_list("rule", "young_person__reference"))


def born(years: int, months: int = 0) -> dt.date:
    """The birth date of somebody who reaches that age today."""
    return add_months(TODAY, -(12 * years + months))


def settled(years: int, months: int = 0, **values: Any) -> YoungPerson:
    """Somebody in a youth education for long, about whom no rule has anything to say."""
    person = make_person(born_on=born(years, months), **values)
    make_situation(person, SituationKind.YOUTH_EDUCATION, started_on=TODAY - dt.timedelta(days=500))
    return person


def test_somebody_settled_gives_no_signal() -> None:
    settled(18)
    assert run() == set()


@pytest.mark.parametrize(("years", "months", "found"), [(17, 5, False), (17, 6, True), (17, 11, True), (18, 0, False)])
def test_a_social_case_is_found_from_17_and_a_half_until_18(years: int, months: int, found: bool) -> None:
    person = settled(years, months)
    make_case(person, "authority")
    assert (("social_case_turning_17_half", person.reference) in run()) == found


def test_the_signal_falls_due_on_the_day_of_17_and_a_half_and_says_why() -> None:
    person = settled(17, 8)
    make_case(person, "authority", source="case system")
    run()
    signal = Signal.objects.get(rule="social_case_turning_17_half")
    assert signal.due_on == add_months(person.born_on, 210)
    assert signal.evidence == {"age_months": 212, "open_disciplines": ["social"]}
    assert signal.origins["open_disciplines"] == {"source": "case system", "as_of": TODAY.isoformat()}
    assert signal.source == "case system"


@pytest.mark.parametrize(("days", "found"), [(364, False), (365, True), (366 + 365, True)])
def test_an_employment_case_comes_up_after_a_year_and_each_year_after(days: int, found: bool) -> None:
    person = settled(22)
    make_case(person, discipline="employment", law="LAB", opened_on=TODAY - dt.timedelta(days=days))
    assert (("employment_case_anniversary", person.reference) in run()) == found


def test_the_next_anniversary_closes_the_last_and_raises_a_new_one() -> None:
    person = settled(22)
    make_case(person, discipline="employment", law="LAB", opened_on=TODAY - dt.timedelta(days=400))
    run()
    acknowledge(make_handler(person), signals=list(Signal.objects.values_list("pk", flat=True)))
    run(TODAY + dt.timedelta(days=365))
    found = Signal.objects.filter(rule="employment_case_anniversary").order_by("due_on")
    assert [(one.closed_on is None, one.state) for one in found] == [(False, "acknowledged"), (True, "new")]
    assert found[1].due_on.year == found[0].due_on.year + 1


def make_handler(person: YoungPerson) -> Actor:
    account = make_colleague("handler", "Hanne Handling", Role.CONTACT_PERSON, "front_door")
    make_contact_person(person, account)
    return actor_for(account, TODAY)


def test_two_disciplines_open_admit_to_the_conference() -> None:
    person = settled(19)
    make_case(person, discipline="social")
    assert run() & {("two_disciplines_open", person.reference)} == set()
    make_case(person, discipline="employment", law="LAB")
    assert ("two_disciplines_open", person.reference) in run()


def test_unknown_status_is_found_when_nothing_is_known_and_when_a_status_has_expired() -> None:
    nothing, expired, fresh = make_person(born_on=born(19)), make_person(born_on=born(19)), settled(19)
    make_situation(expired, SituationKind.WORK, confirmed_on=TODAY - dt.timedelta(days=2000))
    found = {reference for rule, reference in run() if rule == "status_unknown"}
    assert found == {nothing.reference, expired.reference}
    assert fresh.reference not in found


def test_the_clock_of_the_15_to_17_year_old_starts_when_the_activity_ends() -> None:
    person = make_person(born_on=born(16))
    ended = dt.date(2026, 11, 13)
    make_situation(person, SituationKind.YOUTH_EDUCATION, started_on=ended - dt.timedelta(days=100), ended_on=ended)
    run()
    contact = Signal.objects.get(rule="duty_15_17_contact_5_days")
    activity = Signal.objects.get(rule="duty_15_17_activity_30_days")
    assert contact.due_on == dt.date(2026, 11, 20)  # five working days after a Friday
    assert activity.due_on == ended + dt.timedelta(days=30)


@pytest.mark.parametrize("channel", ContactChannel.values)
def test_any_real_contact_clears_the_duty_whatever_the_channel(channel: str) -> None:
    person = make_person(born_on=born(16))
    make_situation(
        person, SituationKind.FGU, started_on=TODAY - dt.timedelta(days=90), ended_on=TODAY - dt.timedelta(days=9)
    )
    assert ("duty_15_17_contact_5_days", person.reference) in run()
    worker = make_colleague("worker", "Wanda Worker", Role.CONTACT_PERSON, "front_door")
    make_contact(person, worker, channel=channel, held_on=TODAY - dt.timedelta(days=1))
    assert ("duty_15_17_contact_5_days", person.reference) not in run()


def test_an_attempt_that_reached_nobody_clears_nothing() -> None:
    person = make_person(born_on=born(16))
    make_situation(
        person, SituationKind.FGU, started_on=TODAY - dt.timedelta(days=90), ended_on=TODAY - dt.timedelta(days=9)
    )
    worker = make_colleague("worker", "Wanda Worker", Role.CONTACT_PERSON, "front_door")
    make_contact(person, worker, outcome=ContactOutcome.NO_ANSWER, held_on=TODAY)
    assert ("duty_15_17_contact_5_days", person.reference) in run()


def test_a_second_sweep_writes_nothing() -> None:
    for years in (15, 17, 19, 23):
        make_case(make_person(born_on=born(years, 6)), opened_on=TODAY - dt.timedelta(days=900))
    run()
    before = list(Signal.objects.order_by("pk").values())
    rows = LogEntry.objects.count()
    outcome = sweep(system_actor(TODAY), on=TODAY)
    assert (outcome.created, outcome.closed, outcome.unchanged) == (0, 0, len(before))
    assert list(Signal.objects.order_by("pk").values()) == before
    assert LogEntry.objects.count() == rows


def test_a_signal_closes_when_its_facts_no_longer_hold_and_says_so() -> None:
    person = make_person(born_on=born(19))
    run()
    make_situation(person, SituationKind.WORK)
    assert run() == set()
    signal = Signal.objects.get(rule="status_unknown")
    assert (signal.closed_on, signal.closed_because) == (TODAY, ClosedBecause.FACTS)


def test_a_signal_of_a_rule_that_is_switched_off_closes_and_says_so() -> None:
    make_person(born_on=born(19))
    run()
    use_profile("broenderslev")
    sweep(system_actor(TODAY), on=TODAY)
    gone = Signal.objects.filter(closed_because=ClosedBecause.RULE_OFF)
    assert set(gone.values_list("rule", flat=True)) <= {"status_unknown"}


def test_an_answer_not_true_stands_while_the_facts_are_the_same() -> None:
    person = settled(19)
    make_case(person, discipline="social")
    make_case(person, discipline="employment", law="LAB")
    actor = make_handler(person)
    run()
    answer_not_true(
        actor, signals=list(Signal.objects.values_list("pk", flat=True)), reason="closed in the other system"
    )
    run()
    assert set(Signal.objects.values_list("state", flat=True)) == {SignalState.NOT_TRUE}


def test_a_rule_that_counts_once_does_not_come_back_after_it_was_taken_on() -> None:
    person = settled(17, 7)
    case = make_case(person, "authority")
    actor = make_handler(person)
    run()
    mine = Signal.objects.get(rule="social_case_turning_17_half")
    acknowledge(actor, signals=[mine.pk])
    case.closed_on = TODAY - dt.timedelta(days=1)
    case.save()
    run()
    case.closed_on = None
    case.save()
    run()
    assert Signal.objects.filter(rule="social_case_turning_17_half").count() == 1


def test_a_closed_signal_that_nobody_answered_comes_back_with_its_facts() -> None:
    person = settled(17, 7)
    case = make_case(person, "authority")
    run()
    case.closed_on = TODAY - dt.timedelta(days=1)
    case.save()
    run()
    case.closed_on = None
    case.save()
    assert ("social_case_turning_17_half", person.reference) in run()


def test_the_signal_goes_to_the_contact_person_and_the_unit_of_the_case() -> None:
    person = settled(17, 7)
    make_case(person, "authority")
    contact_person = make_colleague("guide", "Gitte Guide", Role.CONTACT_PERSON, "front_door")
    make_contact_person(person, contact_person)
    run()
    signal = Signal.objects.get(rule="social_case_turning_17_half")
    assert signal.unit is not None
    assert (signal.assignee, signal.unit.code) == (contact_person, "authority")


def test_somebody_without_a_case_is_the_business_of_the_entry() -> None:
    make_person(born_on=born(19))
    run()
    signal = Signal.objects.get(rule="status_unknown")
    assert signal.unit is not None
    assert signal.unit.is_entry


def test_a_rule_whose_facts_come_later_waits_and_says_for_what(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sweep(system_actor(TODAY), on=TODAY).waiting == {}
    let_wait(monkeypatch, "has_realistic_plan")
    outcome = sweep(system_actor(TODAY), on=TODAY)
    assert outcome.waiting == {"no_realistic_plan_at_16": ("has_realistic_plan",)}


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    make_person(born_on=born(19))
    out = StringIO()
    call_command("sweep", "--on", TODAY.isoformat(), "--dry-run", "--format", "json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["created"], told["young_people"], len(told["signals"])) == (1, 1, 1)
    assert not Signal.objects.exists()
    assert not SweepRun.objects.exists()


def test_the_command_tells_each_signal_with_its_reference_and_evidence() -> None:
    person = make_person(born_on=born(19), reference="ELEV-7")
    out = StringIO()
    call_command("sweep", "--on", TODAY.isoformat(), "--format", "json", stdout=out)
    told = json.loads(out.getvalue())
    assert set(told) >= {"on", "young_people", "created", "closed", "unchanged", "signals"}
    assert told["signals"] == [
        {
            "rule": "status_unknown", "reference": person.reference, "due_on": TODAY.isoformat(),
            "evidence": {"age_months": 228, "status": "unknown"},
        }
    ]  # fmt: skip


def test_a_date_that_is_none_is_refused_with_a_word_on_how_to_write_it() -> None:
    with pytest.raises(CommandError, match="2026-12-24"):
        call_command("sweep", "--on", "tomorrow")


def test_putting_off_needs_a_day_ahead() -> None:
    person = make_person(born_on=born(19))
    actor = make_handler(person)
    run()
    signals = list(Signal.objects.values_list("pk", flat=True))
    with pytest.raises(DomainError, match="ahead"):
        snooze(actor, signals=signals, until=TODAY, reason="later")


def test_a_yearly_rule_whose_date_is_not_known_for_somebody_does_not_stop_the_sweep() -> None:
    words = {
        "id": "benefit_each_year", "title": {"da": "x", "en": "x"}, "when": {"fact": "age_months", "from": 180},
        "due": {"fact": "benefit_since", "plus": {"years": 1}}, "repeats": "yearly", "valid_from": "2014-01-01", "source": "x",
    }  # fmt: skip
    profile = shipped_profile()
    profile = profile.model_copy(update={"rules": (*profile.rules, Rule.model_validate(words))})
    load_profile(system_actor(TODAY), profile=profile, valid_from=TODAY)
    person = settled(18)
    assert run() == {("benefit_each_year", person.reference)}
    assert sweep(system_actor(TODAY), on=TODAY).unchanged == 1
