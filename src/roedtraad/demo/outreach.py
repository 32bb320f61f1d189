# SPDX-License-Identifier: EUPL-1.2
"""The demo's outreach: a list that is worked on and one that is nearly done, with attempts, links and answers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import override

from roedtraad.cases.models import ContactChannel, ContactOutcome
from roedtraad.demo.entrance_tales import PHONE
from roedtraad.demo.events import Event, demo_account, happen, on_duty
from roedtraad.demo.outreach_tales import ANSWERS, ATTEMPTS, ENDINGS, ToldAnswer
from roedtraad.intake import outreach_actions as outreach
from roedtraad.intake import policies
from roedtraad.intake.models import Answer, Doing, OutreachList, OutreachRow, RowState, Settled
from roedtraad.intake.public_actions import GivenAnswer, give_answer
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.models import Account
from roedtraad.people.finding import PeopleFilters
from roedtraad.people.models import SituationKind

_EACH: Final = 8
_MADE, _SHARED, _TRIED = 13, 12, 10
_EARLIER: Final = 60


def tell(today: dt.date) -> None:
    """Do it all; the leader sees those of whom nobody knows what they do when the rules have pointed them out."""
    happen(_events(today), today)


def _events(today: dt.date) -> Iterator[Event]:
    """What the leader of the entry asked for, and what the counsellor and the contact person did with it."""
    leader, counsellor, follower = (demo_account(name) for name in ("leder", "vejleder", "kontaktperson"))
    if leader is None or counsellor is None:
        return
    current = _Outreach(f"Status ukendt, {_month(today, _MADE)}", (18, 24), leader, counsellor)
    earlier = _Outreach(f"Status ukendt, {_month(today, _EARLIER)}", (25, 30), leader, follower or counsellor)
    yield Event(_EARLIER, earlier.make)
    yield Event(_EARLIER - 2, earlier.share)
    yield Event(_EARLIER - 8, earlier.attempt)
    yield Event(_EARLIER - 30, earlier.settle)
    yield Event(_MADE, current.make)
    yield Event(_SHARED, current.share)
    yield Event(_TRIED, current.attempt)
    for place, told in enumerate(ANSWERS):
        yield Event(told.days_ago, partial(current.answer, place, told))


def _month(today: dt.date, days_ago: int) -> str:
    with override("da"):
        return date_format(today - dt.timedelta(days=days_ago), "F Y")


@dataclass(slots=True)
class _Outreach:
    """One list, of those of some ages of whom nobody knows what they do, and who works on the first of it."""

    name: str
    ages: tuple[int, int]
    leader: Account
    worker: Account
    made: OutreachList | None = None

    def make(self, on: dt.date) -> None:
        """The list; none where there is nobody to reach, or too many for one list."""
        filters = PeopleFilters(age_from=self.ages[0], age_to=self.ages[1], status=SituationKind.UNKNOWN.value)
        try:
            self.made = outreach.make_outreach(on_duty(self.leader, on), name=self.name, filters=filters)
        except DomainError:
            self.made = None

    def _rows(self, actor: Actor) -> list[int]:
        """The first open rows, always the same ones first."""
        rows = policies.visible_rows(actor).filter(outreach=self.made).exclude(state=RowState.SETTLED)
        return list(rows.order_by("pk").values_list("pk", flat=True)[:_EACH]) if self.made else []

    def share(self, on: dt.date) -> None:
        actor = on_duty(self.leader, on)
        if rows := self._rows(actor):
            outreach.share_out(actor, rows=rows, account_id=self.worker.pk)

    def attempt(self, on: dt.date) -> None:
        """Every row but the last few is tried."""
        actor = on_duty(self.worker, on)
        for row, (channel, outcome) in zip(self._rows(actor)[: _EACH - 2], cycle(ATTEMPTS), strict=False):
            outreach.record_attempt(
                actor, row_id=row, held_on=on, channel=ContactChannel(channel), outcome=ContactOutcome(outcome)
            )

    def settle(self, on: dt.date) -> None:
        actor = on_duty(self.worker, on)
        for row, ending in zip(self._rows(actor), ENDINGS, strict=False):
            outreach.settle_row(actor, row_id=row, settled_as=Settled(ending))

    def answer(self, place: int, told: ToldAnswer, on: dt.date) -> None:
        """A link, what was answered by it, and who has confirmed it and is done with it."""
        actor = on_duty(self.worker, on)
        rows = OutreachRow.objects.filter(outreach__isnull=False, outreach=self.made, worker=self.worker)
        for row in rows.order_by("pk")[place : place + 1]:
            token = outreach.make_answer_link(actor, row_id=row.pk)
            phone = PHONE if told.wants_call else ""
            answer = GivenAnswer(Doing(told.doing), told.wants_call, told.place, phone, told.words)
            made: Answer = give_answer(token=token, answer=answer, on=on)
            if told.confirmed:
                _confirm(actor, made.pk, on - dt.timedelta(days=90))
                outreach.settle_row(actor, row_id=row.pk, settled_as=Settled.WORK)


def _confirm(actor: Actor, answer_id: int, started_on: dt.date) -> None:
    """With the day since when, unless the register knows of it already."""
    try:
        outreach.confirm_answer(actor, answer_id=answer_id, started_on=started_on)
    except DomainError:
        outreach.confirm_answer(actor, answer_id=answer_id)
