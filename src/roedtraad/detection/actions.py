# SPDX-License-Identifier: EUPL-1.2
"""Acts on signals: look for new ones, take one on, put it off, give it to somebody, say that it is not true."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.detection import rules, sweeping
from roedtraad.detection.models import Signal, SweepRun
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.locks import Lock, hold
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for, profile_on
from roedtraad.people import policies


@transaction.atomic
def sweep(actor: Actor, *, on: dt.date, dry_run: bool = False) -> sweeping.Outcome:
    """Compare every young person with the rules in force on a date: raise what is new, close what no longer holds.

    The same sweep again writes nothing but its own run, also when two are started at once: the second waits for the first.
    A dry run is for the caller to undo. Refuses without a profile.
    """
    if not has_right(actor, Right.RUN_SWEEP):
        raise NotAllowed("run_sweep", _("Your role may not start a sweep."))
    started_at = clock.now()
    hold(Lock.SWEEP)
    outcome = sweeping.run(profile_on(on), on)
    if dry_run:
        return outcome
    if outcome.created or outcome.closed:
        record_change(actor, Record("sweep_run", values=_summary(outcome)))
    SweepRun.objects.create(
        swept_on=on, started_at=started_at, finished_at=clock.now(), young_people=outcome.young_people,
        created=outcome.created, closed=outcome.closed, unchanged=outcome.unchanged, started_by=actor.name,
    )  # fmt: skip
    return outcome


def _summary(outcome: sweeping.Outcome) -> dict[str, Any]:
    return {
        "on": outcome.on,
        "created": {rule: one.created for rule, one in outcome.rules.items() if one.created},
        "closed": {rule: one.closed for rule, one in outcome.rules.items() if one.closed},
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """What is done to signals: the act's name, the fields that change, and whether a reason must be given."""

    act: str
    changes: dict[str, Any]
    reason: str = ""


def acknowledge(actor: Actor, *, signals: Sequence[int]) -> int:
    """Take signals on: somebody has seen them and will act. Gives how many."""
    return _answer(actor, signals, Answer("signal_acknowledged", {"state": rules.ACKNOWLEDGED, "snoozed_to": None}))


def snooze(actor: Actor, *, signals: Sequence[int], until: dt.date, reason: str) -> int:
    """Put signals off to a day ahead, with a reason; they come back by themselves."""
    if not rules.snooze_is_sensible(until, actor.on):
        raise DomainError("snooze_date", _("Choose a day ahead, at most a year from today."))
    changes = {"state": rules.SNOOZED, "snoozed_to": until}
    return _answer(actor, signals, Answer("signal_snoozed", changes, _required(reason)))


def answer_not_true(actor: Actor, *, signals: Sequence[int], reason: str) -> int:
    """Answer that the facts are wrong, with a reason. It counts in the source's rate of false alarms."""
    changes = {"state": rules.NOT_TRUE, "snoozed_to": None}
    return _answer(actor, signals, Answer("signal_answered_not_true", changes, _required(reason)))


def reopen(actor: Actor, *, signals: Sequence[int]) -> int:
    """Take back an answer: the signals are new again."""
    return _answer(actor, signals, Answer("signal_reopened", {"state": rules.NEW, "snoozed_to": None}))


def assign(actor: Actor, *, signals: Sequence[int], assignee: int) -> int:
    """Give signals to a colleague, who must be able to see every one of the persons."""
    account = Account.objects.filter(pk=assignee, is_active=True).first()
    if account is None:
        raise DomainError("assignee_unknown", _("Choose somebody who works here."))
    return _answer(
        actor, signals, Answer("signal_assigned", {"assignee": account}), receiver=actor_for(account, actor.on)
    )


def _required(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise DomainError("reason_missing", _("Write a reason, so that others understand."))
    return reason[:500]


@transaction.atomic
def _answer(actor: Actor, ids: Sequence[int], answer: Answer, receiver: Actor | None = None) -> int:
    """Do one thing to a whole selection, all or none: one signal that may not be touched stops it all."""
    wanted = frozenset(ids)
    signals = list(Signal.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if not wanted or len(signals) != len(wanted):
        raise NotVisible
    persons = {signal.young_person_id for signal in signals}
    _require_about_all(actor, persons, receiver)
    if any(signal.closed_on for signal in signals):
        raise DomainError(
            "signal_closed", _("A signal has been closed in the meantime, because its facts no longer hold.")
        )
    before = {signal.pk: signal.state for signal in signals}
    changes = answer.changes | {"state_reason": answer.reason, "state_at": clock.now(), "state_by_id": actor.account_id}
    Signal.objects.filter(pk__in=wanted).update(**changes)
    record_change(actor, *(_record(signal, answer, before[signal.pk]) for signal in signals))
    return len(signals)


def _record(signal: Signal, answer: Answer, before: str) -> Record:
    values: dict[str, Any] = {"rule": signal.rule, "before": before, "reason": answer.reason}
    values |= {name: value for name, value in answer.changes.items() if isinstance(value, str | dt.date)}
    if "assignee" in answer.changes:
        values["assignee"] = answer.changes["assignee"].pk
    return Record(answer.act, "signal", signal.pk, (signal.young_person_id,), values)


def _require_about_all(actor: Actor, persons: set[int], receiver: Actor | None) -> None:
    """Refuse unless the actor may handle the signals of every person, and the receiver may see every one."""
    allowed = policies.visible(actor, Right.HANDLE_SIGNALS).filter(pk__in=persons).count()
    if allowed < len(persons):
        seen = policies.visible(actor).filter(pk__in=persons).count()
        if seen < len(persons):
            raise NotVisible
        raise NotAllowed("handle_signals", _("You can see this person, but your role does not handle signals."))
    if receiver and policies.visible(receiver, Right.HANDLE_SIGNALS).filter(pk__in=persons).count() < len(persons):
        raise DomainError(
            "assignee_cannot_see", _("%(name)s cannot see everybody in the selection.") % {"name": receiver.name}
        )
