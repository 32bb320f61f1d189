# SPDX-License-Identifier: EUPL-1.2
"""The pyramid's history, hypotheses with their trial actions, and what laws ask a plan to say, as an actor may read them."""

import datetime as dt
from dataclasses import dataclass

from roedtraad.kernel.actor import Actor
from roedtraad.plans import policies, rules
from roedtraad.plans.method_actions import pyramid_levels
from roedtraad.plans.models import Hypothesis, PlanText, PlanTextCode, PyramidLevel, TrialAction
from roedtraad.plans.queries import AREAS
from roedtraad.plans.reading import hypotheses_of, pyramid_of, texts_of, trials_of


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A period on one level; `direction` is -1 when it was a step down from the one before, 1 when up."""

    level_title: str
    started_on: dt.date
    ended_on: dt.date | None
    why: str
    by: str
    direction: int


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of the municipality's pyramid, the most intensive on top."""

    code: str
    title: str
    is_current: bool
    width: int


@dataclass(frozen=True, slots=True)
class PyramidPage:
    """The pyramid, and where the help has stood."""

    rungs: tuple[Rung, ...]
    rows: tuple[LevelRow, ...]
    hidden: int


def pyramid_page(actor: Actor, person_id: int) -> PyramidPage:
    """The pyramid with the level that holds, and its history, the latest first."""
    read, levels = pyramid_of(actor, person_id), pyramid_levels(actor.on)
    held = next((one.level for one in read.rows if one.ended_on is None), "")
    codes = list(levels)
    rungs = tuple(
        Rung(code, levels[code], code == held, 100 - 100 * number // max(1, len(codes)))
        for number, code in reversed(list(enumerate(codes)))
    )
    earlier = [*read.rows[1:], None]
    rows = tuple(_level(one, before, levels) for one, before in zip(read.rows, earlier, strict=False))
    return PyramidPage(rungs, rows, read.hidden)


def _level(one: PyramidLevel, before: PyramidLevel | None, levels: dict[str, str]) -> LevelRow:
    turned = rules.direction(list(levels), before.level, one.level) if before else 0
    return LevelRow(
        level_title=levels.get(one.level, one.level), started_on=one.started_on, ended_on=one.ended_on, why=one.why,
        by=one.set_by.name if one.set_by else "", direction=turned,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial action: what we expected, did, saw, learned."""

    pk: int
    did: str
    expected: str
    saw: str
    learned: str
    started_on: dt.date
    ended_on: dt.date | None
    state_title: str
    result: str
    result_title: str
    by: str
    is_running: bool
    may_be_shared: bool


@dataclass(frozen=True, slots=True)
class HypothesisRow:
    """A hypothesis and what has been tried on it."""

    pk: int
    text: str
    area_title: str
    state: str
    state_title: str
    made_on: dt.date
    by: str
    unit: str
    can_change: bool
    trials: tuple[TrialRow, ...]


def hypothesis_rows(actor: Actor, person_id: int) -> tuple[tuple[HypothesisRow, ...], int]:
    """The hypotheses that the actor may read, and how many of others there are."""
    read = hypotheses_of(actor, person_id)
    trials = trials_of(read.rows)
    return tuple(_hypothesis(actor, one, trials.get(one.pk, [])) for one in read.rows), read.hidden


def _hypothesis(actor: Actor, one: Hypothesis, trials: list[TrialAction]) -> HypothesisRow:
    return HypothesisRow(
        pk=one.pk, text=one.text, area_title=str(AREAS.get(one.area, one.area)), state=one.state,
        state_title=one.get_state_display(), made_on=one.made_on, by=one.made_by.name if one.made_by else "",
        unit=one.unit.local_name if one.unit else "",
        can_change=policies.may_change(actor, one.unit.department_id if one.unit else None),
        trials=tuple(map(_trial, trials)),
    )  # fmt: skip


def _trial(one: TrialAction) -> TrialRow:
    return TrialRow(
        pk=one.pk, did=one.did, expected=one.expected, saw=one.saw, learned=one.learned, started_on=one.started_on,
        ended_on=one.ended_on, state_title=one.get_state_display(), result=one.result,
        result_title=one.get_result_display() if one.result else "", by=one.tried_by.name if one.tried_by else "",
        is_running=one.ended_on is None, may_be_shared=one.may_be_shared,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextRow:
    """One thing that a law asks for, and what the plan says about it, if the actor may read it."""

    code: str
    title: str
    text: str
    by: str
    written_on: dt.date | None
    can_change: bool


def text_rows(actor: Actor, person_id: int) -> tuple[tuple[TextRow, ...], int]:
    """Everything that laws may ask for, in order, empty where nothing has been written; and how many parts are of others."""
    read = texts_of(actor, person_id)
    written = {one.code: one for one in read.rows}
    return tuple(_text(actor, code, written) for code in PlanTextCode), read.hidden


def _text(actor: Actor, code: PlanTextCode, written: dict[str, PlanText]) -> TextRow:
    one = written.get(code)
    if one is None:
        return TextRow(code.value, str(code.label), "", "", None, can_change=True)
    return TextRow(
        code=code.value, title=str(code.label), text=one.text, by=one.written_by.name if one.written_by else "",
        written_on=one.written_at.date(),
        can_change=policies.may_change(actor, one.unit.department_id if one.unit else None),
    )  # fmt: skip
