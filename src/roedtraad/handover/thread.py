# SPDX-License-Identifier: EUPL-1.2
"""Handovers on the red thread: when it was asked, whose answer it waits for, and when it was taken over."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from roedtraad.handover.models import Handover
from roedtraad.handover.queries import HandoverRow, for_citizens, handover_rows, readable_of
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery
from roedtraad.kernel.rights import Right, has_right


def entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Those that wait at the day they were asked, the others at the day they were settled; a late one is stalled."""
    readable = readable_of(query.actor, query.person_id)
    told = for_citizens(readable) if query.person_id in query.actor.own_person_ids else readable
    found = [(one.settled_on or one.asked_on, one) for one in told]
    wanted = [(on, one) for on, one in found if query.before is None or on < query.before]
    wanted.sort(key=lambda pair: (pair[0], pair[1].pk), reverse=True)
    shown = [one for _on, one in wanted[: query.limit]]
    rows = handover_rows(query.actor, shown)
    return [_entry(query.actor, one, row) for one, row in zip(shown, rows, strict=True)]


def _entry(actor: Actor, one: Handover, row: HandoverRow) -> ThreadEntry:
    title = _("Handover of %(what)s: %(from)s to %(to)s") % {
        "what": row.what, "from": row.from_name, "to": row.to_name,
    }  # fmt: skip
    detail = _("waits for %(name)s") % {"name": row.waits_for} if row.waits else row.state_title
    return ThreadEntry(
        on=one.settled_on or one.asked_on, until=one.due_on if row.waits else None, is_open=row.waits,
        stalled=row.is_late or row.is_escalated, kind="handover", kind_title=_("handover"), title=title, detail=detail,
        key=f"handover-{one.pk}", who=row.waits_for,
        href=reverse("handover:see", args=[one.pk]) if has_right(actor, Right.HAND_OVER) else "",
    )  # fmt: skip
