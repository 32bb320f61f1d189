# SPDX-License-Identifier: EUPL-1.2
"""What is written down of an item: reading it, its history, answering it, sending it."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.journal.rules import compare
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.actions.minutes import send_minutes, send_plain
from roedtraad.meetings.actions.minutes_answers import answer_minutes
from roedtraad.meetings.forms.minutes import AnswerForm
from roedtraad.meetings.minutes_policies import require_write
from roedtraad.meetings.queries.minutes import VersionRow, item_of, minutes_for, versions_for
from roedtraad.people import act_pages
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.people.frame import person_frame

form_methods = require_http_methods(["GET", "HEAD", "POST"])
TAB: Final = "meetings"
PLAIN: Final = "plain"


@require_safe
@needs(Right.SEE_MEETINGS)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of one item, as far as the reader may read them; on paper without the buttons."""
    actor = actor_of(request)
    page = minutes_for(actor, item_of(pk))
    context = {"frame": person_frame(actor, page.person_id, TAB), "page": page}
    return show(request, "meetings/minutes.html", context, Look("minutes_seen", [page.person_id], {"item": pk}))


@require_safe
@needs(Right.SEE_MEETINGS)
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every wording that has been sent, each beside the one before."""
    actor, item = actor_of(request), item_of(pk)
    rows = versions_for(actor, item)
    pairs = [_compared(one, before) for one, before in zip(rows, [*rows[1:], None], strict=True)]
    context = {"frame": person_frame(actor, item.young_person_id, TAB), "pairs": pairs, "item_id": pk}
    look = Look("minutes_seen", [item.young_person_id], {"item": pk, "page": "versions"})
    return show(request, "meetings/minutes_versions.html", context, look)


def _compared(one: VersionRow, before: VersionRow | None) -> dict[str, Any]:
    """A wording with what has changed in it since the one before."""
    if before is None:
        return {"version": one, "text": compare(one.text, one.text), "plain": compare(one.plain, one.plain)}
    return {"version": one, "text": compare(before.text, one.text), "plain": compare(before.plain, one.plain)}


@form_methods
@needs(Right.SEE_MEETINGS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who was there approves the minutes, or says what is wrong."""
    actor, item = actor_of(request), item_of(pk)
    page = minutes_for(actor, item)
    if not page.can_answer:
        raise NotAllowed("minutes_not_there", _("Only those who were there approve the minutes."))
    if page.newest is None:
        raise NotVisible
    form = AnswerForm(posted(request), initial={"number": page.newest.number})
    act = ActPage(
        title=gettext_lazy("Answer to the minutes"),
        form=form,
        do=lambda _data: answer_minutes(actor, item_id=pk, said=form.said()),
        done=gettext_lazy("Your answer has been saved."),
        button=gettext_lazy("Send the answer"),
        lead=_("%(forum)s, %(question)s") % {"forum": page.forum_title, "question": page.question}
        if page.question
        else "",
        back=reverse("meetings:minutes", args=[pk]),
    )
    return act_pages.answer(request, page.person_id, act)


@require_POST
@needs(Right.SEE_MEETINGS)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the minutes, or the young person's part alone, as they were read on the page before."""
    actor = actor_of(request)
    require_write(actor, item_of(pk))
    act, done = (send_plain, _PLAIN_SENT) if request.POST.get("part") == PLAIN else (send_minutes, _SENT)
    try:
        act(
            actor,
            item_id=pk,
            seen=request.POST.get("seen_version", ""),
            site=request.build_absolute_uri("/").rstrip("/"),
        )
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("meetings:minutes", pk)


_SENT: Final = gettext_lazy("The minutes have been sent to those who were there, and the young person has their part.")
_PLAIN_SENT: Final = gettext_lazy("The young person has their part now. The minutes are still a draft.")
