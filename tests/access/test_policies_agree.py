# SPDX-License-Identifier: EUPL-1.2
"""One rule in two shapes: predicate and queryset agree with each other and with a third, plain telling of it (SECURITY A4)."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, QuerySet

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.detection import policies as signal_policies
from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.contributions import person_relations
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Account, RoleAssignment, Unit
from roedtraad.organisation.queries import actor_for
from roedtraad.people import policies
from roedtraad.people.models import School, YoungPerson
from tests.access.stage import RULE
from tests.cast import make_account, make_person, make_school, use_profile

pytestmark = pytest.mark.django_db

WORLDS = 200
UNITS = ("front_door", "authority", "family", "company_service")
CODES = ("999001", "999002")
DAY = dt.timedelta(days=1)

# The oracle's own telling: by which ways a role comes to a person, and which roles do what.
WAYS = {
    Role.CONTACT_PERSON: {"follows"},
    Role.AUTHORITY_CASEWORKER: {"follows", "unit"},
    Role.GUIDANCE_COUNSELLOR: {"follows", "unit", "school", "signal"},
    Role.SCHOOL_REPRESENTATIVE: {"school"},
    Role.COMPANY_CONSULTANT: {"follows"},
    Role.UNIT_LEADER: {"follows", "unit", "department", "signal"},
}
HANDLES_SIGNALS = {
    Role.CONTACT_PERSON, Role.AUTHORITY_CASEWORKER, Role.GUIDANCE_COUNSELLOR, Role.UNIT_LEADER,
}  # fmt: skip
REVEALS_CPR = HANDLES_SIGNALS
RIGHTS = {Right.SEE_PERSON: set(WAYS), Right.HANDLE_SIGNALS: HANDLES_SIGNALS, Right.REVEAL_CPR: REVEALS_CPR}


@dataclass(frozen=True)
class World:
    """One made-up municipality on one day, as rows and as the plain lists that the oracle reads."""

    on: dt.date
    accounts: list[Account]
    people: list[YoungPerson]
    roles: list[RoleAssignment]
    contacts: list[ContactPerson]
    cases: list[Case]
    signals: list[Signal]


def make_world(dice: random.Random) -> World:
    """Few people in few places, so that ways cross; periods that are over, run, or lie ahead."""
    on, units = clock.today(), list(Unit.objects.filter(code__in=UNITS).select_related("department"))
    schools = list(School.objects.filter(code__in=CODES))
    accounts = [make_account(f"a{number}", f"Account {number}", is_active=dice.random() < 0.9) for number in range(3)]
    people = [make_person(school=dice.choice([*schools, None])) for _ in range(4)]
    roles = RoleAssignment.objects.bulk_create(
        _role(dice, account, role, units, on) for account in accounts for role in _some(dice)
    )
    contacts, cases, signals = [], [], []
    for person in people:
        for number in range(dice.randint(0, 2)):
            since, until = _period(dice, on)
            contacts.append(ContactPerson(
                young_person=person, account=dice.choice(accounts), is_coordinating=False, started_on=since, ended_on=until
            ))  # fmt: skip
            closed = dice.choice([None, None, on - DAY])
            cases.append(Case(
                young_person=person, unit=dice.choice(units), caseworker=dice.choice([*accounts, None]), closed_on=closed,
                reference=f"{person.pk}-{number}", opened_on=on - 200 * DAY, discipline="social", law="SEL",
            ))  # fmt: skip
            signals.append(Signal(
                rule=RULE, young_person=person, occurrence=str(number), raised_on=on, due_on=on, evidence={}, origins={},
                unit=dice.choice([*units, None]), closed_on=dice.choice([None, None, on]),
            ))  # fmt: skip
    contacts, cases = ContactPerson.objects.bulk_create(contacts), Case.objects.bulk_create(cases)
    return World(on, accounts, people, roles, contacts, cases, Signal.objects.bulk_create(signals))


def _some(dice: random.Random) -> list[Role]:
    """Up to three roles, more often one that comes to people."""
    return dice.sample(list(WAYS), dice.randint(0, 2)) + dice.sample(sorted(set(Role) - set(WAYS)), dice.randint(0, 1))


def _role(dice: random.Random, account: Account, role: Role, units: list[Unit], on: dt.date) -> RoleAssignment:
    since, until = _period(dice, on)
    unit = dice.choice([*units, None])
    return RoleAssignment(
        account=account,
        role=role,
        unit=unit,
        school_code=dice.choice([*CODES, "", ""]),
        valid_from=since,
        valid_to=until,
    )


def _period(dice: random.Random, on: dt.date) -> tuple[dt.date, dt.date | None]:
    since = on + DAY * dice.choice([-90, -30, -1, 0, 1])
    until = dice.choice([None, None, on - DAY, on, on + DAY])
    return since, until if until is None or until >= since else None


def _runs(since: dt.date, until: dt.date | None, on: dt.date) -> bool:
    return since <= on and (until is None or until >= on)


def oracle_roles(world: World, account: Account, person: YoungPerson) -> frozenset[Role]:
    """The roles by which this account comes to this person, told in plain loops over plain lists."""
    if not account.is_active:
        return frozenset()
    found = set()
    for one in world.roles:
        role = Role(one.role)
        is_mine = one.account_id == account.pk and _runs(one.valid_from, one.valid_to, world.on)
        if is_mine and WAYS.get(role, set()) & _ways(world, one, person):
            found.add(role)
    return frozenset(found)


def _ways(world: World, one: RoleAssignment, person: YoungPerson) -> set[str]:
    cases = [case for case in world.cases if case.young_person_id == person.pk and case.closed_on is None]
    contacts = [c for c in world.contacts if c.young_person_id == person.pk and c.account_id == one.account_id]
    signals = [signal for signal in world.signals if signal.young_person_id == person.pk and signal.closed_on is None]
    found = set()
    if any(_runs(c.started_on, c.ended_on, world.on) for c in contacts) or any(
        c.caseworker_id == one.account_id for c in cases
    ):
        found.add("follows")
    if one.unit is not None and any(case.unit_id == one.unit_id for case in cases):
        found.add("unit")
    if one.unit is not None and any(case.unit.department_id == one.unit.department_id for case in cases):
        found.add("department")
    if one.unit is not None and any(signal.unit_id == one.unit_id for signal in signals):
        found.add("signal")
    places = [signal.unit.department_id for signal in signals if signal.unit is not None]
    if one.unit is not None and one.unit.department_id in places:
        found.add("department")
    if one.school_code and person.school is not None and person.school.code == one.school_code:
        found.add("school")
    return found


def disagreements(world: World, dice: random.Random) -> Iterator[str]:
    """Every place where predicate, queryset, roles and oracle do not say the same."""
    for account in world.accounts:
        actor = actor_for(account, world.on)
        roles = {person.pk: oracle_roles(world, account, person) for person in world.people}
        told = {right: {pk for pk, found in roles.items() if found & having} for right, having in RIGHTS.items()}
        for right in RIGHTS:
            listed = set(policies.visible(actor, right).values_list("pk", flat=True))
            if listed != told[right]:
                yield f"{actor.roles} {right}: queryset {listed}, oracle {told[right]}"
        for pk, found in roles.items():
            right = dice.choice(list(RIGHTS))
            if policies.can(actor, right, pk) != (pk in told[right]):
                yield f"{actor.roles} {right} about {pk}: predicate and oracle differ"
            if policies.roles_reaching(actor, pk) != found:
                yield f"{actor.roles} reaches {pk} by {policies.roles_reaching(actor, pk)}, oracle {found}"
        yield from _about_signals(world, actor, told[Right.HANDLE_SIGNALS])


def _about_signals(world: World, actor: Actor, told: set[int]) -> Iterator[str]:
    expected = {signal.pk for signal in world.signals if signal.young_person_id in told}
    listed = set(signal_policies.visible(actor).values_list("pk", flat=True))
    if listed != expected:
        yield f"{actor.roles} signals: queryset {listed}, oracle {expected}"
    for signal in world.signals[:2]:
        if signal_policies.can(actor, signal) != (signal.pk in expected):
            yield f"{actor.roles} signal {signal.pk}: predicate and oracle differ"


@pytest.fixture
def municipality() -> None:
    use_profile("fjordby")
    for code in CODES:
        make_school(code)


def first_disagreement(worlds: int) -> str:
    """What the first world that does not agree says; empty when all agree. Each world is gone before the next."""
    seen = 0
    for seed in range(worlds):
        dice = random.Random(seed)
        with transaction.atomic():
            world = make_world(dice)
            found = list(disagreements(world, dice))
            seen += sum(bool(oracle_roles(world, account, world.people[0])) for account in world.accounts)
            transaction.set_rollback(True)
        if found:
            return f"world {seed}: {found[0]}"
    assert seen > worlds // 4, "worlds in which nobody sees anybody prove nothing"
    return ""


@pytest.mark.usefixtures("municipality")
@pytest.mark.parametrize("worlds", [20, pytest.param(WORLDS, marks=[pytest.mark.slow, pytest.mark.sqlite_only])])
def test_predicate_queryset_and_oracle_agree_on_generated_worlds(worlds: int) -> None:
    assert first_disagreement(worlds) == ""


RELATIONS = (
    "contact_person", "caseworker", "unit_case", "department_case", "pupil", "signal_in_unit", "signal_in_department",
)  # fmt: skip

TOLD_BY_THEIR_ROOM = {
    "follow_up": "cases", "substitute_contact": "cases", "substitute_case": "cases", "handover_receiver": "handover",
    "handover_comes_back": "handover", "handover_leader": "handover", "enquiry_taken": "intake",
    "outreach_worker": "intake", "emergency": "protection", "citizen": "portal",
    "meets_about_own": "meetings", "meets_about_school": "meetings", "decides_about": "meetings",
    "decides_for_unit": "meetings",
}  # fmt: skip
"""Relations that this municipality does not have; the tests of their room say whom they reach and for how long."""


def test_the_controls_know_every_relation() -> None:
    assert {relation.name for relation in person_relations} == {*RELATIONS, *TOLD_BY_THEIR_ROOM}


@pytest.mark.sqlite_only
@pytest.mark.slow
@pytest.mark.usefixtures("municipality")
@pytest.mark.parametrize("relation", RELATIONS)
def test_control_a_relation_that_reaches_everybody_is_found(relation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = replace(person_relations[relation], person_ids=lambda _actor, _grants: _everybody())
    monkeypatch.setitem(person_relations._items, relation, changed)
    assert first_disagreement(WORLDS)


@pytest.mark.sqlite_only
@pytest.mark.slow
@pytest.mark.usefixtures("municipality")
@pytest.mark.parametrize("relation", RELATIONS)
def test_control_a_relation_that_is_forgotten_is_found(relation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = replace(person_relations[relation], person_ids=lambda _actor, _grants: None)
    monkeypatch.setitem(person_relations._items, relation, changed)
    assert first_disagreement(WORLDS)


def _everybody() -> QuerySet[Any, Any]:
    return YoungPerson.objects.annotate(young_person_id=F("pk")).values("young_person_id")
