# SPDX-License-Identifier: EUPL-1.2
"""What waits on the desk: consents to be asked for again, and for the data protection officer what was set aside."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from roedtraad.consent.models import Consent
from roedtraad.consent.officer import OverrideRow, unseen
from roedtraad.consent.policies import concerning_staff
from roedtraad.consent.queries import State, consents_of, renewal_day, state_of
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import DeskItem, person_relations
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import Right, Scope, roles_with_scope


def running_out(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """Consents of the young people whom the actor follows that run out so soon that it is time to ask again.

    Only those in which the actor's own departments tell or are told: what others may tell each other is not the actor's.
    """
    found = _running_out(actor)
    if found is None:
        return (), 0
    rows = list(found.select_related("young_person").order_by("valid_to", "pk")[:limit])
    return [_item(row) for row in rows], len(rows) if len(rows) < limit else found.count()


def _running_out(actor: Actor) -> "QuerySet[Consent] | None":
    people = _followed(actor)
    if people is None:
        return None
    found = Consent.objects.filter(
        in_force(actor.on), withdrawn_at__isnull=True, replaced_by__isnull=True, valid_to__lte=renewal_day(actor.on),
        young_person_id__in=people,
    )  # fmt: skip
    return concerning_staff(actor, found, "consent")


def _followed(actor: Actor) -> "QuerySet[Any, Any] | None":
    """Those whom the actor follows personally, as the rooms that know it tell."""
    grants = actor.grants_with(roles_with_scope(Scope.OWN, Right.SHARE_DATA))
    if not grants:
        return None
    told = (one.person_ids(actor, grants) for one in person_relations if one.scope == Scope.OWN)
    found = [ids.values("young_person_id").order_by() for ids in told if ids is not None]
    if not found:
        return None
    return found[0].union(*found[1:]) if len(found) > 1 else found[0]


def _item(row: Consent) -> DeskItem:
    return DeskItem(
        title=row.young_person.name, href=reverse("consent:consent-renew", args=[row.pk]), person_id=row.young_person_id,
        detail=_("Consent: %(purpose)s") % {"purpose": row.purpose}, due_on=row.valid_to,
    )  # fmt: skip


def unseen_overrides(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """Sharing in spite of the rules that the data protection officer has not marked as seen."""
    rows, count = unseen(actor, limit)
    return [_override(row) for row in rows], count


def _override(row: OverrideRow) -> DeskItem:
    return DeskItem(
        title=_("%(who)s shared in spite of the rules") % {"who": row.by},
        href=f"{reverse('consent:rules')}#override-{row.pk}", person_id=row.person_id, detail=row.basis,
        due_on=row.made_at.date(), is_late=True,
    )  # fmt: skip


def section(actor: Actor, person_id: int) -> dict[str, Any]:
    """The block on the person's page: how many consents run, and which runs out first."""
    running = [row for row in consents_of(actor, person_id) if state_of(row, actor.on) == State.RUNNING]
    first = min((row.valid_to for row in running), default=None)
    is_soon = first is not None and first <= renewal_day(actor.on)
    return {"consent_count": len(running), "consent_first_to": first, "consent_is_soon": is_soon}
