# SPDX-License-Identifier: EUPL-1.2
"""The tab with cases, the acts on a case, proposals, absence and shifts on screen."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from roedtraad.cases.models import Absence, Case, CaseFollowUp, ContactWish
from roedtraad.kernel import clock
from roedtraad.organisation.models import Unit
from tests.cast import Cast, days_ago, make_case

SignIn = Callable[[str], Client]


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return b"".join(response).decode() if response.streaming else response.content.decode()


def tab(cast: Cast) -> str:
    return reverse("cases:person-cases", args=[cast.young_person.pk])


def test_the_tab_shows_cases_followers_and_shifts(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in("caseworker"), tab(cast))
    assert cast.case.reference in page
    assert "Kirsten Kontakt" in page
    assert "2 contact persons in the last 24 months." in page
    assert reverse("cases:case-close", args=[cast.case.pk]) in page
    assert reverse("cases:case-close", args=[cast.case.pk]) not in text(sign_in("colleague"), tab(cast))


def test_those_without_the_part_do_not_find_the_tab(cast: Cast, sign_in: SignIn) -> None:
    for key in ("school_representative", "consultant", "other_caseworker"):
        assert sign_in(key).get(tab(cast)).status_code == 404


def test_a_case_is_opened_taken_and_closed_on_screen(cast: Cast, sign_in: SignIn) -> None:
    client, address = sign_in("caseworker"), reverse("cases:case-open", args=[cast.young_person.pk])
    text(client, address)
    sent = {
        "unit": Unit.objects.get(code="authority").pk, "law": "LAB", "discipline": "employment",
        "opened_on": clock.today().isoformat(), "caseworker": "",
    }  # fmt: skip
    assert client.post(address, sent)["Location"] == tab(cast)
    case = Case.objects.get(law="LAB", young_person=cast.young_person)
    assert "leader answers for it" in text(client, tab(cast))
    text(client, reverse("cases:case-take", args=[case.pk]))
    client.post(reverse("cases:case-take", args=[case.pk]))
    close = reverse("cases:case-close", args=[case.pk])
    assert "for 6 months" in text(client, close)
    sent = {"closed_on": clock.today().isoformat(), "outcome": "goal_reached", "destination": "", "note": "x"}
    assert client.post(close, sent).status_code == 422
    assert client.post(close, {**sent, "destination": "work"})["Location"] == tab(cast)
    page = text(client, tab(cast))
    assert "positive destination" in page
    row = CaseFollowUp.objects.filter(case=case).earliest("due_on")
    follow = reverse("cases:follow-up-record", args=[row.pk])
    text(client, follow)
    assert client.post(follow, {"done_on": clock.today().isoformat(), "outcome": "still_there"}).status_code == 302


def test_a_leader_gives_a_case_that_nobody_has(cast: Cast, sign_in: SignIn) -> None:
    case = make_case(cast.young_person, "authority", None, law="LAB")
    client, address = sign_in("leader"), reverse("cases:case-assign", args=[case.pk])
    assert "Karl Kollega" in text(client, address)
    client.post(address, {"account": cast.account("colleague").pk})
    case.refresh_from_db()
    assert case.caseworker == cast.account("colleague")


def test_a_proposal_has_reasons_and_leads_on(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("cases:contact-person-propose", args=[cast.young_person.pk])
    page = text(sign_in("caseworker"), address)
    assert "Works with social services" in page
    assert "(usual: 25–35)" in page
    assert reverse("handover:task-hand-over", args=[cast.young_person.pk]) in page
    page = text(sign_in("caseworker"), f"{address}?chosen=1&disciplines=guidance")
    assert "Works with guidance" in page
    assert "Works with social services" not in page


def test_a_wish_is_written_down_and_shown(cast: Cast, sign_in: SignIn) -> None:
    client, address = sign_in("contact_person"), reverse("cases:contact-wish", args=[cast.young_person.pk])
    text(client, address)
    client.post(address, {"words": "Somebody who texts."})
    assert ContactWish.objects.get().words in text(client, tab(cast))
    assert "Somebody who texts." in text(client, reverse("cases:contact-person-propose", args=[cast.young_person.pk]))


def test_an_absence_is_registered_shown_and_ended(cast: Cast, sign_in: SignIn) -> None:
    client, address = sign_in("contact_person"), reverse("cases:absence-list")
    assert "Nobody is away" in text(client, address)
    sent = {
        "account": cast.account("contact_person").pk, "substitute": cast.account("counsellor").pk,
        "started_on": clock.today().isoformat(), "ended_on": days_ago(-7).isoformat(),
    }  # fmt: skip
    assert client.post(address, {**sent, "substitute": sent["account"]}).status_code == 422
    assert client.post(address, sent)["Location"] == address
    assert "Vera Vejleder" in text(client, address)
    page = text(sign_in("caseworker"), reverse("people:person", args=[cast.young_person.pk]))
    assert "Vera Vejleder" in page
    client.post(reverse("cases:absence-end", args=[Absence.objects.get().pk]))
    assert not Absence.objects.exists()


def test_the_leader_reads_and_takes_out_the_shifts(cast: Cast, sign_in: SignIn) -> None:
    client, address = sign_in("leader"), reverse("cases:shifts")
    assert "Alma" in text(client, address)
    assert "Nobody has had so many" in text(client, f"{address}?at_least=5")
    exported = text(client, reverse("cases:shifts-export", args=["csv"]) + "?at_least=2")
    assert "Alma" in exported
    assert sign_in("caseworker").get(address).status_code == 403
