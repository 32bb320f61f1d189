# SPDX-License-Identifier: EUPL-1.2
"""The page, the list, search and the log as data."""

import datetime as dt
import random

import pytest
from django.db import connection

from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.facts import Moment, facts
from roedtraad.kernel.rights import Part
from roedtraad.kernel.sql import Dialect
from roedtraad.people import cpr, finding, queries
from roedtraad.people.finding import PeopleFilters, people_for_export, people_list, search
from roedtraad.people.models import SituationKind, YoungPerson
from tests.cast import Cast, days_ago, make_case, make_person, make_situation, years_ago


def names(cast: Cast, key: str, **filters: object) -> list[str]:
    sort = str(filters.pop("sort", "name"))
    return [row.name for row in people_list(cast.actor(key), PeopleFilters(**filters), sort=sort).rows]  # type: ignore[arg-type]


def test_a_part_that_a_role_may_not_see_is_not_on_the_page(cast: Cast) -> None:
    page = queries.person_page(cast.actor("school_representative"), cast.young_person.pk)
    assert (page.contact, page.guardians, page.situations, page.status_title) == (None, (), (), "")
    assert page.school is not None
    assert page.school.special_class is None


def test_the_page_of_somebody_who_is_not_visible_is_missing(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        queries.person_page(cast.actor("former_contact_person"), cast.young_person.pk)
    with pytest.raises(NotVisible):
        queries.person_page(cast.actor("caseworker"), 987_654)


def test_address_protection_that_has_run_out_no_longer_hides(cast: Cast) -> None:
    YoungPerson.objects.filter(pk=cast.protected_person.pk).update(address_protected_to=days_ago(1))
    page = queries.person_page(cast.actor("counsellor"), cast.protected_person.pk)
    assert page.contact is not None
    assert page.contact.address.street == "Hemmelighedsstien 13"


def test_a_status_that_nobody_confirms_counts_as_unknown(cast: Cast) -> None:
    person = cast.protected_person
    make_situation(person, SituationKind.SCHOOL, confirmed_on=days_ago(3000), started_on=days_ago(3100))
    page = queries.person_page(cast.actor("caseworker"), person.pk)
    assert page.is_status_unknown
    assert page.situations[0].is_expired


def test_the_status_of_the_list_is_the_status_of_the_page_and_of_the_facts(cast: Cast) -> None:
    chance = random.Random(7)
    caseworker = cast.account("caseworker")
    for number in range(40):
        person = make_person(f"Status{number}")
        make_case(person, "authority", caseworker)
        for kind in chance.sample(list(SituationKind), 3):
            start = days_ago(chance.randrange(1, 900))
            end = None if chance.random() < 0.5 else start + dt.timedelta(days=chance.randrange(1200))
            confirmed = max(start, days_ago(chance.randrange(0, 500)))
            make_situation(person, kind, started_on=start, ended_on=end, confirmed_on=confirmed)
    actor = cast.actor("caseworker")
    at = Moment(actor.on, Dialect(connection.vendor), queries.status_currency(actor.on))
    status = facts["status"].value
    assert status is not None
    sql = status(at, {})
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id, {sql.text} FROM people_youngperson p", list(sql.params))
        by_fact = dict(cursor.fetchall())
    rows = people_list(actor, PeopleFilters()).rows
    assert len(rows) == 42
    for row in rows:
        page = queries.person_page(actor, row.person_id)
        assert str(SituationKind(by_fact[row.person_id]).label) == row.status == page.status_title


def test_the_list_is_narrowed_by_each_filter(cast: Cast) -> None:
    assert names(cast, "caseworker") == ["Alma Æblegren Nørgaard", "Carl Skjultsen"]
    assert names(cast, "caseworker", status="school") == ["Alma Æblegren Nørgaard"]
    assert names(cast, "caseworker", status="unknown") == ["Carl Skjultsen"]
    assert names(cast, "caseworker", age_from=17) == ["Alma Æblegren Nørgaard"]
    assert names(cast, "caseworker", age_to=16) == ["Carl Skjultsen"]
    assert names(cast, "caseworker", school=cast.other_school.pk) == []
    assert names(cast, "caseworker", missing="contact_person") == []
    cast.young_person.contact_persons.all().delete()
    assert names(cast, "caseworker", missing="contact_person") == ["Alma Æblegren Nørgaard"]


def test_a_closed_account_is_no_contact_person(cast: Cast) -> None:
    account = cast.account("contact_person")
    account.is_active = False
    account.save()
    assert len(names(cast, "caseworker", missing="contact_person")) == 2


def test_whose_young_people_is_a_filter_inside_what_one_may_see(cast: Cast) -> None:
    own = make_person("Egen", "Sag")
    make_case(own, "authority", cast.account("colleague"))
    assert names(cast, "colleague", scope="own") == ["Egen Sag"]
    assert len(names(cast, "colleague", scope="unit")) == 3
    assert len(names(cast, "colleague", scope="department")) == 3
    assert names(cast, "school_representative", scope="school") == ["Alma Æblegren Nørgaard", "Carl Skjultsen"]


def test_the_school_can_neither_see_nor_filter_by_what_it_may_not_know(cast: Cast) -> None:
    rows = people_list(cast.actor("school_representative"), PeopleFilters(status="school")).rows
    assert len(rows) == 2
    assert all(not row.status for row in rows)


def test_several_roles_together_show_only_what_each_of_them_may_see(cast: Cast) -> None:
    assert Part.SITUATIONS in finding.columns_for(cast.actor("caseworker")).parts
    assert Part.SITUATIONS not in finding.columns_for(cast.actor("school_representative")).parts


def test_the_list_is_in_danish_order_both_ways_and_by_age(cast: Cast) -> None:
    caseworker = cast.account("caseworker")
    for family in ("Åkjær", "Ærø", "Østergaard", "Zoffmann", "Aagaard"):
        make_case(make_person("Ida", family, years_ago(20)), "authority", caseworker)
    order = ["Nørgaard", "Skjultsen", "Zoffmann", "Ærø", "Østergaard", "Aagaard", "Åkjær"]
    assert [name.split()[-1] for name in names(cast, "caseworker")] == order
    assert [name.split()[-1] for name in names(cast, "caseworker", sort="-name")] == order[::-1]
    assert names(cast, "caseworker", sort="age")[0] == "Carl Skjultsen"


def test_the_total_is_exact_until_it_no_longer_matters(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(70):
        make_case(make_person(f"Mange{number}"), "authority")
    actor = cast.actor("caseworker")
    first, second = people_list(actor, PeopleFilters()), people_list(actor, PeopleFilters(), page=2)
    assert (len(first.rows), first.has_next, first.total, first.is_capped) == (60, True, 72, False)
    assert (len(second.rows), second.has_next, second.total) == (12, False, 72)
    monkeypatch.setattr("roedtraad.kernel.listing.COUNT_LIMIT", 65)
    capped = people_list(actor, PeopleFilters())
    assert (capped.total, capped.is_capped) == (65, True)


def test_the_export_has_every_row_of_the_list(cast: Cast) -> None:
    for number in range(70):
        make_case(make_person(f"Mange{number}"), "authority")
    assert len(people_for_export(cast.actor("caseworker"), PeopleFilters())) == 72
    assert people_for_export(cast.actor("school_representative"), PeopleFilters()) == []


@pytest.mark.parametrize(
    "text",
    ["alma", "ALMA", "nørgaard", "Norgaard", "Nørgård", "nørgaard alma", "alma nør", "alma æble", "nørgård æblegren"],
)
def test_a_name_is_found_however_it_is_written(cast: Cast, text: str) -> None:
    found = search(cast.actor("caseworker"), text)
    expected = [] if text == "Norgaard" else ["Alma Æblegren Nørgaard"]
    assert [row.name for row in found.rows] == expected


def test_a_reference_is_found_in_full(cast: Cast) -> None:
    reference = cast.young_person.reference
    assert [row.reference for row in search(cast.actor("caseworker"), reference).rows] == [reference]


@pytest.mark.parametrize("text", ["viggo", "", "   ", "%", "_", "a%", "'"])
def test_a_search_never_leaves_ones_own_scope(cast: Cast, text: str) -> None:
    assert not any(row.name == "Viggo Fremmed" for row in search(cast.actor("caseworker"), text).rows)


def test_a_full_cpr_number_is_found_in_any_spelling(cast: Cast) -> None:
    number = cast.cpr_number
    for text in (number, cpr.formatted(number), f"{number[:6]} {number[6:]}"):
        assert [row.person_id for row in search(cast.actor("caseworker"), text).rows] == [cast.young_person.pk]


def test_a_part_of_a_cpr_number_finds_nobody(cast: Cast) -> None:
    number = cast.cpr_number
    assert not search(cast.actor("caseworker"), number[:6]).rows
    assert not search(cast.actor("caseworker"), number[6:]).rows


def test_elsewhere_tells_the_entry_and_nothing_about_the_person(cast: Cast) -> None:
    found = search(cast.actor("other_caseworker"), cast.cpr_number)
    assert found.rows == ()
    assert found.elsewhere is not None
    assert found.elsewhere.entry_unit in {"The youth entrance", "Ungeindgangen"}
    assert found.person_ids == [cast.young_person.pk]


def test_search_by_cpr_number_needs_the_right_whether_or_not_the_person_exists(cast: Cast) -> None:
    for number in (cast.cpr_number, "6101101234"):
        with pytest.raises(NotAllowed):
            search(cast.actor("school_representative"), number)


def test_an_impossible_number_is_refused(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        search(cast.actor("caseworker"), "9999991234")
    assert refusal.value.code == "cpr_invalid"


def test_a_school_representative_sees_no_log(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        queries.who_looked(cast.actor("school_representative"), cast.young_person.pk)


def test_the_log_is_newest_first_and_paged(cast: Cast) -> None:
    for _number in range(65):
        log_look(cast.actor("colleague"), Look("person_seen", [cast.young_person.pk]))
    page = queries.who_looked(cast.actor("leader"), cast.young_person.pk)
    assert (len(page.rows), page.has_next, page.total) == (60, True, 65)
    assert page.rows[0].at >= page.rows[-1].at
    assert page.rows[0].at.date() <= clock.now().date()
    assert {row.who for row in page.rows} == {""}
