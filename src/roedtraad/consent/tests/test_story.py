# SPDX-License-Identifier: EUPL-1.2
"""Story 3: a young person takes a consent back, and a department stops seeing what it saw (SECURITY A6, C4)."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.consent.models import Consent
from roedtraad.consent.sharing_actions import end_sharing
from roedtraad.consent.tests.making import DAY, colleague_at, notify, say_yes
from roedtraad.kernel import clock
from roedtraad.organisation.models import Account, RoleAssignment
from tests.cast import Cast

PAGES = ("people:person", "people:thread", "cases:person-cases")
SignIn = Callable[[str], Client]


def seen(client: Client, cast: Cast) -> list[bool]:
    """On which pages the youth department's case of Alma is told to the reader: its reference, or on the thread its unit."""
    found = []
    for name in PAGES:
        text = client.get(reverse(name, args=[cast.young_person.pk])).content.decode()
        told = re.search(rf"{re.escape(cast.case.reference)}(?!\d)", text)  # not the beginning of another's
        found.append(bool(told) or "Youth and work" in text)
    return found


@pytest.fixture
def at_school(cast: Cast, sign_in: SignIn) -> Client:
    """Somebody at the schools with a case of Alma's, in another browser all the while."""
    colleague_at(cast, "ppr")
    return sign_in("at_ppr")


def test_a_department_sees_the_case_while_the_yes_holds_and_not_at_the_next_request(
    cast: Cast, at_school: Client, sign_in: SignIn
) -> None:
    assert seen(at_school, cast) == [False] * 3
    made = say_yes(cast)
    assert seen(at_school, cast) == [True] * 3
    sign_in("contact_person").post(reverse("consent:consent-withdraw", args=[made.pk]))
    assert seen(at_school, cast) == [False] * 3
    page = at_school.get(reverse("consent:consents", args=[cast.young_person.pk])).content.decode()
    assert "At finde en mentor" in page, "what was shared stays listed"
    say_yes(cast)
    assert seen(at_school, cast) == [True] * 3, "a new yes undoes it"


def test_nothing_is_seen_on_the_day_after_the_last(cast: Cast, at_school: Client) -> None:
    say_yes(cast)
    today = clock.today()
    Consent.objects.update(given_on=today - DAY, valid_from=today - DAY, valid_to=today)
    assert seen(at_school, cast) == [True] * 3
    Consent.objects.update(given_on=today - 2 * DAY, valid_from=today - 2 * DAY, valid_to=today - DAY)
    assert seen(at_school, cast) == [False] * 3


def test_a_sharing_that_ends_is_closed_at_the_next_request(cast: Cast, at_school: Client) -> None:
    made = notify(cast)
    assert seen(at_school, cast) == [True] * 3
    end_sharing(cast.actor("caseworker"), sharing_id=made.pk)
    assert seen(at_school, cast) == [False] * 3


def test_whoever_leaves_the_department_leaves_the_yes_behind(cast: Cast, at_school: Client) -> None:
    say_yes(cast)
    account = Account.objects.get(username="at_ppr")
    RoleAssignment.objects.filter(account=account).delete()
    response = at_school.get(reverse("people:person", args=[cast.young_person.pk]))
    assert response.status_code == 403


def test_the_department_of_the_case_sees_it_with_or_without_a_yes(cast: Cast, sign_in: SignIn) -> None:
    assert seen(sign_in("caseworker"), cast) == [True] * 3
    assert seen(sign_in("contact_person"), cast) == [True] * 3
