# SPDX-License-Identifier: EUPL-1.2
"""Consents and sharings for tests: a yes of Alma's from the youth department to the schools, unless told otherwise."""

import datetime as dt
from typing import Any

from roedtraad.consent.actions import Given, Terms, give_consent
from roedtraad.consent.models import Channel, Consent, GivenBy, Sharing
from roedtraad.consent.sharing_actions import Why, override_sharing, share
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.organisation.models import Account, Department
from roedtraad.people.models import YoungPerson
from tests.cast import Cast, make_case, make_colleague

DAY = dt.timedelta(days=1)


def terms(**values: Any) -> Terms:
    """A specific yes to one kind."""
    defaults: dict[str, Any] = {
        "purpose": "At finde en mentor", "kinds": {"cases"}, "giving": {"youth"}, "receiving": {"schools"},
        "basis": "consent_11a", "concerns": "ansøgning om mentor",
    }  # fmt: skip
    made = {**defaults, **values}
    for name in ("kinds", "giving", "receiving"):
        made[name] = frozenset(made[name])
    return Terms(**made)


def given(**values: Any) -> Given:
    """Said today by the young person."""
    defaults: dict[str, Any] = {
        "given_by": GivenBy.YOUNG_PERSON, "channel": Channel.SPOKEN, "language": "da", "given_on": clock.today(),
    }  # fmt: skip
    return Given(**{**defaults, **values})


def say_yes(cast: Cast, key: str = "caseworker", person: YoungPerson | None = None, **values: Any) -> Consent:
    """A yes written down by one of the cast."""
    person = person or cast.young_person
    return give_consent(cast.actor(key), person_id=person.pk, terms=terms(**values), given=given())


def notify(cast: Cast, key: str = "caseworker", person: YoungPerson | None = None, **values: Any) -> Sharing:
    """A notification of concern from the youth department to the schools."""
    person = person or cast.young_person
    wanted = terms(**{"basis": "notification", **values})
    return share(cast.actor(key), person_id=person.pk, terms=wanted, why=Why("Hun kommer ikke i skole."))


def set_aside(cast: Cast, key: str = "caseworker", person: YoungPerson | None = None, **values: Any) -> Sharing:
    """Health data shared with the health department without asking."""
    person = person or cast.young_person
    wanted = terms(**{"receiving": {"health"}, "kinds": {"health"}, "basis": "consent_11a", **values})
    return override_sharing(
        cast.actor(key), person_id=person.pk, terms=wanted, why=Why("Hun er i fare, og kan ikke nås.")
    )


def colleague_at(cast: Cast, unit: str, role: Role = Role.AUTHORITY_CASEWORKER) -> Account:
    """Somebody in another unit who has a closed door to nothing: Alma has a case there as well."""
    made = make_colleague(f"at_{unit}", f"Ansat {unit}", role, unit)
    make_case(cast.young_person, unit, made)
    cast.accounts[f"at_{unit}"] = made
    return made


def citizen(person: YoungPerson, role: Role = Role.YOUNG_PERSON) -> Actor:
    """The young person or a guardian, signed in to the portal."""
    return Actor(0, person.name, (Grant(role, person_id=person.pk),), on=clock.today())


def department(code: str) -> int:
    return Department.objects.get(code=code).pk
