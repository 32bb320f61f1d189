# SPDX-License-Identifier: EUPL-1.2
"""What each of the cast meets on the young person's pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roedtraad.audit.models import LogDetail, LogEntry, LogPerson, Stream
from roedtraad.kernel import clock
from roedtraad.people import cpr
from roedtraad.people.models import LifeSituation, SituationKind, YoungPerson
from tests.cast import SEE_ALMA, STAFF, Cast, days_ago, make_case, make_contact, make_person, make_situation

SignIn = Callable[[str], Client]
MISSING = 987_654
SEE_OTHERS = frozenset({"former_contact_person", "other_caseworker", "other_school_representative", "other_leader"})
"""Those whose roles open the pages of people, but not hers."""


def body(response: Any) -> str:
    """The page without what differs from one answer to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def content(response: Any) -> str:
    """A download as text."""
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("key", [key for key, *_rest in STAFF])
def test_those_around_her_see_her_page_and_nobody_else_does(cast: Cast, sign_in: SignIn, key: str) -> None:
    response = sign_in(key).get(reverse("people:person", args=[cast.young_person.pk]))
    expected = 200 if key in SEE_ALMA else 404 if key in SEE_OTHERS else 403
    assert response.status_code == expected
    assert ("Alma" in response.content.decode()) == (key in SEE_ALMA)


@pytest.mark.parametrize(
    "name", ["people:person", "people:thread", "people:contact-details-change", "people:situation-record"]
)
def test_a_person_who_is_not_hers_looks_exactly_like_one_who_does_not_exist(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    client = sign_in("other_caseworker")
    invisible = client.get(reverse(name, args=[cast.young_person.pk]))
    missing = client.get(reverse(name, args=[MISSING]))
    assert invisible.status_code == missing.status_code == 404
    assert body(invisible).replace(f"/{cast.young_person.pk}/", "//") == body(missing).replace(f"/{MISSING}/", "//")


def test_a_visible_person_without_the_right_is_refused_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("school_representative").get(reverse("people:situation-record", args=[cast.young_person.pk]))
    assert response.status_code == 403
    assert "your role does not allow this" in response.content.decode()
    assert LogEntry.objects.filter(stream=Stream.REFUSAL, act="access_refused").exists()


@pytest.mark.parametrize("key", sorted(SEE_ALMA))
def test_the_cpr_number_is_masked_for_everybody(cast: Cast, sign_in: SignIn, key: str) -> None:
    number = cast.cpr_number
    client = sign_in(key)
    for address in (reverse("people:person", args=[cast.young_person.pk]), reverse("people:list")):
        page = client.get(address).content.decode()
        assert number not in page
        assert number[6:] not in page.replace(str(cast.young_person.pk), "")


def test_the_cpr_number_is_shown_once_and_that_is_in_the_log(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    response = client.post(reverse("people:cpr-reveal", args=[cast.young_person.pk]))
    assert cpr.formatted(cast.cpr_number) in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert LogEntry.objects.filter(act="cpr_revealed", stream=Stream.LOOK).count() == 1
    assert client.get(reverse("people:cpr-reveal", args=[cast.young_person.pk])).status_code == 405


@pytest.mark.parametrize("key", ["school_representative", "consultant"])
def test_a_role_without_the_right_does_not_see_the_whole_number(cast: Cast, sign_in: SignIn, key: str) -> None:
    assert sign_in(key).post(reverse("people:cpr-reveal", args=[cast.young_person.pk])).status_code == 403
    assert not LogEntry.objects.filter(act="cpr_revealed").exists()


@pytest.mark.parametrize("key", ["counsellor", "school_representative"])
def test_a_protected_address_is_nowhere_for_those_who_may_not_know_it(cast: Cast, sign_in: SignIn, key: str) -> None:
    client, pk = sign_in(key), cast.protected_person.pk
    addresses = [
        reverse("people:person", args=[pk]), reverse("people:thread", args=[pk]), reverse("people:list"),
        reverse("people:search") + "?q=carl", reverse("people:contact-details-change", args=[pk]),
        reverse("people:list-export", args=["csv"]),
    ]  # fmt: skip
    for address in addresses:
        response = client.get(address)
        text = content(response) if response.streaming else response.content.decode()
        assert not any(word in text for word in ("Hemmelighedsstien", "9998", "Gemmeby")), address


def test_the_caseworker_sees_a_protected_address_with_a_warning(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("caseworker").get(reverse("people:person", args=[cast.protected_person.pk])).content.decode()
    assert "Hemmelighedsstien 13" in page
    assert "The address is protected until" in page


def test_a_guardians_address_is_hidden_with_the_young_persons(cast: Cast, sign_in: SignIn) -> None:
    cast.protected_person.guardians.create(name="Mor Skjultsen", relation="mother", street="Hemmelighedsstien 13")
    page = sign_in("counsellor").get(reverse("people:person", args=[cast.protected_person.pk])).content.decode()
    assert "Mor Skjultsen" in page
    assert "Hemmelighedsstien" not in page


def test_the_school_sees_school_and_contacts_and_never_cases_or_situations(cast: Cast, sign_in: SignIn) -> None:
    make_contact(cast.young_person, cast.account("caseworker"))
    page = sign_in("school_representative").get(reverse("people:person", args=[cast.young_person.pk])).content.decode()
    assert "Fjordby Skole" in page
    assert 'id="contacts"' in page
    for absent in (
        'id="cases"',
        'id="situations"',
        'id="signals"',
        "Serviceloven",
        "Service Act",
        "Bente",
        "Havnevej",
        "20 30",
    ):
        assert absent not in page


def test_every_look_is_in_the_log_with_unit_and_purpose(cast: Cast, sign_in: SignIn) -> None:
    sign_in("caseworker").get(reverse("people:person", args=[cast.young_person.pk]))
    entry = LogEntry.objects.get(act="person_seen")
    assert (entry.unit, entry.department, entry.purpose) == ("authority", "youth", "casework")
    assert list(LogPerson.objects.filter(entry=entry).values_list("young_person_id", flat=True)) == [
        cast.young_person.pk
    ]


def test_a_page_whose_look_cannot_be_logged_is_not_shown(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("no log")

    client = sign_in("caseworker")
    client.raise_request_exception = False
    assert "Alma" in client.get(reverse("people:person", args=[cast.young_person.pk])).content.decode()
    monkeypatch.setattr("roedtraad.audit.looks.record_look", broken)
    response = client.get(reverse("people:person", args=[cast.young_person.pk]))
    assert response.status_code == 500
    assert "Alma" not in response.content.decode()


def test_a_search_is_logged_with_its_words_and_without_a_cpr_number(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    client.post(reverse("people:search"), {"q": "alma"})
    client.post(reverse("people:search"), {"q": cast.cpr_number})
    asked = [detail.values for detail in LogDetail.objects.filter(entry__act="people_searched").order_by("entry_id")]
    assert asked[0] == {"by": "name", "words": "alma"}
    assert asked[1]["by"] == "cpr"
    assert cast.cpr_number not in str(asked)


def test_a_cpr_number_in_the_address_is_not_looked_up(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    response = client.get(reverse("people:search"), {"q": cast.cpr_number})
    assert response.status_code == 302
    assert response["Location"] == reverse("people:search")
    assert not LogEntry.objects.filter(act="people_searched").exists()


def test_a_full_cpr_number_elsewhere_tells_only_whom_to_call(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("other_caseworker").post(reverse("people:search"), {"q": cast.cpr_number})
    page = response.content.decode()
    assert "known to the municipality" in page
    assert "The youth entrance" in page
    assert "Alma" not in page
    assert reverse("people:person", args=[cast.young_person.pk]) not in page
    assert LogPerson.objects.filter(young_person_id=cast.young_person.pk, entry__act="people_searched").count() == 1


def test_an_impossible_number_is_an_error_at_the_field_that_keeps_what_was_written(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("caseworker").post(reverse("people:search"), {"q": "9999991234"})
    assert response.status_code == 422
    assert "9999991234" in response.content.decode()


def test_the_export_obeys_the_filter_and_is_logged_with_everybody_in_it(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("caseworker").get(reverse("people:list-export", args=["csv"]), {"name": "alma"})
    text = content(response)
    assert "Alma" in text
    assert "Carl" not in text
    entry = LogEntry.objects.get(act="people_exported")
    assert list(LogPerson.objects.filter(entry=entry).values_list("young_person_id", flat=True)) == [
        cast.young_person.pk
    ]
    assert LogDetail.objects.get(entry=entry).values == {"name": "alma", "format": "csv", "rows": 1}


@pytest.mark.parametrize("key", ["school_representative", "consultant", "secretariat", "operator"])
def test_roles_without_the_right_take_out_no_lists(cast: Cast, sign_in: SignIn, key: str) -> None:
    assert sign_in(key).get(reverse("people:list-export", args=["xlsx"])).status_code == 403


def test_an_export_to_excel_opens(cast: Cast, sign_in: SignIn) -> None:
    response: Any = sign_in("leader").get(reverse("people:list-export", args=["xlsx"]))
    assert b"".join(response.streaming_content).startswith(b"PK")


def test_who_has_looked_shows_unit_and_purpose_and_the_name_only_to_the_data_protection_officer(
    cast: Cast, sign_in: SignIn
) -> None:
    sign_in("caseworker").get(reverse("people:person", args=[cast.young_person.pk]))
    address = reverse("people:log", args=[cast.young_person.pk])
    for key in ("contact_person", "leader"):
        page = sign_in(key).get(address).content.decode()
        assert "Youth and work" in page
        assert "casework" in page
        assert "Sara Sagsbehandler" not in page
    page = sign_in("data_protection_officer").get(address).content.decode()
    assert "Sara Sagsbehandler" in page
    assert "Alma" not in page


@pytest.mark.parametrize(
    ("key", "status"),
    [("caseworker", 403), ("other_leader", 404), ("school_representative", 403), ("secretariat", 403)],
)
def test_others_do_not_see_who_has_looked(cast: Cast, sign_in: SignIn, key: str, status: int) -> None:
    assert sign_in(key).get(reverse("people:log", args=[cast.young_person.pk])).status_code == status


def test_the_data_protection_officer_gets_404_for_nobody(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("data_protection_officer").get(reverse("people:log", args=[MISSING])).status_code == 404


def test_a_situation_is_recorded_confirmed_and_ended_on_screen(cast: Cast, sign_in: SignIn) -> None:
    client, pk = sign_in("contact_person"), cast.protected_person.pk
    response = client.post(reverse("people:situation-record", args=[pk]), {"kind": "work", "started_on": "01.09.2026"})
    assert response["Location"] == reverse("people:person", args=[pk])
    made = LifeSituation.objects.get(young_person_id=pk)
    LifeSituation.objects.filter(pk=made.pk).update(confirmed_on=days_ago(30))
    assert client.post(reverse("people:situation-confirm", args=[pk, made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.confirmed_on == clock.today()
    client.post(reverse("people:situation-end", args=[pk, made.pk]), {"ended_on": clock.today().isoformat()})
    made.refresh_from_db()
    assert made.ended_on == clock.today()
    acts = list(
        LogEntry.objects.filter(stream=Stream.CHANGE, subject_kind="life_situation").values_list("act", flat=True)
    )
    assert acts == ["situation_ended", "situation_confirmed", "situation_recorded"]


def test_a_refused_act_keeps_what_was_filled_in_and_says_why(cast: Cast, sign_in: SignIn) -> None:
    data = {"kind": "school", "started_on": "01.10.2026", "place": "En anden skole"}
    response = sign_in("caseworker").post(reverse("people:situation-record", args=[cast.young_person.pk]), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "En anden skole" in page
    assert "There is already a period of this kind" in page


def test_another_persons_situation_cannot_be_reached_through_ones_own(cast: Cast, sign_in: SignIn) -> None:
    theirs = LifeSituation.objects.get(young_person=cast.stranger)
    client = sign_in("caseworker")
    address = reverse("people:situation-end", args=[cast.young_person.pk, theirs.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"ended_on": clock.today().isoformat()}).status_code == 404


def test_contact_details_are_changed_and_only_those(cast: Cast, sign_in: SignIn) -> None:
    person = YoungPerson.objects.get(pk=cast.young_person.pk)
    data = {
        "phone": "11 22 33 44",
        "given_name": "Hacked",
        "reference": "X",
        "school": cast.other_school.pk,
        "grade": 1,
    }
    address = reverse("people:contact-details-change", args=[person.pk])
    sign_in("caseworker").post(address, {"email": person.email, "street": person.street, **data})
    person.refresh_from_db()
    assert (person.phone, person.given_name, person.reference, person.school, person.grade) == (
        "11 22 33 44", "Alma Æblegren", cast.young_person.reference, cast.school, 9,
    )  # fmt: skip
    assert (
        "Changed contact details"
        in sign_in("leader").get(reverse("people:log", args=[person.pk]) + "?what=changes").content.decode()
    )


@pytest.mark.parametrize("path", ["people:list", "people:search"])
def test_junk_in_the_address_is_no_filter_and_no_fault(cast: Cast, sign_in: SignIn, path: str) -> None:
    junk = {
        "page": "x",
        "sort": "';--",
        "age_from": "-9",
        "status": "?",
        "school": "abc",
        "scope": "all",
        "missing": "id",
    }
    assert sign_in("caseworker").get(reverse(path), junk).status_code == 200


def test_a_thread_date_that_is_no_date_is_ignored(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("people:thread", args=[cast.young_person.pk])
    for junk in ("2026-99-99", "x", ""):
        assert sign_in("caseworker").get(address, {"before": junk, "kind": "nonsense"}).status_code == 200


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    response = Client().get(reverse("people:person", args=[cast.young_person.pk]))
    assert response.status_code in {302, 403}
    assert "Alma" not in response.content.decode()


@pytest.mark.parametrize("path", ["person", "list", "search"])
def test_a_page_costs_the_same_number_of_queries_with_few_rows_and_with_many(
    cast: Cast, sign_in: SignIn, path: str
) -> None:
    client, caseworker = sign_in("caseworker"), cast.account("caseworker")
    address = reverse("people:person", args=[cast.young_person.pk]) if path == "person" else reverse(f"people:{path}")
    if path == "search":
        address += "?q=alma"
    make_contact(cast.young_person, caseworker)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(50):
        make_contact(cast.young_person, caseworker, held_on=days_ago(number))
        day = days_ago(900 - 2 * number)
        make_situation(cast.young_person, SituationKind.MEASURE, started_on=day, ended_on=day)
        make_case(make_person("Alma", f"Nummer{number}"), "authority", caseworker)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_her_number_can_be_called_from_the_page(cast: Cast, sign_in: SignIn) -> None:
    YoungPerson.objects.filter(pk=cast.young_person.pk).update(phone="20 11 22 33", email="alma@example.dk")
    page = sign_in("contact_person").get(reverse("people:person", args=[cast.young_person.pk])).content.decode()
    assert page.count('href="tel:20112233"') == 2
    assert 'href="mailto:alma@example.dk"' in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "This field is required."), ("i morgen", "Write the date as 24.12.2026."), ("1.1.2199", "Look at the year")],
)
def test_a_date_that_is_not_understood_is_answered_with_what_to_do(
    cast: Cast, sign_in: SignIn, typed: str, told: str
) -> None:
    address = reverse("people:situation-record", args=[cast.young_person.pk])
    sent = {"kind": SituationKind.WORK, "started_on": typed}
    response = sign_in("contact_person").post(address, sent)
    assert response.status_code == 422
    assert told in response.content.decode()
