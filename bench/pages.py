# SPDX-License-Identifier: EUPL-1.2
"""Pages at 120 000 young people under 8 users at once, p95 against a bare view with one indexed query in the same server."""

import datetime as dt
import http.client
import random
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from roedtraad.cases.models import Case, Contact, ContactChannel, ContactOutcome, ContactPerson
from roedtraad.config.management.commands.serve import web_server
from roedtraad.consent.actions import Given, Terms, give_consent
from roedtraad.consent.models import Channel, GivenBy
from roedtraad.demo.generator import fill
from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role, system_actor
from roedtraad.kernel.calendar import add_months
from roedtraad.organisation.models import Account, RoleAssignment, Unit
from roedtraad.organisation.queries import actor_for
from roedtraad.people.models import LifeSituation, SituationKind, YoungPerson

PEOPLE: Final = 120_000
USERS: Final = 8
EVENTS: Final = 200
CONSENTS: Final = 40
BLOCKS: Final = 5
ROUNDS: Final = 25
PORT: Final = 8917
LIMITS: Final = {"search": 5.0, "desk": 12.0, "person": 12.0}
_CASES: Final = 80


def run() -> int:
    """Fill, serve, measure, print. 0 when every page keeps its limit."""
    today = clock.today()
    fill(people=PEOPLE, seed=7, today=today)
    users = [_worker(number, today) for number in range(USERS)]
    person = _person_with_events(users, today)
    sweep(system_actor(today), on=today)
    waiting = Signal.objects.filter(assignee=users[0], closed_on__isnull=True).count()
    cookies = [_session(user) for user in users]
    server = _serve()
    try:
        return _measure(cookies, person, waiting)
    finally:
        server.terminate()
        server.wait()


def _worker(number: int, today: dt.date) -> Account:
    """A caseworker with 80 cases, three times what is advised, so that the desk has its 60 rows and more."""
    unit = Unit.objects.filter(is_active=True, is_entry=False).order_by("pk")[number % 2]
    account = Account.objects.create(username=f"bench-{number}", name=f"Bench {number}", title="")
    RoleAssignment.objects.create(
        account=account, role=Role.AUTHORITY_CASEWORKER, unit=unit, valid_from=today - dt.timedelta(days=900)
    )
    first = YoungPerson.objects.order_by("pk").values_list("pk", flat=True)[0]
    people = range(first + number * _CASES, first + (number + 1) * _CASES)
    Case.objects.bulk_create(
        Case(
            young_person_id=pk, reference=f"bench-{pk}", unit=unit, discipline="employment", law="LAB",
            opened_on=today - dt.timedelta(days=500), caseworker=account, source="bench", confirmed_on=today,
        )
        for pk in people
    )  # fmt: skip
    return account


def _person_with_events(users: Sequence[Account], today: dt.date) -> int:
    """One young person with 200 events and 40 consents, in the case of the first user's unit and the second's."""
    person = Case.objects.filter(caseworker=users[0]).values_list("young_person_id", flat=True)[5]
    ContactPerson.objects.filter(young_person_id=person).delete()
    for user in users:
        ContactPerson.objects.create(young_person_id=person, account=user, is_coordinating=False, started_on=today)
        Case.objects.create(
            young_person_id=person, reference=f"shared-{user.pk}", discipline="social", law="SEL", caseworker=user,
            unit=Case.objects.filter(caseworker=user)[0].unit, opened_on=today,
        )  # fmt: skip
    LifeSituation.objects.filter(young_person_id=person).delete()
    LifeSituation.objects.bulk_create(
        LifeSituation(
            young_person_id=person, kind=SituationKind.MEASURE, started_on=today - dt.timedelta(days=20 * n + 19),
            ended_on=today - dt.timedelta(days=20 * n + 10), confirmed_on=today,
        )
        for n in range(EVENTS // 2)
    )  # fmt: skip
    Contact.objects.bulk_create(
        Contact(
            young_person_id=person, held_on=today - dt.timedelta(days=7 * n), channel=ContactChannel.PHONE,
            outcome=ContactOutcome.REACHED, account=users[0], recorded_at=clock.now(),
        )
        for n in range(EVENTS // 2)
    )  # fmt: skip
    _give_consents(users[0], person, today)
    return person


def _give_consents(worker: Account, person: int, today: dt.date) -> None:
    """What the young person has said yes to: what schools and health know may be read by the youth effort."""
    actor = actor_for(worker, today)
    YoungPerson.objects.filter(pk=person).update(born_on=add_months(today, -17 * 12))
    for number in range(CONSENTS):
        terms = Terms(
            purpose=f"Purpose {number}", kinds=frozenset({"cases", "plan"}), giving=frozenset({("schools", "health")[number % 2]}),
            receiving=frozenset({actor.department}), basis="consent_11a", concerns=f"Step {number}",
        )  # fmt: skip
        given = Given(GivenBy.YOUNG_PERSON, Channel.SPOKEN, "da", today)
        give_consent(actor, person_id=person, terms=terms, given=given)


def _session(account: Account) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def _serve() -> "subprocess.Popen[bytes]":
    server = subprocess.Popen(web_server("127.0.0.1", PORT))  # noqa: S603
    for _ in range(100):
        try:
            if _get("/health/", "") == 200:
                return server
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _get(path: str, cookie: str, connection: http.client.HTTPConnection | None = None) -> int:
    link = connection or http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    link.request("GET", path, headers={"Cookie": cookie})
    answer = link.getresponse()
    answer.read()
    return answer.status


def _measure(cookies: Sequence[str], person: int, waiting: int) -> int:
    draw = random.Random(3)  # noqa: S311
    names = list(
        YoungPerson.objects.filter(cases__caseworker__username__startswith="bench").values_list(
            "search_given", flat=True
        )[:400]
    )
    first = YoungPerson.objects.order_by("pk").values_list("pk", flat=True)[0]
    pages: dict[str, Callable[[], str]] = {
        "bare": lambda: f"/bare/{first + draw.randrange(PEOPLE)}/",
        "search": lambda: "/people/search/?q=" + quote(draw.choice(names).split()[0][:5]),
        "desk": lambda: "/?who=me",
        "person": lambda: f"/people/{person}/",
    }
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(BLOCKS):  # in turns, so that a busy moment of the machine strikes every page
        for name, path in pages.items():
            times[name] += _times(path, cookies)
    p95 = {name: sorted(found)[int(0.95 * len(found))] for name, found in times.items()}
    status = 0
    print(
        f"pages at {PEOPLE:,} young people, {USERS} users at once, {waiting} signals on a desk; bare p95 {1000 * p95['bare']:.1f} ms"
    )
    for name, limit in LIMITS.items():
        ratio = p95[name] / p95["bare"]
        status |= ratio > limit
        middle = statistics.median(times[name])
        print(
            f"  {name:<8} p95 {1000 * p95[name]:7.1f} ms = {ratio:5.1f}x bare (limit {limit:.0f}x)  median {1000 * middle:.1f} ms"
        )
    return status


def _times(path: Callable[[], str], cookies: Sequence[str]) -> list[float]:
    """Seconds until the whole answer is there, each user with a connection of its own, after a warm-up."""

    def one_user(cookie: str) -> list[float]:
        link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        times = []
        for number in range(ROUNDS + 5):
            start = time.perf_counter()
            status = _get(path(), cookie, link)
            if status != 200:
                raise RuntimeError(f"{path()} answered {status}")
            if number >= 5:
                times.append(time.perf_counter() - start)
        return times

    with ThreadPoolExecutor(USERS) as pool:
        return [time for user in pool.map(one_user, cookies) for time in user]
