# SPDX-License-Identifier: EUPL-1.2
"""A page asks as often with twenty-five rows as with one, and every file holds exactly the rows behind its list."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roedtraad.intake import outreach_actions, public_actions, workshop_actions
from roedtraad.intake.models import Doing, Enquiry, OutreachRow
from roedtraad.intake.public_actions import GivenAnswer
from roedtraad.intake.tests.making import enquiry, outreach
from roedtraad.intake.tests.test_workshop import held
from roedtraad.kernel import clock
from tests.cast import Cast, make_person

SignIn = Callable[[str], Client]
MANY = 25


def more(cast: Cast, row: OutreachRow) -> None:
    """One more of everything that the pages list."""
    enquiry(told={"about_name": "Alma Nørgaard", "about_born_on": cast.young_person.born_on})
    enquiry(young_person=cast.young_person, holder=cast.account("counsellor"))
    OutreachRow.objects.create(
        outreach=row.outreach, young_person=make_person("Alma", school=cast.school), worker=cast.account("counsellor")
    )
    token = outreach_actions.make_answer_link(cast.actor("counsellor"), row_id=row.pk)
    public_actions.give_answer(token=token, answer=GivenAnswer(Doing.WORK, wants_call=False), on=clock.today())
    workshop_actions.record_workshop(
        cast.actor("caseworker"), person_id=cast.young_person.pk, details=held(cast, offers=("a", "b"))
    )


def asked(client: Client, url: str) -> int:
    """How many statements one look takes, after a first that fills what is kept in memory."""
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        response = client.get(url)
        assert response.status_code == 200
        if response.streaming:
            b"".join(response)
    return sum(one["sql"].lstrip("(").startswith("SELECT") for one in found.captured_queries)


def test_twenty_five_rows_cost_no_more_than_one(cast: Cast, sign_in: SignIn) -> None:
    row = outreach(cast.account("counsellor"), cast.young_person, worker=cast.account("counsellor")).rows.get()
    more(cast, row)
    first = Enquiry.objects.filter(young_person__isnull=True).order_by("pk")[0]
    urls = [
        reverse("intake:inbox"), reverse("intake:inbox-export", args=["csv"]), reverse("intake:enquiry", args=[first.pk]),
        reverse("intake:person", args=[cast.young_person.pk]), reverse("intake:outreach"),
        reverse("intake:outreach-list", args=[row.outreach_id]), reverse("intake:outreach-row", args=[row.pk]),
        reverse("intake:outreach-export", args=[row.outreach_id, "csv"]),
    ]  # fmt: skip
    client = sign_in("counsellor")
    few = {url: asked(client, url) for url in urls}
    for _ in range(MANY):
        more(cast, row)
    many = {url: asked(client, url) for url in urls}
    assert {url: (few[url], count) for url, count in many.items() if count > few[url]} == {}


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_file_holds_the_rows_of_its_list(cast: Cast, sign_in: SignIn, extension: str) -> None:
    enquiry(told={"about_name": "=1+1"})
    enquiry(told={"about_name": "Bo Bæk", "channel": "web"})
    url = reverse("intake:inbox-export", args=[extension])
    response = sign_in("counsellor").get(url + "?channel=web")
    body = b"".join(response)
    if extension == "csv":
        assert body.decode("utf-8-sig").count("\r\n") == 2
        assert "Bo Bæk" in body.decode()
    assert response.status_code == 200
