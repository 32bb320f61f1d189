# SPDX-License-Identifier: EUPL-1.2
"""What each participant of an item may hear on the day of the meeting, in a fixed number of queries."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from roedtraad.cases.models import Case
from roedtraad.consent.ground import department_keys, ground_on
from roedtraad.consent.kinds import kind_of
from roedtraad.consent.models import SharedLine
from roedtraad.consent.policies import SCHOOL, lines_in_force, own_departments
from roedtraad.consent.rules import opens
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.contributions import party_readers
from roedtraad.kernel.periods import in_force
from roedtraad.meetings.models import AgendaItem, ItemState, Participant, Task
from roedtraad.meetings.rules import inviting_hearing as rules
from roedtraad.meetings.rules.inviting_hearing import Ears, Hearing, Line, Matter
from roedtraad.organisation.models import RoleAssignment, Unit
from roedtraad.organisation.profile import DataKind, Forum
from roedtraad.organisation.queries import profile_on

TOLD_AT_MEETINGS: Final[tuple[DataKind, ...]] = ("cases", "plan")
"""What a meeting talks about: the cases and the plan; of a unit or case that is about health, health."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What there is to hear about one item: the matters, and what opens them between departments that day."""

    on: dt.date
    matters: frozenset[Matter]
    lines: tuple[Line, ...]


def subject_of(item: AgendaItem, forum: Forum | None) -> Subject:
    """What the item's department and those with an open case know, and what opens it to others. At most three queries."""
    on = item.meeting.held_on
    matters = matters_of(item)
    return Subject(on, matters, (*_shared_lines(item.young_person_id, on), *_forum_lines(item, forum, matters)))


def matters_of(item: AgendaItem) -> frozenset[Matter]:
    """Departments and kinds of data that the item is about: its own unit's and those of every open case."""
    found = set(_matters(item.unit))
    for case in open_cases(item.young_person_id):
        found |= _matters(case.unit, case.discipline)
    return frozenset(found)


def _matters(unit: Unit, discipline: str = "") -> set[Matter]:
    return {(unit.department_id, kind_of(kind, unit, discipline=discipline)) for kind in TOLD_AT_MEETINGS}


def open_cases(person_id: int) -> Sequence[Case]:
    """The young person's open cases, of every department, the oldest first: for deciding who is needed, not for showing."""
    found = Case.objects.filter(young_person_id=person_id, closed_on__isnull=True)
    return list(found.select_related("unit").order_by("opened_on", "pk"))


def _shared_lines(person_id: int, on: dt.date) -> Iterable[Line]:
    """What consents and sharings open of the person on the day, as `consent.policies` reads them."""
    ground, departments = ground_on(on), department_keys(on)
    rows = SharedLine.objects.filter(
        lines_in_force(on), young_person_id=person_id, from_department__isnull=False, to_department__isnull=False
    ).order_by("pk").values_list(
        "from_department_id", "to_department_id", "kind", "consent__basis", "sharing__basis", "sharing__is_override"
    )  # fmt: skip
    for giving, receiving, kind, by_consent, by_sharing, is_override in rows:
        basis = by_consent or by_sharing or ""
        line = (departments.by_key.get(giving, ""), departments.by_key.get(receiving, ""), kind)
        if opens(ground, basis, line, is_consent=by_consent is not None, is_override=bool(is_override)):
            yield Line(giving, receiving, kind, basis)


def _forum_lines(item: AgendaItem, forum: Forum | None, matters: Collection[Matter]) -> tuple[Line, ...]:
    if forum is None or not forum.sharing_basis:
        return ()
    on = item.meeting.held_on
    kinds = {kind for _department, kind in matters}
    return rules.lines_of_forum(
        ground_on(on), forum.sharing_basis, department_keys(on).by_key, kinds, used=_is_used(item, forum.sharing_basis)
    )


def _is_used(item: AgendaItem, basis: str) -> bool:
    """Whether a forum that stands on the same basis has talked about the young person before."""
    codes = [one.id for one in profile_on(item.meeting.held_on).forums if one.sharing_basis == basis]
    before = AgendaItem.objects.filter(young_person_id=item.young_person_id, meeting__forum__in=codes)
    return before.filter(state=ItemState.TREATED).exclude(pk=item.pk).exists()


def ears_of(account_ids: Collection[int], on: dt.date) -> Mapping[int, Ears]:
    """Where colleagues work on a day, and what is one authority with it. One query."""
    rows = RoleAssignment.objects.filter(in_force(on), account_id__in=account_ids).select_related("unit").order_by("pk")
    grants: dict[int, list[Grant]] = {one: [] for one in account_ids}
    for row in rows:
        department = row.unit.department_id if row.unit else None
        grants[row.account_id].append(Grant(Role(row.role), row.unit_id, department, row.school_code))
    return {pk: _ears(Actor(pk, "", tuple(found), on=on)) for pk, found in grants.items()}


def _ears(actor: Actor) -> Ears:
    own = actor.department_ids
    if Role.SCHOOL_REPRESENTATIVE in actor.roles:
        covering = (code for code, disciplines in ground_on(actor.on).disciplines.items() if SCHOOL in disciplines)
        own |= department_keys(actor.on).keys(covering)
    return Ears(own, own_departments(actor))


def ears_of_department(department_id: int, on: dt.date) -> Ears:
    """The same for a whole department, whoever works there."""
    code = department_keys(on).by_key.get(department_id, "")
    same = department_keys(on).keys(ground_on(on).with_same_authority([code]))
    return Ears(frozenset({department_id}), same | {department_id})


@dataclass(frozen=True, slots=True)
class Listener:
    """What one participant may hear, and the departments they come from."""

    hearing: Hearing
    departments: frozenset[int] = frozenset()


def listeners(subject: Subject, item: AgendaItem, participants: Iterable[Participant]) -> Mapping[int, Listener]:
    """What each participant may hear, by participant: two queries however many there are."""
    found = list(participants)
    ears = ears_of({one.account_id for one in found if one.account_id}, subject.on)
    opened = as_party(item.young_person_id, subject.on) if any(one.guardian_id for one in found) else frozenset()
    outside = told_outside(item.young_person_id, subject.on) if any(one.outside_name for one in found) else {}
    heard = {one.pk: _hearing(subject, one, ears, opened) for one in found if not one.outside_name}
    heard |= {one.pk: _hearing_outside(subject, one, outside) for one in found if one.outside_name}
    return {one.pk: Listener(heard[one.pk], ears.get(one.account_id or 0, Ears()).own) for one in found}


def _hearing_outside(subject: Subject, one: Participant, told: Mapping[str, Mapping[Matter, str]]) -> Hearing:
    """Somebody from outside: whoever comes with the young person hears what they do, others what a consent names them for."""
    if one.task in (Task.SUPPORT, Task.INTERPRETER):
        return rules.everything(subject.matters, rules.OWN_MATTER)
    opened = told.get(one.outside_name.casefold(), {})
    heard = {matter: basis for matter, basis in opened.items() if matter in subject.matters}
    return Hearing(heard, subject.matters - heard.keys())


def told_outside(person_id: int, on: dt.date) -> Mapping[str, Mapping[Matter, str]]:
    """What consents and sharings let somebody outside the municipality know, by their name as it stands there. One query."""
    rows = SharedLine.objects.filter(
        lines_in_force(on), young_person_id=person_id, from_department__isnull=False, to_department__isnull=True
    ).order_by("pk").values_list(
        "from_department_id", "kind", "consent__to_outside", "sharing__to_outside", "consent__basis", "sharing__basis"
    )  # fmt: skip
    found: dict[str, dict[Matter, str]] = {}
    for giving, kind, to_consent, to_sharing, by_consent, by_sharing in rows:
        name = (to_consent or to_sharing or "").casefold()
        found.setdefault(name, {})[giving, kind] = by_consent or by_sharing or ""
    return found


def _hearing(
    subject: Subject, one: Participant, ears: Mapping[int, Ears], opened: Collection[tuple[int, str]]
) -> Hearing:
    if one.is_young_person:
        return rules.everything(subject.matters, rules.OWN_MATTER)
    if one.guardian_id:
        return rules.only(subject.matters, opened, rules.AS_PARTY)
    return rules.hearing(ears.get(one.account_id or 0, Ears()), subject.matters, subject.lines)


def as_party(person_id: int, on: dt.date) -> frozenset[tuple[int, str]]:
    """What laws make a guardian a party to: departments and kinds of data; nothing when they are a party to no case."""
    guardian = Actor(0, "", (Grant(Role.GUARDIAN, person_id=person_id),), on=on)
    return frozenset[tuple[int, str]]().union(*(one.reads(guardian, person_id) for one in party_readers))
