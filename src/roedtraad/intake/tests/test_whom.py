# SPDX-License-Identifier: EUPL-1.2
"""Whom an enquiry is about is often told later: then somebody known is found, and nobody is put in the register twice."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.intake import actions, knowing
from roedtraad.intake.tests.making import enquiry, outreach
from roedtraad.kernel.errors import DomainError
from roedtraad.people.cpr import synthetic_cpr
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_name_that_is_told_later_finds_whoever_is_known(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["counsellor"])
    made = enquiry()
    here, address = reverse("intake:enquiry", args=[made.pk]), reverse("intake:enquiry-about", args=[made.pk])
    page = client.get(here).content.decode()
    assert "Nobody has told whom it is about yet." in page
    assert address in page
    answer = client.post(address, {"about_name": cast.young_person.name})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert [one.person_id for one in knowing.proposals(cast.actor("counsellor"), made).rows] == [cast.young_person.pk]
    assert "This is the one" in client.get(here).content.decode()


def test_a_number_tells_the_birth_date_and_is_kept_sealed(cast: Cast) -> None:
    actor, made = cast.actor("counsellor"), enquiry(told={"about_name": "Ung Ukendt"})
    actions.tell_whom(actor, enquiry_id=made.pk, number=cast.cpr_number)
    made.refresh_from_db()
    assert made.about_name == "Ung Ukendt", "what is left empty stays"
    assert made.about_born_on == cast.young_person.born_on
    assert cast.cpr_number.replace("-", "").encode() not in bytes(made.about_cpr or b"")
    assert knowing.proposals(actor, made).rows[0].is_certain


def test_whom_is_told_is_refused_when_it_says_nothing_or_not_the_same(cast: Cast) -> None:
    actor = cast.actor("counsellor")
    number = synthetic_cpr(dt.date(2009, 1, 1), 1)
    codes = []
    for made, told in (
        (enquiry(), {}), (enquiry(), {"number": number, "about_born_on": dt.date(2008, 1, 1)}),
        (enquiry(young_person=cast.young_person), {"about_name": "En Anden"}),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refusal:
            actions.tell_whom(actor, enquiry_id=made.pk, **told)
        codes.append(refusal.value.code)
    assert codes == ["nobody_told", "born_on_mismatch", "enquiry_about_another"]


def test_whoever_answers_by_phone_is_asked_first_who_and_what_and_last_what_institutions_tell(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.accounts["counsellor"])
    page = client.get(reverse("intake:enquiry-record")).content.decode()
    places = [
        page.index(f'name="{name}"') for name in ("channel", "asker_relation", "about_name", "text", "news", "take")
    ]
    assert places == sorted(places)


def test_a_number_on_an_outreach_list_can_be_rung(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["counsellor"])
    cast.young_person.phone = "00 11 22 33"
    cast.young_person.save(update_fields=["phone"])
    made = outreach(cast.accounts["counsellor"], cast.young_person, worker=cast.accounts["counsellor"])
    for address in (
        reverse("intake:outreach-list", args=[made.pk]), reverse("intake:outreach-row", args=[made.rows.get().pk]),
    ):  # fmt: skip
        assert 'href="tel:00112233"' in client.get(address).content.decode()
