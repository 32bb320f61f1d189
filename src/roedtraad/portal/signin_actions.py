# SPDX-License-Identifier: EUPL-1.2
"""Acts at the portal's door: a code is sent, a code is tried, somebody is let in or refused."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Replace

from roedtraad.audit.actions import Record, record_change, record_refusal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.text import fold
from roedtraad.organisation.terms import terms_on
from roedtraad.portal import keys, sending, throttle
from roedtraad.portal.details import hold_on
from roedtraad.portal.models import Invitation, OneTimeCode, PortalIdentity
from roedtraad.portal.policies import CitizenActor, citizen_actor, opens_on
from roedtraad.portal.rules import is_worn_out, may_join

_PHONES: Final = ("young_person__phone", "guardian__phone", "phone")
_MAILS: Final = ("young_person__email", "guardian__email", "email")
_KINDS: Final = ("self", "guardian", "representative")
_LOCAL_DIGITS: Final = 8
_MOST_WITH_ONE_PHONE: Final = 20
_DIGITS: Final = {
    f"digits_{kind}": Replace(Replace(path, Value(" ")), Value("-")) for kind, path in zip(_KINDS, _PHONES, strict=True)
}
"""Each kind's phone number without what people put between the digits."""


def door(on: dt.date) -> Actor:
    """Who acts before anybody has signed in."""
    return system_actor(on, "portal")


def invitation_of(token: str) -> Invitation | None:
    """The invitation behind a link; None when the link is wrong, spent, too old, or the way in has been taken away."""
    found = Invitation.objects.select_related("identity__young_person", "identity__guardian").filter(
        token_digest=keys.token_digest(token), used_at__isnull=True, expires_on__gte=clock.today(),
        identity__ended_at__isnull=True,
    )  # fmt: skip
    invitation = found.first()
    if invitation is None or not opens_on(invitation.identity, clock.today()):
        return None
    return invitation


def identity_at(details: str) -> PortalIdentity | None:
    """The identity that a phone number or e-mail address stands for, once its invitation has been used.

    None when nobody has it, and when it stands for two different people, a parent and a child with one phone: then it opens
    neither. A parent of two counts once.
    """
    used = PortalIdentity.objects.filter(ended_at__isnull=True, invitation__used_at__isnull=False)
    found = used.alias(**_DIGITS).filter(_reached_by(details)).select_related("young_person", "guardian")
    rows = list(found.order_by("pk")[:_MOST_WITH_ONE_PHONE])
    open_now = [one for one in rows if opens_on(one, clock.today())]
    return open_now[0] if len({one.holder for one in open_now}) == 1 else None


def _reached_by(details: str) -> Q:
    """Each kind of identity by its own phone or mail."""
    digits = "".join(char for char in details if char.isdigit())[-_LOCAL_DIGITS:]
    if "@" in details:
        ways = [(f"{path}__iexact", details.strip()) for path in _MAILS]
    elif len(digits) == _LOCAL_DIGITS:
        ways = [(f"digits_{kind}__endswith", digits) for kind in _KINDS]
    else:
        return Q(pk__in=())
    found = Q()
    for kind, way in zip(_KINDS, ways, strict=True):
        found |= Q(way, kind=kind)
    return found


@transaction.atomic
def send_code(identity: PortalIdentity) -> str:
    """Send a code that is good for some minutes; the ones before are worth nothing from now.

    Empty, and nothing is sent, when this person has had too many lately, and while the phone or mail is too new. The code is
    given back for the demo's page alone.
    """
    if not throttle.may_have_code(identity.pk):
        return ""
    if hold_on(identity) is not None:
        refuse("details_changed", identity.pk)
        return ""
    on, now = clock.today(), clock.now()
    OneTimeCode.objects.filter(identity=identity, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    code = keys.new_code()
    OneTimeCode.objects.create(
        identity=identity, code_digest=keys.code_digest(identity.pk, code), made_at=now,
        expires_at=now + terms_on(on).duration("portal_code"),
    )  # fmt: skip
    sending.send_code(door(on), identity, code)
    _record("portal_code_sent", identity)
    return code


@transaction.atomic
def try_code(identity_id: int, code: str) -> bool:
    """Whether this is the person's code. Every try counts, also the wrong ones; a right code is good once."""
    now = clock.now()
    codes = OneTimeCode.objects.select_for_update().filter(identity_id=identity_id, used_at__isnull=True)
    kept = codes.filter(expires_at__gt=now).first()
    if kept is None or is_worn_out(kept.tries, terms_on(clock.today()).number("portal_code_tries")):
        return False
    kept.tries += 1
    is_right = keys.is_same(kept.code_digest, keys.code_digest(identity_id, "".join(code.split())))
    kept.used_at = now if is_right else None
    kept.save(update_fields=["tries", "used_at"])
    return is_right


@transaction.atomic
def let_in(identity_id: int, *, how: str, invited: bool = False, beside: CitizenActor | None = None) -> CitizenActor:
    """Somebody has shown who they are: log it, spend the invitation, and give the citizen.

    `beside` is who was signed in already: a parent who opens the invitation to another child keeps both. Somebody else who
    opens theirs on the same computer is somebody else.
    """
    locked = PortalIdentity.objects.select_for_update(of=("self",)).select_related("guardian")
    identity = locked.get(pk=identity_id)
    if invited:
        Invitation.objects.filter(identity=identity, used_at__isnull=True).update(used_at=clock.now())
    if beside is not None:
        _join(identity, beside)
    actor = citizen_actor(identity_id, clock.today())
    record_change(actor, Record("portal_signed_in", "portal_identity", identity_id, _persons(actor), {"how": how}))
    return actor


def _join(identity: PortalIdentity, beside: CitizenActor) -> None:
    own = PortalIdentity.objects.filter(pk__in=[one.identity_id for one in beside.reaches]).select_related("guardian")
    others = list(own)
    is_namesake = _name_of(identity) in {_name_of(one) for one in others}
    if others and is_namesake and may_join(identity.kind, [one.kind for one in others]):
        identity.holder = others[0].holder
        identity.save(update_fields=["holder"])


def _name_of(identity: PortalIdentity) -> str:
    """What a guardian or representative is called, however it is written; whoever reads their own has another rule."""
    return fold(identity.guardian.name if identity.guardian else identity.name)


@transaction.atomic
def let_out(actor: CitizenActor) -> None:
    """Somebody signs out."""
    record_change(actor, Record("portal_signed_out", "portal_identity", actor.identity_id, _persons(actor)))


def refuse(why: str, identity_id: int | None = None) -> None:
    """Log that somebody was not let in, and why; never what they typed."""
    found = PortalIdentity.objects.filter(pk=identity_id or 0).values_list("young_person_id", flat=True).first()
    persons: Iterable[int] = () if found is None else (found,)
    refusal = Record("portal_refused", "portal_identity", identity_id, tuple(persons), {"why": why})
    record_refusal(Actor(account_id=0, name="", on=clock.today()), refusal)


def _persons(actor: CitizenActor) -> tuple[int, ...]:
    return tuple(one.person_id for one in actor.reaches)


def _record(act: str, identity: PortalIdentity) -> None:
    record = Record(act, "portal_identity", identity.pk, (identity.young_person_id,))
    record_change(door(clock.today()), record)
