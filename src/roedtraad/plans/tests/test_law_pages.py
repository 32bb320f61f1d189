# SPDX-License-Identifier: EUPL-1.2
"""The pages of the laws' own plans, and fetching a document."""

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.plans.models import Plan
from tests.access.stage import BACKEND
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("caseworker"), backend=BACKEND)
    return client


def test_each_law_has_a_card_with_what_is_missing_and_where_to_write_it(
    plan: Plan, browser: Client, cast: Cast
) -> None:
    page = browser.get(reverse("plans:laws", args=[cast.young_person.pk])).content.decode()
    for code in ("education_plan", "fgu_extract", "youth_plan", "holistic_plan"):
        assert f'id="{code}"' in page
    assert reverse("plans:text-write", args=[cast.young_person.pk, "wish"]) in page
    assert "Signed by the young person" in page


def test_without_a_plan_the_page_says_so(browser: Client, cast: Cast) -> None:
    for name, args in (("laws", []), ("law", ["education_plan"])):
        response = browser.get(reverse(f"plans:{name}", args=[cast.young_person.pk, *args]))
        assert response.status_code == 200
        assert "There is no plan yet" in response.content.decode()
    assert browser.get(reverse("plans:plan-document", args=[cast.young_person.pk])).status_code == 404


def test_a_law_that_does_not_fit_the_person_is_no_page(plan: Plan, browser: Client, cast: Cast) -> None:
    assert browser.get(reverse("plans:law", args=[cast.young_person.pk, "employment_plan"])).status_code == 404
    assert browser.get(reverse("plans:law-document", args=[cast.young_person.pk, "nothing"])).status_code == 404


def test_a_document_comes_as_a_file_that_no_cache_keeps_and_stands_in_the_log(
    plan: Plan, browser: Client, cast: Cast
) -> None:
    address = reverse("plans:law-document", args=[cast.young_person.pk, "fgu_extract"])
    response = browser.get(address, {"language": "en", "format": "docx"})
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "extract-for-fgu-A" in response["Content-Disposition"]
    assert cast.young_person.given_name not in response["Content-Disposition"]
    assert b"".join(response).startswith(b"PK")
    entry = LogEntry.objects.get(act="plan_document_made")
    assert LogDetail.objects.get(entry=entry).values == {"law": "fgu_extract", "language": "en", "format": "docx"}


def test_a_language_or_an_ending_that_does_not_exist_is_the_readers_own_and_pdf(
    plan: Plan, browser: Client, cast: Cast
) -> None:
    address = reverse("plans:plan-document", args=[cast.young_person.pk])
    response = browser.get(address, {"language": "xx", "format": "exe"})
    content = b"".join(response)
    assert content.startswith(b"%PDF")
    assert b"/Lang(en-GB)" in content


def test_the_holistic_plan_is_refused_with_a_reason_and_the_page_offers_no_form(
    plan: Plan, browser: Client, cast: Cast
) -> None:
    args = [cast.young_person.pk, "holistic_plan"]
    refused = browser.get(reverse("plans:law-document", args=args))
    assert refused.status_code == 409
    assert "has not said yes" in refused.content.decode()
    assert not LogEntry.objects.filter(act="plan_document_made").exists()
    page = browser.get(reverse("plans:law", args=args)).content.decode()
    assert reverse("plans:law-document", args=args) not in page
