# SPDX-License-Identifier: EUPL-1.2
"""Asking for a handover, the list of those that wait, and the page of one."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.cases.case_queries import one_case
from roedtraad.cases.models import Case
from roedtraad.cases.staff import colleagues, led_departments
from roedtraad.handover import actions, queries
from roedtraad.handover.drafting import first_note
from roedtraad.handover.forms import HandOverForm, WhyForm
from roedtraad.handover.models import Handover, State
from roedtraad.handover.queries import HandoverRow
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.listing import Page, chosen, page_number, whole
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import act_pages
from roedtraad.people import policies as people
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.people.frame import person_frame

form_methods = require_http_methods(["GET", "HEAD", "POST"])
_TABS: tuple[tuple[str, str | Promise], ...] = (
    ("me", gettext_lazy("Wait for me")),
    ("sent", gettext_lazy("I wait for")),
    ("led", gettext_lazy("My department's")),
)


@require_safe
@needs(Right.HAND_OVER)
def handover_list(request: HttpRequest) -> HttpResponse:
    """What waits: for me, for others, and for the leader everything of the department; first what has anything in it."""
    actor = actor_of(request)
    asked = chosen(request.GET, "who", queries.WHO)
    offered = [one for one in _TABS if one[0] != "led" or led_departments(actor)]
    who, page = _first_with_rows(
        actor, [asked] if asked else [name for name, _title in offered], page_number(request.GET)
    )
    address = reverse("handover:list")
    context = {
        "page": page,
        "who": who,
        "tabs": [{"href": f"{address}?who={name}", "title": title, "current": who == name} for name, title in offered],
        "leads": len(offered) == len(_TABS),
    }
    look = Look("handovers_listed", [row.person_id for row in page.rows], {"who": who})
    return show(request, "handover/list.html", context, look)


def _first_with_rows(actor: Actor, names: Sequence[str], number: int) -> tuple[str, Page[HandoverRow]]:
    """The first of the lists in which something waits; the first of all when nothing does anywhere."""
    pages = ((name, queries.handover_list(actor, name, number)) for name in names)
    empty: list[tuple[str, Page[HandoverRow]]] = []
    for one in pages:
        if one[1].rows:
            return one
        empty.append(one)
    return empty[0]


@require_safe
@needs(Right.HAND_OVER)
def see(request: HttpRequest, pk: int) -> HttpResponse:
    """One handover: who, what, until when, the note, questions and answers, and what the reader may do."""
    actor = actor_of(request)
    one = queries.one_handover(actor, pk)
    context = {
        "frame": person_frame(actor, one.young_person_id, "cases"),
        "handover": queries.handover_page(actor, one),
        "again": _again(actor, one),
    }
    return show(request, "handover/see.html", context, Look("handover_seen", [one.young_person_id]))


def _again(actor: Actor, one: Handover) -> str:
    """Where somebody else is asked, for the one who was refused and still has it; empty when there is nothing to ask about."""
    is_theirs = one.state == State.REFUSED and not one.is_request and one.from_account_id == actor.account_id
    if not is_theirs or not queries.refused_to(actor).filter(pk=one.pk).exists():
        return ""
    if one.case_id:
        return reverse("handover:case-hand-over", args=[one.case_id])
    return reverse("handover:task-hand-over", args=[one.young_person_id])


def _to_see(asked: Handover) -> str:
    """Where the one that was just asked for stands: until when, and how to take it back."""
    return reverse("handover:see", args=[asked.pk])


def _tab(person_id: int) -> str:
    return reverse("cases:person-cases", args=[person_id])


_LEAD: Final = gettext_lazy(
    "You stay responsible until the next one has accepted. The young person can see that you hand over, and not the note."
)


@form_methods
@needs(Right.HAND_OVER)
def hand_over_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask somebody to take over a case; one that is on its way already leads to where it stands."""
    actor = actor_of(request)
    case = _case(request, case_id)
    if request.method != "POST" and (waiting := queries.waiting_of_case(case_id)):
        return redirect("handover:see", waiting)
    page = ActPage(
        title=_("Hand over the case: %(case)s") % {"case": case.reference},
        form=_form(request, case.young_person_id, case_id),
        do=lambda data: actions.hand_over_case(actor, case_id=case_id, asking=HandOverForm.asking(data)),
        done=gettext_lazy("The next one has been asked. Until they accept, nothing has changed."),
        button=gettext_lazy("Ask them to take over"),
        lead=_LEAD,
        back=_tab(case.young_person_id),
        onward=_to_see,
    )
    return act_pages.answer(request, case.young_person_id, page)


@form_methods
@needs(Right.HAND_OVER)
def hand_over_task(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask somebody to become the coordinating contact person."""
    actor = actor_of(request)
    people.require(actor, Right.HAND_OVER, person_id)
    waiting = next((one for one in queries.readable_of(actor, person_id) if one.is_task and one.waits), None)
    if request.method != "POST" and waiting:
        return redirect("handover:see", waiting.pk)
    page = ActPage(
        title=gettext_lazy("Hand over the contact person's task"),
        form=_form(request, person_id, None),
        do=lambda data: actions.hand_over_task(actor, person_id=person_id, asking=HandOverForm.asking(data)),
        done=gettext_lazy("The next one has been asked. Until they accept, nothing has changed."),
        button=gettext_lazy("Ask them to take over"),
        lead=_LEAD,
        back=_tab(person_id),
        onward=_to_see,
    )
    return act_pages.answer(request, person_id, page)


def _form(request: HttpRequest, person_id: int, case_id: int | None) -> HandOverForm:
    actor = actor_of(request)
    first: dict[str, Any] = {**first_note(actor, person_id, case_id), "to_account": whole(request.GET, "to")}
    return HandOverForm(posted(request), staff=colleagues(Right.HAND_OVER, actor.on), initial=first)


def _case(request: HttpRequest, case_id: int) -> Case:
    case = one_case(actor_of(request), case_id)
    people.require(actor_of(request), Right.HAND_OVER, case.young_person_id)
    return case


@form_methods
@needs(Right.HAND_OVER)
def request_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask to be given a case."""
    actor = actor_of(request)
    case = _case(request, case_id)
    if request.method != "POST" and (waiting := queries.waiting_of_case(case_id)):
        return redirect("handover:see", waiting)
    page = ActPage(
        title=_("Ask to take over: %(case)s") % {"case": case.reference},
        form=WhyForm(posted(request)),
        do=lambda data: actions.request_case(actor, case_id=case_id, why=data["why"]),
        done=gettext_lazy(
            "You have asked. Whoever has the case writes the note and gives it to you, asks, or says no."
        ),
        button=gettext_lazy("Ask to take over"),
        back=_tab(case.young_person_id),
        onward=_to_see,
    )
    return act_pages.answer(request, case.young_person_id, page)
