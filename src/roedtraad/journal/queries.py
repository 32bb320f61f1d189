# SPDX-License-Identifier: EUPL-1.2
"""Reads of the journal: notes in the newest wording, one note with its history, and where one may write."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypedDict

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from roedtraad.cases.models import Case
from roedtraad.cases.queries import law_titles
from roedtraad.consent.policies import own_departments
from roedtraad.journal import policies
from roedtraad.journal.models import Attachment, Note, NoteKind, NoteVersion
from roedtraad.journal.rules import word_filter
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.rights import RIGHTS, Right
from roedtraad.organisation.models import Unit

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Newest(TypedDict):
        text: str
        recorded_at: dt.datetime
        attached: int

    Noted = WithAnnotations[Note, _Newest]

KIND_TITLES: Final = {one.value: one.label for one in NoteKind}
MOST_EXPORTED: Final = 5_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What the journal is narrowed by; empty means everything."""

    case: int | None = None
    department: int | None = None
    kind: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    words: str = ""
    shows_restricted: bool = False
    """Texts for participants only stand in lists, prints and files only when they are asked for."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note in its newest wording. `where` is the case's law and unit, or the unit. `is_folded`: the text is left out of
    a list because it is for participants only."""

    pk: int
    person_id: int
    written_on: dt.date
    kind: str
    kind_title: str
    text: str
    author: str
    where: str
    department: str
    is_restricted: bool
    version: int
    recorded_at: dt.datetime
    attachments: int
    is_folded: bool = False

    @property
    def is_corrected(self) -> bool:
        return self.version > 1


def with_text(found: QuerySet[Note]) -> "QuerySet[Noted, Noted]":
    """Notes with the newest text beside them."""
    newest = FilteredRelation("versions", condition=Q(versions__number=F("version")))
    kept = Attachment.objects.filter(note=OuterRef("pk"), withdrawn_at__isnull=True).order_by().values("note")
    attached = Coalesce(Subquery(kept.annotate(count=Count("pk")).values("count")), 0)
    return (
        found.alias(newest=newest)
        .annotate(text=F("newest__text"), recorded_at=F("newest__recorded_at"), attached=attached)
        .select_related("author", "case__unit__department", "unit__department")
    )


def journal(actor: Actor, person_id: int, filters: Filters, page: int) -> Page[NoteRow]:
    """One page of the person's notes that the actor may read, newest first. The caller has asked for the part "notes"."""
    return paged(_filtered(actor, person_id, filters), page).with_rows(lambda rows: _listed(rows, filters))


def notes_for_export(actor: Actor, person_id: int, filters: Filters) -> list[NoteRow]:
    """Everything behind the filter that the actor may read."""
    return _listed(_filtered(actor, person_id, filters)[:MOST_EXPORTED], filters)


def _listed(notes: Iterable["Noted"], filters: Filters) -> list[NoteRow]:
    laws = law_titles(clock.today())
    rows = [_row(one, laws) for one in notes]
    folded = [one.is_restricted and not filters.shows_restricted for one in rows]
    return [replace(one, text="", is_folded=True) if fold else one for one, fold in zip(rows, folded, strict=True)]


def _filtered(actor: Actor, person_id: int, filters: Filters) -> "QuerySet[Noted, Noted]":
    """Filters narrow what may be read and never widen it: the search looks inside nothing else."""
    found = with_text(policies.among_visible(actor, person_id))
    exact = {
        "case_id": filters.case, "kind": filters.kind, "written_on__gte": filters.since, "written_on__lte": filters.until,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if filters.department:
        found = found.filter(Q(case__unit__department=filters.department) | Q(unit__department=filters.department))
    for word in word_filter(filters.words):
        found = found.filter(text__icontains=word)
    return found


def _row(note: "Noted", laws: dict[str, str]) -> NoteRow:
    unit = note.case.unit if note.case else note.unit
    assert unit is not None, "the database refuses a note without either"
    where = f"{laws.get(note.case.law, note.case.law)}, {unit.local_name}" if note.case else unit.local_name
    return NoteRow(
        pk=note.pk, person_id=note.young_person_id, written_on=note.written_on, kind=note.kind,
        kind_title=kind_title(note.kind), text=note.text, author=note.author.name, where=where,
        department=unit.department.local_name, is_restricted=note.is_restricted, version=note.version,
        recorded_at=note.recorded_at, attachments=note.attached,
    )  # fmt: skip


def kind_title(kind: str) -> str:
    """What a note is about, in the reader's language."""
    return str(KIND_TITLES.get(kind, kind))


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One wording of a note, who wrote it, and why it took the place of the one before."""

    number: int
    text: str
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class NotePage:
    """One note with everything that belongs to it."""

    note: NoteRow
    earlier: Sequence[VersionRow]
    newest: VersionRow
    attachments: Sequence[Attachment]
    readers: Sequence[tuple[int, str]]
    may_correct: bool


def find_note(pk: int) -> Note:
    """A note with what its policy asks about. Raises NotVisible when there is none."""
    found = (
        Note.objects.select_related("case__unit", "unit", "author").prefetch_related("readers").filter(pk=pk).first()
    )
    if found is None:
        raise NotVisible
    return found


def one_note(actor: Actor, pk: int) -> Note:
    """A note that the actor may read. Raises NotVisible."""
    found = find_note(pk)
    policies.require_read(actor, found)
    return found


def one_attachment(actor: Actor, pk: int) -> Attachment:
    """An attachment that is there, on a note that the actor may read. Raises NotVisible."""
    found = Attachment.objects.filter(pk=pk, withdrawn_at__isnull=True).first()
    if found is None:
        raise NotVisible
    found.note = one_note(actor, found.note_id)
    if not policies.can_read_files(actor, found.note):
        raise NotVisible
    return found


def note_page(actor: Actor, note: Note, *, writes: bool) -> NotePage:
    """One note that the actor has been let through to; `writes`: whether they may write notes about the person."""
    versions = [
        VersionRow(one.number, one.text, one.reason, one.account.name, one.recorded_at)
        for one in note.versions.select_related("account")
    ]
    row = _row(with_text(Note.objects.filter(pk=note.pk)).get(), law_titles(actor.on))
    return NotePage(
        note=row,
        newest=versions[0],
        earlier=versions[1:],
        attachments=_files(actor, note),
        readers=list(note.readers.order_by("account__name").values_list("account_id", "account__name")),
        may_correct=writes and policies.ties(actor, note).may_correct,
    )


def _files(actor: Actor, note: Note) -> list[Attachment]:
    """The note's files, also those that were taken away; none for whom only notes are shared with."""
    if not policies.can_read_files(actor, note):
        return []
    return list(note.attachments.select_related("account", "withdrawn_by"))


def newest_version(note: Note) -> NoteVersion:
    """The wording that holds now."""
    return note.versions.select_related("account").get(number=note.version)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note can stand: on a case, or in a unit's own work without one."""

    code: str
    title: str
    case_id: int | None = None
    unit_id: int | None = None
    department_id: int | None = None
    is_closed: bool = False


def places(actor: Actor, person_id: int) -> list[Place]:
    """Where the actor may write about the person, the likeliest first: their own cases, their department's and those of
    departments that are one authority with it, then their own units; closed cases come last of the cases.

    A yes lets one read what another department has written, and not write in its file.
    """
    own, laws = own_departments(actor), law_titles(actor.on)
    cases = Case.objects.filter(young_person_id=person_id).select_related("unit").order_by("-opened_on", "-pk")
    open_to = [one for one in cases if one.unit.department_id in own]
    open_to.sort(
        key=lambda one: (
            one.closed_on is not None,
            one.caseworker_id != actor.account_id,
            one.unit.department_id not in actor.department_ids,
        )
    )
    return [_on_case(one, laws) for one in open_to] + _own_units(actor)


def _on_case(case: Case, laws: dict[str, str]) -> Place:
    return Place(
        f"case-{case.pk}",
        f"{laws.get(case.law, case.law)}, {case.unit.local_name} ({case.reference})",
        case_id=case.pk,
        department_id=case.unit.department_id,
        is_closed=case.closed_on is not None,
    )


def _own_units(actor: Actor) -> list[Place]:
    ids = {grant.unit_id for grant in actor.grants if grant.unit_id and Right.WRITE_NOTES in RIGHTS[grant.role]}
    units = Unit.objects.filter(pk__in=ids, is_active=True)
    return [Place(f"unit-{one.pk}", one.local_name, unit_id=one.pk, department_id=one.department_id) for one in units]


Choices = list[tuple[int, str]]


def filter_choices(actor: Actor, person_id: int) -> tuple[Choices, Choices]:
    """The cases and the departments from which there are notes that the actor may read, in one query."""
    laws, name = law_titles(actor.on), "name_en" if get_language() == "en" else "name_da"
    noted = policies.among_visible(actor, person_id).order_by()
    on_cases = (
        "case_id",
        "case__law",
        f"case__unit__{name}",
        "case__unit__department",
        f"case__unit__department__{name}",
    )
    rows = noted.values_list(*on_cases, "unit__department", f"unit__department__{name}").distinct()
    cases: dict[int, str] = {}
    departments: dict[int, str] = {}
    for case, law, unit, of_case, of_case_title, of_unit, of_unit_title in rows:
        departments[of_case or of_unit] = of_case_title or of_unit_title
        if case:
            cases[case] = f"{laws.get(law, law)}, {unit}"
    return sorted(cases.items()), sorted(departments.items(), key=lambda one: one[1])
