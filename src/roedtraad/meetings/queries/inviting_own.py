# SPDX-License-Identifier: EUPL-1.2
"""A colleague's own invitations: what waits for an answer, and what they have said yes or no to."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskItem
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.meetings import policies
from roedtraad.meetings.models import OPEN_ITEMS, MeetingState, Participant, Reply
from roedtraad.meetings.queries.calendar import forum_title


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One invitation of one's own. Whoever has said no reads no name any more."""

    pk: int
    item_id: int
    person_id: int | None
    person_name: str
    forum: str
    held_on: dt.date
    begins_at: dt.time
    minutes: int
    place: str
    video_link: str
    reply: str
    reply_title: str
    way_title: str

    @property
    def waits(self) -> bool:
        return self.reply == Reply.NONE

    @property
    def is_no(self) -> bool:
        return self.reply == Reply.NO


def own_invitations(actor: Actor) -> "QuerySet[Participant]":
    """The actor's invitations to meetings that are ahead, those without an answer first."""
    found = Participant.objects.filter(
        account_id=actor.account_id or 0, invited_at__isnull=False, item__state__in=OPEN_ITEMS,
        item__meeting__state__in=(MeetingState.PLANNED, MeetingState.UNDER_WAY), item__meeting__held_on__gte=actor.on,
    )  # fmt: skip
    return found.select_related("item__meeting", "item__young_person").order_by("item__meeting__held_on", "pk")


def invitation_list(actor: Actor, *, reply: str, number: int) -> Page[InvitationRow]:
    """One page of the actor's invitations with an answer, or without one."""
    return paged(own_invitations(actor).filter(reply=reply), number).with_rows(lambda rows: _rows(actor, rows))


def _rows(actor: Actor, rows: Sequence[Participant]) -> list[InvitationRow]:
    seen = policies.visible(actor).filter(pk__in=[one.item_id for one in rows])
    visible = frozenset(seen.values_list("pk", flat=True))
    return [invitation_row(one, is_visible=one.item_id in visible) for one in rows]


def invitation_row(one: Participant, *, is_visible: bool) -> InvitationRow:
    """An invitation as its owner reads it."""
    meeting, person = one.item.meeting, one.item.young_person
    return InvitationRow(
        pk=one.pk, item_id=one.item_id, person_id=person.pk if is_visible else None,
        person_name=person.name if is_visible else "", forum=forum_title(meeting.forum, meeting.held_on), held_on=meeting.held_on,
        begins_at=meeting.begins_at, minutes=meeting.minutes, place=meeting.place, video_link=meeting.video_link,
        reply=one.reply, reply_title=one.get_reply_display(), way_title=one.get_way_display(),
    )  # fmt: skip


def own_invitation(actor: Actor, participant_id: int) -> tuple[Participant, bool]:
    """One's own invitation, and whether the young person is still visible to the actor. Raises NotVisible for anybody else's."""
    found = Participant.objects.filter(pk=participant_id, account_id=actor.account_id or 0)
    one = found.select_related("item__meeting", "item__young_person", "item__unit", "account").first()
    if one is None or actor.account_id is None:
        raise NotVisible
    return one, policies.can_see(actor, one.item)


def waiting(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """Invitations without an answer, for the desk: the soonest first."""
    found = own_invitations(actor).filter(reply=Reply.NONE, item__in=policies.visible(actor))
    rows = list(found[:limit])
    items = [_desk_item(one) for one in rows]
    return items, len(items) if len(items) < limit else found.order_by().count()


def _desk_item(one: Participant) -> DeskItem:
    meeting = one.item.meeting
    time = meeting.begins_at.strftime("%H:%M")
    detail = _("%(forum)s at %(time)s") % {"forum": forum_title(meeting.forum, meeting.held_on), "time": time}
    return DeskItem(
        title=one.item.young_person.name, href=reverse("meetings:invitation", args=[one.pk]),
        person_id=one.item.young_person_id, detail=detail, due_on=meeting.held_on,
    )  # fmt: skip
