# SPDX-License-Identifier: EUPL-1.2
"""What cannot be granted at the meeting: asked of the one who may, answered, taken back (K8: not a granting meeting)."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.cases.staff import leaders_of
from roedtraad.consent.passing import Cover, Receiver, record_passed_on, require_cover
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.periods import in_force
from roedtraad.meetings import policies, policies_sitting
from roedtraad.meetings.actions.sitting_held import held_item, log
from roedtraad.meetings.models import AgendaItem, AgreementLine, DecisionRequest, DecisionState
from roedtraad.notices.actions import Recipient, send
from roedtraad.notices.models import Channel
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.terms import terms_on
from roedtraad.plans.changing import Done, begin, finish
from roedtraad.plans.models import Agreement
from roedtraad.plans.policies import kind_of

NOTICE = "decision_waits"
ANSWERED = "decision_answered"
NOT_ASKED = gettext_lazy("Only the one who is asked, or the leader of the unit, answers this.")
_REMARK = 500
_ASKED_ABOUT = frozenset({"what", "paid_by_id", "costs_nothing"})


@transaction.atomic
def ask_decision(
    actor: Actor, *, item_id: int, what: str, unit: Unit, line_id: int | None = None,
    account: Account | None = None, due_on: dt.date | None = None,
) -> DecisionRequest:  # fmt: skip
    """Send what the meeting cannot grant to the one who may: a colleague of the unit, or its leader when nobody is named.

    Answered within the limit `decision_answer` unless another day is said. Refuses nothing said, a day that has passed, a
    colleague who does not work in the unit's department, a unit with neither colleague nor leader, a line that is asked about
    already, and what no consent or legal basis lets that department hear (`passing_without_basis`).
    """
    item = held_item(actor, item_id, policies.require_prepare)
    line = _line_of(item, line_id)
    due = due_on or terms_on(actor.on).after("decision_answer", actor.on)
    _check(actor, what, unit, account, due)
    cover = _cover(actor, item, unit, line)
    made = DecisionRequest.objects.create(
        item=item, line=line, what=what.strip()[:300], asked_unit=unit, asked_account=account, due_on=due,
        asked_by_id=actor.account_id, asked_at=clock.now(),
    )  # fmt: skip
    if cover is not None:
        told = _("Question from a meeting")
        record_passed_on(actor, person_id=item.young_person_id, to=Receiver(unit.department_id), what=told, cover=cover)
    _log(actor, made, "decision_asked", {"unit": unit.code, "due_on": due})
    tell(actor, who_answers(made, actor.on), NOTICE)
    _bump(item)
    return made


def _line_of(item: AgendaItem, line_id: int | None) -> AgreementLine | None:
    if line_id is None:
        return None
    line = item.lines.filter(pk=line_id, is_removed=False).first()
    if line is None:
        raise NotVisible
    if line.decisions.filter(state=DecisionState.OPEN).exists():
        raise DomainError("decision_asked_already", _("This has been asked already, and waits for an answer."))
    return line


def _check(actor: Actor, what: str, unit: Unit, account: Account | None, due: dt.date) -> None:
    if not what.strip():
        raise DomainError("decision_about_nothing", _("Write what is asked for."))
    if due < actor.on:
        raise DomainError("decision_due_past", _("Choose a day ahead."))
    if account is not None and account.pk == actor.account_id:
        raise DomainError("decision_of_own", _("Ask somebody else: nobody decides what they ask for themselves."))
    if account is not None and not _works_there(account, unit, actor.on):
        raise DomainError("decision_elsewhere", _("Choose somebody who works in the unit that is asked."))
    if account is None and not any(leaders_of(unit, actor.on)):
        raise DomainError("decision_nobody", _("The unit has no leader. Choose the colleague who may decide."))


def _works_there(account: Account, unit: Unit, on: dt.date) -> bool:
    roles = account.assignments.filter(in_force(on), unit__department_id=unit.department_id)
    return account.is_active and roles.exists()


def _cover(actor: Actor, item: AgendaItem, unit: Unit, line: AgreementLine | None) -> Cover | None:
    """What it rests on that another department hears of the matter; None when nothing leaves the authority."""
    if unit.department_id == item.unit.department_id:
        return None
    held = (item.unit.department_id, kind_of(item.unit, line.area if line else ""))
    found = require_cover(actor, item.young_person_id, Receiver(unit.department_id), [held])
    return None if found.is_inside_one_authority else found


def who_answers(request: DecisionRequest, on: dt.date) -> list[Account]:
    """The one who is asked; when nobody is named or they have left, the leaders nearest to the unit."""
    if request.asked_account is not None and request.asked_account.is_active:
        return [request.asked_account]
    nearest = next((step for step in leaders_of(request.asked_unit, on) if step), ())
    return list(Account.objects.filter(pk__in=nearest))


def tell(actor: Actor, accounts: Iterable[Account], text: str) -> None:
    """A mail that says that something waits, and not about whom."""
    for account in accounts:
        if account.email and account.is_active and account.pk != actor.account_id:
            send(actor, to=Recipient(Channel.MAIL, account.email, account.language), text=text)


@transaction.atomic
def answer_decision(actor: Actor, *, request_id: int, granted: bool, answer: str = "") -> DecisionRequest:
    """Grant or refuse. Granted, the agreement has its decider, in the plan as well; refused, the plan says so beside it.

    Refuses whoever is not asked, one that has been answered or taken back, and a no without a reason.
    """
    request = _held(actor, request_id)
    if not policies_sitting.may_answer(actor, request):
        raise NotAllowed("decision_of_others", NOT_ASKED)
    if not granted and not answer.strip():
        raise DomainError("decision_refused_why", _("Write why, so that the young person can be told."))
    request.state = DecisionState.GRANTED if granted else DecisionState.REFUSED
    _settle(actor, request, answer)
    if request.line is not None:
        _decide_line(actor, request, request.line)
    _log(actor, request, "decision_answered", {"state": request.state})
    if request.asked_by is not None:
        tell(actor, [request.asked_by], ANSWERED)
    _bump(request.item)
    return request


def _decide_line(actor: Actor, request: DecisionRequest, line: AgreementLine) -> None:
    agreement = line.agreement
    if request.state == DecisionState.GRANTED:
        line.decided_by_id, line.decided_unit, line.decided_here = actor.account_id, None, False
        line.decided_by_young_person = False
        line.version += 1
        if agreement is not None:
            line.landed_version = line.version
        line.save()
    if agreement is not None:
        _decide_agreement(actor, request, agreement)


def _decide_agreement(actor: Actor, request: DecisionRequest, agreement: Agreement) -> None:
    """The plan hears it as a version of its own, by the authority of whoever was asked."""
    plan = begin(actor, request.item.young_person_id)
    if request.state == DecisionState.GRANTED:
        agreement.decided_by_id, agreement.decided_unit, agreement.decided_forum = actor.account_id, None, ""
        agreement.decided_by_young_person = False
    else:
        said = {"day": date_format(actor.on, "SHORT_DATE_FORMAT"), "why": request.answer}
        agreement.remark = (_("Refused %(day)s: %(why)s") % said)[:_REMARK]
    agreement.save()
    values = {"is_undecided": agreement.is_undecided, "decision": request.pk}
    finish(actor, plan, Done("agreement_changed", "plan_agreement", agreement.pk, values))


@transaction.atomic
def withdraw_decision(actor: Actor, *, request_id: int, because: str = "") -> DecisionRequest:
    """Take the question back. Refuses whoever neither asked nor may prepare the item, and one that has been answered."""
    request = _held(actor, request_id)
    if request.asked_by_id != actor.account_id:
        policies.require_prepare(actor, request.item)
    request.state = DecisionState.WITHDRAWN
    _settle(actor, request, because)
    _log(actor, request, "decision_withdrawn", {})
    _bump(request.item)
    return request


def withdraw_overtaken(actor: Actor, line: AgreementLine, changed: Collection[str]) -> None:
    """What is asked about a line holds for its words: when what it is or who pays changes, the question is taken back."""
    if _ASKED_ABOUT.isdisjoint(changed):
        return
    for request in line.decisions.filter(state=DecisionState.OPEN):
        request.state = DecisionState.WITHDRAWN
        _settle(actor, request, "")
        _log(actor, request, "decision_withdrawn", {})


def found_request(request_id: int) -> DecisionRequest:
    """A question with everything that it is about. Raises NotVisible."""
    related = ("item__meeting", "item__unit", "item__young_person", "line__agreement", "asked_unit", "asked_account")
    found = DecisionRequest.objects.select_related(*related, "asked_by", "answered_by").filter(pk=request_id).first()
    if found is None:
        raise NotVisible
    return found


def _held(actor: Actor, request_id: int) -> DecisionRequest:
    request = found_request(request_id)
    policies_sitting.require_see_request(actor, request)
    held_item(actor, request.item_id)
    request = found_request(request_id)
    if request.state != DecisionState.OPEN:
        raise DomainError("decision_settled", _("This has been answered or taken back already."))
    return request


def _settle(actor: Actor, request: DecisionRequest, answer: str) -> None:
    request.answer = answer.strip()
    request.answered_by_id, request.answered_at = actor.account_id, clock.now()
    request.save()


def _bump(item: AgendaItem) -> None:
    item.version += 1
    item.save(update_fields=["version"])


def _log(actor: Actor, request: DecisionRequest, act: str, values: dict[str, Any]) -> None:
    log(actor, request.item, act, "decision_request", request.pk, values)
