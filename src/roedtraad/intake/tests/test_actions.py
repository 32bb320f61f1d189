# SPDX-License-Identifier: EUPL-1.2
"""Enquiries: taken, promised, passed on, closed, joined; and always in exactly one inbox or done."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from roedtraad.audit.models import LogEntry
from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.intake import actions, person_actions, policies, queries
from roedtraad.intake.models import Channel, Enquiry, EnquiryState, InstitutionNews, Outcome, Relation
from roedtraad.intake.person_actions import NewPerson
from roedtraad.intake.tests.making import details, enquiry
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.calendar import add_working_days
from roedtraad.kernel.contributions import account_holdings
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Unit
from roedtraad.people import policies as people_policies
from roedtraad.people.cpr import synthetic_cpr
from roedtraad.people.models import LifeSituation, SituationKind, YoungPerson
from tests.cast import Cast, days_ago, make_contact_person, make_person, make_situation, years_ago


def test_an_enquiry_lies_in_the_entrys_inbox_and_an_answer_is_owed_in_two_working_days(cast: Cast) -> None:
    made = actions.record_enquiry(cast.actor("caseworker"), details=details())
    assert (made.unit.code, made.state, made.holder) == ("front_door", EnquiryState.NEW, None)
    assert made.due_on == add_working_days(clock.today(), 2)
    assert made.escalates_on == add_working_days(clock.today(), 5)


def test_whoever_records_it_may_take_it_at_once(cast: Cast) -> None:
    made = actions.record_enquiry(cast.actor("counsellor"), details=details(), take=True)
    assert (made.state, made.holder, made.taken_by) == (EnquiryState.TAKEN, *[cast.account("counsellor")] * 2)


def test_roles_that_answer_nobody_record_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.record_enquiry(cast.actor("school_representative"), details=details())


def test_a_cpr_number_is_sealed_and_hidden_in_the_text(cast: Cast) -> None:
    number = synthetic_cpr(dt.date(2008, 3, 2), 5)
    made = actions.record_enquiry(
        cast.actor("counsellor"), details=details(number=number, text=f"Hans nummer er {number}.")
    )
    assert number not in made.text
    assert bytes(made.about_cpr or b"") not in (b"", number.encode())
    assert made.about_born_on == dt.date(2008, 3, 2)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"news": InstitutionNews.AT_RISK}, "news_not_institution"),
        ({"channel": Channel.INSTITUTION, "news": InstitutionNews.BROKE_OFF}, "broke_off_without_day"),
        ({"happened_on": dt.date(2100, 1, 1)}, "enquiry_ahead"),
        ({"number": "12"}, "cpr_invalid"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, told: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.record_enquiry(cast.actor("counsellor"), details=details(**told))
    assert refusal.value.code == code
    assert not Enquiry.objects.exists()


def test_what_one_has_taken_another_cannot_take(cast: Cast) -> None:
    made = enquiry()
    actions.take_enquiry(cast.actor("counsellor"), enquiry_id=made.pk)
    with pytest.raises(DomainError) as refusal:
        actions.take_enquiry(cast.actor("contact_person"), enquiry_id=made.pk)
    assert refusal.value.code == "enquiry_taken"


def test_a_promise_becomes_the_deadline(cast: Cast) -> None:
    made = enquiry()
    promised_on = clock.today() + dt.timedelta(days=20)
    actions.promise_answer(cast.actor("counsellor"), enquiry_id=made.pk, promised="I call you", due_on=promised_on)
    made.refresh_from_db()
    assert (made.due_on, made.promised, made.state) == (promised_on, "I call you", EnquiryState.TAKEN)
    assert made.escalates_on > promised_on
    with pytest.raises(DomainError) as refusal:
        actions.promise_answer(cast.actor("counsellor"), enquiry_id=made.pk, promised="x", due_on=days_ago(1))
    assert refusal.value.code == "promise_in_past"


def test_passed_to_a_colleague_it_waits_in_that_inbox_alone(cast: Cast) -> None:
    made = enquiry()
    colleague = cast.account("other_caseworker")
    actions.pass_on(cast.actor("counsellor"), enquiry_id=made.pk, account_id=colleague.pk, note="Yours?")
    made.refresh_from_db()
    assert (made.holder, made.state) == (colleague, EnquiryState.NEW)
    assert policies.visible(cast.actor("other_caseworker")).get() == made
    with pytest.raises(DomainError):
        actions.take_enquiry(cast.actor("counsellor"), enquiry_id=made.pk)
    actions.take_enquiry(cast.actor("other_caseworker"), enquiry_id=made.pk)


@pytest.mark.parametrize(
    ("to", "code"),
    [({}, "pass_to_one"), ({"account_id": 1, "unit_id": 1}, "pass_to_one"), ({"unit_id": 0}, "unit_gone"),
     ({"account_id": 0}, "colleague_does_not_answer")],
)  # fmt: skip
def test_it_is_passed_to_one_who_answers(cast: Cast, to: dict[str, int], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.pass_on(cast.actor("counsellor"), enquiry_id=enquiry().pk, **to)  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_it_is_not_passed_to_a_unit_where_nobody_answers(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        actions.pass_on(cast.actor("counsellor"), enquiry_id=enquiry().pk, unit_id=Unit.objects.get(code="ppr").pk)
    assert refusal.value.code == "unit_does_not_answer"


def test_an_enquiry_about_a_known_person_is_seen_in_the_inbox_that_it_was_passed_to(cast: Cast) -> None:
    made = enquiry("authority", young_person=cast.young_person)
    unit = Unit.objects.get(code="family")
    actions.pass_on(cast.actor("caseworker"), enquiry_id=made.pk, unit_id=unit.pk)
    assert policies.visible(cast.actor("other_caseworker")).filter(pk=made.pk).exists()
    assert not people_policies.can(cast.actor("other_caseworker"), Right.SEE_PERSON, cast.young_person.pk)
    actions.take_enquiry(cast.actor("other_caseworker"), enquiry_id=made.pk)
    assert people_policies.can(cast.actor("other_caseworker"), Right.SEE_PERSON, cast.young_person.pk)
    assert not policies.visible(cast.actor("former_contact_person")).filter(pk=made.pk).exists()


def test_what_a_colleague_holds_only_the_colleague_or_a_leader_passes_on(cast: Cast) -> None:
    made = enquiry(holder=cast.account("counsellor"), state=EnquiryState.TAKEN)
    unit_id = Unit.objects.get(code="authority").pk
    with pytest.raises(NotAllowed):
        actions.pass_on(cast.actor("contact_person"), enquiry_id=made.pk, unit_id=unit_id)
    actions.pass_on(cast.actor("leader"), enquiry_id=made.pk, unit_id=unit_id)
    made.refresh_from_db()
    assert (made.unit_id, made.holder) == (unit_id, None)


def test_short_guidance_at_the_door_closes_and_is_counted(cast: Cast) -> None:
    actor = cast.actor("counsellor")
    before = queries.figures(actor)
    made = enquiry()
    actions.close_enquiry(actor, enquiry_id=made.pk, outcome=Outcome.GUIDED, note="Told about FGU")
    after = queries.figures(actor)
    assert (after.guided, after.done, after.waiting) == (before.guided + 1, before.done + 1, before.waiting)
    with pytest.raises(DomainError) as refusal:
        actions.close_enquiry(actor, enquiry_id=made.pk, outcome=Outcome.GUIDED)
    assert refusal.value.code == "enquiry_done"


def test_opened_again_it_is_owed_a_new_answer(cast: Cast) -> None:
    actor = cast.actor("counsellor")
    made = enquiry(due_on=days_ago(30))
    actions.close_enquiry(actor, enquiry_id=made.pk, outcome=Outcome.WITHDRAWN)
    actions.reopen_enquiry(actor, enquiry_id=made.pk)
    made.refresh_from_db()
    assert (made.state, made.holder, made.outcome) == (EnquiryState.TAKEN, cast.account("counsellor"), "")
    assert made.due_on > clock.today()
    with pytest.raises(DomainError) as refusal:
        actions.reopen_enquiry(actor, enquiry_id=made.pk)
    assert refusal.value.code == "enquiry_open"


def test_an_enquiry_that_is_taken_is_the_units_and_no_longer_everybodys(cast: Cast) -> None:
    made = enquiry()
    assert policies.visible(cast.actor("other_caseworker")).filter(pk=made.pk).exists(), "one entry for all who answer"
    actions.take_enquiry(cast.actor("counsellor"), enquiry_id=made.pk)
    assert not policies.visible(cast.actor("other_caseworker")).filter(pk=made.pk).exists()
    assert policies.visible(cast.actor("contact_person")).filter(pk=made.pk).exists(), "the same unit"
    with pytest.raises(NotVisible):
        actions.close_enquiry(cast.actor("other_caseworker"), enquiry_id=made.pk, outcome=Outcome.GUIDED)


def test_joined_to_a_known_person_nothing_is_copied_and_it_stands_on_the_thread(cast: Cast) -> None:
    people = YoungPerson.objects.count()
    made = enquiry()
    person_actions.join_enquiry(cast.actor("counsellor"), enquiry_id=made.pk, person_id=cast.young_person.pk)
    made.refresh_from_db()
    assert (made.young_person, made.state) == (cast.young_person, EnquiryState.TAKEN)
    assert YoungPerson.objects.count() == people
    assert Enquiry.objects.count() == 1


def test_nobody_joins_to_somebody_else_s_young_person(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        person_actions.join_enquiry(cast.actor("counsellor"), enquiry_id=enquiry().pk, person_id=cast.stranger.pk)


def test_news_of_a_dropout_ends_the_education_so_that_the_clocks_of_the_law_run(cast: Cast) -> None:
    situation = cast.young_person.situations.get()
    told = {"channel": Channel.INSTITUTION, "news": InstitutionNews.BROKE_OFF, "happened_on": days_ago(3)}
    made = enquiry(told=told)
    person_actions.join_enquiry(cast.actor("counsellor"), enquiry_id=made.pk, person_id=cast.young_person.pk)
    situation.refresh_from_db()
    assert situation.ended_on == days_ago(3)
    made.refresh_from_db()
    contact, activity = queries.clocks(made, clock.today())
    assert (contact.due_on, activity.due_on) == (add_working_days(days_ago(3), 5), days_ago(3) + dt.timedelta(days=30))


def test_a_dropout_that_is_joined_raises_the_signals_of_both_clocks(cast: Cast) -> None:
    told = {"channel": Channel.INSTITUTION, "news": InstitutionNews.BROKE_OFF, "happened_on": days_ago(3)}
    person_actions.join_enquiry(
        cast.actor("counsellor"), enquiry_id=enquiry(told=told).pk, person_id=cast.young_person.pk
    )
    sweep(system_actor(clock.today()), on=clock.today())
    due = dict(Signal.objects.filter(young_person=cast.young_person).values_list("rule", "due_on"))
    assert due["duty_15_17_contact_5_days"] == add_working_days(days_ago(3), 5)
    assert due["duty_15_17_activity_30_days"] == days_ago(3) + dt.timedelta(days=30)


def test_the_clocks_are_for_15_to_17_and_stop_when_they_are_met(cast: Cast) -> None:
    told = {"channel": Channel.INSTITUTION, "news": InstitutionNews.BROKE_OFF, "happened_on": days_ago(20)}
    grown = make_person(born_on=years_ago(19))
    assert queries.clocks(enquiry(told=told, young_person=grown), clock.today()) == []
    made = enquiry(told=told, young_person=cast.young_person)
    make_situation(cast.young_person, SituationKind.WORK, started_on=days_ago(2))
    contact, activity = queries.clocks(made, clock.today())
    assert contact.is_late
    assert activity.met_on == days_ago(2)


def test_a_new_young_person_is_registered_from_the_enquiry_and_stays_visible_to_who_took_it(cast: Cast) -> None:
    actor = cast.actor("contact_person")
    made = enquiry(told={"about_name": "Ny Nysen"})
    person = person_actions.register_young_person(
        actor, enquiry_id=made.pk, person=NewPerson("Ny", "Nysen", dt.date(2008, 1, 1))
    )
    assert people_policies.can(actor, Right.EDIT_PERSON, person.pk)
    assert not people_policies.can(cast.actor("other_caseworker"), Right.SEE_PERSON, person.pk)
    actions.close_enquiry(actor, enquiry_id=made.pk, outcome=Outcome.WITHDRAWN)
    assert not people_policies.can(actor, Right.SEE_PERSON, person.pk), "the relation ends with the enquiry"


def test_what_a_newly_registered_young_person_broke_off_is_recorded_so_that_the_clocks_run(cast: Cast) -> None:
    told = {"channel": Channel.INSTITUTION, "news": InstitutionNews.BROKE_OFF, "happened_on": days_ago(3)}
    new = NewPerson("Ny", "Nysen", years_ago(17), broken_kind=SituationKind.YOUTH_EDUCATION, broken_place="Skolen")
    person = person_actions.register_young_person(
        cast.actor("contact_person"), enquiry_id=enquiry(told=told).pk, person=new
    )
    recorded = LifeSituation.objects.get(young_person=person)
    assert (recorded.kind, recorded.started_on, recorded.ended_on, recorded.place) == (
        SituationKind.YOUTH_EDUCATION, days_ago(3), days_ago(3), "Skolen"
    )  # fmt: skip
    other = person_actions.register_young_person(
        cast.actor("contact_person"), enquiry_id=enquiry().pk, person=replace(new, family_name="Uden")
    )
    assert not LifeSituation.objects.filter(young_person=other).exists(), "no news of a dropout, nothing is recorded"


@pytest.mark.parametrize(
    ("values", "code"),
    [({}, "born_on_missing"), ({"born_on": dt.date(2100, 1, 1)}, "born_on_ahead"),
     ({"born_on": dt.date(2008, 1, 1), "number": synthetic_cpr(dt.date(2009, 1, 1), 1)}, "born_on_mismatch")],
)  # fmt: skip
def test_a_person_without_a_possible_birth_date_is_not_registered(
    cast: Cast, values: dict[str, object], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        person_actions.register_young_person(
            cast.actor("counsellor"),
            enquiry_id=enquiry().pk,
            person=NewPerson("A", "B", **values),  # type: ignore[arg-type]
        )
    assert refusal.value.code == code


def test_nobody_is_registered_twice_under_one_number(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        person_actions.register_young_person(
            cast.actor("counsellor"), enquiry_id=enquiry().pk, person=NewPerson("A", "B", number=cast.cpr_number)
        )
    assert refusal.value.code == "cpr_known"


def test_an_enquiry_about_somebody_else_s_young_person_goes_to_whoever_has_them(cast: Cast) -> None:
    viggo = cast.stranger
    made = enquiry(told={"about_name": viggo.name, "about_born_on": viggo.born_on})
    assert person_actions.route_enquiry(cast.actor("counsellor"), enquiry_id=made.pk) is False
    made.refresh_from_db()
    assert made.holder == cast.account("other_caseworker")
    assert not policies.visible(cast.actor("counsellor")).filter(pk=made.pk).exists(), "nothing tells who it was"
    assert policies.visible(cast.actor("other_caseworker")).filter(pk=made.pk).exists()


def test_somebody_known_whom_nobody_has_is_kept_by_whoever_answers(cast: Cast) -> None:
    alone = make_person("Ene", "Alene")
    actor = cast.actor("counsellor")
    made = enquiry(told={"about_name": "Ene Alene", "about_born_on": alone.born_on})
    assert person_actions.route_enquiry(actor, enquiry_id=made.pk) is True
    assert people_policies.can(actor, Right.SEE_PERSON, alone.pk)


def test_a_name_alone_tells_nothing_of_somebody_else_s_young_person(cast: Cast) -> None:
    made = enquiry(told={"about_name": cast.stranger.name})
    with pytest.raises(DomainError) as refusal:
        person_actions.route_enquiry(cast.actor("counsellor"), enquiry_id=made.pk)
    assert refusal.value.code == "nobody_known"


def test_it_goes_on_only_with_somebody_who_has_the_young_person(cast: Cast) -> None:
    actor = cast.actor("caseworker")
    made = enquiry("authority", young_person=cast.young_person)
    person_actions.go_on_in_case(actor, enquiry_id=made.pk)
    made.refresh_from_db()
    assert (made.state, made.holder) == (EnquiryState.JOINED, None)
    another = enquiry("authority", young_person=cast.young_person)
    with pytest.raises(DomainError) as refusal:
        person_actions.go_on_in_case(cast.actor("colleague"), enquiry_id=another.pk)
    assert refusal.value.code == "not_your_person"
    with pytest.raises(DomainError) as refusal:
        person_actions.go_on_in_case(actor, enquiry_id=enquiry("authority").pk)
    assert refusal.value.code == "enquiry_about_nobody"


def test_it_is_given_to_the_contact_person_who_is_at_work(cast: Cast) -> None:
    made = enquiry(young_person=cast.young_person)
    person_actions.give_to_bearer(cast.actor("counsellor"), enquiry_id=made.pk)
    made.refresh_from_db()
    assert (made.holder, made.state) == (cast.account("contact_person"), EnquiryState.NEW)
    mine = make_person(school=cast.school)
    make_contact_person(mine, cast.account("counsellor"))
    with pytest.raises(DomainError) as refusal:
        person_actions.give_to_bearer(cast.actor("counsellor"), enquiry_id=enquiry(young_person=mine).pk)
    assert refusal.value.code == "nobody_has_person"


def test_when_an_account_is_closed_its_enquiries_are_the_units_again(cast: Cast) -> None:
    made = enquiry(holder=cast.account("counsellor"), state=EnquiryState.TAKEN)
    holding = account_holdings["enquiries"]
    account_id = cast.account("counsellor").pk
    assert holding.open_count(account_id) == 1
    with transaction.atomic():
        assert holding.release(cast.actor("administrator"), account_id) == 1
    made.refresh_from_db()
    assert (made.state, made.holder) == (EnquiryState.NEW, None)
    assert LogEntry.objects.filter(act="enquiry_given_back").count() == 1


def test_the_database_itself_refuses_an_enquiry_in_two_places(cast: Cast) -> None:
    made = enquiry()
    for values in (
        {"state": "taken"}, {"state": "closed"}, {"closed_on": clock.today()}, {"outcome": "guided"},
        {"state": "joined", "closed_on": clock.today()}, {"news": "admitted"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Enquiry.objects.filter(pk=made.pk).update(**values)


def test_what_waits_too_long_comes_to_the_leader(cast: Cast) -> None:
    made = enquiry(due_on=days_ago(5), escalates_on=days_ago(1))
    rows, count = queries.escalated_to(cast.actor("leader"), 5)
    assert (rows, count) == ([made], 1)
    assert queries.escalated_to(cast.actor("other_leader"), 5) == ([], 0)
    mine, count = queries.waiting_for(cast.actor("counsellor"), 5)
    assert (mine, count) == ([made], 1)
    assert queries.row_of(made, clock.today()).is_late


def test_asking_for_oneself_tells_the_name(cast: Cast) -> None:
    made = actions.record_enquiry(
        cast.actor("counsellor"), details=details(asker_relation=Relation.SELF, asker_name="Alma Nørgaard")
    )
    assert made.about_name == "Alma Nørgaard"
