# SPDX-License-Identifier: EUPL-1.2
"""The inbox of the one entry, one enquiry, and the acts on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.intake import act_pages, actions, knowing, policies, queries
from roedtraad.intake.act_pages import IntakeAct
from roedtraad.intake.dropouts import standing_of
from roedtraad.intake.forms import CloseForm, EnquiryForm, InboxFilter, PassForm, PromiseForm
from roedtraad.intake.models import Enquiry, EnquiryState, InstitutionNews, Outcome
from roedtraad.intake.models.enquiries import WAITING
from roedtraad.intake.queries import EnquiryRow
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.exporting import FORMATS, table_response
from roedtraad.kernel.listing import ordering, page_number
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.people import policies as people_policies
from roedtraad.people.act_pages import posted

form_methods = require_http_methods(["GET", "HEAD", "POST"])
BACK_TITLE = gettext_lazy("Enquiries")


@require_safe
@needs(Right.ANSWER_ENQUIRIES)
def inbox(request: HttpRequest) -> HttpResponse:
    """The enquiries that wait, or those that the filter asks for; the figures are those of everything one may see."""
    actor = actor_of(request)
    form = InboxFilter(request.GET)
    filters = form.filters()
    _sort, order = ordering(request.GET, queries.SORTS, "due")
    page = queries.inbox(actor, filters, order, page_number(request.GET))
    context = {
        "page": page, "form": form, "figures": queries.figures(actor), "month": f"{actor.on:%Y-%m}",
        "kept": ["sort", "received", "closed"], "is_filtered": filters != queries.InboxFilters(),
        "may_export": has_right(actor, Right.EXPORT_LISTS),
    }  # fmt: skip
    asked = {name: value for name, value in request.GET.items() if value}
    return show(request, "intake/inbox.html", context, Look("enquiries_seen", _persons(page.rows), asked))


def _persons(rows: Any) -> list[int]:  # noqa: ANN401
    return [row.person_id for row in rows if row.person_id]


@require_safe
@needs(Right.EXPORT_LISTS)
def inbox_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The whole list behind the filter as a file."""
    actor = actor_of(request)
    if extension not in FORMATS:
        raise NotVisible
    filters = InboxFilter(request.GET).filters()
    _sort, order = ordering(request.GET, queries.SORTS, "due")
    rows = queries.inbox_for_export(actor, filters, order)
    log_look(actor, Look("enquiries_exported", _persons(rows), {"format": extension, "rows": len(rows)}))
    header = [
        _("Receipt"), _("How it came"), _("About"), _("Who asks"), _("Received"), _("Answer by"), _("State"), _("Unit"),
        _("Who has it"),
    ]  # fmt: skip
    return table_response(_("enquiries"), extension, header, (_cells(row) for row in rows))


def _cells(row: EnquiryRow) -> list[Any]:
    asker = f"{row.asker} ({row.relation})" if row.asker else row.relation
    return [row.receipt, row.channel, row.about, asker, row.received_on, row.due_on, row.state, row.unit, row.holder]


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def record_enquiry(request: HttpRequest) -> HttpResponse:
    """Record an enquiry that came by phone, at the door, or from somebody else."""
    actor = actor_of(request)
    form = EnquiryForm(posted(request))
    page = IntakeAct(
        title=gettext_lazy("Record an enquiry"), form=form, button=gettext_lazy("Record"),
        do=lambda data: actions.record_enquiry(actor, details=form.details(), take=data["take"]),
        done=gettext_lazy("The enquiry has been recorded."), back=reverse("intake:inbox"), back_title=BACK_TITLE,
        look="enquiry_seen",
        lead=gettext_lazy("Write it once. If the young person is known, you join it on the next page and type nothing again."),
    )  # fmt: skip
    return act_pages.answer(request, page, lambda made: redirect("intake:enquiry", made.pk))


@require_safe
@needs(Right.ANSWER_ENQUIRIES)
def enquiry_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One enquiry: what was asked, whom it may be about, the law's clocks, and what can be done."""
    actor = actor_of(request)
    enquiry, may_act = policies.readable_one(actor, pk)
    person_id = enquiry.young_person_id
    sees_person = person_id is not None and people_policies.can(actor, Right.SEE_PERSON, person_id)
    asks_who = may_act and enquiry.young_person_id is None and enquiry.state in WAITING
    proposals = knowing.proposals(actor, enquiry) if asks_who else knowing.Proposals()
    persons = [enquiry.young_person_id] if enquiry.young_person_id else proposals.person_ids
    context = {
        "enquiry": enquiry, "row": queries.row_of(enquiry, actor.on), "clocks": queries.clocks(enquiry, actor.on),
        "proposals": proposals, "asks_who": asks_who, "may_act": may_act, "sees_person": sees_person,
        "acts": _acts(actor, enquiry, sees_person=sees_person) if may_act else (),
        "bearer": _bearer(actor, enquiry) if may_act else None, "dropout": standing_of(enquiry, actor.on),
        "is_age_unknown": _is_age_unknown(enquiry),
    }  # fmt: skip
    return show(request, "intake/enquiry.html", context, Look("enquiry_seen", persons))


def _is_age_unknown(enquiry: Enquiry) -> bool:
    """Whether nobody can say if the law's clocks run for whoever has broken off."""
    is_dropout = enquiry.news == InstitutionNews.BROKE_OFF
    return is_dropout and enquiry.young_person_id is None and enquiry.about_born_on is None


def _acts(actor: Actor, enquiry: Enquiry, *, sees_person: bool) -> tuple[str, ...]:
    """What is offered: nothing that would only be refused."""
    if enquiry.state not in WAITING:
        return ("reopen",)
    is_mine = enquiry.holder_id == actor.account_id
    if not is_mine and enquiry.holder_id is not None:
        leads = enquiry.unit.department_id in policies.led_departments(actor)
        return ("pass",) if leads else ()
    take = () if enquiry.state == EnquiryState.TAKEN else ("take",)
    about = ("visitate",) if sees_person else ()
    return (*take, "promise", "pass", "close", *about)


def _bearer(actor: Actor, enquiry: Enquiry) -> str:
    """Whether the young person is somebody's, and whether that is the actor: `me`, `colleague`, or empty."""
    if (
        enquiry.young_person_id is None
        or enquiry.state not in WAITING
        or enquiry.holder_id not in (None, actor.account_id)
    ):
        return ""
    if knowing.has_them(actor.account_id or 0, enquiry.young_person_id, actor.on):
        return "me"
    return "colleague" if knowing.bearer_of(enquiry.young_person_id, actor.on).account_id else ""


@require_POST
@needs(Right.ANSWER_ENQUIRIES)
def take_enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it."""
    actor, here = actor_of(request), reverse("intake:enquiry", args=[pk])
    return act_pages.done(
        request, lambda: actions.take_enquiry(actor, enquiry_id=pk), _("You have taken the enquiry."), here, here
    )


@require_POST
@needs(Right.ANSWER_ENQUIRIES)
def reopen_enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    actor, here = actor_of(request), reverse("intake:enquiry", args=[pk])
    return act_pages.done(
        request, lambda: actions.reopen_enquiry(actor, enquiry_id=pk), _("The enquiry is open again."), here, here
    )


def on_enquiry(actor: Actor, pk: int, **values: Any) -> IntakeAct:
    """An act that begins at an enquiry and leads back to it. Raises NotVisible."""
    enquiry, may_act = policies.readable_one(actor, pk)
    if not may_act:
        raise NotVisible
    persons = [enquiry.young_person_id] if enquiry.young_person_id else []
    kicker = _("Enquiry %(receipt)s") % {"receipt": enquiry.receipt}
    return IntakeAct(
        back=reverse("intake:enquiry", args=[pk]), back_title=kicker, look="enquiry_seen", persons=persons, kicker=kicker,
        above=(reverse("intake:inbox"), BACK_TITLE), **values,
    )  # fmt: skip


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def promise_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was promised, and by when."""
    actor = actor_of(request)
    page = on_enquiry(
        actor, pk, title=gettext_lazy("What has been promised"), form=PromiseForm(posted(request)),
        do=lambda data: actions.promise_answer(actor, enquiry_id=pk, **data), button=gettext_lazy("Save"),
        done=gettext_lazy("The promise has been saved."),
        lead=gettext_lazy("The day becomes the deadline. If it passes, your leader is told."),
    )  # fmt: skip
    return act_pages.answer(request, page)


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass it to a colleague or a unit."""
    actor = actor_of(request)

    def do(data: dict[str, Any]) -> None:
        account_id = data["account"].pk if data["account"] else None
        unit_id = data["unit"].pk if data["unit"] else None
        actions.pass_on(actor, enquiry_id=pk, account_id=account_id, unit_id=unit_id, note=data["note"])

    page = on_enquiry(
        actor, pk, title=gettext_lazy("Pass it on"), form=PassForm(posted(request), actor=actor), do=do,
        button=gettext_lazy("Pass it on"), done=gettext_lazy("The enquiry has been passed on."),
        lead=gettext_lazy("The deadline stays. Until somebody takes it, it waits in that one inbox."),
    )  # fmt: skip
    return act_pages.answer(request, page, lambda _result: to_enquiry(actor, pk))


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def close_enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it without a case."""
    actor = actor_of(request)
    page = on_enquiry(
        actor, pk, title=gettext_lazy("Close the enquiry"), form=CloseForm(posted(request)),
        do=lambda data: actions.close_enquiry(actor, enquiry_id=pk, outcome=Outcome(data["outcome"]), note=data["note"]),
        button=gettext_lazy("Close it"), done=gettext_lazy("The enquiry has been closed."),
        lead=gettext_lazy("Short guidance at the door is help too, and it is counted."),
    )  # fmt: skip
    return act_pages.answer(request, page, lambda _result: to_enquiry(actor, pk))


def to_enquiry(actor: Actor, pk: int) -> HttpResponse:
    """Back to the enquiry, or to the inbox when it is no longer the actor's to see."""
    if policies.visible(actor).filter(pk=pk).exists():
        return redirect("intake:enquiry", pk)
    return redirect("intake:inbox")
