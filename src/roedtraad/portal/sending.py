# SPDX-License-Identifier: EUPL-1.2
"""What the portal sends, through the notices: a link, a code, "you have a new message". Nothing else leaves the house."""

from django.urls import reverse

from roedtraad.kernel.actor import Actor
from roedtraad.notices.actions import Recipient, send
from roedtraad.notices.models import Channel
from roedtraad.portal.models import IdentityKind, PortalIdentity


def reached_at(identity: PortalIdentity) -> Recipient | None:
    """How the holder of an identity is reached: by text message, else by mail; None when neither is known."""
    phone, email = details_of(identity)
    if phone:
        return Recipient(Channel.SMS, phone, person_id=identity.young_person_id)
    return Recipient(Channel.MAIL, email, person_id=identity.young_person_id) if email else None


def details_of(identity: PortalIdentity) -> tuple[str, str]:
    """Phone and mail of the holder: the young person's, the guardian's or the representative's own."""
    if identity.kind == IdentityKind.SELF:
        return identity.young_person.phone, identity.young_person.email
    if identity.guardian is not None:
        return identity.guardian.phone, identity.guardian.email
    return identity.phone, identity.email


def send_invitation(actor: Actor, identity: PortalIdentity, token: str, site: str) -> bool:
    """Send the link to the holder; False when nobody knows where to. `site` is how the site is called from outside."""
    return _send(actor, identity, "portal_invitation", link=link_of(site, token))


def send_code(actor: Actor, identity: PortalIdentity, code: str) -> bool:
    """Send a one-time code to the holder; False when nobody knows where to."""
    return _send(actor, identity, "portal_code", code=code)


def send_message_notice(actor: Actor, identity: PortalIdentity, site: str) -> bool:
    """Tell the young person that somebody has written, and not who or what."""
    return _send(actor, identity, "portal_message", link=site + reverse("portal:start"))


def link_of(site: str, token: str) -> str:
    """An invitation's link as it is sent and shown."""
    return site + reverse("portal:invitation", args=[token])


def _send(actor: Actor, identity: PortalIdentity, text: str, **values: str) -> bool:
    to = reached_at(identity)
    if to is None:
        return False
    send(actor, to=to, text=text, values=values)
    return True
