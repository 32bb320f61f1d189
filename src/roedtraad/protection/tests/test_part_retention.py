# SPDX-License-Identifier: EUPL-1.2
"""Closed cases and other records go by their own rule: to the archive first, with all that hangs on them, and nobody else's."""

import datetime as dt
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roedtraad.audit.models import LogEntry
from roedtraad.cases.models import Case, CaseClosing, CaseFollowUp
from roedtraad.journal.files import keeping
from roedtraad.journal.models import Attachment, Note, NoteVersion
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.notices.models import Channel, Notice
from roedtraad.notices.rules import MOST_TRIES
from roedtraad.organisation.terms import standards
from roedtraad.people.cpr import formatted, unseal
from roedtraad.people.models import YoungPerson
from roedtraad.portal.models import Conversation, Message
from roedtraad.protection import archive, deleting, hanging, holds, part_archive, part_deleting, retention, ways
from roedtraad.protection.models import DeletionReceipt, LegalHold, PackedRecord, PartPackage, RetentionDue
from roedtraad.protection.words import SOURCES
from tests.cast import Cast, make_case, make_person
from tests.world import make_world

DAY = dt.timedelta(days=1)
LIMIT = add_months(clock.today(), -60)
"""The last day that is kept for today."""


@pytest.fixture(autouse=True)
def disk(settings: LazySettings, tmp_path: Path) -> Path:
    settings.VAR = settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return cast.actor("data_protection_officer")


def closed(person: YoungPerson, on: dt.date = LIMIT - DAY) -> Case:
    return make_case(person, opened_on=LIMIT - 900 * DAY, closed_on=on)


def note_on(case: Case, cast: Cast, text: str = "Ordinary words", on: dt.date = LIMIT - 400 * DAY) -> Note:
    author = cast.account("colleague")
    note = Note.objects.create(young_person=case.young_person, case=case, written_on=on, author=author)
    at = clock.midnight(on)
    NoteVersion.objects.create(note=note, number=1, text=text, account=author, recorded_at=at)
    return note


def attached_to(note: Note, cast: Cast) -> Path:
    row = Attachment.objects.create(
        note=note, name="letter.pdf", kind="pdf", size=4, sha256="x", stored_as=f"{note.pk:048}",
        account=cast.account("colleague"), added_at=clock.midnight(note.written_on),
    )  # fmt: skip
    path = keeping.path_of(row.stored_as)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"scan")
    return path


def handed_over(officer: Actor, name: str = "cases", receipt: str = "RA-1") -> PartPackage:
    made = part_archive.make_package(officer, name=name)
    assert made
    return part_archive.confirm_receipt(officer, package_id=made.pk, receipt=receipt)


def in_the_row(officer: Actor, name: str = "cases") -> retention.PartRow:
    return next(row for row in retention.parts(officer) if row.name == name)


@pytest.mark.parametrize(("closed_on", "due"), [(LIMIT, 0), (LIMIT - DAY, 1), (None, 0)])
def test_the_very_day_is_not_early_and_the_next_not_late(
    cast: Cast, officer: Actor, closed_on: dt.date | None, due: int
) -> None:
    make_case(cast.young_person, opened_on=LIMIT - 900 * DAY, closed_on=closed_on)
    assert in_the_row(officer).due == due


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    closings=st.lists(st.integers(-3, 3), max_size=5),
    noted=st.integers(-3, 3),
    shift=st.integers(0, 3),
    is_held=st.booleans(),
)
def test_exactly_what_is_over_its_time_goes_whatever_the_dates(
    cast: Cast, officer: Actor, closings: list[int], noted: int, shift: int, is_held: bool
) -> None:
    """Each case by its own days and those of what hangs on it; nobody on hold; nothing the second time."""
    Case.objects.filter(young_person=cast.young_person).exclude(pk=cast.case.pk).delete()
    PartPackage.objects.all().delete()
    officer = replace(officer, on=clock.today() + shift * DAY)
    limit = add_months(officer.on, -60)
    cases = [closed(cast.young_person, LIMIT + days * DAY) for days in closings]
    for case in cases[:1]:
        note_on(case, cast, on=LIMIT + noted * DAY)
    over = {case.pk for case in cases if case.closed_on and case.closed_on < limit}
    if cases and LIMIT + noted * DAY >= limit:
        over.discard(cases[0].pk)
    hold = holds.set_hold(officer, person_id=cast.young_person.pk, reason="Complaint") if is_held else None
    try:
        made = part_archive.make_package(officer, name="cases")
        assert bool(made) == bool(over and not is_held)
        if made:
            part_archive.confirm_receipt(officer, package_id=made.pk, receipt="RA")
        part_deleting.delete_part(officer, name="cases")
        kept = {case.pk for case in cases} - (set() if is_held else over)
        assert set(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True)) == kept
        assert part_deleting.delete_part(officer, name="cases") == []
    finally:
        if hold:
            hold.delete()


def test_a_case_goes_with_everything_on_it_and_the_person_stays(
    cast: Cast, officer: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    """Alma has an open case elsewhere, so the file lives; the old case goes alone."""
    old, note_kept = closed(cast.young_person), note_on(cast.case, cast, "Stays here")
    file = attached_to(note_on(old, cast, "Goes away"), cast)
    kept_file = attached_to(note_kept, cast)
    CaseClosing.objects.create(case=old, outcome="goal_reached", destination="work", account=None)
    CaseFollowUp.objects.create(case=old, account=cast.account("caseworker"), due_on=LIMIT - 2 * DAY)
    with django_capture_on_commit_callbacks(execute=True):
        made = handed_over(officer)
        [receipt] = part_deleting.delete_part(officer, name="cases")
    assert receipt.counts == {
        "cases.Case": 1, "cases.CaseClosing": 1, "cases.CaseFollowUp": 1, "journal.Note": 1, "journal.NoteVersion": 1,
        "journal.Attachment": 1,
    }  # fmt: skip
    assert (receipt.archive_receipt, receipt.archive_sha256) == ("RA-1", made.archive_sha256)
    assert (receipt.files_removed, receipt.deleted_by_id) == (1, officer.account_id)
    assert receipt.last_used_on == LIMIT - DAY
    assert (file.exists(), kept_file.exists()) == (False, True)
    assert not NoteVersion.objects.filter(text="Goes away").exists()
    assert cast.young_person.cases.get() == cast.case
    assert not PartPackage.objects.exists()
    assert list(archive.folder().iterdir()) == []
    assert LogEntry.objects.filter(act="records_deleted").count() == 1


def test_the_package_holds_the_cases_whose_they_are_and_the_files(cast: Cast, officer: Actor) -> None:
    other = make_person("Anna", "Anden")
    for person, text in ((cast.young_person, "Of Alma"), (other, "Of Anna")):
        attached_to(note_on(closed(person), cast, text), cast)
    make_case(other)
    note_on(cast.case, cast, "Not over its time")
    made = part_archive.make_package(officer, name="cases")
    assert made
    box = zipfile.ZipFile(archive.path_of(made))
    told = json.loads(box.read("copy.json"))
    kinds = {kind["kind"]: kind["rows"] for kind in told["kinds"]}
    assert {row["given_name"] for row in kinds["people.YoungPerson"]} == {"Alma Æblegren", "Anna"}
    names = {f"Young person {row['number']}": row["given_name"] for row in kinds["people.YoungPerson"]}
    assert sorted(names[row["young_person"]] for row in kinds["cases.Case"]) == ["Alma Æblegren", "Anna"]
    assert {names[row["young_person"]]: row["text"] for row in kinds["journal.NoteVersion"]} == {
        "Alma Æblegren": "Of Alma", "Anna": "Of Anna",
    }  # fmt: skip
    assert [box.read(name) for name in told["files"]] == [b"scan", b"scan"]
    page = box.read("copy.html").decode()
    assert formatted(unseal(other.cpr_sealed or b"")) in page
    assert "Of Anna" in page
    assert "Not over its time" not in page


def test_the_archive_comes_first(cast: Cast, officer: Actor) -> None:
    case = closed(cast.young_person)
    with pytest.raises(DomainError) as refusal:
        part_deleting.delete_part(officer, name="cases")
    assert refusal.value.code == "deletion_not_archived"
    made = part_archive.make_package(officer, name="cases")
    assert made
    assert part_archive.make_package(officer, name="cases") is None
    with pytest.raises(DomainError) as refusal:
        part_deleting.delete_part(officer, name="cases")
    assert refusal.value.code == "deletion_not_archived"
    package = archive.path_of(made)
    whole = package.read_bytes()
    for receipt, content, code in ((" ", whole, "archive_without_receipt"), ("A", whole[:-1], "archive_not_intact")):
        package.write_bytes(content)
        with pytest.raises(DomainError) as refusal:
            part_archive.confirm_receipt(officer, package_id=made.pk, receipt=receipt)
        assert refusal.value.code == code
    assert Case.objects.filter(pk=case.pk).exists()
    assert archive.sweep() == 0, "a package that waits is not a stray"


def test_a_hold_keeps_the_case_and_its_place_in_the_package(cast: Cast, officer: Actor) -> None:
    other = make_person("Anna", "Anden")
    make_case(other)
    held, goes = closed(cast.young_person), closed(other)
    handed_over(officer)
    hold = holds.set_hold(officer, person_id=cast.young_person.pk, reason="A complaint waits")
    [receipt] = part_deleting.delete_part(officer, name="cases")
    assert receipt.counts["cases.Case"] == 1
    assert not Case.objects.filter(pk=goes.pk).exists()
    assert part_deleting.delete_part(officer, name="cases") == []
    assert Case.objects.filter(pk=held.pk).exists()
    holds.lift_hold(officer, hold_id=hold.pk)
    [receipt] = part_deleting.delete_part(officer, name="cases")
    assert receipt.archive_receipt == "RA-1"
    assert not PackedRecord.objects.exists()


def test_what_comes_into_use_again_leaves_the_package(cast: Cast, officer: Actor) -> None:
    case = closed(cast.young_person)
    handed_over(officer)
    note_on(case, cast, "A correction", on=clock.today())
    assert part_deleting.delete_part(officer, name="cases") == []
    assert not PartPackage.objects.exists()
    assert Case.objects.filter(pk=case.pk).exists()


def test_whoever_goes_as_a_whole_goes_by_the_list_of_files(cast: Cast, officer: Actor) -> None:
    """Nothing else of the person lives, so the archive gets one file and not two halves."""
    person = make_person("Gamle", "Glemt", confirmed_on=LIMIT - DAY)
    make_case(person, opened_on=LIMIT - 900 * DAY, closed_on=LIMIT - DAY, confirmed_on=None)
    assert part_archive.make_package(officer, name="cases") is None
    assert RetentionDue.objects.get().young_person == person


def test_a_package_that_waits_goes_with_a_person_who_is_deleted(
    cast: Cast, officer: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    person = make_person("Gamle", "Glemt", confirmed_on=LIMIT - DAY)
    old = make_case(person, opened_on=LIMIT - 900 * DAY, closed_on=LIMIT - DAY, confirmed_on=None)
    newer = make_case(person, opened_on=LIMIT - 900 * DAY, closed_on=LIMIT, confirmed_on=None)
    closed(cast.young_person)
    made = part_archive.make_package(officer, name="cases")
    assert made
    assert set(made.records.values_list("record_id", flat=True)) > {old.pk}
    Case.objects.filter(pk=newer.pk).update(closed_on=LIMIT - DAY)
    retention.list_due(officer)
    due = RetentionDue.objects.get(young_person=person)
    archive.make_packages(officer, due_ids=[due.pk])
    archive.confirm_receipt(officer, due_id=due.pk, receipt="RA-9")
    with django_capture_on_commit_callbacks(execute=True):
        deleting.delete_person(officer, due_id=due.pk)
    assert list(archive.folder().iterdir()) == []
    assert not PartPackage.objects.exists()
    assert in_the_row(officer).unpacked == 1, "the others are packed anew"


def test_messages_go_to_the_archive_first_too(cast: Cast, officer: Actor) -> None:
    at = clock.midnight(LIMIT - DAY)
    talk = Conversation.objects.create(young_person=cast.young_person, started_at=at)
    Message.objects.create(conversation=talk, by_young_person=True, text="Hello there", sent_at=at)
    with pytest.raises(DomainError):
        part_deleting.delete_part(officer, name="messages")
    made = part_archive.make_package(officer, name="messages")
    assert made
    assert "Hello there" in zipfile.ZipFile(archive.path_of(made)).read("copy.html").decode()
    part_archive.confirm_receipt(officer, package_id=made.pk, receipt="RA-3")
    [receipt] = part_deleting.delete_part(officer, name="messages")
    assert receipt.counts == {"portal.Conversation": 1, "portal.Message": 1}


def test_it_asks_a_number_of_questions_that_does_not_grow_with_the_cases(cast: Cast, officer: Actor) -> None:
    asked = []
    for count in (3, 30):
        for _ in range(count):
            person = make_person()
            make_case(person)
            note_on(closed(person), cast)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            handed_over(officer)
            part_deleting.delete_part(officer, name="cases")
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 2


def test_no_word_of_what_hangs_on_a_case_is_left(cast: Cast, officer: Actor) -> None:
    """A sweep over every table that hangs on a case, with its control before."""
    world = make_world()
    case = world.row("cases.Case")
    make_case(case.young_person)
    for one in (hanging.Hanging(Case, "pk"), *hanging.hanging(Case)):
        for name in ways.Way(one.model, "x").used_fields:
            row = world.row(one.model._meta.label)
            if getattr(row, name) is not None:
                one.model._default_manager.filter(pk=row.pk).update(
                    **{name: getattr(row, name) - dt.timedelta(days=365 * 12)}
                )
    Case.objects.filter(pk=case.pk).update(closed_on=LIMIT - DAY)
    RetentionDue.objects.all().delete()
    tables = {one.model._meta.label for one in hanging.hanging(Case)} | {"cases.Case"}
    words = [word for column, word in world.words.items() if column.rsplit(".", 1)[0] in tables]
    assert "journal.NoteVersion" in tables
    assert len(words) > 8
    LegalHold.objects.all().delete()
    handed_over(officer)
    [receipt] = part_deleting.delete_part(officer, name="cases")
    left = [str(row) for label in tables for row in apps.get_model(label)._default_manager.values_list()]
    assert [word for word in words if word in str(left)] == []
    assert set(receipt.counts) <= {*tables, "journal.NoteReader", "intake.Visitation"}
    assert YoungPerson.objects.filter(pk=case.young_person_id).exists()


def test_only_the_officer_packs_and_notes(cast: Cast, officer: Actor) -> None:
    closed(cast.young_person)
    made = part_archive.make_package(officer, name="cases")
    assert made
    for key in ("leader", "caseworker", "administrator", "operator", "secretariat"):
        actor = cast.actor(key)
        with pytest.raises(NotAllowed):
            part_archive.make_package(actor, name="cases")
        with pytest.raises(NotAllowed):
            part_archive.confirm_receipt(actor, package_id=made.pk, receipt="x")
        with pytest.raises(NotAllowed):
            part_archive.package_for(actor, made.pk)
        with pytest.raises(NotAllowed):
            part_deleting.delete_part(actor, name="cases")
    for name in ("log", "notices", "unknown"):
        with pytest.raises(NotVisible):
            part_archive.make_package(officer, name=name)


def make_notice(person: YoungPerson | None, **values: Any) -> Notice:
    defaults = {"channel": Channel.SMS, "text": "something_new", "language": "da", "address": "1", "subject": "s"}
    return Notice.objects.create(young_person=person, **{**defaults, "made_at": clock.now(), **values})


def test_notices_go_by_themselves_at_night_and_leave_a_receipt(cast: Cast, officer: Actor) -> None:
    limit = clock.midnight(add_months(clock.today(), -6))
    second = dt.timedelta(seconds=1)
    kept = [
        make_notice(cast.young_person, made_at=limit - DAY, sent_at=limit),
        make_notice(cast.young_person, made_at=limit, tries=MOST_TRIES, body="x"),
        make_notice(cast.stranger, made_at=limit - DAY, sent_at=limit - second),
    ]
    make_notice(cast.young_person, made_at=limit - DAY, sent_at=limit - second)
    make_notice(cast.young_person, made_at=limit - second, tries=MOST_TRIES, body="https://x.invalid/secret")
    make_notice(None, made_at=limit - DAY, sent_at=limit - DAY)
    hold = holds.set_hold(officer, person_id=cast.stranger.pk, reason="An inspection")
    [receipt] = part_deleting.delete_tonight()
    assert (receipt.counts, receipt.deleted_by) == ({"notices.Notice": 3}, None)
    assert set(Notice.objects.all()) == set(kept)
    assert part_deleting.delete_tonight() == []
    holds.lift_hold(officer, hold_id=hold.pk)
    assert len(part_deleting.delete_tonight()) == 1
    assert LogEntry.objects.filter(act="records_deleted", actor_name="worker").count() == 2
    assert DeletionReceipt.objects.count() == 2


def test_nothing_else_goes_by_itself(cast: Cast) -> None:
    closed(cast.young_person)
    assert part_deleting.delete_tonight(clock.today() + 9000 * DAY) == []
    assert Case.objects.filter(closed_on__isnull=False).exists()


def test_by_the_pages_from_the_package_to_the_receipt(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    closed(cast.young_person)
    client, page = sign_in("data_protection_officer"), reverse("protection:retention")
    assert "Make the package for the archive" in client.get(page).content.decode()
    client.post(reverse("protection:records-package", args=["cases"]))
    key = PartPackage.objects.get().pk
    told = client.get(page).content.decode()
    assert "waits for the archive" in told
    assert "Make the package for the archive" not in told
    taken = client.get(reverse("protection:records-package-take", args=[key]))
    assert b"".join(taken)[:2] == b"PK"
    assert client.post(reverse("protection:records-received", args=[key]), {"receipt": " "}).status_code == 422
    client.post(reverse("protection:records-received", args=[key]), {"receipt": "RA-7"})
    assert "Delete what the archive has (1)" in client.get(page).content.decode()
    client.post(reverse("protection:records-delete", args=["cases"]))
    assert not Case.objects.filter(closed_on=LIMIT - DAY).exists()
    assert "RA-7" in client.get(reverse("protection:receipts")).content.decode()
    make_notice(None, made_at=clock.now() - 400 * DAY)
    part_deleting.delete_tonight()
    assert "by itself, at night" in client.get(reverse("protection:receipts")).content.decode()
    assert client.get(reverse("protection:receipts-export", args=["csv"])).status_code == 200


def test_the_standards_rules_are_told_in_the_readers_language() -> None:
    rules = standards().retention
    assert {one.source for one in rules} == {str(one) for one in SOURCES}
    log = next(one for one in rules if one.record == "log")
    assert retention.in_words(log) == "The log: 5 years (The chain stays, the names in it go)"
