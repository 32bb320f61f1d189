# SPDX-License-Identifier: EUPL-1.2
"""The rows of a plan as one actor may read them: asked once a request, whatever the number of places that show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.remembering import remembered
from roedtraad.kernel.rights import Part, Right
from roedtraad.people import policies as people
from roedtraad.people.frame import require_part
from roedtraad.plans.models import (
    Agreement,
    Goal,
    Hypothesis,
    Plan,
    PlanText,
    ProgressionMeasurement,
    PyramidLevel,
    Step,
    TrialAction,
)
from roedtraad.plans.policies import allows, reads

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Read(Generic[M]):
    """Rows that the actor may read, and how many of other departments they may not."""

    rows: tuple[M, ...]
    hidden: int = 0


def require_plan(actor: Actor, person_id: int) -> Plan:
    """The plan of a person, for whoever may see it. Raises NotVisible, also when there is no plan."""
    require_part(actor, person_id, Part.PLAN)
    plan = plan_of(person_id)
    if plan is None:
        raise NotVisible
    return plan


@remembered
def plan_of(person_id: int) -> Plan | None:
    """The person's plan; whoever asks has asked whether the actor may see plans."""
    return Plan.objects.select_related("realistic_by").filter(young_person_id=person_id).first()


@remembered
def goals_of(person_id: int) -> tuple[Goal, ...]:
    """Every goal there is or was, the latest first; the goal is the young person's, and no department's."""
    return tuple(Goal.objects.select_related("written_by").filter(plan__young_person_id=person_id))


def main_goal(person_id: int) -> Goal | None:
    """The one goal that holds."""
    return next((one for one in goals_of(person_id) if one.term == "main" and one.ended_on is None), None)


@remembered
def steps_of(actor: Actor, person_id: int) -> Read[Step]:
    """The one line in its order."""
    rows = Step.objects.filter(plan__young_person_id=person_id).select_related("unit__department", "responsible")
    return _read(actor, person_id, tuple(rows))


@remembered
def agreements_of(actor: Actor, person_id: int) -> Read[Agreement]:
    """Every agreement, what is due first first."""
    rows = Agreement.objects.filter(plan__young_person_id=person_id)
    related = ("step", "unit__department", "responsible", "decided_by", "decided_unit", "paid_by")
    return _read(actor, person_id, tuple(rows.select_related(*related)))


@remembered
def pyramid_of(actor: Actor, person_id: int) -> Read[PyramidLevel]:
    """The levels that the help has stood on, the latest first."""
    rows = PyramidLevel.objects.filter(plan__young_person_id=person_id).select_related("unit", "set_by")
    return _read(actor, person_id, tuple(rows))


@remembered
def measurements_of(actor: Actor, person_id: int) -> Read[ProgressionMeasurement]:
    """Every score, the latest first."""
    rows = ProgressionMeasurement.objects.filter(plan__young_person_id=person_id).select_related("unit", "measured_by")
    return _read(actor, person_id, tuple(rows))


def texts_of(actor: Actor, person_id: int) -> Read[PlanText]:
    """What the plan says about what laws ask for."""
    rows = PlanText.objects.filter(plan__young_person_id=person_id).select_related("unit", "written_by")
    return _read(actor, person_id, tuple(rows))


def hypotheses_of(actor: Actor, person_id: int) -> Read[Hypothesis]:
    """Hypotheses, the latest first."""
    rows = Hypothesis.objects.filter(plan__young_person_id=person_id).select_related("unit", "made_by")
    return _read(actor, person_id, tuple(rows))


def trials_of(hypotheses: Sequence[Hypothesis]) -> dict[int, list[TrialAction]]:
    """The trial actions of hypotheses that have been read, by hypothesis."""
    found: dict[int, list[TrialAction]] = {}
    for one in TrialAction.objects.filter(hypothesis__in=hypotheses).select_related("tried_by"):
        found.setdefault(one.hypothesis_id, []).append(one)
    return found


def _read(actor: Actor, person_id: int, rows: tuple[M, ...]) -> Read[M]:
    """Those of the rows whose department and kind the actor may read about this person."""
    allowed = reads(actor, person_id)
    shown = tuple(row for row in rows if allows(allowed, row))
    return Read(shown, len(rows) - len(shown))


def one_of(read: Read[M], pk: int) -> M:
    """One of the rows that the actor may read. Raises NotVisible."""
    found = next((row for row in read.rows if row.pk == pk), None)
    if found is None:
        raise NotVisible
    return found


def require_edit(actor: Actor, person_id: int) -> Plan:
    """The plan, for whoever may change it. Raises NotVisible or NotAllowed, as the right asks for it."""
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = plan_of(person_id)
    if plan is None:
        raise NotVisible
    return plan
