# SPDX-License-Identifier: EUPL-1.2
"""Asking for a handover: what is said, to whom it may go, and the row that it becomes."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.cases.staff import colleagues, colleagues_in_unit, unit_of
from roedtraad.handover import rules
from roedtraad.handover.models import Handover
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import RoleAssignment, Unit
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import Terms, terms_on


@dataclass(frozen=True, slots=True)
class Note:
    """What the next one must know, in five parts that all must say something."""

    works: str = ""
    matters: str = ""
    agreements: str = ""
    risks: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """To whom a handover goes and what is said with it: one colleague, or anybody in a unit.

    `cover_until` makes it a cover that comes back on the day after. `meeting_on` is a meeting with the young person and both.
    """

    note: Note
    to_account_id: int | None = None
    to_unit_id: int | None = None
    cover_until: dt.date | None = None
    meeting_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """What is handed over: a case, or the task of a coordinating contact person, with who has it and whose data the note is."""

    person_id: int
    holder_id: int
    department_id: int | None
    case: Case | None = None
    task: ContactPerson | None = None

    @property
    def unit_id(self) -> int | None:
        return self.case.unit_id if self.case else None


def check_note(note: Note) -> None:
    """Refuse a note with a part that says nothing."""
    if rules.missing_in_note(asdict(note)):
        raise DomainError(
            "note_incomplete", _("Fill in every part of the note. Write “nothing” where there is nothing to say.")
        )


def check_days(asking: Asking, on: dt.date) -> None:
    """Refuse a cover or a joint meeting on a day that is over."""
    if asking.cover_until is not None and asking.cover_until < on:
        raise DomainError(
            "cover_over", _("The last day of the cover is over. Choose a later day, or hand over for good.")
        )
    if asking.meeting_on is not None and asking.meeting_on < on:
        raise DomainError("meeting_over", _("The day of the joint meeting is over. Choose a later day."))


def receiving_unit(asking: Asking, thing: Thing, on: dt.date) -> Unit:
    """The unit in which the receiver will have it. Refuses somebody who cannot take over, and the one who has it."""
    if asking.to_account_id is None:
        unit = Unit.objects.select_related("department").filter(pk=asking.to_unit_id or 0, is_active=True).first()
        if unit is None or not colleagues_in_unit(Right.HAND_OVER, unit.pk, on).exists():
            raise DomainError("nobody_receives", _("Choose a colleague, or a unit in which somebody can take over."))
        return unit
    if asking.to_account_id == thing.holder_id:
        raise DomainError("handover_to_self", _("This colleague has it already. Choose somebody else."))
    if not colleagues(Right.HAND_OVER, on).filter(pk=asking.to_account_id).exists():
        raise DomainError("cannot_receive", _("This colleague does not work here, or has no role that takes over."))
    unit = unit_of(asking.to_account_id, thing.unit_id, on)
    if unit is None:
        raise DomainError("cannot_receive", _("This colleague does not work here, or has no role that takes over."))
    return unit


def check_law(case: Case | None, unit: Unit, on: dt.date) -> None:
    """Refuse to move a case to a department that does not work under its law: there a case of its own is opened."""
    if case is None or case.unit.department_id == unit.department_id:
        return
    laws = {law for one in profile_on(on).departments if one.code == unit.department.code for law in one.laws}
    if case.law not in laws:
        raise DomainError(
            "law_not_there",
            _(
                "That department does not work under this law. Let it open a case of its own, hand over the contact"
                " person's task, and close this case when they have taken over."
            ),
        )


def new_handover(actor: Actor, thing: Thing, unit: Unit, asking: Asking, terms: Terms | None = None) -> Handover:
    """The row as it begins: with its deadline and its reminder, not yet saved."""
    terms = terms or terms_on(actor.on)
    return Handover(
        young_person_id=thing.person_id, case=thing.case, contact_person=thing.task, department_id=thing.department_id,
        from_account_id=thing.holder_id, to_unit=unit, to_account_id=asking.to_account_id, cover_until=asking.cover_until,
        meeting_on=asking.meeting_on, asked_on=actor.on, asked_by_id=actor.account_id,
        due_on=terms.after("handover_answer", actor.on), remind_on=terms.after("handover_reminder", actor.on),
        **stripped(asking.note),
    )  # fmt: skip


def stripped(note: Note) -> dict[str, str]:
    """The parts of a note without spaces around them."""
    return {name: str(text).strip() for name, text in asdict(note).items()}


def home_of(account_id: int) -> int | None:
    """The department of a colleague, also of one who has left: that of their latest role in a unit."""
    placed = RoleAssignment.objects.filter(account_id=account_id, unit__isnull=False).order_by("-valid_from", "-pk")
    return placed.values_list("unit__department_id", flat=True).first()
