# SPDX-License-Identifier: EUPL-1.2
"""The acts of this room on screen."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.cases.models import Contact, ContactPerson
from roedtraad.kernel import clock
from tests.cast import Cast, days_ago

SignIn = Callable[[str], Client]


def test_a_contact_is_recorded_and_one_is_back_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("school_representative")
    address = reverse("cases:contact-record", args=[cast.young_person.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, {"held_on": "01.11.2026", "channel": "at_school", "outcome": "reached"})
    assert response["Location"] == reverse("people:person", args=[cast.young_person.pk])
    assert Contact.objects.get().channel == "at_school"
    assert "The contact has been recorded" in client.get(response["Location"]).content.decode()


def test_a_contact_in_the_future_stays_in_the_form(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("cases:contact-record", args=[cast.young_person.pk])
    ahead = days_ago(-3).isoformat()
    response = sign_in("caseworker").post(address, {"held_on": ahead, "channel": "phone", "outcome": "reached"})
    assert response.status_code == 422
    assert ahead in response.content.decode()
    assert "lies in the future" in response.content.decode()


def test_a_contact_person_is_named_on_screen(cast: Cast, sign_in: SignIn) -> None:
    data = {
        "account": cast.account("counsellor").pk,
        "kind": "youth_effort",
        "is_coordinating": "on",
        "started_on": f"{clock.today():%d.%m.%Y}",
    }
    client, address = sign_in("leader"), reverse("cases:contact-person-name", args=[cast.young_person.pk])
    assert "Vera Vejleder" in client.get(address).content.decode()
    assert client.post(address, data).status_code == 302
    page = client.get(reverse("people:person", args=[cast.young_person.pk])).content.decode()
    assert "Vera Vejleder" in page


def test_whoever_ends_the_own_task_is_led_to_the_list(cast: Cast, sign_in: SignIn) -> None:
    row = ContactPerson.objects.get(young_person=cast.young_person, is_coordinating=True, ended_on__isnull=True)
    ContactPerson.objects.filter(pk=row.pk).update(is_coordinating=False)
    client = sign_in("contact_person")
    address = reverse("cases:contact-person-end", args=[row.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, {"ended_on": days_ago(1).isoformat()})
    assert response["Location"] == reverse("people:list")


@pytest.mark.parametrize(("key", "status"), [("other_caseworker", 404), ("consultant", 403), ("secretariat", 403)])
def test_others_reach_none_of_the_acts(cast: Cast, sign_in: SignIn, key: str, status: int) -> None:
    client = sign_in(key)
    row = ContactPerson.objects.filter(young_person=cast.young_person).first()
    assert row is not None
    for address in (
        reverse("cases:contact-person-name", args=[cast.young_person.pk]),
        reverse("cases:contact-person-end", args=[row.pk]),
    ):
        assert client.get(address).status_code == status
        assert client.post(address, {"ended_on": clock.today().isoformat()}).status_code == status
