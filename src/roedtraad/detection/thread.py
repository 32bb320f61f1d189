# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to the red thread and to a young person's page."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.detection import queries
from roedtraad.detection.models import Signal
from roedtraad.detection.reasons import reason
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery
from roedtraad.organisation.queries import profile_on


def entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Signals on the thread: an open one at the day it falls due, a closed one at the day it was raised."""
    today = clock.today()
    profile = profile_on(today)
    titles, deadlines = queries.rule_titles(profile), queries.rules_with_deadline(profile)
    signals = Signal.objects.filter(young_person_id=query.person_id).order_by("-due_on", "-pk")
    if query.before:
        signals = signals.filter(
            Q(closed_on__isnull=True, due_on__lt=query.before) | Q(closed_on__isnull=False, raised_on__lt=query.before)
        )
    found = [
        _entry(signal, titles.get(signal.rule, signal.rule), signal.rule in deadlines and signal.due_on < today)
        for signal in signals[: query.limit + 1]
    ]
    return sorted(found, key=lambda entry: entry.on, reverse=True)[: query.limit]


def _entry(signal: Signal, title: str, is_overdue: bool) -> ThreadEntry:
    is_open = signal.closed_on is None
    return ThreadEntry(
        on=signal.due_on if is_open else signal.raised_on,
        kind="signal",
        kind_title=_("signal"),
        title=title,
        detail=reason(signal.evidence) if is_open else signal.get_closed_because_display(),
        until=signal.closed_on,
        is_open=is_open,
        stalled=is_open and is_overdue,
        key=f"signal-{signal.pk}",
    )


def section(actor: Actor, person_id: int) -> dict[str, Any]:
    """The open signals of one young person, for the person's page."""
    signals = Signal.objects.filter(young_person_id=person_id, closed_on__isnull=True)
    rows = signals.select_related("young_person", "unit", "assignee").order_by("due_on", "pk")
    return {"signals": queries.signal_rows(actor, list(rows))}
