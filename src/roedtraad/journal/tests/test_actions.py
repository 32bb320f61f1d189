# SPDX-License-Identifier: EUPL-1.2
"""Notes: who writes, who corrects, what is refused, and that nothing anybody has written is lost."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.consent.tests.making import say_yes
from roedtraad.journal import drafts, queries
from roedtraad.journal.actions import change_readers, correct_note
from roedtraad.journal.models import Draft, Note, NoteVersion
from roedtraad.journal.queries import Filters, find_note, note_page
from roedtraad.journal.tests.making import make_note, note_by
from roedtraad.journal.thread import note_entries
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.contributions import ThreadQuery
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.organisation.models import Unit
from tests.cast import Cast, days_ago, make_case

pytestmark = pytest.mark.django_db


def correct(cast: Cast, key: str, note: Note, **values: Any) -> NoteVersion:
    given = {"text": "Alma kom fem minutter før.", "reason": "Forkert tid", "seen_version": 1, **values}
    return correct_note(cast.actor(key), note_id=note.pk, **given)


def titles(cast: Cast, key: str) -> list[tuple[str, str, str]]:
    found = note_entries(ThreadQuery(cast.actor(key), cast.young_person.pk, None, 50))
    return [(one.key, str(one.title), one.who) for one in found]


def test_a_note_stands_on_the_case_in_the_words_it_was_written(cast: Cast) -> None:
    note = note_by(cast, "caseworker", text="  Alma kom\r\ntil tiden.  ", kind="phone")
    page = note_page(cast.actor("caseworker"), note, writes=True)
    assert (page.newest.text, page.note.kind, page.note.author) == (
        "Alma kom\ntil tiden.",
        "phone",
        "Sara Sagsbehandler",
    )
    assert LogEntry.objects.get(act="note_written").subject_id == note.pk
    assert "tiden" not in str(LogDetail.objects.latest("pk").values), "the log holds that it was written, not what"


def test_without_a_case_the_note_stands_in_the_authors_unit(cast: Cast) -> None:
    unit = Unit.objects.get(code="front_door")
    note = note_by(cast, "contact_person", place=f"unit-{unit.pk}")
    assert (note.case_id, note.unit_id) == (None, unit.pk)


@pytest.mark.parametrize("key", ["caseworker", "colleague", "contact_person", "counsellor", "leader"])
def test_those_who_work_with_her_write(cast: Cast, key: str) -> None:
    assert note_by(cast, key).author == cast.account(key)


@pytest.mark.parametrize("key", ["school_representative", "consultant"])
def test_whoever_sees_her_without_working_on_the_case_does_not_write(cast: Cast, key: str) -> None:
    with pytest.raises(NotAllowed):
        note_by(cast, key)


@pytest.mark.parametrize("key", ["other_caseworker", "secretariat", "data_protection_officer"])
def test_for_others_she_does_not_exist(cast: Cast, key: str) -> None:
    with pytest.raises(NotVisible):
        note_by(cast, key)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"written_on": days_ago(-1)}, "note_in_future"),
        ({"written_on": dt.date(1999, 1, 1)}, "note_before_birth"),
        ({"text": "  \r\n "}, "note_empty"),
        ({"text": "x" * 20_001}, "note_too_long"),
        ({"place": "case-999999"}, "note_place_unknown"),
        ({"place": "unit-999999"}, "note_place_unknown"),
        ({"place": ""}, "note_place_unknown"),
    ],
)
def test_what_is_refused(cast: Cast, values: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        note_by(cast, "caseworker", **values)
    assert refusal.value.code == code
    assert not Note.objects.exists()


def test_the_system_writes_no_notes(cast: Cast) -> None:
    from roedtraad.journal.actions import NewNote, write_note

    with pytest.raises(NotAllowed):
        write_note(
            system_actor(clock.today()),
            person_id=cast.young_person.pk,
            new=NewNote(f"case-{cast.case.pk}", clock.today(), "x"),
        )


def test_the_case_of_somebody_else_is_no_place(cast: Cast) -> None:
    other = cast.stranger.cases.get()
    with pytest.raises(DomainError):
        note_by(cast, "caseworker", place=f"case-{other.pk}")


def test_the_same_form_twice_is_one_note(cast: Cast) -> None:
    token = uuid4()
    assert note_by(cast, "caseworker", token=token) == note_by(cast, "caseworker", token=token)
    assert Note.objects.count() == 1
    with pytest.raises(NotVisible):
        note_by(cast, "colleague", token=token)


def test_a_correction_overwrites_nothing(cast: Cast) -> None:
    note = note_by(cast, "caseworker")
    correct(cast, "caseworker", note)
    correct(cast, "leader", note, text="Tredje", seen_version=2)
    page = note_page(cast.actor("colleague"), find_note(note.pk), writes=True)
    assert page.newest.text == "Tredje"
    assert [(one.text, one.by) for one in page.earlier] == [
        ("Alma kom fem minutter før.", "Sara Sagsbehandler"), ("Alma kom til tiden.", "Sara Sagsbehandler"),
    ]  # fmt: skip
    assert page.note.author == "Sara Sagsbehandler", "a note stays its author's whoever corrects it"


def test_only_who_answers_for_the_note_corrects_it(cast: Cast) -> None:
    note = note_by(cast, "counsellor")
    for key in ("colleague", "contact_person"):
        with pytest.raises(NotAllowed):
            correct(cast, key, note)
    for number, key in enumerate(("counsellor", "caseworker", "leader"), 1):
        correct(cast, key, note, text=f"Nu {number}", seen_version=number)
    with pytest.raises(NotVisible):
        correct(cast, "other_caseworker", note)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": " "}, "note_without_reason"),
        ({"text": "Alma kom til tiden."}, "note_unchanged"),
        ({"text": ""}, "note_empty"),
    ],
)
def test_a_correction_without_sense_is_refused(cast: Cast, values: dict[str, str], code: str) -> None:
    note = note_by(cast, "caseworker")
    with pytest.raises(DomainError) as refusal:
        correct(cast, "caseworker", note, **values)
    assert refusal.value.code == code


def test_the_second_of_two_who_correct_is_told_what_the_first_wrote(cast: Cast) -> None:
    note = note_by(cast, "caseworker")
    correct(cast, "caseworker", note, text="Den første")
    with pytest.raises(DomainError) as refusal:
        correct(cast, "leader", note, text="Den anden")
    assert refusal.value.code == "note_changed"
    assert (refusal.value.data["text"], refusal.value.data["version"]) == ("Den første", 2)
    assert correct(cast, "leader", note, text="Begge", seen_version=2).number == 3


def test_the_database_refuses_a_note_without_a_place_and_a_silent_correction(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_note(cast.young_person, cast.account("caseworker"))
    note = note_by(cast, "caseworker")
    values = {"note": note, "number": 2, "text": "x", "account": cast.account("caseworker"), "recorded_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        NoteVersion.objects.create(**values)


def test_everything_is_the_same_when_the_author_has_gone(cast: Cast) -> None:
    """PEERS §7: content must not vanish with its author's access, nor become somebody else's."""
    note = note_by(cast, "caseworker")
    restricted = note_by(cast, "caseworker", is_restricted=True)
    before = titles(cast, "leader"), titles(cast, "colleague")
    for key in ("caseworker",):
        account = cast.account(key)
        account.is_active = False
        account.save()
        account.assignments.update(valid_to=days_ago(1))
    assert (titles(cast, "leader"), titles(cast, "colleague")) == before
    page = note_page(cast.actor("leader"), find_note(note.pk), writes=True)
    assert (page.newest.text, page.note.author) == ("Alma kom til tiden.", "Sara Sagsbehandler")
    assert queries.one_note(cast.actor("leader"), restricted.pk) == restricted
    correct(cast, "leader", note)


def test_a_note_goes_with_its_case_to_the_next_department(cast: Cast) -> None:
    note = note_by(cast, "caseworker")
    cast.case.unit = Unit.objects.get(code="schools")
    cast.case.save()
    with pytest.raises(NotVisible):
        queries.one_note(cast.actor("counsellor"), note.pk)


def test_a_restricted_note_is_for_its_participants(cast: Cast) -> None:
    note = note_by(cast, "counsellor", is_restricted=True)
    for key in ("counsellor", "caseworker", "leader"):
        assert queries.one_note(cast.actor(key), note.pk) == note
        assert len(titles(cast, key)) == 1
    for key in ("colleague", "contact_person"):
        assert titles(cast, key) == []
        with pytest.raises(NotVisible):
            queries.one_note(cast.actor(key), note.pk)


def test_a_named_reader_reads_and_does_not_correct(cast: Cast) -> None:
    note = note_by(cast, "counsellor", is_restricted=True)
    named = cast.account("contact_person").pk
    change_readers(cast.actor("counsellor"), note_id=note.pk, is_restricted=True, add=[named])
    assert queries.one_note(cast.actor("contact_person"), note.pk) == note
    with pytest.raises(NotAllowed):
        correct(cast, "contact_person", note)
    change_readers(cast.actor("counsellor"), note_id=note.pk, is_restricted=True, remove=[named])
    assert titles(cast, "contact_person") == []


def test_opening_a_note_again_forgets_who_was_named(cast: Cast) -> None:
    note = note_by(cast, "counsellor", is_restricted=True)
    actor = cast.actor("counsellor")
    change_readers(actor, note_id=note.pk, is_restricted=True, add=[cast.account("contact_person").pk])
    change_readers(actor, note_id=note.pk, is_restricted=False)
    change_readers(actor, note_id=note.pk, is_restricted=True)
    assert not note.readers.exists()


@pytest.mark.parametrize("key", ["other_caseworker", "consultant", "school_representative", "secretariat"])
def test_naming_somebody_opens_no_door(cast: Cast, key: str) -> None:
    note = note_by(cast, "counsellor", is_restricted=True)
    with pytest.raises(DomainError) as refusal:
        change_readers(cast.actor("counsellor"), note_id=note.pk, is_restricted=True, add=[cast.account(key).pk])
    assert refusal.value.code == "reader_without_access"


def test_a_restricted_text_is_folded_in_lists_until_it_is_asked_for(cast: Cast) -> None:
    note_by(cast, "caseworker", is_restricted=True)
    actor, person = cast.actor("caseworker"), cast.young_person.pk
    assert [(one.text, one.is_folded) for one in queries.journal(actor, person, Filters(), 1).rows] == [("", True)]
    shown = queries.notes_for_export(actor, person, Filters(shows_restricted=True))
    assert [one.text for one in shown] == ["Alma kom til tiden."]


def test_the_search_looks_inside_nothing_else(cast: Cast) -> None:
    note_by(cast, "caseworker", text="Hemmelig sejltur", is_restricted=True)
    note = note_by(cast, "caseworker", text="Første ordlyd: sejltur")
    correct(cast, "caseworker", note, text="Anden ordlyd: cykeltur")
    for key, words, found in (
        ("caseworker", "SEJLTUR", 1), ("colleague", "sejltur", 0), ("colleague", "cykeltur ordlyd", 1), ("colleague", "cykeltur bil", 0),
    ):  # fmt: skip
        page = queries.journal(cast.actor(key), cast.young_person.pk, Filters(words=words), 1)
        assert page.total == found, (key, words)


def test_filters_narrow_by_case_department_kind_and_period(cast: Cast) -> None:
    note = note_by(cast, "caseworker", kind="phone", written_on=days_ago(10))
    unit = Unit.objects.get(code="front_door")
    note_by(cast, "contact_person", place=f"unit-{unit.pk}", kind="meeting", written_on=days_ago(1))
    department = note.case.unit.department_id  # type: ignore[union-attr]
    for filters, count in (
        (Filters(case=cast.case.pk), 1), (Filters(kind="meeting"), 1), (Filters(since=days_ago(5)), 1),
        (Filters(until=days_ago(5)), 1), (Filters(department=department), 2), (Filters(department=999_999), 0), (Filters(), 2),
    ):  # fmt: skip
        assert queries.journal(cast.actor("leader"), cast.young_person.pk, filters, 1).total == count, filters


def test_a_draft_is_its_authors_alone_and_goes_when_the_note_is_written(cast: Cast) -> None:
    actor, person = cast.actor("caseworker"), cast.young_person.pk
    drafts.save_draft(actor, person_id=person, key=drafts.NOTE, values={"text": "Alma k"})
    drafts.save_draft(actor, person_id=person, key=drafts.NOTE, values={"text": "Alma kom"})
    kept = drafts.draft_of(actor, person, drafts.NOTE)
    assert kept is not None
    assert kept.values == {"text": "Alma kom"}
    for key in ("colleague", "leader"):
        assert drafts.draft_of(cast.actor(key), person, drafts.NOTE) is None
    note_by(cast, "caseworker")
    assert not Draft.objects.exists()


def test_a_draft_that_comes_late_does_not_come_back(cast: Cast) -> None:
    token = uuid4()
    note_by(cast, "caseworker", token=token)
    values = {"text": "Alma kom", "token": str(token)}
    saved = drafts.save_draft(cast.actor("caseworker"), person_id=cast.young_person.pk, key=drafts.NOTE, values=values)
    assert (saved, Draft.objects.count()) == (None, 0)


def test_a_draft_larger_than_its_form_is_refused(cast: Cast) -> None:
    with pytest.raises(DomainError):
        drafts.save_draft(
            cast.actor("caseworker"), person_id=cast.young_person.pk, key=drafts.NOTE, values={"text": "x" * 60_001}
        )


@pytest.mark.parametrize("key", ["school_representative", "other_caseworker"])
def test_who_may_not_write_keeps_no_draft(cast: Cast, key: str) -> None:
    with pytest.raises((NotAllowed, NotVisible)):
        drafts.save_draft(cast.actor(key), person_id=cast.young_person.pk, key=drafts.NOTE, values={"text": "x"})


def test_drafts_are_kept_for_thirty_days(cast: Cast) -> None:
    actor, person = cast.actor("caseworker"), cast.young_person.pk
    for key, days in ((drafts.NOTE, 31), (drafts.STORY, 29)):
        drafts.save_draft(actor, person_id=person, key=key, values={"text": "x"})
        Draft.objects.filter(key=key).update(saved_at=clock.now() - dt.timedelta(days=days))
    assert drafts.forget_old_drafts() == 1
    assert Draft.objects.get().key == drafts.STORY


def test_a_yes_opens_no_file_to_write_in(cast: Cast) -> None:
    """A consent lets one read what another authority has written; one's own note stands in one's own file."""
    person, theirs = cast.young_person, make_case(cast.young_person, "schools")
    say_yes(cast, giving={"schools"}, receiving={"youth"}, kinds={"cases", "notes"})
    actor = cast.actor("colleague")
    assert f"case-{theirs.pk}" not in [one.code for one in queries.places(actor, person.pk)]
    with pytest.raises(DomainError) as refused:
        note_by(cast, "colleague", place=f"case-{theirs.pk}")
    assert refused.value.code == "note_place_unknown"


def test_the_likeliest_place_for_a_note_comes_first(cast: Cast) -> None:
    """One's own open case, the department's, other departments', closed ones, and at last one's own unit."""
    person = cast.young_person
    made = {
        "closed": make_case(
            person, "authority", cast.account("colleague"), closed_on=days_ago(1), opened_on=days_ago(9)
        ),
        "of the family unit": make_case(person, "family", opened_on=days_ago(5)),
        "own": make_case(person, "authority", cast.account("colleague"), opened_on=days_ago(300)),
        "of the school": make_case(person, "schools"),
    }
    codes = [one.code for one in queries.places(cast.actor("colleague"), person.pk)]
    expected = [made["own"], cast.case, made["of the family unit"], made["closed"]]
    assert codes == [*(f"case-{case.pk}" for case in expected), f"unit-{Unit.objects.get(code='authority').pk}"]
