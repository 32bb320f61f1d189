# SPDX-License-Identifier: EUPL-1.2
"""A municipality in a database of its own: caseworkers with a session, and the young people whom each of them writes about."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.crash.acts import TURNS, Sending, Turn, Young

WRITERS: Final = 4
PEOPLE_EACH: Final = 12
FIRST_NOTE: Final = "The first note"


class NotEmpty(Exception):
    """The database that was given holds something already."""


@dataclass
class Writer:
    """One caseworker with a session and some young people. No turn is taken twice, whatever became of it."""

    number: int
    account_id: int
    unit_id: int
    successor_id: int
    cookie: str
    token: str
    people: list[Young]
    turns: int = 0
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    refused: Counter[tuple[str, int]] = field(default_factory=Counter)

    def next_act(self, follow: Callable[[str], str]) -> Sending:
        """The next act in turn; each writer begins with another kind, and does each twice about one before the next."""
        turn, self.turns = self.turns, self.turns + 1
        of_kind, kind = divmod(turn, len(TURNS))
        about = Turn(
            young=self.people[of_kind // 2 % len(self.people)], mark=f"crash-{self.number}-{turn}",
            day=dt.date.today() - dt.timedelta(days=of_kind),  # noqa: DTZ011
            account_id=self.account_id, unit_id=self.unit_id, successor_id=self.successor_id, follow=follow,
        )  # fmt: skip
        return TURNS[(kind + self.number) % len(TURNS)](about)


def set_up(people_each: int = PEOPLE_EACH) -> list[Writer]:
    """Everybody on the stage, by the acts themselves where the count looks at them. Raises NotEmpty."""
    from django.core.management import call_command

    from roedtraad.kernel.actor import Role
    from tests import cast

    call_command("migrate", verbosity=0)
    _refuse_used()
    cast.use_profile("fjordby")
    successor = cast.make_colleague("successor", "Successor", Role.AUTHORITY_CASEWORKER, "authority")
    return [_writer(number, successor.pk, people_each) for number in range(WRITERS)]


def refuse_foreign() -> None:
    """Refuse a database in which there are tables already: it is somebody's."""
    from django.db import connection

    if connection.introspection.table_names():
        raise NotEmpty


def _refuse_used() -> None:
    from roedtraad.organisation.models import Account

    if Account.objects.exists():
        raise NotEmpty


def _writer(number: int, successor_id: int, people_each: int) -> Writer:
    from django.middleware.csrf import _get_new_csrf_string

    from roedtraad.kernel.actor import Role
    from roedtraad.organisation.models import Unit
    from tests import cast

    account = cast.make_colleague(f"writer-{number}", f"Writer {number}", Role.AUTHORITY_CASEWORKER, "authority")
    token = _get_new_csrf_string()
    people = [_young(account.pk) for _ in range(people_each)]
    unit_id = Unit.objects.get(code="authority").pk
    return Writer(number, account.pk, unit_id, successor_id, _cookie(account.pk, token), token, people)


def _young(account_id: int) -> Young:
    """Somebody with a case, a contact person, a plan, a note and a way in to the portal."""
    from roedtraad.journal.actions import NewNote, write_note
    from roedtraad.kernel import clock
    from roedtraad.organisation.models import Account
    from roedtraad.organisation.queries import actor_for
    from roedtraad.plans.actions import GoalDetails, start_plan
    from roedtraad.portal.tests.citizens import make_identity
    from tests import cast

    account = Account.objects.get(pk=account_id)
    actor = actor_for(account, clock.today())
    person = cast.make_person(phone="20 30 40 50")
    case = cast.make_case(person, "authority", account)
    cast.make_contact_person(person, account)
    make_identity(person)
    start_plan(actor, person_id=person.pk, goal=GoalDetails("To build boats"))
    note = write_note(actor, person_id=person.pk, new=NewNote(f"case-{case.pk}", actor.on, FIRST_NOTE))
    return Young(person.pk, case.pk, note.pk)


def _cookie(account_id: int, token: str) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from roedtraad.organisation.models import Account

    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(account_id), settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = Account.objects.get(pk=account_id).get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
