# SPDX-License-Identifier: EUPL-1.2
"""What has happened up to today: sweeps on earlier days, and what the staff answered."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Final

from roedtraad.cases.models import Contact, ContactChannel, ContactOutcome
from roedtraad.detection import actions
from roedtraad.detection.models import Signal, SignalState
from roedtraad.kernel.actor import Actor, Role, system_actor
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for
from roedtraad.people.policies import visible_ids

SWEPT_DAYS_AGO: Final = (84, 56, 35, 21, 14, 7, 3, 1)
_ACKNOWLEDGED, _SNOOZED, _NOT_TRUE, _AT_MOST = 3, 11, 17, 40
_TRIED, _GOT_THROUGH = 0.5, 0.3
_RECORDED: Final = dt.time(14, 30, tzinfo=dt.UTC)
_SNOOZE: Final = dt.timedelta(days=21)
_ANSWERING: Final = (Role.CONTACT_PERSON, Role.AUTHORITY_CASEWORKER, Role.GUIDANCE_COUNSELLOR, Role.UNIT_LEADER)
_LATER: Final = (
    "Vi har aftalt et møde om tre uger.",
    "Forældrene er på ferie; jeg ringer, når de er hjemme.",
    "Afventer svar fra skolen.",
)
_UNTRUE: Final = (
    "Den unge er begyndt på uddannelse; registret er bagud.", "Flyttet til en anden kommune i sidste måned.",
    "Sagen er lukket, men står stadig åben i fagsystemet.",
)  # fmt: skip


def sweep_until(
    today: dt.date,
    meanwhile: Callable[[dt.date], object] | None = None,
    between: Callable[[dt.date, dt.date, dt.date], object] | None = None,
) -> int:
    """Sweep as on earlier days, with what the staff did about it, and last as of today. Gives how many signals are open.

    `between` is done after each sweep, with its day, the day of the next and today; `meanwhile` when the signals of earlier days
    are there, and before today's are looked for.
    """
    days = [today - dt.timedelta(days=ago) for ago in SWEPT_DAYS_AGO]
    for swept_on, until in zip(days, [*days[1:], today], strict=True):
        _sweep(swept_on)
        reach_out(swept_on, today)
        if between is not None:
            between(swept_on, until, today)
    if meanwhile is not None:
        meanwhile(today)
    answer_some(today)
    _sweep(today)
    return Signal.objects.filter(closed_on__isnull=True).count()


def _sweep(on: dt.date) -> None:
    actions.sweep(system_actor(on, "demo"), on=on)


def reach_out(swept_on: dt.date, today: dt.date) -> None:
    """About half of those newly pointed out are contacted within a week, and a part of them reached, at once or later."""
    raised = Signal.objects.filter(raised_on=swept_on).order_by("pk").values_list("young_person", "assignee")
    callers = list(
        Account.objects.filter(assignments__role=Role.CONTACT_PERSON.value).order_by("pk").values_list("pk", flat=True)
    )
    random = Random(swept_on.toordinal())  # noqa: S311 (made-up)
    contacts = []
    for person, assignee in dict(raised).items():
        for days, outcome in _attempts(random):
            held_on = swept_on + dt.timedelta(days=days)
            if held_on < today:
                account = assignee or callers[person % len(callers)]
                contacts.append(_contact(random, person, account, held_on, outcome))
    Contact.objects.bulk_create(contacts, batch_size=500)


def _attempts(random: Random) -> Iterator[tuple[int, ContactOutcome]]:
    """How many days after the sweep, and what came of it."""
    if random.random() < _TRIED:
        yield random.randint(1, 6), random.choice((ContactOutcome.NO_ANSWER, ContactOutcome.LEFT_MESSAGE))
    if random.random() < _GOT_THROUGH:
        yield random.randint(2, 26), ContactOutcome.REACHED


def _contact(random: Random, person: int, account: int, held_on: dt.date, outcome: ContactOutcome) -> Contact:
    channel = random.choice(
        (ContactChannel.PHONE, ContactChannel.PHONE, ContactChannel.MESSAGE, ContactChannel.HOME_VISIT)
    )
    at = dt.datetime.combine(held_on, _RECORDED)
    return Contact(
        young_person_id=person, account_id=account, held_on=held_on, channel=channel, outcome=outcome, recorded_at=at
    )


def answer_some(today: dt.date) -> None:
    """Some of the demo people take on a part of their signals, put some off, and say of a few that they are not true."""
    accounts = Account.objects.filter(
        is_demo=True, assignments__role__in=[role.value for role in _ANSWERING]
    ).distinct()
    for account in accounts.order_by("pk"):
        actor = actor_for(account, today)
        signals = _waiting_for(actor)
        actions_taken = [signals[0::_ACKNOWLEDGED], signals[1::_SNOOZED], signals[4::_NOT_TRUE]]
        taken, later, untrue = _without_repeats(actions_taken)
        if taken:
            actions.acknowledge(actor, signals=taken)
        for place, signal in enumerate(later):
            actions.snooze(actor, signals=[signal], until=today + _SNOOZE, reason=_LATER[place % len(_LATER)])
        for place, signal in enumerate(untrue):
            actions.answer_not_true(actor, signals=[signal], reason=_UNTRUE[place % len(_UNTRUE)])


def _without_repeats(parts: Sequence[Sequence[int]]) -> list[list[int]]:
    seen: set[int] = set()
    kept = []
    for part in parts:
        kept.append([one for one in part if one not in seen])
        seen.update(part)
    return kept


def _waiting_for(actor: Actor) -> list[int]:
    """New signals that the actor may answer: the actor's own, or, when there are none, some that nobody in the unit has."""
    allowed = visible_ids(actor, Right.HANDLE_SIGNALS)
    if allowed is None:
        return []
    new = Signal.objects.filter(closed_on__isnull=True, state=SignalState.NEW, young_person__in=allowed).order_by("pk")
    units = [grant.unit_id for grant in actor.grants if grant.unit_id]
    unassigned = new.filter(assignee__isnull=True, unit__in=units)
    return list(new.filter(assignee=actor.account_id).values_list("pk", flat=True)) or list(
        unassigned.values_list("pk", flat=True)[:_AT_MOST]
    )
