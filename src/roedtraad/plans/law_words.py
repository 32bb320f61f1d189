# SPDX-License-Identifier: EUPL-1.2
"""What the checks of law views answer, in words: the state, the reason, and where in the plan one can do something about it."""

from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.plans.law_rules import Answer, State

STATES: Final[dict[State, tuple[str | Promise, str]]] = {
    State.MET: (_("in place"), "success"),
    State.MISSING: (_("missing"), "error"),
    State.NOT_ASKED: (_("not asked of this person"), ""),
    State.JUDGE: (_("a person must judge"), "warning"),
}
"""Each state's name, and the badge that it is shown with."""

REASONS: Final[dict[str, str | Promise]] = {
    "unknown": _("The program has no check for this. Read the plan and judge."),
    "text_there": _("It stands in the plan."),
    "no_text": _("Nothing has been written about it."),
    "maybe_hidden": _("Another department has written something that you may not read. Ask them."),
    "goal_there": _("The goal stands in the plan."),
    "no_goal": _("There is no goal."),
    "own_words_there": _("The goal stands in the young person's own words."),
    "goal_of_others": _("The goal is not marked as the young person's own words. Ask for them, and write them down."),
    "education_work_goal_there": _("A goal is about education or work."),
    "no_education_work_goal": _("No goal is about education or work. Set one, or say on the goal what it is about."),
    "education_work_step_there": _("A step leads towards education or work."),
    "no_education_work_step": _("No step leads towards education or work."),
    "several_departments_there": _("Several departments have steps in the plan."),
    "one_department": _("Fewer than two departments have steps in the plan. Then another plan fits better."),
    "contact_person_there": _("There is a coordinating contact person."),
    "no_contact_person": _("There is no coordinating contact person."),
    "all_signed": _("Everybody who must has signed what is agreed now."),
    "signed": _("Has signed what is agreed now."),
    "signed_before": _("Has signed an earlier agreement. The plan has been changed since."),
    "not_signed": _("Has not signed."),
    "not_signed_by_young_person": _("The young person has not signed what is agreed now."),
    "not_signed_by_guardian": _("The guardian has not signed what is agreed now."),
    "if_grade_10_is_wished": _("Asked if the young person wishes 10th grade. Only a person knows."),
    "not_in_grade_10": _("The young person is not in 10th grade."),
    "of_age": _("The young person is of age."),
    "no_guardian": _("Nobody is recorded as holder of parental authority."),
    "before_duty": _("The young person is not yet old enough for the duty."),
    "after_18_there": _("Housing, education and work after 18 stand in the plan."),
    "after_18_missing": _("Write what happens with housing, education and work after 18."),
    "after_18_late": _("Housing, education and work after 18 should have stood in the plan by now."),
    "consent_there": _("A consent to share the plan between these departments holds."),
    "consent_not_seen": _(
        "A department has steps that you may not read. Only they can see whether the consent names them."
    ),
    "no_consent_of_young_person": _("The young person has not said yes to sharing the plan."),
    "no_consent_of_guardian": _("The guardian has not said yes to sharing the plan."),
    "consent_without_department": _("A department with a step is not named in the consent."),
}

_PLACES: Final[dict[str, tuple[str, str | Promise, str, str | Promise]]] = {
    "goal": ("plans:plan", _("See the goal"), "plans:goal-set", _("Write the goal")),
    "goals": ("plans:plan", _("See the goals"), "plans:goal-set", _("Set a goal")),
    "steps": ("plans:plan", _("See the steps"), "plans:step-add", _("Add a step")),
    "text": ("plans:texts", _("Read it"), "plans:text-write", _("Write it")),
    "signatures": ("plans:versions", _("See the signatures"), "plans:plan-sign", _("Record a signature")),
    "contact_person": ("", "", "cases:contact-person-name", _("Name a contact person")),
    "consent": ("consent:consents", _("See the consents"), "consent:consents", _("See the consents")),
}
"""For each part of the plan: where one reads what stands there, and where one writes what is missing."""


def state_title(state: State) -> str:
    """A state in the reader's language."""
    return str(STATES[state][0])


def reason_title(reason: str) -> str:
    """Why a check answers as it does, in the reader's language."""
    return str(REASONS[reason])


def link(found: Answer, person_id: int) -> tuple[str, str]:
    """Where one reads, or writes, what a check has looked at: address and title, both empty when there is no such place."""
    place, _colon, code = found.place.partition(":")
    if place not in _PLACES:
        return "", ""
    name, title, write_name, write_title = _PLACES[place]
    if found.state == State.MISSING or found.reason == "if_grade_10_is_wished":
        return reverse(write_name, args=[person_id, code] if code else [person_id]), str(write_title)
    return (reverse(name, args=[person_id]), str(title)) if name else ("", "")
