# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to the red thread: that a note was written, and never what it says; and when the story was told."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roedtraad.journal import policies
from roedtraad.journal.models import Note
from roedtraad.journal.queries import kind_title
from roedtraad.journal.story import approvals
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery


def note_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Notes that the reader may read, on the day that they are about: kind, author and place. The text stays in the journal."""
    found = policies.among_visible(query.actor, query.person_id)
    if query.before:
        found = found.filter(written_on__lt=query.before)
    found = found.select_related("author", "case__unit__department", "unit__department")
    return [_note(note) for note in found[: query.limit]]


def _note(note: Note) -> ThreadEntry:
    unit = note.case.unit if note.case is not None else note.unit
    assert unit is not None, "the database refuses a note without either"
    return ThreadEntry(
        on=note.written_on, kind="note", kind_title=_("note"), title=kind_title(note.kind).capitalize(),
        who=note.author.name, department=unit.department.local_name, key=f"note-{note.pk}",
        href=reverse("journal:note", args=[note.pk]),
    )  # fmt: skip


def story_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """The days on which the young person approved a version of the story."""
    href = reverse("journal:story", args=[query.person_id])
    days = [(timezone.localdate(one.at), one.number) for one in approvals(query.actor, query.person_id)]
    return [
        ThreadEntry(
            on=day,
            kind="story",
            kind_title=_("story"),
            title=_("The story told, version %(number)s") % {"number": number},
            key=f"story-{number}",
            href=href,
        )
        for day, number in days
        if query.before is None or day < query.before
    ][: query.limit]
