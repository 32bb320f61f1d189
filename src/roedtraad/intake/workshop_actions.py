# SPDX-License-Identifier: EUPL-1.2
"""Acts on one young person's way in: the future workshop, and the visitation into a unit."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.actions import Naming, name_contact_person
from roedtraad.cases.case_actions import Opening, open_case
from roedtraad.intake import rules
from roedtraad.intake.actions import entry_unit, finish, record_of, take_enquiry
from roedtraad.intake.models import (
    Enquiry,
    EnquiryState,
    FutureWorkshop,
    SkillsBasis,
    Visitation,
    WorkshopOffer,
)
from roedtraad.intake.queries import deciders, disciplines_of, special_rule_holds
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.rights import Right
from roedtraad.people import policies
from roedtraad.people.actions import lock_person

_PAIR: Final = {
    "same_person": gettext_lazy("A pair is two different people."),
    "same_discipline": gettext_lazy("The two must come from two different disciplines."),
}
_TESTS: Final[dict[str, str | Promise]] = {
    "basis_missing": gettext_lazy("There are results. Say why the tests were made."),
    "results_missing": gettext_lazy("Give at least one result, or choose that nothing was tested."),
    "rule_over": gettext_lazy(
        "The special rule does not hold for this person today. Choose that the tests are needed, and why."
    ),
    "reason_missing": gettext_lazy("Say why this young person needs the tests."),
}


@dataclass(frozen=True, slots=True)
class Screening:
    """Who screened, and in which discipline each."""

    first_id: int
    first_discipline: str
    second_id: int
    second_discipline: str


@dataclass(frozen=True, slots=True)
class Skills:
    """Reading, writing and arithmetic, and on which ground they were tested."""

    basis: SkillsBasis = SkillsBasis.NONE
    reason: str = ""
    reading: str = ""
    writing: str = ""
    arithmetic: str = ""

    @property
    def results(self) -> tuple[str, str, str]:
        return self.reading, self.writing, self.arithmetic


@dataclass(frozen=True, slots=True)
class WorkshopDetails:
    """One future workshop: the pair, the tests, what begins, what was found, and who follows from here."""

    held_on: dt.date
    screening: Screening
    result: str
    tests: Skills = Skills()
    offers: tuple[str, ...] = ()
    contact_person_id: int | None = None


@transaction.atomic
def record_workshop(actor: Actor, *, person_id: int, details: WorkshopDetails) -> FutureWorkshop:
    """Record a future workshop; a contact person who is named is named by the same act.

    Refuses a day ahead, a pair that is one person or one discipline, a discipline that is not the colleague's, and test
    results without a ground that holds that day (DOMAIN §1.6).
    """
    policies.require(actor, Right.MANAGE_CASES, person_id)
    if actor.account_id is None:
        raise NotAllowed("workshop_by_system", _("Only a person can have held a workshop."))
    person = lock_person(person_id)
    if details.held_on > actor.on:
        raise DomainError("workshop_ahead", _("The day lies ahead. Record the workshop when it has been held."))
    _check_pair(details.screening, details.held_on)
    tests = details.tests
    problem = rules.results_problem(
        basis=tests.basis, results=tests.results, reason=tests.reason,
        rule_holds=special_rule_holds(person.born_on, details.held_on),
    )  # fmt: skip
    if problem:
        raise DomainError(f"tests_{problem}", _TESTS[problem])
    pair = details.screening
    made = FutureWorkshop.objects.create(
        young_person=person, unit_id=_unit_of(actor), held_on=details.held_on, first_id=pair.first_id,
        first_discipline=pair.first_discipline, second_id=pair.second_id, second_discipline=pair.second_discipline,
        tests_basis=tests.basis, tests_reason=tests.reason, reading=tests.reading, writing=tests.writing,
        arithmetic=tests.arithmetic, result=details.result, contact_person_id=details.contact_person_id,
        recorded_by_id=actor.account_id,
    )  # fmt: skip
    WorkshopOffer.objects.bulk_create(WorkshopOffer(workshop=made, title=title) for title in details.offers)
    values = {"held_on": details.held_on, "offers": len(details.offers)}
    record_change(actor, Record("workshop_recorded", "workshop", made.pk, persons=(person_id,), values=values))
    if details.contact_person_id is not None:
        name_contact_person(actor, person_id=person_id, naming=Naming(details.contact_person_id, actor.on))
    return made


def _check_pair(pair: Screening, on: dt.date) -> None:
    disciplines = (pair.first_discipline, pair.second_discipline)
    problem = rules.screening_problem(pair.first_id, pair.second_id, disciplines)
    if problem:
        raise DomainError(f"screening_{problem}", _PAIR[problem])
    for account_id, discipline in ((pair.first_id, pair.first_discipline), (pair.second_id, pair.second_discipline)):
        if discipline not in disciplines_of(account_id, on):
            raise DomainError("discipline_not_theirs", _("This colleague does not work in that discipline."))


def _unit_of(actor: Actor) -> int:
    """The unit in which the actor works, in whose file the record stands; the entry's for whoever has none."""
    return next((grant.unit_id for grant in actor.grants if grant.unit_id), None) or entry_unit().pk


@dataclass(frozen=True, slots=True)
class Decision:
    """Into which unit, under which law and in which discipline, why, who decided, and who gets the case there."""

    to_unit_id: int
    law: str
    discipline: str
    reasons: str
    decided_by_id: int
    decided_on: dt.date
    caseworker_id: int | None = None
    enquiry_id: int | None = None
    workshop_id: int | None = None


@transaction.atomic
def visitate(actor: Actor, *, person_id: int, decision: Decision) -> Visitation:
    """Visitate a young person into a unit: the case is opened there, and the enquiry is done.

    Refuses somebody who has no authority that day, a day ahead, and an enquiry or a workshop that is not about this person.
    """
    policies.require(actor, Right.MANAGE_CASES, person_id)
    if actor.account_id is None:
        raise NotAllowed("visitation_by_system", _("Only a person can visitate."))
    lock_person(person_id)
    if decision.decided_on > actor.on:
        raise DomainError("decision_ahead", _("The day of the decision lies ahead. Correct the date."))
    if not deciders(decision.decided_on).filter(pk=decision.decided_by_id).exists():
        raise DomainError("no_authority", _("This colleague has no authority to decide. Choose somebody who has."))
    enquiry = _enquiry_about(actor, person_id, decision.enquiry_id)
    if decision.workshop_id is not None:
        _require_workshop_about(person_id, decision.workshop_id)
    opening = Opening(
        unit_id=decision.to_unit_id, law=decision.law, discipline=decision.discipline, opened_on=decision.decided_on,
        caseworker_id=decision.caseworker_id,
    )  # fmt: skip
    case = open_case(actor, person_id=person_id, opening=opening)
    made = Visitation.objects.create(
        young_person_id=person_id, enquiry=enquiry, workshop_id=decision.workshop_id, unit_id=_unit_of(actor),
        to_unit_id=decision.to_unit_id, law=decision.law, discipline=decision.discipline, reasons=decision.reasons,
        decided_by_id=decision.decided_by_id, decided_on=decision.decided_on, case=case,
        recorded_by_id=actor.account_id,
    )  # fmt: skip
    record_change(actor, Record("visitation_decided", "visitation", made.pk, persons=(person_id,)))
    if enquiry is not None:
        finish(enquiry, EnquiryState.VISITATED, actor.on)
        enquiry.save(update_fields=["state", "holder", "closed_on"])
        record_change(actor, record_of("enquiry_visitated", enquiry))
    return made


def _enquiry_about(actor: Actor, person_id: int, enquiry_id: int | None) -> Enquiry | None:
    if enquiry_id is None:
        return None
    enquiry = take_enquiry(actor, enquiry_id=enquiry_id)
    if enquiry.young_person_id != person_id:
        raise DomainError("enquiry_about_another", _("The enquiry is about somebody else already."))
    return enquiry


def _require_workshop_about(person_id: int, workshop_id: int) -> None:
    if not FutureWorkshop.objects.filter(pk=workshop_id, young_person_id=person_id).exists():
        raise DomainError("workshop_about_another", _("The future workshop is about somebody else."))
