# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to the red thread and to a young person's page."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from roedtraad.detection import policies, queries
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
    signals = [one for one in queries.signals_about(query.person_id) if query.before is None or _on(one) < query.before]
    newest = sorted(signals, key=_on, reverse=True)[: query.limit]
    return [
        _entry(query.actor, one, titles.get(one.rule, one.rule), one.rule in deadlines and one.due_on < today)
        for one in newest
    ]


def _on(signal: Signal) -> dt.date:
    return signal.due_on if signal.closed_on is None else signal.raised_on


def _entry(actor: Actor, signal: Signal, title: str, is_overdue: bool) -> ThreadEntry:
    is_open = signal.closed_on is None
    return ThreadEntry(
        on=_on(signal),
        kind="signal",
        kind_title=_("signal"),
        title=title,
        detail=reason(policies.told(actor, signal.evidence)) if is_open else signal.get_closed_because_display(),
        until=signal.closed_on,
        is_open=is_open,
        stalled=is_open and is_overdue,
        key=f"signal-{signal.pk}",
    )


def section(actor: Actor, person_id: int) -> dict[str, Any]:
    """The open signals of one young person, for the person's page."""
    waiting = [one for one in queries.signals_about(person_id) if one.closed_on is None]
    return {
        "signals": queries.signal_rows(actor, sorted(waiting, key=lambda one: (one.due_on, one.pk)), since=actor.on)
    }
