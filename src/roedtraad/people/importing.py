# SPDX-License-Identifier: EUPL-1.2
"""The act of importing, for this room and those above it, and the kinds of file that this room takes."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.bulk import without_garbage_collector
from roedtraad.kernel.contributions import ActType, act_types
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.importing import (
    ROWS_AT_ONCE,
    Column,
    Importer,
    Intake,
    Pass,
    Rejection,
    Report,
    Request,
    importers,
    read_file,
)  # fmt: skip
from roedtraad.kernel.rights import Right, has_right
from roedtraad.people import intake_schools, intake_situations, intake_young_people

SUBJECT: Final = "import"
"""What the log calls an import as a whole."""
_PEOPLE: Final = "young_people_imported"
_SITUATIONS: Final = "life_situations_imported"


class LoggedIntake(Intake, Protocol):
    """An intake that says for the log which persons its new rows concern, and what it has changed."""

    concerned: list[int]
    records: list[Record]


def run_import(
    actor: Actor,
    request: Request,
    *,
    act: str,
    columns: Sequence[Column],
    start: Callable[[Actor, Pass], LoggedIntake],
) -> Report:
    """Import a file in one transaction with its log: everything or nothing, or everything but the rejected rows.

    Refuses with TableError a file that is no such table, with `import_without_right` whoever may not import, and with
    `import_conflict` when somebody else has just written the same rows.
    """
    if not has_right(actor, Right.IMPORT_DATA):
        raise NotAllowed("import_without_right", _("Your role does not import data. Ask the secretariat."))
    rejected: Sequence[Rejection] = ()
    while True:
        report = _attempt(actor, request, act, columns, start, rejected)
        if not request.accept_valid or len(report.rejected) == len(rejected):
            return report
        rejected = report.rejected


def _attempt(
    actor: Actor,
    request: Request,
    act: str,
    columns: Sequence[Column],
    start: Callable[[Actor, Pass], LoggedIntake],
    skipped: Sequence[Rejection],
) -> Report:
    """One pass over the file without the `skipped` rows; a row that is newly rejected takes everything back."""
    intakes: list[LoggedIntake] = []

    def begin(this: Pass) -> Intake:
        intakes.append(start(actor, this))
        return intakes[0]

    if request.dry_run:
        with without_garbage_collector():
            return read_file(columns, request, begin, skipped=skipped)
    try:
        with transaction.atomic(), without_garbage_collector():
            report = read_file(columns, request, begin, skipped=skipped)
            if len(report.rejected) > len(skipped):
                transaction.set_rollback(True)
                report.created = report.updated = 0
            else:
                _log(actor, [*intakes[0].records, _record(act, request, report, intakes[0].concerned)])
    except IntegrityError as error:
        raise DomainError(
            "import_conflict", _("Somebody else has just changed the same rows. Import the file again.")
        ) from error
    return report


def _log(actor: Actor, records: Sequence[Record]) -> None:
    """At the very end: from the first row of the log on, everybody else's pages and acts wait for this import."""
    for start in range(0, len(records), ROWS_AT_ONCE):
        record_change(actor, *records[start : start + ROWS_AT_ONCE])


def _record(act: str, request: Request, report: Report, concerned: Sequence[int]) -> Record:
    counts = report.as_json() | {"rejected": len(report.rejected)}
    values = {"file": request.file.name, "sha256": request.file.sha256, **counts}
    return Record(act, subject_kind=SUBJECT, persons=tuple(dict.fromkeys(concerned)), values=values)


def import_young_people(actor: Actor, request: Request) -> Report:
    """Young persons with their guardians and schools, by the sender's reference."""
    return run_import(
        actor, request, act=_PEOPLE, columns=intake_young_people.COLUMNS,
        start=intake_young_people.YoungPeopleIntake,
    )  # fmt: skip


def import_life_situations(actor: Actor, request: Request) -> Report:
    """What young persons do and did, by the sender's reference of each period."""
    return run_import(
        actor, request, act=_SITUATIONS, columns=intake_situations.COLUMNS,
        start=intake_situations.SituationsIntake,
    )  # fmt: skip


def register() -> None:
    """The kinds of file and the acts of this module; called by the room's contributions."""
    for importer in (
        Importer("young-people", _("Young people"), _PEOPLE, intake_young_people.COLUMNS, import_young_people),
        Importer(
            "life-situations", _("Life situations"), _SITUATIONS, intake_situations.COLUMNS, import_life_situations
        ),
    ):
        importers.register(importer)
    for name, title in (
        (_PEOPLE, _("Imported young people")),
        (_SITUATIONS, _("Imported life situations")),
        (intake_young_people.CHANGED, _("Changed a young person by import")),
        (intake_schools.MADE, _("Made a school by import")),
        (intake_situations.CHANGED, _("Changed a life situation by import")),
    ):
        act_types.register(ActType(name, title))
