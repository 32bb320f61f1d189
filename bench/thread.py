# SPDX-License-Identifier: EUPL-1.2
"""What the thread promises: handing over 25 cases in one act, who may read 60 rows, a copy of everything about one person."""

import time
from collections.abc import Callable
from typing import Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

from roedtraad.cases.models import Case, Contact, ContactChannel, ContactOutcome
from roedtraad.consent.policies import readable
from roedtraad.demo.generator import fill
from roedtraad.handover.asking import Note
from roedtraad.handover.leaving import Share, hand_over_all
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.remembering import remembering
from roedtraad.organisation.models import Account, RoleAssignment
from roedtraad.organisation.queries import actor_for
from roedtraad.people.models import YoungPerson
from roedtraad.protection.copying import copy_of, packed

PEOPLE: Final = 6_600
CASES: Final = 25
ROWS: Final = 60
COPIED: Final = 2_000
_NOTE: Final = Note("works", "matters", "agreements", "risks", "next step")


def run() -> int:
    """Fill, measure, print. 0 when every limit is kept."""
    today = clock.today()
    fill(people=PEOPLE, seed=7, today=today)
    print(f"the thread at {PEOPLE:,} young people")
    return _handing_over() | _reading() | _queries() | _copying()


def _told(name: str, seconds: float, limit: float, reference: str) -> int:
    print(f"  {name:<34} {1000 * seconds:8.2f} ms (limit {1000 * limit:,.0f} ms; {reference})")
    return int(seconds > limit)


def _quickest(act: Callable[[], object], times: int = 5) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return min(found)


def _leader_and_worker() -> tuple[Actor, Account, Account]:
    """A leader, a caseworker of the same department with at least 25 open cases, and a colleague in the same unit."""
    today = clock.today()
    for leading in RoleAssignment.objects.filter(role="unit_leader", unit__isnull=False).select_related(
        "account", "unit"
    ):
        assert leading.unit is not None
        workers = RoleAssignment.objects.filter(
            role="authority_caseworker", unit__department_id=leading.unit.department_id
        ).select_related("account")
        for one in workers:
            beside = [other for other in workers if other.unit_id == one.unit_id and other.account_id != one.account_id]
            if beside:
                return actor_for(leading.account, today), one.account, beside[0].account
    raise RuntimeError("the demo has no leader with two caseworkers")


def _handing_over() -> int:
    leader, worker, colleague = _leader_and_worker()
    today = clock.today()
    home = RoleAssignment.objects.filter(account=worker).select_related("unit__department")[0].unit
    assert home is not None
    have = Case.objects.filter(caseworker=worker, closed_on__isnull=True, unit=home).count()
    people = YoungPerson.objects.exclude(cases__unit=home).order_by("pk")[: max(CASES - have, 0)]
    law, discipline = Case.objects.filter(unit=home).values_list("law", "discipline")[0]
    Case.objects.bulk_create(
        Case(
            young_person=person, reference=f"bench-{person.pk}", unit=home, discipline=discipline, law=law,
            opened_on=add_months(today, -6), caseworker=worker, source="bench", confirmed_on=today,
        )
        for person in people
    )  # fmt: skip
    cases = Case.objects.filter(caseworker=worker, closed_on__isnull=True, unit=home).values_list("pk", flat=True)[
        :CASES
    ]
    shares = [Share(colleague.pk, case_id=pk) for pk in cases]
    seconds = _quickest(lambda: hand_over_all(leader, account_id=worker.pk, shares=shares, note=_NOTE), times=3)
    return _told(f"{len(shares)} handovers in one act", seconds, 1.0, "an act that a person waits for")


def _reading() -> int:
    leader, _worker, _colleague = _leader_and_worker()
    person = Case.objects.filter(closed_on__isnull=True).values_list("young_person_id", flat=True)[0]
    departments = list(Case.objects.values_list("unit__department_id", flat=True)[:ROWS])
    may = readable(leader, person)
    seconds = _quickest(lambda: [may.allows(one, "cases") for one in departments])
    return _told(f"who may read {len(departments)} rows", seconds, 0.001, "Python alone")


def _queries() -> int:
    """What consent and access add to a page, beside the profile and the departments that it has read already."""
    leader, _worker, _colleague = _leader_and_worker()
    people = list(Case.objects.filter(closed_on__isnull=True).values_list("young_person_id", flat=True)[:2])
    with remembering():
        readable(leader, people[0])
        with CaptureQueriesContext(connection) as asked:
            readable(leader, people[1])
            readable(leader, people[1])
    print(f"  {'queries for what may be read':<34} {len(asked):8}    (limit 1)")
    return int(len(asked) > 1)


def _copying() -> int:
    account = Account.objects.order_by("pk")[0]
    person = YoungPerson.objects.order_by("pk")[0]
    Contact.objects.bulk_create(
        Contact(
            young_person=person, held_on=clock.today(), channel=ContactChannel.PHONE, outcome=ContactOutcome.REACHED,
            account=account, recorded_at=clock.now(),
        )
        for _ in range(COPIED)
    )  # fmt: skip
    seconds = _quickest(lambda: packed(copy_of(person.pk), "Fjordby").close(), times=3)
    return _told(f"copy of a person with {COPIED:,} rows", seconds, 5.0, "HTML and JSON in one zip")
