# SPDX-License-Identifier: EUPL-1.2
"""What is told of the demo municipality: something to see on every page that a new user opens, done by the house's own acts."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from roedtraad.audit.models import LogEntry
from roedtraad.cases.absences import absences_for
from roedtraad.cases.models import Absence
from roedtraad.demo.tests.filling import fill
from roedtraad.intake import outreach_queries, queries
from roedtraad.intake.models import Answer, Enquiry, FutureWorkshop, InstitutionNews, OutreachRow, Visitation
from roedtraad.journal.models import Attachment
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.organisation.models import Account
from roedtraad.organisation.queries import actor_for
from roedtraad.plans.experience import Question, experience
from roedtraad.plans.models import Agreement, Plan
from roedtraad.portal.demo import citizens
from roedtraad.portal.models import Conversation, Message
from roedtraad.protection.models import AccessCopy, Opening, SampledLook, SampleRound

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite_only, pytest.mark.usefixtures("told")]


def demo_actor(name: str) -> Actor:
    return actor_for(Account.objects.get(username=f"demo-{name}"), clock.today())


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo municipality, told once for all who look at it; nobody in this file tells one of their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill(people=900)
        yield
        transaction.set_rollback(True)


def test_a_new_user_finds_something_on_every_page_of_the_entry() -> None:
    counsellor, leader = demo_actor("vejleder"), demo_actor("leder")
    figures = queries.figures(counsellor)
    assert min(figures.waiting, figures.done, figures.guided) > 0
    assert {one.reached > 0 for one in outreach_queries.lists(leader, 1).rows} & {True}
    assert OutreachRow.objects.filter(worker=counsellor.account_id).exclude(state="settled").exists()
    assert {one.state for one in Answer.objects.all()} == {"new", "confirmed"}
    assert FutureWorkshop.objects.filter(tests_basis="need").exists()
    assert Visitation.objects.filter(enquiry__state="visitated", case__isnull=False).exists()
    dropout = Enquiry.objects.get(news=InstitutionNews.BROKE_OFF, young_person__isnull=False)
    assert len(queries.clocks(dropout, clock.today())) == 2
    assert not any(one.is_late for one in queries.clocks(dropout, clock.today()))


def test_there_is_enough_to_learn_from_each_other() -> None:
    found = experience(demo_actor("kontaktperson"), Question())
    assert found.groups
    assert {one.did_not_help > 0 for one in found.groups} == {True}
    assert found.lessons.rows


def test_colleagues_are_away_and_somebody_answers_for_them() -> None:
    today = clock.today()
    periods = list(Absence.objects.order_by("started_on").values_list("started_on", "ended_on"))
    assert [(start <= today, end >= today) for start, end in periods] == [(True, False), (True, True), (False, True)]
    now = Absence.objects.get(started_on__lte=today, ended_on__gte=today)
    assert now.substitute.username == "demo-vejleder"
    assert absences_for(demo_actor("leder"))


def test_the_first_citizens_of_the_demo_have_written_and_have_been_answered() -> None:
    listed = {int(one.key.removeprefix("self-")) for one in citizens() if one.key.startswith("self-")}
    talking = set(Conversation.objects.values_list("young_person_id", flat=True))
    assert talking
    assert talking <= listed
    assert set(Message.objects.values_list("by_young_person", flat=True)) == {True, False}
    assert Conversation.objects.filter(waits_since__isnull=False).exists()
    assert Attachment.objects.filter(kind="pdf").exists()


def test_everything_is_in_the_log_as_if_staff_had_done_it() -> None:
    acts = set(LogEntry.objects.values_list("act", flat=True))
    assert acts >= {
        "enquiry_recorded", "enquiry_closed", "enquiry_promised", "workshop_recorded", "visitation_decided", "outreach_made",
        "outreach_shared_out", "outreach_attempted", "answer_given", "absence_registered", "portal_invited",
        "message_written", "attachment_added",
    }  # fmt: skip


def test_the_data_protection_officer_has_something_to_look_into() -> None:
    assert Opening.objects.filter(seen_at__isnull=True).exists()
    assert AccessCopy.objects.get().by_young_person
    assert SampledLook.objects.filter(round=SampleRound.objects.get()).exists()


def test_each_young_person_who_is_told_of_has_agreed_to_something() -> None:
    """Those whose thread is told; whoever has a plan from a meeting alone has what the meeting agreed."""
    own = Agreement.objects.filter(by_young_person=True)
    told = Plan.objects.filter(goals__isnull=False)
    assert set(told.values_list("pk", flat=True)) <= set(own.values_list("plan_id", flat=True))
    assert not any(one.is_undecided for one in own)
