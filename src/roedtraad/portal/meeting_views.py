# SPDX-License-Identifier: EUPL-1.2
"""The meetings ahead in the portal: when, where and with whom; one's own answer, wish, and somebody to bring."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Part, Right
from roedtraad.meetings.actions import inviting_replies as actions
from roedtraad.meetings.models import Participant, Reply, Task
from roedtraad.meetings.queries.inviting_calendar import CONTENT_TYPE, FILE_NAME, attendee_of, calendar_file
from roedtraad.meetings.queries.inviting_portal import WhoComes, meeting_for_portal, meetings_for_portal, own_part
from roedtraad.people import policies as people
from roedtraad.portal.frame import LOOK_OF, citizen_of, citizen_page, frame_of, show_page
from roedtraad.portal.meeting_forms import ComeForm, SupportForm, WishForm
from roedtraad.portal.models import PortalIdentity
from roedtraad.portal.policies import CitizenActor, require_own_part

form_methods = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422
PAGE: Final = "portal:meetings"
WHY: Final[Mapping[str, str | Promise]] = {
    Task.YOUNG_PERSON: gettext_lazy("It is all about you"),
    Task.GUARDIAN: gettext_lazy("Your parent"),
    Task.SUPPORT: gettext_lazy("Comes along with you"),
    Task.INTERPRETER: gettext_lazy("Says it in your language"),
    Task.CONTACT_PERSON: gettext_lazy("Your contact person"),
    Task.CASEWORKER: gettext_lazy("Has your case"),
    Task.BRINGS: gettext_lazy("Needs an answer"),
    Task.DECIDES: gettext_lazy("May say yes or no"),
    Task.PAYS: gettext_lazy("Is in charge of the money"),
    Task.CHAIR: gettext_lazy("Leads the meeting"),
    Task.MEMBER: gettext_lazy("Is at all of these meetings"),
    Task.KNOWS: gettext_lazy("Knows something that can help"),
}
"""Why somebody comes, as it is said to the young person."""
WHY_TO_PARENTS: Final[Mapping[str, str | Promise]] = {
    **WHY,
    Task.YOUNG_PERSON: gettext_lazy("It is all about them"),
    Task.GUARDIAN: gettext_lazy("A parent"),
    Task.SUPPORT: gettext_lazy("Comes along"),
    Task.CONTACT_PERSON: gettext_lazy("The contact person"),
    Task.CASEWORKER: gettext_lazy("Has a case"),
}


def guardian_of(actor: CitizenActor, person_id: int) -> int | None:
    """Which guardian of the young person the citizen is; None for themself."""
    reach = actor.reach(person_id)
    if reach is None:
        return None
    return PortalIdentity.objects.filter(pk=reach.identity_id).values_list("guardian_id", flat=True).first()


def _mine(request: HttpRequest, person_id: int, item_id: int) -> tuple[CitizenActor, int | None, Participant]:
    """The citizen, which guardian they are, and their own invitation. Raises NotVisible."""
    actor = citizen_of(request)
    require_own_part(actor, person_id, Part.MEETINGS)
    guardian_id = guardian_of(actor, person_id)
    return actor, guardian_id, own_part(actor, person_id, item_id, guardian_id)


@require_safe
@citizen_page
def meetings(request: HttpRequest, person_id: int) -> HttpResponse:
    """The meetings ahead."""
    actor = citizen_of(request)
    require_own_part(actor, person_id, Part.MEETINGS)
    rows = meetings_for_portal(actor, person_id, guardian_of(actor, person_id))
    return show_page(request, frame_of(actor, person_id, PAGE), "portal/meetings.html", {"rows": rows})


@form_methods
@citizen_page
def meeting(request: HttpRequest, person_id: int, item_id: int) -> HttpResponse:
    """One meeting: when, where, who comes and why, what they may hear, and my answer."""
    actor, guardian_id, mine = _mine(request, person_id, item_id)
    begun = {"reply": mine.reply if mine.reply != Reply.NONE else "", "way": mine.way, "note": mine.reply_note}
    form = ComeForm(_posted(request), initial=begun, has_video=bool(mine.item.meeting.video_link))

    def do() -> None:
        actions.reply(actor, participant_id=mine.pk, answer=form.answered(), guardian_id=guardian_id)

    if form.is_valid() and _done(form, do):
        messages.success(request, _("Thank you. Your answer is saved."))
        return redirect("portal:meeting", person_id, item_id)
    frame = frame_of(actor, person_id, PAGE)
    found, words = meeting_for_portal(actor, mine), WHY if frame.is_own else WHY_TO_PARENTS
    context = {
        "meeting": found, "form": form, "who": [(one, one.why or words[one.task]) for one in found.who],
        "groups": _by_what_they_hear(found.who),
    }  # fmt: skip
    status = UNPROCESSABLE if form.is_bound else 200
    return show_page(request, frame, "portal/meeting.html", context, status=status)


def _by_what_they_hear(who: Sequence[WhoComes]) -> list[tuple[list[str], WhoComes]]:
    """Those who may hear the same, by name, with one of them for what it is."""
    groups: dict[tuple[object, ...], list[WhoComes]] = {}
    for one in who:
        if not one.is_me:
            groups.setdefault((one.hears, one.hears_common_only), []).append(one)
    return [([one.name for one in ones], ones[0]) for ones in groups.values()]


def _posted(request: HttpRequest) -> Any:  # noqa: ANN401 (what a form is bound to)
    return request.POST if request.method == "POST" else None


def _done(form: forms.Form, do: Callable[[], None]) -> bool:
    """Do an act; what it refuses stands above the form."""
    try:
        do()
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return False
    return True


@form_methods
@citizen_page
def wish(request: HttpRequest, person_id: int, item_id: int) -> HttpResponse:
    """What I want from the meeting; it stands first on the agenda."""
    actor, guardian_id, mine = _mine(request, person_id, item_id)
    form = WishForm(_posted(request), initial={"words": mine.wish})

    def do() -> None:
        actions.write_wish(actor, participant_id=mine.pk, words=form.cleaned_data["words"], guardian_id=guardian_id)

    return _filled_in(request, mine, form, do, _("What I want from the meeting"))


@form_methods
@citizen_page
def support(request: HttpRequest, person_id: int, item_id: int) -> HttpResponse:
    """Somebody whom the young person brings along."""
    actor, _guardian_id, mine = _mine(request, person_id, item_id)
    people.require(actor, Right.WRITE_OWN, person_id)
    form = SupportForm(_posted(request))

    def do() -> None:
        actions.bring_support(actor, participant_id=mine.pk, name=form.cleaned_data["name"])

    return _filled_in(request, mine, form, do, _("I bring somebody"))


def _filled_in(
    request: HttpRequest, mine: Participant, form: forms.Form, do: Callable[[], None], title: str
) -> HttpResponse:
    """One form about a meeting: filled in, refused with a reason, or done and back to the meeting."""
    person_id = mine.item.young_person_id
    if form.is_valid() and _done(form, do):
        messages.success(request, _("It is saved."))
        return redirect("portal:meeting", person_id, mine.item_id)
    frame = frame_of(citizen_of(request), person_id, PAGE)
    context = {"form": form, "title": title, "back": reverse("portal:meeting", args=[person_id, mine.item_id])}
    status = UNPROCESSABLE if form.is_bound else 200
    return show_page(request, frame, "portal/meeting_form.html", context, status=status)


@require_safe
@citizen_page
def calendar(request: HttpRequest, person_id: int, item_id: int) -> HttpResponse:
    """The meeting as a file for one's own calendar: when and where, nothing else."""
    actor, _guardian_id, mine = _mine(request, person_id, item_id)
    frame = frame_of(actor, person_id, PAGE)
    log_look(actor, Look(LOOK_OF[frame.role], [person_id], {"page": "meeting.ics"}))
    is_off = mine.reply == Reply.NO or not mine.item.is_open
    content = calendar_file(mine.item.meeting, attendee_of(mine), is_off=is_off)
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
