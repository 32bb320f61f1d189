# SPDX-License-Identifier: EUPL-1.2
"""Somebody leaves: everything in one act or nothing; a closed account's things go to a leader, never silently."""

import time
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roedtraad.audit.models import LogEntry
from roedtraad.audit.queries import verify_chain
from roedtraad.cases.case_queries import responsible_for
from roedtraad.cases.models import Case, CaseFollowUp, ContactPerson
from roedtraad.handover import actions
from roedtraad.handover.holdings import held_by, leavers, receivers
from roedtraad.handover.leaving import Share, hand_over_all
from roedtraad.handover.models import Handover, State
from roedtraad.handover.tests.making import NOTE, offered, requested, task_offered
from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.organisation.account_actions import lock_account
from tests.cast import Cast, make_case, make_contact_person, make_person

MANY = 25


def give_many(cast: Cast, count: int = MANY) -> list[Case]:
    """So many more cases of the caseworker's, and for every other young person the contact person's task."""
    cases = []
    for number in range(count):
        person = make_person()
        cases.append(make_case(person, "authority", cast.account("caseworker")))
        if number % 2:
            make_contact_person(person, cast.account("caseworker"))
    return cases


def shares_of(cast: Cast, *receivers: str) -> list[Share]:
    """Everything that the caseworker has, to the receivers in turn."""
    _account, rows = held_by(cast.actor("leader"), cast.account("caseworker").pk)
    to = [cast.account(key).pk for key in receivers]
    return [
        Share(to[number % len(to)], row.case_id, row.contact_person_id, f"Step {number}")
        for number, row in enumerate(rows)
    ]


def hand_over(cast: Cast, shares: list[Share], by: str = "leader", **values: bool) -> None:
    hand_over_all(cast.actor(by), account_id=cast.account("caseworker").pk, shares=shares, note=NOTE, **values)


def test_everything_goes_to_several_colleagues_in_one_act(cast: Cast) -> None:
    give_many(cast)
    shares = shares_of(cast, "colleague", "counsellor")
    hand_over(cast, shares, at_once=True)
    assert not Case.objects.filter(caseworker=cast.account("caseworker"), closed_on__isnull=True).exists()
    assert not ContactPerson.objects.filter(account=cast.account("caseworker"), ended_on__isnull=True).exists()
    assert {one.caseworker for one in Case.objects.filter(unit__code="authority")} <= {
        cast.account("colleague"), cast.account("counsellor"), None,
    }  # fmt: skip
    assert Handover.objects.filter(state=State.ACCEPTED).count() == len(shares)
    assert LogEntry.objects.filter(act="handover_accepted").count() == len(shares)
    assert Handover.objects.filter(next_step="Step 3", works=NOTE.works).exists()
    assert not verify_chain().problem


def test_without_at_once_each_receiver_accepts_and_nothing_has_moved(cast: Cast) -> None:
    give_many(cast, 3)
    hand_over(cast, shares_of(cast, "colleague"))
    assert Case.objects.filter(caseworker=cast.account("caseworker"), closed_on__isnull=True).count() == 5
    for one in Handover.objects.all():
        actions.accept_handover(cast.actor("colleague"), handover_id=one.pk)
    assert not Case.objects.filter(caseworker=cast.account("caseworker"), closed_on__isnull=True).exists()


def test_the_number_of_statements_does_not_grow_with_the_rows(cast: Cast) -> None:
    counts = []
    for count in (2, MANY):
        give_many(cast, count)
        shares = shares_of(cast, "colleague", "counsellor")
        with CaptureQueriesContext(connection) as asked:
            hand_over(cast, shares, at_once=True)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2, counts


def test_twenty_five_take_less_than_a_second(cast: Cast) -> None:
    give_many(cast)
    shares = shares_of(cast, "colleague")
    began = time.perf_counter()
    hand_over(cast, shares, at_once=True)
    assert time.perf_counter() - began < 1


def test_all_or_none(cast: Cast) -> None:
    give_many(cast, 4)
    shares = shares_of(cast, "colleague")
    wrong = Share(cast.account("colleague").pk, case_id=make_case(make_person(), "authority").pk)
    for bad, code in (
        ([*shares, wrong], "not_theirs"),
        ([*shares[:-1], replace(shares[-1], to_account_id=cast.account("consultant").pk)], "cannot_receive"),
        ([*shares[:-1], replace(shares[-1], to_account_id=cast.account("caseworker").pk)], "cannot_receive"),
        ([], "nothing_chosen"),
    ):
        with pytest.raises(DomainError) as refusal:
            hand_over(cast, bad, at_once=True)
        assert refusal.value.code == code
    assert not Handover.objects.exists()
    assert not LogEntry.objects.filter(subject_kind="handover").exists()


def test_only_a_leader_of_every_department_concerned(cast: Cast) -> None:
    shares = shares_of(cast, "colleague")
    for key in ("other_leader", "colleague", "caseworker"):
        with pytest.raises(NotAllowed):
            hand_over(cast, shares, by=key)
    with pytest.raises(NotVisible):
        held_by(cast.actor("other_leader"), cast.account("caseworker").pk)
    assert not leavers(cast.actor("caseworker")).exists()
    assert {one.name for one in receivers(cast.actor("leader"), cast.account("caseworker").pk)} >= {"Karl Kollega"}


def test_what_waited_gives_way(cast: Cast) -> None:
    one = offered(cast, "counsellor")
    hand_over(cast, shares_of(cast, "colleague"), at_once=True)
    one.refresh_from_db()
    assert one.state == State.REVOKED
    cast.case.refresh_from_db()
    assert cast.case.caseworker == cast.account("colleague")


def close_account(cast: Cast, key: str) -> None:
    lock_account(cast.actor("administrator"), account_id=cast.account(key).pk)
    cast.account(key).refresh_from_db()


def test_a_closed_accounts_cases_wait_for_the_leader_at_once(cast: Cast) -> None:
    close_account(cast, "caseworker")
    waiting = Handover.objects.filter(state=State.PENDING, case__isnull=False)
    assert waiting.count() == 2
    for one in waiting:
        assert one.to_account == cast.account("leader")
        assert one.escalated_on == clock.today()
        assert one.case is not None
        assert responsible_for(one.case, clock.today()).accounts == (cast.account("leader").pk,)
    entry = LogEntry.objects.get(act="lock_account")
    assert entry.logdetail.values["handovers"] == 2
    assert LogEntry.objects.filter(act="handover_escalated").count() == 2


def test_a_closed_contact_persons_task_waits_for_the_leader(cast: Cast) -> None:
    close_account(cast, "contact_person")
    tasks = Handover.objects.filter(contact_person__isnull=False)
    assert {one.to_account for one in tasks} == {cast.account("leader")}
    assert tasks.count() == 2
    actions.accept_handover(cast.actor("leader"), handover_id=tasks[0].pk)


def test_handovers_to_and_from_a_closed_account_go_to_the_leader(cast: Cast) -> None:
    sent, task = offered(cast, "colleague"), task_offered(cast, "colleague")
    close_account(cast, "colleague")
    for one in (sent, task):
        one.refresh_from_db()
        assert (one.state, one.to_account, one.escalated_on) == (State.PENDING, cast.account("leader"), clock.today())
    actions.accept_handover(cast.actor("leader"), handover_id=sent.pk)
    cast.case.refresh_from_db()
    assert cast.case.caseworker == cast.account("leader")


def test_what_a_closed_account_had_sent_is_the_leaders_to_decide(cast: Cast) -> None:
    sent = offered(cast, "colleague")
    close_account(cast, "caseworker")
    sent.refresh_from_db()
    assert (sent.state, sent.to_account, sent.escalated_on) == (
        State.PENDING, cast.account("colleague"), clock.today(),
    )  # fmt: skip
    actions.accept_handover(cast.actor("colleague"), handover_id=sent.pk)


def test_what_a_closed_account_had_asked_for_is_withdrawn(cast: Cast) -> None:
    asked = requested(cast, "colleague")
    close_account(cast, "colleague")
    asked.refresh_from_db()
    assert asked.state == State.WITHDRAWN
    asked = requested(cast, "counsellor")
    close_account(cast, "caseworker")
    asked.refresh_from_db()
    assert asked.state == State.WITHDRAWN
    assert Handover.objects.filter(case=cast.case, state=State.PENDING, to_account=cast.account("leader")).exists()


def test_follow_ups_of_a_closed_account_go_to_the_leader(cast: Cast) -> None:
    CaseFollowUp.objects.create(case=cast.case, account=cast.account("colleague"), due_on=clock.today())
    close_account(cast, "colleague")
    assert CaseFollowUp.objects.get().account == cast.account("leader")
    assert LogEntry.objects.filter(act="follow_ups_released").count() == 1


def test_an_account_on_which_nothing_hangs_closes_without_a_word(cast: Cast) -> None:
    close_account(cast, "operator")
    assert not Handover.objects.exists()
    assert not LogEntry.objects.filter(act="handover_escalated").exists()


def test_the_leader_gives_a_closed_accounts_things_on_in_one_act(cast: Cast) -> None:
    close_account(cast, "caseworker")
    hand_over(cast, shares_of(cast, "colleague"), at_once=True)
    assert Case.objects.filter(caseworker=cast.account("colleague")).count() == 2
    assert not Handover.objects.filter(state=State.PENDING).exists()
