# SPDX-License-Identifier: EUPL-1.2
"""The part of `figures` in the tables of the access suite: forum figures, what if, lessons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from roedtraad.kernel import clock
from roedtraad.meetings.models import Lesson, RunState, WhatIfRun
from roedtraad.meetings.whatif.model import Arrival, ForumPlan, simulate
from roedtraad.meetings.whatif.results import summed
from roedtraad.meetings.whatif.scenarios import OWN as OWN_FORUMS
from tests.access.acting import Act, change, look, see, send
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import A_FILE, CASEWORK, MISSING, OWN, SEES_FIGURES, SEES_PEOPLE, Page, Thing, Things, keys

if TYPE_CHECKING:
    from tests.world import World

SEES_MEETINGS: Final = SEES_PEOPLE | keys("secretariat")
AUTHOR: Final = keys("caseworker")
ASKED: Final = keys("leader")
SETTINGS: Final[Mapping[str, Any]] = {
    "scenarios": [OWN_FORUMS, "kerteminde"], "change": None, "months": 12, "ahead": 2, "preparation": 30, "runs": 2,
}  # fmt: skip


def _set_up(stage: Stage) -> None:
    """A lesson of the caseworker's, and an answered question of the leader's."""
    today, now = clock.today(), clock.now()
    lesson = Lesson.objects.create(
        forum="conference", month=today.replace(day=1), text="Spørg først", written_by=stage.cast.account("caseworker"),
        written_on=today,
    )  # fmt: skip
    run = WhatIfRun.objects.create(
        asked_by=stage.cast.account("leader"), asked_at=now, from_on=today, seed=1, settings=dict(SETTINGS),
        state=RunState.DONE, progress=100, result=an_answer(), finished_at=now,
    )  # fmt: skip
    stage.things |= {"meetings.lesson": lesson.pk, "meetings.what_if": run.pk}


def an_answer() -> dict[str, Any]:
    """The answer to a question about a forum that is called for each case."""
    plan = ForumPlan("conference", sittings=None, rules=frozenset({"rule"}))
    outcomes = [simulate([plan], [Arrival(day, day, "rule") for day in range(20)], days=60, seed="1")]
    scenario = {"name": OWN_FORUMS, "title": "Fjordby"} | summed([plan], outcomes, {})
    day = clock.today().isoformat()
    return {
        "begins": day, "days": 60, "read_from": day, "read_to": day, "began_later": False, "waiting_before": 0,
        "scenarios": [scenario],
    }  # fmt: skip


def _pk(name: str) -> Any:
    return lambda stage: stage.things[f"meetings.{name}"]


def _named(name: str, sees: frozenset[str], **more: str) -> Things:
    return {
        OWN: Thing(lambda s: {"pk": s.things[f"meetings.{name}"], **more}, sees),
        MISSING: Thing(lambda _: {"pk": NOBODY_HAS, **more}, frozenset(), exists=False),
    }


OWN_LESSON: Final = _named("lesson", AUTHOR)
RUN: Final = _named("what_if", SEES_FIGURES)
OWN_RUN: Final = _named("what_if", ASKED)
A_PLOT: Final = _named("what_if", SEES_FIGURES, plot="backlog")
RUN_FILE: Final = _named("what_if", SEES_FIGURES, extension="csv")
PAGES: Final = (
    Page("meetings:figures", SEES_FIGURES),
    Page("meetings:figures-export", SEES_FIGURES, A_FILE),
    Page("meetings:figures-plot", SEES_FIGURES, query="forum=conference"),
    Page("meetings:lessons", SEES_MEETINGS),
    Page("meetings:lesson-write", SEES_MEETINGS, post=422, allowed=CASEWORK | keys("school_representative")),
    Page("meetings:lesson-change", SEES_MEETINGS, OWN_LESSON, post=422),
    Page("meetings:lesson-remove", SEES_MEETINGS, OWN_LESSON, get=None, post=302),
    Page("meetings:what-if", SEES_FIGURES),
    Page("meetings:what-if-ask", SEES_FIGURES, post=422),
    Page("meetings:what-if-run", SEES_FIGURES, RUN),
    Page("meetings:what-if-export", SEES_FIGURES, RUN_FILE),
    Page("meetings:what-if-plot", SEES_FIGURES, A_PLOT),
    Page("meetings:what-if-remove", SEES_FIGURES, OWN_RUN, get=None, post=302),
)
QUERIES: Final = {
    "meetings:figures": ("leader", 12),
    "meetings:figures-export": ("leader", 13),
    "meetings:figures-plot": ("leader", 12),
    "meetings:lessons": ("leader", 8),
    "meetings:lesson-write": ("caseworker", 5),
    "meetings:lesson-change": ("caseworker", 6),
    "meetings:what-if": ("leader", 5),
    "meetings:what-if-ask": ("leader", 4),
    "meetings:what-if-run": ("leader", 5),
    "meetings:what-if-export": ("leader", 5),
    "meetings:what-if-plot": ("leader", 4),
}
_LESSON: Final = {
    "forum": "conference", "month": lambda _: clock.today().replace(day=1).isoformat(), "text": "Roen hjalp",
}  # fmt: skip
_QUESTION: Final = {"others": "kerteminde", "months": 12, "ahead": 2, "preparation": 30, "runs": 2, "seed": 1}
ACTS: Final[Mapping[str, Act]] = {
    "forum_figures_exported": Act(see("leader", "meetings:figures-export", "csv"), look("forum_figures_exported", 0)),
    "what_if_exported": Act(
        see("leader", "meetings:what-if-export", _pk("what_if"), "csv"), look("what_if_exported", 0)
    ),
    "what_if_asked": Act(send("leader", "meetings:what-if-ask", **_QUESTION), change("what_if_asked", "what_if")),
    "what_if_removed": Act(
        send("leader", "meetings:what-if-remove", _pk("what_if")), change("what_if_removed", "what_if")
    ),
    "lesson_written": Act(send("caseworker", "meetings:lesson-write", **_LESSON), change("lesson_written", "lesson")),
    "lesson_changed": Act(
        send("caseworker", "meetings:lesson-change", _pk("lesson"), **_LESSON), change("lesson_changed", "lesson")
    ),
    "lesson_removed": Act(
        send("caseworker", "meetings:lesson-remove", _pk("lesson")), change("lesson_removed", "lesson")
    ),
}
_AUTHORS: Final = frozenset({
    "contact_person", "authority_caseworker", "guidance_counsellor", "school_representative", "company_consultant",
    "unit_leader",
})  # fmt: skip


def _of(model: str, **more: str) -> Any:
    return lambda world: {"pk": _row(world, model), **more}


def _row(world: World, model: str) -> int:
    return int(world.row(f"meetings.{model}").pk)


TABLE: Final = RoomTable(
    set_up=_set_up,
    pages=PAGES,
    queries=QUERIES,
    acts=ACTS,
    who_may_see={
        # The world's forum has met about nobody, so that only its author, who has a role of each kind in turn, reads the lesson.
        "meetings.Lesson.forum": _AUTHORS,
        "meetings.Lesson.text": _AUTHORS,
        "meetings.WhatIfRun.problem": frozenset({"unit_leader", "other_leader", "secretariat"}),
    },
    special={
        "meetings.Lesson.for_departments": lambda _: [],
        "meetings.WhatIfRun.settings": lambda _: dict(SETTINGS),
        "meetings.WhatIfRun.result": lambda _: None,
        "meetings.WhatIfRun.state": lambda _: "failed",
        "meetings.WhatIfRun.progress": lambda _: 100,
    },
    in_world=(
        (OWN_LESSON, _of("Lesson")),
        (RUN, _of("WhatIfRun")),
        (OWN_RUN, _of("WhatIfRun")),
        (A_PLOT, _of("WhatIfRun", plot="backlog")),
        (RUN_FILE, _of("WhatIfRun", extension="csv")),
    ),
)
