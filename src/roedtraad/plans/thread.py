# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to the red thread: goals, steps, agreements, scores, levels of help, signatures, and the goal at its end."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import Final

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery
from roedtraad.plans import rules
from roedtraad.plans.method_actions import pyramid_levels
from roedtraad.plans.models import (
    OPEN_AGREEMENTS,
    OPEN_STEPS,
    Agreement,
    AgreementState,
    Goal,
    ProgressionMeasurement,
    PyramidLevel,
    SignOff,
    Step,
    StepState,
)
from roedtraad.plans.queries import doer_name
from roedtraad.plans.reading import (
    agreements_of,
    goals_of,
    main_goal,
    measurements_of,
    plan_of,
    pyramid_of,
    steps_of,
)

Dated = tuple[dt.date, Callable[[], ThreadEntry]]
GOAL: Final = "goal"
"""The kind that stands at the end of the line."""
NO_DAY: Final = dt.date.max
"""An entry of this day is ahead of all others, and the thread shows no date for it."""


def plan_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Goals, steps and agreements of the plan; what is planned stands at its day ahead, and the goal at the end."""
    if plan_of(query.person_id) is None:
        return []
    dated = [*_goals(query), *_steps(query), *_agreements(query)]
    return [*_end(query), *_newest(dated, query)]


def method_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Scores, levels of help and signatures, at the day they were given."""
    plan = plan_of(query.person_id)
    if plan is None:
        return []
    dated: list[Dated] = [*_scores(query), *_levels(query)]
    dated += [(localdate(one.signed_at), partial(_sign_off, query, one)) for one in plan.sign_offs.all()]
    return _newest(dated, query)


def _sign_off(query: ThreadQuery, one: SignOff) -> ThreadEntry:
    return ThreadEntry(
        on=localdate(one.signed_at), kind="sign_off", kind_title=_("signature"), key=f"sign-off-{one.pk}",
        title=_("%(who)s signs the plan") % {"who": one.name}, detail=one.get_how_display(), href=_href(query, "versions"),
    )  # fmt: skip


def _newest(dated: Iterable[Dated], query: ThreadQuery) -> list[ThreadEntry]:
    """The newest that the query asks for; only these are put into words."""
    wanted = [one for one in dated if query.before is None or one[0] < query.before]
    return [tell() for _on, tell in sorted(wanted, key=itemgetter(0), reverse=True)[: query.limit]]


def _href(query: ThreadQuery, name: str = "plan") -> str:
    """Where a reader among the staff finds more; the portal has its own pages."""
    return "" if query.person_id in query.actor.own_person_ids else reverse(f"plans:{name}", args=[query.person_id])


def _end(query: ThreadQuery) -> Iterator[ThreadEntry]:
    """The goal at the end of the line, on the day of the last step ahead, else on no day; once, on the first screen."""
    goal = main_goal(query.person_id)
    if goal is None or query.before is not None:
        return
    rows = steps_of(query.actor, query.person_id).rows
    days = [one.due_on for one in rows if one.due_on and one.due_on > query.actor.on and one.state in OPEN_STEPS]
    on = max(days, default=NO_DAY)
    yield ThreadEntry(
        on=on, kind=GOAL, kind_title=_("the goal"), title=goal.words, key=f"goal-{goal.pk}-end", href=_href(query)
    )


def _goals(query: ThreadQuery) -> Iterator[Dated]:
    for goal in goals_of(query.person_id):
        yield goal.set_on, partial(_goal, query, goal)


def _goal(query: ThreadQuery, goal: Goal) -> ThreadEntry:
    who = _("the young person") if goal.by_young_person else goal.written_by.name if goal.written_by else ""
    return ThreadEntry(
        on=goal.set_on, until=goal.ended_on, is_open=goal.ended_on is None, kind="goal_set",
        kind_title=goal.get_term_display(), title=goal.words, who=who, key=f"goal-{goal.pk}", href=_href(query),
        detail=str(goal.get_outcome_display()) if goal.outcome else "",
    )  # fmt: skip


def _steps(query: ThreadQuery) -> Iterator[Dated]:
    for step in steps_of(query.actor, query.person_id).rows:
        on = _step_day(step)
        if on is not None and step.state != StepState.DROPPED:
            yield on, partial(_step, query, step, on)


def _step_day(step: Step) -> dt.date | None:
    """The day it was done, is to be done, or begins; without any it is in the plan only."""
    return step.ended_on or step.due_on or step.starts_on


def _step(query: ThreadQuery, step: Step, on: dt.date) -> ThreadEntry:
    is_open = step.state in OPEN_STEPS
    return ThreadEntry(
        on=on, kind="plan_step", kind_title=_("step"), title=step.title, who=doer_name(step),
        detail="" if step.state == StepState.PLANNED else step.get_state_display(),
        department=step.unit.department.local_name if step.unit else "", is_open=is_open,
        stalled=rules.is_late(step.due_on, query.actor.on, is_open=is_open), key=f"step-{step.pk}", href=_href(query),
    )  # fmt: skip


def _agreements(query: ThreadQuery) -> Iterator[Dated]:
    for one in agreements_of(query.actor, query.person_id).rows:
        on = one.ended_on if one.state == "done" else one.due_on if one.state in OPEN_AGREEMENTS else None
        if on is not None:
            yield on, partial(_agreement, query, one, on)


def _agreement(query: ThreadQuery, one: Agreement, on: dt.date) -> ThreadEntry:
    is_open = one.state in OPEN_AGREEMENTS
    state = "" if one.state == AgreementState.OPEN else one.get_state_display()
    detail = ", ".join(filter(None, (state, _("undecided") if is_open and one.is_undecided else "")))
    return ThreadEntry(
        on=on, kind="agreement", kind_title=_("agreement"), title=one.what, detail=detail, who=doer_name(one),
        department=one.unit.department.local_name if one.unit else "", is_open=is_open,
        stalled=is_open and (one.is_undecided or rules.is_late(one.due_on, query.actor.on, is_open=True)),
        key=f"agreement-{one.pk}", href=_href(query),
    )  # fmt: skip


def _scores(query: ThreadQuery) -> Iterator[Dated]:
    """One entry for each day on which somebody scored, whatever the number of scales."""
    by_day: dict[dt.date, list[ProgressionMeasurement]] = {}
    for one in measurements_of(query.actor, query.person_id).rows:
        by_day.setdefault(one.measured_on, []).append(one)
    for on, rows in by_day.items():
        yield on, partial(_score, query, on, rows)


def _score(query: ThreadQuery, on: dt.date, rows: Sequence[ProgressionMeasurement]) -> ThreadEntry:
    sides = [_("the young person")] if any(one.young_score is not None for one in rows) else []
    sides += sorted({one.measured_by.name for one in rows if one.measured_by and one.worker_score is not None})
    return ThreadEntry(
        on=on, kind="progression", kind_title=_("progression"), title=_("Progression told"), detail=", ".join(sides),
        key=f"progression-{on}", href=_href(query, "progression"),
    )  # fmt: skip


def _levels(query: ThreadQuery) -> Iterator[Dated]:
    rows = pyramid_of(query.actor, query.person_id).rows
    for one, before in zip(rows, [*rows[1:], None], strict=False):
        yield one.started_on, partial(_level, query, query.actor, one, before)


def _level(query: ThreadQuery, actor: Actor, one: PyramidLevel, before: PyramidLevel | None) -> ThreadEntry:
    levels = pyramid_levels(actor.on)
    turned = rules.direction(list(levels), before.level, one.level) if before else 0
    return ThreadEntry(
        on=one.started_on, until=one.ended_on, is_open=one.ended_on is None, kind="pyramid", key=f"level-{one.pk}",
        kind_title=_("level of help"), title=levels.get(one.level, one.level), href=_href(query, "pyramid"),
        detail={-1: _("stepped down"), 1: _("stepped up")}.get(turned, ""),
    )  # fmt: skip
