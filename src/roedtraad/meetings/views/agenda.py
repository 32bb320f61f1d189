# SPDX-License-Identifier: EUPL-1.2
"""One item of an agenda: the preparation pack, preparing it, taking it off; a person's meetings, and bringing a case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.cases.staff import colleagues
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.meetings import policies
from roedtraad.meetings.actions import agenda as actions
from roedtraad.meetings.actions.holding import require_open
from roedtraad.meetings.forms.agenda import BecauseForm, BringForm, PrepareForm
from roedtraad.meetings.minutes_policies import may_read
from roedtraad.meetings.models import AgendaItem
from roedtraad.meetings.queries import agenda as queries
from roedtraad.meetings.queries.agenda_bringing import forum_choices, meeting_choices
from roedtraad.meetings.queries.agenda_pack import pack
from roedtraad.meetings.queries.minutes import TALKED_ABOUT
from roedtraad.people import act_pages
from roedtraad.people import policies as people
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.people.frame import person_frame, require_part

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs(Right.SEE_MEETINGS)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """The preparation pack of one item."""
    actor = actor_of(request)
    found = queries.one_item(actor, pk)
    context = {
        "frame": person_frame(actor, found.young_person_id, "meetings"), "pack": pack(actor, found),
        "has_minutes": found.state in TALKED_ABOUT and may_read(actor, found),
    }  # fmt: skip
    look = Look("agenda_item_seen", [found.young_person_id], {"meeting": found.meeting_id})
    return show(request, "meetings/agenda_item.html", context, look)


def _to_prepare(request: HttpRequest, pk: int) -> AgendaItem:
    actor = actor_of(request)
    found = queries.one_item(actor, pk)
    policies.require_prepare(actor, found)
    require_open(found)
    return found


@form_methods
@needs(Right.PREPARE_MEETINGS)
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, who may decide, who pays."""
    actor, found = actor_of(request), _to_prepare(request, pk)
    form = PrepareForm(posted(request), item=found, staff=colleagues(Right.PREPARE_MEETINGS, actor.on), on=actor.on)
    page = ActPage(
        title=gettext_lazy("Prepare the meeting"),
        form=form,
        do=lambda _data: actions.prepare(actor, item_id=pk, prepared=form.prepared()),
        done=gettext_lazy("The item is prepared."),
        button=gettext_lazy("Save"),
        lead=gettext_lazy(
            "Say before the meeting who may decide and whose money it is. Then the meeting can end with an agreement."
        ),
        back=_address(found),
    )
    return act_pages.answer(request, found.young_person_id, page)


@form_methods
@needs(Right.PREPARE_MEETINGS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the young person off the agenda."""
    actor, found = actor_of(request), _to_prepare(request, pk)
    page = ActPage(
        title=gettext_lazy("Take off the agenda"),
        form=BecauseForm(posted(request)),
        do=lambda data: actions.withdraw(actor, item_id=pk, because=data["because"]),
        done=gettext_lazy("The young person has been taken off the agenda."),
        button=gettext_lazy("Take off"),
        back=_address(found),
    )
    return act_pages.answer(request, found.young_person_id, page)


def _address(found: AgendaItem) -> str:
    return reverse("meetings:item", args=[found.pk])


@require_safe
@needs(Right.SEE_MEETINGS)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The meetings about one young person, ahead and past."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.MEETINGS)
    context = {
        "frame": person_frame(actor, person_id, "meetings"),
        "items": queries.items_about(actor, person_id),
        "may_bring": people.can(actor, Right.PREPARE_MEETINGS, person_id),
    }
    return show(request, "meetings/agenda_person.html", context, Look("person_meetings_seen", [person_id]))


@form_methods
@needs(Right.PREPARE_MEETINGS)
def bring(request: HttpRequest, person_id: int) -> HttpResponse:
    """Bring a case to a forum. Whether a forum takes it stands beside its name; one that does not says why when it is chosen."""
    actor = actor_of(request)
    people.require(actor, Right.PREPARE_MEETINGS, person_id)

    def do(data: dict[str, Any]) -> AgendaItem:
        return actions.bring(
            actor, person_id=person_id, forum=data["forum"], because=data["because"], question=data["question"],
            meeting_id=data["meeting"],
        )  # fmt: skip

    page = ActPage(
        title=gettext_lazy("Bring to a meeting"),
        form=BringForm(
            posted(request), forums=forum_choices(actor, person_id), meetings=meeting_choices(actor),
            initial={"forum": request.GET.get("forum", "")},
        ),
        do=do,
        done=gettext_lazy("The young person is on the agenda."),
        button=gettext_lazy("Bring to the meeting"),
        lead=gettext_lazy("When you need another view of the case. The young person is invited and hears why."),
        back=reverse("meetings:person", args=[person_id]),
        onward=_address,
    )  # fmt: skip
    return act_pages.answer(request, person_id, page)
