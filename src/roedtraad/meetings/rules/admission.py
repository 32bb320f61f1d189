# SPDX-License-Identifier: EUPL-1.2
"""Whether a case gets into a forum, and if not, which condition is not met and what would help.

Pure. What can be counted is checked; what people judge (`condition` in words) is left to them. Source: MISSION K8 (at least two
disciplines), K9 (any caseworker), K11 (only what the workshop could not solve).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from roedtraad.organisation.profile import Forum

FUTURE_WORKSHOP: Final = "future_workshop"
NETWORK_MEETING: Final = "network_meeting"


class Unmet(StrEnum):
    """A condition of the forum that is not met."""

    WITHOUT_CASES = "without_cases"
    CLOSED_CIRCLE = "closed_circle"
    AGE = "age"
    DISCIPLINES = "disciplines"
    NOT_TRIED = "not_tried"
    SOLVED = "solved"
    ONLY_BY_RULE = "only_by_rule"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of the young person: age in full years, disciplines with an open case, forums already tried, rules whose
    signals are open. `in_circle` tells whether whoever asks sits in the forum. Without `has_open_case` there is nothing unsolved.
    """

    age: int
    disciplines: frozenset[str] = frozenset()
    has_open_case: bool = False
    tried: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    in_circle: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition that is not met, with the forum that should have been tried first."""

    unmet: Unmet
    forum: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the forum takes the case. `judged` are conditions in words that people answer for, not the program."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()
    is_judged: bool = False
    facts: CaseFacts = field(default_factory=lambda: CaseFacts(0))


def verdict(forum: Forum, facts: CaseFacts) -> Verdict:
    """Whether a case that a colleague brings gets in.

    A forum that names rules and nothing else takes only those for whom a rule holds; with a condition in words, or when any
    caseworker may bring a case, a colleague's request is enough.
    """
    if forum.without_cases:
        return Verdict(allowed=False, reasons=(Reason(Unmet.WITHOUT_CASES),), facts=facts)
    reasons = [*countable(forum, facts)]
    if forum.closed_circle and not facts.in_circle:
        reasons.append(Reason(Unmet.CLOSED_CIRCLE))
    if _only_by_rule(forum) and not facts.rules & set(forum.admission.rules):
        reasons.append(Reason(Unmet.ONLY_BY_RULE))
    judged = forum.admission.condition is not None and not reasons
    return Verdict(not reasons, tuple(reasons), judged, facts)


def countable(forum: Forum, facts: CaseFacts) -> list[Reason]:
    """The conditions that can be counted and are not met: ages, disciplines, forums that come first.

    They hold for what is brought and for what a rule suggests; what a rule makes mandatory is talked about whatever they say.
    """
    found = []
    if forum.ages is not None and not forum.ages.includes(facts.age):
        found.append(Reason(Unmet.AGE))
    least = forum.admission.least_disciplines
    if least is not None and len(facts.disciplines) < least:
        found.append(Reason(Unmet.DISCIPLINES))
    missing = [Reason(Unmet.NOT_TRIED, code) for code in forum.admission.after if code not in facts.tried]
    found += missing
    if forum.admission.after and not missing and not facts.has_open_case:
        found.append(Reason(Unmet.SOLVED))
    return found


def has_countable(forum: Forum) -> bool:
    """Whether the forum has any condition that is counted."""
    admission = forum.admission
    return forum.ages is not None or admission.least_disciplines is not None or bool(admission.after)


def _only_by_rule(forum: Forum) -> bool:
    admission = forum.admission
    open_to_requests = admission.any_caseworker or admission.condition is not None or has_countable(forum)
    return bool(admission.rules) and not open_to_requests


def alternatives(forums: Iterable[Forum], facts: CaseFacts, refused: str) -> Sequence[Forum]:
    """Where the case can be taken instead: forums that would take it, a network meeting before any other that is called.

    A future workshop is no place for a case that has begun: it is where one applies.
    """
    taking = [
        one for one in forums if one.id != refused and one.kind != FUTURE_WORKSHOP and verdict(one, facts).allowed
    ]
    return sorted(taking, key=lambda one: (one.kind != NETWORK_MEETING, not one.is_called, one.id))
