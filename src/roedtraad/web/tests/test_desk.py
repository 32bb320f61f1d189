# SPDX-License-Identifier: EUPL-1.2
"""The desk: whoever handles signals sees what waits for them, and every number leads to exactly the rows behind it."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roedtraad.audit.models import LogEntry, LogPerson
from roedtraad.detection.actions import sweep
from roedtraad.detection.figures import unit_figures
from roedtraad.detection.models import Signal, SignalState
from roedtraad.detection.queries import SignalFilters, filtered
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role, system_actor
from roedtraad.organisation.models import Unit
from tests.cast import (
    SCHOOL_CODE,
    Cast,
    days_ago,
    give_role,
    make_case,
    make_colleague,
    make_contact,
    make_contact_person,
    make_person,
    years_ago,
)  # fmt: skip

SignIn = Callable[[str], Client]
_NUMBER_LINK = re.compile(r'<a[^>]*href="([^"]*)"[^>]*>\s*(?:<span class="figure-value">)?(\d+)(?:</span>|</a>| of )')


@pytest.fixture
def swept(cast: Cast) -> Cast:
    """The cast and ten more young people, after a sweep."""
    for number in range(10):
        person = make_person("Ung", f"Nr{number}", years_ago(16.5 + number / 5))
        make_case(person, "authority", cast.accounts["caseworker"])
        make_case(person, "front_door", discipline="employment", law="LAB")
        if number % 2:
            make_contact_person(person, cast.accounts["contact_person"])
            make_contact(person, cast.accounts["contact_person"])
    make_case(cast.stranger, "family", cast.accounts["other_caseworker"], discipline="health", law="SUL")
    sweep(system_actor(clock.today()), on=clock.today())
    return cast


def _text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def _total(client: Client, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200, url
    total: int = response.context["page"].total
    return total


@pytest.mark.parametrize(
    ("key", "page"),
    [
        *[
            (key, page)
            for key in ("contact_person", "caseworker", "leader")
            for page in ("desk:desk", "desk:my-people")
        ],
        ("leader", "desk:unit"),
    ],
)
def test_every_number_leads_to_exactly_its_rows(swept: Cast, sign_in: SignIn, key: str, page: str) -> None:
    client, base = sign_in(key), reverse(page)
    links = [
        (unescape(href), int(number))
        for href, number in _NUMBER_LINK.findall(_text(client, base))
        if "page=" not in href
    ]
    assert links or page == "desk:my-people"
    for href, number in links:
        url = base + href if href.startswith("?") else href
        assert _total(client, url) == number, url


def test_the_contact_person_sees_the_reason_in_words(swept: Cast, sign_in: SignIn) -> None:
    row = Signal.objects.filter(assignee=swept.accounts["contact_person"], closed_on=None).first()
    assert row is not None
    page = _text(sign_in("contact_person"), reverse("desk:desk"))
    assert row.young_person.name in page
    assert row.rule not in re.sub(r"<option.*?</option>", "", page, flags=re.DOTALL).replace("rule=", "")


def test_the_export_holds_what_the_filter_shows(swept: Cast, sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    for query in ("who=all", "who=all&due=overdue", "who=all&state=not_true"):
        response = client.get(f"{reverse('desk:desk-export', args=['csv'])}?{query}")
        lines = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))
        assert len(lines) - 1 == _total(client, f"{reverse('desk:desk')}?{query}")


def test_a_look_at_the_desk_is_in_the_log_with_its_persons(swept: Cast, sign_in: SignIn) -> None:
    _text(sign_in("contact_person"), reverse("desk:desk"))
    entry = LogEntry.objects.filter(act="desk_seen").latest("sequence")
    assert entry.account_id == swept.accounts["contact_person"].pk
    assert LogPerson.objects.filter(entry_id=entry.sequence).exists()


def test_a_stranger_is_on_nobody_elses_desk(swept: Cast, sign_in: SignIn) -> None:
    for key in ("contact_person", "caseworker", "leader"):
        assert swept.stranger.family_name not in _text(sign_in(key), f"{reverse('desk:desk')}?who=all&state=all")
    assert swept.stranger.family_name in _text(sign_in("other_caseworker"), f"{reverse('desk:desk')}?who=all&state=all")


@pytest.mark.parametrize("key", ["school_representative", "secretariat", "data_protection_officer", "administrator"])
def test_whoever_handles_no_signals_is_led_to_the_first_page_of_their_own(
    cast: Cast, sign_in: SignIn, key: str
) -> None:
    response = sign_in(key).get(reverse("desk:desk"), follow=True)
    assert response.status_code == 200
    assert response.redirect_chain


def test_the_secretariat_reads_figures_without_a_way_to_names(swept: Cast, sign_in: SignIn) -> None:
    client = sign_in("secretariat")
    page = _text(client, reverse("desk:unit"))
    assert reverse("desk:unit-behind") not in page
    assert "who=led" not in page
    assert client.get(f"{reverse('desk:unit-behind')}?figure=listed&rule=status_unknown").status_code == 403


def test_an_answer_not_true_leaves_the_desk_and_counts_as_a_false_alarm(swept: Cast, sign_in: SignIn) -> None:
    client = sign_in("leader")
    before = _total(client, f"{reverse('desk:desk')}?who=led")
    signal = Signal.objects.filter(closed_on=None, unit__code="authority").first()
    assert signal is not None
    Signal.objects.filter(pk=signal.pk).update(state=SignalState.NOT_TRUE, state_reason="Wrong school")
    assert _total(client, f"{reverse('desk:desk')}?who=led") == before - 1
    query = f"figure=not_true&rule={signal.rule}&source={signal.source}"
    assert "Wrong school" in _text(client, f"{reverse('desk:unit-behind')}?{query}")


def test_the_desk_asks_as_often_with_one_row_as_with_many(swept: Cast, sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    client.get(reverse("desk:desk"))
    counts = []
    for query in ("who=all&state=all", "who=all&state=all&group=rule", f"who=all&person={swept.young_person.pk}"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{reverse('desk:desk')}?{query}")
        counts.append(len(queries))
    assert max(counts) == min(counts)


def test_a_part_of_the_desk_is_the_list_alone(swept: Cast, sign_in: SignIn) -> None:
    response = sign_in("caseworker").get(reverse("desk:desk"), headers={"X-Part": "results"})
    assert b"<html" not in response.content
    assert b'id="results"' in response.content


def test_an_empty_desk_says_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("contact_person")
    assert "The rules have not been run yet" in _text(client, reverse("desk:desk"))
    assert "who=nobody" in _text(client, reverse("desk:desk"))
    assert "Take a filter away" in _text(client, f"{reverse('desk:desk')}?due=overdue")


def test_everybody_may_read_who_may_see_what(cast: Cast, client: Client) -> None:
    assert "Databeskyttelsesrådgiver" in _text(client, reverse("desk:who-may-see"))
    _text(client, reverse("desk:accessibility"))


def test_whoever_also_represents_a_school_does_not_see_which_pupils_have_a_caseworker(
    cast: Cast, sign_in: SignIn
) -> None:
    """A contact person at work elsewhere reaches Alma as a pupil only, and a pupil's cases are not the school's business."""
    address = f"/mine/?who={cast.accounts['caseworker'].pk}&as=case"
    assert "Alma" in _text(sign_in("colleague"), address)
    account = make_colleague("both", "Bo Begge", Role.CONTACT_PERSON, "front_door")
    give_role(account, Role.SCHOOL_REPRESENTATIVE, school_code=SCHOOL_CODE)
    cast.accounts["both"] = account
    assert "Alma" not in _text(sign_in("both"), address)


@pytest.mark.parametrize("key", ["leader", "other_leader"])
def test_a_leaders_figures_are_the_rows_that_the_leader_can_open(swept: Cast, key: str) -> None:
    for number in range(3):
        make_person("Uden", f"Sag{number}", years_ago(16.2 + number))
    sweep(system_actor(clock.today()), on=clock.today())
    actor = swept.actor(key)
    counted = sum(row.open for row in unit_figures(actor).rules)
    assert counted == filtered(actor, SignalFilters(who="led")).count()


def test_a_figure_says_how_many_of_its_young_people_are_no_longer_the_readers_to_see(
    swept: Cast, sign_in: SignIn
) -> None:
    """Whoever was listed stays counted when the signal is closed and the person has left the leader's sight."""
    person = make_person("Mia", "Fundet", years_ago(20))
    Signal.objects.create(
        young_person=person, unit=Unit.objects.get(code="front_door"), rule="status_unknown", raised_on=days_ago(60),
        due_on=days_ago(60), evidence={}, origins={}, closed_on=days_ago(50), closed_because="facts",
    )  # fmt: skip
    page = _text(sign_in("leader"), f"{reverse('desk:unit-behind')}?figure=listed&rule=status_unknown")
    assert "Mia" not in page
    assert "1 more is counted" in page


def test_a_leader_counts_what_waits_in_the_unit(swept: Cast, sign_in: SignIn) -> None:
    page = _text(sign_in("leader"), reverse("desk:desk"))
    assert "wait in the unit" in page
    assert "wait for me" in _text(sign_in("caseworker"), reverse("desk:desk"))


def test_signals_without_a_deadline_come_after_those_that_have_one(swept: Cast, sign_in: SignIn) -> None:
    for sort in ("due", "-due"):
        rows = sign_in("leader").get(reverse("desk:desk"), {"who": "all", "sort": sort}).context["page"].rows
        found = [row.has_deadline for row in rows]
        assert found == sorted(found, reverse=True)
        assert len(set(found)) == 2


def test_a_workload_links_to_those_whom_the_leader_may_see(swept: Cast, sign_in: SignIn) -> None:
    """Alma's contact person follows one more, who is nobody's business in the leader's department."""
    make_contact_person(make_person("Kim", "Andetsteds", years_ago(20)), swept.accounts["contact_person"])
    client = sign_in("leader")
    load = next(
        row for row in unit_figures(swept.actor("leader")).caseload
        if row.account_id == swept.accounts["contact_person"].pk
    ).contact_person_for  # fmt: skip
    assert load.seen == load.count - 1
    who = {"who": str(swept.accounts["contact_person"].pk), "as": "contact"}
    page = client.get(reverse("desk:my-people"), who)
    assert page.context["page"].total == load.seen
    assert f"Young people whom {swept.accounts['contact_person'].name} follows" in page.content.decode()
    assert "None that you may see" in client.get(reverse("desk:my-people"), {"who": "99999"}).content.decode()
