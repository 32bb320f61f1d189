# SPDX-License-Identifier: EUPL-1.2
"""What is written down of an item, as one actor may read it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.meetings import minutes_policies as policies
from roedtraad.meetings.actions.minutes_holding import mark_of
from roedtraad.meetings.models import (
    AgendaItem,
    AgreementLine,
    Answer,
    ItemState,
    Minutes,
    MinutesState,
    MinutesVersion,
    Participant,
)
from roedtraad.meetings.queries.calendar import forum_title
from roedtraad.meetings.queries.minutes_words import (
    agreed_lines,
    beginning,
    decided_of,
    doer_of,
    paid_of,
)
from roedtraad.meetings.queries.promises import PromiseRow, agreements_before
from roedtraad.organisation.terms import terms_on

__all__ = ["MinutesPage", "PromiseRow", "agreements_before", "begun_with", "item_of", "minutes_for", "versions_for"]

TALKED_ABOUT: Final = (ItemState.UNDER_WAY, ItemState.TREATED)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One agreement as it was typed at the meeting."""

    what: str
    who: str
    due_on: dt.date | None
    decided: str
    paid: str
    costs_nothing: bool


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What somebody who was there says to the text that counts."""

    who: str
    is_objection: bool
    text: str
    answered_at: dt.datetime


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One text of the minutes. `mark` is what a form says that it began from."""

    number: int
    text: str
    plain: str
    reason: str
    written_by: str
    written_at: dt.datetime
    mark: str


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """An item's minutes as the actor may read them; `newest` is None while there is nothing to read."""

    item_id: int
    person_id: int
    question: str
    forum_title: str
    held_on: dt.date
    present: tuple[str, ...]
    lines: tuple[LineRow, ...]
    state: str
    state_title: str
    newest: VersionRow | None
    sent_at: dt.datetime | None
    plain_sent_at: dt.datetime | None
    approved_on: dt.date | None
    answer_by: dt.date | None
    answers: tuple[AnswerRow, ...]
    own_answer: AnswerRow | None
    can_write: bool
    can_answer: bool
    can_send: bool

    @property
    def is_draft(self) -> bool:
        return self.state == MinutesState.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.newest is not None and not self.is_draft

    @property
    def objections(self) -> tuple[AnswerRow, ...]:
        return tuple(one for one in self.answers if one.is_objection)


def item_of(item_id: int) -> AgendaItem:
    """An item with what its minutes need; whoever asks goes on to ask whether the actor may see it. Raises NotVisible."""
    related = ("meeting__chair", "unit__department", "young_person")
    item = AgendaItem.objects.select_related(*related).filter(pk=item_id).first()
    if item is None:
        raise NotVisible
    return item


def minutes_for(actor: Actor, item: AgendaItem) -> MinutesPage:
    """The minutes of an item. Raises NotVisible for whoever may not read them; a draft is there for those who write it alone."""
    policies.require_read(actor, item)
    can_write = policies.may_write(actor, item)
    minutes = Minutes.objects.filter(item=item).first()
    if minutes is not None and minutes.state == MinutesState.DRAFT and not can_write:
        minutes = None
    there = _present(item)
    return _page(actor, item, minutes, there, can_write=can_write)


def _present(item: AgendaItem) -> list[Participant]:
    """Who was there, the young person and their family first."""
    rows = item.participants.filter(policies.WAS_THERE).select_related("account", "guardian")
    return sorted(rows.order_by("pk"), key=lambda one: (not one.is_young_person, one.guardian_id is None))


def _page(
    actor: Actor, item: AgendaItem, minutes: Minutes | None, there: list[Participant], *, can_write: bool
) -> MinutesPage:
    answers = _answers(item, minutes) if minutes else []
    own = next((one for one in there if one.account_id and one.account_id == actor.account_id), None)
    said = next((answer for answer, who in answers if own and who.pk == own.pk), None)
    sent = minutes if minutes and minutes.state != MinutesState.DRAFT else None
    newest = minutes.versions.select_related("written_by").get(number=minutes.version) if minutes else None
    return MinutesPage(
        item_id=item.pk, person_id=item.young_person_id, question=item.question,
        forum_title=forum_title(item.meeting.forum, item.meeting.held_on),
        held_on=item.meeting.held_on, present=tuple(name_of(item, one) for one in there),
        lines=tuple(_line(one) for one in agreed_lines(item)),
        state=minutes.state if minutes else "", state_title=minutes.get_state_display() if minutes else "",
        newest=_version(newest) if newest else None, sent_at=sent.sent_at if sent else None,
        plain_sent_at=minutes.plain_sent_at if minutes else None, approved_on=minutes.approved_on if minutes else None,
        answer_by=_answer_by(actor, sent), answers=tuple(row for row, _who in answers),
        own_answer=said,
        can_write=can_write and item.state in TALKED_ABOUT,
        can_answer=bool(own and sent and (newest is None or newest.written_by_id != actor.account_id)),
        can_send=can_write and item.state == ItemState.TREATED,
    )  # fmt: skip


def _answers(item: AgendaItem, minutes: Minutes) -> list[tuple[AnswerRow, Participant]]:
    rows = minutes.answers.filter(number=minutes.version).select_related(
        "participant__account", "participant__guardian"
    )
    return [
        (
            AnswerRow(name_of(item, one.participant), one.answer == Answer.OBJECTS, one.text, one.answered_at),
            one.participant,
        )
        for one in rows
    ]


def _answer_by(actor: Actor, sent: Minutes | None) -> dt.date | None:
    """The last day on which an objection keeps them from being approved by themselves."""
    if sent is None or sent.sent_at is None or sent.state != MinutesState.SENT:
        return None
    return terms_on(actor.on).after("minutes_answer", localdate(sent.sent_at))


def name_of(item: AgendaItem, one: Participant) -> str:
    """What a participant is called."""
    if one.is_young_person:
        return item.young_person.name
    return one.account.name if one.account else one.guardian.name if one.guardian else one.outside_name


def _line(one: AgreementLine) -> LineRow:
    return LineRow(one.what, doer_of(one), one.due_on, decided_of(one), paid_of(one), one.costs_nothing)


def _version(one: MinutesVersion) -> VersionRow:
    by = one.written_by.name if one.written_by else ""
    return VersionRow(one.number, one.text, one.plain, one.reason, by, one.written_at, mark_of(one))


def begun_with(item: AgendaItem) -> tuple[str, str]:
    """What a first draft begins with. Whoever asks has asked whether the actor writes the minutes."""
    return beginning(item, agreed_lines(item))


def versions_for(actor: Actor, item: AgendaItem) -> list[VersionRow]:
    """Every text there has been, the newest first; none while it is a draft. Raises NotVisible as `minutes_for`."""
    policies.require_read(actor, item)
    minutes = Minutes.objects.filter(item=item).exclude(state=MinutesState.DRAFT).first()
    if minutes is None:
        return []
    return [_version(one) for one in minutes.versions.select_related("written_by").order_by("-number")]
