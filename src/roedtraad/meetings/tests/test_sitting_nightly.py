# SPDX-License-Identifier: EUPL-1.2
"""Questions that nobody answers: reminded once, the leader told, and given on when an account is closed. Mails name nobody."""

import datetime as dt

import pytest

from roedtraad.audit.models import LogEntry
from roedtraad.kernel import clock
from roedtraad.meetings.actions import sitting, sitting_reminding
from roedtraad.meetings.models import DecisionRequest
from roedtraad.meetings.tests.making_sitting import make_held, make_under_way
from roedtraad.notices.models import Notice
from roedtraad.people import policies as people
from tests.cast import Cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Cast) -> DecisionRequest:
    """A colleague is asked about Alma; both the colleague and the leader have a mail address."""
    for key in ("colleague", "leader", "caseworker"):
        cast.accounts[key].email = f"{key}@example.invalid"
        cast.accounts[key].save()
    item = make_under_way(make_held(cast.account("caseworker")), cast.young_person)
    return sitting.ask_decision(
        cast.actor("caseworker"), item_id=item.pk, what="Et kørekort", unit=item.unit, account=cast.account("colleague")
    )


def mailed() -> list[str]:
    return sorted(Notice.objects.values_list("address", flat=True))


def test_whoever_is_asked_is_told_without_a_name(cast: Cast, asked: DecisionRequest) -> None:
    assert mailed() == ["colleague@example.invalid"]
    body = Notice.objects.get().body
    assert cast.young_person.family_name not in body
    assert asked.what not in body
    sitting.answer_decision(cast.actor("colleague"), request_id=asked.pk, granted=True)
    assert mailed() == ["caseworker@example.invalid", "colleague@example.invalid"]


def test_what_is_late_is_reminded_of_once_and_the_leader_told(asked: DecisionRequest) -> None:
    sitting_reminding.decisions_tonight()
    assert len(mailed()) == 1, "it is not late yet"
    with clock.as_of(clock.midnight(asked.due_on + dt.timedelta(days=1))):
        sitting_reminding.decisions_tonight()
        sitting_reminding.decisions_tonight()
    assert mailed() == ["colleague@example.invalid", "colleague@example.invalid", "leader@example.invalid"]
    assert LogEntry.objects.filter(act="decision_reminded").count() == 1


def test_what_a_closed_account_was_asked_becomes_the_leaders(cast: Cast, asked: DecisionRequest) -> None:
    colleague = cast.account("colleague")
    assert sitting_reminding.open_count(colleague.pk) == 1
    assert sitting_reminding.release(cast.actor("administrator"), colleague.pk) == 1
    asked.refresh_from_db()
    assert asked.asked_account is None
    assert sitting.answer_decision(cast.actor("leader"), request_id=asked.pk, granted=True).answered_by_id


def test_whoever_is_asked_sees_the_young_person_for_as_long_as_it_waits(cast: Cast) -> None:
    person = make_person()
    item = make_under_way(make_held(cast.account("caseworker")), person)
    asked = sitting.ask_decision(
        cast.actor("caseworker"), item_id=item.pk, what="Et kørekort", unit=item.unit, account=cast.account("colleague")
    )
    for key in ("colleague", "leader"):
        assert people.visible(cast.actor(key)).filter(pk=person.pk).exists()
    assert not people.visible(cast.actor("counsellor")).filter(pk=person.pk).exists()
    sitting.answer_decision(cast.actor("colleague"), request_id=asked.pk, granted=True)
    assert not people.visible(cast.actor("colleague")).filter(pk=person.pk).exists()
