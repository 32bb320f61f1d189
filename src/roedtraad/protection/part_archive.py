# SPDX-License-Identifier: EUPL-1.2
"""Records that go by a rule of their own and to the archive first: many in one package, each with everything that hangs on it."""

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.organisation.queries import profile_on
from roedtraad.people.models import YoungPerson
from roedtraad.protection import archive, retention
from roedtraad.protection.copy_actions import require_handling
from roedtraad.protection.copying import Cell, Kind, Others, PersonCopy, Row, kind_of, packed
from roedtraad.protection.hanging import files_on, hanging
from roedtraad.protection.models import PackedRecord, PartPackage
from roedtraad.protection.ways import Way, way_of

MOST: Final = 1000
"""Records in one package; what is left goes into the next."""


@transaction.atomic
def make_package(actor: Actor, *, name: str) -> PartPackage | None:
    """Pack what is over its time and in no package yet; None when there is nothing.

    The list of whole files is brought up to date first: whoever goes as a whole goes there. Refuses a kind that the archive
    does not get.
    """
    require_handling(actor)
    part, rule = retention.part_of(name, actor.on)
    way = way_of(part.due(actor.on).model)
    if not rule.archive_first or way is None:
        raise NotVisible
    retention.list_due(actor)
    before = retention.packed_ids(PartPackage.objects.filter(part=name))
    rows = retention.due_rows(part, rule, actor.on).exclude(pk__in=before).order_by("pk")
    wanted = list(rows.values_list("pk", way.key)[:MOST])
    if not wanted:
        return None
    log_look(actor, Look("copy_made", sorted({whose for _key, whose in wanted if whose}), {"for": "archive"}))
    made = PartPackage(
        part=name, rule=retention.in_words(rule), made_at=clock.now(), made_by_id=actor.account_id,
        archive_name=secrets.token_hex(16),
    )  # fmt: skip
    made.save()
    PackedRecord.objects.bulk_create(
        PackedRecord(package=made, record_id=key, young_person_id=whose) for key, whose in wanted
    )
    _write(made, way)
    values = {"part": name, "records": len(wanted), "sha256": made.archive_sha256}
    record_change(actor, Record("archive_package_made", "part_package", made.pk, values=values))
    return made


def _write(made: PartPackage, way: Way) -> None:
    copy = _copy_of(made, way)
    content = packed(copy, profile_on(clock.today()).municipality.name, "protection/records.html")
    made.archive_sha256 = archive.write_package(made, content)
    made.save(update_fields=["archive_sha256"])


def _copy_of(made: PartPackage, way: Way) -> PersonCopy:
    """Whose the records are, the records, and what hangs on them: one query a table, however many there are."""
    others, records = Others(), records_of(made, way)
    people = YoungPerson.objects.filter(pk__in=made.records.values("young_person_id"))
    kinds = [kind_of(Way(YoungPerson, ""), people, others, title=_("Young person")), _whose(way, records, others)]
    for one in hanging(way.model):
        below = way_of(one.model)
        if below is not None:
            kinds.append(_whose(below, one.rows(records), others))
    return PersonCopy(0, clock.now(), tuple(kind for kind in kinds if kind.rows), tuple(files_on(records)), ())


def _whose(way: Way, rows: "QuerySet[Any]", others: Others) -> Kind:
    """The rows of a table, each beginning with whose it is."""
    kind = kind_of(way, rows, others)
    owners = rows.order_by("pk").values_list(way.key, flat=True)
    told = (
        Row(row.number, (_owner(others, key), *row.cells))
        for row, key in zip(kind.rows, owners, strict=bool(kind.rows))
    )
    return Kind(kind.label, kind.title, tuple(told))


def _owner(others: Others, key: int | None) -> Cell:
    called = others.called(YoungPerson, key or 0)
    return Cell("young_person", _("Whose"), called, called)


def records_of(package: PartPackage, way: Way) -> "QuerySet[Any]":
    """The records in a package that are still there."""
    return way.model._default_manager.filter(pk__in=package.records.values("record_id"))


def package_for(actor: Actor, package_id: int) -> PartPackage:
    """A package that the archive has not confirmed. Raises NotAllowed or NotVisible."""
    require_handling(actor)
    found = PartPackage.objects.filter(pk=package_id, archived_at__isnull=True).first()
    if found is None:
        raise NotVisible
    return found


def persons_in(package: PartPackage) -> list[int]:
    """Whose records are in a package."""
    whose = package.records.exclude(young_person=None).order_by("young_person_id").distinct()
    return list(whose.values_list("young_person_id", flat=True))


@transaction.atomic
def confirm_receipt(actor: Actor, *, package_id: int, receipt: str) -> PartPackage:
    """Note the archive's own number for a package that it has received; then the package leaves the disk.

    Refuses without a number, and a package that is missing or has been changed.
    """
    require_handling(actor)
    package = PartPackage.objects.select_for_update().filter(pk=package_id, archived_at__isnull=True).first()
    if package is None:
        raise archive.no_package()
    package.archive_receipt, package.archived_at = archive.require_receipt(package, receipt), clock.now()
    package.save(update_fields=["archive_receipt", "archived_at"])
    values = {"receipt": package.archive_receipt}
    record_change(actor, Record("archive_received", "part_package", package.pk, values=values))
    path = archive.path_of(package)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return package


def drop_with(person_id: int) -> list[Path]:
    """Undo the packages that hold something of a person and wait for the archive; gives their files, to be removed on commit."""
    waiting = PartPackage.objects.filter(archived_at__isnull=True, records__young_person_id=person_id).distinct()
    paths = [archive.path_of(one) for one in waiting]
    PartPackage.objects.filter(pk__in=[one.pk for one in waiting]).delete()
    return [path for path in paths if path.exists()]


def received(name: str) -> Iterable[PartPackage]:
    """The packages of a kind that the archive has confirmed, the oldest first."""
    return PartPackage.objects.select_for_update().filter(part=name, archived_at__isnull=False)
