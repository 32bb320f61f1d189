# SPDX-License-Identifier: EUPL-1.2
"""Somebody leaves: all their open cases and tasks to one or several colleagues in one act, all or none (PEERS §7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.models import Case, ContactPerson
from roedtraad.cases.staff import colleagues, led_departments, unit_of
from roedtraad.handover.asking import Asking, Note, Thing, check_law, check_note, home_of, new_handover
from roedtraad.handover.crossing import pass_note_on, require_basis
from roedtraad.handover.models import WAITING, Handover, State
from roedtraad.handover.taking import pass_tasks
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Unit
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import YoungPerson


@dataclass(frozen=True, slots=True)
class Share:
    """One thing of the leaver's and who is to have it: a case, or a contact person's task; `next_step` replaces the template's."""

    to_account_id: int
    case_id: int | None = None
    contact_person_id: int | None = None
    next_step: str = ""


@transaction.atomic
def hand_over_all(
    actor: Actor, *, account_id: int, shares: Sequence[Share], note: Note, at_once: bool = False
) -> Sequence[Handover]:
    """Hand over everything that is named in `shares`, all of it or none, each with the note.

    The receivers accept each; with `at_once` the leader accepts for them now. Whatever waited about the same things is
    revoked first. A few statements, however many rows. Refuses anything that is not the leaver's and open, that is not in a
    department that the leader leads, the leaver as receiver, receivers who cannot take over, and a note with an empty part.
    """
    check_note(note)
    if not shares:
        raise DomainError("nothing_chosen", _("Choose what is to be handed over, and to whom."))
    things = _things(actor, account_id, shares)
    units = _receiving_units(actor, account_id, shares)
    _revoke_waiting(actor, things)
    terms = terms_on(actor.on)
    made = []
    for share, thing in zip(shares, things, strict=True):
        unit = units[share.to_account_id, thing.unit_id]
        check_law(thing.case, unit, actor.on)
        words = replace(note, next_step=share.next_step.strip() or note.next_step)
        made.append(new_handover(actor, thing, unit, Asking(words, to_account_id=share.to_account_id), terms))
    covers = [(one, require_basis(actor, one, one.to_unit)) for one in made]
    if at_once:
        _take_over_all(actor, made)
    Handover.objects.bulk_create(made)
    for one, cover in covers:
        pass_note_on(actor, one, one.to_unit, cover)
    act = "handover_accepted" if at_once else "handover_asked"
    record_change(actor, *(_record(act, one) for one in made))
    return made


def _things(actor: Actor, account_id: int, shares: Sequence[Share]) -> list[Thing]:
    """What each share names, locked, in the order of the shares."""
    cases = Case.objects.filter(pk__in=[one.case_id for one in shares if one.case_id], closed_on__isnull=True)
    tasks = ContactPerson.objects.filter(
        pk__in=[one.contact_person_id for one in shares if one.contact_person_id], ended_on__isnull=True,
        is_coordinating=True, started_on__lte=actor.on,
    )  # fmt: skip
    persons = {*cases.values_list("young_person_id", flat=True), *tasks.values_list("young_person_id", flat=True)}
    list(YoungPerson.objects.select_for_update().filter(pk__in=persons).order_by("pk").values_list("pk"))
    found_cases = cases.filter(caseworker_id=account_id).select_related("unit__department").in_bulk()
    found_tasks, home = tasks.filter(account_id=account_id).in_bulk(), home_of(account_id)
    things = []
    for share in shares:
        case, task = found_cases.get(share.case_id or 0), found_tasks.get(share.contact_person_id or 0)
        row = case or task
        if row is None:
            raise DomainError(
                "not_theirs", _("Something has changed hands meanwhile. Nothing was handed over; look again.")
            )
        department = case.unit.department_id if case else home
        things.append(Thing(row.young_person_id, account_id, department, case=case, task=None if case else task))
    if {thing.department_id for thing in things} - led_departments(actor):
        raise NotAllowed("not_led", _("You lead the department of some of these, not of all. Nothing was handed over."))
    return things


def _receiving_units(actor: Actor, account_id: int, shares: Sequence[Share]) -> "_Units":
    receivers = {share.to_account_id for share in shares}
    able = set(colleagues(Right.HAND_OVER, actor.on).filter(pk__in=receivers).values_list("pk", flat=True))
    if account_id in receivers or receivers - able:
        raise DomainError("cannot_receive", _("Somebody you have chosen cannot take over. Nothing was handed over."))
    return _Units(actor)


class _Units(dict[tuple[int, int | None], Unit]):
    """The unit in which each receiver has what comes from each unit, asked once."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._on = actor.on

    def __missing__(self, key: tuple[int, int | None]) -> Unit:
        unit = unit_of(key[0], key[1], self._on)
        if unit is None:
            raise DomainError(
                "cannot_receive", _("Somebody you have chosen cannot take over. Nothing was handed over.")
            )
        self[key] = unit
        return unit


def _revoke_waiting(actor: Actor, things: Sequence[Thing]) -> None:
    """Everything that waits about these things gives way to the leader's decision."""
    cases = [thing.case.pk for thing in things if thing.case]
    tasks = [thing.task.pk for thing in things if thing.task]
    waiting = Handover.objects.filter(state__in=WAITING)
    rows = list(waiting.filter(case_id__in=cases) | waiting.filter(contact_person_id__in=tasks))
    for one in rows:
        one.state, one.settled_on, one.settled_by_id = State.REVOKED, actor.on, actor.account_id
        one.reason = _("handed over together with everything else")
    Handover.objects.bulk_update(rows, ["state", "settled_on", "settled_by", "reason"])
    if rows:
        record_change(actor, *(_record("handover_revoked", one) for one in rows))


def _take_over_all(actor: Actor, made: Sequence[Handover]) -> None:
    """What acceptance does, for many at once."""
    cases = []
    for one in made:
        one.state, one.settled_on, one.settled_by_id = State.ACCEPTED, actor.on, actor.account_id
        if one.case is not None:
            one.case.caseworker_id, one.case.unit = one.to_account_id, one.to_unit
            cases.append(one.case)
    Case.objects.bulk_update(cases, ["caseworker", "unit"])
    pass_tasks([(one.contact_person, one.to_account_id or 0) for one in made if one.contact_person], actor.on)


def _record(act: str, one: Handover) -> Record:
    values = {
        "from": one.from_account_id,
        "to": one.to_account_id,
        "case": one.case_id,
        "contact_person": one.contact_person_id,
    }
    return Record(act, "handover", one.pk, persons=(one.young_person_id,), values=values)
