# SPDX-License-Identifier: EUPL-1.2
"""Reads of the log."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from roedtraad.audit.actions import chained_fields
from roedtraad.audit.looks import purpose_title
from roedtraad.audit.models import LogDetail, LogEntry, LogPerson, Stream
from roedtraad.audit.rules import GENESIS, chain_hash, detail_digest
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.clock import midnight
from roedtraad.kernel.contributions import act_types

_CHUNK = 5_000


def last_look_before(actor: Actor, act: str, on: dt.date) -> dt.date | None:
    """The last day before `on` on which the actor did this look; None when there is none."""
    looks = LogEntry.objects.filter(account_id=actor.account_id, act=act, stream=Stream.LOOK, at__lt=midnight(on))
    at = looks.order_by("-sequence").values_list("at", flat=True).first()
    return timezone.localdate(at) if at else None


def last_change_at(act: str, subject_kind: str) -> dt.datetime | None:
    """When an act was last done on a kind of thing; None when it never was."""
    done = LogEntry.objects.filter(subject_kind=subject_kind, subject_id__isnull=True, act=act)
    return done.order_by("-sequence").values_list("at", flat=True).first()


def entries_about(person_id: int) -> QuerySet[LogEntry]:
    """Every look at and change about one young person, newest first."""
    sequences = LogPerson.objects.filter(young_person_id=person_id).values("entry_id")
    return LogEntry.objects.filter(sequence__in=sequences).order_by("-sequence")


def filtered_log(asked: Mapping[str, Any]) -> QuerySet[LogEntry]:
    """The log, newest first, narrowed by stream, act, the name of who did it, the person it was about, and days."""
    entries = LogEntry.objects.order_by("-sequence")
    if asked.get("person"):
        entries = entries_about(asked["person"])
    exact = {"stream": asked.get("stream"), "act": asked.get("act"), "actor_name__icontains": asked.get("actor")}
    entries = entries.filter(**{name: value for name, value in exact.items() if value})
    if asked.get("since"):
        entries = entries.filter(at__gte=midnight(asked["since"]))
    if asked.get("until"):
        entries = entries.filter(at__lt=midnight(asked["until"] + dt.timedelta(days=1)))
    return entries


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the log as it is read. `persons` are the numbers of the young persons it was about."""

    entry: LogEntry
    act_title: str
    purpose_title: str
    persons: Sequence[int]
    values: Mapping[str, Any]


def log_rows(entries: Sequence[LogEntry]) -> list[LogRow]:
    """Rows with their persons and values, two queries for the whole page."""
    keys = [entry.sequence for entry in entries]
    persons: dict[int, list[int]] = {}
    for sequence, person in LogPerson.objects.filter(entry_id__in=keys).values_list("entry_id", "young_person_id"):
        persons.setdefault(sequence, []).append(person)
    details = LogDetail.objects.in_bulk(keys)
    return [_log_row(entry, persons.get(entry.sequence, []), details.get(entry.sequence)) for entry in entries]


def _log_row(entry: LogEntry, persons: Sequence[int], detail: LogDetail | None) -> LogRow:
    act = act_types.get(entry.act)
    title = str(act.title) if act else entry.act
    return LogRow(entry, title, purpose_title(entry.purpose), persons, detail.values if detail else {})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verification found. `broken_at` is the first row that does not fit, None when the chain is whole."""

    rows: int
    head: str
    erased: int
    broken_at: int | None = None
    problem: str = ""


def verify_chain(expected_head: str = "") -> Verdict:
    """Walk the whole chain: numbers without gaps, every hash right, every remaining detail true to its digest.

    `expected_head` is a hash noted earlier outside the system; a chain that no longer holds it has been cut or rewritten.
    """
    previous, count, erased, head_seen = GENESIS, 0, 0, not expected_head
    for entry, persons, detail in _rows():
        problem, is_erased = _problem(entry, persons, detail, previous, count + 1)
        if problem:
            return Verdict(count, previous, erased, entry.sequence, problem)
        previous, count, erased = entry.chain_hash, count + 1, erased + is_erased
        head_seen = head_seen or previous == expected_head
    if not head_seen:
        return Verdict(count, previous, erased, count + 1, "the noted head is not in the chain")
    return Verdict(count, previous, erased)


def _problem(
    entry: LogEntry, persons: tuple[int, ...], detail: LogDetail | None, previous: str, expected: int
) -> tuple[str, bool]:
    if entry.sequence != expected:
        return f"row {expected} is missing", False
    if entry.previous_hash != previous or entry.chain_hash != chain_hash(previous, chained_fields(entry, persons)):
        return "the row was changed", False
    if detail is not None and detail_digest(detail.salt, detail.values) != entry.detail_digest:
        return "the values were changed", False
    return "", bool(entry.detail_digest) and detail is None


def _rows() -> Iterator[tuple[LogEntry, tuple[int, ...], LogDetail | None]]:
    start = 0
    while entries := list(LogEntry.objects.filter(sequence__gt=start).order_by("sequence")[:_CHUNK]):
        first, last = entries[0].sequence, entries[-1].sequence
        persons: dict[int, list[int]] = {}
        pairs = LogPerson.objects.filter(entry_id__gte=first, entry_id__lte=last).values_list(
            "entry_id", "young_person_id"
        )
        for sequence, person in pairs:
            persons.setdefault(sequence, []).append(person)
        details = LogDetail.objects.in_bulk([entry.sequence for entry in entries])
        for entry in entries:
            yield entry, tuple(persons.get(entry.sequence, ())), details.get(entry.sequence)
        start = last
