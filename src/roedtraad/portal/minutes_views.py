# SPDX-License-Identifier: EUPL-1.2
"""What was agreed at meetings, in plain words: the young person reads it, and says so when it is not right."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Part
from roedtraad.meetings.actions.minutes_answers import Said, answer_own_minutes
from roedtraad.meetings.models import Answer
from roedtraad.meetings.queries.minutes_portal import one_plain, plain_minutes
from roedtraad.portal.frame import citizen_of, citizen_page, frame_of, show_page
from roedtraad.portal.meeting_views import PAGE as MEETINGS
from roedtraad.portal.meeting_views import guardian_of
from roedtraad.portal.policies import CitizenActor, require_own_part

form_methods = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422
PAGE = "portal:minutes"


class NotRightForm(forms.Form):
    """What is wrong in what was written. `number` is the text that was read."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text = forms.CharField(
        label=gettext_lazy("What is not right?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Use your own words. Those who were at the meeting can read it."),
    )  # fmt: skip


@require_safe
@citizen_page
def minutes(request: HttpRequest, person_id: int) -> HttpResponse:
    """What was agreed at each meeting, the newest first."""
    actor = citizen_of(request)
    require_own_part(actor, person_id, Part.MEETINGS)
    rows = plain_minutes(actor, person_id, guardian_of(actor, person_id))
    return show_page(request, frame_of(actor, person_id, MEETINGS), "portal/minutes.html", {"rows": rows})


@form_methods
@citizen_page
def answer(request: HttpRequest, person_id: int, item_id: int) -> HttpResponse:
    """Say that it is right, with one click, or what is not."""
    actor = citizen_of(request)
    require_own_part(actor, person_id, Part.MEETINGS)
    guardian_id = guardian_of(actor, person_id)
    row = one_plain(actor, person_id, item_id, guardian_id)
    form = NotRightForm(request.POST if request.method == "POST" else None, initial={"number": row.number})
    if request.method == "POST" and request.POST.get("answer") == Answer.APPROVES:
        said = Said(Answer.APPROVES, _number(request.POST.get("number", "")))
        answer_own_minutes(actor, item_id=item_id, said=said, guardian_id=guardian_id)
        messages.success(request, _("Thank you. Your answer is saved."))
        return redirect(PAGE, person_id)
    if form.is_valid() and _objected(actor, item_id, form, guardian_id):
        messages.success(request, _("Thank you. Those who were at the meeting can see what you wrote."))
        return redirect(PAGE, person_id)
    status = UNPROCESSABLE if form.is_bound else 200
    frame = frame_of(actor, person_id, MEETINGS)
    return show_page(request, frame, "portal/minutes_answer.html", {"form": form, "row": row}, status=status)


def _objected(actor: CitizenActor, item_id: int, form: NotRightForm, guardian_id: int | None) -> bool:
    """Whether it was saved; a refusal stands above the form."""
    said = Said(Answer.OBJECTS, form.cleaned_data["number"], form.cleaned_data["text"])
    try:
        answer_own_minutes(actor, item_id=item_id, said=said, guardian_id=guardian_id)
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return False
    return True


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
