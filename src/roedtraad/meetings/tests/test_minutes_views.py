# SPDX-License-Identifier: EUPL-1.2
"""The pages of minutes and promises: who reads which words, and that nobody loses what they wrote."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.kernel import clock
from roedtraad.meetings.actions.minutes import write_minutes
from roedtraad.meetings.models import AgendaItem, Minutes, MinutesState, MinutesVersion, Participant
from roedtraad.meetings.queries.minutes import minutes_for
from roedtraad.meetings.tests.making_minutes import held_for, land, make_family, make_line, make_present, make_sent
from roedtraad.plans.models import Agreement, AgreementState
from tests.cast import STAFF, Cast, days_ago

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
TEXT, PLAIN, LINE, WRONG = "hemmeligttekst", "hemmeligtord", "hemmeligaftale", "hemmeligindvending"


def address(name: str, item: AgendaItem) -> str:
    return reverse(f"meetings:{name}", args=[item.pk])


def read(client: Client, name: str, item: AgendaItem) -> str:
    response = client.get(address(name, item))
    return response.content.decode() if response.status_code == 200 else str(response.status_code)


NEED = {"contact_person", "caseworker", "colleague", "counsellor", "leader"}
"""They see Alma, read notes, and work in the department whose matter it is, or in one that is the same authority."""
THERE = {"contact_person", "caseworker", "school_representative"}


@pytest.mark.parametrize("key", [one[0] for one in STAFF])
def test_minutes_are_for_those_who_were_there_and_for_need(cast: Cast, sign_in: SignIn, key: str) -> None:
    item = make_sent(cast, TEXT, PLAIN)
    make_line(item, LINE)
    shown = key in NEED | THERE
    for name in ("minutes", "minutes-versions"):
        text = read(sign_in(key), name, item)
        assert (TEXT in text, PLAIN in text) == (shown, shown), name
        assert shown or text in {"403", "404"}
    assert (LINE in read(sign_in(key), "minutes", item)) == shown


@pytest.mark.parametrize("key", ["caseworker", "contact_person", "colleague", "leader", "school_representative"])
def test_a_draft_is_read_by_those_who_write_it(cast: Cast, sign_in: SignIn, key: str) -> None:
    item = held_for(cast)
    write_minutes(cast.actor("caseworker"), item_id=item.pk, text=TEXT, plain=PLAIN)
    text = read(sign_in(key), "minutes", item)
    assert (TEXT in text) == (PLAIN in text) == (key in {"caseworker", "contact_person"})


@pytest.mark.parametrize(("reply", "shown"), [("yes", True), ("none", False), ("no", False)])
def test_where_nobody_noted_who_came_those_read_who_had_said_yes(
    cast: Cast, sign_in: SignIn, reply: str, shown: bool
) -> None:
    item = make_sent(cast, TEXT)
    item.participants.update(attended=None, reply=reply)
    assert (TEXT in read(sign_in("school_representative"), "minutes", item)) == shown


def test_who_was_invited_and_did_not_come_does_not_read_them(cast: Cast, sign_in: SignIn) -> None:
    item = make_sent(cast, TEXT)
    item.participants.update(attended=False, reply="yes")
    assert TEXT not in read(sign_in("school_representative"), "minutes", item)


def test_what_a_closed_circle_says_is_for_those_who_were_there(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make_sent(cast, TEXT)
    monkeypatch.setattr("roedtraad.meetings.policies.closed_circles", lambda _actor: frozenset({item.meeting.forum}))
    assert TEXT in read(sign_in("contact_person"), "minutes", item)
    assert read(sign_in("colleague"), "minutes", item) == "404"


def test_one_document_is_about_one_young_person(cast: Cast, sign_in: SignIn) -> None:
    """Whoever was there for one item of a meeting reads nothing of the next one."""
    item = make_sent(cast, TEXT)
    other = AgendaItem.objects.create(
        meeting=item.meeting, young_person=cast.stranger, unit=item.unit, entry="mandatory", question="Viggos spørgsmål",
        added_on=clock.today(), waiting_since=clock.today(), state="treated",
    )  # fmt: skip
    assert read(sign_in("school_representative"), "minutes", other) == "404"
    assert "Viggo" not in read(sign_in("caseworker"), "minutes", item)


def test_writing_begins_with_what_was_agreed_and_is_kept(cast: Cast, sign_in: SignIn) -> None:
    item = held_for(cast)
    make_line(item, "Ringe til mester", responsible=cast.account("contact_person"))
    client = sign_in("caseworker")
    assert "Ringe til mester" in read(client, "minutes-write", item)
    response = client.post(address("minutes-write", item), {"text": "Et", "plain": "Du", "seen_version": ""})
    assert response.status_code == 302
    assert MinutesVersion.objects.get().text == "Et"


def test_what_somebody_was_writing_comes_back(cast: Cast, sign_in: SignIn) -> None:
    item, client = held_for(cast), sign_in("caseworker")
    client.post(address("minutes-draft", item), {"text": "Halvt skrevet", "seen_version": ""})
    assert "Halvt skrevet" in read(client, "minutes-write", item)
    assert "Halvt skrevet" not in read(sign_in("contact_person"), "minutes-write", item)
    client.post(address("minutes-draft", item), {"remove": "1"})
    assert "Halvt skrevet" not in read(client, "minutes-write", item)


def test_two_who_write_both_see_both_texts(cast: Cast, sign_in: SignIn) -> None:
    item = held_for(cast)
    write_minutes(cast.actor("contact_person"), item_id=item.pk, text="Hendes ord", plain="Du")
    client = sign_in("caseworker")
    response = client.post(address("minutes-write", item), {"text": "Mine ord", "plain": "Du", "seen_version": ""})
    assert response.status_code == 422
    text = response.content.decode()
    assert "Hendes ord" in text
    assert "Mine ord" in text
    newest = minutes_for(cast.actor("caseworker"), item).newest
    assert newest is not None
    assert newest.mark.replace("+", "&#x2B;") in text or newest.mark in text
    client.post(address("minutes-write", item), {"text": "Begges", "plain": "Du", "seen_version": newest.mark})
    assert MinutesVersion.objects.get().text == "Begges"


def test_sending_answering_and_correcting_on_screen(cast: Cast, sign_in: SignIn) -> None:
    item, client = held_for(cast), sign_in("caseworker")
    make_family(item, cast.guardian)
    client.post(address("minutes-write", item), {"text": TEXT, "plain": PLAIN, "seen_version": ""})
    newest = minutes_for(cast.actor("caseworker"), item).newest
    assert newest is not None
    client.post(address("minutes-send", item), {"part": "plain", "seen_version": newest.mark})
    assert Minutes.objects.get().state == MinutesState.DRAFT
    client.post(address("minutes-send", item), {"part": "all", "seen_version": newest.mark})
    assert Minutes.objects.get().state == MinutesState.SENT
    said = {"number": "1", "answer": "objects", "text": WRONG}
    assert sign_in("contact_person").post(address("minutes-answer", item), said).status_code == 302
    assert WRONG in read(client, "minutes", item)
    newest = minutes_for(cast.actor("caseworker"), item).newest
    assert newest is not None
    corrected = {"text": "Rettet", "plain": PLAIN, "reason": "Fejl", "seen_version": newest.mark}
    assert client.post(address("minutes-correct", item), corrected).status_code == 302
    page = read(client, "minutes-versions", item)
    assert "<del>" in page
    assert "Rettet" in page
    assert client.get(address("minutes-write", item)).status_code == 302


def test_a_refused_sending_says_why(cast: Cast, sign_in: SignIn) -> None:
    item, client = held_for(cast), sign_in("caseworker")
    client.post(address("minutes-write", item), {"text": "Et", "plain": "", "seen_version": ""})
    newest = minutes_for(cast.actor("caseworker"), item).newest
    assert newest is not None
    response = client.post(address("minutes-send", item), {"part": "all", "seen_version": newest.mark}, follow=True)
    assert "plain words first" in response.content.decode()


def test_a_teacher_says_that_a_promise_is_kept(cast: Cast, sign_in: SignIn) -> None:
    item = held_for(cast)
    make_line(item, LINE, responsible=cast.account("school_representative"), due_on=days_ago(2))
    make_line(item, "en andens", responsible=cast.account("caseworker"))
    land(cast, item)
    mine, other = Agreement.objects.get(what=LINE), Agreement.objects.get(what="en andens")
    client = sign_in("school_representative")
    page = client.get(reverse("meetings:promises")).content.decode()
    assert LINE in page
    assert "en andens" not in page
    assert client.get(reverse("meetings:promise-tell", args=[other.pk])).status_code == 404
    sent = {"state": "done", "remark": "Gjort i går"}
    assert client.post(reverse("meetings:promise-tell", args=[mine.pk]), sent).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.ended_on, mine.remark) == (AgreementState.DONE, clock.today(), "Gjort i går")
    assert LINE not in client.get(reverse("meetings:promises")).content.decode()


def test_a_promise_outlives_the_time_in_which_one_sees_the_young_person(cast: Cast, sign_in: SignIn) -> None:
    item = held_for(cast, seen_until=days_ago(1))
    make_present(item, cast.account("other_caseworker"))
    make_line(item, LINE, responsible=cast.account("other_caseworker"), due_on=days_ago(2))
    land(cast, item)
    promise, client = Agreement.objects.get(), sign_in("other_caseworker")
    assert client.get(reverse("people:person", args=[cast.young_person.pk])).status_code == 404
    page = client.get(reverse("meetings:promises")).content.decode()
    assert LINE in page
    assert "Alma" not in page
    address = reverse("meetings:promise-tell", args=[promise.pk])
    assert "Alma" not in client.get(address).content.decode()
    assert client.post(address, {"state": "done"}).status_code == 302
    promise.refresh_from_db()
    assert promise.state == AgreementState.DONE


def test_the_desk_says_what_waits(cast: Cast, sign_in: SignIn) -> None:
    item = held_for(cast)
    desk = reverse("desk:waiting")
    assert "Write and send the minutes" in sign_in("caseworker").get(desk).content.decode()
    write_minutes(cast.actor("caseworker"), item_id=item.pk, text=TEXT, plain=PLAIN)
    newest = minutes_for(cast.actor("caseworker"), item).newest
    assert newest is not None
    sign_in("caseworker").post(address("minutes-send", item), {"part": "all", "seen_version": newest.mark})
    assert "Write and send the minutes" not in sign_in("caseworker").get(desk).content.decode()
    assert "Read and approve the minutes" in sign_in("contact_person").get(desk).content.decode()
    said = {"number": "1", "answer": "objects", "text": WRONG}
    sign_in("contact_person").post(address("minutes-answer", item), said)
    assert "Somebody says that the minutes are wrong" in sign_in("caseworker").get(desk).content.decode()
    assert WRONG not in sign_in("caseworker").get(desk).content.decode()


def test_what_is_late_is_on_the_leaders_desk(cast: Cast, sign_in: SignIn) -> None:
    item = held_for(cast)
    make_line(item, LINE, responsible=cast.account("colleague"), due_on=days_ago(1))
    land(cast, item)
    desk = reverse("desk:waiting")
    assert LINE in sign_in("leader").get(desk).content.decode()
    assert LINE not in sign_in("other_leader").get(desk).content.decode()


@pytest.mark.parametrize(("key", "shown"), [("caseworker", True), ("leader", True), ("consultant", False)])
def test_the_item_leads_to_its_minutes_for_those_who_may_read_them(
    cast: Cast, sign_in: SignIn, key: str, shown: bool
) -> None:
    item = make_sent(cast, TEXT)
    Participant.objects.create(item=item, account=cast.account("consultant"), task="knows", attended=False, reply="yes")
    page = read(sign_in(key), "item", item)
    assert (address("minutes", item) in page) == shown
    assert TEXT not in page
