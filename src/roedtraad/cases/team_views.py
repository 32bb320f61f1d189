# SPDX-License-Identifier: EUPL-1.2
"""Pages about who follows whom: proposals for a contact person, absence and substitutes, and shifts."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.cases import absence_actions, absences, proposing, rules, shifts
from roedtraad.cases.case_forms import AbsenceForm, NeedsForm
from roedtraad.cases.staff import colleagues_in_departments
from roedtraad.cases.views import form_methods
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.exporting import table_response
from roedtraad.kernel.listing import page_number, paged, whole
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.organisation.models import Account
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from roedtraad.people.act_pages import UNPROCESSABLE, posted
from roedtraad.people.frame import person_frame, require_part

_USUAL_SHIFTS: Final = 2
_MOST_SHIFTS: Final = 99
_EXPORTED: Final = 20_000


@require_safe
@needs(Right.ASSIGN_CONTACT_PERSON)
def propose(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who could be the contact person, from what the young person needs; the needs can be changed in the address."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.CASES)
    policies.require(actor, Right.ASSIGN_CONTACT_PERSON, person_id)
    known = proposing.known_needs(actor, person_id)
    first = {"disciplines": sorted(known.disciplines), "school": bool(known.school_code)}
    form = NeedsForm(request.GET if "chosen" in request.GET else None, initial=first)
    chosen: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else first
    needs_now = rules.Needs(frozenset(chosen.get("disciplines", ())), known.school_code if chosen.get("school") else "")
    found = proposing.candidates(actor, person_id, needs_now, known.school_name)
    context = {
        "frame": person_frame(actor, person_id, "cases"),
        "known": known,
        "form": form,
        "candidates": found,
        "has_current": any(one.is_current for one in found),
    }
    return show(request, "cases/propose.html", context, Look("person_seen", [person_id], {"page": "propose"}))


@form_methods
@needs(Right.HAND_OVER)
def absence_list(request: HttpRequest) -> HttpResponse:
    """Who is away or will be, who answers meanwhile, and the form that registers one more."""
    actor = actor_of(request)
    form = _absence_form(request, actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            absence_actions.register_absence(
                actor, account_id=data["account"].pk, substitute_id=data["substitute"].pk,
                started_on=data["started_on"], ended_on=data["ended_on"],
            )  # fmt: skip
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The substitute answers on those days, and the young people can see it."))
            return redirect("cases:absence-list")
    context = {"form": form, "absences": absences.absences_for(actor)}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return show(request, "cases/absences.html", context, Look("absences_seen", []), status=status)


def _absence_form(request: HttpRequest, actor: Actor) -> AbsenceForm:
    away = Account.objects.filter(pk=actor.account_id or 0) | absence_actions.led_staff(actor)
    staff = colleagues_in_departments(Right.HAND_OVER, actor.department_ids, actor.on)
    first = {"account": actor.account_id, "started_on": actor.on}
    return AbsenceForm(posted(request), away=away.distinct(), staff=staff, initial=first)


@require_POST
@needs(Right.HAND_OVER)
def end_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """The colleague is back."""
    absence_actions.end_absence(actor_of(request), absence_id=pk)
    messages.success(request, _("Welcome back: the substitute no longer answers."))
    return redirect("cases:absence-list")


@require_safe
@needs(Right.DECIDE_HANDOVERS)
def shift_list(request: HttpRequest) -> HttpResponse:
    """The young people of the leader's department with the most coordinating contact persons in the period."""
    actor = actor_of(request)
    at_least = _at_least(request)
    page = paged(shifts.shifted(actor, at_least), page_number(request.GET)).with_rows(shifts.shift_rows)
    context = {
        "page": page,
        "at_least": at_least,
        "months": terms_on(actor.on).number("contact_person_shifts"),
        "choices": range(1, 6),
    }
    look = Look("shifts_seen", [row.person_id for row in page.rows], {"at_least": at_least})
    return show(request, "cases/shifts.html", context, look)


def _at_least(request: HttpRequest) -> int:
    return min(max(whole(request.GET, "at_least") or _USUAL_SHIFTS, 1), _MOST_SHIFTS)


@require_safe
@needs(Right.DECIDE_HANDOVERS)
def shift_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The same list as a file."""
    actor = actor_of(request)
    at_least = _at_least(request)
    rows = shifts.shift_rows(list(shifts.shifted(actor, at_least)[:_EXPORTED]))
    asked = {"at_least": at_least, "format": extension, "rows": len(rows)}
    log_look(actor, Look("shifts_exported", [row.person_id for row in rows], asked))
    header = [_("Reference"), _("Name"), _("Contact persons in the period"), _("Contact person now"), _("Since")]
    lines = ([row.reference, row.name, row.contact_persons, row.contact_person, row.since] for row in rows)
    return table_response(_("contact-person-shifts"), extension, header, lines)
