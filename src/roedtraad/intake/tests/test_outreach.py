# SPDX-License-Identifier: EUPL-1.2
"""Outreach: whom nobody knows anything of, who asks them, and what they answer by a link."""

import datetime as dt

import pytest
from django.db import transaction

from roedtraad.cases.models import Contact, ContactChannel, ContactOutcome
from roedtraad.intake import outreach_actions, outreach_queries, public_actions
from roedtraad.intake.models import Answer, AnswerLink, AnswerState, Doing, Enquiry, OutreachRow, RowState, Settled
from roedtraad.intake.public_actions import GivenAnswer
from roedtraad.intake.tests.making import outreach
from roedtraad.kernel import clock
from roedtraad.kernel.contributions import account_holdings
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.notices.models import Notice
from roedtraad.people import policies
from roedtraad.people.finding import PeopleFilters
from roedtraad.people.models import SituationKind
from tests.cast import Cast, days_ago, make_person, make_situation

UNKNOWN = PeopleFilters(status="unknown")


@pytest.fixture
def row(cast: Cast) -> OutreachRow:
    """Alma on a list that the counsellor works on."""
    made = outreach(cast.account("counsellor"), cast.young_person, worker=cast.account("counsellor"))
    return made.rows.get()


def test_a_list_holds_those_of_whom_nobody_knows_among_those_one_may_see(cast: Cast) -> None:
    unknown, known = make_person(school=cast.school), make_person(school=cast.school)
    make_situation(known, SituationKind.WORK)
    elsewhere = make_person(school=cast.other_school)
    made = outreach_actions.make_outreach(cast.actor("counsellor"), name="Forår", filters=UNKNOWN)
    ids = set(made.rows.values_list("young_person_id", flat=True))
    assert unknown.pk in ids
    assert not {known.pk, elsewhere.pk, cast.young_person.pk} & ids
    assert made.days == 14


def test_an_empty_list_is_not_made(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        outreach_actions.make_outreach(
            cast.actor("counsellor"), name="Ingen", filters=PeopleFilters(status="unknown", age_from=90)
        )
    assert refusal.value.code == "outreach_empty"
    with pytest.raises(NotAllowed):
        outreach_actions.make_outreach(cast.actor("school_representative"), name="Nej", filters=UNKNOWN)


def test_whoever_gets_a_row_sees_the_person_until_it_is_settled(cast: Cast) -> None:
    person = make_person(school=cast.school)
    made = outreach(cast.account("counsellor"), person)
    worker, actor = cast.account("contact_person"), cast.actor("counsellor")
    assert not policies.can(cast.actor("contact_person"), Right.SEE_PERSON, person.pk)
    count = outreach_actions.share_out(actor, rows=[made.rows.get().pk], account_id=worker.pk)
    assert count == 1
    assert policies.can(cast.actor("contact_person"), Right.RECORD_CONTACT, person.pk)
    outreach_actions.settle_row(
        cast.actor("contact_person"), row_id=made.rows.get().pk, settled_as=Settled.ALREADY_HELPED
    )
    assert not policies.can(cast.actor("contact_person"), Right.SEE_PERSON, person.pk)


def test_sharing_out_is_all_or_none(cast: Cast) -> None:
    mine = outreach(cast.account("counsellor"), cast.young_person).rows.get()
    other = outreach(cast.account("other_caseworker"), cast.stranger, unit="family").rows.get()
    worker = cast.account("contact_person").pk
    with pytest.raises(NotVisible):
        outreach_actions.share_out(cast.actor("counsellor"), rows=[mine.pk, other.pk], account_id=worker)
    mine.refresh_from_db()
    assert mine.worker is None
    with pytest.raises(DomainError) as refusal:
        outreach_actions.share_out(
            cast.actor("counsellor"), rows=[mine.pk], account_id=cast.account("school_representative").pk
        )
    assert refusal.value.code == "colleague_does_not_answer"


def test_an_attempt_is_a_contact_of_the_person_and_counts_on_the_list(cast: Cast, row: OutreachRow) -> None:
    actor = cast.actor("counsellor")
    for outcome in (ContactOutcome.NO_ANSWER, ContactOutcome.REACHED):
        outreach_actions.record_attempt(
            actor, row_id=row.pk, held_on=clock.today(), channel=ContactChannel.PHONE, outcome=outcome
        )
    row.refresh_from_db()
    assert (row.attempts, row.state, row.reached_on) == (2, RowState.ATTEMPTED, clock.today())
    assert Contact.objects.filter(young_person=cast.young_person, account=cast.account("counsellor")).count() == 2


def test_nothing_more_happens_to_a_settled_row(cast: Cast, row: OutreachRow) -> None:
    actor = cast.actor("counsellor")
    outreach_actions.settle_row(actor, row_id=row.pk, settled_as=Settled.WORK)
    with pytest.raises(DomainError) as refusal:
        outreach_actions.make_answer_link(actor, row_id=row.pk)
    assert refusal.value.code == "row_settled"
    with pytest.raises(DomainError) as refusal:
        outreach_actions.share_out(actor, rows=[row.pk], account_id=cast.account("contact_person").pk)
    assert refusal.value.code == "row_settled"


def test_the_figures_count_within_the_lists_days_and_equal_the_rows(cast: Cast) -> None:
    people = [make_person(school=cast.school) for _ in range(4)]
    made = outreach(cast.account("counsellor"), *people)
    made.made_on = days_ago(30)
    made.save()
    rows = list(made.rows.order_by("pk"))
    for row, on in zip(rows, (days_ago(29), days_ago(16), days_ago(10)), strict=False):
        outreach_actions.note_attempt(row, on, is_reached=row is rows[0])
    found = outreach_queries.one_list(cast.actor("counsellor"), made.pk)
    assert (found.people, found.contacted, found.reached) == (4, 2, 1)
    page = outreach_queries.rows_of(cast.actor("counsellor"), made.pk, "unreachable", ("id",), 1)
    assert [one.pk for one in page.rows] == [rows[1].pk, rows[2].pk]


def give(cast: Cast, row: OutreachRow, **values: object) -> Answer:
    """Alma answers by a link that the counsellor has made."""
    token = outreach_actions.make_answer_link(cast.actor("counsellor"), row_id=row.pk)
    usual: dict[str, object] = {"doing": Doing.WORK, "wants_call": False, "place": "Brugsen"}
    answer = GivenAnswer(**(usual | values))  # type: ignore[arg-type]
    return public_actions.give_answer(token=token, answer=answer, on=clock.today())


def test_an_answer_counts_as_reached_and_changes_nothing_before_somebody_confirms(cast: Cast, row: OutreachRow) -> None:
    answer = give(cast, row)
    row.refresh_from_db()
    assert (row.state, row.reached_on) == (RowState.ANSWERED, clock.today())
    contact = Contact.objects.get(young_person=cast.young_person)
    assert (contact.outcome, contact.account) == (ContactOutcome.REACHED, cast.account("counsellor"))
    assert not cast.young_person.situations.filter(kind="work").exists()
    outreach_actions.confirm_answer(cast.actor("counsellor"), answer_id=answer.pk, started_on=days_ago(40))
    situation = cast.young_person.situations.get(kind="work")
    assert (situation.place, situation.started_on) == ("Brugsen", days_ago(40))
    with pytest.raises(DomainError) as refusal:
        outreach_actions.dismiss_answer(cast.actor("counsellor"), answer_id=answer.pk)
    assert refusal.value.code == "answer_settled"


def test_who_does_nothing_right_now_gets_no_life_situation(cast: Cast, row: OutreachRow) -> None:
    answer = give(cast, row, doing=Doing.NOTHING)
    with pytest.raises(DomainError) as refusal:
        outreach_actions.confirm_answer(cast.actor("counsellor"), answer_id=answer.pk, started_on=days_ago(1))
    assert refusal.value.code == "answer_without_situation"
    with pytest.raises(NotVisible):
        outreach_actions.dismiss_answer(cast.actor("other_caseworker"), answer_id=answer.pk)
    outreach_actions.dismiss_answer(cast.actor("counsellor"), answer_id=answer.pk)
    answer.refresh_from_db()
    assert answer.state == AnswerState.DISMISSED


def test_who_wants_to_be_called_waits_in_the_inbox_of_whoever_asked(cast: Cast, row: OutreachRow) -> None:
    give(cast, row, wants_call=True, phone="20 30 40 50")
    made = Enquiry.objects.get()
    assert (made.young_person, made.holder, made.state) == (cast.young_person, cast.account("counsellor"), "new")


def test_a_link_works_once(cast: Cast, row: OutreachRow) -> None:
    token = outreach_actions.make_answer_link(cast.actor("counsellor"), row_id=row.pk)
    answer = GivenAnswer(Doing.FGU, wants_call=False)
    public_actions.give_answer(token=token, answer=answer, on=clock.today())
    assert public_actions.open_link(token) is None
    with pytest.raises(DomainError) as refusal:
        public_actions.give_answer(token=token, answer=answer, on=clock.today())
    assert refusal.value.code == "answer_link_spent"


def test_a_link_is_too_old_after_its_days_and_a_new_one_ends_the_one_before(cast: Cast, row: OutreachRow) -> None:
    actor = cast.actor("counsellor")
    first = outreach_actions.make_answer_link(actor, row_id=row.pk)
    second = outreach_actions.make_answer_link(actor, row_id=row.pk)
    assert public_actions.open_link(first) is None
    link = public_actions.open_link(second)
    assert link is not None
    assert link.expires_at - link.made_at == dt.timedelta(days=14)
    AnswerLink.objects.update(
        expires_at=clock.now() - dt.timedelta(seconds=1), made_at=clock.now() - dt.timedelta(days=20)
    )
    assert public_actions.open_link(second) is None


def test_the_link_itself_is_kept_nowhere(cast: Cast, row: OutreachRow) -> None:
    token = outreach_actions.make_answer_link(cast.actor("counsellor"), row_id=row.pk)
    kept = [str(one) for one in AnswerLink.objects.values_list()]
    assert not any(token in one for one in kept)


def test_a_link_that_is_sent_is_an_attempt(cast: Cast, row: OutreachRow) -> None:
    outreach_actions.make_answer_link(
        cast.actor("counsellor"), row_id=row.pk, send_as=lambda token: f"https://x.example/{token}"
    )
    row.refresh_from_db()
    assert (row.attempts, Notice.objects.count()) == (1, 1)
    cast.young_person.phone = cast.young_person.email = ""
    cast.young_person.cpr_sealed = None
    cast.young_person.save()
    with pytest.raises(DomainError) as refusal:
        outreach_actions.make_answer_link(cast.actor("counsellor"), row_id=row.pk, send_as=lambda token: token)
    assert refusal.value.code == "nowhere_to_send"


def test_when_an_account_is_closed_its_rows_are_nobodys(cast: Cast, row: OutreachRow) -> None:
    holding = account_holdings["outreach_rows"]
    assert holding.open_count(cast.account("counsellor").pk) == 1
    with transaction.atomic():
        assert holding.release(cast.actor("administrator"), cast.account("counsellor").pk) == 1
    row.refresh_from_db()
    assert row.worker is None
