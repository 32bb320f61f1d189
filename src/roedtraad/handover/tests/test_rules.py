# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with a handover, and what the night does: over every combination, not by example."""

import datetime as dt
import itertools

import pytest

from roedtraad.handover.rules import Move, Side, Standing, Tonight, missing_in_note, moves, tonight

SIDES = [Side(*flags) for flags in itertools.product((False, True), repeat=4)]
STANDINGS = [Standing(*flags) for flags in itertools.product((False, True), repeat=3)]
DAY = dt.date(2026, 3, 2)


@pytest.mark.parametrize("side", SIDES)
def test_nothing_is_done_with_what_is_settled(side: Side) -> None:
    assert all(not moves(side, Standing(False, one.is_request, one.has_question)) for one in STANDINGS)


@pytest.mark.parametrize("standing", STANDINGS)
def test_whoever_has_no_part_does_nothing(standing: Standing) -> None:
    assert moves(Side(), standing) == frozenset()


@pytest.mark.parametrize("standing", [one for one in STANDINGS if one.waits])
def test_the_sender_never_accepts_for_the_receiver_and_the_receiver_never_gives(standing: Standing) -> None:
    assert Move.ACCEPT not in moves(Side(gives=True, leads_giver=True), standing)
    assert Move.GIVE not in moves(Side(receives=True, leads_receiver=True), standing)


@pytest.mark.parametrize("side", SIDES)
def test_there_is_always_a_way_out_for_whoever_asked_and_for_a_leader(side: Side) -> None:
    for standing in (one for one in STANDINGS if one.waits):
        found = moves(side, standing)
        asked = side.receives if standing.is_request else side.gives
        assert (Move.WITHDRAW in found) == asked
        assert (Move.REVOKE in found) == (side.leads_giver or side.leads_receiver)
        answers = side.gives if standing.is_request else side.receives
        assert answers <= (Move.REFUSE in found)


def test_a_question_is_answered_before_the_next_is_asked() -> None:
    receiver, sender = Side(receives=True), Side(gives=True)
    pending, asked = Standing(True, False, False), Standing(True, False, True)
    assert Move.ASK in moves(receiver, pending)
    assert Move.ASK not in moves(receiver, asked)
    assert Move.ANSWER not in moves(sender, pending)
    assert Move.ANSWER in moves(sender, asked)
    assert Move.ACCEPT in moves(receiver, asked), "whoever has asked may accept all the same"


@pytest.mark.parametrize(
    ("today", "reminded", "escalated", "expected"),
    [
        (DAY, False, False, Tonight.NOTHING),
        (DAY + dt.timedelta(3), False, False, Tonight.REMIND),
        (DAY + dt.timedelta(3), True, False, Tonight.NOTHING),
        (DAY + dt.timedelta(5), False, False, Tonight.REMIND),
        (DAY + dt.timedelta(6), True, False, Tonight.ESCALATE),
        (DAY + dt.timedelta(6), False, False, Tonight.ESCALATE),
        (DAY + dt.timedelta(6), True, True, Tonight.NOTHING),
    ],
)
def test_the_night(today: dt.date, reminded: bool, escalated: bool, expected: Tonight) -> None:
    remind_on, due_on = DAY + dt.timedelta(3), DAY + dt.timedelta(5)
    assert tonight(remind_on, due_on, reminded=reminded, escalated=escalated, today=today) is expected


def test_every_part_of_the_note_says_something() -> None:
    note = {"works": "a", "matters": " ", "agreements": "nothing", "risks": "", "next_step": "b"}
    assert missing_in_note(note) == ("matters", "risks")
    assert missing_in_note({}) == ("works", "matters", "agreements", "risks", "next_step")
