# SPDX-License-Identifier: EUPL-1.2
"""Who leads a meeting that is held, who types in it, and who answers what it cannot grant."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from roedtraad.cases.staff import led_departments
from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings import minutes_policies, policies
from roedtraad.meetings.models import AgendaItem, DecisionRequest, DecisionState, ItemState, Meeting, MeetingState


def may_lead(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor leads the meeting; of one that has no chair and that nobody called, whoever prepares and may see all of it.

    Whoever leads sees everybody on the agenda, so that nobody comes to see more by opening a meeting that lacks a chair.
    """
    if policies.leads(actor, meeting):
        return True
    if meeting.chair_id or meeting.called_by_id or not has_right(actor, Right.PREPARE_MEETINGS):
        return False
    on_it = meeting.items.exclude(state=ItemState.WITHDRAWN)
    unseen = on_it.exclude(pk__in=policies.visible(actor).values("pk"))
    return on_it.filter(policies.taking_part(actor)).exists() and not unseen.exists()


def require_lead(actor: Actor, meeting: Meeting) -> None:
    """Refuse whoever does not lead the meeting. That it is held is no secret, so the reason is said."""
    if not may_lead(actor, meeting):
        raise NotAllowed("meeting_of_others", _("Only whoever leads the meeting may do this."))


def require_write(actor: Actor, item: AgendaItem) -> None:
    """Refuse to type about somebody who is not being talked about, and whoever may not prepare the item."""
    policies.require_prepare(actor, item)
    require_under_way(item)


def require_screen(actor: Actor, item: AgendaItem) -> None:
    """Refuse the screen of an item that the actor may not see, and that of a closed circle that they do not belong to, as missing."""
    policies.require_see(actor, item)
    if not policies.is_of_circle(actor, item):
        raise NotVisible


def hears(actor: Actor, item: AgendaItem) -> bool:
    """Whether what is agreed is said in the actor's presence: they take part or lead, and once it is over, they were there."""
    if item.state == ItemState.TREATED:
        return minutes_policies.was_there(actor, item)
    return policies.takes_part(actor, item) or policies.leads(actor, item.meeting)


def require_under_way(item: AgendaItem) -> None:
    """Refuse an item that has not begun or has ended."""
    if item.state != ItemState.UNDER_WAY or item.meeting.state != MeetingState.UNDER_WAY:
        raise DomainError(
            "item_not_under_way", _("The meeting is not talking about this now. Begin, or open it again, first.")
        )


def asked_of(actor: Actor) -> Q:
    """Questions that the actor is to answer: asked of them, or of a unit that they lead."""
    mine = Q(asked_account_id=actor.account_id or 0)
    return mine | Q(asked_unit__department_id__in=led_departments(actor))


def persons_asked_about(actor: Actor, _grants: Sequence[Grant]) -> "QuerySet[Any, Any]":
    """The young people about whom the actor is asked for a decision, for as long as it waits."""
    return _waiting(Q(asked_account_id=actor.account_id or 0))


def persons_asked_of_led(actor: Actor, _grants: Sequence[Grant]) -> "QuerySet[Any, Any]":
    """The same for the leader of the unit that is asked."""
    return _waiting(Q(asked_unit__department_id__in=led_departments(actor)))


def _waiting(which: Q) -> "QuerySet[Any, Any]":
    found = DecisionRequest.objects.filter(which, state=DecisionState.OPEN).order_by()
    return found.annotate(young_person_id=F("item__young_person_id")).values("young_person_id")


def may_answer(actor: Actor, request: DecisionRequest) -> bool:
    """Whether the actor may answer: the one who is asked, or who leads the unit that is."""
    if actor.account_id and actor.account_id == request.asked_account_id:
        return True
    return request.asked_unit.department_id in led_departments(actor)


def require_see_request(actor: Actor, request: DecisionRequest) -> None:
    """Refuse a question that is neither asked of the actor, nor theirs, nor about an item that they may see, as missing."""
    if not (may_answer(actor, request) or policies.can_see(actor, request.item)):
        raise NotVisible
