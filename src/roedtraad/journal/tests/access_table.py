# SPDX-License-Identifier: EUPL-1.2
"""The part of this room in the tables of the access suite."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from roedtraad.journal import story_actions
from roedtraad.journal.actions import add_attachment
from roedtraad.journal.tests.making import make_note, make_story, young
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import PersonRelation, person_relations
from roedtraad.kernel.rights import Scope
from roedtraad.people.models import YoungPerson
from tests.access.acting import Act, alma, change, look, see, send, today
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import (
    ALMAS,
    CASEWORK,
    MISSING,
    NOBODY,
    OTHERS,
    OWN,
    PERSON,
    SEES_PEOPLE,
    VIGGOS,
    Page,
    Thing,
    Things,
    keys,
)  # fmt: skip

READERS: Final = ALMAS - keys("school_representative", "consultant")
"""Those who read notes and the story of Alma: whoever does casework about her in the departments that are one authority."""
OTHER_READERS: Final = VIGGOS - keys("other_school_representative")
FULL: Final = keys("contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader")
"""The same by role, for the planted world."""
ANSWERS_FOR_IT: Final = keys("caseworker", "leader", "other_caseworker", "other_leader")


def set_up(stage: Stage) -> None:
    """A note with a file, a story and a proposal for each of the two young people."""
    for name, person, key, case in (
        ("note", stage.alma, "caseworker", stage.cast.case), ("other_note", stage.viggo, "other_caseworker", stage.viggo.cases.get()),
    ):  # fmt: skip
        author = stage.cast.accounts[key]
        note = stage.things[f"journal.{name}"] = make_note(person, author, "Kom til tiden", case=case)
        stage.things[f"journal.{name}.file"] = add_attachment(
            stage.cast.actor(key), note_id=note.pk, name="brev.txt", content=b"Hej"
        )
        make_story(person, account=author)
        make_story(person, approved=False, account=author, proud="Noget nyt")


def _note(name: str) -> Callable[[Stage], Mapping[str, Any]]:
    return lambda stage: {"pk": stage.things[f"journal.{name}"].pk}


def _about(things: Things, more: Mapping[str, Any]) -> Things:
    """The same things with more in the address."""

    def with_more(thing: Thing) -> Thing:
        return replace(thing, args=lambda stage: {**thing.args(stage), **more})

    return {label: with_more(thing) for label, thing in things.items()}


JOURNAL: Final[Things] = {
    OWN: replace(PERSON[OWN], sees=READERS), OTHERS: replace(PERSON[OTHERS], sees=OTHER_READERS), MISSING: PERSON[MISSING],
}  # fmt: skip
JOURNAL_FILE: Final = _about(JOURNAL, {"extension": "csv"})
PROPOSAL: Final = _about(PERSON, {"number": 2})
NOTE: Final[Things] = {
    OWN: Thing(_note("note"), READERS), OTHERS: Thing(_note("other_note"), OTHER_READERS),
    MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
}  # fmt: skip
FILE: Final[Things] = {
    OWN: Thing(_note("note.file"), READERS), OTHERS: Thing(_note("other_note.file"), OTHER_READERS), MISSING: NOTE[MISSING],
}  # fmt: skip


def _a_draft(_stage: Stage, _label: str) -> Mapping[str, Any]:
    return {"draft_key": "note", "text": "Begyndt"}


def _pk(name: str) -> Callable[[Stage], int]:
    return lambda stage: int(stage.things[f"journal.{name}"].pk)


def _young(stage: Stage) -> Actor:
    """Alma herself; her way to herself is there for as long as the act takes."""
    return young(stage.alma)


def _as_alma(act: Callable[..., object], **values: Any) -> Callable[[Stage], object]:
    def do(stage: Stage) -> object:
        if any(one.scope == Scope.CITIZEN for one in person_relations):
            return act(_young(stage), person_id=stage.alma.pk, **values)
        relation = PersonRelation(
            "journal_test",
            Scope.CITIZEN,
            lambda _actor, _grants: YoungPerson.objects.filter(pk=stage.alma.pk).values(young_person_id=F("pk")),
        )
        person_relations.register(relation)
        try:
            return act(_young(stage), person_id=stage.alma.pk, **values)
        finally:
            del person_relations._items["journal_test"]

    return do


def _place(stage: Stage) -> str:
    return f"case-{stage.cast.case.pk}"


def _token(_stage: Stage) -> str:
    return str(uuid4())


def _upload(_stage: Stage) -> SimpleUploadedFile:
    return SimpleUploadedFile("brev.txt", b"Hej")


_NOTE: Final = {"place": _place, "written_on": today, "kind": "note", "text": "Alma ringede", "token": _token}
_CORRECTION: Final = {"text": "Nyt", "reason": "Forkert", "seen_version": "1"}

TABLE = RoomTable(
    set_up=set_up,
    pages=(
        Page("journal:journal", SEES_PEOPLE, JOURNAL),
        Page("journal:journal-export", CASEWORK, JOURNAL_FILE),
        Page("journal:note-write", SEES_PEOPLE, PERSON, post=422, allowed=CASEWORK),
        Page("journal:draft-save", SEES_PEOPLE, PERSON, get=None, post=302, allowed=CASEWORK, data=_a_draft),
        Page("journal:draft-remove", SEES_PEOPLE, PERSON, get=None, post=302, allowed=CASEWORK, data=_a_draft),
        Page("journal:story", SEES_PEOPLE, JOURNAL),
        Page("journal:story-write", SEES_PEOPLE, PERSON, post=422, allowed=CASEWORK),
        Page("journal:story-versions", SEES_PEOPLE, JOURNAL),
        Page("journal:story-approve", SEES_PEOPLE, PROPOSAL, post=422, allowed=CASEWORK),
        Page("journal:note", SEES_PEOPLE, NOTE),
        Page("journal:note-correct", SEES_PEOPLE, NOTE, post=422, allowed=ANSWERS_FOR_IT),
        Page("journal:note-readers", SEES_PEOPLE, NOTE, post=302, allowed=ANSWERS_FOR_IT),
        Page("journal:attachment-add", SEES_PEOPLE, NOTE, post=422),
        Page("journal:attachment-download", SEES_PEOPLE, FILE),
        Page("journal:attachment-withdraw", SEES_PEOPLE, FILE, post=422, allowed=ANSWERS_FOR_IT),
    ),
    queries={
        "journal:journal": ("caseworker", 11),
        "journal:journal-export": ("caseworker", 10),
        "journal:note-write": ("caseworker", 11),
        "journal:story": ("caseworker", 11),
        "journal:story-write": ("caseworker", 10),
        "journal:story-versions": ("caseworker", 8),
        "journal:story-approve": ("caseworker", 8),
        "journal:note": ("caseworker", 15),
        "journal:note-correct": ("caseworker", 15),
        "journal:note-readers": ("caseworker", 14),
        "journal:attachment-add": ("caseworker", 11),
        "journal:attachment-download": ("caseworker", 10),
        "journal:attachment-withdraw": ("caseworker", 13),
    },
    acts={
        "journal_seen": Act(see("caseworker", "journal:journal", alma), look("journal_seen", 1)),
        "journal_exported": Act(see("caseworker", "journal:journal-export", alma, "csv"), look("journal_exported", 1)),
        "note_seen": Act(see("caseworker", "journal:note", _pk("note")), look("note_seen", 1)),
        "note_written": Act(send("caseworker", "journal:note-write", alma, **_NOTE), change("note_written", "note", 1)),
        "note_corrected": Act(
            send("caseworker", "journal:note-correct", _pk("note"), **_CORRECTION), change("note_corrected", "note", 1)
        ),
        "note_readers_changed": Act(
            send("caseworker", "journal:note-readers", _pk("note"), is_restricted="on"),
            change("note_readers_changed", "note", 1),
        ),
        "attachment_added": Act(
            send("caseworker", "journal:attachment-add", _pk("note"), file=_upload),
            change("attachment_added", "note", 1),
        ),
        "attachment_taken": Act(
            see("caseworker", "journal:attachment-download", _pk("note.file")), look("attachment_taken", 1)
        ),
        "attachment_withdrawn": Act(
            send("caseworker", "journal:attachment-withdraw", _pk("note.file"), reason="Forkert"),
            change("attachment_withdrawn", "note", 1),
        ),
        "story_read": Act(see("caseworker", "journal:story", alma), look("story_read", 1)),
        "story_versions_seen": Act(see("caseworker", "journal:story-versions", alma), look("story_versions_seen", 1)),
        "story_written": Act(
            send("caseworker", "journal:story-write", alma, proud="Løb", seen_version="2"),
            change("story_written", "story", 1),
        ),
        "story_approved": Act(
            send("caseworker", "journal:story-approve", alma, 2, approved_on=today, how="Læst højt"),
            change("story_approved", "story", 1),
        ),
        "story_declined": Act(_as_alma(story_actions.decline_story, number=2), change("story_declined", "story", 1)),
        "story_section_removed": Act(
            _as_alma(story_actions.remove_section, section="proud"), change("story_section_removed", "story", 1)
        ),
    },
    who_may_see={
        "journal.NoteVersion.text": FULL,
        "journal.NoteVersion.reason": FULL,
        "journal.Attachment.name": FULL,
        "journal.Attachment.sha256": frozenset(),
        "journal.Attachment.stored_as": frozenset(),
        "journal.Attachment.withdrawn_because": FULL,
        "journal.Draft.key": frozenset(),
        "journal.Draft.values": frozenset(),
        "journal.StoryVersion.proud": FULL,
        "journal.StoryVersion.matters": FULL,
        "journal.StoryVersion.hard": FULL,
        "journal.StoryVersion.helps": FULL,
        "journal.StoryVersion.not_again": FULL,
        "journal.StoryVersion.approval_note": FULL,
    },
    special={
        "journal.Note.unit": lambda _: None,
        "journal.Note.is_restricted": lambda _: False,
        "journal.Note.version": lambda _: 1,
        "journal.Note.token": lambda _: uuid4(),
        "journal.NoteVersion.number": lambda _: 1,
        "journal.Attachment.kind": lambda _: "txt",
        "journal.StoryVersion.declined_at": lambda _: None,
        "journal.StoryVersion.taken_back": lambda _: "",
    },
    in_world=(
        (JOURNAL, lambda world: {"person_id": world.row("people.YoungPerson").pk}),
        (JOURNAL_FILE, lambda world: {"person_id": world.row("people.YoungPerson").pk, "extension": "csv"}),
        (
            PROPOSAL,
            lambda world: {
                "person_id": world.row("people.YoungPerson").pk,
                "number": world.row("journal.StoryVersion").number,
            },
        ),
        (NOTE, lambda world: {"pk": world.row("journal.Note").pk}),
        (FILE, lambda world: {"pk": world.row("journal.Attachment").pk}),
    ),
)
