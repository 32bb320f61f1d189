# SPDX-License-Identifier: EUPL-1.2
"""Acts on what the broker has proven: find whose way in it is, or tie it to the one whose invitation was opened."""

from django.db import transaction

from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError
from roedtraad.people import cpr
from roedtraad.portal import keys
from roedtraad.portal.broker import BrokerRefused, Proven
from roedtraad.portal.models import IdentityKind, Invitation, PortalIdentity
from roedtraad.portal.policies import opens_on
from roedtraad.portal.rules import may_join


@transaction.atomic
def identity_of(proven: Proven, invitation: Invitation | None) -> int:
    """The identity that somebody whom the broker knows comes in by.

    With an invitation, its identity is theirs from now on: refused when it is somebody else's already, and without the CPR
    number that is known here, since whoever sends a link has read it too and has a MitID of their own. Without one, only who
    has been tied before is known. Refused each time is another CPR number than the one that is known here.
    """
    digest = keys.subject_digest(proven.issuer, proven.subject)
    known = PortalIdentity.objects.select_related("young_person", "guardian").filter(
        subject_digest=digest, ended_at__isnull=True
    )
    if invitation is None:
        found = next((one for one in known.order_by("pk") if opens_on(one, clock.today())), None)
        if found is None:
            raise BrokerRefused("unknown")
        if not _is_the_one(found, proven):
            raise BrokerRefused("other_person", found.pk)
        return found.pk
    identity = PortalIdentity.objects.select_for_update().get(pk=invitation.identity_id)
    if identity.subject_digest not in ("", digest) or not proven.cpr_number or not _is_the_one(identity, proven):
        raise BrokerRefused("other_person", identity.pk)
    before = next(iter(known.exclude(pk=identity.pk).order_by("pk")), None)
    if before is not None and may_join(identity.kind, [before.kind]):
        identity.holder = before.holder
    identity.subject_digest = digest
    identity.save(update_fields=["subject_digest", "holder"])
    return identity.pk


def _is_the_one(identity: PortalIdentity, proven: Proven) -> bool:
    """Whether the broker's number is the one that is known of them.

    A young person who has been tied by it is asked for it again where the broker gives one. A guardian or representative whose
    number is not known, or not given, is nobody that MitID can vouch for.
    """
    is_own = identity.kind == IdentityKind.SELF
    if is_own and not proven.cpr_number:
        return True
    sealed = identity.young_person.cpr_sealed if is_own else identity.cpr_sealed
    try:
        return sealed is not None and cpr.unseal(sealed) == cpr.normalise(proven.cpr_number)
    except DomainError:
        return False
