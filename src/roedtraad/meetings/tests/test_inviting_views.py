# SPDX-License-Identifier: EUPL-1.2
"""The pages about who takes part, and one's own invitations."""

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.meetings.actions.inviting import invite, propose_participants
from roedtraad.meetings.models import AgendaItem, Participant, Reply
from roedtraad.meetings.queries.inviting_own import waiting
from roedtraad.meetings.tests.making_inviting import make_item, make_participant
from tests.access.stage import BACKEND
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    made = make_item(cast.young_person)
    propose_participants(cast.actor("caseworker"), item_id=made.pk)
    return made


def browser(cast: Cast, key: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.accounts[key], backend=BACKEND)
    return client


def text(client: Client, name: str, *args: int, query: str = "") -> str:
    response = client.get(reverse(f"meetings:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_who_why_how_many_and_what_is_missing(cast: Cast, item: AgendaItem) -> None:
    make_participant(item, cast.account("school_representative"))
    page = text(browser(cast, "caseworker"), "participants", item.pk)
    for words in (
        "Alma Æblegren",
        "Follows the young person",
        "3 adults",
        "Consent is missing",
        "Kirsten Kontakt can ask",
    ):
        assert words in page
    assert page.index("Alma Æblegren Nørgaard</strong>") < page.index("Kirsten Kontakt</strong>")


def test_the_button_of_a_gap_begins_the_consent(cast: Cast, item: AgendaItem) -> None:
    make_participant(item, cast.account("school_representative"))
    client = browser(cast, "caseworker")
    assert 'name="receiving" value="schools"' in text(client, "participants", item.pk)
    data = {
        "step": "from_question", "purpose": "Møde", "kinds": ["cases", "plan"], "giving": ["youth"], "receiving": ["schools"],
    }  # fmt: skip
    form = client.post(reverse("consent:consent-give", args=[cast.young_person.pk]), data).content.decode()
    assert 'value="schools" id="id_receiving_2" checked' in form or 'value="schools"' in form


def test_more_adults_than_the_most_is_said_with_whom_one_could_spare(cast: Cast, item: AgendaItem) -> None:
    for key in ("colleague", "leader", "counsellor", "consultant", "school_representative"):
        make_participant(item, cast.account(key))
    page = text(browser(cast, "caseworker"), "participants", item.pk)
    assert "1 adult more than the most" in page
    assert "Can write what they know before the meeting." in page


def test_proposing_inviting_adding_and_taking_off_by_the_page(cast: Cast, item: AgendaItem) -> None:
    client = browser(cast, "caseworker")
    Participant.objects.all().delete()
    client.post(reverse("meetings:participants-propose", args=[item.pk]))
    client.post(reverse("meetings:participants-invite", args=[item.pk]))
    assert item.participants.filter(invited_at__isnull=False).count() == 3
    data = {"account": cast.account("colleague").pk, "task": "knows", "way": "in_person"}
    assert client.post(reverse("meetings:participant-add", args=[item.pk]), data).status_code == 302
    made = item.participants.get(account=cast.account("colleague"))
    client.post(reverse("meetings:participant-remove", args=[made.pk]))
    assert not item.participants.filter(pk=made.pk).exists()


def test_one_answers_and_sends_somebody_else(cast: Cast, item: AgendaItem) -> None:
    invite(cast.actor("caseworker"), item_id=item.pk)
    client, mine = browser(cast, "caseworker"), item.participants.get(account=cast.account("caseworker"))
    assert "Alma Æblegren" in text(client, "invitations")
    assert waiting(cast.actor("caseworker"), 5)[1] == 1
    response = client.post(reverse("meetings:invitation", args=[mine.pk]), {"reply": "no", "way": "in_person"})
    assert response["Location"] == reverse("meetings:substitute", args=[mine.pk])
    response = client.post(response["Location"], {"account": cast.account("colleague").pk})
    assert response["Location"] == reverse("meetings:invitations")
    assert item.participants.get(account=cast.account("colleague")).stands_in_for == mine
    assert waiting(cast.actor("caseworker"), 5)[1] == 0


def test_after_a_no_the_page_names_nobody(cast: Cast, item: AgendaItem) -> None:
    make_participant(item, cast.account("other_caseworker"), reply=Reply.NO, invited_at=clock.now())
    mine = item.participants.get(account=cast.account("other_caseworker"))
    client = browser(cast, "other_caseworker")
    for page in (text(client, "invitation", mine.pk), text(client, "invitations", query="?answer=no")):
        assert "Alma" not in page
        assert item.question not in page


def test_what_others_said_is_written_down_on_a_page(cast: Cast, item: AgendaItem) -> None:
    client, hers = browser(cast, "contact_person"), item.participants.get(is_young_person=True)
    assert (
        client.post(reverse("meetings:participant-wish", args=[hers.pk]), {"words": "Mit eget sted"}).status_code == 302
    )
    data = {"reply": "yes", "way": "in_writing"}
    assert client.post(reverse("meetings:participant-answer", args=[hers.pk]), data).status_code == 302
    assert client.post(reverse("meetings:participant-way", args=[hers.pk]), {"way": "through_guide"}).status_code == 302
    hers.refresh_from_db()
    assert (hers.wish, hers.reply, hers.way) == ("Mit eget sted", "yes", "through_guide")
    assert "Mit eget sted" in text(client, "participants", item.pk)


def test_somebody_elses_invitation_is_not_there(cast: Cast, item: AgendaItem) -> None:
    mine = item.participants.get(account=cast.account("caseworker"))
    for name in ("invitation", "substitute", "invitation-calendar"):
        assert browser(cast, "contact_person").get(reverse(f"meetings:{name}", args=[mine.pk])).status_code == 404


def test_a_settled_item_offers_nothing(cast: Cast, item: AgendaItem) -> None:
    AgendaItem.objects.update(state="treated")
    page = text(browser(cast, "caseworker"), "participants", item.pk)
    assert "Add somebody" not in page
    assert "Consent is missing" not in page


def test_the_program_may_propose_by_itself(cast: Cast) -> None:
    made = make_item(cast.young_person)
    assert len(propose_participants(system_actor(clock.today()), item_id=made.pk)) == 3
