# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.journal import jobs, story, thread
from roedtraad.journal.files import keeping
from roedtraad.journal.models import Attachment, Note
from roedtraad.kernel.contributions import (
    ActType,
    NightlyJob,
    PersonAct,
    PersonFile,
    PersonFiles,
    PersonSection,
    PersonTab,
    ThreadSource,
    UnitHolding,
    act_types,
    nightly_jobs,
    person_acts,
    person_files,
    person_sections,
    person_tabs,
    thread_sources,
    unit_holdings,
)
from roedtraad.kernel.rights import Part, Right


def register() -> None:
    """Tabs, thread entries, acts and nightly work of this room."""
    _register_page()
    person_files.register(PersonFiles("attachments", _files_of, "journal.Attachment", _attached))
    for name, title in _ACTS:
        act_types.register(ActType(name, title))
    nightly_jobs.register(NightlyJob("forget_drafts", _("Remove old drafts"), dt.time(2, 50), jobs.forget_drafts))
    nightly_jobs.register(
        NightlyJob(
            "sweep_attachments", _("Remove files that belong to nothing"), dt.time(2, 55), jobs.sweep_attachments
        )
    )
    unit_holdings.register(UnitHolding("notes", _("notes"), _notes_by_unit, Note.objects.count))


_ACTS = (
    ("journal_seen", _("Opened the journal")),
    ("journal_exported", _("Took out the journal as a file")),
    ("note_seen", _("Opened a note")),
    ("note_written", _("Wrote a note")),
    ("note_corrected", _("Corrected a note")),
    ("note_readers_changed", _("Changed who reads a note")),
    ("attachment_added", _("Attached a file to a note")),
    ("attachment_taken", _("Took out an attached file")),
    ("attachment_withdrawn", _("Took an attached file away")),
    (story.READ, _("Opened the story")),
    ("story_versions_seen", _("Looked at earlier versions of the story")),
    ("story_written", _("Wrote the story")),
    ("story_approved", _("The story was approved")),
    ("story_declined", _("A proposal for the story was declined")),
    ("story_section_removed", _("A part of the story was taken back")),
)


def _register_page() -> None:
    person_tabs.register(PersonTab("story", _("The story"), Part.STORY, "journal:story", 30))
    person_tabs.register(PersonTab("journal", _("Journal"), Part.NOTES, "journal:journal", 40))
    person_acts.register(PersonAct("note_write", _("Write a note"), Right.WRITE_NOTES, "journal:note-write"))
    thread_sources.register(ThreadSource("notes", Part.NOTES, thread.note_entries, _("notes"), ("journal.Note",)))
    thread_sources.register(ThreadSource("story", Part.STORY, thread.story_entries, _("story"), ("journal.Story",)))
    person_sections.register(
        PersonSection("story", Part.STORY, "journal/story_section.html", story.story_section, "top", ("journal.Story",))
    )


def _notes_by_unit() -> Mapping[int, int]:
    """Notes without a case by the unit that wrote them; the others go where their case goes."""
    rows = Note.objects.filter(unit__isnull=False).values_list("unit").order_by("unit")
    return dict(rows.annotate(count=Count("pk")))


def _files_of(person_id: int) -> list[PersonFile]:
    """The attached files of one young person; those that were withdrawn are gone already."""
    return _attached(Attachment.objects.filter(note__young_person_id=person_id))


def _attached(rows: "QuerySet[Any]") -> list[PersonFile]:
    rows = rows.filter(withdrawn_at__isnull=True)
    return [PersonFile(name, keeping.path_of(kept)) for name, kept in rows.values_list("name", "stored_as")]
