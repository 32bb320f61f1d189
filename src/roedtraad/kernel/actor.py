# SPDX-License-Identifier: EUPL-1.2
"""Who acts: the first argument of every query and every act."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the municipality. Local titles are in the profile; the rights are in `rights.py`."""

    CONTACT_PERSON = "contact_person"
    AUTHORITY_CASEWORKER = "authority_caseworker"
    GUIDANCE_COUNSELLOR = "guidance_counsellor"
    SCHOOL_REPRESENTATIVE = "school_representative"
    COMPANY_CONSULTANT = "company_consultant"
    UNIT_LEADER = "unit_leader"
    SECRETARIAT = "secretariat"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    MUNICIPAL_ADMINISTRATOR = "municipal_administrator"
    SYSTEM_OPERATOR = "system_operator"
    YOUNG_PERSON = "young_person"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    COMPANY = "company"
    COMMITTEE_MEMBER = "committee_member"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one place: the unit and department it holds for, the school whose pupils it follows, or the one person it is about.

    `person_id` is the young person of a grant that is not staff's: of themself, of their guardian or representative.
    """

    role: Role
    unit_id: int | None = None
    department_id: int | None = None
    school_code: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with the rights in force at this request, or the system itself (`account_id` None).

    Built anew for every request from the role assignments, so that a role taken away is gone at the next click.
    """

    account_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    unit: str = ""
    department: str = ""
    on: dt.date = field(default=dt.date.min)

    @property
    def is_system(self) -> bool:
        return self.account_id is None

    @property
    def department_ids(self) -> frozenset[int]:
        """The departments in which the actor has a role."""
        return frozenset(grant.department_id for grant in self.grants if grant.department_id)

    @property
    def own_person_ids(self) -> frozenset[int]:
        """The young persons that a citizen comes for: themself, their child, whom they represent. Empty for staff."""
        return frozenset(grant.person_id for grant in self.grants if grant.person_id)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def grants_with(self, roles: Iterable[Role]) -> tuple[Grant, ...]:
        """The actor's grants in one of `roles`."""
        wanted = frozenset(roles)
        return tuple(grant for grant in self.grants if grant.role in wanted)


def system_actor(on: dt.date, name: str = "system") -> Actor:
    """The worker and the command line: acts on behalf of the municipality, named in the log as what it is."""
    return Actor(account_id=None, name=name, on=on)
