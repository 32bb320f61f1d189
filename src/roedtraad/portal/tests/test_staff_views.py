# SPDX-License-Identifier: EUPL-1.2
"""Colleagues let people in, within limits, and take the way in away."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.kernel import clock
from roedtraad.people.models import Guardian
from roedtraad.portal.tests.citizens import (
    make_guardian,
)
from tests.cast import Cast, years_ago

pytestmark = pytest.mark.django_db


def _of_guardian(cast: Cast, guardian: Guardian) -> str:
    return reverse("portal:guardian-invite", args=[cast.young_person.pk, guardian.pk])


def test_staff_see_who_is_let_in_invite_send_again_and_take_away(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    alma, kirsten = cast.young_person.pk, sign_in("contact_person")
    invite = reverse("portal:invite", args=[alma])
    made = kirsten.post(invite)
    assert "/portal/invitation/" in made.content.decode()
    assert kirsten.post(invite).status_code == 409, "twice"
    assert "/portal/invitation/" in kirsten.post(_of_guardian(cast, cast.guardian)).content.decode()
    page = kirsten.get(reverse("portal:access", args=[alma])).content.decode()
    assert "sent, not used yet" in page
    assert "Bente Nørgaard" in page
    identity = cast.young_person.portal_identities.get(kind="self")
    assert kirsten.post(reverse("portal:invitation-send", args=[identity.pk])).status_code == 200
    end = reverse("portal:access-end", args=[identity.pk])
    assert kirsten.get(end).status_code == 200
    assert kirsten.post(end).status_code == 302
    assert kirsten.post(reverse("portal:invitation-send", args=[identity.pk])).status_code == 409


def _representative(**values: Any) -> dict[str, Any]:
    until = (clock.today() + dt.timedelta(days=30)).isoformat()
    given = {
        "name": "Rita Råd",
        "phone": "34 44 44 44",
        "basis": "Fuldmagt",
        "allowed_parts": ["plan"],
        "valid_to": until,
    }
    return given | values


def test_a_representative_is_let_in_within_limits(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    url, kirsten = reverse("portal:representative-invite", args=[cast.young_person.pk]), sign_in("contact_person")
    wrong: dict[str, Any]
    for wrong in (
        {"basis": ""},
        {"allowed_parts": []},
        {"valid_to": "2020-01-01"},
        {"phone": ""},
        {"allowed_parts": ["notes"]},
    ):
        assert kirsten.post(url, _representative(**wrong)).status_code == 422, wrong
    assert kirsten.post(url, _representative()).status_code == 200
    identity = cast.young_person.portal_identities.get()
    assert (identity.kind, identity.allowed_parts, identity.basis) == ("representative", ["plan"], "Fuldmagt")


def test_a_parent_without_custody_or_of_an_adult_is_not_let_in(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    kirsten = sign_in("contact_person")
    aunt = make_guardian(cast.young_person, "Tante", has_custody=False)
    others = make_guardian(cast.stranger, "En anden")
    assert kirsten.post(_of_guardian(cast, aunt)).status_code == 422
    assert kirsten.post(_of_guardian(cast, others)).status_code == 404
    cast.young_person.born_on = years_ago(19)
    cast.young_person.save()
    assert kirsten.post(_of_guardian(cast, cast.guardian)).status_code == 422
