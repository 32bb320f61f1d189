# SPDX-License-Identifier: EUPL-1.2
"""Who may read what of another department's data about a young person: one rule in two shapes (DESIGN §6, DOMAIN §1.11).

Every row about a young person belongs to a department and is of a kind. It is readable for whoever works in that department, in
one that is the same authority, or in one that it has been shared with on a basis that holds today; the young person reads their
own, and a guardian what a law makes them a party to (`PartyReader`). The consequence for a page is one query, whatever the
number of rows. A consent taken back is gone at the next request, and in the same one for whoever took it back.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from django.db.models import BigIntegerField, BooleanField, CharField, Exists, Model, OuterRef, Q, QuerySet, Value

from roedtraad.consent import rules
from roedtraad.consent.ground import department_keys, ground_on
from roedtraad.consent.kinds import HEALTH, health_rows
from roedtraad.consent.models import GivenBy, SharedLine
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.contributions import party_readers, person_relations
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.remembering import remembered
from roedtraad.kernel.rights import Right, Scope, roles_with_scope
from roedtraad.organisation.profile import DataKind
from roedtraad.organisation.queries import profile_on

_NO_DEPARTMENT: Final = -1
_IN_EMERGENCY: Final = (_NO_DEPARTMENT, "")
_KEY, _WORD = Value(_NO_DEPARTMENT, BigIntegerField()), Value("", CharField())
_OPENED: Final = (_KEY, _KEY, _WORD, _WORD, _WORD, Value(value=False, output_field=BooleanField()))
"""A row among the shared lines that stands for a person who is open in an emergency: one query tells both."""
M = TypeVar("M", bound=Model)
SCHOOL = "school"
"""The discipline of those who work at a school: they have no unit, and belong to the department that covers it."""


@dataclass(frozen=True, slots=True)
class Readable:
    """Whose data about one person an actor may read: of which departments everything, and of which only some kinds."""

    everything: bool = False
    departments: frozenset[int] = frozenset()
    shared: frozenset[tuple[int, str]] = field(default_factory=frozenset)

    def allows(self, department_id: int | None, kind: DataKind) -> bool:
        """Whether a row of that department and kind may be read; a row that no department owns is the person's own.

        The kind is what `kinds.kind_of` says of the row.
        """
        if self.everything or department_id is None:
            return True
        return department_id in self.departments or (department_id, kind) in self.shared

    def rows(self, kind: DataKind, unit: str = "unit", *, discipline: str = "", area: str = "") -> Q:
        """The same as a filter on rows about the person. `unit` leads to the owning unit; `discipline` and `area` to what
        says that a row is about health (`kinds.kind_of`).
        """
        if self.everything:
            return Q()
        path = f"{unit}__department_id"
        allowed = Q(**{f"{path}__in": self.departments}) | Q(**{f"{path}__isnull": True})
        plain, sick = self._from(kind), self._from(HEALTH)
        health = health_rows(kind, unit, discipline=discipline, area=area)
        if health is None or plain == sick:
            return allowed | Q(**{f"{path}__in": plain}) if plain else allowed
        if plain:
            allowed |= Q(**{f"{path}__in": plain}) & ~health
        return allowed | (Q(**{f"{path}__in": sick}) & health) if sick else allowed

    def _from(self, kind: DataKind) -> frozenset[int]:
        """The departments that share data of a kind."""
        return frozenset(department for department, of_kind in self.shared if of_kind == kind)


@remembered
def readable(actor: Actor, person_id: int) -> Readable:
    """What the actor may read about one person. It says nothing about whether the person is visible at all.

    Whoever has opened the person in an emergency reads everything for as long as that lasts.
    """
    if person_id in _children(actor):
        return Readable(shared=_as_party(actor, person_id))
    if actor.is_system or person_id in actor.own_person_ids:
        return Readable(everything=True)
    own = own_departments(actor)
    if not own:
        return Readable()
    shared = _shared_with(actor, own, person_id)
    return Readable(everything=True) if _IN_EMERGENCY in shared else Readable(departments=own, shared=shared)


def readable_rows(
    actor: Actor, person_id: int, kind: DataKind, rows: "QuerySet[M, Any]", *, discipline: str = ""
) -> "QuerySet[M, Any]":
    """Those of the rows about one person that the actor may read; the rows have a `unit`."""
    return rows.filter(readable(actor, person_id).rows(kind, discipline=discipline))


def readable_across(
    actor: Actor,
    kind: DataKind,
    person_path: str = "young_person_id",
    unit: str = "unit",
    *,
    discipline: str = "",
    area: str = "",
) -> Q:
    """The same rule as a filter on rows of one kind about many persons, for lists, search and exports.

    `person_path` and `unit` lead from the row to the young person and to the owning unit, `discipline` and `area` as in
    `Readable.rows`.
    """
    if actor.is_system:
        return Q()
    own, department_path = own_departments(actor), f"{unit}__department_id"
    allowed = Q(**{f"{department_path}__isnull": True}) | Q(**{f"{department_path}__in": own})
    children = _children(actor)
    if actor.own_person_ids - children:
        allowed |= Q(**{f"{person_path}__in": actor.own_person_ids - children})
    for child in children:
        as_party = Readable(shared=_as_party(actor, child))
        allowed |= Q(**{person_path: child}) & as_party.rows(kind, unit, discipline=discipline, area=area)
    for ids in _opened_in_emergency(actor):
        allowed |= Q(**{f"{person_path}__in": ids})
    if not own:
        return allowed
    lines = SharedLine.objects.filter(
        lines_in_force(actor.on), lines_carried(actor.on), to_department__in=own,
        young_person_id=OuterRef(person_path), from_department_id=OuterRef(department_path),
    ).order_by()  # fmt: skip
    health = health_rows(kind, unit, discipline=discipline, area=area)
    if health is None:
        return allowed | Q(Exists(lines.filter(kind=kind)))
    return allowed | (~health & Q(Exists(lines.filter(kind=kind)))) | (health & Q(Exists(lines.filter(kind=HEALTH))))


def _children(actor: Actor) -> frozenset[int]:
    """The young persons for whom the actor comes as a guardian: a party to some of what there is, and not to everything."""
    return frozenset(one.person_id for one in actor.grants_with([Role.GUARDIAN]) if one.person_id)


def _as_party(actor: Actor, person_id: int) -> frozenset[tuple[int, str]]:
    """Departments and kinds that laws make a guardian a party to today; none when no room knows."""
    return frozenset().union(*(one.reads(actor, person_id) for one in party_readers))


def concerning(actor: Actor, person_id: int, rows: "QuerySet[Any, Any]", ground: str) -> "QuerySet[Any, Any]":
    """Consents or sharings of one person in which the actor's departments tell or are told; a citizen's own are all theirs.

    `ground` is what a line calls the row: `consent` or `sharing`.
    """
    if actor.is_system or person_id in actor.own_person_ids:
        return rows
    return concerning_staff(actor, rows, ground)


def concerning_staff(actor: Actor, rows: "QuerySet[Any, Any]", ground: str) -> "QuerySet[Any, Any]":
    """The same of many persons, for lists: those in which the actor's departments tell or are told."""
    own = own_departments(actor)
    lines = SharedLine.objects.filter(**{ground: OuterRef("pk")})
    return rows.filter(Exists(lines.filter(Q(from_department__in=own) | Q(to_department__in=own)).order_by()))


@remembered
def own_departments(actor: Actor) -> frozenset[int]:
    """The actor's departments and those that are one authority with them."""
    at_school = any(grant.role == Role.SCHOOL_REPRESENTATIVE for grant in actor.grants)
    if not actor.department_ids and not at_school:
        return frozenset()
    ground, departments = ground_on(actor.on), department_keys(actor.on)
    own = departments.codes(actor.department_ids)
    if at_school:
        own |= {code for code, disciplines in ground.disciplines.items() if SCHOOL in disciplines}
    return actor.department_ids | departments.keys(ground.with_same_authority(own))


@remembered
def own_codes(actor: Actor) -> frozenset[str] | None:
    """The disciplines and laws of the actor's departments and those of the same authority; None for whoever knows them all.

    For words about cases that name no department but tell which one it is.
    """
    if actor.is_system:
        return None
    codes, profile = department_keys(actor.on).codes(own_departments(actor)), profile_on(actor.on)
    departments = [one for one in profile.departments if one.code in codes and one.in_force(actor.on)]
    units = [one for one in profile.units if one.department in codes and one.in_force(actor.on)]
    laws = (law for one in departments for law in one.laws)
    of_units = (code for one in units for code in one.disciplines)
    return frozenset((*laws, *of_units, *(code for one in departments for code in one.disciplines)))


def _shared_with(actor: Actor, own: frozenset[int], person_id: int) -> frozenset[tuple[int, str]]:
    """What consents and sharings in force open of one person to the departments, in one query."""
    ground, departments = ground_on(actor.on), department_keys(actor.on)
    lines = SharedLine.objects.filter(
        lines_in_force(actor.on), young_person_id=person_id, to_department__in=own, from_department__isnull=False
    ).order_by().values_list(
        "from_department_id", "to_department_id", "kind", "consent__basis", "sharing__basis", "sharing__is_override"
    )  # fmt: skip
    emergencies = [ids.filter(young_person_id=person_id).values_list(*_OPENED) for ids in _opened_in_emergency(actor)]
    found = list(lines.union(*emergencies) if emergencies else lines)
    if any(giving == _NO_DEPARTMENT for giving, *_rest in found):
        return frozenset({_IN_EMERGENCY})
    return frozenset(
        (giving, kind)
        for giving, receiving, kind, by_consent, by_sharing, is_override in found
        if rules.opens(
            ground,
            by_consent or by_sharing or "",
            (departments.by_key.get(giving, ""), departments.by_key.get(receiving, ""), kind),
            is_consent=by_consent is not None,
            is_override=bool(is_override),
        )
    )


def _opened_in_emergency(actor: Actor) -> "list[QuerySet[Any, Any]]":
    """The persons whom the actor has open in an emergency, as the room that knows it tells; nobody for whoever cannot."""
    grants = actor.grants_with(roles_with_scope(Scope.GLASS, Right.BREAK_GLASS))
    if not grants:
        return []
    told = (one.person_ids(actor, grants) for one in person_relations if one.scope == Scope.GLASS)
    return [ids.values("young_person_id").order_by() for ids in told if ids is not None]


def lines_in_force(on: dt.date) -> Q:
    """Lines whose consent or sharing holds on a day: in its period, not taken back, ended or replaced."""
    consented = Q(consent__withdrawn_at__isnull=True, consent__replaced_by__isnull=True)
    consented &= ~Q(consent__given_by=GivenBy.GUARDIAN) | Q(consent__guardian__has_custody=True)
    consented &= in_force(on, "consent__valid_from", "consent__valid_to")
    shared = Q(sharing__ended_at__isnull=True) & in_force(on, "sharing__valid_from", "sharing__valid_to")
    return (Q(consent__isnull=False) & consented) | (Q(sharing__isnull=False) & shared)


def lines_carried(on: dt.date) -> Q:
    """Lines whose basis still carries them by what is decided on a day: `rules.opens` as a condition."""
    ground, departments = ground_on(on), department_keys(on)
    carried = Q(pk__in=())
    for basis in ground.bases:
        fits = Q(kind__in=basis.kinds) if basis.kinds else Q()
        if basis.disciplines:
            covered = departments.keys(code for code in ground.disciplines if rules.covers(ground, basis, [code]))
            fits &= Q(from_department__in=covered, to_department__in=covered)
        of_consent = Q(consent__basis=basis.code) & fits
        of_sharing = Q(sharing__basis=basis.code) & fits if not basis.needs_consent else Q(pk__in=())
        carried |= of_consent | of_sharing | Q(sharing__basis=basis.code, sharing__is_override=True)
    return carried
