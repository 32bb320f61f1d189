# SPDX-License-Identifier: EUPL-1.2
"""Acts on how one works: the network, the pyramid, hypotheses and trial actions, progression."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.text import holds_cpr
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import Scale
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people
from roedtraad.people.models import Guardian, YoungPerson
from roedtraad.plans import policies, rules
from roedtraad.plans.changing import Done, begin, finish, log
from roedtraad.plans.models import (
    Hypothesis,
    HypothesisState,
    NetworkPerson,
    Plan,
    ProgressionMeasurement,
    PyramidLevel,
    Tone,
    TrialAction,
    TrialResult,
    TrialState,
)

PYRAMID: Final = "intervention_pyramid"


@dataclass(frozen=True, slots=True)
class NetworkDetails:
    """Somebody around the young person; `ring` 1 is closest."""

    name: str
    relation: str
    ring: int
    tone: Tone = Tone.NEUTRAL

    def values(self) -> dict[str, Any]:
        return {"name": self.name, "relation": self.relation, "ring": self.ring, "tone": self.tone}


@transaction.atomic
def add_network_person(
    actor: Actor, *, person_id: int, details: NetworkDetails, seen: int | None = None
) -> NetworkPerson:
    """Put somebody on the young person's map of their network."""
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen)
    made = NetworkPerson.objects.create(plan=plan, **details.values())
    finish(
        actor, plan, Done("network_person_set", "plan_network", made.pk, {"ring": details.ring, "tone": details.tone})
    )
    return made


@transaction.atomic
def change_network_person(
    actor: Actor, *, person_id: int, network_id: int, details: NetworkDetails, seen: int | None = None
) -> None:
    """Somebody on the map has come closer, moved away, or become another. Raises NotVisible for who is not on it."""
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("network", str(network_id))])
    if not plan.network.filter(pk=network_id).update(**details.values()):
        raise NotVisible
    finish(
        actor,
        plan,
        Done("network_person_set", "plan_network", network_id, {"ring": details.ring, "tone": details.tone}),
    )


@transaction.atomic
def remove_network_person(actor: Actor, *, person_id: int, network_id: int) -> None:
    """Take somebody off the map; earlier versions of the plan still hold them. Raises NotVisible for who is not on it."""
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id)
    if not plan.network.filter(pk=network_id).delete()[0]:
        raise NotVisible
    finish(actor, plan, Done("network_person_removed", "plan_network", network_id))


def pyramid_levels(on: dt.date) -> dict[str, str]:
    """The levels of the municipality's pyramid, the least intrusive first, by code; empty when it has none."""
    found = next((one for one in profile_on(on).methods if one.code == PYRAMID and one.in_force(on)), None)
    return {level.code: level.title.get(get_language() or "da") for level in found.levels} if found else {}


@transaction.atomic
def set_pyramid_level(
    actor: Actor, *, person_id: int, level: str, started_on: dt.date, why: str, unit: Unit | None = None
) -> PyramidLevel:
    """The help now stands on a level of the pyramid; the level before ends on the day before. The aim is to step down.

    A level set for the day on which the present one began corrects it. Refuses a level that the profile does not have, the
    level that holds already, a day in the future, and one before the present level began.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    policies.require_change(actor, person_id, unit)
    plan = begin(actor, person_id)
    if level not in pyramid_levels(actor.on):
        raise DomainError("pyramid_unknown", _("That level is not in the municipality's pyramid."))
    if started_on > actor.on:
        raise DomainError("pyramid_ahead", _("A level is set when it holds, not ahead."))
    before = plan.pyramid.filter(ended_on__isnull=True).first()
    values = {"level": level, "unit": unit, "why": why.strip(), "set_by_id": policies.account_of(actor)}
    if before is not None and before.started_on == started_on:
        for name, value in values.items():
            setattr(before, name, value)
        before.save()
        made = before
    else:
        _end_level(before, level, started_on)
        made = PyramidLevel.objects.create(plan=plan, started_on=started_on, **values)
    log(actor, plan, Done("pyramid_set", "plan_pyramid", made.pk, {"level": level, "started_on": started_on}))
    return made


def _end_level(before: PyramidLevel | None, level: str, started_on: dt.date) -> None:
    if before is None:
        return
    if before.level == level:
        raise DomainError("pyramid_same", _("The help stands on that level already."))
    if started_on < before.started_on:
        raise DomainError("pyramid_before", _("The present level began later than that day."))
    before.ended_on = started_on - dt.timedelta(days=1)
    before.save(update_fields=["ended_on"])


@transaction.atomic
def make_hypothesis(
    actor: Actor, *, person_id: int, text: str, area: str, unit: Unit | None = None, seen: int | None = None
) -> Hypothesis:
    """Write what we believe will help, so that it can be tried. Refuses a unit of another department."""
    people.require(actor, Right.EDIT_PLAN, person_id)
    policies.require_change(actor, person_id, unit)
    plan = begin(actor, person_id, seen=seen)
    made = Hypothesis.objects.create(
        plan=plan, unit=unit, area=area, text=text.strip(), made_on=actor.on, made_by_id=policies.account_of(actor)
    )
    finish(actor, plan, Done("hypothesis_made", "plan_hypothesis", made.pk, {"area": area}))
    return made


def _hypothesis(actor: Actor, plan: Plan, hypothesis_id: int) -> Hypothesis:
    found = plan.hypotheses.select_related("unit").filter(pk=hypothesis_id).first()
    if found is None:
        raise NotVisible
    policies.require_change(actor, plan.young_person_id, found.unit, found.area)
    return found


@transaction.atomic
def conclude_hypothesis(
    actor: Actor, *, person_id: int, hypothesis_id: int, state: HypothesisState, seen: int | None = None
) -> None:
    """Say whether a hypothesis holds, does not, or is being tried again. Refuses the state that it has."""
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("hypotheses", str(hypothesis_id))])
    found = _hypothesis(actor, plan, hypothesis_id)
    if found.state == state:
        raise DomainError("hypothesis_state_same", _("That is what stands there already."))
    found.state, found.concluded_on = state, actor.on if state != HypothesisState.OPEN else None
    found.save()
    finish(actor, plan, Done("hypothesis_concluded", "plan_hypothesis", found.pk, {"state": state}))


@transaction.atomic
def start_trial(
    actor: Actor, *, person_id: int, hypothesis_id: int, did: str, expected: str, seen: int | None = None
) -> TrialAction:
    """Try something small on a hypothesis, and write beforehand what we expect."""
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen)
    found = _hypothesis(actor, plan, hypothesis_id)
    level = plan.pyramid.filter(ended_on__isnull=True).values_list("level", flat=True).first() or ""
    made = TrialAction.objects.create(
        hypothesis=found, level=level, started_on=actor.on, did=did.strip(), expected=expected.strip(),
        tried_by_id=policies.account_of(actor),
    )  # fmt: skip
    finish(actor, plan, Done("trial_started", "plan_trial", made.pk, {"area": found.area}))
    return made


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of a trial action; `may_be_shared`: its text is free of identity and others may learn from it."""

    saw: str
    learned: str
    result: TrialResult
    state: TrialState = TrialState.DONE
    may_be_shared: bool = False


@transaction.atomic
def tell_trial(actor: Actor, *, person_id: int, trial_id: int, lesson: Lesson, seen: int | None = None) -> None:
    """Tell what we saw and learned. The young person's and the family's names are refused in a text that is to be shared.

    Refuses a trial that is said to run on, and one of another department.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id, seen=seen, touches=[("trials", str(trial_id))])
    trial = TrialAction.objects.filter(pk=trial_id, hypothesis__plan=plan).first()
    if trial is None:
        raise NotVisible
    _hypothesis(actor, plan, trial.hypothesis_id)
    if lesson.state == TrialState.RUNNING:
        raise DomainError("trial_runs", _("Tell what you learned when it is done or stopped."))
    trial.saw, trial.learned, trial.result = lesson.saw.strip(), lesson.learned.strip(), lesson.result
    trial.state, trial.ended_on, trial.may_be_shared = lesson.state, actor.on, lesson.may_be_shared
    if lesson.may_be_shared:
        _require_no_identity(plan, trial)
    trial.save()
    finish(
        actor,
        plan,
        Done("trial_told", "plan_trial", trial.pk, {"result": lesson.result, "shared": lesson.may_be_shared}),
    )


def _require_no_identity(plan: Plan, trial: TrialAction) -> None:
    text = " ".join((trial.expected, trial.did, trial.saw, trial.learned))
    person = YoungPerson.objects.get(pk=plan.young_person_id)
    names = [person.name, *Guardian.objects.filter(young_person=person).values_list("name", flat=True)]
    names += plan.network.values_list("name", flat=True)
    if holds_cpr(text) or rules.names_told(text, names):
        raise DomainError(
            "trial_names_somebody",
            _("The text names somebody. Write it without names and numbers before others can learn from it."),
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """A day's scores on one scale; at least one of them."""

    scale: str
    young: int | None = None
    worker: int | None = None
    comment: str = ""


@transaction.atomic
def measure_progression(actor: Actor, *, person_id: int, scores: Sequence[Scores]) -> list[ProgressionMeasurement]:
    """Record where the young person stands on the municipality's scales today; scales that nobody scored are left out.

    Staff give the worker's score and, when they do it together, the young person's; the young person gives their own. A second
    score on the same day by the same side corrects the first. Refuses an unknown scale, a score outside it, no score at all,
    and the young person's hand in the worker's score.
    """
    young = policies.is_written_by_young_person(actor, person_id)
    plan = begin(actor, person_id)
    scales = {one.code: one for one in terms_on(actor.on).scales()}
    given = [one for one in scores if one.young is not None or one.worker is not None]
    if not given:
        raise DomainError("score_missing", _("Answer at least one of the questions."))
    for one in given:
        _refuse_score(scales.get(one.scale), one, young=young)
    unit_id = None if young else policies.own_unit_id(actor)
    made = [_measure(actor, plan, one, unit_id) for one in given]
    log(
        actor,
        plan,
        Done("progression_measured", values={"scales": [one.scale for one in given], "by_young_person": young}),
    )
    return made


def _measure(actor: Actor, plan: Plan, scores: Scores, unit_id: int | None) -> ProgressionMeasurement:
    made = _measurement(plan, scores.scale, actor.on, unit_id)
    made.measured_by_id = policies.account_of(actor)
    made.young_score = scores.young if scores.young is not None else made.young_score
    made.worker_score = scores.worker if scores.worker is not None else made.worker_score
    made.comment = scores.comment.strip() or made.comment
    made.save()
    return made


def _measurement(plan: Plan, scale: str, on: dt.date, unit_id: int | None) -> ProgressionMeasurement:
    """The day's row of this side, or a new one."""
    held = plan.measurements.filter(scale=scale, measured_on=on)
    found = held.filter(unit_id=unit_id) if unit_id else held.filter(unit__isnull=True)
    return found.first() or ProgressionMeasurement(plan=plan, scale=scale, measured_on=on, unit_id=unit_id)


def _refuse_score(scale: Scale | None, scores: Scores, *, young: bool) -> None:
    if scale is None:
        raise DomainError("scale_unknown", _("The municipality does not use that scale."))
    if young and scores.worker is not None:
        raise DomainError("score_of_worker", _("You give your own score only."))
    given = [score for score in (scores.young, scores.worker) if score is not None]
    if any(not scale.lowest <= score <= scale.highest for score in given):
        raise DomainError("score_outside", _("The score is outside the scale."))
