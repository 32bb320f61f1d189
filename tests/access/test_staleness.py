# SPDX-License-Identifier: EUPL-1.2
"""What is taken away is gone at the next click, and nothing is written that the form does not have (SECURITY A6, A7)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db.models import Model
from django.urls import reverse

from roedtraad.cases.models import CaseFollowUp
from roedtraad.handover.models import Handover
from roedtraad.intake.models import Enquiry, OutreachRow
from roedtraad.kernel import clock
from roedtraad.meetings.models import Meeting, Participant
from roedtraad.people.models import YoungPerson
from tests.access.stage import Stage
from tests.cast import days_ago

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

YESTERDAY = dt.timedelta(days=1)


def _end_role(stage: Stage) -> None:
    stage.cast.accounts["caseworker"].assignments.update(valid_to=days_ago(1))


def _cut_other_ties(stage: Stage) -> None:
    """What the rooms above have set up between the caseworker and her beside the case."""
    account = stage.cast.accounts["caseworker"]
    CaseFollowUp.objects.filter(account=account).delete()
    Handover.objects.filter(young_person=stage.alma).delete()
    Enquiry.objects.filter(holder=account).delete()
    OutreachRow.objects.filter(worker=account).delete()
    Participant.objects.filter(account=account).delete()
    Meeting.objects.filter(chair=account).update(chair=None)


def _close_case(stage: Stage) -> None:
    _cut_other_ties(stage)
    stage.alma.cases.update(closed_on=clock.today())


def _move_case(stage: Stage) -> None:
    _cut_other_ties(stage)
    stage.alma.cases.update(unit=stage.viggo.cases.get().unit, caseworker=None)


def _close_account(stage: Stage) -> None:
    account = stage.cast.accounts["caseworker"]
    account.is_active = False
    account.save()


LOSSES: dict[str, tuple[Callable[[Stage], None], int]] = {
    "the role has ended": (_end_role, 403),
    "the case is closed": (_close_case, 404),
    "another unit has the case": (_move_case, 404),
    "the account is closed": (_close_account, 302),
}
"""How a caseworker loses a young person, and what the open page then answers."""


@pytest.mark.parametrize("loss", LOSSES)
def test_an_open_page_is_closed_at_the_next_click(loss: str, stage: Stage) -> None:
    take, expected = LOSSES[loss]
    page, form = (
        reverse("people:person", args=[stage.alma.pk]),
        reverse("people:contact-details-change", args=[stage.alma.pk]),
    )
    assert stage.ask("caseworker", "GET", page).status_code == 200
    take(stage)
    assert stage.ask("caseworker", "GET", page).status_code == expected
    assert stage.ask("caseworker", "POST", form, {"phone": "1"}).status_code == expected
    assert YoungPerson.objects.get(pk=stage.alma.pk).phone == stage.alma.phone


def test_a_contact_person_who_has_ended_loses_the_page_the_day_after(stage: Stage) -> None:
    page = reverse("people:person", args=[stage.alma.pk])
    stage.contact_person.ended_on = clock.today()
    stage.contact_person.save()
    assert stage.ask("contact_person", "GET", page).status_code == 200
    stage.contact_person.ended_on = clock.today() - YESTERDAY
    stage.contact_person.save()
    assert stage.ask("contact_person", "GET", page).status_code == 404


def _columns(row: Model) -> dict[str, object]:
    return {column.attname: getattr(row, column.attname) for column in row._meta.local_concrete_fields}


def test_a_form_about_a_person_writes_its_own_fields_only(stage: Stage) -> None:
    before = _columns(YoungPerson.objects.get(pk=stage.alma.pk))
    sent = dict.fromkeys(before, "1") | {
        "school": str(stage.cast.other_school.pk),
        "phone": "99",
        "email": "x@example.invalid",
    }
    sent |= {"address_protected_to": "", "born_on": "2001-01-01", "confirmed_on": "2001-01-01"}
    url = reverse("people:contact-details-change", args=[stage.alma.pk])
    assert stage.ask("caseworker", "POST", url, sent).status_code == 302
    after = _columns(YoungPerson.objects.get(pk=stage.alma.pk))
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed == {"phone", "email", "street", "postal_code", "city", "interpreter_language"}


def test_a_form_about_an_account_writes_its_own_fields_only(stage: Stage) -> None:
    account = stage.cast.accounts["colleague"]
    before = _columns(account)
    sent = dict.fromkeys(before, "1") | {"name": "Ny", "language": "da", "email": "x@example.invalid", "is_demo": "on"}
    url = reverse("accounts:account-change", args=[account.pk])
    assert stage.ask("administrator", "POST", url, sent).status_code == 302
    account.refresh_from_db()
    changed = {name for name, value in _columns(account).items() if value != before[name]}
    assert changed == {"name", "title", "phone", "email", "language"}


@pytest.mark.parametrize("key", ["counsellor", "school_representative"])
def test_nobody_protects_or_reads_an_address_without_the_right(key: str, stage: Stage) -> None:
    url = reverse("people:contact-details-change", args=[stage.cast.protected_person.pk])
    stage.ask(key, "POST", url, {"street": "Ny vej", "address_protected_to": "2020-01-01", "phone": "1"})
    carl = YoungPerson.objects.get(pk=stage.cast.protected_person.pk)
    assert (carl.street, carl.address_protected_to) == (
        stage.cast.protected_person.street, stage.cast.protected_person.address_protected_to,
    )  # fmt: skip
