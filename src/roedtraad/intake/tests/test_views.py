# SPDX-License-Identifier: EUPL-1.2
"""The pages: the inbox, one enquiry, and those without sign-in."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.intake import outreach_actions
from roedtraad.intake.models import Answer, Channel, Enquiry, EnquiryState, InstitutionNews, Outcome, Relation
from roedtraad.intake.public_forms import new_key
from roedtraad.intake.tests.making import enquiry, outreach
from roedtraad.kernel import clock
from roedtraad.organisation.terms import terms_on
from tests.cast import Cast, days_ago, make_person

SignIn = Callable[[str], Client]
ASKED = {"asker_relation": "self", "text": "Jeg vil gerne i lære", "asker_phone": "20 30 40 50", "asker_name": "Alma"}


@pytest.fixture
def client() -> Client:
    """Somebody without sign-in who reads English."""
    return Client(headers={"accept-language": "en"})


def key_from(seconds_ago: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key of a form that was shown so many seconds ago."""
    now = clock.now()
    with monkeypatch.context() as patch:
        patch.setattr("roedtraad.intake.public_forms.clock.now", lambda: now - dt.timedelta(seconds=seconds_ago))
        return new_key()


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.usefixtures("cast")
def test_anybody_asks_and_gets_a_receipt_and_what_happens_next(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    url = reverse("intake:ask")
    assert client.get(url).status_code == 200
    response = client.post(url, ASKED | {"key": key_from(30, monkeypatch)})
    made = Enquiry.objects.get()
    assert response.status_code == 200
    assert made.receipt in text_of(response)
    assert ASKED["text"] not in text_of(response)
    assert (made.channel, made.asker_relation, made.about_name) == (Channel.WEB, Relation.SELF, "Alma")
    assert not client.session.keys()
    assert made.sender_key
    assert "127.0.0.1" not in made.sender_key


@pytest.mark.usefixtures("cast")
def test_the_same_form_sent_twice_is_one_enquiry(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    data = ASKED | {"key": key_from(30, monkeypatch)}
    first, second = (client.post(reverse("intake:ask"), data) for _ in range(2))
    made = Enquiry.objects.get()
    assert made.receipt in text_of(first)
    assert made.receipt in text_of(second)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("seconds", "more", "said"),
    [(1, {}, "very quick"), (90_000, {}, "long time"), (30, {"website": "http://x.example"}, "stop machines")],
)
def test_machines_are_told_to_try_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, seconds: int, more: dict[str, str], said: str
) -> None:
    response = client.post(reverse("intake:ask"), ASKED | {"key": key_from(seconds, monkeypatch)} | more)
    assert response.status_code == 422
    assert said in text_of(response)
    assert ASKED["text"] in text_of(response), "what was written is not lost"
    assert not Enquiry.objects.exists()


@pytest.mark.usefixtures("cast")
def test_a_key_that_is_not_ours_is_replaced_and_the_next_try_counts(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = client.post(reverse("intake:ask"), ASKED | {"key": "forged"})
    assert response.status_code == 422
    key = response.context["form"].data["key"]
    later = clock.now() + dt.timedelta(seconds=20)
    monkeypatch.setattr("roedtraad.intake.public_forms.clock.now", lambda: later)
    assert client.post(reverse("intake:ask"), ASKED | {"key": key}).status_code == 200


@pytest.mark.usefixtures("cast")
def test_nobody_is_taken_without_a_way_to_answer_them(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    response = client.post(reverse("intake:ask"), ASKED | {"asker_phone": "", "key": key_from(30, monkeypatch)})
    assert response.status_code == 422
    assert "so that we can answer you" in text_of(response)


@pytest.mark.usefixtures("cast")
def test_one_address_is_stopped_after_so_many_in_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    most = terms_on(clock.today()).number("public_form_per_hour")
    codes = [
        client.post(reverse("intake:ask"), ASKED | {"key": key_from(30, monkeypatch)}).status_code
        for _ in range(most + 1)
    ]
    assert codes == [200] * most + [429]
    elsewhere = client.post(reverse("intake:ask"), ASKED | {"key": key_from(30, monkeypatch)}, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 200


def test_the_young_person_answers_by_the_link_without_signing_in(cast: Cast, client: Client) -> None:
    row = outreach(cast.account("counsellor"), cast.young_person).rows.get()
    token = outreach_actions.make_answer_link(cast.actor("counsellor"), row_id=row.pk)
    url = reverse("intake:answer", args=[token])
    page = text_of(client.get(url))
    assert cast.young_person.given_name not in page, "whoever holds the phone learns nothing"
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"doing": "fgu", "wants_call": "yes"}).status_code == 200
    assert Answer.objects.get().doing == "fgu"
    assert client.get(url).status_code == 410
    assert client.get(reverse("intake:answer", args=["made-up"])).status_code == 410


def test_the_inbox_shows_what_waits_and_marks_what_is_late(cast: Cast, sign_in: SignIn) -> None:
    enquiry(told={"about_name": "Sene Sørensen"}, due_on=days_ago(3), escalates_on=days_ago(1))
    page = text_of(sign_in("counsellor").get(reverse("intake:inbox")))
    assert "Sene Sørensen" in page
    assert "late</span>" in page
    assert "with the leader" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 2), ("?state=all", 3), ("?state=closed&outcome=guided", 1), ("?late=1", 1), ("?channel=web", 0), ("?who=mine", 1),
        ("?who=unit", 2), ("?state=junk&sort=junk&page=junk&received=junk", 2), ("?state=all&closed=1999-01", 0),
    ],
)  # fmt: skip
def test_the_state_of_the_inbox_is_in_the_address(cast: Cast, sign_in: SignIn, query: str, expected: int) -> None:
    counsellor = cast.account("counsellor")
    enquiry(due_on=days_ago(3))
    enquiry(state=EnquiryState.TAKEN, holder=counsellor, taken_by=counsellor)
    enquiry(state=EnquiryState.CLOSED, closed_on=clock.today(), outcome=Outcome.GUIDED)
    response = sign_in("counsellor").get(reverse("intake:inbox") + query)
    assert len(response.context["page"].rows) == expected


def test_each_figure_is_the_number_of_rows_behind_it(cast: Cast, sign_in: SignIn) -> None:
    enquiry(due_on=days_ago(3))
    enquiry(state=EnquiryState.CLOSED, closed_on=clock.today(), outcome=Outcome.GUIDED)
    enquiry(state=EnquiryState.CLOSED, closed_on=clock.today(), outcome=Outcome.REFERRED)
    client = sign_in("counsellor")
    response = client.get(reverse("intake:inbox"))
    figures, month = response.context["figures"], response.context["month"]
    for name, query in (
        ("waiting", "state=waiting"), ("late", "state=waiting&late=1"), ("received", f"state=all&received={month}"),
        ("done", f"state=all&closed={month}"), ("guided", f"state=closed&outcome=guided&closed={month}"),
    ):  # fmt: skip
        rows = client.get(f"{reverse('intake:inbox')}?{query}").context["page"].rows
        assert len(rows) == getattr(figures, name), name


def test_known_people_are_proposed_and_joined_without_typing_again(cast: Cast, sign_in: SignIn) -> None:
    alma = cast.young_person
    made = enquiry(told={"about_name": "Alma Nørgaard", "about_born_on": alma.born_on})
    client = sign_in("counsellor")
    page = client.get(reverse("intake:enquiry", args=[made.pk]))
    assert alma.name in text_of(page)
    assert "same date of birth" in text_of(page)
    client.post(reverse("intake:enquiry-join", args=[made.pk]), {"person": alma.pk})
    thread = text_of(client.get(reverse("people:person", args=[alma.pk])))
    assert "Enquiry: phone" in thread
    assert reverse("intake:enquiry", args=[made.pk]) in thread


@pytest.mark.parametrize("told", [{"asker_relation": Relation.SELF, "asker_phone": "+4520304050"}, {"number": "cpr"}])
def test_a_phone_or_a_number_is_enough_to_be_proposed(cast: Cast, sign_in: SignIn, told: dict[str, object]) -> None:
    if "number" in told:
        told = {"number": cast.cpr_number}
    made = enquiry(told=told)
    page = sign_in("counsellor").get(reverse("intake:enquiry", args=[made.pk]))
    assert [one.person_id for one in page.context["proposals"].rows] == [cast.young_person.pk]
    assert cast.cpr_number not in text_of(page)


def test_somebody_else_s_young_person_is_not_named_and_the_enquiry_goes_to_whoever_has_them(
    cast: Cast, sign_in: SignIn
) -> None:
    viggo = cast.stranger
    made = enquiry(told={"about_name": viggo.name, "about_born_on": viggo.born_on})
    client = sign_in("counsellor")
    page = text_of(client.get(reverse("intake:enquiry", args=[made.pk])))
    assert "not your business" in page
    assert "Anders Andetsteds" not in page
    assert LogEntry.objects.filter(act="enquiry_seen", logperson__young_person_id=viggo.pk).exists()
    client.post(reverse("intake:enquiry-route", args=[made.pk]))
    assert client.get(reverse("intake:enquiry", args=[made.pk])).status_code == 404
    assert viggo.name in text_of(sign_in("other_caseworker").get(reverse("intake:inbox")))


def test_a_page_that_was_refused_says_why_and_keeps_what_was_written(cast: Cast, sign_in: SignIn) -> None:
    made = enquiry()
    url = reverse("intake:enquiry-promise", args=[made.pk])
    response = sign_in("counsellor").post(url, {"promised": "Jeg ringer", "due_on": "2020-01-01"})
    assert response.status_code == 422
    assert "Jeg ringer" in text_of(response)
    assert "The day has passed" in text_of(response)


def test_the_clocks_of_the_law_stand_on_the_enquiry(cast: Cast, sign_in: SignIn) -> None:
    told = {"channel": Channel.INSTITUTION, "news": InstitutionNews.BROKE_OFF, "happened_on": days_ago(2)}
    made = enquiry(told=told, young_person=cast.young_person, holder=cast.account("counsellor"))
    page = text_of(sign_in("counsellor").get(reverse("intake:enquiry", args=[made.pk])))
    assert "clocks" in page
    assert "New activity" in page


def test_a_young_person_is_registered_with_what_the_enquiry_told(cast: Cast, sign_in: SignIn) -> None:
    told = {
        "about_name": "Ny Ung Person", "asker_relation": Relation.SELF, "asker_phone": "11 22 33 44",
        "about_born_on": dt.date(2008, 4, 1),
    }  # fmt: skip
    made = enquiry(told=told)
    client, url = sign_in("counsellor"), reverse("intake:enquiry-register", args=[made.pk])
    initial = client.get(url).context["form"].initial
    assert (initial["given_name"], initial["family_name"], initial["phone"]) == ("Ny Ung", "Person", "11 22 33 44")
    client.post(url, initial)
    made.refresh_from_db()
    assert made.young_person is not None
    assert client.get(reverse("people:person", args=[made.young_person.pk])).status_code == 200


def test_what_is_about_a_person_stands_on_the_tab_for_those_who_may_read_it(cast: Cast, sign_in: SignIn) -> None:
    enquiry(young_person=cast.young_person)
    url = reverse("intake:person", args=[cast.young_person.pk])
    assert "He does not get up" in text_of(sign_in("caseworker").get(url))
    enquiry("ppr", told={"text": "Kun for PPR"}, young_person=cast.young_person)
    assert "Kun for PPR" not in text_of(sign_in("caseworker").get(url))


def test_an_empty_inbox_and_an_empty_list_say_so(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("counsellor")
    assert "Nobody waits for an answer" in text_of(client.get(reverse("intake:inbox")))
    assert "No enquiry matches" in text_of(client.get(reverse("intake:inbox") + "?channel=web"))
    assert "No lists yet" in text_of(client.get(reverse("intake:outreach")))
    made = outreach(cast.account("counsellor"), make_person(school=cast.school))
    assert "Nobody here" in text_of(client.get(reverse("intake:outreach-list", args=[made.pk]) + "?show=settled"))


def test_rows_are_chosen_and_given_to_a_colleague(cast: Cast, sign_in: SignIn) -> None:
    made = outreach(cast.account("counsellor"), cast.young_person)
    url, client = reverse("intake:outreach-share", args=[made.pk]), sign_in("counsellor")
    row = made.rows.get()
    assert client.post(url, {"chosen": "abc"}).status_code == 404
    client.post(url, {"chosen": row.pk, "account": cast.account("contact_person").pk})
    row.refresh_from_db()
    assert row.worker == cast.account("contact_person")


def test_a_link_is_shown_once_or_sent(cast: Cast, sign_in: SignIn) -> None:
    row = outreach(cast.account("counsellor"), cast.young_person).rows.get()
    client, url = sign_in("counsellor"), reverse("intake:outreach-link", args=[row.pk])
    page = client.post(url)
    assert "/intake/answer/" in text_of(page)
    assert "/intake/answer/" not in text_of(client.get(reverse("intake:outreach-row", args=[row.pk])))
    assert client.post(url, {"send": "1"}).status_code == 302
    cast.young_person.phone = cast.young_person.email = ""
    cast.young_person.cpr_sealed = None
    cast.young_person.save()
    refused = client.post(url, {"send": "1"}, follow=True)
    assert "Print the link instead" in text_of(refused)
