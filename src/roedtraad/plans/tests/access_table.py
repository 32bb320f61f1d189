# SPDX-License-Identifier: EUPL-1.2
"""The part of this room in the tables of the access suite."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from roedtraad.kernel import clock
from roedtraad.plans.models import Plan
from roedtraad.plans.tests import law_table
from roedtraad.plans.tests.making import make_plan
from tests.access.acting import Act, alma, change, look, see, send, today
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import (
    ALMAS,
    CASEWORK,
    CROSSED,
    MISSING,
    OTHERS,
    OWN,
    PERSON,
    SEES_PEOPLE,
    VIGGOS,
    Page,
    Thing,
    Things,
)

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

_PLANS: Final = {
    OWN: Thing(PERSON[OWN].args, ALMAS & CASEWORK),
    OTHERS: Thing(PERSON[OTHERS].args, VIGGOS & CASEWORK),
    MISSING: PERSON[MISSING],
}
"""Whose plan one reads: not the school's, not the company consultant's."""


def _set_up(stage: Stage) -> None:
    """A plan with one of everything for each of the two."""
    stage.things["plans.own"] = make_plan(stage.cast.actor("caseworker"), stage.alma.pk)
    stage.things["plans.other"] = make_plan(stage.cast.actor("other_caseworker"), stage.viggo.pk)


def _part(name: str, argument: str) -> Things:
    """Something in a plan, under the person whose plan it is."""

    def args(whose: str, made: str) -> Callable[[Stage], Mapping[str, Any]]:
        def found(stage: Stage) -> Mapping[str, Any]:
            person = stage.alma if whose == "own" else stage.viggo
            return {"person_id": person.pk, argument: getattr(stage.things[f"plans.{made}"], name).pk}

        return found

    return {
        OWN: Thing(args("own", "own"), ALMAS),
        OTHERS: Thing(args("other", "other"), VIGGOS),
        MISSING: Thing(lambda s: {"person_id": s.alma.pk, argument: NOBODY_HAS}, ALMAS, exists=False),
        CROSSED: Thing(args("own", "other"), ALMAS, exists=False),
    }


_STEP: Final = _part("step", "step_id")
_AGREEMENT: Final = _part("agreement", "agreement_id")
_GOAL: Final = _part("short_goal", "goal_id")
_NETWORK: Final = _part("network", "network_id")
_HYPOTHESIS: Final = _part("hypothesis", "hypothesis_id")
_TRIAL: Final = _part("trial", "trial_id")
_VERSION: Final = {
    OWN: Thing(lambda s: {"person_id": s.alma.pk, "number": 1}, ALMAS),
    OTHERS: Thing(lambda s: {"person_id": s.viggo.pk, "number": 1}, VIGGOS),
    MISSING: Thing(lambda s: {"person_id": s.alma.pk, "number": 999}, ALMAS, exists=False),
}
_TEXT: Final = {
    OWN: Thing(lambda s: {"person_id": s.alma.pk, "code": "wish"}, ALMAS),
    OTHERS: Thing(lambda s: {"person_id": s.viggo.pk, "code": "wish"}, VIGGOS),
    MISSING: Thing(lambda s: {"person_id": s.alma.pk, "code": "no_such_part"}, ALMAS, exists=False),
}


def _act(name: str, things: Things = PERSON, *, get: int | None = 200, post: int = 422) -> Page:
    return Page(f"plans:{name}", SEES_PEOPLE, things, get=get, post=post, allowed=CASEWORK)


_READ: Final = (
    "plan", "plan-print", "network", "pyramid", "trials", "progression", "texts", "versions", "version-compare",
)  # fmt: skip
_PAGES: Final = (
    *(Page(f"plans:{name}", SEES_PEOPLE, _PLANS) for name in _READ),
    Page("plans:experience", CASEWORK),
    _act("plan-start"), _act("goal-set"), _act("goal-end", _GOAL), _act("text-write", _TEXT, post=302),
    _act("plan-revise"), _act("plan-realistic", post=302), _act("plan-sign"), _act("version-restore", _VERSION, post=302),
    _act("step-add"), _act("step-change", _STEP), _act("step-move", _STEP, get=None, post=302), _act("step-state", _STEP),
    _act("agreement-add"), _act("agreement-change", _AGREEMENT), _act("agreement-state", _AGREEMENT),
    _act("network-add"), _act("network-change", _NETWORK), _act("network-remove", _NETWORK, get=None, post=302),
    _act("pyramid-set"), _act("hypothesis-make"), _act("hypothesis-conclude", _HYPOTHESIS),
    _act("trial-start", _HYPOTHESIS), _act("trial-tell", _TRIAL), _act("progression-measure"),
)  # fmt: skip
_READS: Final = {
    "plan": 18, "plan-print": 20, "network": 11, "pyramid": 12, "trials": 13, "progression": 12, "texts": 12,
    "versions": 16, "version-compare": 15, "experience": 6, "plan-start": 8, "goal-set": 9, "goal-end": 10,
    "text-write": 11, "plan-revise": 9, "plan-realistic": 9, "plan-sign": 9, "version-restore": 10, "step-add": 11,
    "step-change": 13, "step-state": 11, "agreement-add": 15, "agreement-change": 16, "agreement-state": 11,
    "network-add": 9, "network-change": 10, "pyramid-set": 9, "hypothesis-make": 9, "hypothesis-conclude": 11,
    "trial-start": 11, "trial-tell": 12, "progression-measure": 9,
}  # fmt: skip
_QUERIES: Final = {f"plans:{name}": ("caseworker", count) for name, count in _READS.items()}
"""How often each page reads from the database, whatever the number of steps, agreements and versions."""


def _made(name: str) -> Callable[[Stage], int]:
    return lambda stage: int(getattr(stage.things["plans.own"], name).pk)


def _sent(name: str, row: str, kind: str, /, *args: Any, **data: Any) -> Act:
    return Act(send("caseworker", f"plans:{name}", alma, *args, **data), change(row, kind, 1))


def _no_plan(stage: Stage) -> None:
    Plan.objects.all().delete()


def _next_year(_stage: Stage) -> str:
    return (clock.today() + dt.timedelta(days=365)).isoformat()


_DOES: Final = {"doer": "young"}
_ACTS: Final = {
    "plan_seen": Act(see("caseworker", "plans:plan", alma), look("plan_seen", 1)),
    "experience_seen": Act(see("caseworker", "plans:experience"), look("experience_seen", 0)),
    "plan_started": replace(_sent("plan-start", "plan_started", "plan", words="Et mål"), before=_no_plan),
    "goal_set": _sent("goal-set", "goal_set", "plan_goal", words="Et andet mål", term="main"),
    "goal_ended": _sent("goal-end", "goal_ended", "plan_goal", _made("short_goal"), outcome="reached"),
    "plan_text_written": _sent("text-write", "plan_text_written", "plan", lambda _: "wish", text="Noget andet"),
    "plan_revised": _sent("plan-revise", "plan_revised", "plan", next_on=_next_year),
    "plan_found_realistic": _sent("plan-realistic", "plan_found_realistic", "plan"),
    "plan_signed": _sent("plan-sign", "plan_signed", "plan_sign_off", signer="guardian", name="Mor", how="paper"),
    "plan_restored": _sent("version-restore", "plan_restored", "plan", lambda _: 1),
    "step_added": _sent("step-add", "step_added", "plan_step", title="Nyt", area="work", **_DOES),
    "step_changed": _sent("step-change", "step_changed", "plan_step", _made("step"), title="Nyt", area="work", **_DOES),
    "step_moved": _sent("step-move", "step_moved", "plan_step", _made("step"), way="down"),
    "step_state_set": _sent("step-state", "step_state_set", "plan_step", _made("step"), state="done"),
    "agreement_added": _sent("agreement-add", "agreement_added", "plan_agreement", what="Nyt", due_on=today, **_DOES),
    "agreement_changed": _sent(
        "agreement-change", "agreement_changed", "plan_agreement", _made("agreement"), what="Nyt", due_on=today, **_DOES
    ),
    "agreement_settled": _sent("agreement-state", "agreement_settled", "plan_agreement", _made("agreement"), state="done"),
    "network_person_set": _sent("network-add", "network_person_set", "plan_network", name="Ven", ring="2", tone="hard"),
    "network_person_removed": _sent("network-remove", "network_person_removed", "plan_network", _made("network")),
    "pyramid_set": _sent("pyramid-set", "pyramid_set", "plan_pyramid", level="early", started_on=today, why="Det går"),
    "hypothesis_made": _sent("hypothesis-make", "hypothesis_made", "plan_hypothesis", text="Noget", area="work"),
    "hypothesis_concluded": _sent(
        "hypothesis-conclude", "hypothesis_concluded", "plan_hypothesis", _made("hypothesis"), state="holds"
    ),
    "trial_started": _sent("trial-start", "trial_started", "plan_trial", _made("hypothesis"), did="Noget", expected="Mere"),
    "trial_told": _sent(
        "trial-tell", "trial_told", "plan_trial", _made("trial"), saw="Det", learned="At", result="yes", state="done"
    ),
    "progression_measured": _sent("progression-measure", "progression_measured", "plan", young_everyday="4"),
}  # fmt: skip


def _planted(model: str, argument: str) -> Callable[[Any], Mapping[str, Any]]:
    return lambda world: {
        "person_id": world.row("people.YoungPerson").pk,
        argument: world.row(f"plans.{model}").pk,
    }


_IN_WORLD: Final = (
    (_PLANS, lambda world: {"person_id": world.row("people.YoungPerson").pk}),
    (_STEP, _planted("Step", "step_id")),
    (_AGREEMENT, _planted("Agreement", "agreement_id")),
    (_GOAL, _planted("Goal", "goal_id")),
    (_NETWORK, _planted("NetworkPerson", "network_id")),
    (_HYPOTHESIS, _planted("Hypothesis", "hypothesis_id")),
    (_TRIAL, _planted("TrialAction", "trial_id")),
    (_VERSION, lambda world: {"person_id": world.row("people.YoungPerson").pk, "number": 1}),
    (_TEXT, lambda world: {"person_id": world.row("people.YoungPerson").pk, "code": "wish"}),
)

TABLE = RoomTable(
    set_up=_set_up,
    pages=(*_PAGES, *law_table.PAGES),
    queries={**_QUERIES, **law_table.QUERIES},
    acts={**_ACTS, **law_table.ACTS},
    acts_elsewhere={"plan_promises_released": "plans/tests"},
    who_may_see=_WHO_MAY_SEE,
    special=_SPECIAL,
    in_world=(*_IN_WORLD, *law_table.IN_WORLD),
)
