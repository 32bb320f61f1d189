# SPDX-License-Identifier: EUPL-1.2
"""What the meeting itself adds: its acts, what waits for a decision, and who sees somebody because they are asked."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.contributions import (
    AccountHolding,
    ActType,
    DeskBox,
    NightlyJob,
    NoticeText,
    PersonRelation,
    account_holdings,
    act_types,
    desk_boxes,
    nightly_jobs,
    notice_texts,
    person_relations,
)
from roedtraad.kernel.rights import Right, Scope
from roedtraad.meetings import policies_sitting
from roedtraad.meetings.actions import sitting_reminding
from roedtraad.meetings.actions.sitting_decisions import ANSWERED, NOTICE
from roedtraad.meetings.queries import sitting_decisions

_ACTS: Final = (
    ("meeting_opened", _("Opened a meeting")),
    ("meeting_closed", _("Closed a meeting")),
    ("item_begun", _("Began to talk about somebody at a meeting")),
    ("item_skipped", _("Put somebody off at a meeting")),
    ("item_ended", _("Ended the talk about somebody at a meeting")),
    ("item_reopened", _("Went back to somebody at a meeting")),
    ("attendance_ticked", _("Said who was at a meeting")),
    ("line_written", _("Typed an agreement at a meeting")),
    ("line_removed", _("Removed an agreement at a meeting")),
    ("line_restored", _("Brought back an agreement at a meeting")),
    ("line_moved", _("Moved an agreement at a meeting")),
    ("decision_asked", _("Asked for a decision")),
    ("decision_answered", _("Answered a question for a decision")),
    ("decision_withdrawn", _("Took back a question for a decision")),
    ("decision_reminded", _("Reminded of a decision")),
    ("sitting_seen", _("Saw the screen of a meeting")),
    ("decision_seen", _("Saw a question for a decision")),
    ("decisions_listed", _("Saw the list of decisions")),
)


def register() -> None:
    """Acts, relations, the desk, the night, what hangs on an account, and what mails say."""
    for name, title in _ACTS:
        act_types.register(ActType(name, title))
    person_relations.register(PersonRelation("decides_about", Scope.OWN, policies_sitting.persons_asked_about))
    person_relations.register(
        PersonRelation("decides_for_unit", Scope.DEPARTMENT, policies_sitting.persons_asked_of_led)
    )
    for box, heading, items in (
        ("decisions_to_answer", _("Decisions that wait for you"), sitting_decisions.desk_to_answer),
        ("decisions_sent", _("Decisions you have asked for"), sitting_decisions.desk_sent),
    ):
        desk_boxes.register(DeskBox(box, heading, Right.PREPARE_MEETINGS, items, "meetings:decisions"))
    nightly_jobs.register(
        NightlyJob("decisions", _("Remind of decisions"), dt.time(2, 45), sitting_reminding.decisions_tonight)
    )
    account_holdings.register(
        AccountHolding(
            "decisions", _("questions for a decision"), sitting_reminding.open_count, sitting_reminding.release
        )
    )
    _register_notices()


def _register_notices() -> None:
    notice_texts.register(
        NoticeText(
            NOTICE,
            _("A decision waits"),
            _("Something waits for your answer in Rødtråd"),
            _("A question waits for your decision. Sign in and look at your desk. {municipality}"),
        )
    )
    notice_texts.register(
        NoticeText(
            ANSWERED,
            _("A decision has been made"),
            _("Something has been answered in Rødtråd"),
            _("A question that you sent has been answered. Sign in and look at your desk. {municipality}"),
        )
    )
