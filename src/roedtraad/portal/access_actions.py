# SPDX-License-Identifier: EUPL-1.2
"""Acts of staff: let somebody in to the portal, send the link again, take the way in away."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.kernel.text import fold
from roedtraad.notices.actions import recipient_of, send
from roedtraad.organisation.terms import terms_on
from roedtraad.people import cpr, policies
from roedtraad.people.actions import lock_person
from roedtraad.people.models import Guardian, YoungPerson
from roedtraad.portal import broker, keys, sending
from roedtraad.portal.details import Hold, let_through
from roedtraad.portal.models import IdentityKind, Invitation, PortalIdentity
from roedtraad.portal.rules import REPRESENTATIVE_MAY


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is let in. A guardian is named by their row; a representative has a name, a way to be reached, and limits."""

    kind: IdentityKind
    guardian_id: int | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    allowed_parts: tuple[str, ...] = field(default=())
    basis: str = ""
    valid_to: dt.date | None = None
    cpr: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A fresh link. `token` is known only now; `was_sent` says whether a notice with it is on its way, `hold` why no code is sent yet."""

    identity_id: int
    token: str
    was_sent: bool
    hold: Hold | None = None


@transaction.atomic
def invite(actor: Actor, *, person_id: int, guest: Guest, site: str = "") -> Issued:
    """Let somebody in to one young person's pages, by a link that is good once and for some days.

    Refuses who has a way in already, a guardian who is not this young person's, has no parental authority or whose child is
    of age, and a representative without a name, a basis, a last day ahead or anything to see. With the broker on, a guardian
    or representative without a CPR number to know them by. It lets phones and mails through that others have changed. The young
    person is told of a representative, whom nobody but they themselves can have chosen.
    """
    policies.require(actor, Right.INVITE_TO_PORTAL, person_id)
    person = lock_person(person_id)
    guardian = _guardian(actor, person, guest) if guest.kind == IdentityKind.GUARDIAN else None
    if guest.kind == IdentityKind.REPRESENTATIVE:
        _check_limits(actor, guest)
    _refuse_second(person_id, guest)
    sealed = _sealed_number(person, guest)
    identity = PortalIdentity.objects.create(
        young_person=person, kind=guest.kind, guardian=guardian, name=guest.name, phone=guest.phone, email=guest.email,
        allowed_parts=list(guest.allowed_parts), basis=guest.basis, valid_from=actor.on, valid_to=guest.valid_to,
        holder=holder_of(guardian, sealed), cpr_sealed=sealed, made_at=clock.now(), made_by_id=actor.account_id,
    )  # fmt: skip
    token = keys.new_token()
    Invitation.objects.create(
        identity=identity, token_digest=keys.token_digest(token), made_at=clock.now(), made_by_id=actor.account_id,
        sent_on=actor.on, expires_on=terms_on(actor.on).after("portal_invitation", actor.on),
    )  # fmt: skip
    _record(actor, "portal_invited", identity, kind=guest.kind, parts=list(guest.allowed_parts), basis=guest.basis)
    if guest.kind == IdentityKind.REPRESENTATIVE and (to := recipient_of(person)):
        send(actor, to=to, text="portal_representative")
    return _issued(actor, identity, token, site)


def _issued(actor: Actor, identity: PortalIdentity, token: str, site: str) -> Issued:
    hold = let_through(actor, identity)
    return Issued(identity.pk, token, sending.send_invitation(actor, identity, token, site), hold)


def _sealed_number(person: YoungPerson, guest: Guest) -> bytes | None:
    """The number of a guardian or representative, sealed; what the broker says is held against it."""
    if guest.kind == IdentityKind.SELF:
        return None
    if not guest.cpr:
        if broker.is_on():
            raise DomainError(
                "cpr_needed", _("Write the CPR number. MitID must show that it is this person who signs in.")
            )
        return None
    sealed = cpr.seal(cpr.normalise(guest.cpr))
    if person.cpr_sealed and bytes(person.cpr_sealed) == sealed:
        raise DomainError(
            "cpr_of_child", _("This is the young person's own number. Write the number of who is invited.")
        )
    return sealed


def _guardian(actor: Actor, person: YoungPerson, guest: Guest) -> Guardian:
    guardian = Guardian.objects.filter(pk=guest.guardian_id or 0, young_person=person).first()
    if guardian is None:
        raise NotVisible
    if not guardian.has_custody:
        raise DomainError("guardian_without_custody", _("Only who holds parental authority can be let in as a parent."))
    if actor.on >= terms_on(actor.on).after("of_age", person.born_on):
        raise DomainError("young_person_of_age", _("The young person is of age. Parents are no longer parties."))
    return guardian


def _check_limits(actor: Actor, guest: Guest) -> None:
    known = {part.value for part in REPRESENTATIVE_MAY}
    if not guest.name or not guest.basis:
        raise DomainError("representative_unnamed", _("Write who the representative is, and on what basis."))
    if not guest.allowed_parts or not set(guest.allowed_parts) <= known:
        raise DomainError("representative_sees_nothing", _("Choose what the representative may see."))
    if guest.valid_to is None or guest.valid_to < actor.on:
        raise DomainError("representative_without_end", _("Give a last day that has not passed."))


def _refuse_second(person_id: int, guest: Guest) -> None:
    same = PortalIdentity.objects.filter(young_person_id=person_id, kind=guest.kind, ended_at__isnull=True)
    if guest.kind == IdentityKind.GUARDIAN:
        same = same.filter(guardian_id=guest.guardian_id or 0)
    if guest.kind != IdentityKind.REPRESENTATIVE and same.exists():
        raise DomainError("portal_access_twice", _("There is a way in already. Send the link again instead."))


def holder_of(guardian: Guardian | None, sealed: bytes | None = None) -> str:
    """The mark of the same parent of another child: the same name with the same phone or mail; else a new one.

    Where a CPR number is known of either it must be known of both and be one: it is typed by whoever invites, who could
    otherwise come in with their own number as the parent of a child whom they may not see.
    """
    if guardian is None or not (guardian.phone or guardian.email):
        return keys.new_holder()
    reached = Q(guardian__phone=guardian.phone) & ~Q(guardian__phone="")
    reached |= Q(guardian__email=guardian.email) & ~Q(guardian__email="")
    same = Q(cpr_sealed=sealed) if sealed else Q(cpr_sealed__isnull=True)
    others = PortalIdentity.objects.filter(reached, same, ended_at__isnull=True).values_list("holder", "guardian__name")
    return next((holder for holder, name in others if fold(name) == fold(guardian.name)), keys.new_holder())


@transaction.atomic
def send_again(actor: Actor, *, identity_id: int, site: str = "") -> Issued:
    """A new link in place of the one before, which is worth nothing from now.

    Refuses a way in that has been taken away and, with the broker on, one of somebody whose CPR number is not known. It lets
    phones and mails through that others have changed.
    """
    identity = _one(actor, identity_id)
    if broker.is_on() and identity.kind != IdentityKind.SELF and identity.cpr_sealed is None:
        raise DomainError(
            "cpr_unknown",
            _("Take this way in away, and invite again with the CPR number: MitID is checked against it."),
        )
    token = keys.new_token()
    Invitation.objects.filter(identity=identity).update(
        token_digest=keys.token_digest(token), sent_on=actor.on, used_at=None,
        expires_on=terms_on(actor.on).after("portal_invitation", actor.on),
    )  # fmt: skip
    _record(actor, "portal_invited_again", identity, kind=identity.kind)
    return _issued(actor, identity, token, site)


@transaction.atomic
def end_access(actor: Actor, *, identity_id: int) -> None:
    """Take a way in away, at once: whoever is signed in by it is out at the next click. Refuses one that has ended."""
    identity = _one(actor, identity_id)
    identity.ended_at = clock.now()
    identity.save(update_fields=["ended_at"])
    _record(actor, "portal_access_ended", identity, kind=identity.kind)


def _one(actor: Actor, identity_id: int) -> PortalIdentity:
    found = PortalIdentity.objects.select_related("young_person", "guardian").filter(pk=identity_id).first()
    if found is None:
        raise NotVisible
    policies.require(actor, Right.INVITE_TO_PORTAL, found.young_person_id)
    lock_person(found.young_person_id)
    found.refresh_from_db(fields=["ended_at"])
    if found.ended_at is not None:
        raise DomainError("portal_access_over", _("This way in has been taken away already."))
    return found


def _record(actor: Actor, act: str, identity: PortalIdentity, **values: object) -> None:
    record_change(actor, Record(act, "portal_identity", identity.pk, (identity.young_person_id,), values))
