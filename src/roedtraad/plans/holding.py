# SPDX-License-Identifier: EUPL-1.2
"""Whose data a document of a plan holds, and of which kinds: told by its parts, so that a new part cannot be forgotten."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, Final

from django.db.models import Model

from roedtraad.consent.passing import Held
from roedtraad.consent.passing_forms import own_department
from roedtraad.organisation.models import Unit
from roedtraad.plans import paper_contents as contents
from roedtraad.plans.law_rules import EDUCATION_OR_WORK
from roedtraad.plans.models import Agreement, Step
from roedtraad.plans.paper_contents import Section, Source
from roedtraad.plans.policies import area_of, kind_of
from roedtraad.plans.reading import agreements_of, measurements_of, steps_of

Rows = Iterable[Model]


def held_by(source: Source, sections: Iterable[Section]) -> frozenset[Held]:
    """What a document made of these parts holds.

    The young person's own goals and what no department owns are handed on in the name of the reader's department.
    """
    own = own_department(source.actor)
    found: set[Held] = {(own, "plan")} if own is not None else set()
    for section in sections:
        for row in _rows_of(source, section):
            unit: Unit | None = getattr(row, "unit", None)
            department = unit.department_id if unit else own
            if department is not None:
                found.add((department, kind_of(unit, area_of(row))))
    return frozenset(found)


def _rows_of(source: Source, section: Section) -> Rows:
    if isinstance(section, partial):
        return _ROWS[section.func](source, **section.keywords)
    return _ROWS[section](source)


def _nothing(_source: Source) -> Rows:
    return ()


def _goals(source: Source, areas: Collection[str] | None = None) -> Rows:
    return [one for one in source.goals if one.term != "main" and (areas is None or one.area in areas)]


def _main_goal(source: Source) -> Rows:
    return [one for one in source.goals if one.term == "main"]


def _steps(source: Source, areas: Collection[str] | None = None) -> "list[Step]":
    shown = {one.pk for one in source.page.line if areas is None or one.area in areas}
    return [one for one in steps_of(source.actor, source.page.person_id).rows if one.pk in shown]


def _agreements(source: Source) -> "list[Agreement]":
    shown = {one.pk for one in source.page.agreements}
    return [one for one in agreements_of(source.actor, source.page.person_id).rows if one.pk in shown]


def _next_up(source: Source) -> Rows:
    """What happens next is taken from the steps and the agreements."""
    return [*_steps(source), *agreements_of(source.actor, source.page.person_id).rows]


def _texts(source: Source, codes: Collection[str] | None = None) -> Rows:
    return [one for one in source.texts if codes is None or one.code in codes]


def _measurements(source: Source) -> Rows:
    return measurements_of(source.actor, source.page.person_id).rows


_ROWS: Final[Mapping[Any, Callable[..., Rows]]] = {
    contents.revision: _nothing,
    contents.the_goal: _main_goal,
    contents.other_goals: _goals,
    contents.direction: _nothing,
    contents.steps: _steps,
    contents.steps_to_education_or_work: partial(_steps, areas=EDUCATION_OR_WORK),
    contents.agreements: _agreements,
    contents.texts: _texts,
    contents.contact_person: _nothing,
    contents.next_up: _next_up,
    contents.network: _nothing,
    contents.progression: _measurements,
    contents.signatures: _nothing,
}
"""The rows behind each part of a document."""
