# SPDX-License-Identifier: EUPL-1.2
"""Meetings elsewhere: on the red thread, on the desk, and what of them hangs on units and accounts."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from roedtraad.consent.policies import readable
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskItem, ThreadEntry, ThreadQuery
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings import policies
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, ItemState, Participant
from roedtraad.meetings.queries.agenda import to_prepare
from roedtraad.meetings.queries.calendar import forum_title
from roedtraad.organisation.terms import terms_on

_ON_THREAD = (*OPEN_ITEMS, ItemState.TREATED)


def entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """The meetings about a young person at their day, planned and held, as the reader may see them.

    A citizen reads of one that is planned when they have been invited to it: nobody finds out here first.
    """
    own = query.person_id in query.actor.own_person_ids
    items = AgendaItem.objects.filter(state__in=_ON_THREAD, young_person_id=query.person_id)
    items = items.filter(_told(query)) if own else items.filter(pk__in=policies.visible(query.actor).values("pk"))
    if query.before is not None:
        items = items.filter(meeting__held_on__lt=query.before)
    rows = items.select_related("meeting", "unit__department").order_by("-meeting__held_on", "-pk")[: query.limit]
    return [_entry(query.actor, one, own=own) for one in rows]


def _told(query: ThreadQuery) -> Q:
    invited = Participant.objects.filter(
        Q(is_young_person=True) | Q(guardian__isnull=False), item=OuterRef("pk"), invited_at__isnull=False
    )
    return readable(query.actor, query.person_id).rows("cases") & (Q(state=ItemState.TREATED) | Q(Exists(invited)))


def _entry(actor: Actor, item: AgendaItem, *, own: bool) -> ThreadEntry:
    is_open = item.state in OPEN_ITEMS
    opens = not own and has_right(actor, Right.SEE_MEETINGS)
    return ThreadEntry(
        on=item.meeting.held_on, kind="meeting", kind_title=_("meeting"),
        title=forum_title(item.meeting.forum, item.meeting.held_on), detail="" if own else item.question,
        is_open=is_open, stalled=is_open and item.carries > 1, key=f"agenda-item-{item.pk}",
        department=item.unit.department.local_name, href=reverse("meetings:item", args=[item.pk]) if opens else "",
    )  # fmt: skip


def desk(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """Items that the actor brings, leads or has the case of, not prepared, on meetings that are near."""
    until = terms_on(actor.on).after("meeting_prepared_from", actor.on)
    rows = to_prepare(actor, until)
    shown = list(rows[: limit + 1])
    items = [
        DeskItem(
            title=forum_title(one.meeting.forum, one.meeting.held_on), href=reverse("meetings:item", args=[one.pk]),
            person_id=one.young_person_id, detail=one.young_person.name, due_on=one.meeting.held_on,
        )
        for one in shown[:limit]
    ]  # fmt: skip
    return items, len(shown) if len(shown) <= limit else rows.count()


def open_by_unit() -> Mapping[int, int]:
    """How many items wait, by whose matter they are."""
    rows = AgendaItem.objects.filter(state__in=OPEN_ITEMS).values_list("unit").order_by("unit")
    return {unit: count for unit, count in rows.annotate(count=Count("pk")) if unit}
