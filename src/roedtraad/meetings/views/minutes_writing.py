# SPDX-License-Identifier: EUPL-1.2
"""Writing minutes and correcting them: what was begun comes back, and nobody's words are written over unseen."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from roedtraad.audit.looks import Look, show
from roedtraad.journal import drafts
from roedtraad.journal.rules import compare
from roedtraad.journal.writing import Writing, opened, tried, with_version
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.actions.minutes import correct_minutes, write_minutes
from roedtraad.meetings.forms.minutes import KEPT, CorrectionForm, MinutesForm
from roedtraad.meetings.minutes_policies import require_write
from roedtraad.meetings.models import AgendaItem
from roedtraad.meetings.queries.minutes import MinutesPage, begun_with, item_of, minutes_for
from roedtraad.people.frame import person_frame

form_methods = require_http_methods(["GET", "HEAD", "POST"])
TAB: Final = "meetings"
_KEY: Final = "minutes-{pk}"


@form_methods
@needs(Right.SEE_MEETINGS)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the draft of the minutes. It begins with the question and what was agreed."""
    actor, item = actor_of(request), item_of(pk)
    require_write(actor, item)
    page = minutes_for(actor, item)
    if page.is_sent:
        return redirect("meetings:minutes-correct", pk)
    kept = drafts.draft_of(actor, item.young_person_id, _KEY.format(pk=pk))
    sent = page.newest.plain if page.newest and page.plain_sent_at else None
    form = opened(request, lambda *a, **kw: MinutesForm(*a, plain_sent=sent, **kw), kept, _start(item, page))

    def do() -> None:
        data = form.cleaned_data
        write_minutes(actor, item_id=pk, text=data["text"], plain=data["plain"], seen=data["seen_version"])

    writing = Writing(gettext_lazy("Write the minutes"), form, str(pk), gettext_lazy("Save"), kept)
    return _written(request, item, writing, tried(form, do), _("The minutes have been saved as a draft."))


def _start(item: AgendaItem, page: MinutesPage) -> dict[str, Any]:
    if page.newest is not None:
        return {"text": page.newest.text, "plain": page.newest.plain, "seen_version": page.newest.mark}
    text, plain = begun_with(item)
    return {"text": text, "plain": plain, "seen_version": ""}


@form_methods
@needs(Right.SEE_MEETINGS)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct minutes that have been sent; they go out again."""
    actor, item = actor_of(request), item_of(pk)
    require_write(actor, item)
    page = minutes_for(actor, item)
    if not page.is_sent:
        return redirect("meetings:minutes-write", pk)
    kept = drafts.draft_of(actor, item.young_person_id, _KEY.format(pk=pk))
    form = opened(request, CorrectionForm, kept, _start(item, page))

    def do() -> None:
        data, site = form.cleaned_data, request.build_absolute_uri("/").rstrip("/")
        written = {name: data[name] for name in ("text", "plain", "reason")}
        correct_minutes(actor, item_id=pk, seen=data["seen_version"], site=site, **written)

    writing = Writing(gettext_lazy("Correct the minutes"), form, str(pk), gettext_lazy("Save and send again"), kept)
    return _written(request, item, writing, tried(form, do), _("The minutes have been corrected and sent again."))


def _written(
    request: HttpRequest, item: AgendaItem, writing: Writing, outcome: DomainError | bool, done: str
) -> HttpResponse:
    """On to the minutes when it was done; else the form again, beside what somebody else has written meanwhile."""
    actor, back = actor_of(request), reverse("meetings:minutes", args=[item.pk])
    if outcome is True:
        drafts.forget_draft(actor, item.young_person_id, _KEY.format(pk=item.pk))
        messages.success(request, done)
        return redirect(back)
    theirs = _theirs(writing.form, outcome) if isinstance(outcome, DomainError) else None
    context = {
        "frame": person_frame(actor, item.young_person_id, TAB), "writing": writing, "form": writing.form, "back": back,
        "theirs": theirs, "item_id": item.pk,
    }  # fmt: skip
    look = Look("minutes_seen", [item.young_person_id], {"item": item.pk, "form": str(writing.title)})
    return show(request, "meetings/minutes_write.html", context, look, status=writing.status)


def _theirs(form: forms.BaseForm, error: DomainError) -> dict[str, Any] | None:
    """What somebody else has written, part by part, with what is different in one's own; the next save begins from it."""
    if error.code != "minutes_changed":
        return None
    with_version(form, error.data["version"])
    own = form.cleaned_data
    parts = [(name, str(form.fields[name].label), error.data[name]) for name in ("text", "plain")]
    changes = [
        {"title": title, "theirs": text, "pieces": compare(text, own[name])}
        for name, title, text in parts
        if text != own[name]
    ]
    return {**error.data, "changes": changes}


@require_POST
@needs(Right.SEE_MEETINGS)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what stands in the form while somebody writes, or throw it away; nobody else sees it."""
    actor, item = actor_of(request), item_of(pk)
    require_write(actor, item)
    if "remove" in request.POST:
        return _thrown_away(request, actor, item)
    values = {name: request.POST[name] for name in KEPT if name in request.POST}
    saved_at = drafts.save_draft(actor, person_id=item.young_person_id, key=_KEY.format(pk=pk), values=values)
    at = time_format(timezone.localtime(saved_at), "TIME_FORMAT") if saved_at else ""
    return HttpResponse(_("Draft saved %(time)s") % {"time": at}, content_type="text/plain; charset=utf-8")


def _thrown_away(request: HttpRequest, actor: Actor, item: AgendaItem) -> HttpResponse:
    drafts.remove_draft(actor, person_id=item.young_person_id, key=_KEY.format(pk=item.pk))
    messages.info(request, _("The draft has been thrown away."))
    return redirect("meetings:minutes-write", item.pk)
