# SPDX-License-Identifier: EUPL-1.2
"""Outreach on screen: the lists, one list with its export, and one young person on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from roedtraad.audit.looks import Look, log_look, show
from roedtraad.cases.models import ContactChannel, ContactOutcome
from roedtraad.intake import act_pages, outreach_actions, outreach_queries, policies
from roedtraad.intake.act_pages import IntakeAct
from roedtraad.intake.forms import AttemptForm, ConfirmAnswerForm, OutreachForm, SettleForm, ShareOutForm
from roedtraad.intake.models import Answer, OutreachRow, RowState, Settled
from roedtraad.intake.views import form_methods
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.exporting import FORMATS, table_response
from roedtraad.kernel.listing import chosen, ordering, page_number
from roedtraad.kernel.rights import Right
from roedtraad.kernel.views import actor_of, needs
from roedtraad.notices.actions import recipient_of
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people_policies
from roedtraad.people.act_pages import posted
from roedtraad.people.finding import SCOPE_TITLES, PeopleFilters, scopes_of
from roedtraad.people.models import SituationKind

_BACK_TITLE = gettext_lazy("Outreach")
_LONGEST_KEY = 19


@require_safe
@needs(Right.ANSWER_ENQUIRIES)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists with how many were contacted and reached in time."""
    page = outreach_queries.lists(actor_of(request), page_number(request.GET))
    return show(request, "intake/outreach.html", {"page": page}, Look("outreach_seen", ()))


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def make_outreach(request: HttpRequest) -> HttpResponse:
    """Make a list of those of whom nobody knows what they do."""
    actor = actor_of(request)
    scopes = [(scope.value, SCOPE_TITLES[scope]) for scope in scopes_of(actor)]
    form = OutreachForm(posted(request), scopes=scopes)

    def do(data: dict[str, Any]) -> Any:  # noqa: ANN401
        school = data["school"].pk if data["school"] else None
        filters = PeopleFilters(
            scope=data["scope"], school=school, age_from=data["age_from"], age_to=data["age_to"],
            status=SituationKind.UNKNOWN.value,
        )  # fmt: skip
        return outreach_actions.make_outreach(actor, name=data["name"], filters=filters)

    page = IntakeAct(
        title=gettext_lazy("Make an outreach list"), form=form, do=do, button=gettext_lazy("Make the list"),
        done=gettext_lazy("The list has been made."), back=reverse("intake:outreach"), back_title=_BACK_TITLE,
        look="outreach_seen",
        lead=gettext_lazy("The list holds the young people of whom nobody knows what they do, among those whom you may see."),
    )  # fmt: skip
    return act_pages.answer(request, page, lambda made: redirect("intake:outreach-list", made.pk))


def _shown(request: HttpRequest) -> str:
    """Which rows: those to do, unless the address says otherwise."""
    if request.GET.get("show") == "all":
        return "all"
    return chosen(request.GET, "show", outreach_queries.FILTERS) or "open"


@require_safe
@needs(Right.ANSWER_ENQUIRIES)
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: figures, rows, and giving rows to a colleague."""
    actor = actor_of(request)
    outreach = outreach_queries.one_list(actor, pk)
    shown = _shown(request)
    _sort, order = ordering(request.GET, outreach_queries.SORTS, "state")
    page = outreach_queries.rows_of(actor, pk, shown, order, page_number(request.GET))
    tabs = [
        {"href": f"?show={name}", "title": title, "current": name == shown}
        for name, title in (*outreach_queries.FILTERS.items(), ("all", _("Everybody")))
    ]
    context = {"outreach": outreach, "page": page, "tabs": tabs, "share_form": ShareOutForm(actor=actor)}
    look = Look("outreach_seen", [row.person_id for row in page.rows], {"list": pk, "show": shown})
    return show(request, "intake/outreach_list.html", context, look)


@require_safe
@needs(Right.EXPORT_LISTS)
def list_export(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """The rows as a file."""
    actor = actor_of(request)
    if extension not in FORMATS:
        raise NotVisible
    outreach_queries.one_list(actor, pk)
    _sort, order = ordering(request.GET, outreach_queries.SORTS, "state")
    rows = outreach_queries.rows_for_export(actor, pk, _shown(request), order)
    asked = {"list": pk, "format": extension, "rows": len(rows)}
    log_look(actor, Look("outreach_exported", [row.person_id for row in rows], asked))
    header = [
        _("Name"), _("Date of birth"), _("Phone"), _("Who asks"), _("State"), _("Attempts"), _("First attempt"), _("Reached"),
        _("Result"),
    ]  # fmt: skip
    cells = (
        [
            row.name,
            row.born_on,
            row.phone,
            row.worker,
            row.state,
            row.attempts,
            row.contacted_on,
            row.reached_on,
            row.result,
        ]
        for row in rows
    )
    return table_response(_("outreach"), extension, header, cells)


@require_POST
@needs(Right.ANSWER_ENQUIRIES)
def share_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the chosen rows to a colleague, all or none."""
    actor, here = actor_of(request), reverse("intake:outreach-list", args=[pk])
    outreach_queries.one_list(actor, pk)
    texts = request.POST.getlist("chosen")
    if not all(text.isdecimal() and len(text) < _LONGEST_KEY for text in texts):
        raise NotVisible
    form = ShareOutForm(request.POST, actor=actor)
    if not texts or not form.is_valid():
        messages.warning(request, _("Choose at least one young person and a colleague."))
        return redirect(here)
    count = outreach_actions.share_out(
        actor, rows={int(text) for text in texts}, account_id=form.cleaned_data["account"].pk
    )
    said = ngettext("%(count)d young person has been given on.", "%(count)d young people have been given on.", count)
    messages.success(request, said % {"count": count})
    return redirect(here)


@require_safe
@needs(Right.ANSWER_ENQUIRIES)
def one_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One young person on a list: attempts, answers, and what can be done."""
    row = policies.visible_row(actor_of(request), pk)
    return _row_page(request, row)


def _row_page(request: HttpRequest, row: OutreachRow, token: str = "") -> HttpResponse:
    """The page; with a link that has just been made, which is shown this once."""
    link = _address(request, token) if token else ""
    on = actor_of(request).on
    context = {
        "row": row, "person": row.young_person, "answers": outreach_queries.answers_to(row), "link": link,
        "days": terms_on(on).number("answer_link"), "is_settled": row.state == RowState.SETTLED,
        "can_send": recipient_of(row.young_person) is not None,
    }  # fmt: skip
    return show(request, "intake/outreach_row.html", context, Look("outreach_seen", [row.young_person_id]))


def _on_row(actor: Actor, pk: int, **values: Any) -> IntakeAct:
    row = policies.visible_row(actor, pk)
    name, outreach = row.young_person.name, reverse("intake:outreach-list", args=[row.outreach_id])
    return IntakeAct(
        back=reverse("intake:outreach-row", args=[pk]), back_title=name, kicker=name, look="outreach_seen",
        persons=[row.young_person_id], above=(outreach, row.outreach.name), **values,
    )  # fmt: skip


def _after(actor: Actor, pk: int, list_id: int) -> HttpResponse:
    """Back to the row, or to the list when the person is no longer the actor's to see."""
    if policies.visible_rows(actor).filter(pk=pk).exists():
        return redirect("intake:outreach-row", pk)
    if policies.visible_lists(actor).filter(pk=list_id).exists():
        return redirect("intake:outreach-list", list_id)
    return redirect("intake:outreach")


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def record_attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """An attempt to reach the young person."""
    actor = actor_of(request)
    page = _on_row(
        actor, pk, title=gettext_lazy("Record an attempt"), form=AttemptForm(posted(request), initial={"held_on": actor.on}),
        do=lambda data: outreach_actions.record_attempt(
            actor, row_id=pk, held_on=data["held_on"], channel=ContactChannel(data["channel"]),
            outcome=ContactOutcome(data["outcome"]),
        ),
        done=gettext_lazy("The attempt has been recorded."), button=gettext_lazy("Record"),
    )  # fmt: skip
    return act_pages.answer(request, page)


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def settle_row(request: HttpRequest, pk: int) -> HttpResponse:
    """The row is done."""
    actor = actor_of(request)
    list_id = policies.visible_row(actor, pk).outreach_id
    page = _on_row(
        actor, pk, title=gettext_lazy("Settle"), form=SettleForm(posted(request)),
        do=lambda data: outreach_actions.settle_row(actor, row_id=pk, settled_as=Settled(data["settled_as"])),
        done=gettext_lazy("The young person is settled on the list."), button=gettext_lazy("Settle"),
        lead=gettext_lazy("If you have no other business with the young person, the page closes to you."),
    )  # fmt: skip
    return act_pages.answer(request, page, lambda _result: _after(actor, pk, list_id))


@require_POST
@needs(Right.ANSWER_ENQUIRIES)
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link to answer by: sent to the young person, or shown once to be copied or printed."""
    actor = actor_of(request)
    is_sent = "send" in request.POST
    try:
        token = outreach_actions.make_answer_link(
            actor, row_id=pk, send_as=(lambda token: _address(request, token)) if is_sent else None
        )
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        messages.error(request, str(error))
        return redirect("intake:outreach-row", pk)
    if is_sent:
        messages.success(request, _("The link is on its way to the young person."))
        return redirect("intake:outreach-row", pk)
    return _row_page(request, policies.visible_row(actor, pk), token)


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("intake:answer", args=[token]))


def _answer_of(actor: Actor, pk: int) -> Answer:
    found = Answer.objects.filter(pk=pk).select_related("link", "young_person").first()
    if found is None:
        raise NotVisible
    people_policies.require(actor, Right.ANSWER_ENQUIRIES, found.young_person_id)
    return found


@form_methods
@needs(Right.ANSWER_ENQUIRIES)
def confirm_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what the young person answered, and record it when it is a life situation."""
    actor = actor_of(request)
    answer = _answer_of(actor, pk)
    said = f"{answer.get_doing_display()} {answer.place}".strip()
    page = IntakeAct(
        title=gettext_lazy("Confirm the answer"), form=ConfirmAnswerForm(posted(request)),
        do=lambda data: outreach_actions.confirm_answer(actor, answer_id=pk, started_on=data["started_on"]),
        done=gettext_lazy("The answer has been confirmed."), button=gettext_lazy("Confirm"),
        back=reverse("intake:person", args=[answer.young_person_id]), back_title=answer.young_person.name,
        kicker=answer.young_person.name, look="intake_seen", persons=[answer.young_person_id],
        lead=f"{said}, {date_format(answer.answered_on, 'SHORT_DATE_FORMAT')}",
    )  # fmt: skip
    return act_pages.answer(request, page)


@require_POST
@needs(Right.ANSWER_ENQUIRIES)
def dismiss_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an answer aside."""
    actor = actor_of(request)
    back = reverse("intake:person", args=[_answer_of(actor, pk).young_person_id])
    return act_pages.done(
        request,
        lambda: outreach_actions.dismiss_answer(actor, answer_id=pk),
        _("The answer has been put aside."),
        back,
        back,
    )
