# SPDX-License-Identifier: EUPL-1.2
"""What the young person and the contact person write to each other: on the desk, through a handover, and to nobody else."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from roedtraad.cases.actions import Naming, name_contact_person
from roedtraad.kernel import clock
from roedtraad.kernel.contributions import desk_boxes
from roedtraad.notices.models import Notice
from roedtraad.portal.models import Conversation, Message
from roedtraad.portal.tests.citizens import (
    ALMA,
    Citizens,
)
from roedtraad.portal.tests.test_views import text_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_what_alma_writes_waits_on_the_desk_until_it_is_answered(
    cast: Cast, citizens: Citizens, sign_in: Callable[[str], Client]
) -> None:
    alma, her = cast.young_person.pk, citizens.browser(ALMA)
    url = reverse("portal:messages-of", args=[alma])
    assert her.post(reverse("portal:messages", args=[alma]), {"text": "Kan vi ses?"}).status_code == 302
    box = desk_boxes["messages"]
    items, total = box.items(cast.actor("contact_person"), 5)
    assert (total, items[0].href) == (1, url)
    assert box.items(cast.actor("caseworker"), 5) == ([], 0)
    kirsten = sign_in("contact_person")
    assert "Kan vi ses?" in kirsten.get(url).content.decode()
    assert box.items(cast.actor("contact_person"), 5)[1] == 1, "reading is no answer"
    assert kirsten.post(url, {"text": "Ja, i morgen"}).status_code == 302
    assert box.items(cast.actor("contact_person"), 5)[1] == 0
    assert "You have 1 new message" in text_of(her, "home", alma)
    assert "Ja, i morgen" in text_of(her, "messages", alma)
    assert "new message" not in text_of(her, "home", alma)


def test_the_notice_of_a_message_holds_nothing_of_it(
    cast: Cast, citizens: Citizens, sign_in: Callable[[str], Client]
) -> None:
    sign_in("contact_person").post(
        reverse("portal:messages-of", args=[cast.young_person.pk]), {"text": "Din behandling begynder mandag"}
    )
    notice = Notice.objects.get(text="portal_message")
    said = f"{notice.subject} {notice.body}"
    assert [word for word in ("behandling", "Alma", "Kirsten", "Nørgaard") if word in said] == []
    assert "/portal/" in said


def test_a_handover_keeps_the_conversation_whole(
    cast: Cast, citizens: Citizens, sign_in: Callable[[str], Client]
) -> None:
    alma = cast.young_person.pk
    url = reverse("portal:messages-of", args=[alma])
    citizens.browser(ALMA).post(reverse("portal:messages", args=[alma]), {"text": "Det første"})
    sign_in("contact_person").post(url, {"text": "Svaret"})
    naming = Naming(cast.accounts["colleague"].pk, clock.today() + dt.timedelta(days=1))
    name_contact_person(cast.actor("leader"), person_id=alma, naming=naming)
    with travel(clock.now() + dt.timedelta(days=1)):
        assert "These messages are not to you" in sign_in("caseworker").get(url).content.decode()
        read = sign_in("colleague").get(url).content.decode()
        assert "Det første" in read
        assert "Svaret" in read
        her = citizens.browser(ALMA)
        assert "Svaret" in text_of(her, "messages", alma)
        assert "Karl Kollega" in text_of(her, "home", alma)


def test_messages_of_others_cannot_be_read_answered_or_put_away(
    cast: Cast, citizens: Citizens, sign_in: Callable[[str], Client]
) -> None:
    alma = cast.young_person.pk
    citizens.browser(ALMA).post(reverse("portal:messages", args=[alma]), {"text": "Til Kirsten alene"})
    url, sara = reverse("portal:messages-of", args=[alma]), sign_in("caseworker")
    assert "Til Kirsten alene" not in sara.get(url).content.decode()
    assert sara.post(url, {"text": "Hej"}).status_code == 403
    assert sara.post(reverse("portal:messages-read", args=[alma])).status_code == 403
    assert Message.objects.count() == 1
    assert sign_in("contact_person").post(reverse("portal:messages-read", args=[alma])).status_code == 302
    assert Conversation.objects.get().waits_since is None


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 4001])
def test_an_empty_and_an_endless_message_is_refused(text: str, cast: Cast, citizens: Citizens) -> None:
    response = citizens.browser(ALMA).post(reverse("portal:messages", args=[cast.young_person.pk]), {"text": text})
    assert response.status_code == 422
    assert Message.objects.count() == 0


def test_what_is_written_is_text_and_nothing_else(cast: Cast, citizens: Citizens) -> None:
    alma, client = cast.young_person.pk, citizens.browser(ALMA)
    client.post(reverse("portal:messages", args=[alma]), {"text": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in text_of(client, "messages", alma)
