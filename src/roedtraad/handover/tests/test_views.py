# SPDX-License-Identifier: EUPL-1.2
"""Handovers on screen: the journey from asking to taking over, and what the other one reads."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.handover import desk, queries
from roedtraad.handover.actions import accept_handover, ask_about_handover, refuse_handover
from roedtraad.handover.models import Handover, State
from roedtraad.handover.tests.making import NOTE, offered, requested, task_offered
from roedtraad.organisation.account_actions import lock_account
from tests.cast import Cast, days_ago

SignIn = Callable[[str], Client]
FORM: dict[str, Any] = {**asdict(NOTE), "to_unit": "", "cover_until": "", "meeting_on": ""}


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def test_from_asking_to_taking_over(cast: Cast, sign_in: SignIn) -> None:
    sender, receiver = sign_in("caseworker"), sign_in("colleague")
    tab = reverse("cases:person-cases", args=[cast.young_person.pk])
    address = reverse("handover:case-hand-over", args=[cast.case.pk])
    assert address in text(sender, tab)
    assert "What matters to the young person" in text(sender, address)
    response = sender.post(address, {**FORM, "to_account": cast.account("colleague").pk})
    one = Handover.objects.get()
    assert response["Location"] == reverse("handover:see", args=[one.pk])
    page = text(sender, reverse("people:person", args=[cast.young_person.pk]))
    assert "Handover under way" in page
    assert "Until then Sara Sagsbehandler is responsible" in page
    assert "Alma" in text(receiver, reverse("handover:list"))
    see = reverse("handover:see", args=[one.pk])
    shown = text(receiver, see)
    assert NOTE.matters in shown
    assert reverse("handover:accept", args=[one.pk]) in shown
    assert reverse("handover:accept", args=[one.pk]) not in text(sender, see)
    text(receiver, reverse("handover:accept", args=[one.pk]))
    assert receiver.post(reverse("handover:accept", args=[one.pk]))["Location"] == see
    cast.case.refresh_from_db()
    assert cast.case.caseworker == cast.account("colleague")
    assert "Taken over" in text(receiver, see)
    assert "Karl Kollega" in text(sender, tab)


def test_whoever_comes_second_reads_who_was_first(cast: Cast, sign_in: SignIn) -> None:
    one = offered(cast)
    accept_handover(cast.actor("leader"), handover_id=one.pk)
    response = sign_in("colleague").post(reverse("handover:accept", args=[one.pk]))
    assert response.status_code == 409
    assert "taken over, by Lone Leder" in response.content.decode()


def test_an_empty_note_stays_in_the_form(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("handover:case-hand-over", args=[cast.case.pk])
    sent = {**FORM, "risks": " ", "to_account": cast.account("colleague").pk}
    response = sign_in("caseworker").post(address, sent)
    assert response.status_code == 422
    assert NOTE.works in response.content.decode()
    response = sign_in("caseworker").post(address, {**FORM, "to_account": ""})
    assert "Choose a colleague or a unit" in response.content.decode()


def test_the_task_is_handed_over_on_screen(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("handover:task-hand-over", args=[cast.young_person.pk])
    client, to = sign_in("contact_person"), cast.account("counsellor").pk
    assert f'value="{to}" selected' in text(client, f"{address}?to={to}")
    assert client.post(address, {**FORM, "to_account": to, "cover_until": days_ago(-9).isoformat()}).status_code == 302
    one = Handover.objects.get()
    page = text(sign_in("counsellor"), reverse("handover:see", args=[one.pk]))
    assert "then back to Kirsten Kontakt" in page


def test_a_question_and_its_answer(cast: Cast, sign_in: SignIn) -> None:
    one = offered(cast)
    receiver, sender = sign_in("colleague"), sign_in("caseworker")
    receiver.post(reverse("handover:ask", args=[one.pk]), {"words": "Who has the key?"})
    assert "Who has the key?" in text(sender, reverse("handover:answer", args=[one.pk]))
    sender.post(reverse("handover:answer", args=[one.pk]), {"words": "The landlord."})
    assert "The landlord." in text(receiver, reverse("handover:see", args=[one.pk]))


@pytest.mark.parametrize(
    ("move", "key", "state"),
    [
        ("refuse", "colleague", State.REFUSED),
        ("withdraw", "caseworker", State.WITHDRAWN),
        ("revoke", "leader", State.REVOKED),
    ],
)
def test_three_ways_to_end_it(cast: Cast, sign_in: SignIn, move: str, key: str, state: State) -> None:
    one = offered(cast)
    address = reverse(f"handover:{move}", args=[one.pk])
    text(sign_in(key), address)
    assert sign_in(key).post(address, {"words": "Too many."}).status_code == 302
    one.refresh_from_db()
    assert one.state == state


def test_a_no_comes_back_to_the_senders_desk_with_a_way_on(cast: Cast, sign_in: SignIn) -> None:
    one = offered(cast)
    refuse_handover(cast.actor("colleague"), handover_id=one.pk, reason="Too many.")
    sender, again = cast.actor("caseworker"), reverse("handover:case-hand-over", args=[cast.case.pk])
    (item,), count = desk.for_me(sender, 9)
    assert (item.detail, item.due_on, count) == ("Karl Kollega said no; it is still with Sara Sagsbehandler", None, 1)
    client = sign_in("caseworker")
    assert "refused" in text(client, reverse("handover:list"))
    page = text(client, reverse("handover:see", args=[one.pk]))
    assert again in page
    assert "Ask somebody else" in page
    assert again not in text(sign_in("colleague"), reverse("handover:see", args=[one.pk]))
    client.post(again, {**FORM, "to_account": cast.account("leader").pk})
    assert desk.for_me(sender, 9) == ([], 0)
    assert again not in text(client, reverse("handover:see", args=[one.pk]))


def test_a_no_that_is_as_old_as_an_answer_may_be_is_not_shown_any_more(cast: Cast) -> None:
    one = offered(cast)
    refuse_handover(cast.actor("colleague"), handover_id=one.pk, reason="Too many.")
    Handover.objects.filter(pk=one.pk).update(settled_on=days_ago(30))
    assert desk.for_me(cast.actor("caseworker"), 9) == ([], 0)


def test_the_choice_between_a_colleague_and_a_unit_is_not_called_optional(cast: Cast, sign_in: SignIn) -> None:
    page = text(sign_in("caseworker"), reverse("handover:case-hand-over", args=[cast.case.pk]))
    assert '<label class="form-label" for="id_to_account">To a colleague</label>' in page
    assert page.count("(optional)") == 2


def test_a_case_is_asked_for_and_given(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("handover:case-request", args=[cast.case.pk])
    text(sign_in("colleague"), address)
    sign_in("colleague").post(address, {"why": "I follow her brother."})
    one = Handover.objects.get()
    give = reverse("handover:give", args=[one.pk])
    page = text(sign_in("caseworker"), give)
    assert "I follow her brother." in page
    assert sign_in("caseworker").post(give, asdict(NOTE)).status_code == 302
    one.refresh_from_db()
    assert one.state == State.ACCEPTED


def test_the_joint_meeting_is_set(cast: Cast, sign_in: SignIn) -> None:
    one = offered(cast)
    address = reverse("handover:change", args=[one.pk])
    text(sign_in("caseworker"), address)
    sign_in("caseworker").post(address, {"meeting_on": days_ago(-4).isoformat()})
    one.refresh_from_db()
    assert one.meeting_on == days_ago(-4)


def test_whoever_refuses_is_led_to_the_list_when_the_page_is_closed_to_them(cast: Cast, sign_in: SignIn) -> None:
    cast.case.law = "SEL"
    cast.case.save()
    one = offered(cast, "other_caseworker")
    client = sign_in("other_caseworker")
    text(client, reverse("handover:see", args=[one.pk]))
    response = client.post(reverse("handover:refuse", args=[one.pk]), {"words": "No."})
    assert response["Location"] == reverse("people:list")
    assert client.get(reverse("handover:see", args=[one.pk])).status_code == 404


def test_the_lists_of_each_side(cast: Cast, sign_in: SignIn) -> None:
    offered(cast)
    task_offered(cast)
    address = reverse("handover:list")
    assert "Nothing waits" in text(sign_in("caseworker"), f"{address}?who=me")
    assert "waits for Karl Kollega" in text(sign_in("caseworker"), f"{address}?who=sent")
    page = text(sign_in("leader"), f"{address}?who=led")
    assert "Karl Kollega" in page
    assert "Vera Vejleder" in page
    assert "Alma" not in text(sign_in("other_leader"), f"{address}?who=led")


def test_the_list_opens_where_something_waits_and_belongs_to_the_menu_of_handovers(cast: Cast, sign_in: SignIn) -> None:
    sender = sign_in("caseworker")
    assert "Nothing waits" in text(sender, reverse("handover:list"))
    offered(cast)
    assert "Alma" in text(sender, reverse("handover:list")), "nothing waits for the sender, who waits for somebody"
    assert "Nothing waits" in text(sender, reverse("handover:list") + "?who=me")
    lit = [one for one in text(sender, reverse("cases:absence-list")).split("</a>") if 'aria-current="true"' in one]
    assert {one.split("<span>")[-1] for one in lit} == {"Handovers</span>"}


def test_the_thread_and_the_desk_show_it(cast: Cast, sign_in: SignIn) -> None:
    one = offered(cast)
    Handover.objects.update(due_on=days_ago(1))
    thread = text(sign_in("caseworker"), reverse("people:thread", args=[cast.young_person.pk]) + "?kind=handovers")
    assert "Sara Sagsbehandler to Karl Kollega" in thread
    ask_about_handover(cast.actor("colleague"), handover_id=one.pk, question="?")
    assert "waits for Sara Sagsbehandler" in text(sign_in("leader"), reverse("handover:list") + "?who=led")


def test_somebody_leaves_on_screen(cast: Cast, sign_in: SignIn) -> None:
    client, leaver = sign_in("leader"), cast.account("caseworker").pk
    choose = reverse("handover:leaving-choose")
    assert "Sara Sagsbehandler" in text(client, choose)
    address = reverse("handover:leaving", args=[leaver])
    assert client.get(f"{choose}?account={leaver}")["Location"] == address
    assert "Alma" in text(client, address)
    sent = {**asdict(NOTE), "to-all": cast.account("colleague").pk, "at_once": "on"}
    sent[f"step-case-{cast.case.pk}"] = "Call on Monday."
    response = client.post(address, {**sent, "works": ""})
    assert response.status_code == 422
    assert "Call on Monday." in response.content.decode()
    assert client.post(address, sent)["Location"] == reverse("handover:list")
    cast.case.refresh_from_db()
    assert cast.case.caseworker == cast.account("colleague")
    assert Handover.objects.get(case=cast.case).next_step == "Call on Monday."
    assert "Nothing hangs on this colleague" in text(client, address)
    assert sign_in("other_leader").get(address).status_code == 404
    assert sign_in("caseworker").get(address).status_code == 403


def test_nothing_chosen_is_said_above_the_form(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("handover:leaving", args=[cast.account("caseworker").pk])
    response = sign_in("leader").post(address, asdict(NOTE))
    assert response.status_code == 422
    assert "Choose what is to be handed over" in response.content.decode()


def test_the_next_note_begins_with_the_last(cast: Cast, sign_in: SignIn) -> None:
    accept_handover(cast.actor("colleague"), handover_id=offered(cast).pk)
    page = text(sign_in("colleague"), reverse("handover:case-hand-over", args=[cast.case.pk]))
    assert NOTE.works in page


def test_a_request_is_no_ones_business_in_another_department(cast: Cast, sign_in: SignIn) -> None:
    one = requested(cast)
    assert sign_in("other_caseworker").get(reverse("handover:see", args=[one.pk])).status_code == 404
    assert sign_in("consultant").get(reverse("handover:see", args=[one.pk])).status_code == 403


def test_what_is_on_its_way_already_leads_to_where_it_stands(cast: Cast, sign_in: SignIn) -> None:
    one, task = offered(cast), task_offered(cast)
    for name, args, pk in (
        ("case-hand-over", cast.case.pk, one.pk), ("case-request", cast.case.pk, one.pk),
        ("task-hand-over", cast.young_person.pk, task.pk),
    ):  # fmt: skip
        response = sign_in("caseworker").get(reverse(f"handover:{name}", args=[args]))
        assert response["Location"] == reverse("handover:see", args=[pk])


def test_the_note_is_read_with_its_headings_and_outlives_the_senders_account(cast: Cast, sign_in: SignIn) -> None:
    """PEERS §7: content vanished with the author's access."""
    one = offered(cast)
    accept_handover(cast.actor("colleague"), handover_id=one.pk)
    lock_account(cast.actor("administrator"), account_id=cast.account("caseworker").pk)
    page = text(sign_in("colleague"), reverse("handover:see", args=[one.pk]))
    for words in (
        "What matters to the young person",
        NOTE.matters,
        "What to look out for",
        NOTE.risks,
        "Sara Sagsbehandler",
    ):
        assert words in page


def test_the_desks_number_is_the_lists(cast: Cast, sign_in: SignIn) -> None:
    offered(cast)
    for key, who in (("colleague", "me"), ("caseworker", "sent")):
        actor = cast.actor(key)
        box = desk.for_me if who == "me" else desk.from_me
        assert box(actor, 9)[1] == queries.handover_list(actor, who, 1).total == 1
    assert desk.for_me(cast.actor("caseworker"), 9)[1] == 0
