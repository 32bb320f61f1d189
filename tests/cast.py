# SPDX-License-Identifier: EUPL-1.2
"""The fixed cast that tests speak about: one young person, those around her, and those who have no business with her.

`make_cast()` puts everybody on the stage of Fjordby (the fictional municipality's own profile). The `make_*` functions make
one more of anything, with sensible defaults, so that a test says only what it is about.
"""

import datetime as dt
import itertools
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from roedtraad.cases.models import Case, Contact, ContactChannel, ContactKind, ContactOutcome, ContactPerson
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role, system_actor
from roedtraad.kernel.text import fold, sort_key
from roedtraad.organisation.actions import load_profile
from roedtraad.organisation.models import Account, RoleAssignment, Unit
from roedtraad.organisation.profile import Profile, parse_profile, shipped_profile_text
from roedtraad.organisation.queries import actor_for
from roedtraad.people.cpr import seal, synthetic_cpr, unseal
from roedtraad.people.models import Guardian, LifeSituation, School, SituationKind, YoungPerson
from tests.replay import replayed

SCHOOL_CODE = "999001"
OTHER_SCHOOL_CODE = "999002"
LONG_AGO = dt.date(2015, 1, 1)
_numbers = itertools.count(1)


@lru_cache(maxsize=16)
def shipped_profile(name: str = "fjordby") -> Profile:
    """A shipped profile, read once for all tests."""
    return parse_profile(shipped_profile_text(name), f"{name}.yaml")


def use_profile(name: str = "fjordby") -> Profile:
    """Let a shipped profile count since long ago, with its departments and units."""
    replayed(lambda: _load(name), name)
    return shipped_profile(name)


def _load(name: str) -> None:
    load_profile(system_actor(clock.today(), "test"), profile=shipped_profile(name), valid_from=LONG_AGO)


def years_ago(years: float) -> dt.date:
    """About that many years before today."""
    return days_ago(round(years * 365.25))


def days_ago(days: int) -> dt.date:
    """A day that many days before today."""
    return clock.today() - dt.timedelta(days=days)


def make_account(username: str, name: str, **values: Any) -> Account:
    """Somebody who can sign in (with `client.force_login`); no role yet."""
    return Account.objects.create(username=username, name=name, **{"language": "en", **values})


def give_role(
    account: Account, role: Role, unit: str = "", *, school_code: str = "",
    since: dt.date = LONG_AGO, until: dt.date | None = None,
) -> RoleAssignment:  # fmt: skip
    """A role in a unit (by its code) or for a school, in force since long ago."""
    place = Unit.objects.get(code=unit) if unit else None
    return RoleAssignment.objects.create(
        account=account, role=role, unit=place, school_code=school_code, valid_from=since, valid_to=until
    )


def make_colleague(username: str, name: str, role: Role, unit: str = "", *, school_code: str = "") -> Account:
    """An account with one role in one place."""
    account = make_account(username, name)
    give_role(account, role, unit, school_code=school_code)
    return account


def make_school(code: str, name: str = "") -> School:
    return School.objects.create(code=code, name=name or f"School {code}", kind="folkeskole")


def make_person(
    given_name: str = "Unge", family_name: str = "", born_on: dt.date | None = None, **values: Any
) -> YoungPerson:
    """A young person of 17 with a synthetic CPR number, unless told otherwise."""
    number = next(_numbers)
    family_name = family_name or f"Person{number}"
    born_on = born_on or years_ago(17.2)
    given, family = fold(given_name), fold(family_name)
    defaults = {
        "reference": f"T-{number}", "cpr_sealed": seal(synthetic_cpr(born_on, number % 4000)), "source": "test",
        "confirmed_on": clock.today(), "search_given": f"{given} {family}", "search_family": f"{family} {given}",
        "sort_name": f"{sort_key(family)} {sort_key(given)}",
    }  # fmt: skip
    return YoungPerson.objects.create(
        given_name=given_name, family_name=family_name, born_on=born_on, **{**defaults, **values}
    )


def make_situation(person: YoungPerson, kind: SituationKind = SituationKind.SCHOOL, **values: Any) -> LifeSituation:
    """A life situation, current and confirmed today unless told otherwise."""
    defaults = {"started_on": days_ago(400), "confirmed_on": clock.today(), "source": "test"}
    return LifeSituation.objects.create(young_person=person, kind=kind, **{**defaults, **values})


def make_case(person: YoungPerson, unit: str = "authority", caseworker: Account | None = None, **values: Any) -> Case:
    """An open social case in a unit."""
    defaults = {
        "reference": f"C-{next(_numbers)}", "discipline": "social", "law": "SEL", "opened_on": days_ago(200),
        "source": "test", "confirmed_on": clock.today(),
    }  # fmt: skip
    place = Unit.objects.get(code=unit)
    return Case.objects.create(young_person=person, unit=place, caseworker=caseworker, **{**defaults, **values})


def make_contact_person(person: YoungPerson, account: Account, **values: Any) -> ContactPerson:
    """The coordinating contact person since half a year, unless told otherwise."""
    defaults = {"kind": ContactKind.YOUTH_EFFORT, "is_coordinating": True, "started_on": days_ago(180)}
    return ContactPerson.objects.create(young_person=person, account=account, **{**defaults, **values})


def make_contact(person: YoungPerson, account: Account, **values: Any) -> Contact:
    """A phone call in which the young person was reached, ten days ago."""
    defaults = {
        "held_on": days_ago(10), "channel": ContactChannel.PHONE, "outcome": ContactOutcome.REACHED,
        "recorded_at": clock.now(),
    }  # fmt: skip
    return Contact.objects.create(young_person=person, account=account, **{**defaults, **values})


@dataclass(frozen=True)
class Cast:
    """Everybody by name. `accounts` has the same staff by key, for tests that walk over all of them."""

    young_person: YoungPerson
    """Alma, 17: case in the authority unit, a contact person, a school, a guardian, an ordinary address."""
    protected_person: YoungPerson
    """Carl, 16: like Alma, with a protected address."""
    stranger: YoungPerson
    """Viggo, 15: another department's case, another school."""
    guardian: Guardian
    school: School
    other_school: School
    case: Case
    accounts: dict[str, Account]

    @property
    def cpr_number(self) -> str:
        """The young person's full number."""
        return unseal(self.young_person.cpr_sealed or b"")

    def account(self, key: str) -> Account:
        return self.accounts[key]

    def actor(self, key: str) -> Actor:
        """The actor behind one of the accounts, with the rights in force today."""
        return actor_for(self.accounts[key], clock.today())


STAFF: tuple[tuple[str, str, Role, str, str], ...] = (
    ("contact_person", "Kirsten Kontakt", Role.CONTACT_PERSON, "front_door", ""),
    ("former_contact_person", "Frede Før", Role.CONTACT_PERSON, "front_door", ""),
    ("caseworker", "Sara Sagsbehandler", Role.AUTHORITY_CASEWORKER, "authority", ""),
    ("colleague", "Karl Kollega", Role.AUTHORITY_CASEWORKER, "authority", ""),
    ("other_caseworker", "Anders Andetsteds", Role.AUTHORITY_CASEWORKER, "family", ""),
    ("counsellor", "Vera Vejleder", Role.GUIDANCE_COUNSELLOR, "front_door", SCHOOL_CODE),
    ("school_representative", "Lasse Lærer", Role.SCHOOL_REPRESENTATIVE, "", SCHOOL_CODE),
    ("other_school_representative", "Louise Lærer", Role.SCHOOL_REPRESENTATIVE, "", OTHER_SCHOOL_CODE),
    ("consultant", "Vagn Virksomhed", Role.COMPANY_CONSULTANT, "company_service", ""),
    ("leader", "Lone Leder", Role.UNIT_LEADER, "authority", ""),
    ("other_leader", "Ole Leder", Role.UNIT_LEADER, "family", ""),
    ("secretariat", "Signe Sekretariat", Role.SECRETARIAT, "front_door", ""),
    ("data_protection_officer", "Dorte Databeskytter", Role.DATA_PROTECTION_OFFICER, "", ""),
    ("administrator", "Adam Administrator", Role.MUNICIPAL_ADMINISTRATOR, "", ""),
    ("operator", "Otto Operatør", Role.SYSTEM_OPERATOR, "", ""),
)
"""Key, name, role, unit, school of everybody on the staff."""

SEE_ALMA = frozenset({
    "contact_person", "caseworker", "colleague", "counsellor", "school_representative", "consultant", "leader",
})  # fmt: skip
"""Those who may see the young person; for everybody else she does not exist."""


def make_cast() -> Cast:
    """The whole cast on the stage of Fjordby."""
    return replayed(_make_cast)


def _make_cast() -> Cast:
    use_profile("fjordby")
    school, other_school = make_school(SCHOOL_CODE, "Fjordby Skole"), make_school(OTHER_SCHOOL_CODE, "Bakkeskolen")
    accounts = {key: make_colleague(key, name, role, unit, school_code=code) for key, name, role, unit, code in STAFF}
    alma = make_person(
        "Alma Æblegren", "Nørgaard", years_ago(17.45), school=school, grade=9, phone="20 30 40 50",
        email="alma@example.invalid", street="Havnevej 7", postal_code="9999", city="Fjordby",
    )  # fmt: skip
    carl = make_person(
        "Carl", "Skjultsen", years_ago(16.3), school=school, grade=9, street="Hemmelighedsstien 13", postal_code="9998",
        city="Gemmeby", address_protected_to=clock.today() + dt.timedelta(days=200),
    )  # fmt: skip
    viggo = make_person("Viggo", "Fremmed", years_ago(15.1), school=other_school, grade=8)
    guardian = Guardian.objects.create(young_person=alma, name="Bente Nørgaard", relation="mother", phone="21 22 23 24")
    case = make_case(alma, "authority", accounts["caseworker"])
    make_case(carl, "authority", accounts["caseworker"])
    make_case(viggo, "family", accounts["other_caseworker"], discipline="children_family", law="barnets_lov")
    for person in (alma, carl):
        make_contact_person(person, accounts["contact_person"])
    make_contact_person(alma, accounts["former_contact_person"], started_on=days_ago(700), ended_on=days_ago(181))
    make_contact_person(alma, accounts["consultant"], kind=ContactKind.MENTOR, is_coordinating=False)
    make_situation(alma, SituationKind.SCHOOL, place="Fjordby Skole")
    make_situation(viggo, SituationKind.SCHOOL, place="Bakkeskolen")
    return Cast(alma, carl, viggo, guardian, school, other_school, case, accounts)
