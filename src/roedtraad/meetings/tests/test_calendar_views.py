# SPDX-License-Identifier: EUPL-1.2
"""Meetings on screen: everybody sees when forums meet, and only those who take part see about whom."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.meetings.actions.calendar import plan_calendar
from roedtraad.meetings.models import ForumSeat, Meeting, MeetingState, Participant, Task
from roedtraad.meetings.tests.making_calendar import make_item, make_meeting, make_seat
from roedtraad.organisation.profile import Forum
from roedtraad.organisation.queries import profile_on
from tests.cast import Cast

SignIn = Callable[[str], Client]
DAY = dt.timedelta(days=1)


def url(name: str, *args: object) -> str:
    return reverse(f"meetings:{name}", args=args)


def text(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def danish(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def forum(code: str) -> Forum:
    found = profile_on(clock.today()).forum(code, clock.today())
    assert found is not None
    return found


# --- lists ------------------------------------------------------------------------------------------------------------


def test_the_secretariat_sees_the_whole_calendar_and_nobody_in_it(cast: Cast, sign_in: SignIn) -> None:
    """Half a year of Fjordby's forums, month by month; whoever is on an agenda is a number."""
    plan_calendar(system_actor(clock.today(), "test"), on=clock.today())
    meeting = Meeting.objects.filter(forum="conference").order_by("held_on")[0]
    make_item(meeting, cast.young_person)
    client = sign_in("secretariat")
    page = text(client, url("list"), forum="conference")
    assert "Conference across disciplines" in page
    assert "1 of 6" in page
    assert "Alma" not in page
    single = text(client, url("meeting", meeting.pk))
    assert "Alma" not in single
    assert "1 young person is on the agenda" in single


def test_my_meetings_are_those_that_i_lead_sit_in_or_take_part_in(cast: Cast, sign_in: SignIn) -> None:
    caseworker = cast.account("caseworker")
    led, asked, seated = (make_meeting(held_on=clock.today() + days * DAY) for days in (2, 3, 4))
    other = make_meeting(held_on=clock.today() + 5 * DAY)
    Meeting.objects.filter(pk=led.pk).update(chair=caseworker)
    Participant.objects.create(item=make_item(asked, cast.young_person), account=caseworker, task=Task.CASEWORKER)
    make_seat(
        "conference", "discipline:social", cast.account("colleague"), substitute=caseworker,
        valid_from=seated.held_on, valid_to=seated.held_on,
    )  # fmt: skip
    client = sign_in("caseworker")
    page = client.get(url("list"), {"who": "mine"})
    assert [row.pk for row in page.context["page"].rows] == [led.pk, asked.pk, seated.pk]
    everybody = client.get(url("list"), {"who": "all"})
    assert other.pk in [row.pk for row in everybody.context["page"].rows]


def test_the_filter_is_in_the_address(cast: Cast, sign_in: SignIn) -> None:
    """Coming, past and cancelled ones; of one forum; from a day. What is not understood is left out."""
    today = clock.today()
    coming, later = make_meeting(held_on=today + 2 * DAY), make_meeting("plenary", held_on=today + 9 * DAY)
    past = make_meeting(held_on=today - 9 * DAY)
    gone = make_meeting(held_on=today + 3 * DAY, state=MeetingState.CANCELLED, cancelled_because="Ill")
    client = sign_in("leader")

    def found(**query: str) -> list[int]:
        rows = client.get(url("list"), {"who": "all", **query}).context["page"].rows
        return [row.pk for row in rows]

    assert found() == [coming.pk, later.pk]
    assert found(forum="plenary") == [later.pk]
    assert found(since=danish(today + 5 * DAY)) == [later.pk]
    assert found(when="past") == [past.pk]
    assert found(when="cancelled") == [gone.pk]
    assert found(when="nonsense", since="nonsense") == [coming.pk, later.pk]


def test_empty_lists_say_what_to_do(cast: Cast, sign_in: SignIn) -> None:
    assert "Nothing is planned" in text(sign_in("secretariat"), url("list"))
    client = sign_in("caseworker")
    assert "You have no coming meetings" in text(client, url("list"))
    assert "No meeting matches" in text(client, url("list"), when="past")


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_list_is_taken_out_without_names(cast: Cast, sign_in: SignIn, extension: str) -> None:
    make_item(make_meeting(chair=cast.account("leader")), cast.young_person)
    client = sign_in("secretariat")
    response = client.get(url("list-export", extension), {"who": "all"})
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    if extension == "csv":
        told = body.decode()
    else:
        rows = load_workbook(io.BytesIO(body)).active
        assert rows is not None
        told = str([[cell.value for cell in row] for row in rows.iter_rows()])
    assert "Lone Leder" in told
    assert "Alma" not in told
    assert client.get(url("list-export", "pdf")).status_code == 404


# --- forums and seats ---------------------------------------------------------------------------------------------


def test_a_forum_says_how_it_works_and_who_is_missing(cast: Cast, sign_in: SignIn) -> None:
    make_seat("conference", "discipline:social", cast.account("caseworker"), substitute=cast.account("colleague"))
    page = text(sign_in("caseworker"), url("forum", "conference"))
    for words in (
        "Every 14 days, on a Tuesday, not in weeks 28-30, 42, 52", "At least 2 disciplines", "Sara Sagsbehandler",
        "Karl Kollega", "missing", "4 seats are empty",
    ):  # fmt: skip
        assert words in page
    assert "Give somebody a seat" not in page
    assert sign_in("caseworker").get(url("forum", "nowhere")).status_code == 404


def test_the_forums_and_planning_them_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("secretariat")
    assert "SSP meeting" in text(client, url("forums"))
    assert "meetings planned" in client.post(url("plan"), follow=True).content.decode()
    assert "was right already" in client.post(url("plan"), follow=True).content.decode()
    assert sign_in("caseworker").post(url("plan")).status_code == 403


def test_a_seat_goes_from_one_to_the_next_and_ends(cast: Cast, sign_in: SignIn) -> None:
    """The chair's seat also gives the planned meetings their leader, unless somebody was named for one."""
    today, leader = clock.today(), cast.account("leader")
    meetings = [make_meeting(held_on=today + days * DAY, by_cadence=True) for days in (3, 10)]
    Meeting.objects.filter(pk=meetings[1].pk).update(chair=cast.account("colleague"))
    make_seat("conference", "chair", cast.account("caseworker"))
    client = sign_in("secretariat")
    sent = {"seat": "chair", "account": leader.pk, "substitute": "", "valid_from": danish(today)}
    assert client.post(url("seat", "conference"), sent | {"substitute": leader.pk}).status_code == 422
    assert client.post(url("seat", "conference"), sent).status_code == 302
    old, new = ForumSeat.objects.order_by("valid_from")
    assert (old.valid_to, new.account, new.valid_to) == (today - DAY, leader, None)
    assert [one.chair.name for one in Meeting.objects.order_by("held_on") if one.chair] == [
        "Lone Leder",
        "Karl Kollega",
    ]
    assert client.post(url("seat-end", new.pk), {"last_day": danish(today - DAY)}).status_code == 422
    assert client.post(url("seat-end", new.pk), {"last_day": danish(today)}).status_code == 302
    assert client.get(url("seat-end", 0)).status_code == 404
    assert client.get(url("seat", "nowhere")).status_code == 404


# --- one meeting --------------------------------------------------------------------------------------------------


def test_whoever_sees_the_person_and_the_case_sees_the_item_and_how_many_others_there_are(
    cast: Cast, sign_in: SignIn
) -> None:
    meeting = make_meeting()
    make_item(meeting, cast.young_person, question="Where to live?")
    make_item(meeting, cast.stranger, unit="family")
    page = text(sign_in("caseworker"), url("meeting", meeting.pk))
    assert "Alma" in page
    assert "Where to live?" in page
    assert "And 1 other" in page
    assert "Viggo" not in page
    assert sign_in("caseworker").get(url("meeting", 0)).status_code == 404


def test_a_meeting_is_moved_and_cancelled_on_screen(cast: Cast, sign_in: SignIn) -> None:
    meeting = make_meeting()
    client = sign_in("secretariat")
    day = clock.today() + 20 * DAY
    sent = {"held_on": danish(day), "begins_at": "10.30", "minutes": 60, "place": "Room 3", "video_link": "", "seen": 0}
    assert client.post(url("meeting-move", meeting.pk), sent | {"video_link": "http://x.example"}).status_code == 422
    assert client.post(url("meeting-move", meeting.pk), sent | {"seen": 7}).status_code == 422
    assert client.post(url("meeting-move", meeting.pk), sent).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.begins_at, meeting.sequence) == (day, dt.time(10, 30), 1)
    assert "It was planned for" in text(client, url("meeting", meeting.pk))
    make_item(meeting, cast.young_person)
    assert "1 young person is on the agenda" in text(client, url("meeting-cancel", meeting.pk))
    assert client.post(url("meeting-cancel", meeting.pk), {"because": ""}).status_code == 422
    assert client.post(url("meeting-cancel", meeting.pk), {"because": "Flooded"}).status_code == 302
    page = text(client, url("meeting", meeting.pk))
    assert "Flooded" in page
    assert "Move" not in page
    assert "1 young person waits" in text(client, url("forum", "conference"))
    assert "Alma" in text(sign_in("leader"), reverse("desk:waiting"))


def test_only_those_who_may_change_a_meeting_get_the_form(cast: Cast, sign_in: SignIn) -> None:
    meeting = make_meeting()
    for name in ("meeting-move", "meeting-cancel", "meeting-leader"):
        assert sign_in("caseworker").get(url(name, meeting.pk)).status_code == 403
    client = sign_in("leader")
    assert client.post(url("meeting-leader", meeting.pk), {"chair": cast.account("caseworker").pk}).status_code == 302
    assert client.post(url("meeting-leader", meeting.pk), {"chair": cast.account("secretariat").pk}).status_code == 422
    assert sign_in("caseworker").get(url("meeting-move", meeting.pk)).status_code == 200


def test_a_meeting_is_called_from_the_young_persons_page(cast: Cast, sign_in: SignIn) -> None:
    """Only forums without days of their own are offered, and a closed circle only to its own."""
    client = sign_in("caseworker")
    address = url("call", cast.young_person.pk)
    offered = dict(client.get(address).context["form"].fields["forum"].choices)
    assert set(offered) == {"school_network", "job_education", "future_workshop"}
    sent = {
        "forum": "school_network", "question": "Which school?", "because": "Not there for weeks",
        "held_on": danish(clock.today() + 4 * DAY), "begins_at": "9:00", "minutes": "", "place": "", "video_link": "",
    }  # fmt: skip
    made = client.post(address, sent, follow=True)
    assert "Which school?" in made.content.decode()
    assert Meeting.objects.get().minutes == forum("school_network").minutes
    assert client.post(address, sent).status_code == 422
    assert sign_in("other_caseworker").get(address).status_code == 404


def test_the_menu_leads_to_meetings_for_staff(cast: Cast, sign_in: SignIn) -> None:
    assert url("list") in text(sign_in("secretariat"), url("list"))
    assert sign_in("data_protection_officer").get(url("list")).status_code == 403
