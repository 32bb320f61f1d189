# SPDX-License-Identifier: EUPL-1.2
"""Who may read which note, and who may correct it: one rule in two shapes (DESIGN §6: participants and need, never staff).

A note is read by whoever sees the part "notes" of the person, may read the owning department's notes (its own staff, one
authority with it, shared with on a basis that holds), and, when the note is restricted, takes part in it: wrote it, has the
case, leads the unit, or is named as a reader.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from roedtraad.consent import kinds
from roedtraad.consent.policies import readable
from roedtraad.journal.models import Note, NoteReader
from roedtraad.journal.rules import Ties, may_read
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.organisation.profile import DataKind
from roedtraad.people import policies as people


def visible(actor: Actor, person_id: int) -> QuerySet[Note]:
    """The notes about one person that the actor may read; none when the roles that reach the person do not show notes."""
    if not sees_notes(actor, person_id):
        return Note.objects.none()
    return among_visible(actor, person_id)


def among_visible(actor: Actor, person_id: int) -> QuerySet[Note]:
    """The same for whoever has asked for the part before: the page's frame has, and each question costs a query."""
    return Note.objects.filter(_readable(actor, person_id) & _participating(actor), young_person_id=person_id)


def sees_notes(actor: Actor, person_id: int) -> bool:
    """Whether the roles that reach the person show notes at all; citizens get their notes as the copy that they ask for."""
    return actor.is_system or Part.NOTES in people.parts(people.roles_reaching(actor, person_id))


def can_read(actor: Actor, note: Note) -> bool:
    """Whether the actor may read this note. The note's case and unit are loaded when they are not."""
    return may_read(
        has_part=sees_notes(actor, note.young_person_id),
        is_readable=readable(actor, note.young_person_id).allows(department_of(note), kind_of(note)),
        is_restricted=note.is_restricted and not actor.is_system,
        ties=ties(actor, note),
    )


def require_read(actor: Actor, note: Note) -> None:
    """Refuse a note that the actor may not read as one that does not exist."""
    if not can_read(actor, note):
        raise NotVisible


def can_read_files(actor: Actor, note: Note) -> bool:
    """Whether whoever may read the note may also read its files: a yes to notes is no yes to documents."""
    return readable(actor, note.young_person_id).allows(department_of(note), "documents")


def require_correct(actor: Actor, note: Note) -> None:
    """Refuse whoever may read the note and does not answer for it: only the author, the caseworker and the leader correct."""
    require_read(actor, note)
    people.require(actor, Right.WRITE_NOTES, note.young_person_id)
    if not ties(actor, note).may_correct:
        raise NotAllowed(
            "note_of_others", _("Only the author, the caseworker of the case and the leader of the unit may do this.")
        )


def ties(actor: Actor, note: Note) -> Ties:
    """How the actor stands to the note."""
    mine = actor.account_id
    return Ties(
        is_author=note.author_id == mine,
        has_the_case=note.case is not None and mine is not None and note.case.caseworker_id == mine,
        leads_the_unit=(note.case.unit_id if note.case else note.unit_id) in led_units(actor),
        is_named=note.is_restricted and any(one.account_id == mine for one in note.readers.all()),
    )


def kind_of(note: Note) -> DataKind:
    """The kind of a note: `health` when it stands in a case or a unit that is about health, else `notes`."""
    if note.case is not None:
        return kinds.kind_of("notes", note.case.unit, discipline=note.case.discipline)
    return kinds.kind_of("notes", note.unit)


def department_of(note: Note) -> int:
    """The department in whose file the note stands: the case's, wherever the case is now."""
    unit = note.case.unit if note.case is not None else note.unit
    assert unit is not None, "the database refuses a note without either"
    return unit.department_id


def led_units(actor: Actor) -> frozenset[int]:
    """The units that the actor leads."""
    return frozenset(grant.unit_id for grant in actor.grants_with([Role.UNIT_LEADER]) if grant.unit_id)


def _readable(actor: Actor, person_id: int) -> Q:
    may = readable(actor, person_id)
    on_case = Q(case__isnull=False) & may.rows("notes", "case__unit", discipline="case__discipline")
    return on_case | (Q(case__isnull=True) & may.rows("notes"))


def _participating(actor: Actor) -> Q:
    if actor.is_system:
        return Q()
    led = led_units(actor)
    mine: dict[str, Any] = {"account_id": actor.account_id}
    named = Exists(NoteReader.objects.filter(note=OuterRef("pk"), **mine))
    open_to_all = Q(is_restricted=False)
    by_work = Q(author_id=actor.account_id) | Q(case__caseworker_id=actor.account_id)
    return open_to_all | by_work | Q(case__unit_id__in=led) | Q(unit_id__in=led) | Q(named)
