# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.dependencies import CaseDependency, ChangedHands, case_dependencies, changed_hands
from roedtraad.handover import desk, facts, jobs, policies, queries, releasing, stale, thread
from roedtraad.handover.models import WAITING, Handover
from roedtraad.kernel.contributions import (
    AccountHolding,
    ActType,
    DeskBox,
    NightlyJob,
    NoticeText,
    PersonRelation,
    PersonSection,
    ThreadSource,
    account_holdings,
    act_types,
    desk_boxes,
    nightly_jobs,
    notice_texts,
    person_relations,
    person_sections,
    thread_sources,
)
from roedtraad.kernel.rights import Part, Right, Scope

ACTS = (
    ("handover_asked", _("Asked for a handover")),
    ("handover_requested", _("Asked to take over")),
    ("handover_accepted", _("Took over")),
    ("handover_refused", _("Refused a handover")),
    ("handover_withdrawn", _("Withdrew a handover")),
    ("handover_revoked", _("Revoked a handover")),
    ("handover_changed", _("Moved the joint meeting of a handover")),
    ("handover_question_asked", _("Asked about a handover")),
    ("handover_question_answered", _("Answered about a handover")),
    ("handover_reminded", _("Reminded of a handover")),
    ("handover_escalated", _("Gave a handover to the leader")),
    ("handover_returned", _("A temporary cover ended")),
    ("handover_seen", _("Saw a handover")),
    ("handovers_listed", _("Saw the list of handovers")),
    ("leaving_seen", _("Saw what a colleague has")),
)


def register() -> None:
    """Relations, thread, desk, nightly work, and what stands in the way of closing a case or an account."""
    facts.register()
    for name, title in ACTS:
        act_types.register(ActType(name, title))
    person_relations.register(PersonRelation("handover_receiver", Scope.OWN, policies.to_receive))
    person_relations.register(PersonRelation("handover_comes_back", Scope.OWN, policies.to_come_back))
    person_relations.register(PersonRelation("handover_leader", Scope.DEPARTMENT, policies.to_decide))
    thread_sources.register(
        ThreadSource("handovers", Part.HANDOVERS, thread.entries, _("handovers"), ("handover.Handover",))
    )
    person_sections.register(
        PersonSection(
            "handovers",
            Part.HANDOVERS,
            "handover/person_section.html",
            queries.person_section,
            "top",
            ("handover.Handover",),
        )
    )
    _register_desk()
    nightly_jobs.register(NightlyJob("handovers", _("Look after handovers"), dt.time(2, 15), jobs.handovers_tonight))
    case_dependencies.register(CaseDependency("handover", _waiting_of))
    changed_hands.register(ChangedHands("handover", stale.settle_stale))
    account_holdings.register(
        AccountHolding("handovers", _("cases, contact person and handovers"), releasing.open_count, releasing.release)
    )
    notice_texts.register(
        NoticeText(
            "handover_waits",
            _("A handover waits"),
            _("Something waits for your answer in Rødtråd"),
            _("A handover waits for your answer. Sign in and look at your desk. {municipality}"),
        )
    )


def _register_desk() -> None:
    """Both desks show a handover until it is settled, and the leader's when it is late."""
    hand_over, decide = Right.HAND_OVER, Right.DECIDE_HANDOVERS
    for name, title, right, items in (
        ("handovers_to_answer", gettext_lazy("Handovers that wait for you"), hand_over, desk.for_me),
        ("handovers_sent", gettext_lazy("Handovers you wait for"), hand_over, desk.from_me),
        ("handovers_late", gettext_lazy("Handovers that nobody answers"), decide, desk.escalated),
        ("handovers_covered", gettext_lazy("Temporary cover"), hand_over, desk.coming_back),
    ):
        desk_boxes.register(DeskBox(name, title, right, items, "handover:list"))


def _waiting_of(case_id: int) -> Sequence[str]:
    """A case on its way to somebody is not closed behind their back."""
    if Handover.objects.filter(case_id=case_id, state__in=WAITING).exists():
        return [gettext("A handover of it waits for an answer.")]
    return []
