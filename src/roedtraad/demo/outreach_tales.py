# SPDX-License-Identifier: EUPL-1.2
"""What came of the demo's outreach: the attempts, how they ended, and what was answered by the link. Made up."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """What a young person answered by the link, so many days ago, and whether it has been confirmed."""

    days_ago: int
    doing: str
    place: str = ""
    words: str = ""
    wants_call: bool = False
    confirmed: bool = False


ANSWERS: Final = (
    ToldAnswer(7, "work", "Et lager ved havnen", "Jeg har arbejdet der siden sommer. Det går fint.", confirmed=True),
    ToldAnswer(1, "nothing", words="Jeg vil gerne tale med nogen, men ikke om formiddagen.", wants_call=True),
    ToldAnswer(2, "youth_education", "Hf om aftenen", "I havde ikke fået besked, tror jeg."),
)
ATTEMPTS: Final = (
    ("phone", "no_answer"),
    ("message", "left_message"),
    ("phone", "reached"),
    ("letter", "wrong_number"),
)
ENDINGS: Final = ("education", "work", "wants_help", "already_helped", "unreachable", "moved")
