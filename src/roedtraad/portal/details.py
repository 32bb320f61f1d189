# SPDX-License-Identifier: EUPL-1.2
"""Phones and mails that have been changed: a colleague who writes their own number must not get in as the young person.

A change ends running codes and open sessions, is told to the old phone and mail, and holds codes back for some time
(`portal_new_details`), or until somebody else than who made it sends a fresh invitation.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.notices.actions import Recipient, send
from roedtraad.notices.models import Channel
from roedtraad.organisation.terms import terms_on
from roedtraad.people.events import REACHED_BY, DetailsChanged
from roedtraad.people.models import Guardian, YoungPerson
from roedtraad.portal.models import DetailsChange, IdentityKind, OneTimeCode, PortalIdentity

_CHANNELS: Final = {"phone": Channel.SMS, "email": Channel.MAIL}


@dataclass(frozen=True, slots=True)
class Hold:
    """Codes wait until a moment, because somebody has changed where they go to."""

    until: dt.datetime
    by: str
    by_id: int | None

    @property
    def until_text(self) -> str:
        return date_format(localtime(self.until), "SHORT_DATETIME_FORMAT")


def wait() -> dt.timedelta:
    """How long codes wait after a change."""
    return terms_on(clock.today()).duration("portal_new_details")


def note_changes(sender: object, *, actor: Actor, changes: Sequence[DetailsChanged], by_hand: bool, **_: Any) -> None:
    """Hold codes back, end those that run, and tell the old phone and mail. In the transaction of the change.

    After an import, only those are told who have a way in; somebody whose number a colleague has typed is told in any case.
    """
    now, account_id = clock.now(), actor.account_id or None
    DetailsChange.objects.bulk_create([
        DetailsChange(
            young_person_id=one.person_id, guardian_id=one.guardian_id, changed_at=now, changed_by_id=account_id
        )
        for one in changes
    ])  # fmt: skip
    ways = _ways_of(changes)
    OneTimeCode.objects.filter(identity__in=ways, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    for identity in ways:
        values = {"hours": int(wait().total_seconds() // 3600)}
        record = Record("portal_codes_held", "portal_identity", identity.pk, (identity.young_person_id,), values)
        record_change(actor, record)
    reached = {(one.young_person_id, one.guardian_id) for one in ways}
    for one in changes:
        if by_hand or (one.person_id, one.guardian_id) in reached:
            _tell_old(actor, one)


def _ways_of(changes: Iterable[DetailsChanged]) -> list[PortalIdentity]:
    """The ways in of those who are reached otherwise, in one query."""
    own = [one.person_id for one in changes if one.guardian_id is None]
    guardians = [one.guardian_id for one in changes if one.guardian_id is not None]
    theirs = Q(kind=IdentityKind.SELF, young_person_id__in=own) | Q(guardian_id__in=guardians)
    return list(PortalIdentity.objects.filter(theirs, ended_at__isnull=True))


def _tell_old(actor: Actor, change: DetailsChanged) -> None:
    """A notice to every phone and mail that was there before: those that were changed, and those that stay."""
    holder: type[YoungPerson] | type[Guardian] = Guardian if change.guardian_id else YoungPerson
    now = holder.objects.filter(pk=change.guardian_id or change.person_id).values(*REACHED_BY).first() or {}
    for name, address in {**now, **change.before}.items():
        if address:
            to = Recipient(_CHANNELS[name], address, person_id=change.person_id)
            send(actor, to=to, text="portal_details_changed")


def holds_of(person_id: int) -> Mapping[int | None, Hold]:
    """The holds on one young person's ways in, by guardian (None: their own). One query."""
    rows = _waiting().filter(young_person_id=person_id).select_related("changed_by")
    return {one.guardian_id: _hold(one) for one in reversed(rows)}


def hold_on(identity: PortalIdentity) -> Hold | None:
    """Until when codes to this identity wait; None when they do not. A representative's details are never changed."""
    if identity.kind == IdentityKind.REPRESENTATIVE:
        return None
    return holds_of(identity.young_person_id).get(identity.guardian_id)


def let_through(actor: Actor, identity: PortalIdentity) -> Hold | None:
    """A fresh invitation lets the changes of others through, and never one's own; gives the hold that is left."""
    rows = _waiting().filter(Q(guardian_id=identity.guardian_id), young_person_id=identity.young_person_id)
    if identity.kind != IdentityKind.REPRESENTATIVE:
        rows.exclude(changed_by_id=actor.account_id).update(cleared_at=clock.now())
    return hold_on(identity)


def moved_since(begun_at: dt.datetime) -> Q:
    """Identities whose phone or mail has been changed since a session began."""
    since = DetailsChange.objects.filter(
        changed_at__gt=begun_at, young_person_id=OuterRef("young_person_id")
    ).order_by()
    own = Q(Exists(since.filter(guardian__isnull=True)), kind=IdentityKind.SELF)
    return own | Q(Exists(since.filter(guardian_id=OuterRef("guardian_id"))))


def forget_old() -> None:
    """Nightly: changes that neither hold a code back nor end a session any more."""
    longest = max(wait(), dt.timedelta(hours=settings.SESSION_HOURS))
    DetailsChange.objects.filter(changed_at__lt=clock.now() - longest).delete()


def _waiting() -> "QuerySet[DetailsChange]":
    return DetailsChange.objects.filter(cleared_at__isnull=True, changed_at__gt=clock.now() - wait())


def _hold(one: DetailsChange) -> Hold:
    name = one.changed_by.name if one.changed_by else ""
    return Hold(one.changed_at + wait(), name, one.changed_by_id)
