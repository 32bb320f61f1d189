# SPDX-License-Identifier: EUPL-1.2
"""News of a dropout: the law's clocks count from the reported day, or the page says why they do not and what to fill in."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.intake import actions, dropouts, person_actions
from roedtraad.intake.dropouts import BrokenOff, Standing, standing_of
from roedtraad.intake.models import Channel, Enquiry, InstitutionNews, Relation
from roedtraad.intake.tests.making import enquiry
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.calendar import add_working_days
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.people.models import LifeSituation, SituationKind
from tests.cast import Cast, days_ago, make_situation

pytestmark = pytest.mark.django_db
REPORTED = 3


@pytest.fixture
def nothing_known(cast: Cast) -> Cast:
    """Of the young person no life situation is recorded."""
    LifeSituation.objects.filter(young_person=cast.young_person).delete()
    return cast


def told_of_dropout(cast: Cast, *, joined: bool = True) -> Enquiry:
    told = {
        "channel": Channel.INSTITUTION, "news": InstitutionNews.BROKE_OFF, "happened_on": days_ago(REPORTED),
        "asker_name": "Teknisk Skole", "asker_relation": Relation.SCHOOL,
    }  # fmt: skip
    made = enquiry(told=told)
    if joined:
        person_actions.join_enquiry(cast.actor("counsellor"), enquiry_id=made.pk, person_id=cast.young_person.pk)
        made.refresh_from_db()
    return made


def signals_due(cast: Cast) -> dict[str, dt.date]:
    sweep(system_actor(clock.today()), on=clock.today())
    return dict(Signal.objects.filter(young_person=cast.young_person).values_list("rule", "due_on"))


def seen(client: Client, made: Enquiry) -> str:
    return client.get(reverse("intake:enquiry", args=[made.pk])).content.decode()


def test_a_person_without_recorded_education_is_asked_what_was_broken_off_and_then_the_clocks_run(
    nothing_known: Cast, client: Client
) -> None:
    cast, made = nothing_known, told_of_dropout(nothing_known)
    assert "duty_15_17_contact_5_days" not in signals_due(cast)
    client.force_login(cast.accounts["counsellor"])
    address = reverse("intake:enquiry-broken-off", args=[made.pk])
    page = seen(client, made)
    assert "The signals do not count these days yet" in page
    assert address in page
    assert 'value="Teknisk Skole"' in client.get(address).content.decode()
    given = {"broken_kind": "youth_education", "broken_place": "Teknisk Skole", "broken_since": ""}
    assert client.post(address, given).status_code == 302
    recorded = LifeSituation.objects.get(young_person=cast.young_person)
    assert (recorded.kind, recorded.ended_on, recorded.place) == (
        "youth_education", days_ago(REPORTED), "Teknisk Skole",
    )  # fmt: skip
    due = signals_due(cast)
    assert due["duty_15_17_contact_5_days"] == add_working_days(days_ago(REPORTED), 5)
    assert due["duty_15_17_activity_30_days"] == days_ago(REPORTED) + dt.timedelta(days=30)
    assert address not in seen(client, made)


def test_control_an_older_education_is_not_what_was_broken_off(nothing_known: Cast) -> None:
    cast = nothing_known
    make_situation(cast.young_person, SituationKind.SCHOOL, started_on=days_ago(900), ended_on=days_ago(200))
    assert standing_of(told_of_dropout(cast), clock.today()) == Standing.MISSING


def test_an_education_with_a_planned_end_ahead_ends_on_the_reported_day(nothing_known: Cast) -> None:
    cast = nothing_known
    ahead = clock.today() + dt.timedelta(days=300)
    running = make_situation(cast.young_person, SituationKind.FGU, started_on=days_ago(90), ended_on=ahead)
    made = told_of_dropout(cast)
    running.refresh_from_db()
    assert running.ended_on == days_ago(REPORTED)
    assert standing_of(made, clock.today()) == Standing.COUNTED


def test_another_activity_that_goes_on_is_named_as_the_reason(nothing_known: Cast, client: Client) -> None:
    cast = nothing_known
    make_situation(cast.young_person, SituationKind.WORK, started_on=days_ago(90))
    make_situation(cast.young_person, SituationKind.FGU, started_on=days_ago(90))
    made = told_of_dropout(cast)
    assert standing_of(made, clock.today()) == Standing.BUSY
    client.force_login(cast.accounts["counsellor"])
    assert "Another activity still stands as running" in seen(client, made)


def test_without_a_birth_date_the_page_says_that_nobody_knows_whether_the_clocks_run(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.accounts["counsellor"])
    assert "Nobody has told the date of birth" in seen(client, told_of_dropout(cast, joined=False))
    assert "Nobody has told the date of birth" not in seen(client, enquiry())


def test_what_was_broken_off_is_said_once_of_somebody_and_only_of_a_dropout(nothing_known: Cast) -> None:
    cast = nothing_known
    actor, broken = cast.actor("counsellor"), BrokenOff(SituationKind.FGU)
    codes = []
    joined = told_of_dropout(cast)
    dropouts.record_broken_off(actor, enquiry_id=joined.pk, broken=broken)
    other = enquiry(young_person=cast.young_person)
    for one in (told_of_dropout(cast, joined=False), other, joined):
        with pytest.raises(DomainError) as refusal:
            dropouts.record_broken_off(actor, enquiry_id=one.pk, broken=broken)
        codes.append(refusal.value.code)
    assert codes == ["enquiry_about_nobody", "nothing_broken_off", "situation_overlaps"]


def test_who_has_no_business_with_the_enquiry_says_nothing_about_it(nothing_known: Cast) -> None:
    cast, made = nothing_known, told_of_dropout(nothing_known)
    with pytest.raises(NotVisible):
        dropouts.record_broken_off(
            cast.actor("other_caseworker"), enquiry_id=made.pk, broken=BrokenOff(SituationKind.FGU)
        )
    actions.pass_on(cast.actor("counsellor"), enquiry_id=made.pk, account_id=cast.accounts["contact_person"].pk)
    dropouts.record_broken_off(cast.actor("contact_person"), enquiry_id=made.pk, broken=BrokenOff(SituationKind.FGU))
    assert LifeSituation.objects.filter(young_person=cast.young_person, ended_on=days_ago(REPORTED)).exists()
