# SPDX-License-Identifier: EUPL-1.2
"""What those who are invited do themselves: answer, choose how they take part, send somebody else, say what they want.

A citizen acts for themself; a colleague who may prepare the item writes down what a citizen or somebody from outside has said.
Which guardian a citizen is, the portal knows: it passes `guardian_id`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import Right
from roedtraad.meetings import policies
from roedtraad.meetings.actions.inviting_telling import INVITED, tell_time_and_place
from roedtraad.meetings.models import ForumSeat, Participant, Reply, Task, Way
from roedtraad.meetings.queries.calendar import forum_last
from roedtraad.meetings.queries.inviting_proposal import able_to_take_part, is_closed
from roedtraad.meetings.rules.inviting import Place, may_substitute
from roedtraad.organisation.models import RoleAssignment
from roedtraad.people import policies as people
from roedtraad.people.actions import lock_person


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: yes or no, how they take part (None leaves it), and a remark."""

    reply: Reply
    way: Way | None = None
    note: str = ""


def speaks_for(actor: Actor, one: Participant, guardian_id: int | None = None) -> bool:
    """Whether the participant is the actor themself."""
    if one.account_id:
        return one.account_id == actor.account_id
    roles = {grant.role for grant in actor.grants if grant.person_id == one.item.young_person_id}
    if one.is_young_person:
        return Role.YOUNG_PERSON in roles
    return bool(one.guardian_id) and Role.GUARDIAN in roles and one.guardian_id == guardian_id


def _held(actor: Actor, participant_id: int, guardian_id: int | None, *, of_colleagues: bool = False) -> Participant:
    """A participant for whom the actor may speak; the young person is held. Raises NotVisible or NotAllowed."""
    found = Participant.objects.select_related(
        "item__meeting", "item__young_person", "item__unit", "account", "guardian"
    )
    one = found.filter(pk=participant_id).first()
    if one is None:
        raise NotVisible
    if not actor.is_system and not speaks_for(actor, one, guardian_id):
        _require_writing_down(actor, one, of_colleagues=of_colleagues)
    if one.is_citizen and speaks_for(actor, one, guardian_id):
        people.require(actor, Right.ANSWER_INVITATION, one.item.young_person_id)
    lock_person(one.item.young_person_id)
    one = found.get(pk=participant_id)
    if not one.item.is_open or not one.item.meeting.is_ahead:
        raise DomainError(
            "item_settled", _("This is no longer ahead. What was agreed stands, and nobody is asked any more.")
        )
    return one


def _require_writing_down(actor: Actor, one: Participant, *, of_colleagues: bool) -> None:
    if actor.own_person_ids:
        raise NotVisible
    policies.require_prepare(actor, one.item)
    if one.account_id and not of_colleagues:
        raise NotAllowed(
            "answers_for_themselves", _("A colleague answers for themself. You can send the invitation again.")
        )


@transaction.atomic
def reply(actor: Actor, *, participant_id: int, answer: Answered, guardian_id: int | None = None) -> Participant:
    """Answer an invitation; one may answer otherwise until the item has been talked about.

    Whoever says no no longer sees the young person because of the meeting. Refuses an item that is settled, a way by video where
    there is no link, and an answer that is none.
    """
    one = _held(actor, participant_id, guardian_id)
    if answer.reply == Reply.NONE:
        raise DomainError("answer_missing", _("Choose whether you come."))
    way = answer.way or Way(one.way)
    _refuse_no_link(one, way)
    one.reply, one.way, one.reply_note, one.replied_at = answer.reply, way, answer.note.strip(), clock.now()
    one.save(update_fields=["reply", "way", "reply_note", "replied_at"])
    _record(
        actor,
        "invitation_answered",
        one,
        {"reply": one.reply, "way": one.way, "own": speaks_for(actor, one, guardian_id)},
    )
    return one


@transaction.atomic
def set_way(actor: Actor, *, participant_id: int, way: Way, guardian_id: int | None = None) -> Participant:
    """Choose how somebody takes part: in person, by video, through the contact person, in writing. Refuses as `reply` does.

    Whoever leads or prepares chooses for colleagues as well: that the contact person speaks for somebody is no answer of theirs.
    """
    one = _held(actor, participant_id, guardian_id, of_colleagues=True)
    _refuse_no_link(one, way)
    if one.way != way:
        one.way = way
        one.save(update_fields=["way"])
        _record(actor, "meeting_way_set", one, {"way": way})
    return one


def _refuse_no_link(one: Participant, way: Way) -> None:
    if way == Way.VIDEO and not one.item.meeting.video_link:
        raise DomainError(
            "no_video_link", _("This meeting has no video link. Choose another way, or ask whoever leads it.")
        )


@transaction.atomic
def write_wish(actor: Actor, *, participant_id: int, words: str, guardian_id: int | None = None) -> Participant:
    """What the young person or a guardian wants from the meeting, in their own words: first on the agenda.

    Refuses a colleague's, who writes the question instead, and an item that is settled. Empty words take the wish back.
    """
    one = _held(actor, participant_id, guardian_id)
    if not one.is_citizen:
        raise DomainError(
            "wish_of_citizens", _("The wish is the young person's or a parent's. Write your own in the question.")
        )
    if one.wish != words.strip():
        one.wish = words.strip()
        one.save(update_fields=["wish"])
        _record(actor, "meeting_wish_written", one, {"own": speaks_for(actor, one, guardian_id), "empty": not one.wish})
    return one


@transaction.atomic
def bring_support(actor: Actor, *, participant_id: int, name: str) -> Participant:
    """The young person brings somebody along (a support person); they need not say why. Refuses an empty name and the same twice."""
    one = _held(actor, participant_id, None)
    if not one.is_young_person:
        raise DomainError("support_of_young_person", _("Only the young person asks somebody to come along."))
    if not name.strip():
        raise DomainError("support_unnamed", _("Write who comes along."))
    if one.item.participants.filter(outside_name=name.strip()).exists():
        raise DomainError("takes_part_already", _("They take part already. One person can carry several tasks."))
    made = Participant.objects.create(
        item=one.item, outside_name=name.strip(), task=Task.SUPPORT, ground="own_matter", reply=Reply.YES,
        replied_at=clock.now(),
    )  # fmt: skip
    made.item = one.item
    _record(actor, "support_person_brought", made, {})
    return made


@transaction.atomic
def substitute(actor: Actor, *, participant_id: int, account_id: int, site: str = "") -> Participant:
    """Send a colleague instead: they take the task over and are invited at once, and hear by their own ground.

    Refuses somebody from another unit and other disciplines, who takes part already or whose role does not, and in a closed circle
    everybody but the seat's own substitute.
    """
    one = _held(actor, participant_id, None)
    if one.account_id is None:
        raise DomainError("substitute_of_colleague", _("Only colleagues send somebody else."))
    if one.substitutes.exists():
        raise DomainError(
            "substitute_already", _("Somebody comes instead already. They can send somebody else in turn.")
        )
    _refuse_substitute(one, account_id)
    one.reply, one.replied_at = Reply.NO, clock.now()
    one.save(update_fields=["reply", "replied_at"])
    made = Participant.objects.create(
        item=one.item,
        account_id=account_id,
        seat=one.seat,
        task=one.task,
        also=one.also,
        why=one.why,
        stands_in_for=one,
    )
    made.item = one.item
    tell_time_and_place(actor, made, INVITED, site)
    _record(actor, "substitute_named", made, {"instead_of": one.pk})
    return made


def _refuse_substitute(one: Participant, account_id: int) -> None:
    item, on = one.item, one.item.meeting.held_on
    if item.participants.filter(account_id=account_id).exists():
        raise DomainError("takes_part_already", _("They take part already. One person can carry several tasks."))
    if account_id not in able_to_take_part([account_id], on):
        raise DomainError("cannot_take_part", _("Their role does not take part in meetings about a young person."))
    if is_closed(forum_last(item.meeting.forum, on)):
        seats = ForumSeat.objects.filter(in_force(on), forum=item.meeting.forum, seat=one.seat)
        if account_id not in {value for pair in seats.values_list("substitute_id", "account_id") for value in pair}:
            raise DomainError(
                "closed_circle", _("This forum is a closed circle: only the seat's own substitute comes instead.")
            )
        return
    places = places_of([one.account_id or 0, account_id], one)
    if not may_substitute(places[one.account_id or 0], places[account_id]):
        raise DomainError("substitute_from_elsewhere", _("Choose somebody from the same unit or with the same field."))


def places_of(account_ids: list[int], one: Participant) -> Mapping[int, Place]:
    """Where colleagues work on the day of the meeting: units, and the disciplines of those units. One query."""
    rows = RoleAssignment.objects.filter(
        in_force(one.item.meeting.held_on), account_id__in=account_ids, unit__isnull=False
    )
    units: dict[int, set[str]] = {pk: set() for pk in account_ids}
    disciplines: dict[int, set[str]] = {pk: set() for pk in account_ids}
    for pk, code, of_unit in rows.values_list("account_id", "unit__code", "unit__disciplines"):
        units[pk].add(code)
        disciplines[pk] |= set(of_unit)
    return {pk: Place(frozenset(units[pk]), frozenset(disciplines[pk])) for pk in account_ids}


def _record(actor: Actor, act: str, one: Participant, values: Mapping[str, Any]) -> None:
    record_change(
        actor, Record(act, "meeting_participant", one.pk, persons=(one.item.young_person_id,), values=dict(values))
    )
