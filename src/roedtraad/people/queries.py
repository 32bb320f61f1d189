# SPDX-License-Identifier: EUPL-1.2
"""Reads about one young person: the page, who has looked, and what has been changed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.template.defaultfilters import floatformat
from django.utils.functional import Promise
from django.utils.translation import get_language

from roedtraad.audit.looks import PURPOSES
from roedtraad.audit.models import LogEntry, Stream
from roedtraad.audit.queries import entries_about
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import months_between
from roedtraad.kernel.contributions import act_types
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.remembering import remembered
from roedtraad.kernel.rights import Part, Right, has_right
from roedtraad.organisation.models import Unit
from roedtraad.organisation.queries import profile_on
from roedtraad.people import cpr, policies, rules
from roedtraad.people.facts import MAIN_ORDER
from roedtraad.people.models import Guardian, LifeSituation, SituationKind, YoungPerson

MONTHS_A_YEAR = 12
SITUATION_TITLES: Final = {kind.value: kind.label for kind in SituationKind}

FIRST_SITUATIONS: Final = 8
"""Life situations that stand on the page at once."""


@dataclass(frozen=True, slots=True)
class Access:
    """What one actor may see of one person, and do about them."""

    parts: frozenset[Part]
    rights: frozenset[Right]


@dataclass(frozen=True, slots=True)
class Address:
    """An address. `is_hidden` when it is protected and the reader may not see it; then the rest is empty."""

    street: str = ""
    postal_code: str = ""
    city: str = ""
    protected_to: dt.date | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How the young person is reached."""

    phone: str
    email: str
    interpreter_language: str
    address: Address


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """An adult close to the young person."""

    name: str
    relation: str
    has_custody: bool
    phone: str
    email: str
    address: Address


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """The school, the grade, and whether it is a special class (None when the reader may not know)."""

    name: str
    grade: int | None
    special_class: bool | None


class Lived(NamedTuple):
    """One recorded life situation as it is read: a person can have hundreds, and most are only looked at for their dates."""

    pk: int
    kind: str
    started_on: dt.date
    ended_on: dt.date | None
    confirmed_on: dt.date
    place: str
    benefit_rate: str
    weekly_hours: Decimal | None
    source: str

    @property
    def title(self) -> str:
        """The kind in the reader's language."""
        return str(SITUATION_TITLES.get(self.kind, self.kind))


@dataclass(frozen=True, slots=True)
class SituationRow:
    """A life situation as it stands today. `is_expired`: nobody has confirmed it for so long that it no longer counts."""

    pk: int
    kind: str
    title: str
    started_on: dt.date
    ended_on: dt.date | None
    place: str
    benefit_rate: str
    weekly_hours: str
    source: str
    confirmed_on: dt.date
    is_current: bool
    is_expired: bool

    @property
    def can_end(self) -> bool:
        return self.ended_on is None or self.is_current


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A young person as one actor may see them; a part that the actor may not see is None or empty."""

    person_id: int
    reference: str
    name: str
    born_on: dt.date
    age: int
    cpr_masked: str
    access: Access
    contact: ContactDetails | None
    guardians: tuple[GuardianRow, ...]
    school: SchoolPlace | None
    situations: tuple[SituationRow, ...]
    further_situations: int
    status_title: str
    is_status_unknown: bool


def access_to(actor: Actor, person_id: int) -> Access:
    """What the actor's roles that reach this person allow, in one query. Raises NotVisible."""
    roles = policies.roles_reaching(actor, person_id)
    rights = policies.rights_of(roles)
    if actor.is_system:
        return Access(frozenset(Part), frozenset(Right))
    if not rights & policies.SEEING:
        raise NotVisible
    return Access(policies.parts(roles), rights)


def visible_person(actor: Actor, person_id: int) -> YoungPerson:
    """One person for the actor to see at least the name of. Raises NotVisible."""
    person = policies.visible(actor).filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    return person


def person_page(actor: Actor, person_id: int, *, every_situation: bool = False) -> PersonPage:
    """Everything of the page that this room knows and the actor may see, in five queries at most. Raises NotVisible.

    The first life situations stand at once: those that run, then the newest; the rest on demand.
    """
    access = access_to(actor, person_id)
    person = YoungPerson.objects.select_related("school").filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    sees_situations = Part.SITUATIONS in access.parts
    lived = situations_of(person_id) if sees_situations else ()
    situations = _first(lived, actor.on, None if every_situation else FIRST_SITUATIONS)
    status = _status(lived, actor.on)
    return PersonPage(
        person_id=person.pk,
        reference=person.reference,
        name=person.name,
        born_on=person.born_on,
        age=age_on(person.born_on, actor.on),
        cpr_masked=cpr.mask(person.born_on) if person.cpr_sealed else "",
        access=access,
        contact=_contact(person, access, actor.on),
        guardians=_guardians(person, access, actor.on),
        school=_school(person, access),
        situations=situations,
        further_situations=len(lived) - len(situations),
        status_title=str(SituationKind(status).label) if sees_situations else "",
        is_status_unknown=sees_situations and status == SituationKind.UNKNOWN,
    )


@remembered
def situations_of(person_id: int) -> tuple[Lived, ...]:
    """Everything the person is recorded to have done, newest first: the page and the thread ask for the same."""
    found = LifeSituation.objects.filter(young_person_id=person_id)
    return tuple(map(Lived._make, found.values_list(*Lived._fields)))


def age_on(born_on: dt.date, on: dt.date) -> int:
    """Whole years on a date."""
    return months_between(born_on, on) // MONTHS_A_YEAR


def status_currency(on: dt.date) -> Mapping[str, int]:
    """For how many days a status of each kind is believed; nothing is limited until a profile says so."""
    try:
        return {one.kind: one.days for one in profile_on(on).status_currency if one.in_force(on)}
    except DomainError:
        return {}


def period_of(situation: LifeSituation | Lived) -> rules.Period:
    """A life situation as the rules want it."""
    return rules.Period(situation.kind, situation.started_on, situation.ended_on, situation.confirmed_on)


def _first(lived: Sequence[Lived], on: dt.date, most: int | None) -> tuple[SituationRow, ...]:
    """The running situations and then the newest, at most so many; all of them when `most` is None."""
    currency, units = status_currency(on), unit_names(on)
    by_place = sorted(lived, key=lambda one: one.ended_on is not None and one.ended_on < on)
    return tuple(_situation(one, on, currency, units) for one in by_place[:most])


def unit_names(on: dt.date) -> Mapping[str, str]:
    """The units by code, for what staff recorded by hand: there the source is the code of their unit."""
    language = get_language() or "da"
    try:
        return {unit.code: unit.name.get(language) for unit in profile_on(on).units}
    except DomainError:
        return {}


def _situation(one: Lived, on: dt.date, currency: Mapping[str, int], units: Mapping[str, str]) -> SituationRow:
    period = period_of(one)
    runs = one.started_on <= on and (one.ended_on is None or one.ended_on >= on)
    current = rules.is_current(period, on, currency)
    return SituationRow(
        pk=one.pk,
        kind=one.kind,
        title=one.title,
        started_on=one.started_on,
        ended_on=one.ended_on,
        place=one.place,
        benefit_rate=one.benefit_rate,
        weekly_hours=floatformat(one.weekly_hours, -1),
        source=units.get(one.source, one.source),
        confirmed_on=one.confirmed_on,
        is_current=current,
        is_expired=runs and not current and one.kind != SituationKind.UNKNOWN,
    )


def one_situation(person_id: int, situation_id: int) -> LifeSituation:
    """One of the person's life situations, for whoever has asked for the right already. Raises NotVisible."""
    found = LifeSituation.objects.filter(pk=situation_id, young_person_id=person_id).first()
    if found is None:
        raise NotVisible
    return found


def _status(lived: Iterable[Lived], on: dt.date) -> str:
    currency = status_currency(on)
    kinds = {one.kind for one in lived if rules.is_current(period_of(one), on, currency)}
    return next((kind.value for kind in MAIN_ORDER if kind in kinds), SituationKind.UNKNOWN.value)


def _contact(person: YoungPerson, access: Access, on: dt.date) -> ContactDetails | None:
    if Part.CONTACT_DETAILS not in access.parts:
        return None
    address = Address(person.street, person.postal_code, person.city, person.address_protected_to)
    return ContactDetails(
        person.phone, person.email, person.interpreter_language,
        _shown(address, access, is_protected=is_protected(person.address_protected_to, on)),
    )  # fmt: skip


def is_protected(protected_to: dt.date | None, on: dt.date) -> bool:
    """Whether name and address protection is in force on a date; its last day is included."""
    return protected_to is not None and protected_to >= on


def _shown(address: Address, access: Access, *, is_protected: bool) -> Address:
    """The address as the reader may see it; protection that has run out is not spoken of."""
    if is_protected and Part.PROTECTED_ADDRESS not in access.parts:
        return Address(is_hidden=True)
    if is_protected:
        return address
    return Address(address.street, address.postal_code, address.city)


def _guardians(person: YoungPerson, access: Access, on: dt.date) -> tuple[GuardianRow, ...]:
    if Part.GUARDIANS not in access.parts:
        return ()
    return tuple(_guardian(one, person, access, on) for one in Guardian.objects.filter(young_person=person))


def _guardian(one: Guardian, person: YoungPerson, access: Access, on: dt.date) -> GuardianRow:
    """A guardian; the address is hidden as well when the young person's is, because it is often the same."""
    protected = is_protected(one.address_protected_to, on) or is_protected(person.address_protected_to, on)
    address = _shown(Address(one.street, protected_to=one.address_protected_to), access, is_protected=protected)
    return GuardianRow(one.name, one.relation, one.has_custody, one.phone, one.email, address)


def _school(person: YoungPerson, access: Access) -> SchoolPlace | None:
    if Part.SCHOOL not in access.parts or (person.school is None and person.grade is None):
        return None
    special = person.special_class if Part.SPECIAL_NEEDS in access.parts else None
    return SchoolPlace(person.school.name if person.school else "", person.grade, special)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One look or change as it is told: when, from where, why and what. `who` only for those who may know."""

    at: dt.datetime
    what: str | Promise
    unit: str
    department: str
    purpose: str | Promise
    who: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a log is about. `name` is empty for those who may read the log but not see the person."""

    person_id: int
    reference: str
    name: str


def log_subject(actor: Actor, person_id: int) -> Subject:
    """The person whose log the actor may read.

    Whoever may see the person needs the right to see who looked; the data protection officer reads everybody's log and sees
    no more of the person than the reference. Raises NotVisible or NotAllowed.
    """
    if has_right(actor, Right.SEE_LOG):
        person = YoungPerson.objects.filter(pk=person_id).only("reference", "given_name", "family_name").first()
        if person is None:
            raise NotVisible
        sees = policies.can(actor, Right.SEE_PERSON, person_id)
        return Subject(person.pk, person.reference, person.name if sees else "")
    policies.require(actor, Right.SEE_WHO_LOOKED, person_id)
    person = visible_person(actor, person_id)
    return Subject(person.pk, person.reference, person.name)


def who_looked(actor: Actor, person_id: int, number: int = 1) -> Page[LogRow]:
    """Who has been shown the person, newest first: date, time, unit, department and purpose.

    The employee's name is for those who may read the log itself (CJEU C-579/21). Raises NotVisible or NotAllowed.
    """
    log_subject(actor, person_id)
    return _log_page(actor, person_id, Stream.LOOK, number, names=has_right(actor, Right.SEE_LOG))


def changes(actor: Actor, person_id: int, number: int = 1) -> Page[LogRow]:
    """What has been done about the person and by whom, newest first. Raises NotVisible or NotAllowed."""
    log_subject(actor, person_id)
    return _log_page(actor, person_id, Stream.CHANGE, number, names=True)


def _log_page(actor: Actor, person_id: int, stream: Stream, number: int, *, names: bool) -> Page[Any]:
    found: Page[LogEntry] = paged(entries_about(person_id).filter(stream=stream), number)
    units = {unit.code: unit for unit in Unit.objects.select_related("department")}
    return found.with_rows(lambda entries: [_log_row(entry, units, names=names) for entry in entries])


def _log_row(entry: LogEntry, units: Mapping[str, Unit], *, names: bool) -> LogRow:
    unit, act = units.get(entry.unit), act_types.get(entry.act)
    return LogRow(
        at=entry.at,
        what=act.title if act else entry.act,
        unit=unit.local_name if unit else entry.unit,
        department=unit.department.local_name if unit else entry.department,
        purpose=PURPOSES.get(entry.purpose, entry.purpose),
        who=entry.actor_name if names else "",
    )
