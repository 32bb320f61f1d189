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
from roedtraad.detection.models import Signal, SignalState
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from tests.cast import Cast, make_case, make_contact, make_contact_person, make_person, years_ago

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
