# SPDX-License-Identifier: EUPL-1.2
"""The journal of one person: reading, taking out, writing, and drafts."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.journal import actions, drafts, queries
from roedtraad.journal.forms import JournalFilterForm, NoteForm
from roedtraad.journal.queries import Filters, NoteRow
from roedtraad.journal.rules import SECTIONS
from roedtraad.journal.writing import Writing, opened, tried
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.exporting import table_response
from roedtraad.kernel.listing import page_number
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.text import holds_cpr
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import policies as people
from roedtraad.people.act_pages import to_person
from roedtraad.people.frame import Frame, person_frame, require_part

form_methods = require_http_methods(["GET", "HEAD", "POST"])
_KEPT_FIELDS: Final = (
    "token",
    "place",
    "written_on",
    "kind",
    "text",
    "is_restricted",
    "reason",
    "seen_version",
    *SECTIONS,
)


def framed(actor: Actor, person_id: int, tab: str, part: Part) -> Frame:
    """The frame of a page that shows a part. Raises NotVisible when the part is not the actor's to see."""
    frame = person_frame(actor, person_id, tab)
    if not frame.sees(part):
        raise NotVisible
    return frame


@require_safe
@needs(Right.SEE_PERSON)
def journal(request: HttpRequest, person_id: int) -> HttpResponse:
    """The notes about one person that the reader may read, newest first. Filter and page are in the address."""
    actor = actor_of(request)
    frame = framed(actor, person_id, "journal", Part.NOTES)
    if holds_cpr(request.GET.get("words", "")):
        messages.warning(request, _("A CPR number must not stand in the address."))
        return redirect("journal:journal", person_id)
    form = _filter_form(request, actor, person_id)
    filters = form.filters()
    page = queries.journal(actor, person_id, filters, page_number(request.GET))
    context = {
        "frame": frame, "form": form, "page": page, "is_filtered": filters != Filters(),
        "may_write": frame.may(Right.WRITE_NOTES), "may_export": frame.may(Right.EXPORT_LISTS),
        "draft": drafts.draft_of(actor, person_id, drafts.NOTE) if frame.may(Right.WRITE_NOTES) else None,
    }  # fmt: skip
    return show(request, "journal/journal.html", context, Look("journal_seen", [person_id], _asked(filters)))


def _filter_form(request: HttpRequest, actor: Actor, person_id: int) -> JournalFilterForm:
    cases, departments = queries.filter_choices(actor, person_id)
    return JournalFilterForm(request.GET, cases=cases, departments=departments)


def _asked(filters: Filters) -> dict[str, Any]:
    """The filters that were set, for the log."""
    given = {name: getattr(filters, name) for name in Filters.__slots__}
    return {name: value for name, value in given.items() if value}


@require_safe
@needs(Right.EXPORT_LISTS)
def journal_export(request: HttpRequest, person_id: str, extension: str) -> HttpResponseBase:
    """The notes behind the filter as a file: only what the reader may read, and in the log before the first byte leaves."""
    actor, person = actor_of(request), int(person_id)
    require_part(actor, person, Part.NOTES)
    people.require(actor, Right.EXPORT_LISTS, person)
    filters = _filter_form(request, actor, person).filters()
    rows = queries.notes_for_export(actor, person, filters)
    log_look(actor, Look("journal_exported", [person], {**_asked(filters), "format": extension, "rows": len(rows)}))
    header = [_("Date"), _("Kind"), _("Where"), _("Department"), _("Author"), _("Text"), _("Version"), _("Files")]
    return table_response(_("journal"), extension, header, [_cells(row) for row in rows])


def _cells(row: NoteRow) -> list[Any]:
    text = _("For participants only") if row.is_folded else row.text
    return [row.written_on, row.kind_title, row.where, row.department, row.author, text, row.version, row.attachments]


@form_methods
@needs(Right.SEE_PERSON)
def write_note(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write a note; what was begun before comes back."""
    actor = actor_of(request)
    people.require(actor, Right.WRITE_NOTES, person_id)
    places = queries.places(actor, person_id)
    kept = drafts.draft_of(actor, person_id, drafts.NOTE)
    begin = {
        "written_on": actor.on, "token": uuid.uuid4(), "place": places[0].code if places else "", "is_restricted": False,
    }  # fmt: skip
    form = opened(request, lambda *args, **kwargs: NoteForm(*args, places=places, **kwargs), kept, begin)
    assert isinstance(form, NoteForm)
    if tried(form, lambda: actions.write_note(actor, person_id=person_id, new=form.note())) is True:
        messages.success(request, _("The note has been written."))
        return to_person(request, person_id, reverse("journal:journal", args=[person_id]))
    writing = Writing(gettext_lazy("Write a note"), form, drafts.NOTE, gettext_lazy("Write it in the journal"), kept)
    context = {"frame": person_frame(actor, person_id, "journal"), "writing": writing, "form": form}
    look = Look("person_seen", [person_id], {"form": "note"})
    return show(request, "journal/write.html", context, look, status=writing.status)


@require_POST
@needs(Right.SEE_PERSON)
def save_draft(request: HttpRequest, person_id: int) -> HttpResponse:
    """Keep what stands in a form: by itself every few seconds, or by the button, which leads back to the form."""
    values = {name: request.POST[name] for name in _KEPT_FIELDS if request.POST.get(name)}
    key = request.POST.get("draft_key", "")
    saved_at = drafts.save_draft(actor_of(request), person_id=person_id, key=key, values=values)
    if "HX-Request" in request.headers:
        at = time_format(timezone.localtime(saved_at), "TIME_FORMAT") if saved_at else ""
        return HttpResponse(
            _("Draft saved %(time)s") % {"time": at} if at else "", content_type="text/plain; charset=utf-8"
        )
    messages.success(request, _("The draft has been saved. Only you see it."))
    return redirect(_form_of(person_id, key))


@require_POST
@needs(Right.SEE_PERSON)
def remove_draft(request: HttpRequest, person_id: int) -> HttpResponse:
    """Throw one's own draft away, and begin anew."""
    key = request.POST.get("draft_key", "")
    drafts.remove_draft(actor_of(request), person_id=person_id, key=key)
    messages.info(request, _("The draft has been thrown away."))
    return redirect(_form_of(person_id, key))


def _form_of(person_id: int, key: str) -> str:
    """Where the form of a draft is."""
    if key == drafts.STORY:
        return reverse("journal:story-write", args=[person_id])
    if key.startswith("note-") and key[5:].isdecimal():
        return reverse("journal:note-correct", args=[int(key[5:])])
    return reverse("journal:note-write", args=[person_id])
