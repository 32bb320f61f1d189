# SPDX-License-Identifier: EUPL-1.2
"""The journal and the story on screen: writing, drafts, two at once, files, and reading the story first."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.consent.tests.making import colleague_at, say_yes
from roedtraad.journal.models import Attachment, Draft, Note, StoryVersion
from roedtraad.journal.tests.making import make_story, note_by
from roedtraad.journal.tests.samples import docx, jpeg
from roedtraad.kernel import clock
from roedtraad.people.models import YoungPerson
from tests.access.stage import BACKEND
from tests.cast import Cast, days_ago

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def disk(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR = tmp_path


def url(name: str, *args: object) -> str:
    return reverse(f"journal:{name}", args=args)


def text_at(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response).decode() if response.streaming else response.content.decode()


def form_data(cast: Cast, **values: str) -> dict[str, str]:
    return {
        "place": f"case-{cast.case.pk}",
        "written_on": days_ago(1).isoformat(),
        "kind": "phone",
        "text": "Alma ringede.",
        **values,
    }


def test_a_note_is_written_and_stands_in_the_journal_and_on_the_thread(cast: Cast, sign_in: SignIn) -> None:
    client, person = sign_in("caseworker"), cast.young_person.pk
    assert "A-kasse" not in text_at(client, url("note-write", person))
    response = client.post(url("note-write", person), form_data(cast))
    assert response["Location"] == url("journal", person)
    page = text_at(client, url("journal", person))
    assert "Alma ringede." in page
    assert "The note has been written" in page
    thread = text_at(client, reverse("people:thread", args=[person]))
    assert "Phone call" in thread
    assert "Alma ringede." not in thread


def test_an_invalid_note_keeps_what_was_written(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("caseworker").post(
        url("note-write", cast.young_person.pk), form_data(cast, written_on=days_ago(-2).isoformat())
    )
    assert response.status_code == 422
    assert "Alma ringede." in response.content.decode()
    assert "lies in the future" in response.content.decode()


def test_a_draft_comes_back_after_a_crash(cast: Cast, sign_in: SignIn) -> None:
    client, person = sign_in("caseworker"), cast.young_person.pk
    values = form_data(cast, draft_key="note", text="Alma ring", is_restricted="on")
    quick = client.post(url("draft-save", person), values, headers={"HX-Request": "true"})
    assert quick.status_code == 200
    assert "Draft saved" in quick.content.decode()
    again = sign_in("caseworker")
    assert "You have a draft of a note" in text_at(again, url("journal", person))
    page = text_at(again, url("note-write", person))
    assert "Alma ring</textarea>" in page
    assert "This is your draft" in page
    assert (
        'name="is_restricted" class="form-checkbox" aria-describedby="id_is_restricted_helptext" id="id_is_restricted" checked'
        in page
    )
    assert "Alma ring" not in text_at(sign_in("leader"), url("note-write", person))


def test_a_draft_is_saved_and_thrown_away_without_a_script(cast: Cast, sign_in: SignIn) -> None:
    client, person = sign_in("caseworker"), cast.young_person.pk
    saved = client.post(url("draft-save", person), form_data(cast, draft_key="note"))
    assert saved["Location"] == url("note-write", person)
    assert "The draft has been saved" in text_at(client, saved["Location"])
    gone = client.post(url("draft-remove", person), {"draft_key": "note"})
    assert gone["Location"] == url("note-write", person)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("key", "status"), [("", 404), ("x" * 41, 404)])
def test_a_draft_of_no_form_is_not_kept(cast: Cast, sign_in: SignIn, key: str, status: int) -> None:
    response = sign_in("caseworker").post(url("draft-save", cast.young_person.pk), {"draft_key": key, "text": "x"})
    assert (response.status_code, Draft.objects.count()) == (status, 0)


def test_a_draft_with_a_broken_token_is_not_kept(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("caseworker").post(
        url("draft-save", cast.young_person.pk), {"draft_key": "note", "token": "junk"}
    )
    assert response.status_code == 404


def test_a_correction_and_what_stood_before_are_one_click_apart(cast: Cast, sign_in: SignIn) -> None:
    note, client = note_by(cast, "caseworker"), sign_in("caseworker")
    response = client.post(
        url("note-correct", note.pk), {"text": "Ny ordlyd", "reason": "Forkert tid", "seen_version": "1"}
    )
    assert response["Location"] == url("note", note.pk)
    page = text_at(client, url("note", note.pk))
    for said in ("Ny ordlyd", "Forkert tid", "Earlier wordings", "Alma kom til tiden."):
        assert said in page


def test_who_is_overtaken_sees_both_texts_and_saves_again(cast: Cast, sign_in: SignIn) -> None:
    note, first, second = note_by(cast, "caseworker"), sign_in("caseworker"), sign_in("leader")
    address = url("note-correct", note.pk)
    first.post(address, {"text": "Den første tekst", "reason": "a", "seen_version": "1"})
    response = second.post(address, {"text": "Den anden tekst", "reason": "b", "seen_version": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    for said in (
        "Den første tekst",
        "Den anden tekst</textarea>",
        "saved by somebody else meanwhile",
        'name="seen_version" value="2"',
    ):
        assert said in page
    assert second.post(address, {"text": "Begge", "reason": "b", "seen_version": "2"}).status_code == 302


def test_two_who_write_the_story_lose_nothing(cast: Cast, sign_in: SignIn) -> None:
    person, first, second = cast.young_person.pk, sign_in("contact_person"), sign_in("caseworker")
    first.post(url("story-write", person), {"proud": "Svømning", "seen_version": "0"})
    response = second.post(url("story-write", person), {"proud": "Løb", "hard": "Skole", "seen_version": "0"})
    page = response.content.decode()
    assert response.status_code == 422
    for said in ("Svømning", "Løb</textarea>", "Skole</textarea>", 'name="seen_version" value="1"', "added:"):
        assert said in page
    assert second.post(url("story-write", person), {"proud": "Svømning og løb", "seen_version": "1"}).status_code == 302
    assert StoryVersion.objects.count() == 2


def test_who_reads_a_restricted_note_is_chosen_on_screen(cast: Cast, sign_in: SignIn) -> None:
    note, client = note_by(cast, "caseworker", is_restricted=True), sign_in("caseworker")
    named = cast.account("contact_person")
    client.post(url("note-readers", note.pk), {"is_restricted": "on", "add": named.pk})
    assert "Kirsten Kontakt" in text_at(client, url("note", note.pk))
    response = client.post(url("note-readers", note.pk), {"is_restricted": "on", "add": cast.account("consultant").pk})
    assert "has nothing to do with this person" in response.content.decode()
    client.post(url("note-readers", note.pk), {"is_restricted": "on", "remove": [named.pk]})
    assert not note.readers.exists()


def test_a_restricted_text_is_not_in_the_list_nor_in_the_file_until_asked_for(cast: Cast, sign_in: SignIn) -> None:
    note_by(cast, "caseworker", text="Hemmelig", is_restricted=True)
    client, person = sign_in("caseworker"), cast.young_person.pk
    for address in (url("journal", person), url("journal-export", person, "csv")):
        assert "Hemmelig" not in text_at(client, address)
        assert "Hemmelig" in text_at(client, f"{address}?shows_restricted=on")
    assert LogDetail.objects.filter(entry__act="journal_exported").last().values["shows_restricted"] is True  # type: ignore[union-attr]


def test_the_file_holds_what_one_may_read(cast: Cast, sign_in: SignIn) -> None:
    note_by(cast, "caseworker", text="=1+1")
    note_by(cast, "counsellor", text="Kun for deltagere", is_restricted=True)
    lines = text_at(sign_in("colleague"), url("journal-export", cast.young_person.pk, "csv")).splitlines()
    assert len(lines) == 2
    assert "'=1+1" in lines[1]


def test_a_cpr_number_is_not_searched_for_in_an_address(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("caseworker").get(url("journal", cast.young_person.pk), {"words": "610190-1234"})
    assert response["Location"] == url("journal", cast.young_person.pk)


def test_empty_pages_say_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    client, person = sign_in("caseworker"), cast.young_person.pk
    assert "There is no note that you may read" in text_at(client, url("journal", person))
    assert "No note matches" in text_at(client, url("journal", person) + "?kind=phone")
    assert "No story stands yet" in text_at(client, url("story", person))
    assert "There are no earlier versions" in text_at(client, url("story-versions", person))


def test_a_file_is_attached_taken_out_and_taken_away(cast: Cast, sign_in: SignIn) -> None:
    note, client = note_by(cast, "caseworker"), sign_in("caseworker")
    client.post(url("attachment-add", note.pk), {"file": SimpleUploadedFile("Foto fra fjorden.JPG", jpeg())})
    made = Attachment.objects.get()
    assert "Foto fra fjorden.jpg" in text_at(client, url("note", note.pk))
    response = client.get(url("attachment-download", made.pk))
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''Foto%20fra%20fjorden.jpg"
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "no-store" in response["Cache-Control"]
    assert b"GPS" not in response.content
    assert LogEntry.objects.filter(act="attachment_taken").count() == 1
    client.post(url("attachment-withdraw", made.pk), {"reason": "Forkert foto"})
    assert "Forkert foto" in text_at(client, url("note", note.pk))
    assert client.get(url("attachment-download", made.pk)).status_code == 404


def test_a_yes_to_notes_is_no_yes_to_documents(cast: Cast, sign_in: SignIn) -> None:
    note, client = note_by(cast, "caseworker"), sign_in("caseworker")
    client.post(url("attachment-add", note.pk), {"file": SimpleUploadedFile("Foto fra fjorden.JPG", jpeg())})
    made, nurse = Attachment.objects.get(), colleague_at(cast, "health")
    reader = Client(headers={"accept-language": "en"})
    reader.force_login(nurse, backend=BACKEND)
    say_yes(cast, receiving={"health"}, kinds={"notes"})
    page = reader.get(url("note", note.pk))
    assert page.status_code == 200
    assert "Foto fra fjorden.jpg" not in page.content.decode()
    assert reader.get(url("attachment-download", made.pk)).status_code == 404
    say_yes(cast, receiving={"health"}, kinds={"documents"})
    assert "Foto fra fjorden.jpg" in reader.get(url("note", note.pk)).content.decode()
    assert reader.get(url("attachment-download", made.pk)).status_code == 200


def test_a_dishonest_file_is_refused_with_words(cast: Cast, sign_in: SignIn) -> None:
    note = note_by(cast, "caseworker")
    for name, content, said in (
        ("x.docx", docx({"word/vbaProject.bin": b"x"}), "holds macros"), ("x.txt", b"", "is empty"), ("x.exe", b"x", "not taken"),
    ):  # fmt: skip
        response = sign_in("caseworker").post(
            url("attachment-add", note.pk), {"file": SimpleUploadedFile(name, content)}
        )
        assert response.status_code == 422
        assert said in response.content.decode()
    assert not Attachment.objects.exists()


def test_a_new_worker_is_asked_to_read_the_story_first(cast: Cast, sign_in: SignIn) -> None:
    make_story(cast.young_person, proud="Jeg kan svømme")
    client, page = sign_in("caseworker"), reverse("people:person", args=[cast.young_person.pk])
    assert "Read the story first" in text_at(client, page)
    assert "Jeg kan svømme" in text_at(client, url("story", cast.young_person.pk))
    assert "Read the story first" not in text_at(client, page)


def test_a_proposal_is_approved_together_on_screen(cast: Cast, sign_in: SignIn) -> None:
    make_story(cast.young_person, approved=False, account=cast.account("contact_person"))
    client, person = sign_in("contact_person"), cast.young_person.pk
    assert "waits for the young person" in text_at(client, url("story", person))
    given = {"approved_on": clock.today().isoformat(), "how": "Læst højt"}
    assert client.post(url("story-approve", person, 1), given).status_code == 302
    assert "Læst højt" in text_at(client, url("story", person))
    assert client.post(url("story-approve", person, 1), given).status_code == 422


def test_versions_are_compared_on_screen(cast: Cast, sign_in: SignIn) -> None:
    make_story(cast.young_person, proud="Jeg kan svømme")
    make_story(cast.young_person, proud="Jeg kan løbe", account=cast.account("contact_person"))
    client, address = sign_in("caseworker"), url("story-versions", cast.young_person.pk)
    page = text_at(client, f"{address}?first=1&second=2")
    assert "<del>" in page
    assert "<ins>" in page
    assert client.get(f"{address}?first=1&second=9").status_code == 404


def test_the_school_and_the_consultant_have_neither_journal_nor_story(cast: Cast, sign_in: SignIn) -> None:
    note = note_by(cast, "caseworker")
    make_story(cast.young_person)
    for key in ("school_representative", "consultant"):
        client, person = sign_in(key), cast.young_person.pk
        for address in (
            url("journal", person),
            url("story", person),
            url("story-versions", person),
            url("note", note.pk),
        ):
            assert client.get(address).status_code == 404
        page = client.get(reverse("people:person", args=[person])).content.decode()
        assert "Read the story" not in page


def test_nothing_of_the_journal_is_left_when_the_person_goes(cast: Cast) -> None:
    note_by(cast, "caseworker")
    make_story(cast.young_person)
    YoungPerson.objects.filter(pk=cast.young_person.pk).delete()
    assert (Note.objects.count(), StoryVersion.objects.count()) == (0, 0)
