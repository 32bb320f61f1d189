# SPDX-License-Identifier: EUPL-1.2
"""Who reads what is written down of an item: those who were there, whoever leads the meeting, and those who need it.

Need is: one sees the young person, reads notes in that role, and may read notes of the department whose matter it is. What a closed
circle talks about (Retsplejeloven § 115) is for those who were there alone. A draft is for those who write it. Citizens read the
part in plain words and nothing else: the young person always, a guardian as a party to the matter.
"""

from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from roedtraad.consent.kinds import kind_of
from roedtraad.consent.policies import readable, readable_across
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.meetings import policies
from roedtraad.meetings.models import AgendaItem, Minutes, MinutesState, Participant, Reply
from roedtraad.people import policies as people

WAS_THERE: Final = Q(attended=True) | Q(attended__isnull=True, reply=Reply.YES)
"""Participants who were there: as was noted at the meeting, and where nobody noted anything, those who had said that they come."""


def was_there(actor: Actor, item: AgendaItem) -> bool:
    """Whether the actor was there when the item was talked about, or leads its meeting."""
    if policies.leads(actor, item.meeting):
        return True
    return item.participants.filter(WAS_THERE, account_id=actor.account_id or 0).exists()


def may_read(actor: Actor, item: AgendaItem) -> bool:
    """Whether the actor may read the minutes of the item once they are sent: those who were there, and need."""
    parts = people.parts(people.roles_reaching(actor, item.young_person_id))
    if actor.own_person_ids or Part.MEETINGS not in parts:
        return False
    return was_there(actor, item) or (Part.NOTES in parts and _needs(actor, item))


def _needs(actor: Actor, item: AgendaItem) -> bool:
    if item.meeting.forum in policies.closed_circles(actor):
        return False
    return readable(actor, item.young_person_id).allows(item.unit.department_id, kind_of("notes", item.unit))


def readable_items(actor: Actor) -> Q:
    """The same as a filter on items of persons whose meetings and notes the actor's roles open: who was there, or need."""
    there = Participant.objects.filter(WAS_THERE, item=OuterRef("pk"), account_id=actor.account_id or 0)
    needed = readable_across(actor, "notes") & ~Q(meeting__forum__in=policies.closed_circles(actor))
    return Q(Exists(there)) | Q(meeting__chair_id=actor.account_id or 0) | needed


def may_write(actor: Actor, item: AgendaItem) -> bool:
    """Whether the actor writes, sends and corrects the minutes: whoever leads the meeting, or was there and prepares meetings."""
    if Right.PREPARE_MEETINGS not in people.rights_of(people.roles_reaching(actor, item.young_person_id)):
        return False
    return was_there(actor, item)


def require_read(actor: Actor, item: AgendaItem) -> None:
    """Refuse minutes that the actor may not read as if there were none."""
    if not may_read(actor, item):
        raise NotVisible


def require_write(actor: Actor, item: AgendaItem) -> None:
    """Refuse whoever may read them and not write them with a reason, and anybody else as if there were none."""
    if may_write(actor, item):
        return
    require_read(actor, item)
    raise NotAllowed("minutes_of_others", _("Only whoever led the meeting or took part in it writes its minutes."))


def is_open_to_readers(minutes: Minutes | None) -> bool:
    """Whether there is something for those who do not write: a draft is nobody's yet."""
    return minutes is not None and minutes.state != MinutesState.DRAFT


def may_read_plain(actor: Actor, item: AgendaItem) -> bool:
    """Whether a citizen may read the part in plain words: the young person, or a guardian who is a party to the matter."""
    return reads_meetings(actor, item.young_person_id) and is_party_to(actor, item)


def reads_meetings(actor: Actor, person_id: int) -> bool:
    """Whether the actor comes as a citizen for this person and reads of meetings at all."""
    if person_id not in actor.own_person_ids:
        return False
    return Part.MEETINGS in people.parts(people.roles_reaching(actor, person_id))


def is_party_to(actor: Actor, item: AgendaItem) -> bool:
    """Whether the matter of the item is open to the citizen: their own, or one in which a law makes them a party."""
    return readable(actor, item.young_person_id).allows(item.unit.department_id, kind_of("notes", item.unit))
