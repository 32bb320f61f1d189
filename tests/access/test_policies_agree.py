# SPDX-License-Identifier: EUPL-1.2
"""One rule in two shapes: predicate and queryset agree with each other and with a third, plain telling of it (SECURITY A4)."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

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
from tests.cast import give_role, make_account, make_case, make_contact_person, make_person, make_school, use_profile

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
    """One made-up municipality on one day."""

    accounts: list[Account]
    people: list[YoungPerson]
    on: dt.date


def make_world(dice: random.Random) -> World:
    """Few people in few places, so that ways cross; periods that are over, run, or lie ahead."""
    on = clock.today()
    schools = [School.objects.get(code=code) for code in CODES]
    accounts = [make_account(f"a{dice.random()}", f"Account {number}") for number in range(3)]
    people = [make_person(school=dice.choice([*schools, None])) for _ in range(4)]
    for account in accounts:
        for role in dice.sample(list(Role), dice.randint(0, 3)):
            since, until = _period(dice, on)
            place = dice.choice(UNITS) if dice.random() < 0.8 else ""
            give_role(account, role, place, school_code=dice.choice([*CODES, "", ""]), since=since, until=until)
        account.is_active = dice.random() < 0.9
        account.save()
    for person in people:
        _surround(dice, person, accounts, on)
    return World(accounts, people, on)


def _surround(dice: random.Random, person: YoungPerson, accounts: list[Account], on: dt.date) -> None:
    for _ in range(dice.randint(0, 2)):
        since, until = _period(dice, on)
        make_contact_person(person, dice.choice(accounts), is_coordinating=False, started_on=since, ended_on=until)
    for _ in range(dice.randint(0, 2)):
        closed = dice.choice([None, None, on - DAY])
        make_case(person, dice.choice(UNITS), dice.choice([*accounts, None]), closed_on=closed)
    for number in range(dice.randint(0, 2)):
        Signal.objects.create(
            rule=RULE, young_person=person, occurrence=str(number), raised_on=on, due_on=on, evidence={}, origins={},
            unit=Unit.objects.get(code=dice.choice(UNITS)) if dice.random() < 0.8 else None,
            closed_on=dice.choice([None, None, on]),
        )  # fmt: skip


def _period(dice: random.Random, on: dt.date) -> tuple[dt.date, dt.date | None]:
    since = on + DAY * dice.choice([-90, -30, -1, 0, 1])
    until = dice.choice([None, None, on - DAY, on, on + DAY])
    return since, until if until is None or until >= since else None


def _runs(since: dt.date, until: dt.date | None, on: dt.date) -> bool:
    return since <= on and (until is None or until >= on)


def oracle_roles(account: Account, person: YoungPerson, on: dt.date) -> frozenset[Role]:
    """The roles by which this account comes to this person, told in plain loops."""
    if not account.is_active:
        return frozenset()
    found = set()
    for one in RoleAssignment.objects.filter(account=account):
        role = Role(one.role)
        if role in WAYS and _runs(one.valid_from, one.valid_to, on) and _reaches(WAYS[role], one, person, on):
            found.add(role)
    return frozenset(found)


def _reaches(ways: set[str], one: RoleAssignment, person: YoungPerson, on: dt.date) -> bool:
    open_cases = [case for case in Case.objects.filter(young_person=person) if case.closed_on is None]
    contacts = ContactPerson.objects.filter(young_person=person, account_id=one.account_id)
    signals = Signal.objects.filter(young_person=person, closed_on=None)
    department = one.unit.department_id if one.unit else None
    reached = {
        "follows": any(_runs(c.started_on, c.ended_on, on) for c in contacts)
        or any(case.caseworker_id == one.account_id for case in open_cases),
        "unit": bool(one.unit_id) and any(case.unit_id == one.unit_id for case in open_cases),
        "department": bool(department) and any(case.unit.department_id == department for case in open_cases),
        "school": bool(one.school_code) and person.school is not None and person.school.code == one.school_code,
        "signal": bool(one.unit_id) and any(signal.unit_id == one.unit_id for signal in signals),
    }
    return any(reached[way] for way in ways)


def disagreements(world: World) -> Iterator[str]:
    """Every place where predicate, queryset, roles and oracle do not say the same."""
    for account in world.accounts:
        actor = actor_for(account, world.on)
        roles = {person.pk: oracle_roles(account, person, world.on) for person in world.people}
        for right, having in RIGHTS.items():
            listed = set(policies.visible(actor, right).values_list("pk", flat=True))
            told = {pk for pk, found in roles.items() if found & having}
            asked = {pk for pk in roles if policies.can(actor, right, pk)}
            if not listed & set(roles) == told == asked:
                yield f"{actor.roles} {right}: queryset {listed}, predicate {asked}, oracle {told}"
        for pk, found in roles.items():
            if policies.roles_reaching(actor, pk) != found:
                yield f"{actor.roles} reaches {pk} by {policies.roles_reaching(actor, pk)}, oracle {found}"
        yield from _about_signals(actor, roles)


def _about_signals(actor: Actor, roles: dict[int, frozenset[Role]]) -> Iterator[str]:
    signals = list(Signal.objects.filter(young_person_id__in=roles))
    listed = set(signal_policies.visible(actor).values_list("pk", flat=True))
    told = {signal.pk for signal in signals if roles[signal.young_person_id] & HANDLES_SIGNALS}
    asked = {signal.pk for signal in signals if signal_policies.can(actor, signal)}
    if not listed & {signal.pk for signal in signals} == told == asked:
        yield f"{actor.roles} signals: queryset {listed}, predicate {asked}, oracle {told}"


@pytest.fixture
def municipality() -> None:
    use_profile("fjordby")
    for code in CODES:
        make_school(code)


def _worlds(count: int) -> Iterator[World]:
    for seed in range(count):
        yield make_world(random.Random(seed))


@pytest.mark.usefixtures("municipality")
def test_predicate_queryset_and_oracle_agree_on_generated_worlds() -> None:
    seen = 0
    for number, world in enumerate(_worlds(WORLDS)):
        assert list(disagreements(world)) == [], f"world {number}"
        seen += sum(policies.visible(actor_for(account, world.on)).exists() for account in world.accounts)
    assert seen > WORLDS // 2, "worlds in which nobody sees anybody prove nothing"


@pytest.mark.usefixtures("municipality")
@pytest.mark.parametrize("relation", ["contact_person", "caseworker", "unit_case", "department_case", "pupil", "signal_in_unit"])
def test_control_a_relation_that_reaches_everybody_is_found(relation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = replace(person_relations[relation], person_ids=lambda _actor, _grants: _everybody())
    monkeypatch.setitem(person_relations._items, relation, changed)
    assert any(list(disagreements(world)) for world in _worlds(40))


@pytest.mark.usefixtures("municipality")
def test_control_a_relation_that_is_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = replace(person_relations["unit_case"], person_ids=lambda _actor, _grants: None)
    monkeypatch.setitem(person_relations._items, "unit_case", changed)
    assert any(list(disagreements(world)) for world in _worlds(40))


def _everybody() -> object:
    from django.db.models import F

    return YoungPerson.objects.annotate(young_person_id=F("pk")).values("young_person_id")
