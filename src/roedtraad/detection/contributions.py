# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from roedtraad.detection import holdings, jobs, queries, thread
from roedtraad.detection.models import Signal
from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.contributions import (
    ActType,
    NightlyJob,
    PersonColumn,
    PersonRelation,
    PersonSection,
    ThreadSource,
    act_types,
    nightly_jobs,
    person_columns,
    person_relations,
    person_sections,
    thread_sources,
)  # fmt: skip
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Part, Scope
from roedtraad.organisation.models import Unit
from roedtraad.organisation.queries import profile_on


def register() -> None:
    """Relations and acts of this room."""
    holdings.register()
    person_relations.register(PersonRelation("signal_in_unit", Scope.UNIT_SIGNALS, _open_signals_in_unit))
    person_relations.register(PersonRelation("signal_in_department", Scope.DEPARTMENT, _open_signals_in_department))
    for name, title in (
        ("desk_seen", _("Saw the desk")),
        ("desk_exported", _("Took out the list of the desk")),
        ("signal_seen", _("Saw a signal")),
        ("sweep_run", _("Looked for new signals")),
        ("signal_acknowledged", _("Took on a signal")),
        ("signal_snoozed", _("Put a signal off")),
        ("signal_assigned", _("Gave a signal to somebody")),
        ("signal_answered_not_true", _("Answered that a signal is not true")),
        ("signal_reopened", _("Opened a signal again")),
        ("rule_switched", _("Switched a rule on or off")),
    ):
        act_types.register(ActType(name, title))
    thread_sources.register(ThreadSource("signals", Part.SIGNALS, thread.entries, _("signals")))
    person_sections.register(
        PersonSection("signals", Part.SIGNALS, "detection/person_section.html", thread.section, "top")
    )
    person_columns.register(PersonColumn("next_due", _("next due"), Part.SIGNALS, _next_due, is_sortable=True))
    nightly_jobs.register(NightlyJob("nightly_sweep", _("Nightly sweep"), dt.time(3, 0), jobs.sweep_tonight))


def _next_due(actor: Actor) -> Subquery:
    """The earliest deadline that waits; a signal without one is dated the day it was found, which is no deadline."""
    waiting = Signal.objects.filter(
        queries.in_state("waiting", actor.on), young_person_id=OuterRef("pk"), closed_on__isnull=True,
        rule__in=_rules_with_deadline(actor.on),
    )  # fmt: skip
    return Subquery(waiting.order_by("due_on").values("due_on")[:1])


def _rules_with_deadline(on: dt.date) -> set[str]:
    try:
        return queries.rules_with_deadline(profile_on(on))
    except DomainError:
        return set()


def _open_signals_in_unit(actor: Actor, grants: Sequence[Grant]) -> "QuerySet[Any, Any] | None":
    units = [grant.unit_id for grant in grants if grant.unit_id]
    if not units:
        return None
    return Signal.objects.filter(unit_id__in=units, closed_on__isnull=True).values("young_person_id")


def _open_signals_in_department(actor: Actor, grants: Sequence[Grant]) -> "QuerySet[Any, Any] | None":
    """A leader answers for the signals of the whole department, also of a young person who has no case there yet."""
    departments = [grant.department_id for grant in grants if grant.department_id]
    if not departments:
        return None
    units = Unit.objects.filter(department_id__in=departments).values("pk")
    return Signal.objects.filter(unit_id__in=units, closed_on__isnull=True).values("young_person_id")
