# SPDX-License-Identifier: EUPL-1.2
"""The pages of agendas: the preparation pack, preparing, taking off, a person's meetings, bringing, and who waits."""

import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from roedtraad.cases.models import ContactPerson, ContactWish
from roedtraad.kernel import clock
from roedtraad.kernel.contributions import ThreadQuery, desk_boxes, thread_sources
from roedtraad.meetings.actions.agenda import compose_agendas
from roedtraad.meetings.models import AgendaItem, ItemState, MeetingState, Participant, Task
from roedtraad.meetings.tests.making import (
    FORUM,
    SUGGESTING,
    change_forum,
    days_ahead,
    make_brought,
    make_item,
    make_meeting,
    make_signal,
)
from tests.cast import Cast, make_case

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
CONTACT_WISH = "En der skriver"


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    """Alma, brought by her caseworker to the conference in three weeks."""
    return make_brought(make_meeting(), cast.young_person, cast.account("caseworker"), waiting_since=days_ahead(-10))


def page(client: Client, name: str, *args: object, status: int = 200) -> str:
    response = client.get(reverse(f"meetings:{name}", args=args))
    assert response.status_code == status
    return response.content.decode()


class TestPack:
    def test_it_has_everything_in_the_same_order_every_time(self, sign_in: SignIn, item: AgendaItem) -> None:
        text = page(sign_in("caseworker"), "item", item.pk)
        blocks = ["goal", "wishes", "question", "promises", "plan", "thread", "contact-person", "situations", "cases"]
        places = [text.find(f'id="{block}"') for block in blocks if f'id="{block}"' in text]
        assert places == sorted(places)
        assert {"goal", "wishes", "question", "promises", "cases"} <= {one for one in blocks if f'id="{one}"' in text}
        assert "Hvad er næste skridt?" in text
        assert "Vi er kørt fast" in text

    def test_a_missing_decider_and_payer_stand_out(self, sign_in: SignIn, item: AgendaItem) -> None:
        text = page(sign_in("caseworker"), "item", item.pk)
        assert text.count("not known") == 2
        AgendaItem.objects.update(costs_nothing=True, decider=item.brought_by)
        text = page(sign_in("caseworker"), "item", item.pk)
        assert "not known" not in text
        assert "Costs nothing" in text

    def test_the_young_persons_words_come_before_the_guardians(
        self, sign_in: SignIn, cast: Cast, item: AgendaItem
    ) -> None:
        Participant.objects.create(item=item, guardian=cast.guardian, task=Task.GUARDIAN, wish="Ro på")
        Participant.objects.create(item=item, is_young_person=True, task=Task.YOUNG_PERSON, wish="Min egen lejlighed")
        ContactWish.objects.create(young_person=cast.young_person, words=CONTACT_WISH, written_on=clock.today())
        text = page(sign_in("caseworker"), "item", item.pk)
        assert text.index("Min egen lejlighed") < text.index("Ro på") < text.index(CONTACT_WISH)

    def test_what_is_missing_of_consent_is_counted_while_there_is_time(
        self, sign_in: SignIn, cast: Cast, item: AgendaItem
    ) -> None:
        Participant.objects.create(item=item, account=cast.account("school_representative"), task=Task.KNOWS)
        Participant.objects.create(item=item, account=cast.account("leader"), task=Task.DECIDES)
        assert "missing for 1 who takes part" in page(sign_in("caseworker"), "item", item.pk)

    def test_what_has_happened_since_the_last_meeting(self, sign_in: SignIn, cast: Cast, item: AgendaItem) -> None:
        held = make_meeting(on=days_ahead(-30), state=MeetingState.HELD, opened_at=clock.now(), closed_at=clock.now())
        make_item(held, cast.young_person, state=ItemState.TREATED)
        text = page(sign_in("caseworker"), "item", item.pk)
        assert "Since the last meeting" in text

    def test_without_a_contact_person_somebody_is_proposed_with_reasons(
        self, sign_in: SignIn, cast: Cast, item: AgendaItem
    ) -> None:
        ContactPerson.objects.filter(young_person=cast.young_person).delete()
        text = page(sign_in("caseworker"), "item", item.pk)
        assert "From what the young person needs" in text
        assert cast.account("caseworker").name in text

    def test_the_signals_say_why_now(self, sign_in: SignIn, cast: Cast) -> None:
        item = make_item(make_meeting(), cast.young_person, signals=[make_signal(cast.young_person)])
        assert "17½ with a social case" in page(sign_in("caseworker"), "item", item.pk)

    def test_another_departments_item_is_not_there(self, sign_in: SignIn, cast: Cast, item: AgendaItem) -> None:
        page(sign_in("other_caseworker"), "item", item.pk, status=404)

    def test_a_chair_of_another_department_reads_it_without_the_cases_they_may_not_read(
        self, sign_in: SignIn, cast: Cast, item: AgendaItem
    ) -> None:
        item.meeting.chair = cast.account("other_caseworker")
        item.meeting.save()
        assert "Hvad er næste skridt?" in page(sign_in("other_caseworker"), "item", item.pk)


class TestPreparing:
    def test_the_question_the_decider_and_the_payer_are_saved(
        self, sign_in: SignIn, cast: Cast, item: AgendaItem
    ) -> None:
        sent = {
            "question": "Kan hun få en mentor?", "decider": cast.account("leader").pk, "payer": cast.case.unit_id,
            "minutes": 25, "version": item.version,
        }  # fmt: skip
        response = sign_in("caseworker").post(reverse("meetings:item-prepare", args=[item.pk]), sent)
        assert response.status_code == 302
        item.refresh_from_db()
        assert (item.question, item.decider, item.payer_id) == (
            "Kan hun få en mentor?",
            cast.account("leader"),
            cast.case.unit_id,
        )
        assert (item.minutes, item.prepared_by) == (25, cast.account("caseworker"))
        assert item.prepared_at is not None

    @pytest.mark.parametrize(
        "wrong",
        [{"question": " "}, {"costs_nothing": "on"}, {"decider_unit": True}, {"version": 99}],
        ids=["no question", "free and paid", "two deciders", "changed meanwhile"],
    )
    def test_what_does_not_fit_together_is_said(
        self, sign_in: SignIn, cast: Cast, item: AgendaItem, wrong: dict[str, object]
    ) -> None:
        unit = cast.case.unit_id
        sent = {
            "question": "Hvad?",
            "decider": cast.account("leader").pk,
            "payer": unit,
            "version": item.version,
            **wrong,
        }
        if "decider_unit" in wrong:
            sent["decider_unit"] = unit
        response = sign_in("caseworker").post(reverse("meetings:item-prepare", args=[item.pk]), sent)
        assert response.status_code == 422
        item.refresh_from_db()
        assert item.prepared_at is None

    def test_taking_off_needs_a_reason_and_cannot_be_done_twice(self, sign_in: SignIn, item: AgendaItem) -> None:
        client, address = sign_in("caseworker"), reverse("meetings:item-withdraw", args=[item.pk])
        assert client.post(address, {"because": " "}).status_code == 422
        assert client.post(address, {"because": "Løst"}).status_code == 302
        item.refresh_from_db()
        assert (item.state, item.state_because) == (ItemState.WITHDRAWN, "Løst")
        assert client.post(address, {"because": "Igen"}).status_code == 409


class TestThePersonsMeetings:
    def test_ahead_and_past_and_what_is_in_other_departments_only_as_a_number(
        self, sign_in: SignIn, cast: Cast, item: AgendaItem
    ) -> None:
        held = make_meeting(
            "plenary", days_ahead(-30), state=MeetingState.HELD, opened_at=clock.now(), closed_at=clock.now()
        )
        make_item(held, cast.young_person, "ppr", state=ItemState.TREATED, question="Hemmeligt")
        text = page(sign_in("caseworker"), "person", cast.young_person.pk)
        assert "Conference across disciplines" in text
        assert "Hemmeligt" not in text
        assert "There is 1 more in another department." in text

    def test_nothing_yet_says_how_one_comes_on_an_agenda(self, sign_in: SignIn, cast: Cast) -> None:
        assert "No meetings that you may read" in page(sign_in("caseworker"), "person", cast.young_person.pk)

    def test_planned_and_held_meetings_stand_on_the_red_thread(self, cast: Cast, item: AgendaItem) -> None:
        (source,) = [one for one in thread_sources if one.name == "meetings"]
        query = ThreadQuery(cast.actor("caseworker"), cast.young_person.pk, None, 20)
        (entry,) = source.entries(query)
        assert (entry.on, entry.is_open, entry.detail) == (item.meeting.held_on, True, "Hvad er næste skridt?")
        stranger = ThreadQuery(cast.actor("school_representative"), cast.young_person.pk, None, 20)
        assert not source.entries(stranger)

    def test_what_is_near_and_not_prepared_waits_on_the_desk(self, cast: Cast, item: AgendaItem) -> None:
        (box,) = [one for one in desk_boxes if one.name == "meetings_to_prepare"]
        assert box.items(cast.actor("caseworker"), 5) == ([], 0), "three weeks are not near"
        item.meeting.held_on = days_ahead(9)
        item.meeting.save()
        items, count = box.items(cast.actor("caseworker"), 5)
        assert (count, items[0].person_id) == (1, cast.young_person.pk)
        assert not box.items(cast.actor("other_caseworker"), 5)[1]


class TestBringing:
    def test_each_forum_says_whether_it_takes_the_case_before_it_is_chosen(self, sign_in: SignIn, cast: Cast) -> None:
        change_forum(admission=_two())
        text = page(sign_in("caseworker"), "bring", cast.young_person.pk)
        assert "Conference across disciplines – does not take the case. There is an open case only in" in text
        assert "The week&#x27;s cases – " in text

    def test_it_leads_to_the_preparation(self, sign_in: SignIn, cast: Cast) -> None:
        change_forum(admission=_two())
        make_case(cast.young_person, discipline="employment", law="LAB")
        make_meeting()
        sent = {"forum": FORUM, "because": "Kørt fast", "question": ""}
        response = sign_in("caseworker").post(reverse("meetings:bring", args=[cast.young_person.pk]), sent)
        assert response.headers["Location"] == reverse("meetings:item", args=[AgendaItem.objects.get().pk])

    def test_a_refusal_stands_above_what_was_written(self, sign_in: SignIn, cast: Cast) -> None:
        change_forum(admission=_two())
        make_meeting()
        sent = {"forum": FORUM, "because": "Kørt fast", "question": "Hvad nu?"}
        response = sign_in("caseworker").post(reverse("meetings:bring", args=[cast.young_person.pk]), sent)
        text = response.content.decode()
        assert response.status_code == 422
        assert "at least 2 disciplines" in text
        assert "You can call this meeting instead: Network meeting with the school." in text
        assert "Kørt fast" in text


def _two() -> dict[str, object]:
    rules = (
        "two_disciplines_open", "employment_case_anniversary", "special_class_specialneeds_education",
        "social_case_turning_17_half", "no_realistic_plan_at_16",
    )  # fmt: skip
    return {"rules": list(rules), "least_disciplines": 2}


class TestTheLine:
    @pytest.fixture(autouse=True)
    def _line(self, cast: Cast) -> None:
        """Room for one: Alma is on, Carl waits, and Viggo, whom the authority does not see, waits after him."""
        change_forum(order=None, ages=None, capacity=None, admission={**_two(), "least_disciplines": None})
        make_meeting(capacity=1, chair=cast.account("leader"))
        make_meeting(on=days_ahead(42), capacity=1)
        make_signal(cast.young_person)
        make_signal(cast.protected_person, due_on=days_ahead(60))
        make_signal(cast.stranger, SUGGESTING, "family")
        compose_agendas(cast.actor("leader"), on=clock.today())

    def test_each_sees_their_own_with_place_and_expected_day(self, sign_in: SignIn, cast: Cast) -> None:
        text = page(sign_in("caseworker"), "waiting", FORUM)
        assert "2 wait." in text
        assert "Carl Skjultsen" in text
        assert "No room before" in text
        assert "Viggo" not in text
        assert "First who was not reached before, then what is mandatory" in text
        assert "Take on now" not in text

    def test_whoever_leads_the_meeting_takes_somebody_on_and_that_holds(self, sign_in: SignIn, cast: Cast) -> None:
        client, meeting = sign_in("leader"), AgendaItem.objects.get().meeting
        assert "Take on now" in page(client, "waiting", FORUM)
        address = reverse("meetings:take-on", args=[meeting.pk])
        assert client.post(address, {"person": cast.protected_person.pk}).status_code == 302
        compose_agendas(cast.actor("leader"), on=clock.today())
        assert meeting.items.count() == 2
        assert client.post(address, {"person": cast.protected_person.pk}).status_code == 409

    def test_the_order_that_somebody_gave_stays(self, sign_in: SignIn, cast: Cast) -> None:
        client, first = sign_in("leader"), AgendaItem.objects.get()
        client.post(reverse("meetings:take-on", args=[first.meeting_id]), {"person": cast.protected_person.pk})
        second = AgendaItem.objects.get(young_person=cast.protected_person)
        assert client.post(reverse("meetings:item-place", args=[second.pk]), {"place": 1}).status_code == 302
        compose_agendas(cast.actor("leader"), on=clock.today())
        assert list(first.meeting.items.order_by("order")) == [second, first]

    def test_a_caseworker_does_not_arrange(self, sign_in: SignIn, cast: Cast) -> None:
        item = AgendaItem.objects.get()
        response = sign_in("caseworker").post(reverse("meetings:item-place", args=[item.pk]), {"place": 1})
        assert response.status_code == 403

    def test_a_forum_that_nobody_knows_is_not_there(self, sign_in: SignIn) -> None:
        page(sign_in("caseworker"), "waiting", "nowhere", status=404)


class TestTheCommand:
    def test_a_dry_run_says_what_would_be_done_and_does_nothing(
        self, cast: Cast, capsys: pytest.CaptureFixture[str]
    ) -> None:
        make_meeting()
        make_signal(cast.young_person)
        call_command("agenda", "--dry-run", "--format", "json", "--forum", FORUM)
        done = json.loads(capsys.readouterr().out)
        assert done["forums"][FORUM]["listed"] == 1
        assert not AgendaItem.objects.exists()
        call_command("agenda")
        assert AgendaItem.objects.count() == 1
        assert FORUM in capsys.readouterr().out
