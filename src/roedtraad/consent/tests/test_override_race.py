# SPDX-License-Identifier: EUPL-1.2
"""Two who set the rules aside at the same moment are counted one after the other."""

import threading

import pytest
from django.db import connection

from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.consent.models import Sharing
from roedtraad.consent.sharing_actions import Why, override_sharing
from roedtraad.consent.tests.making import set_aside, terms
from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.terms import terms_on
from tests.cast import Cast, make_case, make_cast, make_person


@pytest.fixture
def cast(committed_log: None) -> Cast:  # noqa: F811
    return make_cast()


def test_two_overrides_at_once_about_two_people_do_not_pass_the_limit(cast: Cast) -> None:
    """The person's own lock would not help: they are two."""
    limit = terms_on(clock.today()).number("override_per_day")
    for _ in range(limit - 1):
        set_aside(cast)
    actor, start = cast.actor("caseworker"), threading.Barrier(2)
    told: list[str] = []
    persons = [make_person() for _ in range(2)]
    for person in persons:
        make_case(person, "authority", cast.account("caseworker"))

    def one(person_id: int) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            wanted = terms(receiving={"health"}, kinds={"health"}, basis="consent_11a")
            override_sharing(actor, person_id=person_id, terms=wanted, why=Why("Fare"))
        except DomainError as problem:
            told.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(person.pk,)) for person in persons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["override_too_often"]
    assert Sharing.objects.filter(is_override=True).count() == limit
