# SPDX-License-Identifier: EUPL-1.2
"""Whether a plan holds what a law asks it to hold: one check for each requirement code of the profile. Plain values only.

Sources: DOMAIN §1.2 (education plan, extract for FGU), §1.7 (Barnets lov §§ 108-110), STAR's review of 24 June 2021 (Min Plan).
A check says that something is there, never that it is good enough: that stays a person's judgement.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final

YOUNG_PERSON: Final = "young_person"
GUARDIAN: Final = "guardian"
LAST_SCHOOL_GRADE: Final = 9
GRADE_10: Final = 10
AFTER_18: Final = ("after_18_housing", "after_18_education", "after_18_work")
EDUCATION_OR_WORK: Final = frozenset({"education", "work"})


class State(StrEnum):
    """What a check answers. `JUDGE`: a person must say, the program cannot; it is never shown as met."""

    MET = "met"
    MISSING = "missing"
    NOT_ASKED = "not_asked"
    JUDGE = "judge"


@dataclass(frozen=True, slots=True)
class Answer:
    """A check's answer: why (a code with a text in `law_words`), where in the plan it stands, and by when it is to be there."""

    state: State
    reason: str
    place: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """What is known of a plan and its young person, as far as one reader may read it.

    Ages are whole years. `texts` are the codes of what has been written. `hidden` says that another department has written
    something that the reader may not read, so that what seems to be missing may be there. `signed` are those who have signed
    what is agreed now, `signed_before` those who signed something else. `agreed_to` are the departments that the yes of the
    young person, and of the guardian, names.
    """

    on: dt.date
    age: int
    of_age_on: dt.date
    duty_from: int
    support_by: dt.date
    has_guardian: bool = False
    grade: int | None = None
    is_in_grade_10: bool = False
    has_goal: bool = False
    goal_is_own_words: bool = False
    goal_areas: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    hidden_texts: bool = False
    step_areas: frozenset[str] = frozenset()
    departments: frozenset[int] = frozenset()
    hidden_steps: bool = False
    has_contact_person: bool = False
    signed: frozenset[str] = frozenset()
    signed_before: frozenset[str] = frozenset()
    agreed_to: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def is_of_age(self) -> bool:
        return self.on >= self.of_age_on

    @property
    def asks_guardian(self) -> bool:
        """Whether a guardian is party to it: until the young person is of age, when somebody holds parental authority."""
        return self.has_guardian and not self.is_of_age


Check = Callable[[Stands], Answer]
CHECKS: Final[dict[str, Check]] = {}


def check_of(*codes: str) -> Callable[[Check], Check]:
    """The check of these requirement codes."""

    def register(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(codes, check))
        return check

    return register


def answer(code: str, stands: Stands) -> Answer:
    """A requirement's answer; one whose code has no check here is for a person to judge, whatever the plan says."""
    check = CHECKS.get(code)
    return check(stands) if check else Answer(State.JUDGE, "unknown")


def _written(stands: Stands, code: str) -> Answer:
    """Whether a part of the plan has been written."""
    place = f"text:{code}"
    if code in stands.texts:
        return Answer(State.MET, "text_there", place)
    if stands.hidden_texts:
        return Answer(State.JUDGE, "maybe_hidden", place)
    return Answer(State.MISSING, "no_text", place)


CHECKS.update({code: partial(_written, code=code) for code in ("wish", "duration", "assessment")})


@check_of("goal", "goal_after_school")
def has_goal(stands: Stands) -> Answer:
    """The one goal that holds; it is what the young person wants after school as well."""
    return Answer(State.MET, "goal_there", "goal") if stands.has_goal else Answer(State.MISSING, "no_goal", "goal")


@check_of("guardian_remarks")
def has_guardian_remarks(stands: Stands) -> Answer:
    """Asked until the young person is of age, when somebody holds parental authority."""
    if not stands.asks_guardian:
        return Answer(State.NOT_ASKED, "of_age" if stands.is_of_age else "no_guardian")
    return _written(stands, "guardian_remarks")


@check_of("grade_10_gain")
def has_grade_10_gain(stands: Stands) -> Answer:
    """Asked in 10th grade and of whoever wishes it; only a person knows what a pupil of 9th grade or below wishes."""
    found = _written(stands, "grade_10_gain")
    if found.state == State.MET or stands.is_in_grade_10 or stands.grade == GRADE_10:
        return found
    if stands.grade is not None and stands.grade <= LAST_SCHOOL_GRADE and not stands.is_of_age:
        return Answer(State.JUDGE, "if_grade_10_is_wished", found.place)
    return Answer(State.NOT_ASKED, "not_in_grade_10")


@check_of("duty_kept")
def says_how_duty_is_kept(stands: Stands) -> Answer:
    """Asked from the age of the duty until the young person is of age (KUI-loven § 2 a)."""
    if stands.is_of_age:
        return Answer(State.NOT_ASKED, "of_age")
    if stands.age < stands.duty_from:
        return Answer(State.NOT_ASKED, "before_duty")
    return _written(stands, "duty_kept")


@check_of("contact_person")
def has_contact_person(stands: Stands) -> Answer:
    """Somebody at work coordinates, today."""
    if stands.has_contact_person:
        return Answer(State.MET, "contact_person_there", "contact_person")
    return Answer(State.MISSING, "no_contact_person", "contact_person")


@check_of("own_words")
def begins_with_own_words(stands: Stands) -> Answer:
    """The goal is written down as the young person's own words."""
    if not stands.has_goal:
        return Answer(State.MISSING, "no_goal", "goal")
    if not stands.goal_is_own_words:
        return Answer(State.MISSING, "goal_of_others", "goal")
    return Answer(State.MET, "own_words_there", "goal")


@check_of("education_work_goals")
def has_education_or_work_goals(stands: Stands) -> Answer:
    """One of the goals that hold is about education or work."""
    if stands.goal_areas & EDUCATION_OR_WORK:
        return Answer(State.MET, "education_work_goal_there", "goals")
    return Answer(State.MISSING, "no_education_work_goal", "goals")


@check_of("education_work_steps")
def has_education_or_work_steps(stands: Stands) -> Answer:
    """A step that has not been dropped is about education or work."""
    if stands.step_areas & EDUCATION_OR_WORK:
        return Answer(State.MET, "education_work_step_there", "steps")
    if stands.hidden_steps:
        return Answer(State.JUDGE, "maybe_hidden", "steps")
    return Answer(State.MISSING, "no_education_work_step", "steps")


@check_of("made_together")
def is_made_together(stands: Stands) -> Answer:
    """Shown by the signatures under what is agreed now: the young person's, and the guardian's until they are of age."""
    wanted = (YOUNG_PERSON, GUARDIAN) if stands.asks_guardian else (YOUNG_PERSON,)
    unsigned = next((one for one in wanted if one not in stands.signed), "")
    if unsigned:
        return Answer(State.MISSING, f"not_signed_by_{unsigned}", "signatures")
    return Answer(State.MET, "all_signed", "signatures")


@check_of("support_after_18")
def has_support_after_18(stands: Stands) -> Answer:
    """Housing, education and work after 18 are all written, by the day that the term says before the 18th birthday."""
    found = [_written(stands, code) for code in AFTER_18]
    if all(one.state == State.MET for one in found):
        return Answer(State.MET, "after_18_there", found[0].place, None if stands.is_of_age else stands.support_by)
    if stands.is_of_age:
        return Answer(State.NOT_ASKED, "of_age")
    first = next(one for one in found if one.state != State.MET)
    if first.state == State.JUDGE:
        return Answer(State.JUDGE, "maybe_hidden", first.place, stands.support_by)
    reason = "after_18_late" if stands.on > stands.support_by else "after_18_missing"
    return Answer(State.MISSING, reason, first.place, stands.support_by)


@check_of("consent")
def has_consent(stands: Stands) -> Answer:
    """A consent in force to sharing the plan names every department with a step: the young person's, and until they are of
    age the guardian's as well (Barnets lov § 110). What each department then reads is for `consent.policies` to say."""
    for giver in (YOUNG_PERSON, GUARDIAN) if stands.asks_guardian else (YOUNG_PERSON,):
        named = stands.agreed_to.get(giver, frozenset())
        if not named:
            return Answer(State.MISSING, f"no_consent_of_{giver}", "consent")
        if not stands.departments <= named:
            return Answer(State.MISSING, "consent_without_department", "consent")
    if stands.hidden_steps:
        return Answer(State.JUDGE, "consent_not_seen", "consent")
    return Answer(State.MET, "consent_there", "consent")


@check_of("several_departments")
def has_several_departments(stands: Stands) -> Answer:
    """Steps of at least two departments."""
    if len(stands.departments) > 1:
        return Answer(State.MET, "several_departments_there", "steps")
    if stands.hidden_steps:
        return Answer(State.JUDGE, "maybe_hidden", "steps")
    return Answer(State.MISSING, "one_department", "steps")


def signed_by(signer: str, stands: Stands) -> Answer:
    """Whether somebody whom the law asks has signed what is agreed now."""
    if signer == GUARDIAN and not stands.asks_guardian:
        return Answer(State.NOT_ASKED, "of_age" if stands.is_of_age else "no_guardian")
    if signer in stands.signed:
        return Answer(State.MET, "signed", "signatures")
    reason = "signed_before" if signer in stands.signed_before else "not_signed"
    return Answer(State.MISSING, reason, "signatures")


def is_whole(answers: Collection[Answer]) -> bool:
    """Whether everything that is asked of this person is there, with nothing left for a person to judge."""
    return all(one.state in {State.MET, State.NOT_ASKED} for one in answers)
