# SPDX-License-Identifier: EUPL-1.2
"""Contacts and contact persons: who may, what is refused, and that nobody is left with two coordinating ones."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.cases.actions import Naming, end_contact_person, name_contact_person, record_contact
from roedtraad.cases.models import Contact, ContactChannel, ContactKind, ContactOutcome, ContactPerson
from roedtraad.cases.queries import can_follow, contacts_section, coordinating_section, followers
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role, system_actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from tests.cast import Cast, days_ago, make_colleague, make_contact, make_contact_person, make_person

DAY = dt.timedelta(days=1)


def coordinating(cast: Cast) -> ContactPerson:
    return ContactPerson.objects.get(young_person=cast.young_person, is_coordinating=True, ended_on__isnull=True)


def record(cast: Cast, key: str, **values: object) -> Contact:
    given = {"held_on": clock.today(), "channel": ContactChannel.PHONE, "outcome": ContactOutcome.REACHED, **values}
    return record_contact(cast.actor(key), person_id=cast.young_person.pk, **given)  # type: ignore[arg-type]


def name(cast: Cast, key: str, account: str, started_on: dt.date | None = None, **values: object) -> ContactPerson:
    naming = Naming(cast.account(account).pk, started_on or clock.today(), **values)  # type: ignore[arg-type]
    return name_contact_person(cast.actor(key), person_id=cast.young_person.pk, naming=naming)


@pytest.mark.parametrize("channel", list(ContactChannel))
def test_a_contact_of_any_kind_counts(cast: Cast, channel: ContactChannel) -> None:
    made = record(cast, "caseworker", channel=channel)
    section = contacts_section(cast.actor("caseworker"), cast.young_person.pk)
    assert section["last_reached_on"] == made.held_on
    assert LogEntry.objects.get(act="contact_recorded").subject_id == made.pk


@pytest.mark.parametrize("outcome", [one for one in ContactOutcome if one != ContactOutcome.REACHED])
def test_an_attempt_is_recorded_and_is_not_a_contact(cast: Cast, outcome: ContactOutcome) -> None:
    record(cast, "caseworker", outcome=outcome)
    section = contacts_section(cast.actor("caseworker"), cast.young_person.pk)
    assert len(section["contacts"]) == 1
    assert section["last_reached_on"] is None


@pytest.mark.parametrize(
    "key", ["contact_person", "colleague", "counsellor", "school_representative", "consultant", "leader"]
)
def test_everybody_around_her_records_contacts(cast: Cast, key: str) -> None:
    assert record(cast, key).account_id == cast.account(key).pk


@pytest.mark.parametrize("key", ["other_caseworker", "former_contact_person", "secretariat", "operator"])
def test_nobody_else_can(cast: Cast, key: str) -> None:
    with pytest.raises(NotVisible):
        record(cast, key)
    assert not Contact.objects.exists()
    assert not LogEntry.objects.filter(act="contact_recorded").exists()


@pytest.mark.parametrize(("held_on", "code"), [(1, "contact_in_future"), (-9000, "contact_before_birth")])
def test_a_contact_lies_between_birth_and_today(cast: Cast, held_on: int, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        record(cast, "caseworker", held_on=clock.today() + held_on * DAY)
    assert refusal.value.code == code
    record(cast, "caseworker", held_on=clock.today())


def test_the_system_talks_with_nobody(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        record_contact(
            system_actor(clock.today()), person_id=cast.young_person.pk, held_on=clock.today(),
            channel=ContactChannel.PHONE, outcome=ContactOutcome.REACHED,
        )  # fmt: skip


def test_a_new_coordinating_one_ends_the_one_before_on_the_day_before(cast: Cast) -> None:
    before = coordinating(cast)
    made = name(cast, "leader", "counsellor")
    before.refresh_from_db()
    assert before.ended_on == clock.today() - DAY
    assert coordinating(cast) == made
    acts = LogEntry.objects.filter(subject_kind="contact_person").order_by("sequence").values_list("act", flat=True)
    assert list(acts) == ["contact_person_ended", "contact_person_named"]
    assert LogDetail.objects.get(entry__act="contact_person_ended").values["changes"]["ended_on"][0] is None


def test_one_can_be_named_for_a_day_ahead_without_a_day_with_none(cast: Cast) -> None:
    start = clock.today() + 30 * DAY
    name(cast, "leader", "counsellor", start)
    rows = [row for row in followers(cast.young_person.pk, start - DAY) if row.is_coordinating and row.is_current]
    assert [row.name for row in rows] == ["Kirsten Kontakt"]
    rows = [row for row in followers(cast.young_person.pk, start) if row.is_coordinating and row.is_current]
    assert [row.name for row in rows] == ["Vera Vejleder"]


def test_a_contact_person_at_work_is_handed_over_not_replaced_by_a_colleague(cast: Cast) -> None:
    before = coordinating(cast)
    with pytest.raises(DomainError) as refusal:
        name(cast, "caseworker", "counsellor")
    assert refusal.value.code == "contact_person_at_work"
    assert coordinating(cast) == before
    before.account.is_active = False
    before.account.save()
    assert name(cast, "caseworker", "counsellor").is_coordinating, "whoever has left hands nothing over"


def test_naming_backwards_over_the_present_one_is_refused(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        name(cast, "leader", "counsellor", coordinating(cast).started_on)
    assert refusal.value.code == "contact_person_starts_later"
    assert coordinating(cast).account == cast.account("contact_person")


def test_the_same_one_is_not_named_twice(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        name(cast, "caseworker", "contact_person")
    assert refusal.value.code == "contact_person_same"
    with pytest.raises(DomainError):
        name(cast, "caseworker", "consultant", kind=ContactKind.MENTOR, is_coordinating=False)


def test_several_kinds_by_law_are_kept_apart_beside_the_coordinating_one(cast: Cast) -> None:
    name(cast, "caseworker", "colleague", kind=ContactKind.STATUTORY, is_coordinating=False)
    assert coordinating(cast).account == cast.account("contact_person")
    assert len([row for row in followers(cast.young_person.pk, clock.today()) if row.is_current]) == 3


def test_the_coordinating_one_is_named_first(cast: Cast) -> None:
    ContactPerson.objects.filter(young_person=cast.young_person).delete()
    with pytest.raises(DomainError) as refusal:
        name(cast, "caseworker", "consultant", is_coordinating=False)
    assert refusal.value.code == "coordinating_first"


@pytest.mark.parametrize("account", ["secretariat", "operator", "school_representative"])
def test_only_somebody_whose_role_opens_the_page_can_be_named(cast: Cast, account: str) -> None:
    with pytest.raises(DomainError) as refusal:
        name(cast, "caseworker", account)
    assert refusal.value.code == "account_cannot_follow"
    assert not can_follow(clock.today()).filter(pk=cast.account(account).pk).exists()


def test_somebody_who_no_longer_works_here_cannot_be_named_and_is_not_shown_as_contact(cast: Cast) -> None:
    account = cast.account("counsellor")
    account.is_active = False
    account.save()
    with pytest.raises(DomainError):
        name(cast, "caseworker", "counsellor")
    gone = cast.account("contact_person")
    gone.is_active = False
    gone.save()
    section = coordinating_section(cast.actor("caseworker"), cast.young_person.pk)
    assert (section["coordinating"], section["is_gone"]) == (None, True)


@pytest.mark.parametrize("key", ["consultant", "school_representative"])
def test_naming_needs_the_right(cast: Cast, key: str) -> None:
    with pytest.raises(NotAllowed):
        name(cast, key, "counsellor")


def test_ending_takes_the_page_away_from_the_day_after(cast: Cast) -> None:
    row = coordinating(cast)
    end_contact_person(cast.actor("leader"), contact_person_id=row.pk, ended_on=days_ago(1))
    row.refresh_from_db()
    assert row.ended_on == days_ago(1)
    with pytest.raises(NotVisible):
        record(cast, "contact_person")


@pytest.mark.parametrize(
    ("was", "ended_on", "code"),
    [(5, 0, "contact_person_has_ended"), (None, 200, "contact_person_ends_first"), (-10, -20, "contact_person_longer")],
)
def test_an_end_that_cannot_be_is_refused(cast: Cast, was: int | None, ended_on: int, code: str) -> None:
    row = coordinating(cast)
    ContactPerson.objects.filter(pk=row.pk).update(ended_on=None if was is None else days_ago(was))
    with pytest.raises(DomainError) as refusal:
        end_contact_person(cast.actor("leader"), contact_person_id=row.pk, ended_on=days_ago(ended_on))
    assert refusal.value.code == code


def test_a_contact_person_at_work_is_not_replaced_in_two_steps_either(cast: Cast) -> None:
    row = coordinating(cast)
    for ended_on in (clock.today(), clock.today() + 30 * DAY):
        with pytest.raises(DomainError) as refusal:
            end_contact_person(cast.actor("caseworker"), contact_person_id=row.pk, ended_on=ended_on)
        assert refusal.value.code == "contact_person_at_work"
    assert coordinating(cast) == row


def test_nobody_lets_go_by_themselves_and_a_leader_may(cast: Cast) -> None:
    """Not released before the next one has accepted (K12): the own task is handed over, not ended."""
    row = coordinating(cast)
    with pytest.raises(DomainError) as refusal:
        end_contact_person(cast.actor("contact_person"), contact_person_id=row.pk, ended_on=clock.today())
    assert refusal.value.code == "contact_person_at_work"
    end_contact_person(cast.actor("leader"), contact_person_id=row.pk, ended_on=clock.today())


def test_an_end_ahead_can_be_moved_closer(cast: Cast) -> None:
    row = coordinating(cast)
    ContactPerson.objects.filter(pk=row.pk).update(ended_on=days_ago(-10))
    end_contact_person(cast.actor("caseworker"), contact_person_id=row.pk, ended_on=days_ago(-2))
    row.refresh_from_db()
    assert row.ended_on == days_ago(-2)


def test_an_assignment_of_somebody_else_is_missing(cast: Cast) -> None:
    row = make_contact_person(make_person(), cast.account("contact_person"))
    for pk in (row.pk, 987_654):
        with pytest.raises(NotVisible):
            end_contact_person(cast.actor("caseworker"), contact_person_id=pk, ended_on=clock.today())


def test_the_database_itself_refuses_two_coordinating_ones(cast: Cast) -> None:
    other = make_colleague("to", "Nummer To", Role.CONTACT_PERSON, "front_door")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_contact_person(cast.young_person, other)


def test_an_act_whose_log_fails_leaves_nothing_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr("roedtraad.cases.actions.record_change", broken)
    with pytest.raises(RuntimeError):
        name(cast, "leader", "counsellor")
    with pytest.raises(RuntimeError):
        record(cast, "caseworker")
    assert coordinating(cast).account == cast.account("contact_person")
    assert not Contact.objects.exists()


def test_contacts_stay_when_the_one_who_made_them_leaves(cast: Cast) -> None:
    make_contact(cast.young_person, cast.account("contact_person"))
    account = cast.account("contact_person")
    account.is_active = False
    account.save()
    section = contacts_section(cast.actor("caseworker"), cast.young_person.pk)
    assert [row.by for row in section["contacts"]] == ["Kirsten Kontakt"]
