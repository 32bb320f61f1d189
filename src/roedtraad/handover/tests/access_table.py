# SPDX-License-Identifier: EUPL-1.2
"""The part of this room, and of what stands on cases beside it, in the tables of the access suite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

from roedtraad.cases.models import Absence, CaseFollowUp
from roedtraad.handover import actions
from roedtraad.handover.asking import Asking
from roedtraad.handover.tests.making import NOTE
from roedtraad.kernel import clock
from tests.access.acting import Act, account, alma, change, look, see, send, today
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import (
    A_FILE,
    ALMAS,
    CASEWORK,
    LEADERS,
    MISSING,
    NOBODY,
    OTHERS,
    OWN,
    PERSON,
    SEES_PEOPLE,
    VIGGOS,
    Page,
    Thing,
    Things,
    keys,
)
from tests.cast import days_ago, make_account, make_case

if TYPE_CHECKING:
    from tests.world import World

FULL: Final = frozenset({"contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader"})
SENDERS: Final = keys("caseworker", "other_caseworker")


def _set_up(stage: Stage) -> None:
    """About Alma and about Viggo: a case on its way, the task with a question; and somebody who asks for Carl's case."""
    cast, things = stage.cast, stage.things
    viggos = cast.stranger.cases.get()
    for name, case_id, key, to in (
        ("case", cast.case.pk, "caseworker", "leader"),
        ("other_case", viggos.pk, "other_caseworker", "other_leader"),
    ):
        asking = Asking(NOTE, to_account_id=cast.account(to).pk)
        things[f"handover.{name}"] = actions.hand_over_case(cast.actor(key), case_id=case_id, asking=asking).pk
    for name, person, key, to in (
        ("task", stage.alma, "contact_person", "counsellor"),
        ("other_task", stage.viggo, "other_caseworker", "other_leader"),
    ):
        asking = Asking(NOTE, to_account_id=cast.account(to).pk)
        made = actions.hand_over_task(cast.actor(key), person_id=person.pk, asking=asking)
        actions.ask_about_handover(cast.actor(to), handover_id=made.pk, question="Hvem har nøglen?")
        things[f"handover.{name}"] = made.pk
    carls = cast.protected_person.cases.get()
    things["handover.request"] = actions.request_case(cast.actor("leader"), case_id=carls.pk, why="Jeg kender Carl.").pk
    for name, case, key in (("", cast.case, "caseworker"), ("other_", viggos, "other_caseworker")):
        row = CaseFollowUp.objects.create(case=case, account=cast.account(key), due_on=days_ago(-40))
        things[f"handover.{name}follow_up"] = row.pk
        away = Absence.objects.create(
            account=cast.account(key),
            substitute=cast.account("counsellor"),
            started_on=days_ago(-40),
            ended_on=days_ago(-50),
        )
        things[f"handover.{name}absence"] = away.pk


def _two(name: str, other: str, sees: frozenset[str] = ALMAS, others: frozenset[str] = VIGGOS) -> Things:
    return {
        OWN: Thing(lambda s: {"pk": s.things[f"handover.{name}"]}, sees),
        OTHERS: Thing(lambda s: {"pk": s.things[f"handover.{other}"]}, others),
        MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
    }


CASE: Final[Things] = {
    OWN: Thing(lambda s: {"case_id": s.cast.case.pk}, ALMAS),
    OTHERS: Thing(lambda s: {"case_id": s.viggo.cases.get().pk}, VIGGOS),
    MISSING: Thing(lambda _: {"case_id": NOBODY_HAS}, NOBODY, exists=False),
}
TAB: Final[Things] = {
    OWN: replace(PERSON[OWN], sees=ALMAS & CASEWORK),
    OTHERS: replace(PERSON[OTHERS], sees=VIGGOS & CASEWORK),
    MISSING: PERSON[MISSING],
}
"""A page that nobody opens without the part on cases."""
HANDOVER: Final = _two("case", "other_case")
REQUEST: Final = _two("request", "other_case")
ASKED: Final = _two("task", "other_task")
FOLLOW_UP: Final = _two("follow_up", "other_follow_up")
ABSENCE: Final = _two(
    "absence", "other_absence", keys("caseworker", "leader"), keys("other_caseworker", "other_leader")
)
LEAVER: Final[Things] = {
    OWN: Thing(lambda s: {"account_id": s.cast.account("caseworker").pk}, keys("leader")),
    OTHERS: Thing(lambda s: {"account_id": s.cast.account("other_caseworker").pk}, keys("other_leader")),
    MISSING: Thing(lambda _: {"account_id": NOBODY_HAS}, NOBODY, exists=False),
}


def _form(name: str, things: Things, **values: Any) -> Page:
    return Page(name, CASEWORK, things, post=422, **values)


def _move(name: str, things: Things, post: int, allowed: frozenset[str]) -> Page:
    return Page(f"handover:{name}", CASEWORK, things, post=post, allowed=allowed)


PAGES: Final = (
    Page("cases:person-cases", SEES_PEOPLE, TAB),
    _form("cases:case-open", PERSON),
    _form("cases:contact-wish", PERSON),
    Page("cases:contact-person-propose", CASEWORK, TAB),
    _form("cases:case-take", CASE, but={("POST", keys("contact_person", "counsellor")): 403}),
    Page("cases:case-assign", LEADERS, CASE, post=422),
    _form("cases:case-close", CASE),
    _form("cases:follow-up-record", FOLLOW_UP),
    Page("cases:absence-list", CASEWORK, post=422),
    Page("cases:absence-end", CASEWORK, ABSENCE, get=None, post=302),
    Page("cases:shifts", LEADERS),
    Page("cases:shifts-export", LEADERS, A_FILE),
    Page("handover:list", CASEWORK),
    Page("handover:see", CASEWORK, HANDOVER),
    # What is on its way already leads to where it stands.
    _form("handover:case-hand-over", CASE, get=302),
    _form("handover:case-request", CASE, get=302),
    _form("handover:task-hand-over", PERSON, get=302),
    _move("accept", HANDOVER, 302, LEADERS),
    _move("refuse", HANDOVER, 422, LEADERS),
    _move("ask", HANDOVER, 422, LEADERS),
    _move("revoke", HANDOVER, 422, LEADERS),
    _move("withdraw", HANDOVER, 302, SENDERS),
    _move("change", HANDOVER, 302, SENDERS),
    _move("give", REQUEST, 422, keys("caseworker", "leader")),
    _move("answer", ASKED, 422, keys("contact_person", "other_caseworker")),
    Page("handover:leaving-choose", LEADERS),
    Page("handover:leaving", LEADERS, LEAVER, post=422),
)
QUERIES: Final = {
    "cases:person-cases": ("caseworker", 14),
    "cases:case-open": ("caseworker", 9),
    "cases:contact-wish": ("caseworker", 7),
    "cases:contact-person-propose": ("caseworker", 22),
    "cases:case-take": ("caseworker", 10),
    "cases:case-assign": ("leader", 11),
    "cases:case-close": ("caseworker", 10),
    "cases:follow-up-record": ("caseworker", 10),
    "cases:absence-list": ("leader", 10),
    "cases:shifts": ("leader", 6),
    "cases:shifts-export": ("leader", 6),
    "handover:list": ("leader", 6),
    "handover:see": ("leader", 10),
    "handover:accept": ("leader", 10),
    "handover:refuse": ("leader", 10),
    "handover:ask": ("leader", 10),
    "handover:revoke": ("leader", 10),
    "handover:withdraw": ("caseworker", 10),
    "handover:change": ("caseworker", 10),
    "handover:give": ("caseworker", 12),
    "handover:answer": ("contact_person", 10),
    "handover:leaving-choose": ("leader", 6),
    "handover:leaving": ("leader", 12),
}


def _thing(name: str) -> Any:
    return lambda stage: stage.things[f"handover.{name}"]


def _case(stage: Stage) -> int:
    return stage.cast.case.pk


def _withdrawn(stage: Stage) -> object:
    return actions.withdraw_handover(stage.cast.actor("caseworker"), handover_id=stage.things["handover.case"])


def _carls(stage: Stage) -> int:
    return stage.cast.protected_person.cases.get().pk


def _free(stage: Stage) -> object:
    """Nothing depends on Carl's case any more."""
    return actions.withdraw_handover(stage.cast.actor("leader"), handover_id=stage.things["handover.request"])


def _nobodys(stage: Stage) -> object:
    stage.things["handover.nobodys"] = make_case(stage.alma, "authority", None, law="LAB").pk
    return None


def _unit(stage: Stage) -> int:
    return stage.cast.case.unit_id


def _later(stage: Stage) -> str:
    return (clock.today() + dt.timedelta(days=1)).isoformat()


def _on(name: str, act: str, key: str, thing: str = "case", **data: Any) -> Act:
    """A move on one of the stage's handovers, from its own page."""
    return Act(send(key, f"handover:{name}", _thing(thing), **data), change(act, "handover", 1))


_NOTE: Final = asdict(NOTE)
_CASE: Final = {"unit": _unit, "law": "LAB", "discipline": "employment", "opened_on": today}
_CLOSED: Final = {"closed_on": today, "outcome": "goal_reached", "destination": "work"}
_AWAY: Final = {
    "account": account("colleague"),
    "substitute": account("counsellor"),
    "started_on": today,
    "ended_on": _later,
}
ACTS: Final[Mapping[str, Act]] = {
    "case_opened": Act(send("caseworker", "cases:case-open", alma, **_CASE), change("case_opened", "case", 1)),
    "case_assigned": Act(
        send("caseworker", "cases:case-take", _thing("nobodys")), change("case_assigned", "case", 1), before=_nobodys
    ),
    "case_closed": Act(
        send("caseworker", "cases:case-close", _carls, **_CLOSED), change("case_closed", "case", 1), before=_free
    ),
    "follow_up_recorded": Act(
        send("caseworker", "cases:follow-up-record", _thing("follow_up"), done_on=today, outcome="left"),
        change("follow_up_recorded", "case", 1),
    ),
    "contact_wish_written": Act(
        send("caseworker", "cases:contact-wish", alma, words="En der skriver"),
        change("contact_wish_written", "contact_wish", 1),
    ),
    "absence_registered": Act(send("leader", "cases:absence-list", **_AWAY), change("absence_registered", "account")),
    "absence_ended": Act(
        send("caseworker", "cases:absence-end", _thing("absence")), change("absence_ended", "account")
    ),
    "absences_seen": Act(see("leader", "cases:absence-list"), look("absences_seen", 0)),
    "shifts_seen": Act(see("leader", "cases:shifts"), look("shifts_seen", 1)),
    "shifts_exported": Act(see("leader", "cases:shifts-export", "csv"), look("shifts_exported", 1)),
    "handovers_listed": Act(see("leader", "handover:list"), look("handovers_listed", 1)),
    "handover_seen": Act(see("leader", "handover:see", _thing("case")), look("handover_seen", 1)),
    "leaving_seen": Act(see("leader", "handover:leaving", account("caseworker")), look("leaving_seen", 2)),
    "handover_asked": Act(
        send("caseworker", "handover:case-hand-over", _case, to_account=account("colleague"), **_NOTE),
        change("handover_asked", "handover", 1),
        before=_withdrawn,
    ),
    "handover_requested": Act(
        send("colleague", "handover:case-request", _case, why="Jeg kender hende"),
        change("handover_requested", "handover", 1),
        before=_withdrawn,
    ),
    "handover_accepted": _on("accept", "handover_accepted", "leader"),
    "handover_refused": _on("refuse", "handover_refused", "leader", words="Nej"),
    "handover_withdrawn": _on("withdraw", "handover_withdrawn", "caseworker"),
    "handover_revoked": _on("revoke", "handover_revoked", "leader", words="Nej"),
    "handover_changed": _on("change", "handover_changed", "caseworker", meeting_on=_later),
    "handover_question_asked": _on("ask", "handover_question_asked", "leader", words="Hvorfor?"),
    "handover_question_answered": _on("answer", "handover_question_answered", "contact_person", "task", words="Derfor"),
}


def _somebody(_world: World) -> int:
    return make_account("stand_in", "Stine Stedfortræder").pk


def _pk(label: str, name: str = "pk") -> Any:
    return lambda world: {name: world.row(label).pk}


TABLE: Final = RoomTable(
    set_up=_set_up,
    pages=PAGES,
    queries=QUERIES,
    acts=ACTS,
    acts_elsewhere={
        "follow_ups_released": "handover/tests/test_leaving.py",
        "handover_reminded": "handover/tests/test_nights.py",
        "handover_escalated": "handover/tests/test_nights.py",
        "handover_returned": "handover/tests/test_nights.py",
    },
    who_may_see={
        "cases.CaseClosing.note": FULL,
        "cases.ContactWish.words": FULL,
        **dict.fromkeys(
            (
                f"handover.Handover.{name}"
                for name in ("works", "matters", "agreements", "risks", "next_step", "wanted_because", "reason")
            ),
            FULL,
        ),
        "handover.HandoverQuestion.question": FULL,
        "handover.HandoverQuestion.answer": FULL,
    },
    special={
        "cases.Absence.substitute": _somebody,
        "cases.Absence.ended_on": lambda _: clock.today(),
        "handover.Handover.to_account": lambda _: None,
        "handover.Handover.contact_person": lambda _: None,
        "handover.Handover.settled_on": lambda _: None,
    },
    in_world=(
        (CASE, _pk("cases.Case", "case_id")),
        (TAB, _pk("people.YoungPerson", "person_id")),
        (HANDOVER, _pk("handover.Handover")),
        (REQUEST, _pk("handover.Handover")),
        (ASKED, _pk("handover.Handover")),
        (FOLLOW_UP, _pk("cases.CaseFollowUp")),
        (ABSENCE, _pk("cases.Absence")),
        (LEAVER, _pk("organisation.Account", "account_id")),
    ),
)
