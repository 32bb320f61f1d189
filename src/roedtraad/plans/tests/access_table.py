# SPDX-License-Identifier: EUPL-1.2
"""The part of this room in the tables of the access suite."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from roedtraad.kernel import clock
from tests.access.room_table import RoomTable

_FULL: Final = frozenset({"contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader"})
"""Those who have to do with the young person and whose role reads the plan."""
_NOBODY: Final[frozenset[str]] = frozenset()

_COLUMNS: Final = {
    "Goal": ("words",),
    "Step": ("title", "outside_party", "dropped_because"),
    "Agreement": ("what", "outside_party", "decided_forum", "remark"),
    "PlanText": ("text",),
    "NetworkPerson": ("name", "relation"),
    "PyramidLevel": ("why",),
    "Hypothesis": ("text",),
    "TrialAction": ("expected", "did", "saw", "learned"),
    "ProgressionMeasurement": ("comment",),
    "SignOff": ("name",),
}
_WHO_MAY_SEE: Final = {
    **{f"plans.{model}.{column}": _FULL for model, columns in _COLUMNS.items() for column in columns},
    "plans.PlanVersion.document": _NOBODY,
    "plans.PlanVersion.digest": _NOBODY,
}


def _is(value: Any) -> Callable[[Any], Any]:
    return lambda _world: value


_SPECIAL: Final[dict[str, Callable[[Any], Any]]] = {
    "plans.Plan.version": _is(1),
    "plans.Goal.ended_on": _is(None),
    "plans.Goal.outcome": _is(""),
    "plans.Step.due_on": lambda _world: clock.today() + dt.timedelta(days=30),
    "plans.Step.state": _is("planned"),
    "plans.Step.ended_on": _is(None),
    "plans.Agreement.costs_nothing": _is(False),
    "plans.Agreement.ended_on": _is(None),
    "plans.PyramidLevel.level": _is("early"),
    "plans.PyramidLevel.ended_on": _is(None),
    "plans.Hypothesis.concluded_on": _is(None),
    "plans.TrialAction.level": _is("early"),
    "plans.TrialAction.ended_on": _is(None),
    "plans.ProgressionMeasurement.scale": _is("everyday"),
    "plans.ProgressionMeasurement.young_score": _is(3),
    "plans.ProgressionMeasurement.worker_score": _is(4),
    "plans.PlanVersion.number": _is(1),
    "plans.PlanVersion.act": _is("plan_started"),
    "plans.PlanVersion.restored_from": _is(None),
}

TABLE = RoomTable(who_may_see=_WHO_MAY_SEE, special=_SPECIAL)
