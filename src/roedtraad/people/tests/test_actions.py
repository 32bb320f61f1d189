# SPDX-License-Identifier: EUPL-1.2
"""Acts on a young person: what is recorded, what is refused, and what the log keeps."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.people import actions, cpr
from roedtraad.people.actions import SituationDetails
from roedtraad.people.models import LifeSituation, SituationKind, YoungPerson
from tests.cast import Cast, days_ago, make_situation

KIND = SituationKind.WORK


def record(cast: Cast, key: str = "caseworker", **values: object) -> LifeSituation:
    details = SituationDetails(**{"kind": KIND, "started_on": days_ago(20), **values})  # type: ignore[arg-type]
    return actions.record_situation(cast.actor(key), person_id=cast.young_person.pk, details=details)


def test_a_recorded_situation_counts_as_confirmed_today_by_the_unit(cast: Cast) -> None:
    made = record(cast)
    assert (made.confirmed_on, made.source) == (clock.today(), "authority")
    entry = LogEntry.objects.get(act="situation_recorded")
    assert entry.subject_id == made.pk
    assert LogDetail.objects.get(entry=entry).values["started_on"] == days_ago(20).isoformat()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": SituationKind.UNKNOWN}, "situation_unknown"),
        ({"ended_on": days_ago(21)}, "situation_ends_first"),
        ({"started_on": days_ago(9000)}, "situation_before_birth"),
        ({"kind": SituationKind.SCHOOL}, "situation_overlaps"),
        ({"kind": SituationKind.SCHOOL, "started_on": days_ago(900), "ended_on": days_ago(400)}, "situation_overlaps"),
    ],
)
def test_what_cannot_be_is_refused_before_the_database_must(cast: Cast, values: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        record(cast, "caseworker", **values)
    assert refusal.value.code == code
    assert not LogEntry.objects.filter(act="situation_recorded").exists()


def test_a_period_that_ends_the_day_before_another_begins_is_none_that_overlaps(cast: Cast) -> None:
    record(cast, kind=SituationKind.SCHOOL, started_on=days_ago(900), ended_on=days_ago(401))


def test_the_overlap_test_and_the_database_agree(cast: Cast) -> None:
    """Every placing of a period around another of ten days: the act refuses exactly what the trigger refuses."""
    person = cast.protected_person
    make_situation(person, KIND, started_on=days_ago(30), ended_on=days_ago(20))
    for start in range(40, 10, -3):
        for end in (None, *range(start, 10, -4)):
            ended_on = None if end is None else days_ago(end)
            refused = _act_refuses(cast, days_ago(start), ended_on)
            assert refused == _database_refuses(person, days_ago(start), ended_on)


def _act_refuses(cast: Cast, started_on: dt.date, ended_on: dt.date | None) -> bool:
    details = SituationDetails(KIND, started_on, ended_on)
    try:
        with transaction.atomic():
            actions.record_situation(cast.actor("caseworker"), person_id=cast.protected_person.pk, details=details)
            transaction.set_rollback(True)
    except DomainError as error:
        return error.code == "situation_overlaps"
    return False


def _database_refuses(person: YoungPerson, started_on: dt.date, ended_on: dt.date | None) -> bool:
    try:
        with transaction.atomic():
            make_situation(person, KIND, started_on=started_on, ended_on=ended_on)
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


def test_an_ended_situation_is_neither_ended_nor_confirmed_again(cast: Cast) -> None:
    done = make_situation(cast.young_person, KIND, ended_on=days_ago(3))
    actor, pk = cast.actor("caseworker"), cast.young_person.pk
    for act in (
        lambda: actions.end_situation(actor, person_id=pk, situation_id=done.pk, ended_on=days_ago(1)),
        lambda: actions.confirm_situation(actor, person_id=pk, situation_id=done.pk),
    ):
        with pytest.raises(DomainError) as refusal:
            act()
        assert refusal.value.code == "situation_has_ended"


def test_confirming_twice_on_a_day_changes_nothing(cast: Cast) -> None:
    one = make_situation(cast.young_person, KIND, confirmed_on=days_ago(9))
    for _time in range(2):
        actions.confirm_situation(cast.actor("caseworker"), person_id=cast.young_person.pk, situation_id=one.pk)
    assert LogEntry.objects.filter(act="situation_confirmed").count() == 1


@pytest.mark.parametrize(("key", "refusal"), [("consultant", NotAllowed), ("former_contact_person", NotVisible)])
def test_acts_need_the_right(cast: Cast, key: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        record(cast, key)
    with pytest.raises(refusal):
        actions.change_contact_details(cast.actor(key), person_id=cast.young_person.pk, changes={"phone": "1"})
    with pytest.raises(refusal):
        actions.reveal_cpr(cast.actor(key), person_id=cast.young_person.pk)


def test_only_the_named_fields_can_be_changed(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.change_contact_details(
            cast.actor("caseworker"), person_id=cast.young_person.pk, changes={"phone": "1", "cpr_sealed": b""}
        )
    assert refusal.value.code == "field_not_editable"
    cast.young_person.refresh_from_db()
    assert cast.young_person.phone == "20 30 40 50"


def test_nothing_different_is_no_change(cast: Cast) -> None:
    changes = {"phone": cast.young_person.phone}
    assert (
        actions.change_contact_details(cast.actor("caseworker"), person_id=cast.young_person.pk, changes=changes) == ()
    )
    assert not LogEntry.objects.filter(act="contact_details_changed").exists()


def test_whoever_may_not_see_a_protected_address_cannot_overwrite_it_or_lift_the_protection(cast: Cast) -> None:
    actor, pk = cast.actor("counsellor"), cast.protected_person.pk
    for changes in ({"street": "Nyvej 1"}, {"address_protected_to": None}):
        with pytest.raises(NotAllowed):
            actions.change_contact_details(actor, person_id=pk, changes=changes)
    assert actions.change_contact_details(actor, person_id=pk, changes={"phone": "77"}) == ("phone",)
    assert actions.change_contact_details(cast.actor("caseworker"), person_id=pk, changes={"street": "Nyvej 1"}) == (
        "street",
    )


def test_the_number_is_given_with_its_look_in_the_log_or_not_at_all(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("no log")

    actor, pk = cast.actor("caseworker"), cast.young_person.pk
    assert actions.reveal_cpr(actor, person_id=pk) == cpr.formatted(cast.cpr_number)
    monkeypatch.setattr("roedtraad.people.actions.log_look", broken)
    with pytest.raises(RuntimeError):
        actions.reveal_cpr(actor, person_id=pk)


def test_somebody_without_a_number_has_none_to_show(cast: Cast) -> None:
    YoungPerson.objects.filter(pk=cast.young_person.pk).update(cpr_sealed=None)
    with pytest.raises(DomainError) as refusal:
        actions.reveal_cpr(cast.actor("caseworker"), person_id=cast.young_person.pk)
    assert refusal.value.code == "cpr_missing"
