# SPDX-License-Identifier: EUPL-1.2
"""Plain decisions about handovers: who may do what in which state, and what the night does with one that waits."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Move(StrEnum):
    """What can be done with a handover."""

    ACCEPT = "accept"
    GIVE = "give"
    ASK = "ask"
    ANSWER = "answer"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Side:
    """What the actor is to a handover: who gives, who is to receive, or a leader of either."""

    gives: bool = False
    receives: bool = False
    leads_giver: bool = False
    leads_receiver: bool = False

    @property
    def has_part(self) -> bool:
        return self.gives or self.receives or self.leads_giver or self.leads_receiver


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a handover stands, as far as the rules ask: is it settled, who asked, does a question wait."""

    waits: bool
    is_request: bool
    has_question: bool


def moves(side: Side, standing: Standing) -> frozenset[Move]:
    """What the actor may do now. Nothing once it is settled, whoever asks.

    Offered: the receiver (or a leader of theirs) accepts, asks or refuses; the sender answers and may withdraw. Requested: the
    sender gives, asks or refuses, and the receiver withdraws. A leader of either may revoke; the sender's may give.
    """
    if not standing.waits:
        return frozenset()
    found: set[Move] = set()
    answering, asking = (side.gives, side.receives) if standing.is_request else (side.receives, side.gives)
    answering_leader = side.leads_giver if standing.is_request else side.leads_receiver
    if answering or answering_leader:
        found |= {Move.GIVE if standing.is_request else Move.ACCEPT, Move.REFUSE}
    if answering and not standing.has_question:
        found.add(Move.ASK)
    if asking:
        found.add(Move.WITHDRAW)
        found |= {Move.ANSWER} if standing.has_question else set()
    if side.gives and not standing.is_request:
        found.add(Move.CHANGE)
    if side.leads_giver or side.leads_receiver:
        found.add(Move.REVOKE)
    return frozenset(found)


class Tonight(StrEnum):
    """What the night finds to do with a handover that waits."""

    NOTHING = "nothing"
    REMIND = "remind"
    ESCALATE = "escalate"


def tonight(remind_on: dt.date, due_on: dt.date, *, reminded: bool, escalated: bool, today: dt.date) -> Tonight:
    """A reminder from its day on, once; after the day on which the answer was due the leader gets it, once."""
    if today > due_on and not escalated:
        return Tonight.ESCALATE
    if today >= remind_on and not reminded and not escalated:
        return Tonight.REMIND
    return Tonight.NOTHING


PARTS_OF_NOTE: Final = ("works", "matters", "agreements", "risks", "next_step")
"""What the structured note must say; “nothing” is an answer, emptiness is not."""


def missing_in_note(note: dict[str, str]) -> tuple[str, ...]:
    """The parts of the note that say nothing."""
    return tuple(part for part in PARTS_OF_NOTE if not note.get(part, "").strip())
