# SPDX-License-Identifier: EUPL-1.2
"""Whoever opens somebody in an emergency reads, and does nothing: no right of theirs outlives the hours or changes the file."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.cases.case_actions import Opening as CaseOpening
from roedtraad.cases.case_actions import open_case
from roedtraad.cases.models import Case
from roedtraad.kernel import clock
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.rights import Part, Right
from roedtraad.organisation.models import Unit
from roedtraad.people import policies
from roedtraad.people.queries import access_to
from roedtraad.protection import emergency
from tests.cast import Cast, make_case


def opened(cast: Cast) -> int:
    asked, reason = cast.young_person.reference, "She wrote that she will not be here tomorrow"
    emergency.open_in_emergency(cast.actor("other_caseworker"), asked=asked, reason=reason)
    return cast.young_person.pk


def test_it_shows_what_the_role_shows_and_lets_nothing_be_done(cast: Cast) -> None:
    actor, alma = cast.actor("other_caseworker"), opened(cast)
    access = access_to(actor, alma)
    assert access.rights == {Right.SEE_PERSON}
    assert Part.NOTES in access.parts
    for right in set(Right) - {Right.SEE_PERSON}:
        assert not policies.can(actor, right, alma), right
        assert cast.young_person not in policies.visible(actor, right), right
    with pytest.raises(NotAllowed):
        policies.require(actor, Right.REVEAL_CPR, alma)


def test_nobody_keeps_the_person_by_opening_a_case(cast: Cast) -> None:
    """Otherwise three hours would be for ever."""
    alma, unit = opened(cast), Unit.objects.get(code="family")
    opening = CaseOpening(unit.pk, "barnets_lov", "children_family", clock.today(), cast.account("other_caseworker").pk)
    with pytest.raises(NotAllowed):
        open_case(cast.actor("other_caseworker"), person_id=alma, opening=opening)
    assert not Case.objects.filter(young_person=alma, unit=unit).exists()


def test_the_page_offers_no_acts(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    alma, client = opened(cast), sign_in("other_caseworker")
    assert client.get(reverse("people:person", args=[alma])).status_code == 200
    assert client.get(reverse("cases:case-open", args=[alma])).status_code == 403
    assert client.get(reverse("journal:note-write", args=[alma])).status_code == 403


def test_whoever_comes_to_have_a_case_while_it_lasts_acts_by_the_case(cast: Cast) -> None:
    alma = opened(cast)
    make_case(cast.young_person, "family", cast.account("other_caseworker"))
    assert policies.can(cast.actor("other_caseworker"), Right.WRITE_NOTES, alma)
