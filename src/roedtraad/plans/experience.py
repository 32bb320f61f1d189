# SPDX-License-Identifier: EUPL-1.2
"""What has been learned from trial actions across everybody, without anybody's identity.

Counted by area and level; a group with few young people is not shown at all, because it would point at somebody. A text stands
there only when its author has marked it as free of identity, with the year and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.terms import terms_on
from roedtraad.plans.method_actions import pyramid_levels
from roedtraad.plans.models import TrialAction, TrialResult, TrialState
from roedtraad.plans.queries import AREAS

LEAST: Final = "experience_least"
_RESULTS: Final = {one.value: one.label for one in TrialResult}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for."""

    words: str = ""
    area: str = ""
    level: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Trial actions in one area on one level of help: how many, with how many young people, and how they went."""

    area_title: str
    level_title: str
    people: int
    trials: int
    helped: int
    helped_a_little: int
    did_not_help: int


@dataclass(frozen=True, slots=True)
class LessonRow:
    """What somebody has learned, told without anybody's identity."""

    area_title: str
    level_title: str
    year: int
    did: str
    expected: str
    learned: str
    result_title: str


@dataclass(frozen=True, slots=True)
class Experience:
    """The groups that are big enough, and the lessons in them; `least` is how many young people a group needs."""

    groups: tuple[Group, ...]
    lessons: Page[LessonRow]
    least: int


def experience(actor: Actor, question: Question, number: int = 1) -> Experience:
    """What others have learned. Raises NotAllowed for whoever does not work with plans."""
    if not has_right(actor, Right.EDIT_PLAN):
        raise NotAllowed("experience_for_plans", _("Only those who work with plans see this."))
    least = terms_on(actor.on).number(LEAST)
    told = _narrowed(TrialAction.objects.exclude(state=TrialState.RUNNING), question)
    big = [row for row in _counts(told) if row["people"] >= least]
    levels = pyramid_levels(actor.on)
    lessons = paged(_lessons(told, big, question), number)
    return Experience(
        tuple(_group(row, levels) for row in big),
        lessons.with_rows(lambda rows: [_lesson(one, levels) for one in rows]),
        least,
    )


def _narrowed(rows: "QuerySet[TrialAction]", question: Question) -> "QuerySet[TrialAction]":
    if question.area:
        rows = rows.filter(hypothesis__area=question.area)
    return rows.filter(level=question.level) if question.level else rows


def _counts(told: "QuerySet[TrialAction]") -> Iterable[dict[str, Any]]:
    rows = told.values("hypothesis__area", "level").order_by("hypothesis__area", "level")
    results = {one.value: Count("pk", filter=Q(result=one)) for one in TrialResult}
    counted = rows.annotate(people=Count("hypothesis__plan", distinct=True), trials=Count("pk"), **results)
    return [dict(row) for row in counted]


def _lessons(told: "QuerySet[TrialAction]", big: list[dict[str, Any]], question: Question) -> "QuerySet[TrialAction]":
    """The shared texts in the groups that are big enough; a question narrows these and never the counts."""
    groups = Q(pk__in=[])
    for row in big:
        groups |= Q(hypothesis__area=row["hypothesis__area"], level=row["level"])
    found = told.filter(groups, may_be_shared=True).exclude(learned="")
    if question.result:
        found = found.filter(result=question.result)
    if question.words:
        found = found.filter(Q(learned__icontains=question.words) | Q(did__icontains=question.words))
    return found.select_related("hypothesis").order_by("hypothesis__area", "level", "did", "pk")


def _group(row: dict[str, Any], levels: dict[str, str]) -> Group:
    return Group(
        area_title=str(AREAS.get(row["hypothesis__area"], row["hypothesis__area"])),
        level_title=levels.get(row["level"], row["level"]), people=row["people"], trials=row["trials"],
        helped=row["yes"], helped_a_little=row["partly"], did_not_help=row["no"],
    )  # fmt: skip


def _lesson(one: TrialAction, levels: dict[str, str]) -> LessonRow:
    return LessonRow(
        area_title=str(AREAS.get(one.hypothesis.area, one.hypothesis.area)), level_title=levels.get(one.level, one.level),
        year=(one.ended_on or one.started_on).year, did=one.did, expected=one.expected, learned=one.learned,
        result_title=str(_RESULTS.get(one.result, "")),
    )  # fmt: skip
