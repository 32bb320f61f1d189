# SPDX-License-Identifier: EUPL-1.2
"""Notices of what comes from meetings: that there is something to read, or something to remember, and never what."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from roedtraad.kernel.actor import Actor
from roedtraad.meetings.minutes_events import own_promise_due, plain_minutes_sent
from roedtraad.meetings.minutes_policies import may_read_plain
from roedtraad.meetings.models import AgendaItem
from roedtraad.notices.actions import send
from roedtraad.portal.models import IdentityKind, PortalIdentity
from roedtraad.portal.policies import today_actor
from roedtraad.portal.sending import reached_at


def listen() -> None:
    """Hear when a part in plain words goes out, and when the young person's own promise is soon due."""
    plain_minutes_sent.connect(tell_news, dispatch_uid="portal.plain_minutes")
    own_promise_due.connect(remind, dispatch_uid="portal.own_promise")


def tell_news(*, actor: Actor, item: AgendaItem, site: str, **_signal: Any) -> None:
    """The young person, and a guardian who is a party to the matter, are told that there is something to read."""
    for identity in _let_in(item.young_person_id).exclude(kind=IdentityKind.REPRESENTATIVE):
        if may_read_plain(today_actor(identity.pk), item):
            _send(actor, identity, "portal_news", link=site + reverse("portal:start"))


def remind(*, actor: Actor, person_id: int, **_signal: Any) -> None:
    """The young person is told to look at their page."""
    for identity in _let_in(person_id).filter(kind=IdentityKind.SELF):
        _send(actor, identity, "portal_reminder")


def _let_in(person_id: int) -> "QuerySet[PortalIdentity]":
    """Those who have used their invitation and still have their way in."""
    used = PortalIdentity.objects.filter(ended_at__isnull=True, invitation__used_at__isnull=False)
    return used.filter(young_person_id=person_id).select_related("young_person", "guardian").order_by("pk")


def _send(actor: Actor, identity: PortalIdentity, text: str, **values: str) -> None:
    to = reached_at(identity)
    if to is not None:
        send(actor, to=to, text=text, values=values)
