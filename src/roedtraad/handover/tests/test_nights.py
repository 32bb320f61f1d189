# SPDX-License-Identifier: EUPL-1.2
"""The night reminds, escalates and brings covers back, once each; and the rule about pending handovers is heard."""

import datetime as dt

import pytest

from roedtraad.audit.models import LogEntry
from roedtraad.cases.models import Case, ContactPerson
from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.handover import actions, desk
from roedtraad.handover.jobs import handovers_tonight
from roedtraad.handover.models import Handover
from roedtraad.handover.tests.making import offered, requested, task_offered
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.rights import Right
from roedtraad.notices.models import Notice
from roedtraad.people import policies
from tests.cast import Cast

DAY = dt.timedelta(days=1)


@pytest.fixture
def tonight(monkeypatch: pytest.MonkeyPatch) -> "Night":
    return Night(monkeypatch)


class Night:
    """Lets it become another day, and the night's work be done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def of(self, day: dt.date) -> None:
        self._patch.setattr(clock, "today", lambda: day)
        handovers_tonight()


def test_the_receiver_is_reminded_once_and_then_the_leader_gets_it_once(cast: Cast, tonight: Night) -> None:
    cast.account("colleague").email = "karl@example.invalid"
    cast.account("colleague").save()
    one = offered(cast)
    tonight.of(one.remind_on - DAY)
    assert not Notice.objects.exists()
    for _ in range(2):
        tonight.of(one.remind_on)
    one.refresh_from_db()
    assert one.reminded_on == one.remind_on
    notice = Notice.objects.get()
    assert notice.address == "karl@example.invalid"
    assert "Alma" not in notice.body + notice.subject
    for _ in range(2):
        tonight.of(one.due_on + DAY)
    one.refresh_from_db()
    assert one.escalated_on == one.due_on + DAY
    assert one.waits, "the deadline has passed, and still nobody has let go"
    assert LogEntry.objects.filter(act="handover_escalated").count() == 1
    assert LogEntry.objects.filter(act="handover_reminded").count() == 1
    items, count = desk.escalated(cast.actor("leader"), 9)
    assert (count, items[0].person_id, items[0].is_late) == (1, cast.young_person.pk, True)


def test_nobody_without_a_mail_stops_the_night(cast: Cast, tonight: Night) -> None:
    one = offered(cast)
    tonight.of(one.due_on + DAY)
    assert not Notice.objects.exists()
    assert Handover.objects.get().escalated_on


def test_of_a_request_whoever_has_the_case_is_reminded(cast: Cast, tonight: Night) -> None:
    cast.account("caseworker").email = "sara@example.invalid"
    cast.account("caseworker").save()
    tonight.of(requested(cast).remind_on)
    assert Notice.objects.get().address == "sara@example.invalid"


def test_what_is_sent_to_a_unit_reminds_its_leader(cast: Cast, tonight: Night) -> None:
    cast.account("leader").email = "lone@example.invalid"
    cast.account("leader").save()
    one = offered(cast, to_account_id=None, to_unit_id=cast.case.unit_id)
    tonight.of(one.remind_on)
    assert Notice.objects.get().address == "lone@example.invalid"


def test_a_cover_comes_back_by_itself_and_was_never_out_of_sight(cast: Cast, tonight: Night) -> None:
    until, one = clock.today() + 5 * DAY, cast.case
    made = offered(cast, cover_until=until)
    actions.accept_handover(cast.actor("colleague"), handover_id=made.pk)
    tonight.of(until)
    one.refresh_from_db()
    assert one.caseworker == cast.account("colleague")
    assert policies.can(cast.actor("caseworker"), Right.SEE_PERSON, cast.young_person.pk)
    for key in ("caseworker", "colleague"):
        assert desk.coming_back(cast.actor(key), 5)[1] == 1
    for _ in range(2):
        tonight.of(until + DAY)
    one.refresh_from_db()
    made.refresh_from_db()
    assert (one.caseworker, made.returned_on) == (cast.account("caseworker"), until + DAY)
    assert LogEntry.objects.filter(act="handover_returned").count() == 1


def test_a_covered_task_comes_back(cast: Cast, tonight: Night) -> None:
    until = clock.today() + 5 * DAY
    actions.accept_handover(cast.actor("counsellor"), handover_id=task_offered(cast, cover_until=until).pk)
    tonight.of(until + DAY)
    held = ContactPerson.objects.get(young_person=cast.young_person, is_coordinating=True, ended_on__isnull=True)
    assert (held.account, held.started_on) == (cast.account("contact_person"), until + DAY)


def test_a_cover_that_has_gone_on_or_closed_does_not_come_back(cast: Cast, tonight: Night) -> None:
    until = clock.today() + 5 * DAY
    made = offered(cast, cover_until=until)
    actions.accept_handover(cast.actor("colleague"), handover_id=made.pk)
    Case.objects.filter(pk=cast.case.pk).update(caseworker=cast.account("leader"))
    tonight.of(until + DAY)
    made.refresh_from_db()
    cast.case.refresh_from_db()
    assert made.returned_on
    assert cast.case.caseworker == cast.account("leader")


def test_a_cover_stays_with_whoever_covers_when_the_other_has_left(cast: Cast, tonight: Night) -> None:
    until = clock.today() + 5 * DAY
    actions.accept_handover(cast.actor("colleague"), handover_id=offered(cast, cover_until=until).pk)
    cast.account("caseworker").is_active = False
    cast.account("caseworker").save()
    tonight.of(until + DAY)
    cast.case.refresh_from_db()
    assert cast.case.caseworker == cast.account("colleague")


def test_a_pending_handover_raises_its_signal_and_acceptance_closes_it(cast: Cast) -> None:
    today = clock.today()
    sweep(system_actor(today), on=today)
    assert not Signal.objects.filter(rule="handover_pending").exists(), "the control: without one nobody is found"
    one = offered(cast)
    outcome = sweep(system_actor(today), on=today)
    assert "handover_pending" not in outcome.waiting
    signal = Signal.objects.get(rule="handover_pending")
    assert (signal.young_person, signal.due_on) == (cast.young_person, one.asked_on)
    actions.accept_handover(cast.actor("colleague"), handover_id=one.pk)
    sweep(system_actor(today), on=today)
    assert not Signal.objects.filter(rule="handover_pending", closed_on__isnull=True).exists()
