# SPDX-License-Identifier: EUPL-1.2
"""The meeting on screen: the list that shows nobody, the one screen about one, both texts when two have written, decisions."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry, LogPerson
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.meetings.actions import sitting
from roedtraad.meetings.models import AgendaItem, DecisionRequest, ItemState, Meeting, MeetingState, Task, Way
from roedtraad.meetings.tests.making_sitting import draft, make_held, make_item, make_meeting, make_part, make_under_way
from roedtraad.organisation.models import Unit
from roedtraad.plans import step_actions
from roedtraad.plans.step_actions import AgreementDetails, StepDetails
from roedtraad.plans.tests.conftest import other_unit
from roedtraad.plans.tests.making import YOUNG, make_plan
from tests.cast import Cast, make_colleague

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_held(cast.account("caseworker"))


@pytest.fixture
def item(cast: Cast, meeting: Meeting) -> AgendaItem:
    return make_under_way(meeting, cast.young_person)


@pytest.fixture
def browser(sign_in: SignIn) -> Client:
    return sign_in("caseworker")


def at(name: str, *args: int) -> str:
    return reverse(f"meetings:{name}", args=args)


def page(browser: Client, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def typed(**values: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "what": "Ringe til mureren",
        "doer": "young",
        "decided": "young",
        "paid": "free",
        **values,
    }


def test_the_list_shows_numbers_and_names_only_when_asked(browser: Client, cast: Cast, item: AgendaItem) -> None:
    make_item(item.meeting, cast.protected_person)
    text = page(browser, at("chair", item.meeting_id))
    assert "1 of 2" in text
    assert "Back to 1 of 2" in text
    assert cast.young_person.family_name not in text
    assert item.question not in text
    last = LogEntry.objects.order_by("-sequence")[0]
    assert (last.act, LogPerson.objects.filter(entry=last).count()) == ("sitting_seen", 0)
    named = page(browser, at("chair", item.meeting_id) + "?names=1")
    assert cast.young_person.name in named
    assert LogPerson.objects.filter(entry=LogEntry.objects.order_by("-sequence")[0]).count() == 2


def test_a_meeting_is_held_from_its_list(browser: Client, cast: Cast) -> None:
    meeting = make_meeting(cast.account("caseworker"))
    item = make_item(meeting, cast.young_person)
    assert "Open the meeting" in page(browser, at("chair", meeting.pk))
    opened = browser.post(at("meeting-open", meeting.pk), follow=True)
    assert "Begin with 1 of 1" in opened.content.decode()
    begun = browser.post(at("item-begin", item.pk), follow=True)
    assert begun.redirect_chain[-1][0] == at("sit", item.pk)
    ended = browser.post(at("item-end", item.pk), follow=True).content.decode()
    assert "0 agreements are in the plan." in ended
    assert cast.young_person.family_name not in ended
    assert browser.post(at("item-reopen", item.pk))["Location"] == at("sit", item.pk)
    put_off = browser.post(at("item-skip", item.pk), follow=True).content.decode()
    assert "Begin with 1 of 1" in put_off
    closed = browser.post(at("meeting-close", meeting.pk), follow=True).content.decode()
    assert "The meeting is closed" in closed
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD


def test_what_is_refused_is_said_on_the_list(browser: Client, cast: Cast, item: AgendaItem) -> None:
    second = make_item(item.meeting, cast.protected_person)
    for name, pk in (("item-begin", second.pk), ("meeting-close", item.meeting_id), ("item-reopen", second.pk)):
        response = browser.post(at(name, pk), follow=True)
        assert response.redirect_chain[-1][0] == at("chair", item.meeting_id)
        assert "alert-error" in response.content.decode()


def test_a_meeting_ahead_closed_and_empty(browser: Client, cast: Cast) -> None:
    ahead = make_meeting(cast.account("caseworker"), held_on=clock.today() + dt.timedelta(days=3))
    text = page(browser, at("chair", ahead.pk))
    assert "It can be opened then" in text
    assert "Nobody is on the agenda" in text
    browser.post(at("meeting-open", ahead.pk))
    cancelled = make_meeting(cast.account("caseworker"), state="cancelled", cancelled_because="Sygdom")
    assert "has been cancelled" in page(browser, at("chair", cancelled.pk))


def test_the_screen_has_goal_wish_question_and_time(browser: Client, cast: Cast, item: AgendaItem) -> None:
    make_plan(cast.actor("caseworker"), cast.young_person.pk)
    make_part(item, is_young_person=True, task=Task.YOUNG_PERSON, wish="At I tror på mig")
    mother = make_part(item, guardian=cast.guardian, task=Task.GUARDIAN, wish="Ro på", way=Way.IN_WRITING)
    text = page(browser, at("sit", item.pk))
    for words in (
        cast.young_person.name, item.question, "Jeg vil være tømrer", "At I tror på mig", "data-ends", "Købe sko", "Praktik",
    ):  # fmt: skip
        assert words in text
    assert text.index("At I tror på mig") < text.index("Ro på")
    mother.attended = True
    mother.save()
    assert "Købe sko" not in page(browser, at("sit", item.pk)), "no law makes her a party to that"


def test_what_somebody_present_may_not_hear_is_left_out(browser: Client, cast: Cast, item: AgendaItem) -> None:
    actor = cast.actor("caseworker")
    make_plan(actor, cast.young_person.pk)
    unit = Unit.objects.get(code="authority")
    step = StepDetails("Behandling for noget", "treatment", YOUNG, unit)
    step_actions.add_step(actor, person_id=cast.young_person.pk, step=step)
    agreed = AgreementDetails("Noget fortroligt", YOUNG, unit, decided_by_young_person=True, costs_nothing=True)
    step_actions.add_agreement(actor, person_id=cast.young_person.pk, agreement=agreed)
    alone = page(browser, at("sit", item.pk))
    assert "Noget fortroligt" in alone
    assert "left out here" not in alone
    school = make_part(item, cast.account("school_representative"))
    text = page(browser, at("sit", item.pk))
    assert "Noget fortroligt" not in text
    assert "Behandling for noget" not in text
    assert "left out here, because not everybody present may hear" in text
    assert "Lasse Lærer" in text
    assert "Jeg vil være tømrer" in text, "the goal is the young person's own"
    school.attended = False
    school.save()
    assert "Noget fortroligt" in page(browser, at("sit", item.pk))


def test_whoever_leads_the_meeting_hears_as_well(sign_in: SignIn, cast: Cast) -> None:
    """On the screen of somebody who takes part stands no more than the chair may hear."""
    make_plan(cast.actor("caseworker"), cast.young_person.pk)
    stranger = make_colleague("school_leader", "Sanne Skoleleder", Role.AUTHORITY_CASEWORKER, other_unit().code)
    item = make_under_way(make_held(stranger), cast.young_person)
    make_part(item, cast.account("caseworker"))
    text = page(sign_in("caseworker"), at("sit", item.pk))
    assert "Købe sko" not in text
    assert "Sanne Skoleleder" in text


def test_a_forum_that_no_profile_knows_any_more_still_has_its_screen(browser: Client, cast: Cast) -> None:
    item = make_under_way(make_held(cast.account("caseworker"), "gone"), cast.young_person)
    assert cast.young_person.name in page(browser, at("sit", item.pk))
    assert browser.post(at("item-end", item.pk))["Location"] == at("chair", item.meeting_id)


def test_what_is_new_since_the_last_time(browser: Client, cast: Cast, item: AgendaItem) -> None:
    actor = cast.actor("caseworker")
    make_plan(actor, cast.young_person.pk)
    earlier = make_held(cast.account("caseworker"), held_on=clock.today() - dt.timedelta(days=14))
    make_item(earlier, cast.young_person, state=ItemState.TREATED, ended_at=clock.now())
    assert "Nothing has changed in the plan" in page(browser, at("sit", item.pk))
    step = StepDetails("Besøge tømreren", "work", YOUNG, Unit.objects.get(code="authority"))
    step_actions.add_step(actor, person_id=cast.young_person.pk, step=step)
    assert "Besøge tømreren: new, planned" in page(browser, at("sit", item.pk))


def test_a_line_is_saved_with_its_button(browser: Client, item: AgendaItem) -> None:
    response = browser.post(at("line-write", item.pk), typed())
    assert response["Location"] == f"{at('sit', item.pk)}#new-line"
    line = item.lines.get()
    assert (line.what, line.by_young_person, line.decided_by_young_person, line.costs_nothing) == (
        "Ringe til mureren", True, True, True,
    )  # fmt: skip
    text = page(browser, at("sit", item.pk))
    assert 'value="Ringe til mureren"' in text
    assert "Unfinished: by when" in text.replace("\n", "")


def test_every_kind_of_doer_decider_and_payer(browser: Client, cast: Cast, item: AgendaItem) -> None:
    make_part(item, cast.account("colleague"))
    make_part(item, guardian=cast.guardian)
    make_part(item, outside_name="FGU Fjord")
    colleague, unit = cast.account("colleague"), item.unit
    for values, check in (
        ({"doer": f"account:{colleague.pk}"}, {"responsible": colleague}),
        ({"doer": f"guardian:{cast.guardian.name}"}, {"outside_party": cast.guardian.name}),
        ({"doer": "guardian:FGU Fjord"}, {"outside_party": "FGU Fjord"}),
        ({"doer": "outside", "outside_party": "Lægen"}, {"outside_party": "Lægen"}),
        ({"decided": "here", "paid": f"unit:{unit.pk}"}, {"decided_here": True, "paid_by": unit}),
        ({"decided": f"account:{colleague.pk}"}, {"decided_by": colleague}),
        ({"decided": f"unit:{unit.pk}", "area": "work"}, {"decided_unit": unit, "area": "work"}),
    ):
        sent = typed(**values)
        assert browser.post(at("line-write", item.pk), sent).status_code == 302
        line = item.lines.get(key=sent["key"])
        assert {name: getattr(line, name) for name in check} == check
    text = page(browser, at("sit", item.pk))
    assert "This meeting may not grant what costs money" in text


def test_a_line_that_cannot_be_read_comes_back_with_its_words(browser: Client, item: AgendaItem) -> None:
    response = browser.post(at("line-write", item.pk), typed(due_on="i morgen"))
    assert response.status_code == 422
    assert 'value="Ringe til mureren"' in response.content.decode()
    told = browser.post(at("line-write", item.pk), typed(due_on="i morgen"), headers={"X-Sitting": "1"})
    assert (told.status_code, list(told.json()["errors"])) == (422, ["due_on"])
    assert browser.post(at("line-write", item.pk), {"key": "junk"}).status_code == 404
    assert not item.lines.exists()


def test_the_script_is_answered_with_the_version(browser: Client, item: AgendaItem) -> None:
    sent = typed()
    first = browser.post(at("line-write", item.pk), sent, headers={"X-Sitting": "1"}).json()
    again = browser.post(at("line-write", item.pk), sent, headers={"X-Sitting": "1"}).json()
    assert (first["version"], again["version"], item.lines.count()) == (1, 1, 1)
    assert browser.get(at("sit-pulse", item.pk)).json() == {"version": 2, "state": "under_way"}
    text = page(browser, at("sit-lines", item.pk))
    assert 'value="Ringe til mureren"' in text
    assert "<html" not in text


def test_both_texts_when_two_have_written_the_same_line(
    browser: Client, sign_in: SignIn, cast: Cast, item: AgendaItem
) -> None:
    make_part(item, cast.account("colleague"))
    other, sent = sign_in("colleague"), typed()
    browser.post(at("line-write", item.pk), sent)
    other.post(at("line-write", item.pk), {**sent, "what": "Skrive til mureren", "seen": 1})
    mine = {**sent, "what": "Besøge mureren", "seen": 1}
    for headers in ({}, {"X-Sitting": "1"}):
        response = browser.post(at("line-write", item.pk), mine, headers=headers)
        assert response.status_code == 409
        text = response.content.decode() if not headers else response.json()["conflict"]
        assert "Karl Kollega has changed this line while you wrote" in text
        assert "Skrive til mureren" in text
        if not headers:
            assert 'value="Besøge mureren"' in text
    assert item.lines.get().what == "Skrive til mureren"
    assert browser.post(at("line-write", item.pk), {**mine, "seen": 2}).status_code == 302
    assert item.lines.get().what == "Besøge mureren"


def test_a_line_is_removed_brought_back_and_moved(browser: Client, cast: Cast, item: AgendaItem) -> None:
    actor = cast.actor("caseworker")
    first, second = (sitting.write_line(actor, item_id=item.pk, line=draft(what), seen=None) for what in ("A", "B"))
    browser.post(at("line-move", second.pk), {"way": "up"})
    assert list(item.lines.values_list("what", flat=True)) == ["B", "A"]
    removed = browser.post(at("line-remove", first.pk), {"seen": 1}, follow=True).content.decode()
    assert "1 removed" in removed
    browser.post(at("line-restore", first.pk))
    first.refresh_from_db()
    assert not first.is_removed
    assert browser.post(at("line-remove", 2_000_000_000)).status_code == 404


def test_ending_with_something_unfinished_asks_first(browser: Client, cast: Cast, item: AgendaItem) -> None:
    sitting.write_line(cast.actor("caseworker"), item_id=item.pk, line=draft(due_on=None), seen=None)
    stays = browser.post(at("item-end", item.pk), follow=True)
    assert stays.redirect_chain[-1][0] == at("sit", item.pk)
    assert "Remove what is unfinished, and end" in stays.content.decode()
    gone = browser.post(at("item-end", item.pk), {"remove_unfinished": "1"}, follow=True)
    assert gone.redirect_chain[-1][0] == at("chair", item.meeting_id)


def test_what_came_of_it_is_said_without_a_name(browser: Client, cast: Cast, item: AgendaItem) -> None:
    money = draft(decided_by_young_person=False, decided_here=True, costs_nothing=False, paid_by_id=item.unit_id)
    sitting.write_line(cast.actor("caseworker"), item_id=item.pk, line=money, seen=None)
    text = browser.post(at("item-end", item.pk), follow=True).content.decode()
    assert "1 agreement is in the plan. 1 is undecided. 1 has been sent to the one who may decide." in text


def test_who_is_here_is_ticked(browser: Client, cast: Cast, item: AgendaItem) -> None:
    here, away = make_part(item, cast.account("colleague")), make_part(item, is_young_person=True)
    browser.post(at("item-here", item.pk), {"here": [str(here.pk), "junk"]})
    here.refresh_from_db()
    away.refresh_from_db()
    assert (here.attended, away.attended) == (True, False)


def test_whoever_takes_part_without_typing_reads(sign_in: SignIn, cast: Cast, item: AgendaItem) -> None:
    sitting.write_line(cast.actor("caseworker"), item_id=item.pk, line=draft("Ringe"), seen=None)
    make_part(item, cast.account("school_representative"))
    text = page(sign_in("school_representative"), at("sit", item.pk))
    assert "Ringe" in text
    assert "Your role does not type here" in text
    assert sign_in("school_representative").post(at("line-write", item.pk), typed()).status_code == 403
    assert sign_in("other_school_representative").get(at("sit", item.pk)).status_code == 404
    assert sign_in("colleague").get(at("chair", item.meeting_id)).status_code == 403
    assert sign_in("colleague").get(at("chair", 2_000_000_000)).status_code == 404


def test_the_screen_before_and_after(browser: Client, cast: Cast, meeting: Meeting) -> None:
    item = make_item(meeting, cast.young_person, proposed_contact=cast.account("contact_person"))
    text = page(browser, at("sit", item.pk))
    assert at("item-begin", item.pk) in text
    assert "Proposed contact person: Kirsten Kontakt." in text
    assert reverse("cases:contact-person-name", args=[cast.young_person.pk]) in text
    browser.post(at("item-begin", item.pk))
    browser.post(at("item-end", item.pk))
    assert at("item-reopen", item.pk) in page(browser, at("sit", item.pk))


def test_a_question_is_sent_and_answered(browser: Client, sign_in: SignIn, cast: Cast, item: AgendaItem) -> None:
    line = sitting.write_line(
        cast.actor("caseworker"), item_id=item.pk, line=draft("Et kørekort", decided_by_young_person=False), seen=None
    )
    url = f"{at('decision-ask', item.pk)}?line={line.pk}"
    assert 'value="Et kørekort"' in page(browser, url)
    due = (clock.today() + dt.timedelta(days=7)).isoformat()
    data = {"what": "Et kørekort", "unit": item.unit_id, "due_on": due}
    assert browser.post(url, {**data, "unit": ""}).status_code == 422
    assert browser.post(url, data).status_code == 302
    assert browser.post(url, data).status_code == 422, "asked already"
    asked = DecisionRequest.objects.get()
    assert "Sent to the one who may decide" in page(browser, at("sit", item.pk))
    leader = sign_in("leader")
    assert "Et kørekort" in page(leader, reverse("desk:waiting"))
    assert "Et kørekort" in page(leader, at("decisions"))
    assert leader.post(at("decision", asked.pk), {"granted": "refuse"}).status_code == 422
    assert leader.post(at("decision", asked.pk), {"granted": "grant", "answer": "Ja tak"})["Location"] == at(
        "decisions"
    )
    assert leader.post(at("decision", asked.pk), {"granted": "grant"}).status_code == 422
    assert "Ja tak" in page(browser, at("decision", asked.pk))
    assert "Et kørekort" in page(browser, reverse("desk:waiting"))
    assert "granted" in page(browser, at("decisions"))


def test_a_question_is_taken_back(browser: Client, sign_in: SignIn, cast: Cast, item: AgendaItem) -> None:
    assert "You have asked nothing" in page(browser, at("decisions"))
    asked = sitting.ask_decision(cast.actor("caseworker"), item_id=item.pk, what="Et kørekort", unit=item.unit)
    assert sign_in("other_leader").get(at("decision", asked.pk)).status_code == 404
    assert "Take the question back" in page(browser, at("decision", asked.pk))
    browser.post(at("decision-withdraw", asked.pk))
    assert "Et kørekort" not in page(browser, at("decisions"))
