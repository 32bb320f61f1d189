# SPDX-License-Identifier: EUPL-1.2
"""What those who were there say to the minutes, and when these count as approved."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.clock import midnight
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.meetings.actions.minutes_holding import locked_item, minutes_of, newest_of, record
from roedtraad.meetings.minutes_policies import WAS_THERE, is_open_to_readers, may_read_plain, require_read
from roedtraad.meetings.models import AgendaItem, Answer, Minutes, MinutesAnswer, MinutesState, Participant, Task
from roedtraad.meetings.rules import minutes as rules
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people

LIMIT: Final = "minutes_answer"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to one version of the minutes; an objection says what is wrong."""

    answer: Answer
    number: int
    text: str = ""


@transaction.atomic
def answer_minutes(actor: Actor, *, item_id: int, said: Said) -> None:
    """A colleague who was there approves the minutes, or says what is wrong. The last word counts.

    When everybody who was asked has approved and nobody objects, the minutes are approved. Refuses whoever was not there, a version
    that has been corrected since, and an objection that does not say what is wrong.
    """
    item = locked_item(item_id)
    require_read(actor, item)
    participant = item.participants.filter(WAS_THERE, account_id=actor.account_id or 0).first()
    if participant is None:
        raise NotAllowed("minutes_not_there", _("Only those who were there approve the minutes."))
    minutes = minutes_of(item)
    if minutes is None or not is_open_to_readers(minutes):
        raise NotVisible
    _answer(actor, minutes, participant, said)


@transaction.atomic
def answer_own_minutes(actor: Actor, *, item_id: int, said: Said, guardian_id: int | None = None) -> None:
    """The young person, or the guardian who is named, says whether their part in plain words is right.

    Whoever was not at the meeting may say so as well. Refuses what `answer_minutes` refuses, and everybody else's word.
    """
    item = locked_item(item_id)
    minutes = minutes_of(item)
    if not may_read_plain(actor, item) or minutes is None or minutes.plain_sent_at is None:
        raise NotVisible
    people.require(actor, Right.ANSWER_INVITATION, item.young_person_id)
    _answer(actor, minutes, _citizen(actor, item, guardian_id), said)


def _citizen(actor: Actor, item: AgendaItem, guardian_id: int | None) -> Participant:
    """The citizen as a participant; who was not there becomes one who was not."""
    absent = {"attended": False}
    if people.can(actor, Right.WRITE_OWN, item.young_person_id):
        return item.participants.get_or_create(is_young_person=True, defaults={"task": Task.YOUNG_PERSON, **absent})[0]
    guardian = item.young_person.guardians.filter(pk=guardian_id or 0).first()
    if guardian is None:
        raise NotVisible
    return item.participants.get_or_create(guardian=guardian, defaults={"task": Task.GUARDIAN, **absent})[0]


def _answer(actor: Actor, minutes: Minutes, participant: Participant, said: Said) -> None:
    if said.number != minutes.version:
        raise DomainError("minutes_corrected_since", _("The text has been corrected since. Read the new one first."))
    if said.answer == Answer.OBJECTS and not said.text.strip():
        raise DomainError("objection_says_what", _("Say what is wrong."))
    values = {"answer": said.answer, "text": said.text.strip(), "answered_at": clock.now()}
    minutes.answers.update_or_create(number=said.number, participant=participant, defaults=values)
    record(actor, "minutes_answered", minutes, {"answer": said.answer})
    _settle(actor, minutes)


def _settle(actor: Actor, minutes: Minutes) -> None:
    """Approved when all who were asked say so; an objection opens what was approved."""
    approve, object_ = _said(minutes, Answer.APPROVES), _said(minutes, Answer.OBJECTS)
    if minutes.state == MinutesState.APPROVED and object_:
        minutes.state, minutes.approved_on = MinutesState.SENT, None
        minutes.save(update_fields=["state", "approved_on"])
    elif minutes.state == MinutesState.SENT and rules.is_approved(_asked(minutes), approve, object_):
        _approve(actor, minutes, by_silence=False)


def _said(minutes: Minutes, answer: Answer) -> set[int]:
    rows = MinutesAnswer.objects.filter(minutes=minutes, number=minutes.version, answer=answer)
    return set(rows.values_list("participant_id", flat=True))


def _asked(minutes: Minutes) -> set[int]:
    """The colleagues who were there, but for whoever wrote it."""
    author = newest_of(minutes).written_by_id
    there = minutes.item.participants.filter(WAS_THERE, account__isnull=False).exclude(account_id=author or 0)
    return set(there.values_list("pk", flat=True))


def _approve(actor: Actor, minutes: Minutes, *, by_silence: bool) -> None:
    minutes.state, minutes.approved_on = MinutesState.APPROVED, actor.on
    minutes.save(update_fields=["state", "approved_on"])
    record(actor, "minutes_approved", minutes, {"by_silence": by_silence})


def approve_silent() -> int:
    """Approve the minutes to which nobody has objected within the limit `minutes_answer`, and tell how many."""
    actor = system_actor(clock.today(), "worker")
    before = midnight(terms_on(actor.on).before(LIMIT, actor.on))
    waiting = Minutes.objects.filter(state=MinutesState.SENT, sent_at__lt=before).values_list("item_id", flat=True)
    return sum(_approve_silent(actor, item_id) for item_id in list(waiting))


@transaction.atomic
def _approve_silent(actor: Actor, item_id: int) -> bool:
    minutes = minutes_of(locked_item(item_id))
    if minutes is None or minutes.state != MinutesState.SENT or minutes.sent_at is None:
        return False
    answer_by = terms_on(actor.on).after(LIMIT, localdate(minutes.sent_at))
    if not rules.is_approved_by_silence(answer_by, actor.on, _said(minutes, Answer.OBJECTS)):
        return False
    _approve(actor, minutes, by_silence=True)
    return True
