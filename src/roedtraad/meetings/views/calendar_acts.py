# SPDX-License-Identifier: EUPL-1.2
"""Acts on meetings and forums, each a page with its form: move, cancel, who leads, who sits where, call one, plan now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings.actions import calendar as acts
from roedtraad.meetings.actions import calendar_seats as seats
from roedtraad.meetings.forms.calendar import CallForm, CancelForm, ChairForm, MoveForm, SeatEndForm, SeatForm
from roedtraad.meetings.models import ForumSeat, Meeting
from roedtraad.meetings.queries import calendar_pages as pages
from roedtraad.meetings.queries.calendar import forum_last, forum_title, forums_on, sits_in
from roedtraad.people import act_pages
from roedtraad.people import policies as people
from roedtraad.people.act_pages import UNPROCESSABLE, posted

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class CalendarAct:
    """One act that is about no young person: its form, what it does, what is told then, and where it leads back to."""

    title: str | Promise
    form: forms.BaseForm
    do: Callable[[dict[str, Any]], Any]
    done: str | Promise
    button: str | Promise
    back: str
    back_title: str
    lead: str | Promise = ""
    is_final: bool = False


def _answer(request: HttpRequest, page: CalendarAct) -> HttpResponse:
    """Show the form, or do the act; what it refuses stands above the form with everything that was filled in."""
    if request.method == "POST" and page.form.is_valid():
        try:
            page.do(page.form.cleaned_data)
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            page.form.add_error(None, str(error))
        else:
            messages.success(request, str(page.done))
            return redirect(page.back)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "meetings/calendar_act.html", {"page": page, "form": page.form}, status=status)


def _managed(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that the actor may change; the reason is told before the form is filled in."""
    meeting = pages.one_meeting(pk)
    if not acts.may_manage(actor_of(request), meeting):
        raise NotAllowed(
            "meeting_of_planners", _("Only leaders, the secretariat and whoever leads the meeting may change it.")
        )
    return meeting


def _named(meeting: Meeting) -> str:
    day = date_format(meeting.held_on, "SHORT_DATE_FORMAT")
    return f"{forum_title(meeting.forum, meeting.held_on)}, {day}"


def _to(meeting: Meeting) -> str:
    return reverse("meetings:meeting", args=[meeting.pk])


def _to_participants(meeting: Meeting) -> str:
    return reverse("meetings:participants", args=[meeting.items.values_list("pk", flat=True)[0]])


@form_methods
@needs(Right.SEE_MEETINGS)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, time or place."""
    meeting = _managed(request, pk)
    names = ("held_on", "minutes", "place", "video_link")
    first = {name: getattr(meeting, name) for name in names} | {"begins_at": f"{meeting.begins_at:%H:%M}"}
    form = MoveForm(posted(request), initial=first | {"seen": meeting.sequence})
    page = CalendarAct(
        title=_("Move the meeting"), form=form, button=_("Move"), back=_to(meeting), back_title=_named(meeting),
        do=lambda data: acts.move_meeting(actor_of(request), meeting_id=pk, moved=form.moved(), seen=data["seen"]),
        done=_("The meeting has been moved."),
        lead=_("The agenda goes along. Whoever has been invited is told the new time and place."),
    )  # fmt: skip
    return _answer(request, page)


@form_methods
@needs(Right.SEE_MEETINGS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel with a reason, after reading what becomes of the agenda."""
    meeting = _managed(request, pk)
    taken = int(getattr(meeting, "taken", 0))
    moves = ngettext(
        "%(count)s young person is on the agenda and goes to the nearest meeting with room.",
        "%(count)s young people are on the agenda and go to the nearest meeting with room.",
        taken,
    )
    page = CalendarAct(
        title=_("Cancel the meeting"), form=CancelForm(posted(request)), button=_("Cancel the meeting"),
        back=_to(meeting), back_title=_named(meeting),
        do=lambda data: acts.cancel_meeting(actor_of(request), meeting_id=pk, because=data["because"]),
        done=_("The meeting has been cancelled."), is_final=True,
        lead=moves % {"count": taken} if taken else _("Nobody is on the agenda."),
    )  # fmt: skip
    return _answer(request, page)


@form_methods
@needs(Right.SEE_MEETINGS)
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads this meeting."""
    meeting, actor = _managed(request, pk), actor_of(request)
    page = CalendarAct(
        title=_("Who leads the meeting"), form=ChairForm(posted(request), on=actor.on, initial={"chair": meeting.chair_id}),
        button=_("Save"), back=_to(meeting), back_title=_named(meeting),
        do=lambda data: seats.name_chair(actor, meeting_id=pk, account_id=data["chair"].pk), done=_("Saved."),
        lead=_("Whoever leads it sees everybody on its agenda, and may prepare and close it."),
    )  # fmt: skip
    return _answer(request, page)


@form_methods
@needs(Right.PLAN_MEETINGS)
def give_seat(request: HttpRequest, code: str) -> HttpResponse:
    """Give somebody a seat in a forum from a day on."""
    actor = actor_of(request)
    forum = forum_last(code, actor.on)
    if forum is None:
        raise NotVisible
    first = {"valid_from": actor.on, "seat": request.GET.get("seat", "")}
    form = SeatForm(posted(request), seats=pages.seat_choices(forum, actor.on), on=actor.on, initial=first)
    page = CalendarAct(
        title=_("Give somebody a seat"), form=form, button=_("Save"), back=reverse("meetings:forum", args=[code]),
        back_title=forum.title.get(get_language() or "da"), done=_("Saved."),
        do=lambda _data: seats.give_seat(actor, forum=code, seating=form.seating()),
        lead=_("Whoever has the seat now has it until the day before."),
    )  # fmt: skip
    return _answer(request, page)


@form_methods
@needs(Right.PLAN_MEETINGS)
def end_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's seat; nobody has it afterwards."""
    actor = actor_of(request)
    seat = ForumSeat.objects.filter(pk=pk).select_related("account").first()
    if seat is None:
        raise NotVisible
    page = CalendarAct(
        title=_("End the seat of %(name)s") % {"name": seat.account.name}, button=_("End"),
        form=SeatEndForm(posted(request), initial={"last_day": actor.on}), done=_("The seat has been ended."),
        back=reverse("meetings:forum", args=[seat.forum]), back_title=forum_title(seat.forum, actor.on),
        do=lambda data: seats.end_seat(actor, seat_id=pk, last_day=data["last_day"]),
        lead=_("Nobody has the seat then, until you give it to somebody else."),
    )  # fmt: skip
    return _answer(request, page)


@require_POST
@needs(Right.PLAN_MEETINGS)
def plan_now(request: HttpRequest) -> HttpResponse:
    """Do at once what the night does: bring the meetings in line with the forums."""
    actor = actor_of(request)
    done = acts.plan_calendar(actor, on=actor.on)
    told = _("%(made)s meetings planned, %(moved)s changed, %(cancelled)s cancelled.")
    counts = {"made": done.made, "moved": done.moved, "cancelled": done.cancelled}
    messages.success(request, _("The calendar was right already.") if done.is_quiet else told % counts)
    return redirect("meetings:forums")


@form_methods
@needs(Right.PREPARE_MEETINGS)
def call(request: HttpRequest, person_id: int) -> HttpResponse:
    """Call a meeting about one young person, in a forum that has no days of its own."""
    actor = actor_of(request)
    people.require(actor, Right.PREPARE_MEETINGS, person_id)
    form = CallForm(posted(request), forums=_callable(request), initial={"held_on": actor.on})
    page = act_pages.ActPage(
        title=_("Call a meeting"), form=form, button=_("Call the meeting"),
        do=lambda data: acts.call_meeting(actor, forum=data["forum"], person_id=person_id, called=form.called()),
        done=_("The meeting has been called. Now propose who takes part."), onward=_to_participants,
        lead=_("You lead it. The young person and the parents are invited first."),
    )  # fmt: skip
    return act_pages.answer(request, person_id, page)


def _callable(request: HttpRequest) -> list[tuple[str, str]]:
    """The forums that the actor may call; a closed circle only for whoever sits in it."""
    actor, language = actor_of(request), get_language() or "da"
    return [
        (forum.id, forum.title.get(language))
        for forum in forums_on(actor.on)
        if forum.is_called and not forum.without_cases
        and (not forum.closed_circle or sits_in(actor.account_id, forum.id, actor.on))
    ]  # fmt: skip
