# SPDX-License-Identifier: EUPL-1.2
"""What if: real signals without names, scenarios from profiles, an answer in the background, and pages that show it."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.meetings.actions.what_if import ask_what_if, remove_run
from roedtraad.meetings.forms.what_if import WhatIfForm
from roedtraad.meetings.models import RunState, WhatIfRun
from roedtraad.meetings.tests.making import RULE, SUGGESTING, make_brought, make_meeting, make_signal
from roedtraad.meetings.tests.making_figures import held_meeting, this_month, treated
from roedtraad.meetings.whatif.reading import measure, read_signals
from roedtraad.meetings.whatif.running import answer_waiting, work_out
from roedtraad.meetings.whatif.scenarios import CHANGED, OWN, Change, Frame, plans_of, profile_named
from roedtraad.organisation.profile import shipped_profile_ids
from roedtraad.organisation.terms import terms_on
from tests.cast import Cast, days_ago, make_case, make_person

SignIn = Callable[[str], Client]
pytestmark = pytest.mark.django_db
SETTINGS: dict[str, Any] = {
    "scenarios": [OWN, CHANGED, "kerteminde"], "change": {"forum": "conference", "every": 7, "unit": "day"}, "months": 12,
    "ahead": 0, "preparation": 30, "runs": 3,
}  # fmt: skip


def signals(count: int = 60, first: int = 360) -> None:
    """Signals that have come evenly over the last year, the very first a year and a month ago."""
    make_signal(make_person(), raised_on=days_ago(400), closed_on=days_ago(390), closed_because="facts")
    for number in range(count):
        rule = (RULE, SUGGESTING, "case_duration_review")[number % 3]
        person = make_person()
        if number % 2:
            make_case(person, discipline="social", opened_on=days_ago(500))
            make_case(person, discipline="guidance", opened_on=days_ago(500))
        make_signal(person, rule, raised_on=days_ago(first - number * first // count), due_on=days_ago(0))


def test_signals_are_read_without_names(cast: Cast) -> None:
    signals(6)
    make_brought(make_meeting(), make_person(), cast.account("leader"))
    read = read_signals(profile_named(OWN, clock.today()), {RULE, SUGGESTING}, clock.today(), 12)
    assert not read.began_later
    assert (read.begins, read.ends) == (dt.date.fromordinal(read.begins.toordinal()), days_ago(1))
    assert {one.rule for one in read.arrivals} == {RULE, SUGGESTING}
    assert {one.disciplines for one in read.arrivals} == {0, 2}
    assert all(one.person < 10 for one in read.arrivals), "a number of its own, not the key"
    assert sorted(one.day for one in read.arrivals) == [one.day for one in read.arrivals]


def test_what_a_colleague_brought_is_an_arrival_too(cast: Cast) -> None:
    signals(3)
    make_brought(make_meeting(), make_person(), cast.account("leader"), waiting_since=days_ago(9))
    read = read_signals(profile_named(OWN, clock.today()), {RULE}, clock.today(), 12)
    brought = [one for one in read.arrivals if not one.rule]
    assert [(one.forum, one.kind) for one in brought] == [("conference", "conference")]
    assert [one.day for one in read.waiting if not one.rule] == [-9]


def test_what_the_first_sweep_found_waited_already(cast: Cast) -> None:
    for _number in range(7):
        make_signal(make_person(), raised_on=days_ago(60))
    make_signal(make_person(), raised_on=days_ago(20))
    read = read_signals(profile_named(OWN, clock.today()), {RULE}, clock.today(), 12)
    assert (read.began_later, read.waited, read.begins) == (True, 7, days_ago(59))


def test_the_time_that_talks_took_and_the_adults_in_them_are_measured(cast: Cast) -> None:
    meeting = held_meeting(this_month())
    began = clock.now()
    for minutes in (10, 30, 900):
        treated(
            meeting, adults=(cast.account("leader"), cast.account("caseworker")), began_at=began,
            ended_at=began + dt.timedelta(minutes=minutes),
        )  # fmt: skip
    found = measure(days_ago(60), clock.today())
    assert found.adults == {"conference": 2.0}
    assert found.durations == {"conference": (10, 30)}, "one that was left open is not used"


@pytest.mark.parametrize("name", shipped_profile_ids())
def test_every_shipped_profile_is_a_scenario(cast: Cast, name: str) -> None:
    frame = Frame(clock.today(), 364, terms_on(clock.today()), 30)
    for plan in plans_of(name, frame):
        assert plan.adults >= 1
        assert plan.sittings is None or all(0 <= one.on <= 364 and one.closes < one.on for one in plan.sittings)


def test_a_change_is_made_in_one_forum(cast: Cast) -> None:
    frame = Frame(clock.today(), 364, terms_on(clock.today()), 30)
    own = {one.code: one for one in plans_of(OWN, frame)}
    change = Change("conference", every=7, unit="day", capacity=3, least_disciplines=0, any_caseworker=True)
    changed = {one.code: one for one in plans_of(CHANGED, frame, change)}
    assert {code for code in own if own[code] != changed[code]} == {"conference"}
    conference = changed["conference"]
    assert (conference.capacity, conference.least_disciplines, conference.takes_brought) == (3, 0, True)
    assert len(conference.sittings or ()) > 1.8 * len(own["conference"].sittings or ())


def test_the_same_question_has_the_same_answer_and_holds_no_person(cast: Cast) -> None:
    signals()
    first, again = (work_out(SETTINGS, clock.today(), 4) for _time in range(2))
    assert first == again == json.loads(json.dumps(first))
    text = json.dumps(first)
    assert "Person" not in text
    assert [one["name"] for one in first["scenarios"]] == [OWN, CHANGED, "kerteminde"]
    own, changed, _other = (one["measures"] for one in first["scenarios"])
    assert own["arrivals"] == changed["arrivals"], "every scenario meets the same arrivals"
    assert changed["wait_median"][1] < own["wait_median"][1], "meeting twice as often"


def test_two_years_ahead_are_drawn_from_the_known_weeks(cast: Cast) -> None:
    signals()
    result = work_out(SETTINGS | {"ahead": 2}, clock.today(), 4)
    assert result["days"] == 728
    assert len(result["scenarios"][0]["backlog"]) == 104
    low, _middle, high = result["scenarios"][0]["measures"]["arrivals"]
    assert 60 < low <= high < 400


def test_a_question_is_asked_answered_in_the_background_and_logged(cast: Cast) -> None:
    signals()
    run = ask_what_if(cast.actor("leader"), settings=SETTINGS, seed=1)
    assert (run.state, LogEntry.objects.filter(act="what_if_asked").count()) == (RunState.WAITING, 1)
    answer_waiting()
    run.refresh_from_db()
    assert (run.state, run.progress) == (RunState.DONE, 100)
    assert run.result is not None
    answer_waiting()


def test_too_few_signals_are_refused_with_the_reason(cast: Cast) -> None:
    Signal.objects.all().delete()
    run = ask_what_if(cast.actor("leader"), settings=SETTINGS, seed=1)
    answer_waiting()
    run.refresh_from_db()
    assert (run.state, run.result) == (RunState.FAILED, None)
    assert run.problem == "what_if_too_few"


def test_what_was_interrupted_is_said_to_be(cast: Cast) -> None:
    run = ask_what_if(cast.actor("leader"), settings=SETTINGS, seed=1)
    WhatIfRun.objects.update(state=RunState.RUNNING, asked_at=clock.now() - dt.timedelta(hours=1))
    answer_waiting()
    run.refresh_from_db()
    assert (run.state, run.problem) == (RunState.FAILED, "what_if_interrupted")


def test_only_those_who_see_the_figures_ask_and_only_ones_own_is_removed(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        ask_what_if(cast.actor("caseworker"), settings=SETTINGS, seed=1)
    run = ask_what_if(cast.actor("leader"), settings=SETTINGS, seed=1)
    with pytest.raises(NotVisible):
        remove_run(cast.actor("secretariat"), run_id=run.pk)
    remove_run(cast.actor("leader"), run_id=run.pk)
    assert not WhatIfRun.objects.exists()


FILLED = {"months": "12", "ahead": "2", "preparation": "30", "runs": "5", "seed": "3"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "others"),
        ({"others": ["kerteminde", "odsherred", "toender", "frederiksberg"]}, "others"),
        ({"forum": "conference"}, "forum"),
        ({"capacity": "9"}, "forum"),
        ({"forum": "conference", "every": "7"}, "unit"),
        ({"forum": "conference", "capacity": "0"}, "capacity"),
        ({"others": ["kerteminde"], "runs": "1000"}, "runs"),
        ({"others": ["nowhere"]}, "others"),
        ({"others": ["kerteminde"], "seed": "-1"}, "seed"),
    ],
)
def test_what_is_filled_in_badly_is_told_at_its_field(cast: Cast, typed: dict[str, Any], field: str) -> None:
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    for name, value in (FILLED | typed).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    form = WhatIfForm(data, actor=cast.actor("leader"))
    assert not form.is_valid()
    assert field in form.errors


def test_the_pages_from_the_question_to_the_plots(cast: Cast, sign_in: SignIn) -> None:
    signals()
    client = sign_in("leader")
    assert "Nobody has asked yet" in client.get(reverse("meetings:what-if")).content.decode()
    assert client.get(reverse("meetings:what-if-ask")).status_code == 200
    sent = FILLED | {"others": ["kerteminde"], "forum": "conference", "every": "7", "unit": "day", "runs": "2"}
    asked = client.post(reverse("meetings:what-if-ask"), sent)
    address = asked["Location"]
    assert "being worked out" in client.get(address).content.decode()
    part = client.get(address, headers={"X-Part": "progress"})
    assert (b"<html" in part.content, "HX-Refresh" in part) == (False, False)
    answer_waiting()
    assert client.get(address, headers={"X-Part": "progress"})["HX-Refresh"] == "true"
    page = client.get(address).content.decode()
    assert "As in Kerteminde" in page
    assert "With the change" in page
    pk = WhatIfRun.objects.get().pk
    for name in ("waiting", "months", "backlog", "hours"):
        plot = client.get(reverse("meetings:what-if-plot", args=[pk, name]))
        assert plot.content.startswith(b"<svg"), name
    assert client.get(reverse("meetings:what-if-plot", args=[pk, "nothing"])).status_code == 404
    file = client.get(reverse("meetings:what-if-export", args=[pk, "csv"]))
    assert "As today;;Talked about" in b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert client.post(reverse("meetings:what-if-remove", args=[pk])).status_code == 302
