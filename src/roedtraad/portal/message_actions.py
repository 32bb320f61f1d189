# SPDX-License-Identifier: EUPL-1.2
"""Acts on what the young person and the contact person write to each other."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Part, Right
from roedtraad.people import policies
from roedtraad.people.actions import lock_person
from roedtraad.portal import sending
from roedtraad.portal.models import Conversation, IdentityKind, Message, PortalIdentity
from roedtraad.portal.policies import CitizenActor, require_answering, require_own_part

LONGEST: Final = 4_000
"""Characters in one message; more than anybody writes on a phone, fewer than would fill a disk."""


@transaction.atomic
def write_own_message(actor: CitizenActor, *, person_id: int, text: str) -> Message:
    """The young person writes to the contact person. It waits until somebody answers or takes it as read.

    Refuses an empty and an endless text, and everybody but the young person.
    """
    require_own_part(actor, person_id, Part.MESSAGES)
    policies.require(actor, Right.WRITE_OWN, person_id)
    text = _checked(text)
    lock_person(person_id)
    now = clock.now()
    conversation = _conversation(person_id)
    message = Message.objects.create(conversation=conversation, by_young_person=True, text=text, sent_at=now)
    if conversation.waits_since is None:
        conversation.waits_since = now
        conversation.save(update_fields=["waits_since"])
    _record(actor, "message_written", person_id, message.pk)
    return message


@transaction.atomic
def answer_message(actor: Actor, *, person_id: int, text: str, site: str = "") -> Message:
    """A colleague whom the young person writes to answers; what waited is read. A notice says that something is there.

    Refuses colleagues whom the messages are not to, and an empty or endless text.
    """
    require_answering(actor, person_id)
    text = _checked(text)
    lock_person(person_id)
    conversation = _conversation(person_id)
    message = Message.objects.create(
        conversation=conversation, by_young_person=False, account_id=actor.account_id, text=text, sent_at=clock.now()
    )
    _take_as_read(conversation)
    reader = PortalIdentity.objects.select_related("young_person", "guardian").filter(
        young_person_id=person_id, kind=IdentityKind.SELF, ended_at__isnull=True, invitation__used_at__isnull=False
    )
    for identity in reader[:1]:
        sending.send_message_notice(actor, identity, site)
    _record(actor, "message_written", person_id, message.pk)
    return message


@transaction.atomic
def take_as_read(actor: Actor, *, person_id: int) -> None:
    """What the young person wrote needs no answer, or has had it in another way. Refuses when nothing waits."""
    require_answering(actor, person_id)
    lock_person(person_id)
    conversation = Conversation.objects.filter(young_person_id=person_id).first()
    if conversation is None or conversation.waits_since is None:
        raise DomainError("nothing_waits", _("Nothing waits. Somebody has read it already."))
    _take_as_read(conversation)
    _record(actor, "messages_taken_as_read", person_id, None)


def _take_as_read(conversation: Conversation) -> None:
    conversation.messages.filter(by_young_person=True, read_at__isnull=True).update(read_at=clock.now())
    conversation.waits_since = None
    conversation.save(update_fields=["waits_since"])


def _conversation(person_id: int) -> Conversation:
    found, _made = Conversation.objects.get_or_create(young_person_id=person_id, defaults={"started_at": clock.now()})
    return found


def _checked(text: str) -> str:
    kept = text.strip()
    if not kept:
        raise DomainError("message_empty", _("Write something first."))
    if len(kept) > LONGEST:
        raise DomainError("message_too_long", _("The message is too long. Send it in two."))
    return kept


def _record(actor: Actor, act: str, person_id: int, message_id: int | None) -> None:
    record_change(actor, Record(act, "message", message_id, (person_id,)))
