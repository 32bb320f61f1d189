# SPDX-License-Identifier: EUPL-1.2
"""One note: its history, its corrections, who reads it, and the files on it."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import Look, keep_out_of_caches, log_look, show
from roedtraad.journal import actions, drafts, policies, queries
from roedtraad.journal.files import keeping
from roedtraad.journal.files.accepting import MEDIA_TYPES, most_bytes
from roedtraad.journal.forms import AttachmentForm, CorrectionForm, ReadersForm, WhyForm
from roedtraad.journal.models import Note
from roedtraad.journal.rules import compare
from roedtraad.journal.views import framed
from roedtraad.journal.writing import Writing, opened, tried, with_version
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import act_pages
from roedtraad.people import policies as people
from roedtraad.people.act_pages import ActPage, posted

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _address(note: Note) -> str:
    return reverse("journal:note", args=[note.pk])


@require_safe
@needs(Right.SEE_PERSON)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One note with its earlier wordings and its files."""
    actor = actor_of(request)
    found = queries.one_note(actor, pk)
    frame = framed(actor, found.young_person_id, "journal", Part.NOTES)
    page = queries.note_page(actor, found, writes=frame.may(Right.WRITE_NOTES))
    context = {"frame": frame, "page": page, "note": page.note, "may_write": frame.may(Right.WRITE_NOTES)}
    return show(request, "journal/note.html", context, Look("note_seen", [found.young_person_id], {"note": pk}))


@form_methods
@needs(Right.SEE_PERSON)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a note. Who has been overtaken sees both texts and loses nothing."""
    actor = actor_of(request)
    found = queries.one_note(actor, pk)
    policies.require_correct(actor, found)
    newest = queries.newest_version(found)
    key = drafts.CORRECTION.format(pk=pk)
    kept = drafts.draft_of(actor, found.young_person_id, key)
    form = opened(request, CorrectionForm, kept, {"text": newest.text, "seen_version": found.version})

    def do() -> None:
        data = form.cleaned_data
        actions.correct_note(
            actor, note_id=pk, text=data["text"], reason=data["reason"], seen_version=data["seen_version"]
        )

    outcome = tried(form, do)
    if outcome is True:
        messages.success(request, _("The note has been corrected. The wording before can still be read."))
        return redirect(_address(found))
    writing = Writing(gettext_lazy("Correct the note"), form, key, gettext_lazy("Save the correction"), kept)
    context = {"frame": framed(actor, found.young_person_id, "journal", Part.NOTES), "writing": writing, "form": form}
    if isinstance(outcome, DomainError) and outcome.code == "note_changed":
        with_version(form, outcome.data["version"])
        pieces = compare(outcome.data["text"], form.cleaned_data["text"])
        context["theirs"] = {
            **outcome.data,
            "changes": [{"title": _("Text"), "pieces": pieces, "theirs": outcome.data["text"]}],
        }
    context["back"] = _address(found)
    look = Look("note_seen", [found.young_person_id], {"note": pk, "form": "correct"})
    return show(request, "journal/write.html", context, look, status=writing.status)


@form_methods
@needs(Right.SEE_PERSON)
def change_readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who reads the note."""
    actor = actor_of(request)
    found = queries.one_note(actor, pk)
    policies.require_correct(actor, found)
    readers = list(found.readers.order_by("account__name").values_list("account_id", "account__name"))

    def do(data: dict[str, Any]) -> None:
        add = [data["add"].pk] if data["add"] else []
        actions.change_readers(
            actor, note_id=pk, is_restricted=data["is_restricted"], add=add, remove=data.get("remove", [])
        )

    page = ActPage(
        title=gettext_lazy("Who reads the note"),
        form=ReadersForm(posted(request), on=actor.on, readers=readers, initial={"is_restricted": found.is_restricted}),
        do=do,
        done=gettext_lazy("It has been saved who reads the note."),
        button=gettext_lazy("Save"),
        lead=gettext_lazy(
            "A note for participants only is read by its author, the caseworker, the leader of the unit and those named here. "
            "Naming somebody gives them no access to a young person they have nothing to do with."
        ),
        back=_address(found),
    )
    return act_pages.answer(request, found.young_person_id, page)


@form_methods
@needs(Right.SEE_PERSON)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file to a note."""
    actor = actor_of(request)
    found = queries.one_note(actor, pk)
    people.require(actor, Right.WRITE_NOTES, found.young_person_id)

    def do(data: dict[str, Any]) -> None:
        content = data["file"].read(most_bytes() + 1)
        actions.add_attachment(actor, note_id=pk, name=data["file"].name, content=content)

    page = ActPage(
        title=gettext_lazy("Attach a file"),
        form=AttachmentForm(posted(request), request.FILES or None),
        do=do,
        done=gettext_lazy("The file has been attached."),
        button=gettext_lazy("Attach it"),
        lead=_("At most %(size)s MB.") % {"size": most_bytes() >> 20},
        back=_address(found),
        files=True,
    )
    return act_pages.answer(request, found.young_person_id, page)


@require_safe
@needs(Right.SEE_PERSON)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """An attached file, to be saved and never to be opened as a page of ours."""
    actor = actor_of(request)
    found = queries.one_attachment(actor, pk)
    content = keeping.read(found.stored_as, found.sha256)
    log_look(actor, Look("attachment_taken", [found.note.young_person_id], {"attachment": pk, "note": found.note_id}))
    response = HttpResponse(content, content_type=MEDIA_TYPES[found.kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return keep_out_of_caches(response)


@form_methods
@needs(Right.SEE_PERSON)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away that was attached by mistake."""
    actor = actor_of(request)
    found = queries.one_attachment(actor, pk)
    policies.require_correct(actor, found.note)
    page = ActPage(
        title=_("Take away: %(name)s") % {"name": found.name},
        form=WhyForm(posted(request)),
        do=lambda data: actions.withdraw_attachment(actor, attachment_id=pk, reason=data["reason"]),
        done=gettext_lazy("The file has been taken away."),
        button=gettext_lazy("Take it away"),
        lead=gettext_lazy("The file is deleted for good. That it was there, and why it went, stays on the note."),
        back=_address(found.note),
    )
    return act_pages.answer(request, found.note.young_person_id, page)
