# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.dependencies import CaseDependency, case_dependencies
from roedtraad.cases.models import Case
from roedtraad.kernel.contributions import (
    ActType,
    DeskBox,
    PersonAct,
    PersonSection,
    PersonTab,
    ThreadSource,
    act_types,
    desk_boxes,
    person_acts,
    person_sections,
    person_tabs,
    thread_sources,
)
from roedtraad.kernel.rights import Part, Right
from roedtraad.plans import desk, facts, leaving, queries, thread
from roedtraad.plans.models import OPEN_STEPS, Step

_ACTS: Final = (
    ("plan_seen", _("Saw the plan")),
    ("experience_seen", _("Looked for experience in trial actions")),
    ("plan_started", _("Began the plan")),
    ("goal_set", _("Set a goal")),
    ("goal_ended", _("Ended a goal")),
    ("plan_text_written", _("Wrote a part of the plan")),
    ("plan_revised", _("Revised the plan")),
    ("plan_found_realistic", _("Said whether the plan is realistic")),
    ("step_added", _("Put a step in the plan")),
    ("step_changed", _("Changed a step")),
    ("step_moved", _("Moved a step")),
    ("step_state_set", _("Said where a step stands")),
    ("agreement_added", _("Made an agreement")),
    ("agreement_changed", _("Changed an agreement")),
    ("agreement_settled", _("Said where an agreement stands")),
    ("agreements_landed", _("Took over the agreements of a meeting")),
    ("network_person_set", _("Put somebody on the network map")),
    ("network_person_removed", _("Took somebody off the network map")),
    ("pyramid_set", _("Set the level of help")),
    ("hypothesis_made", _("Wrote a hypothesis")),
    ("hypothesis_concluded", _("Concluded a hypothesis")),
    ("trial_started", _("Began a trial action")),
    ("trial_told", _("Told what a trial action taught")),
    ("progression_measured", _("Measured progression")),
    ("plan_signed", _("Signed the plan")),
    ("plan_restored", _("Went back to an earlier plan")),
    ("plan_promises_released", _("Gave steps and agreements on when an account closed")),
    ("plan_document_made", _("Made a document of the plan")),
)


def register() -> None:
    """Facts, acts, the tab and the blocks of the person's page, entries on the thread, what waits on the desk."""
    facts.register()
    leaving.register()
    for name, title in _ACTS:
        act_types.register(ActType(name, title))
    person_tabs.register(PersonTab("plan", _("The plan"), Part.PLAN, "plans:plan", 20))
    person_acts.register(PersonAct("plan", _("Open the plan"), Right.EDIT_PLAN, "plans:plan"))
    person_sections.register(PersonSection("plan", Part.PLAN, "plans/person_section.html", queries.section, "top"))
    thread_sources.register(ThreadSource("plan", Part.PLAN, thread.plan_entries, _("the plan"), ("plans.Plan",)))
    thread_sources.register(
        ThreadSource("method", Part.PLAN, thread.method_entries, _("progression and level of help"), ("plans.Plan",))
    )
    for name, title, items in (
        ("own_agreements", _("My agreements"), desk.own_agreements),
        ("undecided_agreements", _("Undecided agreements"), desk.undecided_agreements),
        ("plans_to_revise", _("Plans to go through"), desk.plans_to_revise),
    ):
        desk_boxes.register(DeskBox(name, title, Right.EDIT_PLAN, items))
    case_dependencies.register(CaseDependency("plan_steps", steps_of_case))


def steps_of_case(case_id: int) -> Sequence[str]:
    """The open steps of the case's unit on the young person's plan, which somebody must do or drop before the case closes."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        return ()
    steps = Step.objects.filter(plan__young_person=case.young_person_id, unit=case.unit_id, state__in=OPEN_STEPS)
    return [
        gettext("An open step in the plan: %(step)s") % {"step": title}
        for title in steps.values_list("title", flat=True)
    ]
