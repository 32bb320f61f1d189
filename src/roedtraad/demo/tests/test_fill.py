# SPDX-License-Identifier: EUPL-1.2
"""The filled database: staff with work waiting, bearable caseloads, and a rule of every kind that fires."""

import datetime as dt

import pytest
from django.db.models import Count

from roedtraad.cases.models import Case, Contact, ContactPerson
from roedtraad.demo import generator, history
from roedtraad.demo.staffing import CASES_EACH
from roedtraad.detection import sweeping
from roedtraad.detection.models import Signal, SignalState, SweepRun
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role, system_actor
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.actions import load_profile
from roedtraad.organisation.models import Account, RoleAssignment
from roedtraad.organisation.profile import shipped_profile_ids
from roedtraad.organisation.queries import actor_for
from roedtraad.people.models import Guardian, School, YoungPerson
from roedtraad.people.policies import visible
from tests.cast import shipped_profile, use_profile

pytestmark = pytest.mark.django_db
STAFF_ROLES = set(Role) - {Role.YOUNG_PERSON, Role.GUARDIAN, Role.REPRESENTATIVE, Role.COMPANY, Role.COMMITTEE_MEMBER}
WITH_YOUNG_PEOPLE = (
    Role.CONTACT_PERSON, Role.AUTHORITY_CASEWORKER, Role.GUIDANCE_COUNSELLOR, Role.SCHOOL_REPRESENTATIVE,
    Role.COMPANY_CONSULTANT, Role.UNIT_LEADER,
)  # fmt: skip
ABOUT_WHAT_IS_TOLD = {"plan_revision_overdue", "handover_pending"}
"""Rules about plans and handovers, of which there are none before the threads are told."""
AUTUMN, SUMMER = dt.date(2026, 11, 21), dt.date(2027, 7, 15)


@pytest.mark.parametrize("on", [AUTUMN, pytest.param(SUMMER, marks=pytest.mark.slow)], ids=["autumn", "summer"])
@pytest.mark.parametrize("name", shipped_profile_ids())
def test_every_rule_of_a_profile_points_somebody_out(name: str, on: dt.date) -> None:
    profile = shipped_profile(name)
    load_profile(system_actor(on, "test"), profile=profile, valid_from=dt.date(2012, 1, 1))
    generator.fill(400, today=on)
    outcome = sweeping.run(profile, on)
    expected = {rule.id for rule in profile.active_rules(on)} - set(outcome.waiting) - ABOUT_WHAT_IS_TOLD
    assert {rule for rule, one in outcome.rules.items() if one.created} == expected


@pytest.mark.sqlite_only
def test_staff_have_work_and_bearable_caseloads() -> None:
    use_profile("fjordby")
    generator.fill(1800)
    demo = Account.objects.filter(is_demo=True)
    assert {Role(one) for one in demo.values_list("assignments__role", flat=True)} == STAFF_ROLES
    assert not any(account.has_usable_password() for account in Account.objects.all())
    for role in WITH_YOUNG_PEOPLE:
        account = demo.filter(assignments__role=role.value).order_by("pk")[0]
        assert visible(actor_for(account, clock.today())).count() >= 5, role
    followed = ContactPerson.objects.filter(ended_on__isnull=True, is_coordinating=True)
    each = followed.values("account").annotate(number=Count("pk")).values_list("number", flat=True)
    assert all(20 <= number <= 35 for number in each), list(each)
    cases = Case.objects.filter(closed_on__isnull=True).values("caseworker").annotate(number=Count("pk"))
    assert max(cases.values_list("number", flat=True)) <= CASES_EACH + 2
    apart = Guardian.objects.values("young_person").annotate(homes=Count("street", distinct=True)).filter(homes=2)
    assert apart.count() > 50


def test_another_department_is_real() -> None:
    use_profile("fjordby")
    generator.fill(400)
    assignments = [
        RoleAssignment.objects.get(account__username=name) for name in ("demo-sagsbehandler", "demo-sagsbehandler-2")
    ]
    assert len({one.unit.department_id for one in assignments if one.unit}) == 2
    assert assignments[1].account.cases.filter(closed_on__isnull=True).count() >= 5


@pytest.mark.sqlite_only
def test_history_has_answers_and_closed_signals() -> None:
    use_profile("fjordby")
    generator.fill(1800)
    today = clock.today()
    still_open = history.sweep_until(today)
    assert SweepRun.objects.count() == len(history.SWEPT_DAYS_AGO) + 1
    assert Signal.objects.filter(closed_on__isnull=False).count() > 10
    states = set(Signal.objects.values_list("state", flat=True))
    assert states == set(SignalState.values)
    assert not Signal.objects.filter(state__in=["snoozed", "not_true"], state_reason="").exists()
    assert 100 <= still_open <= 300
    assert Signal.objects.filter(raised_on__gt=today - dt.timedelta(days=8)).exists()
    for role in (Role.CONTACT_PERSON, Role.AUTHORITY_CASEWORKER):
        waiting = Signal.objects.filter(assignee__assignments__role=role.value, assignee__is_demo=True, state="new")
        assert waiting.filter(closed_on__isnull=True).exists(), role


def test_the_same_seed_fills_the_same() -> None:
    use_profile("fjordby")
    first = _filled(1)
    assert first == _filled(1)
    assert first != _filled(2)


def _filled(seed: int) -> list[tuple[object, ...]]:
    for model in (Case, ContactPerson, Contact, YoungPerson, RoleAssignment, Account, School):
        model._default_manager.all().delete()
    generator.fill(200, seed)
    return list(
        YoungPerson.objects.order_by("reference").values_list("reference", "sort_name", "born_on", "school__code")
    )


def test_refuses_when_there_are_people() -> None:
    use_profile("fjordby")
    generator.fill(50)
    with pytest.raises(DomainError) as refusal:
        generator.fill(50)
    assert refusal.value.code == "not_empty"
    assert YoungPerson.objects.count() == 50


def test_refuses_without_a_profile() -> None:
    with pytest.raises(DomainError) as refusal:
        generator.fill(50)
    assert refusal.value.code == "no_profile"
    assert not Account.objects.exists()
