# SPDX-License-Identifier: EUPL-1.2
"""Every profile and every size of municipality is told something of."""

import pytest

from roedtraad.cases.models import Absence
from roedtraad.demo.papers import pdf_of
from roedtraad.demo.tests.filling import fill
from roedtraad.intake.models import Enquiry, OutreachRow
from roedtraad.journal.files.accepting import accept
from roedtraad.organisation.profile import shipped_profile_ids


@pytest.mark.sqlite_only  # a few people are told on both
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("profile", shipped_profile_ids())
def test_every_profile_is_told_whatever_it_looks_like(profile: str) -> None:
    fill(profile, people=100)
    assert Enquiry.objects.count() > 6
    assert Absence.objects.exists()
    assert OutreachRow.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "people",
    [1, pytest.param(10, marks=pytest.mark.slow), pytest.param(60, marks=[pytest.mark.slow, pytest.mark.sqlite_only])],
)
def test_a_few_people_are_enough(people: int) -> None:
    fill(people=people)
    assert Enquiry.objects.exists()


def test_a_paper_is_a_pdf_that_the_house_accepts() -> None:
    made = accept("Skema.pdf", pdf_of(("Skema (uge 47)", "Mødested: værkstedet, kl. 8")))
    assert made.kind == "pdf"
    assert b"Skema \\(uge 47\\)" in made.content
