# SPDX-License-Identifier: EUPL-1.2
"""Acts on notes: write, correct, say who reads a restricted one, attach and withdraw files."""

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.consent.policies import readable
from roedtraad.journal import drafts, policies, queries
from roedtraad.journal.files import keeping
from roedtraad.journal.files.accepting import accept
from roedtraad.journal.models import Attachment, Note, NoteKind, NoteReader, NoteVersion
from roedtraad.journal.rules import LONGEST_NOTE
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for
from roedtraad.people import policies as people
from roedtraad.people.actions import lock_person


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note as it is handed in. `place` is the code of one of `queries.places`; `token` names the form that was opened."""

    place: str
    written_on: dt.date
    text: str
    kind: NoteKind = NoteKind.NOTE
    is_restricted: bool = False
    token: UUID | None = None


@transaction.atomic
def write_note(actor: Actor, *, person_id: int, new: NewNote) -> Note:
    """Write a note on a case or in one's own unit; its draft goes at the same time. The same form twice is one note.

    Refuses the system, a date in the future or before birth, an empty text, and a place where the actor does not write.
    """
    people.require(actor, Right.WRITE_NOTES, person_id)
    author = _account_of(actor)
    person = lock_person(person_id)
    if new.token and (there := Note.objects.filter(token=new.token).first()):
        if (there.author_id, there.young_person_id) != (author, person_id):
            raise NotVisible
        return there
    place = next((one for one in queries.places(actor, person_id) if one.code == new.place), None)
    if place is None:
        raise DomainError("note_place_unknown", _("Choose where the note belongs: one of the cases, or your own unit."))
    _refuse_date(new.written_on, actor.on, person.born_on)
    text = _text(new.text)
    note = Note.objects.create(
        young_person=person, case_id=place.case_id, unit_id=place.unit_id, kind=new.kind, written_on=new.written_on,
        author_id=author, is_restricted=new.is_restricted, **({"token": new.token} if new.token else {}),
    )  # fmt: skip
    NoteVersion.objects.create(note=note, number=1, text=text, account_id=author, recorded_at=clock.now())
    drafts.forget_draft(actor, person_id, drafts.NOTE)
    values = {"kind": new.kind, "written_on": new.written_on, "place": new.place, "is_restricted": new.is_restricted}
    _record(actor, "note_written", note, values)
    return note


def _account_of(actor: Actor) -> int:
    if not actor.account_id:
        raise NotAllowed("note_by_nobody", _("Only a colleague can write a note."))
    return actor.account_id


def _refuse_date(written_on: dt.date, today: dt.date, born_on: dt.date) -> None:
    if written_on > today:
        raise DomainError("note_in_future", _("The date lies in the future. A note is about what has happened."))
    if written_on < born_on:
        raise DomainError("note_before_birth", _("The date lies before the person was born. Correct it."))


def _text(text: str) -> str:
    """The text as it is kept. Refuses an empty one and one that is too long."""
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text:
        raise DomainError("note_empty", _("There is no text in the note."))
    if len(text) > LONGEST_NOTE:
        raise DomainError("note_too_long", _("The note is too long. Divide it, or attach it as a file."))
    return text


@transaction.atomic
def correct_note(actor: Actor, *, note_id: int, text: str, reason: str, seen_version: int) -> NoteVersion:
    """Give a note a new wording, with the reason; every wording before it stays and can be read.

    Refuses who does not answer for the note, a missing reason, an unchanged text, and with `note_changed` somebody who has
    not seen the newest wording: the error's data holds it, so that nothing that either has written is lost.
    """
    note = _locked(actor, note_id)
    text, reason = _text(text), reason.strip()
    before = queries.newest_version(note)
    if seen_version != note.version:
        raise DomainError(
            "note_changed",
            _("Somebody has corrected the note while you were writing. Look at both below, and save what should stand."),
            version=note.version, text=before.text, by=before.account.name, at=before.recorded_at,
        )  # fmt: skip
    if not reason:
        raise DomainError("note_without_reason", _("Say why the note is corrected."))
    if text == before.text:
        raise DomainError("note_unchanged", _("The text is the same as before."))
    note.version += 1
    note.save(update_fields=["version"])
    made = NoteVersion.objects.create(
        note=note, number=note.version, text=text, reason=reason, account_id=_account_of(actor), recorded_at=clock.now()
    )
    drafts.forget_draft(actor, note.young_person_id, drafts.CORRECTION.format(pk=note.pk))
    _record(actor, "note_corrected", note, {"version": note.version})
    return made


def _locked(actor: Actor, note_id: int) -> Note:
    """The note for whoever answers for it, held until the transaction ends."""
    person_id = Note.objects.filter(pk=note_id).values_list("young_person_id", flat=True).first()
    if person_id is None:
        raise NotVisible
    lock_person(person_id)
    note = queries.find_note(note_id)
    policies.require_correct(actor, note)
    return note


@transaction.atomic
def change_readers(
    actor: Actor, *, note_id: int, is_restricted: bool, add: Collection[int] = (), remove: Collection[int] = ()
) -> None:
    """Say whether a note is for participants only, and who reads it besides them. Opening it again forgets the named readers.

    Refuses to name somebody who could not read the person's notes of that department anyway: naming gives nobody access.
    """
    note = _locked(actor, note_id)
    refused = [account for account in Account.objects.filter(pk__in=add) if not _could_read(account, note, actor.on)]
    if refused or Account.objects.filter(pk__in=add).count() != len(set(add)):
        names = ", ".join(account.name for account in refused)
        raise DomainError(
            "reader_without_access",
            _("%(names)s has nothing to do with this person, or works where these notes may not be read.")
            % {"names": names},
        )
    note.is_restricted = is_restricted
    note.save(update_fields=["is_restricted"])
    note.readers.filter(**({"account__in": remove} if is_restricted else {})).delete()
    if is_restricted:
        rows = [NoteReader(note=note, account_id=account) for account in set(add)]
        NoteReader.objects.bulk_create(rows, ignore_conflicts=True)
    readers = sorted(NoteReader.objects.filter(note=note).values_list("account_id", flat=True))
    _record(actor, "note_readers_changed", note, {"is_restricted": is_restricted, "readers": readers})


def _could_read(account: Account, note: Note, on: dt.date) -> bool:
    named = actor_for(account, on)
    return policies.sees_notes(named, note.young_person_id) and readable(named, note.young_person_id).allows(
        policies.department_of(note), policies.kind_of(note)
    )


def add_attachment(actor: Actor, *, note_id: int, name: str, content: bytes) -> Attachment:
    """Attach a file to a note, cleaned of what it tells besides its content.

    Refuses whoever may not write on the note, and files that `files.accepting.accept` refuses. The file is on the disk
    before its row, so that a row never points at nothing; a file whose row was not written goes at night.
    """
    note = queries.one_note(actor, note_id)
    people.require(actor, Right.WRITE_NOTES, note.young_person_id)
    accepted = accept(name, content)
    stored_as = keeping.keep(accepted.content)
    with transaction.atomic():
        lock_person(note.young_person_id)
        policies.require_read(actor, queries.find_note(note_id))
        made = Attachment.objects.create(
            note=note, name=accepted.name, kind=accepted.kind, size=len(accepted.content), stored_as=stored_as,
            sha256=hashlib.sha256(accepted.content).hexdigest(), account_id=_account_of(actor), added_at=clock.now(),
        )  # fmt: skip
        _record(actor, "attachment_added", note, {"attachment": made.pk, "kind": made.kind, "size": made.size})
    return made


@transaction.atomic
def withdraw_attachment(actor: Actor, *, attachment_id: int, reason: str) -> None:
    """Take a file away that was attached by mistake: that it was there, who took it away and why stays.

    Refuses who does not answer for the note, and a missing reason.
    """
    found = Attachment.objects.filter(pk=attachment_id, withdrawn_at__isnull=True).first()
    if found is None:
        raise NotVisible
    note = _locked(actor, found.note_id)
    found.refresh_from_db()
    if found.withdrawn_at is not None:
        raise NotVisible
    if not reason.strip():
        raise DomainError("withdrawal_without_reason", _("Say why the file is taken away."))
    found.withdrawn_at, found.withdrawn_by_id, found.withdrawn_because = clock.now(), _account_of(actor), reason.strip()
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    _record(actor, "attachment_withdrawn", note, {"attachment": found.pk})
    transaction.on_commit(lambda: keeping.remove(found.stored_as))


def _record(actor: Actor, act: str, note: Note, values: Mapping[str, Any]) -> None:
    record_change(actor, Record(act, "note", note.pk, persons=(note.young_person_id,), values=values))
