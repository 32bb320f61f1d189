# SPDX-License-Identifier: EUPL-1.2
"""Whatever people do with cases, handovers and accounts, in whatever order: an open case always has somebody who answers for it.

And nothing that has been done changes its author, nobody has two coordinating contact persons, and a refusal changes nothing.
"""

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from roedtraad.audit.models import LogEntry
from roedtraad.cases.actions import Naming, name_contact_person, record_contact
from roedtraad.cases.case_actions import Closing, Opening, assign_case, close_case, open_case, take_case
from roedtraad.cases.case_queries import responsible_for
from roedtraad.cases.models import Case, Contact, ContactChannel, ContactOutcome, ContactPerson
from roedtraad.cases.rules import responsible
from roedtraad.handover import actions, jobs
from roedtraad.handover.asking import Asking
from roedtraad.handover.holdings import held_by
from roedtraad.handover.leaving import Share, hand_over_all
from roedtraad.handover.models import WAITING, Handover, State
from roedtraad.handover.tests.making import NOTE
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.account_actions import lock_account, unlock_account
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.queries import actor_for
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db

STAFF = ("contact_person", "caseworker", "colleague", "other_caseworker", "counsellor", "leader", "other_leader")
LEAVERS = ("contact_person", "caseworker", "colleague", "other_caseworker", "counsellor", "other_leader")
"""The leader of the authority stays, as somebody must: with nobody at work, nobody can answer."""
DAY = dt.timedelta(days=1)
RUNS = int(os.environ.get("HANDOVER_RUNS", "20"))
"""How many long lives are lived; more of them when somebody has changed who answers for a case."""
who = st.sampled_from(STAFF)
number = st.integers(0, 7)


def chosen(rows: Any, index: int) -> Any:
    """One of the rows, or None when there are none."""
    found = list(rows.order_by("pk"))
    return found[index % len(found)] if found else None


class People(RuleBasedStateMachine):
    """Everybody does what they can think of; refusals are part of the day."""

    @initialize()
    def begin(self) -> None:
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.cast: Cast = make_cast()
        self.done: Counter[str] = Counter()
        self.is_changed = True
        self.today = clock.today()

    def teardown(self) -> None:
        if hasattr(self, "rollback"):
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)

    def actor(self, key: str) -> Actor:
        account = Account.objects.get(pk=self.cast.account(key).pk)
        return actor_for(account, self.today)

    def attempt(self, act: Callable[[], object]) -> bool:
        """Whether it was done. What is refused leaves no trace in the log of changes."""
        before = LogEntry.objects.filter(stream="change").count()
        self.is_changed = False
        try:
            act()
        except DomainError:
            assert LogEntry.objects.filter(stream="change").count() == before
            return False
        self.is_changed = True
        return True

    @rule(key=who, place=st.sampled_from(["authority", "family"]), law=st.sampled_from(["LAB", "SEL", "barnets_lov"]))
    def somebody_opens_a_case(self, key: str, place: str, law: str) -> None:
        unit = Unit.objects.get(code=place)
        opening = Opening(unit.pk, law, unit.disciplines[0], self.today)
        self.attempt(lambda: open_case(self.actor(key), person_id=self.cast.young_person.pk, opening=opening))

    @rule(key=who, index=number)
    def somebody_takes_a_case(self, key: str, index: int) -> None:
        if case := chosen(Case.objects.filter(closed_on__isnull=True), index):
            self.attempt(lambda: take_case(self.actor(key), case_id=case.pk))

    @rule(key=who, to=who, index=number)
    def a_leader_gives_a_case(self, key: str, to: str, index: int) -> None:
        if case := chosen(Case.objects.filter(closed_on__isnull=True), index):
            self.attempt(lambda: assign_case(self.actor(key), case_id=case.pk, account_id=self.cast.account(to).pk))

    @rule(key=who, to=who, index=number, cover=st.booleans())
    def somebody_hands_a_case_over(self, key: str, to: str, index: int, cover: bool) -> None:
        until = self.today + DAY if cover else None
        asking = Asking(NOTE, to_account_id=self.cast.account(to).pk, cover_until=until)
        if case := chosen(Case.objects.filter(closed_on__isnull=True), index):
            self.attempt(lambda: actions.hand_over_case(self.actor(key), case_id=case.pk, asking=asking))

    @rule(key=who, to=who)
    def somebody_hands_the_task_over(self, key: str, to: str) -> None:
        asking = Asking(NOTE, to_account_id=self.cast.account(to).pk)
        self.attempt(
            lambda: actions.hand_over_task(self.actor(key), person_id=self.cast.young_person.pk, asking=asking)
        )

    @rule(key=who, to=who)
    def somebody_is_named_outright(self, key: str, to: str) -> None:
        naming = Naming(self.cast.account(to).pk, self.today)
        self.attempt(lambda: name_contact_person(self.actor(key), person_id=self.cast.young_person.pk, naming=naming))

    @rule(key=who, index=number)
    def somebody_asks_for_a_case(self, key: str, index: int) -> None:
        if case := chosen(Case.objects.filter(closed_on__isnull=True), index):
            self.attempt(lambda: actions.request_case(self.actor(key), case_id=case.pk, why="x"))

    @rule(
        key=who, index=number, act=st.sampled_from(["accept", "give", "refuse", "withdraw", "revoke", "ask", "answer"])
    )
    def somebody_answers(self, key: str, index: int, act: str) -> None:
        one = chosen(Handover.objects.filter(state__in=WAITING), index)
        if one is None:
            return
        do: dict[str, Callable[[Actor], object]] = {
            "accept": lambda a: actions.accept_handover(a, handover_id=one.pk),
            "give": lambda a: actions.give_case(a, handover_id=one.pk, note=NOTE),
            "refuse": lambda a: actions.refuse_handover(a, handover_id=one.pk, reason="x"),
            "withdraw": lambda a: actions.withdraw_handover(a, handover_id=one.pk),
            "revoke": lambda a: actions.revoke_handover(a, handover_id=one.pk, reason="x"),
            "ask": lambda a: actions.ask_about_handover(a, handover_id=one.pk, question="x"),
            "answer": lambda a: actions.answer_question(a, handover_id=one.pk, answer="x"),
        }
        self.attempt(lambda: do[act](self.actor(key)))

    @rule(key=who, index=number, outcome=st.sampled_from(["goal_reached", "passed_on"]))
    def somebody_closes_a_case(self, key: str, index: int, outcome: str) -> None:
        if case := chosen(Case.objects.filter(closed_on__isnull=True), index):
            closing = Closing(self.today, outcome, "work")
            self.attempt(lambda: close_case(self.actor(key), case_id=case.pk, closing=closing))

    @rule(key=st.sampled_from(LEAVERS))
    def an_account_is_closed(self, key: str) -> None:
        self.attempt(lambda: lock_account(self.actor("administrator"), account_id=self.cast.account(key).pk))

    @rule(key=st.sampled_from(LEAVERS))
    def an_account_is_opened_again(self, key: str) -> None:
        self.attempt(lambda: unlock_account(self.actor("administrator"), account_id=self.cast.account(key).pk))

    @rule(key=st.sampled_from(LEAVERS), to=who, at_once=st.booleans())
    def the_leader_hands_everything_over(self, key: str, to: str, at_once: bool) -> None:
        def act() -> None:
            leader = self.actor("leader")
            _account, rows = held_by(leader, self.cast.account(key).pk)
            shares = [Share(self.cast.account(to).pk, row.case_id, row.contact_person_id) for row in rows]
            hand_over_all(leader, account_id=self.cast.account(key).pk, shares=shares, note=NOTE, at_once=at_once)

        self.attempt(act)

    @rule(key=who)
    def somebody_talks_with_her(self, key: str) -> None:
        def act() -> None:
            record_contact(
                self.actor(key), person_id=self.cast.young_person.pk, held_on=self.today,
                channel=ContactChannel.PHONE, outcome=ContactOutcome.REACHED,
            )  # fmt: skip

        if self.attempt(act):
            self.done[self.cast.account(key).name] += 1

    @rule()
    @precondition(lambda self: Handover.objects.filter(state=State.ACCEPTED, cover_until__isnull=False).exists())
    def the_cover_ends(self) -> None:
        self.is_changed = True
        Handover.objects.filter(cover_until__isnull=False).update(cover_until=self.today - DAY)
        jobs.handovers_tonight()

    @invariant()
    def every_open_case_has_somebody_at_work(self) -> None:
        """After a refusal the answer is the one that was looked at before it."""
        if not hasattr(self, "cast") or not self.is_changed:
            return
        for case in Case.objects.filter(closed_on__isnull=True).select_related("unit"):
            found = responsible_for(case, self.today)
            assert found.accounts, f"nobody answers for {case.reference}"
            assert Account.objects.filter(pk__in=found.accounts, is_active=True).count() == len(found.accounts)

    @invariant()
    def the_doers_are_who_they_were(self) -> None:
        if hasattr(self, "cast"):
            assert Counter(Contact.objects.values_list("account__name", flat=True)) == self.done

    @invariant()
    def nobody_has_two_who_coordinate(self) -> None:
        if not hasattr(self, "cast"):
            return
        running = ContactPerson.objects.filter(is_coordinating=True, ended_on__isnull=True)
        persons = list(running.values_list("young_person_id", flat=True))
        assert len(persons) == len(set(persons))
        assert self.cast.young_person.pk in persons, "and she is never without one"


def walk(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        People,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None,
            suppress_health_check=list(HealthCheck), database=None, derandomize=True, phases=(Phase.generate,),
        ),
    )  # fmt: skip


def test_at_no_moment_has_an_open_case_nobody() -> None:
    walk(examples=6, steps=25)


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_at_no_moment_has_an_open_case_nobody_for_long() -> None:
    walk(examples=RUNS, steps=50)


@pytest.mark.sqlite_only
def test_control_without_the_ladder_somebody_is_no_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the caseworker alone as the answer, the walk soon finds a case that nobody answers for."""
    only = "roedtraad.cases.rules.responsible"
    monkeypatch.setattr(only, lambda caseworker, at_work, _ladder, _entry: responsible(caseworker, at_work, (), ()))
    with pytest.raises(AssertionError, match="nobody answers for"):
        walk(examples=30, steps=25)


@st.composite
def houses(draw: st.DrawFn) -> tuple[int | None, frozenset[int], list[list[int]], list[int]]:
    ids = st.integers(1, 9)
    return (
        draw(st.none() | ids), frozenset(draw(st.sets(ids))), draw(st.lists(st.lists(ids, max_size=3), max_size=2)),
        draw(st.lists(ids, max_size=3)),
    )  # fmt: skip


def test_somebody_answers_as_long_as_anybody_who_could_is_at_work() -> None:
    """The rule by itself, over every house that hypothesis can think of."""

    @settings(max_examples=500, deadline=None, database=None)
    @given(houses())
    def holds(house: tuple[int | None, frozenset[int], list[list[int]], list[int]]) -> None:
        caseworker, at_work, ladder, entry = house
        found = responsible(caseworker, at_work, ladder, entry)
        could = {caseworker, *entry, *(one for step in ladder for one in step)}
        assert bool(found.accounts) == bool(could & at_work)
        assert set(found.accounts) <= at_work
        assert (found.by == "caseworker") == (caseworker in at_work)

    holds()
