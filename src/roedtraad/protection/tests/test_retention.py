# SPDX-License-Identifier: EUPL-1.2
"""What is kept long enough goes to the archive and then wholly, and nothing that lives goes with it (SECURITY H3, PEERS §7)."""

import datetime as dt
import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse

from roedtraad.audit.erasing import erase_values
from roedtraad.audit.looks import Look, log_look
from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.audit.queries import verify_chain
from roedtraad.cases.models import Case, ContactPerson
from roedtraad.kernel import clock
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.contributions import PersonFile, PersonFiles, RetentionPart, person_files, retention_parts
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.people.models import YoungPerson
from roedtraad.protection import archive, deleting, holds, part_deleting, retention, ways
from roedtraad.protection.models import DeletionReceipt, RetentionDue
from tests.cast import Cast, days_ago, make_case, make_contact, make_person
from tests.world import NUMBER, World, make_world

DAY = dt.timedelta(days=1)
LONG = 5 * 366 + 10
"""Days after which a file that nobody has used is due by the standard's five years."""


@pytest.fixture(autouse=True)
def disk(settings: LazySettings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def old(cast: Cast) -> YoungPerson:
    """Somebody whom nobody has had to do with for more than five years."""
    person = make_person("Gamle", "Glemt", confirmed_on=days_ago(LONG))
    make_case(person, opened_on=days_ago(LONG + 300), closed_on=days_ago(LONG), confirmed_on=None)
    return person


def due_ids(cast: Cast) -> list[int]:
    retention.list_due(cast.actor("data_protection_officer"))
    return list(RetentionDue.objects.values_list("young_person_id", flat=True))


def due_of(person: YoungPerson) -> RetentionDue:
    return RetentionDue.objects.get(young_person=person)


def archived(cast: Cast, person: YoungPerson) -> RetentionDue:
    officer = cast.actor("data_protection_officer")
    archive.make_packages(officer, due_ids=[due_of(person).pk])
    return archive.confirm_receipt(officer, due_id=due_of(person).pk, receipt="RA-2026-17")


def test_whoever_is_in_use_is_not_due(cast: Cast, old: YoungPerson) -> None:
    assert due_ids(cast) == [old.pk]
    due = due_of(old)
    assert due.last_used_on == days_ago(LONG)
    assert due.due_on == add_months(due.last_used_on, 60) + DAY
    assert due.archive_first


def test_the_very_day_is_not_early_and_the_next_not_late(cast: Cast, old: YoungPerson) -> None:
    rule = retention.rule_of(retention.PERSON, clock.today())
    assert rule
    last = retention.kept_to(rule, days_ago(LONG))
    from dataclasses import replace

    officer = cast.actor("data_protection_officer")
    retention.list_due(replace(officer, on=last))
    assert not RetentionDue.objects.exists()
    retention.list_due(replace(officer, on=last + DAY))
    assert due_of(old).due_on == last + DAY


def test_a_new_contact_moves_the_date_and_takes_the_package_away(cast: Cast, old: YoungPerson) -> None:
    """PEERS §7: retention deletes something alive; the date moves on whatever happens."""
    due_ids(cast)
    due = archived(cast, old)
    assert archive.path_of(due).exists()
    make_contact(old, cast.account("caseworker"))
    with pytest.raises(DomainError) as refusal:
        deleting.delete_person(cast.actor("data_protection_officer"), due_id=due.pk)
    assert refusal.value.code == "deletion_in_use"
    assert due_ids(cast) == []
    archive.sweep()
    assert list(archive.folder().glob("*")) == []


@pytest.mark.parametrize("what", ["case", "contact_person"])
def test_what_still_runs_keeps_the_file_however_old(cast: Cast, old: YoungPerson, what: str) -> None:
    if what == "case":
        Case.objects.filter(young_person=old).update(closed_on=None)
    else:
        ContactPerson.objects.create(young_person=old, account=cast.account("colleague"), started_on=days_ago(LONG + 9))
    assert due_ids(cast) == []


def test_a_legal_hold_stops_everything_until_it_is_lifted(cast: Cast, old: YoungPerson) -> None:
    officer = cast.actor("data_protection_officer")
    due_ids(cast)
    due = archived(cast, old)
    hold = holds.set_hold(officer, person_id=old.pk, reason="A complaint waits")
    with pytest.raises(DomainError) as refusal:
        deleting.delete_person(officer, due_id=due.pk)
    assert refusal.value.code == "deletion_held"
    assert due_ids(cast) == []
    holds.lift_hold(officer, hold_id=hold.pk)
    assert due_ids(cast) == [old.pk]


def test_a_hold_ends_by_itself_after_its_last_day(cast: Cast, old: YoungPerson) -> None:
    officer = cast.actor("data_protection_officer")
    holds.set_hold(officer, person_id=old.pk, reason="An inspection", ends_on=clock.today() + 2 * DAY)
    assert holds.held_persons(clock.today() + 2 * DAY) == {old.pk}
    assert holds.held_persons(clock.today() + 3 * DAY) == set()
    for values, code in (
        ({"reason": " "}, "hold_without_reason"),
        ({"reason": "x", "ends_on": days_ago(1)}, "hold_ends_first"),
    ):
        with pytest.raises(DomainError) as refusal:
            holds.set_hold(officer, person_id=old.pk, **values)
        assert refusal.value.code == code


def test_the_archive_comes_first_with_a_package_that_is_what_was_made(cast: Cast, old: YoungPerson) -> None:
    officer = cast.actor("data_protection_officer")
    due_ids(cast)
    with pytest.raises(DomainError) as refusal:
        deleting.delete_person(officer, due_id=due_of(old).pk)
    assert refusal.value.code == "deletion_not_archived"
    with pytest.raises(DomainError):
        archive.confirm_receipt(officer, due_id=due_of(old).pk, receipt="RA-1")
    assert archive.make_packages(officer, due_ids=[due_of(old).pk]) == 1
    assert archive.make_packages(officer, due_ids=[due_of(old).pk]) == 0
    package = archive.path_of(due_of(old))
    assert hashlib.sha256(package.read_bytes()).hexdigest() == due_of(old).archive_sha256
    assert "Glemt" in zipfile.ZipFile(package).read("copy.json").decode()
    with pytest.raises(DomainError):
        archive.confirm_receipt(officer, due_id=due_of(old).pk, receipt=" ")
    package.write_bytes(package.read_bytes()[:-1])
    with pytest.raises(DomainError) as refusal:
        archive.confirm_receipt(officer, due_id=due_of(old).pk, receipt="RA-1")
    assert refusal.value.code == "archive_not_intact"


def test_a_receipt_remains_that_tells_numbers_and_no_names(cast: Cast, old: YoungPerson) -> None:
    officer, reference = cast.actor("data_protection_officer"), old.reference
    due_ids(cast)
    archived(cast, old)
    receipt = deleting.delete_person(officer, due_id=due_of(old).pk)
    assert receipt.counts == {"people.YoungPerson": 1, "cases.Case": 1, "protection.RetentionDue": 1}
    assert receipt.archive_receipt == "RA-2026-17"
    assert receipt.deleted_by_id == officer.account_id
    assert not YoungPerson.objects.filter(pk=old.pk).exists()
    assert deleting.receipt_of(officer, reference) == receipt
    assert reference not in str(receipt.__dict__)
    assert LogEntry.objects.filter(act="person_deleted").count() == 1


def test_each_goes_wholly_or_not_at_all_and_one_does_not_stop_another(cast: Cast, old: YoungPerson) -> None:
    other = make_person("Anden", "Gammel", confirmed_on=days_ago(LONG))
    officer = cast.actor("data_protection_officer")
    due_ids(cast)
    archived(cast, other)
    gone, kept = deleting.delete_due(officer, due_ids=[due_of(old).pk, due_of(other).pk])
    assert [one.reference for one in kept] == [old.reference]
    assert len(gone) == 1
    assert Case.objects.filter(young_person=old).exists()
    assert not YoungPerson.objects.filter(pk=other.pk).exists()


def test_what_goes_wrong_on_the_way_leaves_everything(
    cast: Cast, old: YoungPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    due_ids(cast)
    archived(cast, old)
    details = LogDetail.objects.count()
    monkeypatch.setattr(DeletionReceipt.objects, "create", _fail)
    with pytest.raises(RuntimeError):
        deleting.delete_person(cast.actor("data_protection_officer"), due_id=due_of(old).pk)
    assert Case.objects.filter(young_person=old).exists()
    assert LogDetail.objects.count() == details
    assert archive.path_of(due_of(old)).exists()


def _fail(**_values: object) -> None:
    raise RuntimeError("the power went")


def make_world_old(world: World) -> YoungPerson:
    """Nothing of the world's person is newer than the rule, and nothing runs."""
    person: YoungPerson = world.row("people.YoungPerson")
    for way in ways.ways():
        for field in way.used_fields:
            row = world.row(way.label) if way.label in world.rows else None
            value: Any = getattr(row, field, None)
            if value is not None:
                _set_back(way.model, row.pk, field, value)  # type: ignore[union-attr]
    Case.objects.filter(young_person=person).update(closed_on=days_ago(LONG))
    ContactPerson.objects.filter(young_person=person).update(ended_on=days_ago(LONG))
    return person


def _set_back(model: Any, key: int, field: str, value: dt.date | dt.datetime) -> None:
    model.objects.filter(pk=key).update(**{field: value - dt.timedelta(days=365 * 12)})


def dump_of_database() -> str:
    """Every value of every column of every table, as text."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told += [str(row) for row in cursor.fetchall()]
    return "\n".join(told)


def dump_of_disk(folder: Path) -> str:
    told = []
    for path in folder.rglob("*"):
        if path.is_file() and zipfile.is_zipfile(path):
            box = zipfile.ZipFile(path)
            told += [box.read(name).decode(errors="replace") for name in box.namelist()]
        elif path.is_file():
            told.append(f"{path} {path.read_bytes().decode(errors='replace')}")
    return "\n".join(told)


def personal_words(world: World) -> list[str]:
    """The planted words of tables that lead to the person."""
    return [word for column, word in world.words.items() if ways.way_of(apps.get_model(column.rsplit(".", 1)[0]))]


def test_after_deletion_nothing_of_her_is_in_the_database_or_on_the_disk(
    cast: Cast, disk: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """A sweep over everything, with its control before, and the log's chain whole after."""
    world = make_world()
    person, officer = world.row("people.YoungPerson"), cast.actor("data_protection_officer")
    words = [*personal_words(world), NUMBER]
    (disk / "letter").write_text(person.street)
    files = PersonFiles("test", lambda key: [PersonFile("letter", disk / "letter")] if key == person.pk else [])
    monkeypatch.setitem(person_files._items, "test", files)
    log_look(cast.actor("caseworker"), Look("people_searched", (), {"words": f"x {person.name.lower()} y"}))
    log_look(cast.actor("caseworker"), Look("person_seen", [person.pk], {"form": person.given_name}))
    monkeypatch.delitem(ways._KEEPS_ALIVE, "intake.Enquiry")  # how one is closed is intake's own
    make_world_old(world)
    retention.list_due(officer) if not RetentionDue.objects.filter(young_person=person).exists() else None
    others = {model: model.objects.count() for model in (YoungPerson, Case, ContactPerson)}
    with django_capture_on_commit_callbacks(execute=True):
        due = due_of(person)
        due.archive_name = due.archive_sha256 = ""
        due.archived_at = None
        due.save()
        archived(cast, person)
    before = dump_of_database() + dump_of_disk(disk)
    assert sum(word in before for word in words) > 40, "the control: they were there"
    with django_capture_on_commit_callbacks(execute=True):
        receipt = deleting.delete_person(officer, due_id=due_of(person).pk)
    after = dump_of_database() + dump_of_disk(disk)
    assert sorted(word for word in words if word in after) == []
    verdict = verify_chain()
    assert verdict.broken_at is None
    assert verdict.erased >= receipt.log_values_erased > 1
    assert receipt.files_removed == 2
    assert YoungPerson.objects.count() == others[YoungPerson] - 1
    assert Case.objects.exclude(young_person=person).count() == others[Case] - 1
    assert cast.young_person.contact_persons.count() == 3


def test_the_log_of_others_keeps_its_values(cast: Cast, old: YoungPerson) -> None:
    log_look(cast.actor("caseworker"), Look("people_searched", [cast.young_person.pk], {"words": "alma"}))
    log_look(cast.actor("caseworker"), Look("people_searched", [old.pk], {"words": "gamle"}))
    due_ids(cast)
    archived(cast, old)
    deleting.delete_person(cast.actor("data_protection_officer"), due_id=due_of(old).pk)
    kept = [detail.values.get("words") for detail in LogDetail.objects.filter(entry__act="people_searched")]
    assert kept == ["alma"]


def test_values_leave_the_log_only_inside_a_deletion() -> None:
    with pytest.raises(RuntimeError):
        erase_values(1, ["Alma"])


@pytest.mark.parametrize("key", ["leader", "caseworker", "administrator", "operator", "secretariat"])
def test_nobody_else_lists_packs_holds_or_deletes(cast: Cast, old: YoungPerson, key: str) -> None:
    due_ids(cast)
    due, actor = due_of(old), cast.actor(key)
    acts: list[Callable[[], object]] = [
        lambda: retention.list_due(actor),
        lambda: archive.make_packages(actor, due_ids=[due.pk]),
        lambda: archive.confirm_receipt(actor, due_id=due.pk, receipt="x"),
        lambda: deleting.delete_person(actor, due_id=due.pk),
        lambda: part_deleting.delete_part(actor, name="log"),
        lambda: holds.set_hold(actor, person_id=old.pk, reason="x"),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_other_records_go_by_their_own_rule_and_held_persons_keep_theirs(
    cast: Cast, old: YoungPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of a room above: contacts as if they were messages, kept five years."""
    from roedtraad.cases.models import Contact

    officer = cast.actor("data_protection_officer")
    for person in (old, cast.young_person):
        make_contact(person, cast.account("colleague"), held_on=days_ago(LONG))
    make_contact(old, cast.account("colleague"))
    part = RetentionPart("talks", "log", "talks", lambda before: Contact.objects.filter(held_on__lt=before))
    monkeypatch.setitem(retention_parts._items, "talks", part)
    holds.set_hold(officer, person_id=cast.young_person.pk, reason="A complaint")
    assert {row.name: row.due for row in retention.parts(officer)}["talks"] == 1
    [receipt] = part_deleting.delete_part(officer, name="talks")
    assert receipt.counts == {"cases.Contact": 1}
    assert part_deleting.delete_part(officer, name="talks") == []
    with pytest.raises(NotVisible):
        part_deleting.delete_part(officer, name="unknown")


def test_by_the_pages_from_the_list_to_the_receipt(
    cast: Cast, old: YoungPerson, sign_in: Callable[[str], Client]
) -> None:
    client, page = sign_in("data_protection_officer"), reverse("protection:retention")
    client.post(reverse("protection:retention-list"))
    assert old.reference in client.get(page).content.decode()
    assert old.family_name not in client.get(page).content.decode()
    key = due_of(old).pk
    client.post(reverse("protection:retention-packages"), {"chosen": key})
    taken = client.get(reverse("protection:retention-package", args=[key]))
    assert b"".join(taken)[:2] == b"PK"
    client.post(reverse("protection:retention-received", args=[key]), {"receipt": "RA-7"})
    asked = client.post(reverse("protection:retention-delete"), {"chosen": key})
    assert asked.status_code == 200
    assert YoungPerson.objects.filter(pk=old.pk).exists()
    assert client.post(reverse("protection:retention-delete"), {"chosen": key, "confirming": "1"}).status_code == 422
    client.post(reverse("protection:retention-delete"), {"chosen": key, "confirming": "1", "confirm": "on"})
    assert not YoungPerson.objects.filter(pk=old.pk).exists()
    assert "RA-7" in client.get(reverse("protection:receipts")).content.decode()
    found = client.post(reverse("protection:find"), {"q": old.reference}).content.decode()
    assert "RA-7" in found
