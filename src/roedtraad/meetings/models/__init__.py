# SPDX-License-Identifier: EUPL-1.2
"""Meetings: when forums meet, who is on the agenda, who takes part, what is agreed, what is written down, what is learnt."""

from .agenda import OPEN_ITEMS, AgendaItem, Entry, ItemSignal, ItemState, Participant, Reply, Task, Way
from .agreed import DECIDED, AgreementLine, DecisionRequest, DecisionState
from .calendar import AHEAD, ForumSeat, Meeting, MeetingState
from .learning import Lesson, RunState, WhatIfRun
from .minutes import Answer, Minutes, MinutesAnswer, MinutesState, MinutesVersion

__all__ = [
    "AHEAD",
    "DECIDED",
    "OPEN_ITEMS",
    "AgendaItem",
    "AgreementLine",
    "Answer",
    "DecisionRequest",
    "DecisionState",
    "Entry",
    "ForumSeat",
    "ItemSignal",
    "ItemState",
    "Lesson",
    "Meeting",
    "MeetingState",
    "Minutes",
    "MinutesAnswer",
    "MinutesState",
    "MinutesVersion",
    "Participant",
    "Reply",
    "RunState",
    "Task",
    "Way",
    "WhatIfRun",
]
