# SPDX-License-Identifier: EUPL-1.2
"""Writing the log. A change is recorded in the act's own transaction, a look before the page leaves, a refusal by itself."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import BooleanField, Exists, Value

from roedtraad.audit.models import LogDetail, LogEntry, LogPerson, Stream
from roedtraad.audit.rules import GENESIS, chain_hash, detail_digest, plain
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.bulk import insert_rows
from roedtraad.kernel.contributions import act_types, emergency_readers
from roedtraad.kernel.locks import Lock, hold, in_line

EMERGENCY: Final = "emergency"
"""The purpose of a look at somebody whom only an emergency opens."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is to be logged: the registered act, whom it concerns, and the values that go with it."""

    act: str
    subject_kind: str = ""
    subject_id: int | None = None
    persons: tuple[int, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = ""


def record_change(actor: Actor, *records: Record) -> None:
    """Log an act in its own transaction, so that neither exists without the other (DESIGN §1.6)."""
    if not connection.in_atomic_block:
        raise RuntimeError("a change is logged inside its transaction")
    _append(actor, Stream.CHANGE, records)


def record_look(actor: Actor, record: Record) -> None:
    """Log that persons are about to be shown. Raises when it cannot, and then nothing may be shown.

    Persons whom the actor sees because the glass is broken get a row of their own with that purpose.
    """
    with in_line(Lock.LOG_CHAIN), transaction.atomic():
        _append(actor, Stream.LOOK, (record,))


def record_refusal(actor: Actor, record: Record) -> None:
    """Log that somebody was refused; called after the refused act has been rolled back."""
    with transaction.atomic():
        _append(actor, Stream.REFUSAL, (record,))


def _append(actor: Actor, stream: Stream, records: Iterable[Record]) -> None:
    sequence, previous, has_emergency = _lock_chain(actor)
    if has_emergency and stream == Stream.LOOK:
        records = _apart(actor, records)
    at = clock.now()
    entries, details, persons = [], [], []
    for record in records:
        if record.act not in act_types:
            raise LookupError(f"{record.act} is not a registered act")
        sequence += 1
        salt = secrets.token_hex(16) if record.values else ""
        entry = LogEntry(
            sequence=sequence, stream=stream, act=record.act, at=at, account_id=actor.account_id,
            actor_name=actor.name, unit=actor.unit, department=actor.department, purpose=record.purpose,
            subject_kind=record.subject_kind, subject_id=record.subject_id, previous_hash=previous,
            detail_digest=detail_digest(salt, plain(record.values)) if record.values else "",
        )  # fmt: skip
        entry.chain_hash = previous = chain_hash(previous, chained_fields(entry, record.persons))
        entries.append(entry)
        if record.values:
            details.append(LogDetail(entry=entry, salt=salt, values=plain(record.values)))
        persons += [(sequence, person) for person in record.persons]
    LogEntry.objects.bulk_create(entries, batch_size=1000)
    LogDetail.objects.bulk_create(details, batch_size=1000)
    if persons:
        insert_rows(LogPerson, ("entry_id", "young_person_id"), persons)


def chained_fields(entry: LogEntry, persons: Iterable[int]) -> tuple[object, ...]:
    """Everything of a row that its hash covers, the persons included."""
    return (
        entry.sequence, entry.stream, entry.act, entry.at, entry.account_id, entry.actor_name, entry.unit,
        entry.department, entry.purpose, entry.subject_kind, entry.subject_id, entry.detail_digest,
        ",".join(map(str, sorted(persons))),
    )  # fmt: skip


def _lock_chain(actor: Actor) -> tuple[int, str, bool]:
    """The last row's number and hash, with nobody else able to add a row until this transaction ends.

    The same query tells whether the actor has broken the glass for anybody, so that everybody else's looks cost nothing more.
    """
    hold(Lock.LOG_CHAIN)
    entries = LogEntry.objects.order_by("-sequence")
    opened = [Exists(reader.persons(actor).order_by()) for reader in emergency_readers] if actor.account_id else []
    last = entries.annotate(
        has_emergency=reduce(or_, opened) if opened else Value(value=False, output_field=BooleanField())
    ).values_list("sequence", "chain_hash", "has_emergency").first()  # fmt: skip
    return last or (0, GENESIS, False)


def _apart(actor: Actor, records: Iterable[Record]) -> Iterator[Record]:
    """Each look as up to two: at those whom only an emergency opens, and at the others."""
    opened = {
        one for reader in emergency_readers for one in reader.persons(actor).values_list("young_person_id", flat=True)
    }
    for record in records:
        emergency = tuple(one for one in record.persons if one in opened)
        others = tuple(one for one in record.persons if one not in opened)
        if others or not emergency:
            yield replace(record, persons=others)
        if emergency:
            yield replace(record, persons=emergency, purpose=EMERGENCY)
