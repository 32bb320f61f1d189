# SPDX-License-Identifier: EUPL-1.2
"""What the checks of law views need to know of one plan, read as far as the actor may read it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from roedtraad.cases.models import ContactPerson
from roedtraad.cases.queries import assignments_of
from roedtraad.consent.models import GivenBy, SharedLine
from roedtraad.consent.queries import State as ConsentState
from roedtraad.consent.queries import state_of
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.remembering import remembered
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import Guardian, SituationKind, YoungPerson
from roedtraad.people.queries import MONTHS_A_YEAR, age_on, situations_of
from roedtraad.plans.law_rules import GUARDIAN, YOUNG_PERSON, Stands
from roedtraad.plans.models import Goal, Plan, PlanText, SignOff, Step, StepState
from roedtraad.plans.reading import Read, goals_of, main_goal, plan_of, steps_of, texts_of

_SAYS_YES: Final = {
    GivenBy.YOUNG_PERSON.value: (YOUNG_PERSON,),
    GivenBy.GUARDIAN.value: (GUARDIAN,),
    GivenBy.BOTH.value: (YOUNG_PERSON, GUARDIAN),
}
"""Whose yes a consent is."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody's signature of one version; `is_current` when that is what is agreed now."""

    row: SignOff
    is_current: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that law views of one person are made from. There may be no plan yet."""

    person: YoungPerson
    stands: Stands
    signatures: tuple[Signature, ...]


def ground_of(actor: Actor, person_id: int) -> Ground:
    """What stands in the plan and around it. Whoever asks has asked whether the actor may see the plan."""
    person, signatures = person_of(person_id), signatures_of(plan_of(person_id))
    return Ground(person, _stands(actor, person, signatures), signatures)


@remembered
def person_of(person_id: int) -> YoungPerson:
    """The person's name, birth and grade, for whoever has asked for the right already. Raises NotVisible."""
    person = YoungPerson.objects.only("given_name", "family_name", "born_on", "grade").filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    return person


@remembered
def texts_read(actor: Actor, person_id: int) -> Read[PlanText]:
    """What has been written about what laws ask for: asked by the checks and by the document."""
    return texts_of(actor, person_id)


@remembered
def signatures_of(plan: Plan | None) -> tuple[Signature, ...]:
    """Every signature, the latest first."""
    if plan is None:
        return ()
    found = plan.sign_offs.select_related("version").defer("version__document")
    now = plan.versions.filter(number=plan.version).values_list("digest", flat=True).first()
    return tuple(Signature(one, one.version.digest == now) for one in found)


def _stands(actor: Actor, person: YoungPerson, signatures: tuple[Signature, ...]) -> Stands:
    terms, steps, texts = terms_on(actor.on), steps_of(actor, person.pk), texts_read(actor, person.pk)
    goal, kept = main_goal(person.pk), [one for one in steps.rows if one.state != StepState.DROPPED]
    of_age_on = add_months(person.born_on, terms.number("of_age") * MONTHS_A_YEAR)
    signed = frozenset(one.row.signer for one in signatures if one.is_current)
    return Stands(
        on=actor.on, age=age_on(person.born_on, actor.on), of_age_on=of_age_on, duty_from=terms.number("duty_from_age"),
        support_by=terms.before("support_plan_before_18", of_age_on),
        has_guardian=Guardian.objects.filter(young_person=person, has_custody=True).exists(),
        grade=person.grade, is_in_grade_10=_is_in_grade_10(person.pk, actor.on), has_goal=goal is not None,
        goal_is_own_words=goal is not None and goal.by_young_person, goal_areas=_areas(goals_in_force(person.pk)),
        texts=frozenset(one.code for one in texts.rows), hidden_texts=bool(texts.hidden), step_areas=_areas(kept),
        departments=frozenset(one.unit.department_id for one in kept if one.unit), hidden_steps=bool(steps.hidden),
        has_contact_person=coordinating(person.pk, actor.on) is not None, signed=signed,
        signed_before=frozenset(one.row.signer for one in signatures) - signed,
        agreed_to=departments_agreed_to(person.pk, actor.on),
    )  # fmt: skip


def goals_in_force(person_id: int) -> list[Goal]:
    """The goals that hold, the main one first."""
    held = [one for one in goals_of(person_id) if one.ended_on is None]
    return sorted(held, key=lambda one: one.term != "main")


def _areas(rows: Iterable[Goal | Step]) -> frozenset[str]:
    return frozenset(one.area for one in rows if one.area)


def coordinating(person_id: int, on: dt.date) -> ContactPerson | None:
    """The coordinating contact person of a day, when somebody at work is that."""
    return next((one for one in assignments_of(person_id) if _coordinates(one, on)), None)


def _coordinates(one: ContactPerson, on: dt.date) -> bool:
    runs = one.started_on <= on and (one.ended_on is None or one.ended_on >= on)
    return runs and one.is_coordinating and one.account.is_active


def _is_in_grade_10(person_id: int, on: dt.date) -> bool:
    return any(
        one.kind == SituationKind.GRADE_10 and one.started_on <= on and (one.ended_on is None or one.ended_on >= on)
        for one in situations_of(person_id)
    )


def departments_agreed_to(person_id: int, on: dt.date) -> dict[str, frozenset[int]]:
    """The departments named by consents that hold on a day to sharing the plan, by who said yes; one query.

    Only that they are named is told, which whoever may see the plan may know; what was said is for those whom it concerns.
    """
    lines = SharedLine.objects.filter(young_person_id=person_id, kind="plan", consent__isnull=False)
    found: dict[str, set[int]] = {}
    for line in lines.select_related("consent__guardian"):
        if line.consent is None or state_of(line.consent, on) != ConsentState.RUNNING:
            continue
        for giver in _SAYS_YES[line.consent.given_by]:
            parties = (line.from_department_id, line.to_department_id)
            found.setdefault(giver, set()).update(key for key in parties if key is not None)
    return {giver: frozenset(keys) for giver, keys in found.items()}
