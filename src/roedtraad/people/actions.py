# SPDX-License-Identifier: EUPL-1.2
"""Acts on a young person: life situations, contact details, and showing the full CPR number."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Part, Right
from roedtraad.people import cpr, policies, rules
from roedtraad.people.events import REACHED_BY, DetailsChanged, details_changed
from roedtraad.people.models import LifeSituation, SituationKind, YoungPerson
from roedtraad.people.queries import access_to, is_protected, period_of

CONTACT_FIELDS: Final = ("phone", "email", "interpreter_language")
ADDRESS_FIELDS: Final = ("street", "postal_code", "city", "address_protected_to")
EDITABLE_FIELDS: Final = CONTACT_FIELDS + ADDRESS_FIELDS
"""What may be changed by hand; everything else about a person comes from a register."""


@dataclass(frozen=True, slots=True)
class SituationDetails:
    """What somebody records about a period. `ended_on` is the last day, None while it runs."""

    kind: SituationKind
    started_on: dt.date
    ended_on: dt.date | None = None
    place: str = ""
    benefit_rate: str = ""
    weekly_hours: Decimal | None = None


def lock_person(person_id: int) -> YoungPerson:
    """The person's row, held until the transaction ends, so that acts on one person come one after the other.

    SQLite's immediate transactions hold everything already. Raises NotVisible when there is no such person.
    """
    person = YoungPerson.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    return person


@transaction.atomic
def record_situation(actor: Actor, *, person_id: int, details: SituationDetails) -> LifeSituation:
    """Record a life situation that somebody has told us of; it counts as confirmed today.

    Refuses a period that ends before it begins or begins before birth, the kind unknown (leave the gap instead), and one that
    overlaps another of its kind.
    """
    policies.require(actor, Right.EDIT_PERSON, person_id)
    person = lock_person(person_id)
    if details.kind == SituationKind.UNKNOWN:
        raise DomainError(
            "situation_unknown", _("Nothing needs to be recorded: a gap shows that the status is unknown.")
        )
    if details.started_on <= person.born_on:
        raise DomainError(
            "situation_before_birth", _("The period begins before the person was born. Correct the date.")
        )
    _refuse_disorder(details.started_on, details.ended_on)
    _refuse_overlap(person_id, details.kind, details.started_on, details.ended_on)
    made = LifeSituation.objects.create(
        young_person=person, kind=details.kind, started_on=details.started_on, ended_on=details.ended_on,
        place=details.place, benefit_rate=details.benefit_rate, weekly_hours=details.weekly_hours,
        source=actor.unit, confirmed_on=actor.on,
    )  # fmt: skip
    values = {
        "kind": details.kind,
        "started_on": details.started_on,
        "ended_on": details.ended_on,
        "place": details.place,
    }
    _record(actor, "situation_recorded", made, values)
    return made


@transaction.atomic
def end_situation(actor: Actor, *, person_id: int, situation_id: int, ended_on: dt.date) -> None:
    """End a life situation that still runs; `ended_on` is its last day and may lie ahead.

    Refuses one that has ended already, an end before the beginning, and an end inside another period of the kind.
    """
    situation = _locked_situation(actor, person_id, situation_id)
    if situation.ended_on is not None and situation.ended_on < actor.on:
        raise DomainError("situation_has_ended", _("This period has already ended."))
    _refuse_disorder(situation.started_on, ended_on)
    _refuse_overlap(person_id, situation.kind, situation.started_on, ended_on, but=situation.pk)
    values = {"kind": situation.kind, "changes": {"ended_on": [situation.ended_on, ended_on]}}
    situation.ended_on = ended_on
    situation.save(update_fields=["ended_on"])
    _record(actor, "situation_ended", situation, values)


@transaction.atomic
def confirm_situation(actor: Actor, *, person_id: int, situation_id: int) -> None:
    """Confirm that a running life situation still holds, so that it counts again from today.

    Refuses one that has ended. Confirming twice on one day changes nothing.
    """
    situation = _locked_situation(actor, person_id, situation_id)
    if situation.ended_on is not None and situation.ended_on < actor.on:
        raise DomainError("situation_has_ended", _("This period has already ended."))
    if situation.confirmed_on == actor.on:
        return
    values = {"kind": situation.kind, "changes": {"confirmed_on": [situation.confirmed_on, actor.on]}}
    situation.confirmed_on = actor.on
    situation.save(update_fields=["confirmed_on"])
    _record(actor, "situation_confirmed", situation, values)


def _locked_situation(actor: Actor, person_id: int, situation_id: int) -> LifeSituation:
    policies.require(actor, Right.EDIT_PERSON, person_id)
    lock_person(person_id)
    situation = LifeSituation.objects.filter(pk=situation_id, young_person_id=person_id).first()
    if situation is None:
        raise NotVisible
    return situation


def _refuse_disorder(started_on: dt.date, ended_on: dt.date | None) -> None:
    if ended_on is not None and ended_on < started_on:
        raise DomainError("situation_ends_first", _("The period ends before it begins. Correct one of the dates."))


def _refuse_overlap(person_id: int, kind: str, started_on: dt.date, ended_on: dt.date | None, but: int = 0) -> None:
    for other in LifeSituation.objects.filter(young_person_id=person_id, kind=kind).exclude(pk=but):
        if rules.overlaps(started_on, ended_on, period_of(other)):
            until = date_format(other.ended_on, "SHORT_DATE_FORMAT") if other.ended_on else _("today and on")
            raise DomainError(
                "situation_overlaps",
                _("There is already a period of this kind from %(start)s to %(end)s. End that one first.")
                % {"start": date_format(other.started_on, "SHORT_DATE_FORMAT"), "end": until},
            )


def _record(actor: Actor, act: str, situation: LifeSituation, values: Mapping[str, Any]) -> None:
    record_change(
        actor, Record(act, "life_situation", situation.pk, persons=(situation.young_person_id,), values=values)
    )


@transaction.atomic
def change_contact_details(actor: Actor, *, person_id: int, changes: Mapping[str, Any]) -> tuple[str, ...]:
    """Change how the person is reached: only EDITABLE_FIELDS, and only what is different. Gives the fields that changed.

    Refuses any other field, and the address and its protection to whoever may not see a protected one.
    """
    policies.require(actor, Right.EDIT_PERSON, person_id)
    person = lock_person(person_id)
    unknown = sorted(set(changes) - set(EDITABLE_FIELDS))
    if unknown:
        raise DomainError("field_not_editable", _("This cannot be changed by hand."), fields=unknown)
    if not set(changes) <= set(editable_fields(actor, person)):
        raise NotAllowed("address_protected", _("The address is protected. Your role may not change it."))
    before = {name: getattr(person, name) for name, value in changes.items() if getattr(person, name) != value}
    if not before:
        return ()
    for name in before:
        setattr(person, name, changes[name])
    person.save(update_fields=list(before))
    values = {"changes": {name: [value, changes[name]] for name, value in before.items()}}
    record_change(
        actor, Record("contact_details_changed", "young_person", person.pk, persons=(person.pk,), values=values)
    )
    reached = {name: str(before[name]) for name in REACHED_BY if name in before}
    if reached:
        details_changed.send(YoungPerson, actor=actor, changes=[DetailsChanged(person_id, reached)], by_hand=True)
    return tuple(before)


def editable_fields(actor: Actor, person: YoungPerson) -> tuple[str, ...]:
    """The fields that the actor may change: a protected address, and protection itself, only for those who may see one."""
    if Part.PROTECTED_ADDRESS in access_to(actor, person.pk).parts:
        return EDITABLE_FIELDS
    if is_protected(person.address_protected_to, actor.on):
        return CONTACT_FIELDS
    return tuple(name for name in EDITABLE_FIELDS if name != "address_protected_to")


@transaction.atomic
def reveal_cpr(actor: Actor, *, person_id: int) -> str:
    """The full CPR number, to be shown once; that it was shown is in the log before it is given.

    Refuses with `cpr_missing` a person without a number.
    """
    policies.require(actor, Right.REVEAL_CPR, person_id)
    sealed = YoungPerson.objects.filter(pk=person_id).values_list("cpr_sealed", flat=True).first()
    if not sealed:
        raise DomainError("cpr_missing", _("We have no CPR number for this person."))
    log_look(actor, Look("cpr_revealed", (person_id,)))
    return cpr.formatted(cpr.unseal(sealed))
