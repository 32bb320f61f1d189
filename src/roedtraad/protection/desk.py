# SPDX-License-Identifier: EUPL-1.2
"""What of this room waits on somebody's desk."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskBox, DeskItem, desk_boxes
from roedtraad.kernel.rights import Right
from roedtraad.protection import copy_actions, emergency, sample_queries

Items = tuple[Sequence[DeskItem], int]


def register() -> None:
    """Four boxes: openings, copies and passed-on looks for the officer, and drawn looks for leaders."""
    desk_boxes.register(
        DeskBox("openings", gettext_lazy("Emergency access"), Right.SET_SHARING_RULES, _openings, "protection:openings")
    )
    desk_boxes.register(
        DeskBox(
            "copies", gettext_lazy("Copies of one's own data"), Right.HANDLE_DATA_RIGHTS, _copies, "protection:copies"
        )
    )
    desk_boxes.register(DeskBox("looks", gettext_lazy("Looks to check"), Right.CHECK_LOOKS, _looks, "protection:looks"))
    desk_boxes.register(
        DeskBox(
            "looks_passed_on",
            gettext_lazy("Looks that no leader has checked"),
            Right.DRAW_LOOKS,
            _looks,
            "protection:looks",
        )
    )


def _openings(_actor: Actor, limit: int) -> Items:
    """Openings that nobody has looked into; each is late from the start, because it is told at once."""
    rows, count = emergency.unseen(limit)
    items = [
        DeskItem(
            _("%(who)s has opened %(reference)s") % {"who": row.who, "reference": row.reference},
            reverse("protection:opening", args=[row.pk]), row.person_id, detail=row.reason, is_late=True,
        )
        for row in rows
    ]  # fmt: skip
    return items, count


def _copies(_actor: Actor, limit: int) -> Items:
    rows, count = copy_actions.waiting_copies(_actor, limit)
    items = [
        DeskItem(
            _("Copy for %(reference)s") % {"reference": row.reference}, reverse("protection:person", args=[row.person_id]),
            row.person_id, due_on=row.answer_by, is_late=row.is_late,
        )
        for row in rows
    ]  # fmt: skip
    return items, count


def _looks(actor: Actor, limit: int) -> Items:
    rows, count = sample_queries.waiting_looks(actor, limit)
    items = [
        DeskItem(
            _("%(who)s: %(what)s") % {"who": row.who, "what": row.what}, reverse("protection:look", args=[row.pk]),
            detail=_("Reminder: answer soon") if row.is_reminded else "", due_on=row.answer_by, is_late=row.is_late,
        )
        for row in rows
    ]  # fmt: skip
    return items, count
