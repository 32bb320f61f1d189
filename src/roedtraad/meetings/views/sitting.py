# SPDX-License-Identifier: EUPL-1.2
"""The chair's list and the one screen of the meeting."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings import policies, policies_sitting
from roedtraad.meetings.actions import sitting
from roedtraad.meetings.actions.sitting import Ended
from roedtraad.meetings.actions.sitting_held import found_item
from roedtraad.meetings.forms.sitting import LineForm
from roedtraad.meetings.models import AgendaItem, Meeting
from roedtraad.meetings.queries.calendar import forum_title
from roedtraad.meetings.queries.sitting import Sitting, chair_lines, sitting_of


@require_safe
@needs(Right.SEE_MEETINGS)
def chair(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting's list for whoever leads it: numbers only, so that it can stand on a wall; names when they are asked for."""
    actor, meeting = actor_of(request), Meeting.objects.filter(pk=pk).first()
    if meeting is None:
        raise NotVisible
    policies_sitting.require_lead(actor, meeting)
    with_names = "names" in request.GET
    lines = chair_lines(actor, meeting, with_names=with_names)
    listed = [one for one in lines if one.is_listed]
    under_way = next((one for one in lines if one.is_under_way), None)
    context = {
        "meeting": meeting, "title": forum_title(meeting.forum, meeting.held_on), "lines": lines, "with_names": with_names,
        "total": len(lines), "next": listed[0] if listed else None, "under_way": under_way, "left": len(listed),
        "is_open": meeting.state == "under_way", "is_ahead": meeting.held_on > actor.on,
    }  # fmt: skip
    persons = policies.visible(actor).filter(meeting=meeting).values_list("young_person_id", flat=True)
    look = Look("sitting_seen", list(persons) if with_names else (), {"meeting": meeting.pk})
    return show(request, "meetings/sitting_chair.html", context, look)


def show_item(
    request: HttpRequest, item: AgendaItem, extra: Mapping[str, Any] | None = None, *, status: int = 200, part: str = ""
) -> HttpResponse:
    """The screen of an item, or its list of agreements alone, for whoever may see it."""
    actor = actor_of(request)
    policies_sitting.require_screen(actor, item)
    seen = sitting_of(actor, item)
    context = {"sitting": seen, "item": item, "person": item.young_person, **_blank(seen, extra or {}), **(extra or {})}
    template = f"meetings/sitting_{part or 'item'}.html"
    look = Look("sitting_seen", [item.young_person_id], {"item": item.pk})
    return show(request, template, context, look, status=status)


def _blank(seen: Sitting, extra: Mapping[str, Any]) -> dict[str, Any]:
    """The line to type in next, unless one that was sent is still to be looked at; and the pattern for those after it."""
    if not seen.may_write:
        return {}
    sent: LineForm | None = extra.get("sent")
    is_new = sent is not None and all(row.line.key != sent.line_key for row in seen.lines)
    fresh = [LineForm(choices=seen.choices, key=uuid4()) for _each in range(2)]
    return {"new": sent if is_new else fresh[0], "fresh": fresh[1]}


@require_safe
@needs(Right.SEE_MEETINGS)
def sit(request: HttpRequest, pk: int) -> HttpResponse:
    """The one screen about one young person."""
    return show_item(request, found_item(pk))


def attempt(request: HttpRequest, act: Callable[[], str | None]) -> bool:
    """Do an act and say what came of it; what it refuses is said above the page that one comes back to."""
    try:
        done = act()
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        messages.error(request, str(error))
        return False
    if done:
        messages.success(request, done)
    return True


@require_POST
@needs(Right.SEE_MEETINGS)
def open_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the meeting."""

    def act() -> str:
        sitting.open_meeting(actor_of(request), meeting_id=pk)
        return _("The meeting is open.")

    attempt(request, act)
    return redirect("meetings:chair", pk)


@require_POST
@needs(Right.SEE_MEETINGS)
def close_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting is over."""

    def act() -> str:
        carried = sitting.close_meeting(actor_of(request), meeting_id=pk)
        if not carried:
            return _("The meeting is closed. Everybody has been talked about.")
        text = ngettext(
            "The meeting is closed. %(count)s goes on to the next one.",
            "The meeting is closed. %(count)s go on to the next one.",
            carried,
        )
        return text % {"count": carried}

    attempt(request, act)
    return redirect("meetings:chair", pk)


@require_POST
@needs(Right.SEE_MEETINGS)
def begin_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Talk about one young person."""
    meeting_id = _seen(request, pk).meeting_id
    if attempt(request, lambda: _silent(sitting.begin_item(actor_of(request), item_id=pk))):
        return redirect("meetings:sit", pk)
    return redirect("meetings:chair", meeting_id)


@require_POST
@needs(Right.SEE_MEETINGS)
def skip_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item off to the end of the list."""
    meeting_id = _seen(request, pk).meeting_id
    attempt(request, lambda: _silent(sitting.skip_item(actor_of(request), item_id=pk)))
    return redirect("meetings:chair", meeting_id)


@require_POST
@needs(Right.SEE_MEETINGS)
def reopen_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to what was ended too early."""
    meeting_id = _seen(request, pk).meeting_id
    if attempt(request, lambda: _silent(sitting.reopen_item(actor_of(request), item_id=pk))):
        return redirect("meetings:sit", pk)
    return redirect("meetings:chair", meeting_id)


@require_POST
@needs(Right.SEE_MEETINGS)
def end_item(request: HttpRequest, pk: int) -> HttpResponse:
    """The item has been talked about: on with the list, which shows nobody."""
    item = _seen(request, pk)
    remove = "remove_unfinished" in request.POST
    if attempt(request, lambda: _told(sitting.end_item(actor_of(request), item_id=pk, remove_unfinished=remove))):
        return redirect("meetings:chair", item.meeting_id)
    return redirect("meetings:sit", pk)


def _told(ended: Ended) -> str:
    """What came of an item, without a word about anybody."""
    landed = ngettext("%(count)s agreement is in the plan.", "%(count)s agreements are in the plan.", ended.landed)
    told = [landed % {"count": ended.landed}]
    if ended.undecided:
        undecided = ngettext("%(count)s is undecided.", "%(count)s are undecided.", ended.undecided)
        told.append(undecided % {"count": ended.undecided})
    if ended.asked:
        asked = ngettext(
            "%(count)s has been sent to the one who may decide.", "%(count)s have been sent to those who may decide.",
            ended.asked,
        )  # fmt: skip
        told.append(asked % {"count": ended.asked})
    if ended.not_asked:
        told.append(_("What another department must decide could not be sent: ask for consent first."))
    return " ".join(told)


@require_POST
@needs(Right.SEE_MEETINGS)
def tick_present(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is there."""
    _seen(request, pk)
    here = [int(one) for one in request.POST.getlist("here") if one.isdecimal() and len(one) < 19]
    attempt(request, lambda: _silent(sitting.tick_present(actor_of(request), item_id=pk, here=here)))
    return redirect("meetings:sit", pk)


def _seen(request: HttpRequest, pk: int) -> AgendaItem:
    """The item, for whoever may see it."""
    item = found_item(pk)
    policies.require_see(actor_of(request), item)
    return item


def _silent(_made: object) -> None:
    """An act whose result is seen on the page that follows."""
