# SPDX-License-Identifier: EUPL-1.2
"""Reads about a person's cases: the tab, one case, who answers for it, and who may close it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch

from roedtraad.cases import rules
from roedtraad.cases.models import Case, CaseClosing, CaseFollowUp, CaseOutcome, Destination, FollowUpOutcome
from roedtraad.cases.queries import is_stalled, kind_of, law_titles
from roedtraad.cases.rules import Responsible
from roedtraad.cases.staff import holding, leaders_of, led_departments, works_in
from roedtraad.consent.policies import readable
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.people import policies

_OUTCOMES: Final = {one.value: one.label for one in CaseOutcome}
_DESTINATIONS: Final = {one.value: one.label for one in Destination}
_FOUND: Final = {one.value: one.label for one in FollowUpOutcome}


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A day on which somebody asks how it goes after a case."""

    pk: int
    due_on: dt.date
    done_on: dt.date | None
    outcome: str
    by: str
    is_late: bool
    may_record: bool


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One case on the person's tab, with what the reader may do about it. `outcome` and what follows are of a closed one."""

    pk: int
    reference: str
    law: str
    unit: str
    department: str
    opened_on: dt.date
    closed_on: dt.date | None
    caseworker: str
    is_mine: bool
    is_stalled: bool
    may_take: bool
    may_assign: bool
    may_close: bool
    may_hand_over: bool
    may_request: bool
    outcome: str = ""
    destination: str = ""
    is_positive: bool = False
    note: str = ""
    follow_ups: tuple[FollowUpRow, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


def cards(actor: Actor, person_id: int, *, may_manage: bool) -> list[CaseCard]:
    """The cases that the reader may read, the open ones first; three queries whatever their number."""
    follow_ups = Prefetch("follow_ups", CaseFollowUp.objects.select_related("account"))
    found = Case.objects.filter(young_person_id=person_id).select_related("unit__department", "caseworker", "closing")
    reader = readable(actor, person_id)
    mine = [one for one in found.prefetch_related(follow_ups) if reader.allows(one.unit.department_id, kind_of(one))]
    laws = law_titles(actor.on)
    mine.sort(key=lambda one: one.closed_on is not None)
    return [_card(actor, one, laws.get(one.law, one.law), may_manage=may_manage) for one in mine]


def _card(actor: Actor, case: Case, law: str, *, may_manage: bool) -> CaseCard:
    closing: CaseClosing | None = getattr(case, "closing", None)
    stalled, acts = is_stalled(case), may_manage and case.closed_on is None
    is_mine = case.caseworker_id == actor.account_id
    leads = case.unit.department_id in led_departments(actor)
    return CaseCard(
        pk=case.pk,
        reference=case.reference,
        law=law,
        unit=case.unit.local_name,
        department=case.unit.department.local_name,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        caseworker=case.caseworker.name if case.caseworker else "",
        is_mine=is_mine,
        is_stalled=stalled,
        may_take=acts and stalled and works_in(actor, case.unit_id),
        may_assign=acts and stalled and leads,
        may_close=acts and may_answer_for(actor, case),
        may_hand_over=acts and case.caseworker_id is not None and (is_mine or leads),
        may_request=acts and not is_mine and not stalled,
        outcome=str(_OUTCOMES.get(closing.outcome, "")) if closing else "",
        destination=str(_DESTINATIONS.get(closing.destination, "")) if closing else "",
        is_positive=closing is not None and closing.destination in rules.POSITIVE,
        note=closing.note if closing else "",
        follow_ups=tuple(_follow_up(actor, one, leads=leads) for one in case.follow_ups.all()),
    )


def _follow_up(actor: Actor, one: CaseFollowUp, *, leads: bool) -> FollowUpRow:
    return FollowUpRow(
        one.pk, one.due_on, one.done_on, str(_FOUND.get(one.outcome, "")), one.account.name,
        is_late=one.done_on is None and one.due_on < actor.on,
        may_record=one.done_on is None and (leads or one.account_id == actor.account_id),
    )  # fmt: skip


def one_case(actor: Actor, case_id: int) -> Case:
    """One case that the actor may read, of a person whom they may see. Raises NotVisible."""
    found = Case.objects.select_related("unit__department", "caseworker").filter(pk=case_id).first()
    if found is None or not policies.can(actor, Right.SEE_PERSON, found.young_person_id):
        raise NotVisible
    require_readable(actor, found)
    return found


def require_readable(actor: Actor, case: Case) -> None:
    """Refuse another department's case as if there were none, unless it may be read (DOMAIN §1.11)."""
    if not readable(actor, case.young_person_id).allows(case.unit.department_id, kind_of(case)):
        raise NotVisible


def one_follow_up(actor: Actor, pk: int) -> CaseFollowUp:
    """One follow-up of a case that the actor may read. Raises NotVisible."""
    found = CaseFollowUp.objects.select_related("case__unit").filter(pk=pk).first()
    if found is None or not policies.can(actor, Right.SEE_PERSON, found.case.young_person_id):
        raise NotVisible
    require_readable(actor, found.case)
    return found


def may_answer_for(actor: Actor, case: Case) -> bool:
    """Whether the case is the actor's to close: its caseworker, or a leader of its department."""
    return case.caseworker_id == actor.account_id or case.unit.department_id in led_departments(actor)


def responsible_for(case: Case, on: dt.date) -> Responsible:
    """Who answers for an open case today (see rules.responsible)."""
    at_work = frozenset(holding(Right.MANAGE_CASES, on).values_list("account_id", flat=True))
    entry = holding(Right.ANSWER_ENQUIRIES, on).filter(unit__is_entry=True, unit__is_active=True)
    ladder: Sequence[Sequence[int]] = leaders_of(case.unit, on)
    inbox = sorted(set(entry.values_list("account_id", flat=True)))
    return rules.responsible(case.caseworker_id, at_work, ladder, inbox)
