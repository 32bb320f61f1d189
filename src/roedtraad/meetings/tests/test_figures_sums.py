# SPDX-License-Identifier: EUPL-1.2
"""Forum figures: what is counted, what is hidden for few, and who sees them."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roedtraad.kernel import clock
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import NotAllowed
from roedtraad.meetings.models import AgreementLine, DecisionRequest, MeetingState, Participant, Task
from roedtraad.meetings.queries.figures import ForumFigures, forum_figures
from roedtraad.meetings.queries.figures_words import lines
from roedtraad.meetings.rules.figures import buckets, period_named, periods_up_to, quantile
from roedtraad.meetings.tests.making import make_meeting
from roedtraad.meetings.tests.making_figures import held_meeting, this_month, treated
from roedtraad.organisation.models import Unit
from roedtraad.plans.models import Agreement, AgreementState, Plan
from tests.cast import Cast, make_person

SignIn = Callable[[str], Client]


def test_a_period_is_whole_months_and_the_one_before_is_as_long() -> None:
    on = dt.date(2026, 11, 21)
    last, quarter, year = period_named("", on), period_named("2026-Q1", on), period_named("2025", on)
    assert (last.begins, last.ends) == (dt.date(2025, 12, 1), dt.date(2026, 11, 30))
    assert (last.before.begins, last.before.ends) == (dt.date(2024, 12, 1), dt.date(2025, 11, 30))
    assert (quarter.begins, quarter.ends) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert (quarter.before.begins, quarter.before.ends) == (dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    assert (year.begins, year.ends) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert period_named("2026-Q9", on) == last == period_named("drop table", on)
    assert [one.code for one in periods_up_to(on)][:3] == ["last12", "2026-Q4", "2026-Q3"]


def test_quantiles_and_classes() -> None:
    assert quantile([], 0.5) is None
    assert [quantile(list(range(1, 11)), part) for part in (0.5, 0.9, 1.0)] == [5, 9, 10]
    assert [(one.first, one.last, one.count) for one in buckets([0, 7, 8, 99], (7, 30))] == [
        (0, 7, 2), (8, 30, 1), (31, None, 1)
    ]  # fmt: skip


pytestmark = pytest.mark.django_db


def figures_of(cast: Cast, forum: str = "conference", key: str = "leader") -> ForumFigures:
    actor = cast.actor(key)
    return forum_figures(actor, period_named("", actor.on), forum)[0]


def five(cast: Cast, **values: object) -> None:
    """Five young people were talked about this month, having waited 10, 20, 30, 40 and 50 days."""
    meeting = held_meeting(this_month())
    for waited in (10, 20, 30, 40, 50):
        treated(meeting, waited=waited, **values)  # type: ignore[arg-type]


def test_waiting_persons_adults_and_meetings_are_counted(cast: Cast) -> None:
    five(cast, adults=(cast.account("leader"), cast.account("caseworker")))
    make_meeting(on=this_month(), state=MeetingState.CANCELLED, cancelled_because="Sygdom")
    found = figures_of(cast).now
    assert (found.held, found.cancelled, found.items.persons, found.items.items) == (1, 1, 5, 5)
    assert (found.items.wait_median, found.items.wait_ninth, found.items.adults) == (30, 50, 2.0)


def test_those_who_come_for_the_young_person_are_no_adults_of_the_municipality(cast: Cast) -> None:
    five(cast)
    item = treated(held_meeting(this_month()), cast.young_person, adults=(cast.account("leader"),))
    Participant.objects.create(item=item, is_young_person=True, task=Task.YOUNG_PERSON)
    Participant.objects.create(item=item, guardian=cast.guardian, task=Task.GUARDIAN)
    Participant.objects.create(item=item, account=cast.account("colleague"), task=Task.MEMBER, reply="no")
    assert figures_of(cast).now.items.adults == round(1 / 6, 1)


def test_prepared_counts_only_before_the_day(cast: Cast) -> None:
    meeting = held_meeting(this_month())
    for days in (0, 1, 4, 8, None):
        at = None if days is None else clock.midnight(meeting.held_on - dt.timedelta(days=days))
        treated(meeting, prepared_at=at)
    found = figures_of(cast).now.items
    assert (found.prepared, found.prepared_ahead) == (3, 4)


def test_the_same_one_again_within_a_year_is_a_repeat_and_a_carried_item_is_told(cast: Cast) -> None:
    five(cast)
    again, long_ago = make_person(), make_person()
    treated(held_meeting(add_months(this_month(), -11)), again)
    treated(held_meeting(add_months(this_month(), -13)), long_ago)
    meeting = held_meeting(this_month())
    treated(meeting, again, carries=1)
    treated(meeting, long_ago)
    found = figures_of(cast).now.items
    assert (found.repeats, found.carried) == (1, 1)


def test_agreements_and_decisions_of_the_period(cast: Cast) -> None:
    five(cast)
    meeting, today = held_meeting(this_month()), clock.today()
    authority = Unit.objects.get(code="authority")
    ends = [
        (AgreementState.DONE, today, today), (AgreementState.DONE, today - dt.timedelta(days=9), today),
        (AgreementState.OPEN, today - dt.timedelta(days=1), None), (AgreementState.OPEN, today, None),
        (AgreementState.VOID, today, today),
    ]  # fmt: skip
    for state, due_on, ended_on in ends:
        item = treated(meeting)
        plan = Plan.objects.create(young_person=item.young_person, started_on=today)
        agreement = Agreement.objects.create(
            plan=plan, unit=authority, what="Ring", state=state, due_on=due_on, ended_on=ended_on, made_on=today
        )
        AgreementLine.objects.create(item=item, what="Ring", written_at=clock.now(), agreement=agreement)
    DecisionRequest.objects.create(
        item=item, what="Bolig", asked_unit=authority, due_on=today - dt.timedelta(days=1), asked_at=clock.now()
    )
    found = figures_of(cast).now
    promises = found.promises
    assert (promises.kept, promises.late, promises.broken, promises.coming, promises.undecided) == (1, 1, 2, 1, 2)
    assert (found.decisions_open, found.decisions_late) == (1, 1)


def test_few_young_people_are_not_told_of_while_meetings_are(cast: Cast) -> None:
    meeting = held_meeting(this_month())
    for _number in range(4):
        treated(meeting)
    found = figures_of(cast)
    assert found.now.is_hidden
    said = {line.name: line.value for line in lines(found)}
    assert said["held"] == "1"
    assert {value for name, value in said.items() if name not in {"held", "cancelled"}} == {"too few to show"}
    treated(meeting)
    assert {line.name: line.value for line in lines(figures_of(cast))}["persons"] == "5"


def test_the_period_before_stands_beside_it_and_is_hidden_by_itself(cast: Cast) -> None:
    five(cast)
    treated(held_meeting(add_months(this_month(), -14)))
    found = figures_of(cast)
    assert not found.now.is_hidden
    assert (found.before.held, found.before.is_hidden) == (1, True)


def test_a_leader_and_the_secretariat_see_every_forum_and_a_caseworker_none(cast: Cast) -> None:
    period = period_named("", clock.today())
    for key in ("leader", "other_leader", "secretariat"):
        assert {one.code for one in forum_figures(cast.actor(key), period)} >= {"conference", "plenary"}
    with pytest.raises(NotAllowed):
        forum_figures(cast.actor("caseworker"), period)


def test_as_many_queries_with_one_row_as_with_many(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            forum_figures(cast.actor("leader"), period_named("", clock.today()))
        return len(queries)

    treated(held_meeting(this_month()))
    before = asked()
    for _number in range(6):
        five(cast)
    assert asked() == before


def test_the_pages_the_file_and_the_plot(cast: Cast, sign_in: SignIn) -> None:
    five(cast)
    client = sign_in("secretariat")
    page = client.get(reverse("meetings:figures"))
    assert "Conference across disciplines" in page.content.decode()
    one = client.get(reverse("meetings:figures"), {"forum": "conference", "period": "last12"}).content.decode()
    assert "30 days" in one
    assert "Half waited no longer" in one
    file = client.get(reverse("meetings:figures-export", args=["csv"]), {"forum": "conference"})
    text = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Conference across disciplines;Young people;5;" in text
    plot = client.get(reverse("meetings:figures-plot"), {"forum": "conference"})
    assert plot["Content-Type"] == "image/svg+xml"
    assert plot.content.startswith(b"<svg")
    assert client.get(reverse("meetings:figures-plot")).status_code == 404
