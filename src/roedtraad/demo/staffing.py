# SPDX-License-Identifier: EUPL-1.2
"""The demo municipality's staff: one demo person in each role, and enough colleagues that caseloads are bearable."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import Final

from roedtraad.demo.names import draw_name
from roedtraad.demo.places import SchoolPlace
from roedtraad.demo.recipes import cases_per_person, followed_per_person
from roedtraad.kernel.actor import Role
from roedtraad.organisation.models import Account, RoleAssignment, Unit
from roedtraad.organisation.profile import DISCIPLINES, Profile

FOLLOWED_EACH: Final = 30
CASES_EACH: Final = 25
_LAWS: Final[dict[str, tuple[str, ...]]] = {
    "social": ("SEL", "barnets_lov"), "children_family": ("barnets_lov", "SEL"), "employment": ("LAB", "KUI"),
    "guidance": ("KUI", "LAB"), "school": ("folkeskoleloven",), "ppr": ("folkeskoleloven",), "ssp": ("barnets_lov", "SEL"),
    "substance_misuse": ("sundhedsloven", "SEL"), "disability": ("SEL", "barnets_lov"), "health": ("sundhedsloven",),
    "benefits": ("LAS",), "integration": ("integrationsloven",),
}  # fmt: skip
_DEMO: Final = (
    ("kontaktperson", "Karen Ørskov Holm", Role.CONTACT_PERSON),
    ("sagsbehandler", "Thomas Æbeltoft", Role.AUTHORITY_CASEWORKER),
    ("vejleder", "Nadia Haddad", Role.GUIDANCE_COUNSELLOR),
    ("skole", "Lars Kjærsgaard Møller", Role.SCHOOL_REPRESENTATIVE),
    ("virksomhed", "Åse Winther", Role.COMPANY_CONSULTANT),
    ("leder", "Birgit Søgaard", Role.UNIT_LEADER),
    ("sekretariat", "Henrik Dam Poulsen", Role.SECRETARIAT),
    ("dpo", "Renée Lindhardt", Role.DATA_PROTECTION_OFFICER),
    ("administrator", "Jonas Ågesen", Role.MUNICIPAL_ADMINISTRATOR),
    ("drift", "Emine Kaya Bach", Role.SYSTEM_OPERATOR),
)
_SECOND: Final = (
    ("sagsbehandler-2", "Pia Nørgaard Friis", Role.AUTHORITY_CASEWORKER),
    ("leder-2", "Ole Thygesen", Role.UNIT_LEADER),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the cases of one discipline are: the unit's code, and the law they are opened under."""

    unit: str
    law: str


@dataclass(slots=True)
class Staff:
    """Who works where, by user name: contact persons, and caseworkers by unit."""

    desks: dict[str, Desk]
    entry: str
    second: str
    contact_persons: list[str] = field(default_factory=list)
    caseworkers: dict[str, list[str]] = field(default_factory=dict)
    consultant: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One colleague: who, in which role, where."""

    username: str
    name: str
    role: Role
    unit: str = ""
    school_code: str = ""
    is_demo: bool = False


def desks_of(profile: Profile) -> dict[str, Desk]:
    """The unit that handles each discipline: one that says so, else one of a department that does, else the entry."""
    entry = next(unit for unit in profile.units if unit.is_entry)
    laws = {law.code for law in profile.laws}
    return {
        discipline: Desk(_unit_for(profile, discipline, entry.code), _law_for(discipline, laws))
        for discipline in DISCIPLINES
    }


def _unit_for(profile: Profile, discipline: str, entry: str) -> str:
    departments = {one.code for one in profile.departments if discipline in one.disciplines}
    candidates = [unit for unit in profile.units if discipline in unit.disciplines]
    candidates = candidates or [unit for unit in profile.units if unit.department in departments]
    if not candidates:
        return entry
    return max(candidates, key=lambda unit: unit.has_authority).code


def _law_for(discipline: str, laws: set[str]) -> str:
    return next((law for law in _LAWS[discipline] if law in laws), _LAWS[discipline][0])


def plan_staff(profile: Profile, people: int, schools: Sequence[SchoolPlace]) -> tuple[Staff, list[Post]]:
    """Who is needed for so many young people, the demo people first."""
    desks = desks_of(profile)
    entry = next(unit.code for unit in profile.units if unit.is_entry)
    main = desks["employment"].unit
    others = [
        desks[one].unit for one in ("children_family", "disability", "school") if desks[one].unit not in {main, entry}
    ]
    second = (
        others[0] if others else next((unit.code for unit in profile.units if unit.code not in {main, entry}), entry)
    )
    staff = Staff(desks, entry, second)
    posts = _demo_posts(staff, main, schools[0].code)
    posts += _colleagues(staff, people)
    for post in posts:
        if post.role == Role.CONTACT_PERSON:
            staff.contact_persons.append(post.username)
        elif post.role == Role.AUTHORITY_CASEWORKER:
            staff.caseworkers.setdefault(post.unit, []).append(post.username)
    return staff, posts


def _demo_posts(staff: Staff, main: str, school: str) -> list[Post]:
    unit_of = {
        Role.CONTACT_PERSON: staff.entry, Role.AUTHORITY_CASEWORKER: main, Role.GUIDANCE_COUNSELLOR: staff.entry,
        Role.COMPANY_CONSULTANT: main, Role.UNIT_LEADER: staff.entry, Role.SECRETARIAT: staff.entry,
    }  # fmt: skip
    at_school = {Role.GUIDANCE_COUNSELLOR, Role.SCHOOL_REPRESENTATIVE}
    posts = [
        Post(f"demo-{key}", name, role, unit_of.get(role, ""), school if role in at_school else "", is_demo=True)
        for key, name, role in _DEMO
    ]
    staff.consultant = next(post.username for post in posts if post.role == Role.COMPANY_CONSULTANT)
    if staff.second in {main, staff.entry}:
        return posts
    return posts + [Post(f"demo-{key}", name, role, staff.second, is_demo=True) for key, name, role in _SECOND]


def _colleagues(staff: Staff, people: int) -> list[Post]:
    """As many contact persons and caseworkers as the work asks for, beside the demo people."""
    random = Random(2)  # noqa: S311 (made-up names)
    needed: dict[str, float] = {}
    for discipline, desk in staff.desks.items():
        needed[desk.unit] = needed.get(desk.unit, 0) + cases_per_person(discipline) * people
    places = [(Role.CONTACT_PERSON, staff.entry)] * max(1, ceil(followed_per_person() * people / FOLLOWED_EACH) - 1)
    places += [
        (Role.AUTHORITY_CASEWORKER, unit)
        for unit, cases in sorted(needed.items())
        for _one in range(ceil(cases / CASES_EACH))
    ]
    names = (draw_name(random) for _place in places)
    return [
        Post(f"ansat-{number:03}", f"{name.given} {name.family}", role, unit)
        for number, ((role, unit), name) in enumerate(zip(places, names, strict=True), 1)
    ]


def write_staff(profile: Profile, posts: Sequence[Post], since: dt.date) -> dict[str, int]:
    """Make the accounts, without usable passwords, and give the roles. Gives each account's key by user name."""
    titles = {title.code: title.title.da for title in profile.roles}
    accounts = [
        Account(
            username=post.username, name=post.name, title=titles.get(post.role.value, ""), is_demo=post.is_demo,
            email=f"{post.username}@kommune.example",
            phone=f"00 98 {number // 100 % 100:02} {number % 100:02}",  # it begins with 0, as no Danish telephone does
        )
        for number, post in enumerate(posts, 1)
    ]  # fmt: skip
    for account in accounts:
        account.set_unusable_password()
    Account.objects.bulk_create(accounts, batch_size=500)
    units = dict(Unit.objects.values_list("code", "pk"))
    keys = dict(Account.objects.filter(username__in=[post.username for post in posts]).values_list("username", "pk"))
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            account_id=keys[post.username], role=post.role.value, unit_id=units.get(post.unit), school_code=post.school_code,
            valid_from=since,
        )
        for post in posts
    )  # fmt: skip
    return keys
