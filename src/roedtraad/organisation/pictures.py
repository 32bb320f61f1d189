# SPDX-License-Identifier: EUPL-1.2
"""Photos of colleagues, for the young people who are to meet them: set, taken away, given out.

Whoever shows one decides first who may see it; here are no policies about young people.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.files.keeping import Keeping
from roedtraad.kernel.files.portraits import portrait_of
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Account

KEPT: Final = Keeping("pictures")


@dataclass(frozen=True, slots=True)
class Face:
    """How a colleague is shown: a picture when there is one (`digest` names its version), else the initials."""

    account_id: int
    name: str
    digest: str

    @property
    def version(self) -> str:
        return self.digest[:12]

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[:1].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def faces_of(account_ids: Iterable[int]) -> dict[int, Face]:
    """The faces of some colleagues by account, in one query."""
    rows = Account.objects.filter(pk__in=list(account_ids)).values_list("pk", "name", "picture_digest")
    return {pk: Face(pk, name, digest) for pk, name, digest in rows}


def picture_of(account_id: int) -> tuple[bytes, str]:
    """The picture and its digest. Raises NotVisible when there is none."""
    found = Account.objects.filter(pk=account_id).exclude(picture="").values_list("picture", "picture_digest").first()
    if found is None:
        raise NotVisible
    return KEPT.read(*found), found[1]


def may_set(actor: Actor, account_id: int) -> bool:
    """Everybody their own, and whoever keeps the accounts."""
    return bool(actor.account_id) and (actor.account_id == account_id or has_right(actor, Right.MANAGE_ACCOUNTS))


def _require_may_set(actor: Actor, account_id: int) -> None:
    if not may_set(actor, account_id):
        raise NotAllowed("picture_of_others", _("You can only change your own picture."))


def _locked(account_id: int) -> Account:
    found = Account.objects.select_for_update().filter(pk=account_id).first()
    if found is None:
        raise NotVisible
    return found


def set_picture(actor: Actor, *, account_id: int, content: bytes) -> None:
    """Show this photo from now: its middle, small and drawn anew, so that nothing of the file it came in is left.

    Refuses other people's accounts, except to whoever keeps them, and files that are no picture. The file is on the disk before
    its row; the one before goes when the row is safe.
    """
    _require_may_set(actor, account_id)
    drawn = portrait_of(content)
    name = KEPT.keep(drawn)
    with transaction.atomic():
        account = _locked(account_id)
        _write(account, name, hashlib.sha256(drawn).hexdigest())
        record_change(actor, Record("picture_set", "account", account.pk))


@transaction.atomic
def remove_picture(actor: Actor, *, account_id: int) -> None:
    """Show no photo any more. Refuses other people's accounts, except to whoever keeps them, and when there is none."""
    _require_may_set(actor, account_id)
    account = _locked(account_id)
    if not account.picture:
        raise DomainError("no_picture", _("There is no picture."))
    _write(account, "", "")
    record_change(actor, Record("picture_removed", "account", account.pk))


def _write(account: Account, name: str, digest: str) -> None:
    before, account.picture, account.picture_digest = account.picture, name, digest
    account.save(update_fields=["picture", "picture_digest"])
    if before:
        transaction.on_commit(lambda: KEPT.remove(before))


def sweep_pictures() -> None:
    """Nightly: files that no account names."""
    KEPT.sweep(set(Account.objects.exclude(picture="").values_list("picture", flat=True)))
