# SPDX-License-Identifier: EUPL-1.2
"""What colleagues read about the portal: who has a way in, what the young person writes, and what waits for an answer."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roedtraad.cases.models import ContactPerson
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskItem
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from roedtraad.people.models import Guardian, YoungPerson
from roedtraad.portal.details import Hold, holds_of
from roedtraad.portal.models import Conversation, IdentityKind, PortalIdentity
from roedtraad.portal.policies import answers_messages, followed_by, opens_on
from roedtraad.portal.queries import MessageRow, messages_of


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way in as staff see it. `state` is used, sent, expired or closed (the rules let nobody in by it today)."""

    pk: int
    who: str
    kind: str
    sent_on: dt.date | None
    state: str
    limits: str
    valid_to: dt.date | None
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Who has a way in to the young person's pages, and who can be let in."""

    ways: Sequence[WayIn]
    can_invite_self: bool
    guardians: Sequence[Guardian]


def access_page(actor: Actor, person_id: int) -> AccessPage:
    """The ways in to one person's pages. Raises NotVisible or NotAllowed."""
    policies.require(actor, Right.INVITE_TO_PORTAL, person_id)
    person = YoungPerson.objects.get(pk=person_id)
    found = PortalIdentity.objects.filter(young_person_id=person_id, ended_at__isnull=True)
    rows = list(found.select_related("young_person", "guardian", "invitation"))
    is_of_age = actor.on >= terms_on(actor.on).after("of_age", person.born_on)
    holds = holds_of(person_id)
    in_already = {one.guardian_id for one in rows}
    parents = () if is_of_age else Guardian.objects.filter(young_person_id=person_id, has_custody=True)
    return AccessPage(
        ways=[_way(one, actor.on, person.name, holds) for one in rows],
        can_invite_self=all(one.kind != IdentityKind.SELF for one in rows),
        guardians=[one for one in parents if one.pk not in in_already],
    )


def guardian_to_invite(actor: Actor, person_id: int, guardian_id: int) -> Guardian:
    """A guardian of this young person. Raises NotVisible or NotAllowed."""
    policies.require(actor, Right.INVITE_TO_PORTAL, person_id)
    found = Guardian.objects.filter(pk=guardian_id, young_person_id=person_id).first()
    if found is None:
        raise NotVisible
    return found


def _way(one: PortalIdentity, on: dt.date, name: str, holds: Mapping[int | None, Hold]) -> WayIn:
    who = one.guardian.name if one.guardian else (one.name or name)
    sent = getattr(one, "invitation", None)
    hold = None if one.kind == IdentityKind.REPRESENTATIVE else holds.get(one.guardian_id)
    return WayIn(
        one.pk, who, str(one.get_kind_display()), sent and sent.sent_on, _state(one, on), one.basis, one.valid_to, hold
    )


def _state(one: PortalIdentity, on: dt.date) -> str:
    sent = getattr(one, "invitation", None)
    if not opens_on(one, on):
        return "closed"
    if sent is None or sent.used_at:
        return "used"
    return "expired" if sent.expires_on < on else "sent"


@dataclass(frozen=True, slots=True)
class StaffMessages:
    """A conversation as a colleague sees it. `rows` is None for those whom it is not to."""

    rows: list[MessageRow] | None
    waits_since: dt.datetime | None


def staff_messages(actor: Actor, person_id: int) -> StaffMessages:
    """What the young person and the colleagues have written, for those who answer; for others only that it exists."""
    if not answers_messages(actor, person_id):
        return StaffMessages(None, None)
    waits = Conversation.objects.filter(young_person_id=person_id).values_list("waits_since", flat=True).first()
    return StaffMessages(messages_of(person_id, is_young_person=False), waits)


def waiting_messages(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """The young people who wait for the actor's answer, as contact person or substitute; the longest first."""
    mine = ContactPerson.objects.filter(followed_by(actor)).values("young_person_id")
    waiting = Conversation.objects.filter(waits_since__isnull=False, young_person_id__in=mine)
    rows = list(waiting.select_related("young_person").order_by("waits_since"))
    return [_item(one) for one in rows[:limit]], len(rows)


def _item(one: Conversation) -> DeskItem:
    assert one.waits_since is not None
    return DeskItem(
        title=one.young_person.name,
        href=reverse("portal:messages-of", args=[one.young_person_id]),
        person_id=one.young_person_id,
        detail=_("has written to you"),
        due_on=timezone.localdate(one.waits_since),
    )
