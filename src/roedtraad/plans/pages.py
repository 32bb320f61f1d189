# SPDX-License-Identifier: EUPL-1.2
"""The pages about one plan: their tabs, and the page on which an act is filled in so that nobody's change is lost."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Part, Right
from roedtraad.kernel.views import actor_of
from roedtraad.people.frame import person_frame, require_part
from roedtraad.plans.changing import PlanChanged, document_of
from roedtraad.plans.forms import SEEN
from roedtraad.plans.models import Plan
from roedtraad.plans.reading import plan_of
from roedtraad.plans.rules import Difference, Document
from roedtraad.plans.versions import Words, meanwhile

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
TAB: Final = "plan"
TABS: Final = (
    ("plan", gettext_lazy("Goal and steps")),
    ("network", gettext_lazy("Network")),
    ("pyramid", gettext_lazy("Level of help")),
    ("trials", gettext_lazy("Hypotheses and trials")),
    ("progression", gettext_lazy("Progression")),
    ("texts", gettext_lazy("What laws ask for")),
    ("laws", gettext_lazy("Plans by law")),
    ("versions", gettext_lazy("Versions and signatures")),
)
"""The pages of a plan: the end of each address' name, and what it is called."""


@dataclass(frozen=True, slots=True)
class SubTab:
    """A link between the pages of a plan."""

    href: str
    title: str | Promise
    current: bool


@dataclass(frozen=True, slots=True)
class PlanAct:
    """One act on a plan: its form, what it does with the values and the version seen, and where it leads back to.

    `in_pairs` sets the fields two by two, where there is room.
    """

    title: str | Promise
    form: forms.Form
    do: Callable[[Mapping[str, Any], int | None], Any]
    done: str | Promise
    button: str | Promise
    lead: str | Promise = ""
    back: str = "plan"
    in_pairs: bool = False


def sub_tabs(person_id: int, current: str) -> list[SubTab]:
    """The pages of a plan, the current one marked."""
    return [SubTab(reverse(f"plans:{name}", args=[person_id]), title, name == current) for name, title in TABS]


def show_page(
    request: HttpRequest, person_id: int, name: str, filled: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """One of the pages of a plan. Raises NotVisible for whoever may not see plans of this person."""
    actor = actor_of(request)
    require_part(actor, person_id, Part.PLAN)
    frame = person_frame(actor, person_id, TAB)
    context = {
        "frame": frame, "may_edit": frame.may(Right.EDIT_PLAN) and name != "print", "has_plan": plan_of(person_id) is not None,
        "sub_tabs": sub_tabs(person_id, name), **filled,
    }  # fmt: skip
    return show(request, f"plans/{name}.html", context, Look("plan_seen", [person_id], {"page": name}), status=status)


def answer(request: HttpRequest, person_id: int, act: PlanAct) -> HttpResponse:
    """Show the form, or do the act and go back. Whoever calls has asked for the right first.

    What the act refuses stands above the form with everything that was filled in; what somebody else has changed meanwhile
    stands beside it.
    """
    if request.method != "POST" or not act.form.is_valid():
        return _form_page(request, person_id, act, status=UNPROCESSABLE if request.method == "POST" else 200)
    seen: int | None = act.form.cleaned_data.get(SEEN)
    try:
        act.do(act.form.cleaned_data, seen)
    except PlanChanged as error:
        return _conflict_page(request, person_id, act, error)
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        act.form.add_error(None, str(error))
        return _form_page(request, person_id, act, status=UNPROCESSABLE)
    messages.success(request, str(act.done))
    _tell_meanwhile(request, person_id, seen)
    return redirect(reverse(f"plans:{act.back}", args=[person_id]))


def _tell_meanwhile(request: HttpRequest, person_id: int, seen: int | None) -> None:
    """What others have changed elsewhere in the plan while this form was filled in; both stand now."""
    plan = Plan.objects.filter(young_person_id=person_id).first()
    if plan is None or seen is None or seen >= plan.version - 1:
        return
    if meanwhile(actor_of(request), plan, seen):
        messages.info(
            request, _("Somebody else has changed the plan while you wrote. Both changes stand; see the versions.")
        )


def _form_page(request: HttpRequest, person_id: int, act: PlanAct, *, status: int) -> HttpResponse:
    actor = actor_of(request)
    back = reverse(f"plans:{act.back}", args=[person_id])
    context = {"frame": person_frame(actor, person_id, TAB), "act": act, "form": act.form, "back": back}
    return show(
        request, "plans/act.html", context, Look("plan_seen", [person_id], {"form": str(act.title)}), status=status
    )


def _conflict_page(request: HttpRequest, person_id: int, act: PlanAct, error: PlanChanged) -> HttpResponse:
    """Both: what somebody else has made of it, and what was filled in, ready to be sent again on top."""
    actor, plan = actor_of(request), Plan.objects.get(young_person_id=person_id)
    now = document_of(plan, plan.version)
    data = request.POST.copy()
    data[SEEN] = str(error.version)
    act.form.data = data
    context = {
        "frame": person_frame(actor, person_id, TAB), "act": act, "form": act.form,
        "back": reverse(f"plans:{act.back}", args=[person_id]),
        "changes": Words(actor, person_id, (now, _rows_of(error.found))).told(error.found),
        "versions": meanwhile(actor, plan, _seen(request.POST)),
    }  # fmt: skip
    return show(
        request,
        "plans/conflict.html",
        context,
        Look("plan_seen", [person_id], {"form": str(act.title)}),
        status=CONFLICT,
    )


def _rows_of(found: Iterable[Difference]) -> Document:
    """The rows of differences as a document, so that the names in them are looked up as well."""
    rows = [row for one in found for row in (one.before, one.after) if row is not None]
    return {"found": {str(number): row for number, row in enumerate(rows)}}


def _seen(sent: QueryDict) -> int:
    text = sent.get(SEEN, "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
