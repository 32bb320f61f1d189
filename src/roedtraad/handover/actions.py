# SPDX-License-Identifier: EUPL-1.2
"""Acts on handovers. Until somebody accepts, the sender stays responsible; what has been done keeps its author."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.case_queries import require_readable
from roedtraad.cases.models import Case, ContactPerson
from roedtraad.cases.staff import colleagues_in_unit, led_departments, unit_of
from roedtraad.handover import policies
from roedtraad.handover.asking import (
    Asking,
    Note,
    Thing,
    check_days,
    check_law,
    check_note,
    home_of,
    new_handover,
    receiving_unit,
    stripped,
)  # fmt: skip
from roedtraad.handover.crossing import pass_note_on, require_basis
from roedtraad.handover.models import WAITING, Handover, HandoverQuestion, State
from roedtraad.handover.rules import Move
from roedtraad.handover.stale import settle_stale
from roedtraad.handover.taking import take_over
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.people import policies as people
from roedtraad.people.actions import lock_person


@transaction.atomic
def hand_over_case(actor: Actor, *, case_id: int, asking: Asking) -> Handover:
    """Ask somebody to take over a case. Nothing changes hands until they have accepted.

    Refuses those whose case it is not, a closed case and one that nobody has, a receiver who cannot take over or works under
    other laws, one in another authority when nothing carries it, a note with an empty part, days that are over, and a second
    handover while one waits.
    """
    thing = case_to_hand_over(actor, case_id)
    assert thing.case is not None
    _require_holder(actor, thing)
    return _begin(actor, thing, asking)


@transaction.atomic
def hand_over_task(actor: Actor, *, person_id: int, asking: Asking) -> Handover:
    """Ask somebody to become the coordinating contact person. Refuses as `hand_over_case` does."""
    thing = task_to_hand_over(actor, person_id)
    _require_holder(actor, thing)
    return _begin(actor, thing, asking)


def case_to_hand_over(actor: Actor, case_id: int) -> Thing:
    """An open case that somebody has, of a person about whom the actor hands over; the person is held."""
    person_id = Case.objects.filter(pk=case_id).values_list("young_person_id", flat=True).first()
    if person_id is None:
        raise NotVisible
    people.require(actor, Right.HAND_OVER, person_id)
    lock_person(person_id)
    case = Case.objects.select_related("unit__department").get(pk=case_id)
    require_readable(actor, case)
    if case.closed_on is not None:
        raise DomainError("case_is_closed", _("The case is closed already."))
    if case.caseworker_id is None:
        raise DomainError("nobody_has_case", _("Nobody has this case. Take it, or let a leader give it to somebody."))
    return Thing(person_id, case.caseworker_id, case.unit.department_id, case=case)


def task_to_hand_over(actor: Actor, person_id: int) -> Thing:
    """The coordinating contact person's task as it stands today; the person is held."""
    people.require(actor, Right.HAND_OVER, person_id)
    lock_person(person_id)
    task = ContactPerson.objects.filter(
        young_person_id=person_id, is_coordinating=True, ended_on__isnull=True, started_on__lte=actor.on
    ).first()
    if task is None:
        raise DomainError("nobody_coordinates", _("Nobody is the coordinating contact person. Name one first."))
    return Thing(person_id, task.account_id, home_of(task.account_id), task=task)


def _require_holder(actor: Actor, thing: Thing) -> None:
    if actor.account_id != thing.holder_id and thing.department_id not in led_departments(actor):
        raise NotAllowed(
            "not_yours_to_hand_over",
            _("Only who has it, or a leader of the department, hands it over. You can ask for it."),
        )


def _begin(actor: Actor, thing: Thing, asking: Asking) -> Handover:
    check_note(asking.note)
    check_days(asking, actor.on)
    unit = receiving_unit(asking, thing, actor.on)
    check_law(thing.case, unit, actor.on)
    _refuse_second(actor, thing)
    made = new_handover(actor, thing, unit, asking)
    cover = require_basis(actor, made, unit)
    made.save()
    pass_note_on(actor, made, unit, cover)
    values = {"from": thing.holder_id, "to_account": asking.to_account_id, "to_unit": unit.code, "due_on": made.due_on}
    _record(
        actor, "handover_asked", made, {**values, "cover_until": asking.cover_until, "meeting_on": asking.meeting_on}
    )
    return made


def _refuse_second(actor: Actor, thing: Thing) -> None:
    settle_stale(actor, thing.person_id)
    if Handover.objects.filter(state__in=WAITING, case=thing.case, contact_person=thing.task).exists():
        raise DomainError("handover_waits", _("A handover of this waits for an answer already. Withdraw it first."))


@transaction.atomic
def request_case(actor: Actor, *, case_id: int, why: str) -> Handover:
    """Ask to be given a case: whoever has it writes the note and gives it, asks, or refuses.

    Refuses one's own case, a case that nobody at work has (it is taken), a reason that says nothing, and as above.
    """
    thing = case_to_hand_over(actor, case_id)
    assert thing.case is not None
    if thing.holder_id == actor.account_id:
        raise DomainError("case_is_yours", _("This case is yours already."))
    if not why.strip():
        raise DomainError("request_unexplained", _("Say why you want to take over."))
    asking = Asking(Note(), to_account_id=actor.account_id)
    unit = receiving_unit(asking, thing, actor.on)
    check_law(thing.case, unit, actor.on)
    _refuse_second(actor, thing)
    made = new_handover(actor, thing, unit, asking)
    made.is_request, made.wanted_because = True, why.strip()
    made.save()
    _record(actor, "handover_requested", made, {"from": thing.holder_id, "why": made.wanted_because})
    return made


@transaction.atomic
def accept_handover(actor: Actor, *, handover_id: int, account_id: int | None = None) -> Handover:
    """Take over, from this moment. Of two who accept at once, one does; the other is told.

    A leader of the receiver accepts for them, and gives what was sent to the unit to somebody in it (`account_id`). Refuses
    what is settled, what has changed hands otherwise meanwhile, and somebody who no longer works here.
    """
    one = _to_move(actor, handover_id, Move.ACCEPT)
    taker = one.to_account_id or account_id or actor.account_id or 0
    if (
        one.to_account_id is None
        and not colleagues_in_unit(Right.HAND_OVER, one.to_unit_id, actor.on).filter(pk=taker).exists()
    ):
        raise DomainError("not_in_unit", _("Choose somebody in the unit to take over."))
    if taker not in (actor.account_id, one.to_account_id) and not policies.side_of(actor, one).leads_receiver:
        raise NotAllowed("accepts_for_others", _("Only a leader gives it to somebody else. You can take it yourself."))
    return _settle_as_taken(actor, one, taker)


@transaction.atomic
def give_case(actor: Actor, *, handover_id: int, note: Note) -> Handover:
    """Give a case to the colleague who asked for it: with the note it changes hands at once. Refuses as accepting does."""
    one = _to_move(actor, handover_id, Move.GIVE)
    check_note(note)
    for name, text in stripped(note).items():
        setattr(one, name, text)
    return _settle_as_taken(actor, one, one.to_account_id or 0)


def _settle_as_taken(actor: Actor, one: Handover, taker: int) -> Handover:
    before = one.case.unit_id if one.case else None
    unit = unit_of(taker, before, actor.on)
    if unit is None:
        raise DomainError("cannot_receive", _("This colleague does not work here, or has no role that takes over."))
    check_law(one.case, unit, actor.on)
    cover = require_basis(actor, one, unit)
    if one.is_request or unit.department_id != one.to_unit.department_id:
        pass_note_on(actor, one, unit, cover)
    take_over(one, taker, unit, actor.on)
    one.to_account_id, one.to_unit = taker, unit
    _settle(actor, one, State.ACCEPTED)
    values = {"from": one.from_account_id, "to": taker, "case": one.case_id, "contact_person": one.contact_person_id}
    _record(actor, "handover_accepted", one, {**values, "unit": unit.code, "cover_until": one.cover_until})
    return one


@transaction.atomic
def ask_about_handover(actor: Actor, *, handover_id: int, question: str) -> HandoverQuestion:
    """Ask the other one something before answering; the deadline runs on. Refuses an empty question."""
    one = _to_move(actor, handover_id, Move.ASK)
    if not question.strip():
        raise DomainError("question_empty", _("Write your question."))
    made = HandoverQuestion.objects.create(
        handover=one, question=question.strip(), asked_by_id=actor.account_id or 0, asked_at=clock.now()
    )
    one.state = State.ASKED
    one.save(update_fields=["state"])
    _record(actor, "handover_question_asked", one, {"question": made.question})
    return made


@transaction.atomic
def answer_question(actor: Actor, *, handover_id: int, answer: str) -> HandoverQuestion:
    """Answer what the other one wants to know; then it waits for them again. Refuses an empty answer."""
    one = _to_move(actor, handover_id, Move.ANSWER)
    if not answer.strip():
        raise DomainError("answer_empty", _("Write your answer."))
    asked = one.questions.filter(answered_at__isnull=True).latest("pk")
    asked.answer, asked.answered_by_id, asked.answered_at = answer.strip(), actor.account_id, clock.now()
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    one.state = State.PENDING
    one.save(update_fields=["state"])
    _record(actor, "handover_question_answered", one, {"answer": asked.answer})
    return asked


@transaction.atomic
def refuse_handover(actor: Actor, *, handover_id: int, reason: str) -> Handover:
    """Say no, with a reason that the other one can use; everything stays with who has it. Refuses an empty reason."""
    return _end(actor, _to_move(actor, handover_id, Move.REFUSE), State.REFUSED, reason)


@transaction.atomic
def withdraw_handover(actor: Actor, *, handover_id: int, reason: str = "") -> Handover:
    """Take back what one has asked; no reason is needed."""
    one = _to_move(actor, handover_id, Move.WITHDRAW)
    return _end(actor, one, State.WITHDRAWN, reason or _("taken back"))


@transaction.atomic
def revoke_handover(actor: Actor, *, handover_id: int, reason: str) -> Handover:
    """A leader of either side stops a handover that waits, with a reason that both can read."""
    return _end(actor, _to_move(actor, handover_id, Move.REVOKE), State.REVOKED, reason)


@transaction.atomic
def change_handover(actor: Actor, *, handover_id: int, meeting_on: dt.date | None) -> Handover:
    """Set or move the day of the joint meeting with the young person. Refuses a day that is over."""
    one = _to_move(actor, handover_id, Move.CHANGE)
    if meeting_on is not None and meeting_on < actor.on:
        raise DomainError("meeting_over", _("The day of the joint meeting is over. Choose a later day."))
    values = {"meeting_on": [one.meeting_on, meeting_on]}
    one.meeting_on = meeting_on
    one.save(update_fields=["meeting_on"])
    _record(actor, "handover_changed", one, values)
    return one


def _end(actor: Actor, one: Handover, state: State, reason: str) -> Handover:
    if not reason.strip():
        raise DomainError("reason_missing", _("Give the reason, so that the other one knows what to do."))
    one.reason = reason.strip()
    _settle(actor, one, state)
    _record(actor, f"handover_{state.value}", one, {"reason": one.reason})
    return one


def _settle(actor: Actor, one: Handover, state: State) -> None:
    one.state, one.settled_on, one.settled_by_id = state, actor.on, actor.account_id
    one.save()


def _to_move(actor: Actor, handover_id: int, move: Move) -> Handover:
    """A handover that the actor may read and with which they may do this now; the person and the row are held.

    Refuses one that is settled with what became of it, so that whoever came second reads who was first.
    """
    person_id = Handover.objects.filter(pk=handover_id).values_list("young_person_id", flat=True).first()
    if person_id is None:
        raise NotVisible
    lock_person(person_id)
    one = Handover.objects.select_related("case__unit__department", "contact_person", "to_unit__department").get(
        pk=handover_id
    )
    if not policies.can_read(actor, one):
        raise NotVisible
    refuse_settled(one)
    if move not in policies.moves(actor, one):
        raise NotAllowed("not_your_handover", _("This waits for somebody else's answer, not for yours."))
    return one


def refuse_settled(one: Handover) -> None:
    """Refuse what is settled, with what became of it and by whom."""
    if not one.waits:
        by = one.settled_by.name if one.settled_by else _("the system")
        raise DomainError(
            "handover_settled",
            _("This handover is settled: %(state)s, by %(name)s.") % {"state": one.get_state_display(), "name": by},
        )


def _record(actor: Actor, act: str, one: Handover, values: Mapping[str, Any]) -> None:
    record_change(actor, Record(act, "handover", one.pk, persons=(one.young_person_id,), values=values))
