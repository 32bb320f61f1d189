# SPDX-License-Identifier: EUPL-1.2
"""What waits for the reader's answer, from every room: handovers, enquiries, agreements, messages, consents that run out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from roedtraad.audit.looks import Look, show
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskBox, DeskItem, desk_boxes
from roedtraad.kernel.rights import RIGHTS, Right
from roedtraad.kernel.views import actor_of, needs

FIRST: Final = 3
"""How many of each kind the desk shows; the page of its own shows more."""
MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Box:
    """One room's block as this reader sees it; `href` is the room's own list, when it has one."""

    name: str
    title: str | Promise
    items: Sequence[DeskItem]
    count: int
    href: str

    @property
    def has_more(self) -> bool:
        return self.count > len(self.items)


def boxes(actor: Actor, limit: int) -> list[Box]:
    """The blocks in which something waits for the actor, each with its most urgent things first."""
    rights = frozenset[Right]().union(*(RIGHTS[role] for role in actor.roles))
    found = (_box(actor, one, limit) for one in desk_boxes if one.right in rights)
    return [box for box in found if box.count]


def _box(actor: Actor, box: DeskBox, limit: int) -> Box:
    items, count = box.items(actor, limit)
    return Box(box.name, box.title, items, count, reverse(box.list_name) if box.list_name else "")


@require_safe
@needs(Right.HANDLE_SIGNALS, Right.SET_SHARING_RULES)
def waiting(request: HttpRequest) -> HttpResponse:
    """All of it; or for the desk, which fetches it as a part, the first of each."""
    is_part = request.headers.get("X-Part") == "waiting"
    found = boxes(actor_of(request), FIRST if is_part else MOST)
    persons = sorted({item.person_id for box in found for item in box.items if item.person_id})
    template = "web/desk/waiting_part.html" if is_part else "web/desk/waiting.html"
    return show(request, template, {"boxes": found, "is_part": is_part}, Look("waiting_seen", persons))
