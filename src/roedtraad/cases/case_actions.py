# SPDX-License-Identifier: EUPL-1.2
"""Acts on a case: open it, take or give one that nobody has, close it, and ask how it goes afterwards."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases import rules
from roedtraad.cases.case_queries import may_answer_for, require_readable
from roedtraad.cases.dependencies import tell_changed_hands, what_waits
from roedtraad.cases.models import (
    Case,
    CaseClosing,
    CaseFollowUp,
    CaseOutcome,
    Destination,
    FollowUpOutcome,
)  # fmt: skip
from roedtraad.cases.staff import colleagues_in_unit, led_departments, works_in
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Unit
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from roedtraad.people.actions import lock_person


@dataclass(frozen=True, slots=True)
class Opening:
    """A new case: where, under which law, in which discipline, from when, and who has it (nobody yet: the unit's leader answers)."""

    unit_id: int
    law: str
    discipline: str
    opened_on: dt.date
    caseworker_id: int | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """How a case ends. `outcome` and `destination` are codes of CaseOutcome and Destination."""

    closed_on: dt.date
    outcome: str
    destination: str
    note: str = ""


def open_case(actor: Actor, *, person_id: int, opening: Opening) -> Case:
    """Open a case about somebody whom the actor has to do with.

    Refuses a unit that is closed or does not work in the discipline, a law that its department does not work under, a
    caseworker without cases in the unit, a day ahead or before birth, and a second open case of the same kind in the unit.
    """
    policies.require(actor, Right.MANAGE_CASES, person_id)
    return open_visited_case(actor, person_id=person_id, opening=opening)


@transaction.atomic
def open_visited_case(actor: Actor, *, person_id: int, opening: Opening) -> Case:
    """The same when visitation has decided it: the room that decided has asked whether the actor may. Refuses as `open_case`."""
    if not has_right(actor, Right.MANAGE_CASES):
        raise NotAllowed("cannot_open_case", _("Your role does not open cases."))
    person = lock_person(person_id)
    unit = Unit.objects.select_related("department").filter(pk=opening.unit_id, is_active=True).first()
    if unit is None:
        raise DomainError("unit_unknown", _("This unit does not take cases."))
    _check_place(actor, unit, opening)
    if opening.opened_on > actor.on:
        raise DomainError("case_in_future", _("The day lies ahead. Open the case when it begins."))
    if opening.opened_on < person.born_on:
        raise DomainError("case_before_birth", _("The case begins before the person was born. Correct the date."))
    same = Case.objects.filter(
        young_person=person, unit=unit, law=opening.law, discipline=opening.discipline, closed_on__isnull=True
    )
    if same.exists():
        raise DomainError("case_open_already", _("The unit has an open case of this kind already."))
    made = Case.objects.create(
        young_person=person, reference=_new_reference(opening.opened_on), unit=unit, discipline=opening.discipline,
        law=opening.law, opened_on=opening.opened_on, caseworker_id=opening.caseworker_id, source=unit.code,
        confirmed_on=actor.on,
    )  # fmt: skip
    values = {"unit": unit.code, "law": opening.law, "discipline": opening.discipline, "opened_on": opening.opened_on}
    _record(actor, "case_opened", made, {**values, "caseworker_id": opening.caseworker_id})
    return made


def _check_place(actor: Actor, unit: Unit, opening: Opening) -> None:
    profile = profile_on(actor.on)
    laws = {law for one in profile.departments if one.code == unit.department.code for law in one.laws}
    if opening.law not in laws:
        raise DomainError(
            "law_not_here", _("This department does not work under that law. Choose another unit or law.")
        )
    if opening.discipline not in unit.disciplines:
        raise DomainError("discipline_not_here", _("This unit does not work in that discipline."))
    if opening.caseworker_id is not None:
        _require_staff_of(unit.pk, opening.caseworker_id, actor.on)


def _require_staff_of(unit_id: int, account_id: int, on: dt.date) -> None:
    if not colleagues_in_unit(Right.MANAGE_CASES, unit_id, on).filter(pk=account_id).exists():
        raise DomainError("no_caseworker_here", _("This colleague has no cases in that unit."))


def _new_reference(on: dt.date) -> str:
    """A number that says the year and nothing about the person."""
    return f"{on:%Y}-{secrets.token_hex(4).upper()}"


@transaction.atomic
def take_case(actor: Actor, *, case_id: int) -> Case:
    """Take a case that nobody at work has. Refuses somebody else's, and those who have no cases in the unit."""
    case = _locked(actor, case_id)
    if not works_in(actor, case.unit_id):
        raise NotAllowed("other_unit", _("This case belongs to another unit. Ask for it to be handed over."))
    return _give(actor, case, actor.account_id or 0)


@transaction.atomic
def assign_case(actor: Actor, *, case_id: int, account_id: int) -> Case:
    """A leader gives a case that nobody at work has to somebody in the unit.

    Refuses a case that somebody has: that is handed over, so that the next one has accepted before the last one lets go.
    """
    case = _locked(actor, case_id)
    if case.unit.department_id not in led_departments(actor):
        raise NotAllowed("only_leaders", _("Only a leader of the department gives cases to others."))
    _require_staff_of(case.unit_id, account_id, actor.on)
    return _give(actor, case, account_id)


def _give(actor: Actor, case: Case, account_id: int) -> Case:
    if case.caseworker is not None and case.caseworker.is_active:
        raise DomainError(
            "case_is_taken", _("%(name)s has this case. Ask for it to be handed over.") % {"name": case.caseworker.name}
        )
    values = {"changes": {"caseworker_id": [case.caseworker_id, account_id]}}
    case.caseworker_id = account_id
    case.save(update_fields=["caseworker_id"])
    _record(actor, "case_assigned", case, values)
    tell_changed_hands(actor, case.young_person_id)
    return case


@transaction.atomic
def close_case(actor: Actor, *, case_id: int, closing: Closing) -> Case:
    """Close a case with what came of it and where the young person goes on to, and plan when to ask how it goes.

    Refuses those whose case it is not, a case on which something still depends, a missing outcome or destination, a reached
    goal without a known destination, another reason that is not told, and a day ahead or before the beginning.
    """
    case = _locked(actor, case_id)
    if not may_answer_for(actor, case):
        raise NotAllowed("not_your_case", _("Only its caseworker or a leader of the department closes a case."))
    _check_closing(actor, case, closing)
    waiting = what_waits(case.pk)
    if waiting:
        raise DomainError("case_depended_on", " ".join((_("The case cannot be closed yet."), *waiting)))
    case.closed_on = closing.closed_on
    case.save(update_fields=["closed_on"])
    CaseClosing.objects.create(
        case=case, outcome=closing.outcome, destination=closing.destination, note=closing.note.strip(),
        account_id=actor.account_id,
    )  # fmt: skip
    days = _plan_follow_ups(actor, case, closing)
    values = {"closed_on": closing.closed_on, "outcome": closing.outcome, "destination": closing.destination}
    _record(actor, "case_closed", case, {**values, "note": closing.note.strip(), "follow_ups": days})
    return case


def _check_closing(actor: Actor, case: Case, closing: Closing) -> None:
    if closing.outcome not in CaseOutcome.values or closing.destination not in Destination.values:
        raise DomainError("closing_incomplete", _("Say what came of the case and what the young person goes on to."))
    if closing.outcome == CaseOutcome.GOAL_REACHED and closing.destination == Destination.UNKNOWN:
        raise DomainError(
            "goal_without_destination", _("When the goal is reached, you know where the young person is. Say where.")
        )
    if closing.outcome == CaseOutcome.OTHER and not closing.note.strip():
        raise DomainError("closing_unexplained", _("Say in the note what the other reason is."))
    if closing.closed_on > actor.on:
        raise DomainError("closed_in_future", _("The day lies ahead. Close the case when it is over."))
    if closing.closed_on < case.opened_on:
        raise DomainError("closed_before_opened", _("The case was opened later than that. Correct the date."))


def _plan_follow_ups(actor: Actor, case: Case, closing: Closing) -> tuple[dt.date, ...]:
    """The first months' follow-ups, for whoever had the case; none after somebody who has moved away."""
    account_id = case.caseworker_id if case.caseworker and case.caseworker.is_active else actor.account_id
    if closing.destination in rules.GONE or account_id is None:
        return ()
    terms = terms_on(actor.on)
    until = terms.after("close_follow_up_after_start", closing.closed_on)
    days = rules.follow_up_days(closing.closed_on, until, lambda day: terms.after("follow_up_interval", day))
    CaseFollowUp.objects.bulk_create(CaseFollowUp(case=case, account_id=account_id, due_on=day) for day in days)
    return days


@transaction.atomic
def record_follow_up(actor: Actor, *, follow_up_id: int, done_on: dt.date, outcome: FollowUpOutcome) -> CaseFollowUp:
    """Record how it goes after a case. Refuses one that is done already, a day ahead, and a day before the case closed."""
    person_id = CaseFollowUp.objects.filter(pk=follow_up_id).values_list("case__young_person_id", flat=True).first()
    if person_id is None:
        raise NotVisible
    policies.require(actor, Right.MANAGE_CASES, person_id)
    lock_person(person_id)
    found = CaseFollowUp.objects.select_related("case__unit").get(pk=follow_up_id)
    if found.account_id != actor.account_id and found.case.unit.department_id not in led_departments(actor):
        raise NotAllowed("not_your_follow_up", _("A colleague follows up on this case."))
    if found.done_on is not None:
        raise DomainError("follow_up_done", _("This has been recorded already."))
    if done_on > actor.on:
        raise DomainError("follow_up_in_future", _("The day lies ahead. Record it when you have asked."))
    if found.case.closed_on is not None and done_on < found.case.closed_on:
        raise DomainError("follow_up_too_early", _("The case was closed later than that. Correct the date."))
    found.done_on, found.outcome = done_on, outcome
    found.save(update_fields=["done_on", "outcome"])
    values = {"done_on": done_on, "outcome": outcome}
    record_change(actor, Record("follow_up_recorded", "case", found.case_id, persons=(person_id,), values=values))
    return found


def _locked(actor: Actor, case_id: int) -> Case:
    """An open case about a person about whom the actor manages cases, held until the transaction ends."""
    person_id = Case.objects.filter(pk=case_id).values_list("young_person_id", flat=True).first()
    if person_id is None:
        raise NotVisible
    policies.require(actor, Right.MANAGE_CASES, person_id)
    lock_person(person_id)
    case = Case.objects.select_related("unit", "caseworker").get(pk=case_id)
    require_readable(actor, case)
    if case.closed_on is not None:
        raise DomainError("case_is_closed", _("The case is closed already."))
    return case


def _record(actor: Actor, act: str, case: Case, values: Mapping[str, Any]) -> None:
    record_change(actor, Record(act, "case", case.pk, persons=(case.young_person_id,), values=values))
