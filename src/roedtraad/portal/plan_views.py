# SPDX-License-Identifier: EUPL-1.2
"""The plan in the portal: read by who may, written by the young person where it is theirs."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.people import policies as people
from roedtraad.plans.actions import GoalDetails, set_goal
from roedtraad.plans.documents import CONTENT_TYPES
from roedtraad.plans.method_actions import measure_progression
from roedtraad.plans.models import AgreementState, SignedHow, Signer
from roedtraad.plans.paper_contents import plan_paper, source_of
from roedtraad.plans.paper_pdf import as_pdf
from roedtraad.plans.paper_word import as_word
from roedtraad.plans.portal_queries import PortalPlan, own_scales, plan_for_portal
from roedtraad.plans.reading import plan_of
from roedtraad.plans.step_actions import YOUNG_MAY, propose_step, set_agreement_state
from roedtraad.plans.version_actions import Signature, sign_plan
from roedtraad.portal.frame import LOOK_OF, citizen_of, citizen_page, frame_of, show_page
from roedtraad.portal.plan_forms import GoalForm, HelpForm, ScoreForm, StepForm
from roedtraad.portal.policies import CitizenActor, require_own_part

form_methods = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422
_WRITERS: Final = {"pdf": as_pdf, "docx": as_word}


@require_safe
@citizen_page
def plan(request: HttpRequest, person_id: int) -> HttpResponse:
    """The goal, what has been agreed, the steps, and the young person's own scores."""
    actor = citizen_of(request)
    require_own_part(actor, person_id, Part.PLAN)
    found = plan_for_portal(actor, person_id)
    frame = frame_of(actor, person_id, "portal:plan")
    context = {
        "plan": found,
        "may_sign": people.can(actor, Right.SIGN_PLAN, person_id)
        and found is not None
        and not _has_signed(actor, found),
    }
    return show_page(request, frame, "portal/plan.html", context)


def _has_signed(actor: CitizenActor, found: PortalPlan) -> bool:
    """Whether what stands now carries this citizen's own signature."""
    return any(one.is_current and one.name == actor.name for one in found.signatures)


@require_safe
@citizen_page
def document(request: HttpRequest, person_id: int, extension: str) -> HttpResponse:
    """The young person's own plan as a file to keep. Not for those who come for them: it holds their own scores."""
    actor = _writer(request, person_id)
    held = plan_of(person_id)
    if extension not in _WRITERS or held is None:
        raise NotVisible
    frame = frame_of(actor, person_id, "portal:plan")
    paper = plan_paper(source_of(actor, held), frame.name)
    log_look(actor, Look(LOOK_OF[frame.role], [person_id], {"page": f"plan.{extension}"}))
    disposition = f'attachment; filename="plan-{actor.on.isoformat()}.{extension}"'
    content = _WRITERS[extension](paper)
    return HttpResponse(content, content_type=CONTENT_TYPES[extension], headers={"Content-Disposition": disposition})


@form_methods
@citizen_page
def goal(request: HttpRequest, person_id: int) -> HttpResponse:
    """The young person's goal in their own words; it begins the plan if there is none."""
    actor = _writer(request, person_id)
    found = plan_for_portal(actor, person_id)
    words = found.goal.words if found and found.goal else ""
    form = GoalForm(request.POST if request.method == "POST" else None, initial={"words": words})

    def do(data: Mapping[str, Any]) -> None:
        set_goal(actor, person_id=person_id, goal=GoalDetails(data["words"], by_young_person=True))

    return _filled_in(request, person_id, form, do, _("My goal"), _("Your goal is saved."))


@form_methods
@citizen_page
def propose(request: HttpRequest, person_id: int) -> HttpResponse:
    """A step that the young person wants on the line."""
    actor = _writer(request, person_id)
    form = StepForm(request.POST if request.method == "POST" else None)

    def do(data: Mapping[str, Any]) -> None:
        propose_step(actor, person_id=person_id, **data)

    return _filled_in(
        request, person_id, form, do, _("A step that I want"), _("Your step is sent. You will get an answer.")
    )


@form_methods
@citizen_page
def score(request: HttpRequest, person_id: int) -> HttpResponse:
    """How it goes, in the young person's own numbers."""
    actor = _writer(request, person_id)
    form = ScoreForm(request.POST if request.method == "POST" else None, scales=own_scales(actor, person_id))

    def do(_data: Mapping[str, Any]) -> None:
        measure_progression(actor, person_id=person_id, scores=form.scores())

    return _filled_in(request, person_id, form, do, _("How is it going?"), _("Thank you. Your answers are saved."))


@form_methods
@citizen_page
def ask_for_help(request: HttpRequest, person_id: int, agreement_id: int) -> HttpResponse:
    """The young person cannot do what was agreed alone, and says what is needed."""
    actor = _writer(request, person_id)
    _own_agreement(actor, person_id, agreement_id)
    form = HelpForm(request.POST if request.method == "POST" else None)

    def do(data: Mapping[str, Any]) -> None:
        set_agreement_state(
            actor, person_id=person_id, agreement_id=agreement_id, state=AgreementState.NEED_HELP, remark=data["remark"]
        )

    return _filled_in(
        request, person_id, form, do, _("I need help"), _("Your contact person can see that you need help.")
    )


@require_POST
@citizen_page
def settle_agreement(request: HttpRequest, person_id: int, agreement_id: int) -> HttpResponse:
    """Done, or not done after all."""
    actor = _writer(request, person_id)
    state = request.POST.get("state", "")
    if state not in YOUNG_MAY:
        raise NotVisible
    set_agreement_state(actor, person_id=person_id, agreement_id=agreement_id, state=AgreementState(state))
    messages.success(request, _("It is saved."))
    return redirect("portal:plan", person_id)


@require_POST
@citizen_page
def sign(request: HttpRequest, person_id: int) -> HttpResponse:
    """Yes to the plan as it was read: for oneself, as what one is."""
    actor = citizen_of(request)
    require_own_part(actor, person_id, Part.PLAN)
    people.require(actor, Right.SIGN_PLAN, person_id)
    signer = Signer.YOUNG_PERSON if people.can(actor, Right.WRITE_OWN, person_id) else Signer.GUARDIAN
    seen = request.POST.get("version", "")
    signature = Signature(signer, actor.name, SignedHow.PORTAL)
    sign_plan(actor, person_id=person_id, signature=signature, seen=int(seen) if _is_number(seen) else 0)
    messages.success(request, _("You have said yes to the plan."))
    return redirect("portal:plan", person_id)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def _writer(request: HttpRequest, person_id: int) -> CitizenActor:
    """The young person on their own plan; for everybody else refused."""
    actor = citizen_of(request)
    require_own_part(actor, person_id, Part.PLAN)
    people.require(actor, Right.WRITE_OWN, person_id)
    return actor


def _own_agreement(actor: CitizenActor, person_id: int, agreement_id: int) -> None:
    found = plan_for_portal(actor, person_id)
    if found is None or agreement_id not in {one.pk for one in found.own_agreements}:
        raise NotVisible


def _filled_in(
    request: HttpRequest, person_id: int, form: forms.Form, do: Callable[[Mapping[str, Any]], None], title: str | Promise,
    done: str | Promise,
) -> HttpResponse:  # fmt: skip
    """One form of the portal: filled in, refused with a reason, or done and back to the plan."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except DomainError as error:
            if error.status != DomainError.status:
                raise
            form.add_error(None, str(error))
        else:
            messages.success(request, str(done))
            return redirect("portal:plan", person_id)
    frame = frame_of(citizen_of(request), person_id, "portal:plan")
    context = {"form": form, "title": title}
    return show_page(request, frame, "portal/form.html", context, status=UNPROCESSABLE if form.is_bound else 200)
