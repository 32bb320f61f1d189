# SPDX-License-Identifier: EUPL-1.2
"""The tab with a person's cases, and the acts on a case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.cases import absence_actions, case_actions, case_queries, shifts
from roedtraad.cases.case_forms import AssignCaseForm, CloseCaseForm, FollowUpForm, OpenCaseForm, WishForm
from roedtraad.cases.models import Case, ContactWish, FollowUpOutcome
from roedtraad.cases.queries import followers
from roedtraad.cases.staff import colleagues, colleagues_in_unit
from roedtraad.cases.views import form_methods
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.terms import terms_on
from roedtraad.people import act_pages, policies
from roedtraad.people.act_pages import ActPage, posted
from roedtraad.people.forms import ConfirmForm
from roedtraad.people.frame import person_frame, require_part


@require_safe
@needs(Right.SEE_PERSON)
def person_cases(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every case that the reader may read, with who has it, how it ended, and what may be done; and everybody who has followed."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.CASES)
    frame = person_frame(actor, person_id, "cases")
    cards = case_queries.cards(actor, person_id, may_manage=frame.may(Right.MANAGE_CASES))
    terms = terms_on(actor.on)
    context = {
        "frame": frame,
        "open_cases": [card for card in cards if card.is_open],
        "closed_cases": [card for card in cards if not card.is_open],
        "followers": followers(person_id, actor.on),
        "contact_persons": shifts.contact_persons_of(person_id, actor.on),
        "shift_months": terms.number("contact_person_shifts"),
        "wish": ContactWish.objects.filter(young_person_id=person_id).select_related("account").first(),
    }
    return show(request, "cases/person_cases.html", context, Look("person_seen", [person_id], {"page": "cases"}))


def _tab(person_id: int) -> str:
    return reverse("cases:person-cases", args=[person_id])


@form_methods
@needs(Right.MANAGE_CASES)
def open_case(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open a case."""
    actor = actor_of(request)
    policies.require(actor, Right.MANAGE_CASES, person_id)
    unit = next((grant.unit_id for grant in actor.grants if grant.unit_id), None)
    page = ActPage(
        title=gettext_lazy("Open a case"),
        form=OpenCaseForm(
            posted(request), on=actor.on, staff=colleagues(Right.MANAGE_CASES, actor.on),
            initial={"opened_on": actor.on, "unit": unit, "caseworker": actor.account_id},
        ),
        do=lambda data: case_actions.open_case(actor, person_id=person_id, opening=OpenCaseForm.opening(data)),
        done=gettext_lazy("The case is open."),
        button=gettext_lazy("Open the case"),
        back=_tab(person_id),
    )  # fmt: skip
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.MANAGE_CASES)
def take_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a case that nobody has."""
    actor = actor_of(request)
    case = _managed(request, case_id)
    page = ActPage(
        title=_("Take the case: %(case)s") % {"case": case.reference},
        form=ConfirmForm(posted(request)),
        do=lambda _data: case_actions.take_case(actor, case_id=case_id),
        done=gettext_lazy("The case is yours."),
        button=gettext_lazy("I take it"),
        lead=gettext_lazy("From now on you are the one who answers for it."),
        back=_tab(case.young_person_id),
    )
    return act_pages.answer(request, case.young_person_id, page)


@form_methods
@needs(Right.DECIDE_HANDOVERS)
def assign_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give a case that nobody has to somebody in the unit."""
    actor = actor_of(request)
    case = _managed(request, case_id)
    staff = colleagues_in_unit(Right.MANAGE_CASES, case.unit_id, actor.on)
    page = ActPage(
        title=_("Give the case to somebody: %(case)s") % {"case": case.reference},
        form=AssignCaseForm(posted(request), staff=staff),
        do=lambda data: case_actions.assign_case(actor, case_id=case_id, account_id=data["account"].pk),
        done=gettext_lazy("The case has somebody."),
        button=gettext_lazy("Give it"),
        back=_tab(case.young_person_id),
    )
    return act_pages.answer(request, case.young_person_id, page)


@form_methods
@needs(Right.MANAGE_CASES)
def close_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Close a case: why, where to, and what the next one should know."""
    actor = actor_of(request)
    case = _managed(request, case_id)
    months = int(terms_on(actor.on).limit("close_follow_up_after_start").value)
    lead = _(
        "Nobody is let go of: you are reminded to ask how it goes for %(months)d months, and still see the young person."
    )
    page = ActPage(
        title=_("Close the case: %(case)s") % {"case": case.reference},
        form=CloseCaseForm(posted(request), initial={"closed_on": actor.on}),
        do=lambda data: case_actions.close_case(actor, case_id=case_id, closing=CloseCaseForm.closing(data)),
        done=gettext_lazy("The case is closed, and the follow-ups are planned."),
        button=gettext_lazy("Close the case"),
        lead=lead % {"months": months},
        back=_tab(case.young_person_id),
    )
    return act_pages.answer(request, case.young_person_id, page)


@form_methods
@needs(Right.MANAGE_CASES)
def record_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Record how it goes after a case."""
    actor = actor_of(request)
    found = case_queries.one_follow_up(actor, pk)
    person_id = found.case.young_person_id
    policies.require(actor, Right.MANAGE_CASES, person_id)

    def do(data: dict[str, Any]) -> None:
        case_actions.record_follow_up(
            actor, follow_up_id=pk, done_on=data["done_on"], outcome=FollowUpOutcome(data["outcome"])
        )

    page = ActPage(
        title=gettext_lazy("How does it go?"),
        form=FollowUpForm(posted(request), initial={"done_on": actor.on}),
        do=do,
        done=gettext_lazy("The follow-up has been recorded."),
        button=gettext_lazy("Record"),
        lead=gettext_lazy("If the young person needs help again, open a case afterwards: the thread goes on."),
        back=_tab(person_id),
    )
    return act_pages.answer(request, person_id, page)


@form_methods
@needs(Right.ASSIGN_CONTACT_PERSON)
def write_wish(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write down what the young person wants of a contact person."""
    actor = actor_of(request)
    policies.require(actor, Right.ASSIGN_CONTACT_PERSON, person_id)
    page = ActPage(
        title=gettext_lazy("What the young person wants of a contact person"),
        form=WishForm(posted(request)),
        do=lambda data: absence_actions.write_contact_wish(actor, person_id=person_id, words=data["words"]),
        done=gettext_lazy("The wish has been written down."),
        button=gettext_lazy("Save"),
        back=_tab(person_id),
    )
    return act_pages.answer(request, person_id, page)


def _managed(request: HttpRequest, case_id: int) -> Case:
    """A case that the reader may read, of a person about whom they manage cases."""
    actor = actor_of(request)
    case = case_queries.one_case(actor, case_id)
    policies.require(actor, Right.MANAGE_CASES, case.young_person_id)
    return case
