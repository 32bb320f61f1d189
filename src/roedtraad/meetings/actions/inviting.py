# SPDX-License-Identifier: EUPL-1.2
"""Who takes part in an item: proposed, added, removed and invited, the young person before everybody else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.meetings import policies
from roedtraad.meetings.actions.inviting_replies import (
    Answered,
    bring_support,
    reply,
    set_way,
    substitute,
    write_wish,
)
from roedtraad.meetings.actions.inviting_telling import CHANGED, INVITED, OFF, tell, tell_time_and_place
from roedtraad.meetings.models import AgendaItem, ItemState, Participant, Reply, Task, Way
from roedtraad.meetings.queries.calendar import forum_last
from roedtraad.meetings.queries.inviting_hearing import listeners, subject_of
from roedtraad.meetings.queries.inviting_proposal import (
    ACCOUNT,
    GUARDIAN,
    YOUNG,
    able_to_take_part,
    is_closed,
    proposal_for,
    seat_accounts,
)
from roedtraad.meetings.queries.inviting_reaching import is_behind
from roedtraad.meetings.rules.inviting import TASKS, Proposed, is_of_circle
from roedtraad.people.actions import lock_person
from roedtraad.people.models import Guardian

__all__ = [
    "Added",
    "Answered",
    "Invited",
    "add_participant",
    "bring_support",
    "invite",
    "propose_participants",
    "remove_participant",
    "reply",
    "set_way",
    "substitute",
    "write_wish",
]

_WITH: Final = ("meeting", "unit", "young_person", "decider_unit", "payer")


@dataclass(frozen=True, slots=True)
class Added:
    """Somebody who is added by hand: a colleague, a guardian, or somebody from outside by name. Exactly one of them."""

    task: Task
    account_id: int | None = None
    guardian_id: int | None = None
    outside_name: str = ""
    outside_email: str = ""
    way: Way = Way.IN_PERSON
    why: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """How many have been told, and the keys of the participants whom nobody knows how to reach."""

    told: int
    unreached: tuple[int, ...] = ()


def item_to_prepare(actor: Actor, item_id: int) -> AgendaItem:
    """An item that the actor may prepare; its young person is held. Raises NotVisible or NotAllowed."""
    found = AgendaItem.objects.select_related(*_WITH).filter(pk=item_id)
    item = found.first()
    if item is None:
        raise NotVisible
    policies.require_prepare(actor, item)
    lock_person(item.young_person_id)
    return found.get()


def require_listed(item: AgendaItem, *, under_way: bool = False) -> None:
    """Refuse an item that has been talked about, moved on or taken off, and one whose meeting is over or cancelled."""
    states = (ItemState.LISTED, ItemState.UNDER_WAY) if under_way else (ItemState.LISTED,)
    if item.state not in states or not item.meeting.is_ahead:
        raise DomainError(
            "item_settled", _("This is no longer ahead. What was agreed stands, and nobody is asked any more.")
        )


@transaction.atomic
def propose_participants(actor: Actor, *, item_id: int) -> list[Participant]:
    """Propose who is needed, as everything stands now: the young person first, then as few adults as the question needs.

    Whom somebody has added or invited stays. Who was proposed, is not invited yet and is no longer needed is taken off. Doing it
    again changes nothing. Refuses an item that is settled.
    """
    item = item_to_prepare(actor, item_id)
    require_listed(item)
    proposal = proposal_for(item)
    here = {key_of(one): one for one in item.participants.all()}
    wanted = {one.key: one for one in proposal.people}
    gone = [one for key, one in here.items() if key not in wanted and one.is_proposed and one.invited_at is None]
    made = [_made(item, one) for one in proposal.people if one.key not in here]
    changed = [here[one.key] for one in proposal.people if one.key in here and _has_other_task(here[one.key], one)]
    Participant.objects.filter(pk__in=[one.pk for one in gone]).delete()
    Participant.objects.bulk_create(made)
    Participant.objects.bulk_update(changed, ["task", "also", "seat"])
    _keep_grounds(item)
    if made or gone or changed:
        told = {
            "added": [key_of(one) for one in made],
            "taken_off": [key_of(one) for one in gone],
            "above": proposal.above,
        }
        _record(actor, "participants_proposed", item, told)
    return list(item.participants.all())


def key_of(one: Participant) -> str:
    """Who a participant is, as the rules call it; somebody from outside is themself."""
    if one.is_young_person:
        return YOUNG
    if one.guardian_id:
        return f"{GUARDIAN}{one.guardian_id}"
    return f"{ACCOUNT}{one.account_id}" if one.account_id else f"outside:{one.pk}"


def _made(item: AgendaItem, one: Proposed) -> Participant:
    kind, _colon, number = one.key.rpartition(":")
    return Participant(
        item=item, is_young_person=one.key == YOUNG, task=one.tasks[0], also=list(one.tasks[1:]), seat=one.seat,
        account_id=int(number) if f"{kind}:" == ACCOUNT else None,
        guardian_id=int(number) if f"{kind}:" == GUARDIAN else None, is_proposed=True,
    )  # fmt: skip


def _has_other_task(here: Participant, one: Proposed) -> bool:
    """Bring a proposed participant up to date; whoever was added by hand keeps what was said of them."""
    tasks = (here.task, *here.also)
    if not here.is_proposed or (tasks == one.tasks and here.seat == one.seat):
        return False
    here.task, here.also, here.seat = one.tasks[0], list(one.tasks[1:]), one.seat
    return True


def _keep_grounds(item: AgendaItem) -> None:
    """Write down the ground on which each hears the others' matter, as it stands now."""
    participants = list(item.participants.all())
    subject = subject_of(item, forum_last(item.meeting.forum, item.meeting.held_on))
    found = listeners(subject, item, participants)
    changed = [one for one in participants if one.ground != found[one.pk].hearing.ground]
    for one in changed:
        one.ground = found[one.pk].hearing.ground
    Participant.objects.bulk_update(changed, ["ground"])


@transaction.atomic
def add_participant(actor: Actor, *, item_id: int, added: Added) -> Participant:
    """Add somebody to an item. From now they see the young person; what they hear of others follows from consent and law.

    Refuses somebody who takes part already, whose role sees no young person, another person's guardian, a name that is missing,
    and in a closed circle everybody but its fixed members. More adults than the maximum are not refused: the page says so.
    """
    item = item_to_prepare(actor, item_id)
    require_listed(item, under_way=True)
    _refuse_nobody(added)
    _refuse_twice(item, added)
    _refuse_unable(item, added)
    seat = _seat_of(item, added)
    made = Participant.objects.create(
        item=item, account_id=added.account_id, guardian_id=added.guardian_id, outside_name=added.outside_name.strip(),
        outside_email=added.outside_email, task=added.task, way=added.way, why=added.why.strip(), seat=seat,
    )  # fmt: skip
    _keep_grounds(item)
    _record(actor, "participant_added", item, {"who": key_of(made), "task": added.task}, made)
    return made


def _refuse_nobody(added: Added) -> None:
    named = (added.account_id, added.guardian_id, added.outside_name.strip())
    if sum(bool(one) for one in named) != 1 or added.task == Task.YOUNG_PERSON:
        raise DomainError(
            "participant_unnamed", _("Choose one: a colleague, a parent, or somebody from outside by name.")
        )


def _refuse_twice(item: AgendaItem, added: Added) -> None:
    same = item.participants.filter(outside_name=added.outside_name.strip())
    if added.account_id:
        same = item.participants.filter(account_id=added.account_id)
    elif added.guardian_id:
        same = item.participants.filter(guardian_id=added.guardian_id)
    if same.exists():
        raise DomainError("takes_part_already", _("They take part already. One person can carry several tasks."))


def _refuse_unable(item: AgendaItem, added: Added) -> None:
    if added.account_id and added.account_id not in able_to_take_part([added.account_id], item.meeting.held_on):
        raise DomainError("cannot_take_part", _("Their role does not take part in meetings about a young person."))
    mine = Guardian.objects.filter(young_person_id=item.young_person_id, pk=added.guardian_id or 0)
    if added.guardian_id and not mine.exists():
        raise NotVisible


def _seat_of(item: AgendaItem, added: Added) -> str:
    """The fixed seat of whoever is added; refuses everybody else in a closed circle."""
    seats = seat_accounts(item.meeting.forum, item.meeting.held_on)
    seat = next((name for name, pk in seats.items() if pk == added.account_id), "")
    is_chair = added.account_id is not None and added.account_id == item.meeting.chair_id
    if is_closed(forum_last(item.meeting.forum, item.meeting.held_on)) and not (is_chair or is_of_circle("", seat)):
        raise DomainError(
            "closed_circle",
            _(
                "This forum is a closed circle: by law only its named partners take part and hear. Nobody else can be added."
            ),
        )
    return seat


@transaction.atomic
def remove_participant(actor: Actor, *, participant_id: int, site: str = "") -> None:
    """Take somebody off an item; whoever had been invited is told that the meeting is off for them.

    A colleague who was not there can be taken off afterwards as well, so that they see the young person no longer. Refuses the
    young person, who is always asked, and anybody else of an item that is under way or settled.
    """
    one = _participant(participant_id)
    item = item_to_prepare(actor, one.item_id)
    is_ahead = item.state == ItemState.LISTED and item.meeting.is_ahead
    if one.account_id is None or one.attended:
        require_listed(item)
    if one.is_young_person:
        raise DomainError(
            "young_person_stays", _("The young person is always asked. Choose how they take part instead.")
        )
    _record(actor, "participant_removed", item, {"who": key_of(one), "task": one.task}, one)
    if is_ahead and one.told_meeting_id and one.reply != Reply.NO:
        tell(actor, one, OFF, site)
    one.delete()


def _participant(participant_id: int) -> Participant:
    found = Participant.objects.select_related("item__meeting", "item__young_person", "account", "guardian")
    one = found.filter(pk=participant_id).first()
    if one is None:
        raise NotVisible
    return one


@transaction.atomic
def invite(actor: Actor, *, item_id: int, site: str = "") -> Invited:
    """Tell everybody who has not been told, or not of the last change: the young person and the guardians first.

    A mail or text message says that there is a meeting and where to answer; who cannot be reached is given back, so that somebody
    tells them. Refuses an item that is settled, and one in which nobody takes part.
    """
    item = item_to_prepare(actor, item_id)
    require_listed(item)
    everybody = item.participants.exclude(reply=Reply.NO).select_related("account", "guardian")
    behind = [one for one in in_order(everybody) if is_behind(one, item)]
    if not item.participants.exists():
        raise DomainError("nobody_to_invite", _("Nobody takes part yet. Let the program propose somebody first."))
    unreached = []
    for one in behind:
        one.item = item
        if not tell_time_and_place(actor, one, CHANGED if one.invited_at else INVITED, site):
            unreached.append(one.pk)
    _keep_grounds(item)
    if behind:
        who = {"told": [key_of(one) for one in behind], "unreached": unreached}
        _record(actor, "participants_invited", item, who)
    return Invited(len(behind) - len(unreached), tuple(unreached))


def in_order(participants: Iterable[Participant]) -> Sequence[Participant]:
    """The young person, the guardians and who comes with them, then the colleagues by their tasks."""
    return sorted(participants, key=lambda one: (TASKS.index(one.task), one.pk))


def _record(
    actor: Actor, act: str, item: AgendaItem, values: Mapping[str, Any], participant: Participant | None = None
) -> None:
    kind, key = ("meeting_participant", participant.pk) if participant else ("agenda_item", item.pk)
    record_change(actor, Record(act, kind, key, persons=(item.young_person_id,), values=dict(values)))
