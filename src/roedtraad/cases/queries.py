# SPDX-License-Identifier: EUPL-1.2
"""Reads about cases, contact persons and contacts, and what this room shows on a young person's page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import get_language

from roedtraad.cases.models import Case, Contact, ContactChannel, ContactKind, ContactOutcome, ContactPerson
from roedtraad.cases.substitutes import substitute_of
from roedtraad.consent import kinds
from roedtraad.consent.policies import readable
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.periods import in_force, running
from roedtraad.kernel.remembering import remembered
from roedtraad.kernel.rights import Right, Scope, roles_with_scope
from roedtraad.organisation.models import Account
from roedtraad.organisation.profile import DataKind
from roedtraad.organisation.queries import profile_on
from roedtraad.people import policies

CONTACTS_ON_PAGE: Final = 8
CONTACTS_AT_ONCE: Final = 32
"""How many contacts are read in one go: enough for the page's own list and for the first screen of the thread."""
_CHANNELS: Final = {one.value: one.label for one in ContactChannel}
_OUTCOMES: Final = {one.value: one.label for one in ContactOutcome}
_KINDS: Final = {one.value: one.label for one in ContactKind}


@dataclass(frozen=True, slots=True)
class FollowerRow:
    """A contact person as the page shows them. `is_gone`: the account is closed, so nobody answers."""

    pk: int
    account_id: int
    name: str
    title: str
    phone: str
    email: str
    kind_title: str
    is_coordinating: bool
    started_on: dt.date
    ended_on: dt.date | None
    is_current: bool
    is_gone: bool

    @property
    def answers(self) -> bool:
        """Whether this is somebody to call today."""
        return self.is_current and not self.is_gone


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One department's file. `is_stalled`: it is open and nobody at work has it."""

    pk: int
    reference: str
    department: str
    unit: str
    law: str
    opened_on: dt.date
    closed_on: dt.date | None
    caseworker: str
    is_stalled: bool


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact or an attempt at one."""

    held_on: dt.date
    channel: str
    outcome: str
    by: str
    is_reached: bool


def contact_person_name(actor: Actor) -> Subquery:
    """The coordinating contact person's name, for lists of young persons; empty when nobody at work is named."""
    found = ContactPerson.objects.filter(
        running(actor.on), young_person=OuterRef("pk"), is_coordinating=True, account__is_active=True
    )
    return Subquery(found.values("account__name")[:1])


def followers(person_id: int, on: dt.date) -> list[FollowerRow]:
    """Everybody who follows or has followed the person, the coordinating and the latest first."""
    return [_follower(row, on) for row in assignments_of(person_id)]


@remembered
def assignments_of(person_id: int) -> tuple[ContactPerson, ...]:
    """Every contact person there is or was, the coordinating and the latest first: the page and the thread ask for the same."""
    found = ContactPerson.objects.filter(young_person_id=person_id).select_related("account")
    accounts = (f"account__{name}" for name in ("name", "title", "phone", "email", "is_active"))
    return tuple(found.only("young_person_id", "kind", "is_coordinating", "started_on", "ended_on", *accounts))


def kind_title(row: ContactPerson) -> str:
    """What kind of contact person, in the reader's language."""
    return str(_KINDS.get(row.kind, row.kind))


def _follower(row: ContactPerson, on: dt.date) -> FollowerRow:
    return FollowerRow(
        pk=row.pk,
        account_id=row.account_id,
        name=row.account.name,
        title=row.account.title,
        phone=row.account.phone,
        email=row.account.email,
        kind_title=kind_title(row),
        is_coordinating=row.is_coordinating,
        started_on=row.started_on,
        ended_on=row.ended_on,
        is_current=row.started_on <= on and (row.ended_on is None or row.ended_on >= on),
        is_gone=not row.account.is_active,
    )


def one_contact_person(actor: Actor, pk: int) -> ContactPerson:
    """One assignment about a person whom the actor may see. Raises NotVisible."""
    found = ContactPerson.objects.select_related("account").filter(pk=pk).first()
    if found is None or not policies.can(actor, Right.SEE_PERSON, found.young_person_id):
        raise NotVisible
    return found


def can_follow(on: dt.date) -> QuerySet[Account]:
    """Those who can be named: at work, and with a role that opens the page of a person whom one follows."""
    has_role = in_force(on, "assignments__valid_from", "assignments__valid_to")
    roles = sorted(roles_with_scope(Scope.OWN))
    return Account.objects.filter(has_role, assignments__role__in=roles, is_active=True).distinct().order_by("name")


def coordinating_section(actor: Actor, person_id: int) -> dict[str, Any]:
    """The one to call, for everybody who may see the contacts: a name and a number, and not under which law."""
    rows = [row for row in followers(person_id, actor.on) if row.is_coordinating and row.is_current]
    coordinating = next((row for row in rows if row.answers), None)
    return {
        "coordinating": coordinating,
        "substitute": substitute_of(coordinating.account_id, actor.on) if coordinating else None,
        "is_gone": any(row.is_gone for row in rows),
    }


def cases_section(actor: Actor, person_id: int) -> dict[str, Any]:
    """The cases that the reader may read and everybody who follows or has followed the person."""
    laws = law_titles(actor.on)
    cases = [_case(case, laws) for case in readable_cases(actor, person_id)]
    return {"cases": cases, "followers": followers(person_id, actor.on)}


def readable_cases(actor: Actor, person_id: int) -> list[Case]:
    """Of a person's cases those of departments whose cases the actor may read (DOMAIN §1.11)."""
    reader = readable(actor, person_id)
    return [case for case in cases_of(person_id) if reader.allows(case.unit.department_id, kind_of(case))]


def kind_of(case: Case) -> DataKind:
    """The kind of a case: `health` when its discipline or its unit is about health, else `cases`."""
    return kinds.kind_of("cases", case.unit, discipline=case.discipline)


@remembered
def cases_of(person_id: int) -> tuple[Case, ...]:
    """Every case there is or was, the latest first: the page and the thread ask for the same."""
    found = Case.objects.filter(young_person_id=person_id).select_related("unit__department", "caseworker")
    names = (f"unit__{name}" for name in ("name_da", "name_en", "department__name_da", "department__name_en"))
    own = ("young_person_id", "reference", "law", "discipline", "opened_on", "closed_on", "unit__disciplines")
    return tuple(found.only(*own, *names, "caseworker__name", "caseworker__is_active"))


def _case(case: Case, laws: dict[str, str]) -> CaseRow:
    return CaseRow(
        pk=case.pk,
        reference=case.reference,
        department=case.unit.department.local_name,
        unit=case.unit.local_name,
        law=laws.get(case.law, case.law),
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        caseworker=case.caseworker.name if case.caseworker else "",
        is_stalled=is_stalled(case),
    )


def is_stalled(case: Case) -> bool:
    """Whether an open case waits because it has no caseworker, or one who no longer works here."""
    return case.closed_on is None and (case.caseworker is None or not case.caseworker.is_active)


@remembered
def law_titles(on: dt.date) -> dict[str, str]:
    """The laws' names in the reader's language, by code."""
    try:
        profile = profile_on(on)
    except DomainError:
        return {}
    return {law.code: law.title.get(get_language() or "da") for law in profile.laws}


def contacts_section(actor: Actor, person_id: int) -> dict[str, Any]:
    """The latest contacts, and when the young person was last reached."""
    rows = contacts(person_id, CONTACTS_ON_PAGE)
    return {"contacts": rows, "last_reached_on": next((row.held_on for row in rows if row.is_reached), None)}


def contacts(person_id: int, limit: int) -> Sequence[ContactRow]:
    """The latest contacts and attempts, newest first."""
    return [
        ContactRow(row.held_on, row.channel_title, row.outcome_title, row.by, row.outcome == ContactOutcome.REACHED)
        for row in contacts_made(person_id, limit)
    ]


class Made(NamedTuple):
    """A contact or an attempt as it is read."""

    pk: int
    held_on: dt.date
    channel: str
    outcome: str
    by: str

    @property
    def channel_title(self) -> str:
        return str(_CHANNELS.get(self.channel, self.channel))

    @property
    def outcome_title(self) -> str:
        return str(_OUTCOMES.get(self.outcome, self.outcome))


def contacts_made(person_id: int, limit: int, before: dt.date | None = None) -> Sequence[Made]:
    """The latest contacts and attempts, or the latest before a date, newest first."""
    if before is None and limit <= CONTACTS_AT_ONCE:
        return _newest(person_id)[:limit]
    found = Contact.objects.filter(young_person_id=person_id)
    return _made(found.filter(held_on__lt=before) if before else found, limit)


@remembered
def _newest(person_id: int) -> tuple[Made, ...]:
    return _made(Contact.objects.filter(young_person_id=person_id), CONTACTS_AT_ONCE)


def _made(found: QuerySet[Contact], limit: int) -> tuple[Made, ...]:
    return tuple(map(Made._make, found.values_list("pk", "held_on", "channel", "outcome", "account__name")[:limit]))
