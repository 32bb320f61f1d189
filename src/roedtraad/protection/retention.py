# SPDX-License-Identifier: EUPL-1.2
"""How long files are kept: who is due, from the newest thing that happened with them, and what other records are over their time."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.contributions import RetentionPart, retention_parts
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.organisation.profile import RetentionRule
from roedtraad.organisation.profile_words import sentence, word_for
from roedtraad.organisation.terms import terms_on
from roedtraad.protection import archive
from roedtraad.protection.copy_actions import require_handling
from roedtraad.protection.hanging import untouched_since
from roedtraad.protection.holds import held_persons
from roedtraad.protection.models import PackedRecord, PartPackage, RetentionDue, RetentionRun
from roedtraad.protection.rules import Use, is_due
from roedtraad.protection.ways import Way, way_of, ways

PERSON: Final = "person"
_MONTHS: Final = {"months": 1, "years": 12}


def rule_of(record: str, on: dt.date) -> RetentionRule | None:
    """The rule of a kind of record on a day; None when the municipality has none, and then nothing of it is deleted."""
    return next((rule for rule in terms_on(on).retention() if rule.record == record), None)


def kept_to(rule: RetentionRule, last_on: dt.date) -> dt.date:
    """The last day on which something last in use on a day is kept."""
    months = _MONTHS.get(rule.unit)
    return add_months(last_on, rule.value * months) if months else last_on + dt.timedelta(days=rule.value)


def in_words(rule: RetentionRule) -> str:
    """The rule as a receipt keeps it, in the language of whoever deletes."""
    return f"{sentence(word_for(rule.record))}: {kept_in_words(rule)}"[:300]


def kept_in_words(rule: RetentionRule) -> str:
    """For how long, and where that comes from."""
    return f"{rule.value} {word_for(rule.unit)} ({_(rule.source)})"


def uses(person_id: int | None = None) -> dict[int, Use]:
    """When each person's file was last in use: the newest date in any row that leads to the person, days ahead included.

    Somebody of whom no row has a date is left out, and with that never due. One query a table, whatever the number of people.
    """
    last: dict[int, dt.date] = {}
    running: set[int] = set()
    for way in ways():
        for key, *dates in _newest(way, person_id):
            newest = max((_day(one) for one in dates if one is not None), default=None)
            if newest is not None and newest > last.get(key, dt.date.min):
                last[key] = newest
        running |= _running(way, person_id)
    return {key: Use(day, key in running) for key, day in last.items()}


def _newest(way: Way, person_id: int | None) -> "Iterable[tuple[int, *tuple[dt.date | None, ...]]]":
    if not way.used_fields:
        return ()
    found = _of(way, person_id).order_by().values_list(way.key)
    rows: Iterable[tuple[int, *tuple[dt.date | None, ...]]] = found.annotate(
        **{f"newest_{name}": Max(name) for name in way.used_fields}
    ).exclude(**{way.key: None})
    return rows


def _running(way: Way, person_id: int | None) -> set[int]:
    if not way.end_field:
        return set()
    found = _of(way, person_id).filter(**{f"{way.end_field}__isnull": True}).exclude(**{way.key: None})
    return set(found.order_by().values_list(way.key, flat=True))


def _of(way: Way, person_id: int | None) -> "QuerySet[Any]":
    return way.rows(person_id) if person_id is not None else way.model._default_manager.all()


def _day(value: dt.date | dt.datetime) -> dt.date:
    return timezone.localdate(value) if isinstance(value, dt.datetime) else value


@transaction.atomic
def list_due(actor: Actor) -> RetentionRun:
    """Bring the list of those whose files are kept long enough to what is so today; nothing is deleted by it.

    Who has come into use again or is on legal hold goes off the list, and so does their package.
    """
    require_handling(actor)
    rule = rule_of(PERSON, actor.on)
    run = RetentionRun.objects.create(
        made_at=clock.now(), made_by_id=actor.account_id, rule=in_words(rule) if rule else _("There is no rule.")
    )
    due = _due(rule, actor.on) if rule else {}
    listed = {one.young_person_id: one for one in RetentionDue.objects.select_for_update()}
    for key, one in listed.items():
        if key not in due or due[key] != one.last_used_on:
            archive.take_off(one)
    new = [key for key in due if key not in listed or listed[key].pk is None]
    RetentionDue.objects.bulk_create(
        RetentionDue(
            run=run, young_person_id=key, last_used_on=due[key], due_on=kept_to(rule, due[key]) + dt.timedelta(days=1),
            archive_first=rule.archive_first,
        )
        for key in new if rule
    )  # fmt: skip
    record_change(actor, Record("retention_listed", "retention_run", run.pk, values={"due": len(due), "new": len(new)}))
    return run


def _due(rule: RetentionRule, on: dt.date) -> dict[int, dt.date]:
    held = held_persons(on)
    return {
        key: use.last_on
        for key, use in uses().items()
        if key not in held and is_due(use, kept_to(rule, use.last_on), on)
    }


@dataclass(frozen=True, slots=True)
class DueRow:
    """One person on the list as the officer reads it."""

    pk: int
    person_id: int
    reference: str
    last_used_on: dt.date
    due_on: dt.date
    archive_first: bool
    has_package: bool
    archive_sha256: str
    archive_receipt: str
    may_go: bool


def due_list(actor: Actor, number: int = 1) -> Page[DueRow]:
    """Those on the list, the longest overdue first."""
    require_handling(actor)
    page: Page[RetentionDue] = paged(RetentionDue.objects.select_related("young_person"), number)
    return page.with_rows(lambda rows: [_row(one) for one in rows])


def last_run() -> RetentionRun | None:
    """When the list was last made."""
    return RetentionRun.objects.select_related("made_by").first()


def due_for(actor: Actor, due_id: int) -> RetentionDue:
    """One person on the list. Raises NotAllowed or NotVisible."""
    require_handling(actor)
    found = RetentionDue.objects.select_related("young_person").filter(pk=due_id).first()
    if found is None:
        raise NotVisible
    return found


def _row(one: RetentionDue) -> DueRow:
    return DueRow(
        one.pk, one.young_person_id, one.young_person.reference, one.last_used_on, one.due_on, one.archive_first,
        bool(one.archive_name), one.archive_sha256, one.archive_receipt, one.may_go,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartRow:
    """A kind of record besides the files themselves, its rule, and how many are over their time."""

    name: str
    title: str
    rule: str
    due: int
    archive_first: bool = False
    unpacked: int = 0
    """How many are in no package yet, of those that the archive gets first."""
    waiting: tuple[int, ...] = ()
    """Packages that the archive has not confirmed."""
    may_go: int = 0


def parts(actor: Actor) -> list[PartRow]:
    """What may be deleted by rules of its own while the young person stays."""
    require_handling(actor)
    known: dict[str, list[PartPackage]] = {}
    for package in PartPackage.objects.all():
        known.setdefault(package.part, []).append(package)
    held = held_persons(actor.on)
    return [
        _part_row(part, rule, due_rows(part, rule, actor.on, held), known.get(part.name, []))
        for part in retention_parts
        if (rule := rule_of(part.record, actor.on)) is not None
    ]


def _part_row(
    part: RetentionPart, rule: RetentionRule, rows: "QuerySet[Any]", packages: "list[PartPackage]"
) -> PartRow:
    due = may_go = rows.count()
    unpacked = 0
    if rule.archive_first and due:
        unpacked = rows.exclude(pk__in=packed_ids(packages)).count() if packages else due
        received = [one for one in packages if one.archived_at]
        may_go = rows.filter(pk__in=packed_ids(received)).count() if received else 0
    waiting = tuple(one.pk for one in packages if not one.archived_at)
    return PartRow(part.name, str(part.title), kept_in_words(rule), due, rule.archive_first, unpacked, waiting, may_go)


def packed_ids(packages: "Iterable[PartPackage]") -> "QuerySet[Any]":
    """The keys of the records that are in packages."""
    return PackedRecord.objects.filter(package__in=[one.pk for one in packages]).values("record_id")


def part_of(name: str, on: dt.date) -> tuple[RetentionPart, RetentionRule]:
    """A kind of record and its rule on a day. Raises NotVisible when there is no such kind, or no rule for it."""
    part = retention_parts.get(name)
    rule = rule_of(part.record, on) if part else None
    if part is None or rule is None:
        raise NotVisible
    return part, rule


def due_rows(
    part: RetentionPart, rule: RetentionRule, on: dt.date, held: frozenset[int] | None = None
) -> "QuerySet[Any]":
    """The rows of a part that are over their time and of nobody on legal hold; `held` when whoever calls has asked already."""
    rows = over_time(part, rule, on)
    way = way_of(rows.model)
    if way is None:
        return rows
    held = held_persons(on) if held is None else held
    return rows.exclude(**{f"{way.key}__in": held}) if held else rows


def over_time(part: RetentionPart, rule: RetentionRule, on: dt.date) -> "QuerySet[Any]":
    """The rows of a part whose time is over, with everything that hangs on them.

    What goes to the archive first is left to the list of whole files while its person is on it: there the archive gets it with
    the rest.
    """
    before = before_of(rule, on)
    rows = untouched_since(part.due(before), before)
    way = way_of(rows.model)
    if way is None or not rule.archive_first:
        return rows
    return rows.exclude(**{f"{way.key}__in": RetentionDue.objects.values("young_person_id")})


def before_of(rule: RetentionRule, on: dt.date) -> dt.date:
    """The day before which a row must have been last in use to be over its time today."""
    months = _MONTHS.get(rule.unit)
    return add_months(on, -rule.value * months) if months else on - dt.timedelta(days=rule.value)


def counts_of(person_id: int) -> Mapping[str, int]:
    """How many rows of each table are the person's."""
    found = {way.label: way.rows(person_id).count() for way in ways()}
    return {label: count for label, count in found.items() if count}
