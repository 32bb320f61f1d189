# SPDX-License-Identifier: EUPL-1.2
"""Made-up lives as rows of the tables, some thousands at a time."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from django.db import connection

from roedtraad.cases.models import Case, Contact, ContactKind, ContactPerson
from roedtraad.demo.assigning import Assigned, Assigner
from roedtraad.demo.lives import Life, Town
from roedtraad.demo.names import search_columns
from roedtraad.demo.places import DISTRICTS, SOURCES
from roedtraad.demo.staffing import Staff
from roedtraad.kernel.bulk import Values, insert_rows, reserve_ids
from roedtraad.organisation.models import Unit
from roedtraad.people.cpr import seal
from roedtraad.people.models import Guardian, LifeSituation, School, YoungPerson

_PERSON: Final = (
    "id", "reference", "cpr_sealed", "given_name", "family_name", "search_given", "search_family", "sort_name", "born_on",
    "phone", "email", "street", "postal_code", "city", "address_protected_to", "interpreter_language", "special_class",
    "school_id", "grade", "source", "confirmed_on",
)  # fmt: skip
_GUARDIAN: Final = (
    "young_person_id",
    "name",
    "relation",
    "has_custody",
    "phone",
    "email",
    "street",
    "address_protected_to",
)
_SITUATION: Final = (
    "young_person_id", "reference", "kind", "started_on", "ended_on", "place", "benefit_rate", "weekly_hours", "source",
    "confirmed_on",
)  # fmt: skip
_CASE: Final = (
    "young_person_id", "reference", "unit_id", "discipline", "law", "opened_on", "closed_on", "caseworker_id", "source",
    "confirmed_on",
)  # fmt: skip
_CONTACT_PERSON: Final = ("young_person_id", "account_id", "kind", "is_coordinating", "started_on", "ended_on")
_CONTACT: Final = ("young_person_id", "held_on", "channel", "outcome", "account_id", "recorded_at")
_RECORDED: Final = dt.time(14, 30, tzinfo=dt.UTC)

_Known = list[tuple[int, Life, Assigned]]


class Writer:
    """Writes lives in the order they come, and gives each its contact person and caseworkers in turn."""

    def __init__(self, staff: Staff, accounts: dict[str, int], town: Town, today: dt.date) -> None:
        self._assigner = Assigner(staff, today)
        self._accounts = accounts
        self._units = dict(Unit.objects.values_list("code", "pk"))
        self._schools = self._write_schools(town)

    def _write_schools(self, town: Town) -> dict[str, int]:
        School.objects.bulk_create(
            School(code=one.code, name=one.name, kind="school", district=DISTRICTS[one.district][1])
            for one in town.schools
        )
        return dict(School.objects.values_list("code", "pk"))

    def write(self, lives: Sequence[Life]) -> None:
        """Write these lives and all that belongs to them, inside the caller's transaction."""
        keys = reserve_ids(YoungPerson, len(lives))
        known = [(key, life, self._assigner.assign(life)) for key, life in zip(keys, lives, strict=True)]
        insert_rows(YoungPerson, _PERSON, (self._person(key, life) for key, life, _assigned in known))
        insert_rows(Guardian, _GUARDIAN, _guardians(known))
        insert_rows(LifeSituation, _SITUATION, _situations(known))
        insert_rows(Case, _CASE, self._cases(known))
        insert_rows(ContactPerson, _CONTACT_PERSON, self._contact_persons(known))
        insert_rows(Contact, _CONTACT, self._contacts(known))

    def _person(self, key: int, life: Life) -> Values:
        name = life.name
        return (
            key, life.reference, seal(life.cpr), name.given, name.family, *search_columns(name.given, name.family),
            life.born_on, life.phone, life.email, life.street, life.postal_code, life.city, life.protected_to,
            life.interpreter, life.special_class, self._schools[life.school.code] if life.school else None, life.grade,
            SOURCES["person"], life.confirmed_on,
        )  # fmt: skip

    def _cases(self, known: _Known) -> Iterator[Values]:
        for key, _life, assigned in known:
            for one in assigned.cases:
                yield (
                    key, one.reference, self._units[one.unit], one.discipline, one.law, one.opened_on, one.closed_on,
                    self._accounts[one.caseworker], SOURCES["case"], one.confirmed_on,
                )  # fmt: skip

    def _contact_persons(self, known: _Known) -> Iterator[Values]:
        for key, _life, assigned in known:
            for one in assigned.followers:
                kind = ContactKind.YOUTH_EFFORT if one.is_coordinating else ContactKind.MENTOR
                yield (key, self._accounts[one.username], kind.value, one.is_coordinating, one.started_on, one.ended_on)

    def _contacts(self, known: _Known) -> Iterator[Values]:
        for key, life, assigned in known:
            for touch in life.touches:
                at = connection.ops.adapt_datetimefield_value(dt.datetime.combine(touch.held_on, _RECORDED))
                yield (key, touch.held_on, touch.channel, touch.outcome, self._accounts[assigned.calls], at)


def _guardians(known: _Known) -> Iterator[Values]:
    for key, life, _assigned in known:
        for one in life.guardians:
            is_at_home = one.street == life.street
            yield (
                key,
                one.name,
                one.relation,
                True,
                one.phone,
                "",
                one.street,
                life.protected_to if is_at_home else None,
            )


def _situations(known: _Known) -> Iterator[Values]:
    for key, life, _assigned in known:
        for place, one in enumerate(life.situations, 1):
            yield (key, f"{life.reference}-{place}", *one)
