# SPDX-License-Identifier: EUPL-1.2
"""The plan as the young person, a guardian or a representative reads it in the portal."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people
from roedtraad.plans.models import ProgressionMeasurement
from roedtraad.plans.queries import AgreementRow, GoalRow, NextRow, PlanPage, StepRow, plan_page
from roedtraad.plans.reading import measurements_of, plan_of
from roedtraad.plans.versions import SignatureRow, signatures

_LATEST: Final = 8


@dataclass(frozen=True, slots=True)
class OwnScale:
    """One scale in the words for the young person, with their own latest scores, oldest first."""

    code: str
    title: str
    question: str
    lowest: int
    highest: int
    lowest_label: str
    highest_label: str
    scores: tuple[tuple[dt.date, int], ...]

    @property
    def latest(self) -> int | None:
        return self.scores[-1][1] if self.scores else None


@dataclass(frozen=True, slots=True)
class PortalPlan:
    """The plan in the portal; `version` is what a signature is given to."""

    version: int
    goal: GoalRow | None
    goals: tuple[GoalRow, ...]
    steps: tuple[StepRow, ...]
    own_agreements: tuple[AgreementRow, ...]
    other_agreements: tuple[AgreementRow, ...]
    next_up: tuple[NextRow, ...]
    next_revision_on: dt.date | None
    scales: tuple[OwnScale, ...]
    score_due_on: dt.date | None
    signatures: tuple[SignatureRow, ...]


def plan_for_portal(actor: Actor, person_id: int) -> PortalPlan | None:
    """The plan, or None when there is none yet. Raises NotVisible for whoever does not read this person's plan in the portal.

    The young person reads all of it; who comes for them reads what `consent.policies` allows.
    """
    roles = people.roles_reaching(actor, person_id)
    if Part.PLAN not in people.parts(roles) or person_id not in actor.own_person_ids:
        raise NotVisible
    people.require(actor, Right.SEE_PORTAL, person_id)
    page = plan_page(actor, person_id)
    return _portal_plan(actor, page) if page else None


def _portal_plan(actor: Actor, page: PlanPage) -> PortalPlan:
    plan = plan_of(page.person_id)
    assert plan is not None
    every = sorted(page.agreements, key=lambda one: (not one.is_open, one.due_on or dt.date.max))
    return PortalPlan(
        version=page.version, goal=page.goal, goals=page.goals, steps=page.line,
        own_agreements=tuple(one for one in every if one.by_young_person),
        other_agreements=tuple(one for one in every if not one.by_young_person and one.is_open),
        next_up=page.next_up, next_revision_on=page.next_revision_on, scales=own_scales(actor, page.person_id),
        score_due_on=page.progression_due_on, signatures=signatures(plan),
    )  # fmt: skip


def own_scales(actor: Actor, person_id: int) -> tuple[OwnScale, ...]:
    """The municipality's scales with the young person's own scores; nobody else's stand beside them here."""
    language = get_language() or "da"
    held = measurements_of(actor, person_id).rows
    return tuple(
        OwnScale(
            code=one.code, title=one.title.get(language), question=one.question_young.get(language), lowest=one.lowest,
            highest=one.highest, lowest_label=one.lowest_label.get(language),
            highest_label=one.highest_label.get(language), scores=_scores(held, one.code),
        )
        for one in terms_on(actor.on).scales()
    )  # fmt: skip


def _scores(rows: tuple[ProgressionMeasurement, ...], scale: str) -> tuple[tuple[dt.date, int], ...]:
    own = [(one.measured_on, one.young_score) for one in rows if one.scale == scale and one.young_score is not None]
    return tuple(reversed(own[:_LATEST]))
