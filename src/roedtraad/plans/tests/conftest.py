# SPDX-License-Identifier: EUPL-1.2
"""The stage of this room's tests: the cast, and the young person's plan."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.contributions import PersonRelation, person_relations
from roedtraad.kernel.rights import Scope
from roedtraad.organisation.models import Department, Unit
from roedtraad.people.models import YoungPerson
from roedtraad.plans.actions import GoalDetails, start_plan
from roedtraad.plans.models import Plan
from tests.cast import Cast


def other_unit() -> Unit:
    """A unit whose department is another authority than the worker's."""
    return Unit.objects.filter(department__code="schools").first() or Unit.objects.create(
        code="ppr", department=Department.objects.get(code="schools"), name_da="PPR", name_en="School psychology"
    )


def citizen(person: YoungPerson, role: Role, name: str) -> Actor:
    """Somebody who comes for one person and has no account."""
    return Actor(account_id=0, name=name, grants=(Grant(role, person_id=person.pk),), on=clock.today())


def _own(actor: Actor, grants: Any) -> Any:
    keys = [grant.person_id for grant in grants if grant.person_id]
    return YoungPerson.objects.filter(pk__in=keys).annotate(young_person_id=F("pk")).values("young_person_id")


@pytest.fixture
def citizens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Citizens reach their own person, as the portal says it when it is there."""
    if not any(one.scope == Scope.CITIZEN for one in person_relations):
        items = {**person_relations._items, "test_citizen": PersonRelation("test_citizen", Scope.CITIZEN, _own)}
        monkeypatch.setattr(person_relations, "_items", items)


@pytest.fixture
def alma(cast: Cast, citizens: None) -> Actor:
    """The young person herself."""
    return citizen(cast.young_person, Role.YOUNG_PERSON, cast.young_person.name)


@pytest.fixture
def guardian(cast: Cast, citizens: None) -> Actor:
    return citizen(cast.young_person, Role.GUARDIAN, cast.guardian.name)


@pytest.fixture
def worker(cast: Cast) -> Actor:
    """The caseworker of the authority unit."""
    return cast.actor("caseworker")


@pytest.fixture
def plan(cast: Cast, worker: Actor) -> Plan:
    """Alma's plan with her goal."""
    goal = GoalDetails("Jeg vil være tømrer", by_young_person=True)
    return start_plan(worker, person_id=cast.young_person.pk, goal=goal)


@pytest.fixture
def fresh(plan: Plan) -> Callable[[], Plan]:
    """The plan as it stands now."""
    return lambda: Plan.objects.get(pk=plan.pk)
