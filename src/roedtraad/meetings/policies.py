# SPDX-License-Identifier: EUPL-1.2
"""Who may see which item of an agenda, and who may do what with it: one rule in two shapes (DESIGN §6: participants and need).

That a forum meets is no secret; whom it meets about is. An item is for whoever takes part in it, leads the meeting, or may see the
young person and read the cases of the department whose item it is. Whoever takes part sees the young person for as long as the item
waits, and until `seen_until` after the meeting; what they read of other departments follows from consent alone.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from roedtraad.consent.policies import readable, readable_across
from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import Part, Right
from roedtraad.meetings.models import AgendaItem, ForumSeat, ItemState, Meeting, Participant, Reply
from roedtraad.meetings.queries.calendar import forum_last, sits_in
from roedtraad.organisation.queries import profile_on
from roedtraad.people import policies as people


def taking_part(actor: Actor) -> Q:
    """Items in which the actor takes part, or whose meeting the actor leads; whoever has said no takes no part."""
    mine = Participant.objects.filter(item=OuterRef("pk"), account_id=actor.account_id or 0).exclude(reply=Reply.NO)
    return Q(Exists(mine)) | Q(meeting__chair_id=actor.account_id or 0)


def persons_met(actor: Actor, _grants: Sequence[Grant]) -> "QuerySet[Any, Any]":
    """The young people whom the actor meets about: from when they are asked to take part, and for a while after the meeting.

    Where nobody closes the meeting, the night says until when (`agenda_jobs.end_sight`).
    """
    lasting = Q(seen_until__isnull=True) | Q(seen_until__gte=actor.on)
    met = AgendaItem.objects.filter(taking_part(actor), lasting)
    return met.exclude(state__in=(ItemState.WITHDRAWN, ItemState.CARRIED)).values("young_person_id")


def visible(actor: Actor) -> "QuerySet[AgendaItem]":
    """The items that the actor may see, of every forum and state."""
    if actor.is_system:
        return AgendaItem.objects.all()
    ids = people.visible_ids(actor)
    if ids is None:
        return AgendaItem.objects.none()
    me = actor.account_id or 0
    seats = ForumSeat.objects.filter(
        Q(account_id=me) | Q(substitute_id=me), in_force(actor.on), forum=OuterRef("meeting__forum")
    )
    heard = ~Q(meeting__forum__in=closed_circles(actor)) | Q(Exists(seats))
    return AgendaItem.objects.filter(
        taking_part(actor) | (readable_across(actor, "cases") & heard), young_person_id__in=ids
    )


def closed_circles(actor: Actor) -> frozenset[str]:
    """The forums, of today or earlier, in which nobody but their own members hears anything (Retsplejeloven § 115)."""
    return frozenset(one.id for one in profile_on(actor.on).forums if one.closed_circle)


def can_see(actor: Actor, item: AgendaItem) -> bool:
    """The same asked of one item; its meeting and unit are loaded when they are not."""
    if actor.is_system:
        return True
    if Part.MEETINGS not in people.parts(people.roles_reaching(actor, item.young_person_id)):
        return False
    if takes_part(actor, item):
        return True
    if item.meeting.forum in closed_circles(actor) and not sits_in(actor.account_id, item.meeting.forum, actor.on):
        return False
    return readable(actor, item.young_person_id).allows(item.unit.department_id, "cases")


def require_see(actor: Actor, item: AgendaItem) -> None:
    """Refuse an item that the actor may not see as one that does not exist."""
    if not can_see(actor, item):
        raise NotVisible


def takes_part(actor: Actor, item: AgendaItem) -> bool:
    """Whether the actor takes part in the item or leads its meeting."""
    if item.meeting.chair_id is not None and item.meeting.chair_id == actor.account_id:
        return True
    parts = item.participants.filter(account_id=actor.account_id or 0).exclude(reply=Reply.NO)
    return parts.exists()


def may_prepare(actor: Actor, item: AgendaItem) -> bool:
    """Whether the actor may prepare the item: whoever leads the meeting or brings it, and whoever has the right in its department."""
    if actor.is_system:
        return True
    rights = people.rights_of(people.roles_reaching(actor, item.young_person_id))
    if Right.PREPARE_MEETINGS not in rights:
        return False
    if actor.account_id in (item.meeting.chair_id, item.brought_by_id):
        return True
    if item.unit.department_id in actor.department_ids:
        return is_of_circle(actor, item)
    return takes_part(actor, item)


def is_of_circle(actor: Actor, item: AgendaItem) -> bool:
    """Whether the actor belongs to those who alone hear what a closed circle says (Retsplejeloven § 115); everybody of other forums."""
    if leads(actor, item.meeting):
        return True
    forum = forum_last(item.meeting.forum, item.meeting.held_on)
    if forum is None or not forum.closed_circle:
        return True
    return takes_part(actor, item) or sits_in(actor.account_id, item.meeting.forum, item.meeting.held_on)


def require_prepare(actor: Actor, item: AgendaItem) -> None:
    """Refuse whoever may see the item and not prepare it with a reason, and anybody else as if it were not there."""
    if may_prepare(actor, item):
        return
    require_see(actor, item)
    raise NotAllowed(
        "item_of_others", _("Only whoever leads the meeting, takes part in it or has the case may change this.")
    )


def leads(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor leads the meeting: its chair, or whoever called it while it has none."""
    if actor.is_system:
        return True
    return actor.account_id is not None and actor.account_id == (meeting.chair_id or meeting.called_by_id)
