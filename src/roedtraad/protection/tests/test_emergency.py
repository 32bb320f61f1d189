# SPDX-License-Identifier: EUPL-1.2
"""Emergency access opens one person to one colleague for some hours, tells everybody it should, and ends by itself."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from roedtraad.audit.looks import Look, log_look
from roedtraad.audit.models import LogEntry, LogPerson, Stream
from roedtraad.audit.queries import verify_chain
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.contributions import desk_boxes
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.people import policies
from roedtraad.people.cpr import formatted, unseal
from roedtraad.protection import emergency
from roedtraad.protection.models import Opening
from roedtraad.protection.sample_queries import looks_for_young_person
from tests.cast import Cast, days_ago, make_person

HOUR = dt.timedelta(hours=1)
REASON = "She wrote that she will not be here tomorrow"


def opened(cast: Cast, key: str = "other_caseworker", asked: str = "", reason: str = REASON) -> Opening:
    return emergency.open_in_emergency(cast.actor(key), asked=asked or cast.young_person.reference, reason=reason)


def sees(cast: Cast, key: str = "other_caseworker") -> bool:
    return policies.can(cast.actor(key), Right.SEE_PERSON, cast.young_person.pk)


def of_young_person(person_id: int) -> Actor:
    return Actor(0, "den unge", (Grant(Role.YOUNG_PERSON, person_id=person_id),), on=clock.today())


@pytest.mark.parametrize("by", ["reference", "number", "spaced number"])
def test_a_caseworker_opens_somebody_by_the_whole_number_or_the_reference(cast: Cast, by: str) -> None:
    number = unseal(cast.young_person.cpr_sealed or b"")
    asked = {"reference": cast.young_person.reference, "number": number, "spaced number": formatted(number)}[by]
    assert not sees(cast)
    opening = opened(cast, asked=asked)
    assert sees(cast)
    assert opening.closes_at - opening.opened_at == 3 * HOUR
    assert cast.young_person in policies.visible(cast.actor("other_caseworker"))


def test_nobody_else_sees_more_by_it(cast: Cast) -> None:
    opened(cast)
    assert not sees(cast, "other_leader")
    assert cast.protected_person not in policies.visible(cast.actor("other_caseworker"))


def test_it_ends_by_itself_at_the_minute(cast: Cast) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        opening = opened(cast)
        time.move_to(opening.closes_at - dt.timedelta(seconds=1))
        assert sees(cast)
        time.move_to(opening.closes_at)
        assert not sees(cast)
        assert emergency.own_openings(cast.actor("other_caseworker")) == []


def test_it_goes_on_past_midnight(cast: Cast) -> None:
    late = dt.datetime.combine(clock.today(), dt.time(22, 30), tzinfo=dt.UTC)
    with time_machine.travel(late, tick=False) as time:
        opened(cast)
        time.move_to(late + 2 * HOUR)
        assert sees(cast)
        time.move_to(late + 3 * HOUR)
        assert not sees(cast)


def test_whoever_opened_it_closes_it_and_the_officer_may_too(cast: Cast) -> None:
    emergency.close_opening(cast.actor("other_caseworker"), opening_id=opened(cast).pk)
    assert not sees(cast)
    again = opened(cast)
    with pytest.raises(NotVisible):
        emergency.close_opening(cast.actor("colleague"), opening_id=again.pk)
    emergency.close_opening(cast.actor("data_protection_officer"), opening_id=again.pk)
    assert not sees(cast)
    assert LogEntry.objects.filter(act="emergency_closed").count() == 2


def test_so_many_a_day_and_no_more_whether_closed_or_not(cast: Cast) -> None:
    for _ in range(3):
        emergency.close_opening(cast.actor("other_caseworker"), opening_id=opened(cast).pk)
    with pytest.raises(DomainError) as refusal:
        opened(cast)
    assert refusal.value.code == "emergency_too_many"
    with time_machine.travel(clock.now() + dt.timedelta(days=1), tick=False):
        assert opened(cast).pk


@pytest.mark.parametrize(
    ("asked", "reason", "code"),
    [
        ("", "  ", "emergency_without_reason"),
        ("T-none", REASON, "emergency_nobody"),
        ("Alma", REASON, "emergency_nobody"),
    ],
)
def test_what_it_refuses(cast: Cast, asked: str, reason: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        opened(cast, asked=asked, reason=reason)
    assert refusal.value.code == code


def test_whoever_sees_the_person_anyway_is_sent_the_usual_way(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        opened(cast, "caseworker")
    assert refusal.value.code == "emergency_not_needed"


@pytest.mark.parametrize(
    "key",
    ["school_representative", "consultant", "secretariat", "administrator", "operator", "data_protection_officer"],
)
def test_other_roles_have_none(cast: Cast, key: str) -> None:
    with pytest.raises(NotAllowed):
        opened(cast, key, cast.stranger.reference)


def test_looks_under_it_say_so_and_looks_at_others_do_not(cast: Cast) -> None:
    """A list that shows her among others becomes two rows of the log."""
    actor = cast.actor("other_caseworker")
    opened(cast)
    log_look(actor, Look("people_listed", [cast.young_person.pk, cast.stranger.pk], {"sort": "name"}))
    rows = LogEntry.objects.filter(stream=Stream.LOOK, act="people_listed")
    told = {
        row.purpose: list(LogPerson.objects.filter(entry=row).values_list("young_person_id", flat=True)) for row in rows
    }
    assert told == {"emergency": [cast.young_person.pk], "casework": [cast.stranger.pk]}
    assert verify_chain().broken_at is None


def test_after_it_has_closed_looks_have_their_usual_purpose(cast: Cast) -> None:
    emergency.close_opening(cast.actor("other_caseworker"), opening_id=opened(cast).pk)
    log_look(cast.actor("other_caseworker"), Look("people_searched", [cast.young_person.pk]))
    assert LogEntry.objects.get(act="people_searched").purpose == "casework"


def test_the_young_person_reads_that_it_was_an_emergency_and_not_who(cast: Cast) -> None:
    opened(cast)
    log_look(cast.actor("other_caseworker"), Look("person_seen", [cast.young_person.pk]))
    rows = looks_for_young_person(of_young_person(cast.young_person.pk), cast.young_person.pk).rows
    assert [row.purpose for row in rows] == ["emergency access"]
    assert "Anders" not in str(rows)


def test_the_officer_finds_it_on_the_desk_at_once_and_says_what_was_found(cast: Cast) -> None:
    opening, officer = opened(cast), cast.actor("data_protection_officer")
    items, count = desk_boxes["openings"].items(officer, 5)
    assert (count, items[0].is_late, items[0].detail) == (1, True, REASON)
    assert cast.young_person.reference in str(items[0].title)
    assert cast.young_person.name not in str(items[0].title)
    emergency.acknowledge_opening(officer, opening_id=opening.pk, note="Called the unit: in order")
    assert desk_boxes["openings"].items(officer, 5) == ([], 0)
    assert emergency.openings(officer).rows[0].note == "Called the unit: in order"
    with pytest.raises(DomainError) as refusal:
        emergency.acknowledge_opening(officer, opening_id=opening.pk, note="Again")
    assert refusal.value.code == "opening_seen"


def test_the_officer_must_say_something(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        emergency.acknowledge_opening(cast.actor("data_protection_officer"), opening_id=opened(cast).pk, note=" ")
    assert refusal.value.code == "opening_without_note"
    with pytest.raises(NotAllowed):
        emergency.acknowledge_opening(cast.actor("leader"), opening_id=Opening.objects.get().pk, note="Fine")


def test_a_colleague_without_an_account_at_work_has_no_access(cast: Cast) -> None:
    opened(cast)
    cast.account("other_caseworker").assignments.update(valid_to=days_ago(1))
    assert not sees(cast)


def test_the_database_takes_no_opening_without_reason_or_end(cast: Cast) -> None:
    now, whom = clock.now(), make_person()
    for values in ({"reason": "", "closes_at": now + HOUR}, {"reason": "x", "closes_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opening.objects.create(account=cast.account("colleague"), young_person=whom, opened_at=now, **values)


def test_by_the_page_one_opens_and_comes_to_the_person(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    client, page = sign_in("other_caseworker"), reverse("protection:emergency")
    brought = client.post(page, {"q": cast.young_person.reference})
    assert brought.status_code == 200
    assert cast.young_person.reference.encode() in brought.content
    unconfirmed = client.post(page, {"q": cast.young_person.reference, "reason": REASON})
    assert unconfirmed.status_code == 422
    answer = client.post(page, {"q": cast.young_person.reference, "reason": REASON, "confirm": "on"})
    assert answer["Location"] == reverse("people:person", args=[cast.young_person.pk])
    assert client.get(answer["Location"]).status_code == 200
    assert LogEntry.objects.filter(act="person_seen", purpose="emergency").count() == 1
    assert cast.young_person.name.encode() in client.get(page).content


def test_a_number_that_nobody_has_is_logged_without_its_last_digits(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    page = reverse("protection:emergency")
    answer = sign_in("other_caseworker").post(page, {"q": "610190-1234", "reason": REASON, "confirm": "on"})
    assert answer.status_code == 422
    entry = LogEntry.objects.get(act="emergency_tried")
    assert entry.logdetail.values == {"by": "cpr", "number": "010190-••••"}
