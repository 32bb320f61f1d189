# SPDX-License-Identifier: EUPL-1.2
"""What somebody is writing, kept while they write, so that a crash or a lost line costs a few seconds of it.

A draft is nobody's record yet: only its author sees it, and it is not in the log. It goes when the form is handed in, when
the author throws it away, and when it has been left alone for longer than the limit `draft_kept`.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.journal.models import Draft, Note
from roedtraad.journal.rules import fits
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people

NOTE: Final = "note"
STORY: Final = "story"
CORRECTION: Final = "note-{pk}"
TOKEN: Final = "token"  # noqa: S105 (names the form that was opened)
_LONGEST_KEY: Final = 40


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as its form takes it back."""

    values: Mapping[str, str]
    saved_at: dt.datetime


@transaction.atomic
def save_draft(actor: Actor, *, person_id: int, key: str, values: Mapping[str, str]) -> dt.datetime | None:
    """Keep what the actor has in a form; None when the form has been handed in already and this came late.

    Refuses more than a form can hold, and whoever may not write about the person.
    """
    people.require(actor, Right.WRITE_NOTES, person_id)
    if actor.account_id is None or not key or len(key) > _LONGEST_KEY:
        raise NotVisible
    if not fits(values):
        raise DomainError("draft_too_long", _("The draft is too long to be kept. Hand in a part of it first."))
    if values.get(TOKEN) and Note.objects.filter(author_id=actor.account_id, token=_uuid(values[TOKEN])).exists():
        return None
    now = clock.now()
    Draft.objects.update_or_create(
        account_id=actor.account_id, young_person_id=person_id, key=key,
        defaults={"values": dict(values), "saved_at": now},
    )  # fmt: skip
    return now


def draft_of(actor: Actor, person_id: int, key: str) -> Kept | None:
    """The actor's own draft of a form, if there is one."""
    found = Draft.objects.filter(account_id=actor.account_id or 0, young_person_id=person_id, key=key).first()
    return Kept(found.values, found.saved_at) if found else None


def remove_draft(actor: Actor, *, person_id: int, key: str) -> None:
    """Throw the actor's own draft away; nothing happens when there is none."""
    people.require(actor, Right.WRITE_NOTES, person_id)
    forget_draft(actor, person_id, key)


def forget_draft(actor: Actor, person_id: int, key: str) -> None:
    """The form has been handed in: its draft goes in the same transaction."""
    Draft.objects.filter(account_id=actor.account_id or 0, young_person_id=person_id, key=key).delete()


def forget_old_drafts() -> int:
    """Let go of the drafts that have been left alone for too long."""
    today = clock.today()
    before = clock.now() - (today - terms_on(today).before("draft_kept", today))
    return Draft.objects.filter(saved_at__lt=before).delete()[0]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None
