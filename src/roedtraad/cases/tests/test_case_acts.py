# SPDX-License-Identifier: EUPL-1.2
"""Opening, taking, giving and closing cases, and asking how it goes afterwards."""

import datetime as dt
from typing import Any

import pytest

from roedtraad.audit.models import LogEntry
from roedtraad.cases import rules
from roedtraad.cases.case_actions import (
    Closing,
    Opening,
    assign_case,
    close_case,
    open_case,
    open_visited_case,
    record_follow_up,
    take_case,
)
from roedtraad.cases.case_queries import cards, responsible_for
from roedtraad.cases.dependencies import CaseDependency, case_dependencies
from roedtraad.cases.models import Case, CaseFollowUp, FollowUpOutcome
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Unit
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from tests.cast import Cast, days_ago, make_case, make_colleague, make_person

DAY = dt.timedelta(days=1)


def opening(unit: str = "authority", **values: Any) -> Opening:
    given = {"law": "LAB", "discipline": "employment", "opened_on": clock.today(), **values}
    return Opening(Unit.objects.get(code=unit).pk, **given)


def closing(**values: Any) -> Closing:
    return Closing(**{"closed_on": clock.today(), "outcome": "goal_reached", "destination": "fgu", **values})


def code_of(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def test_a_case_is_opened_and_stands_in_the_log(cast: Cast) -> None:
    made = open_case(
        cast.actor("caseworker"),
        person_id=cast.young_person.pk,
        opening=opening(caseworker_id=cast.account("caseworker").pk),
    )
    assert made.source == "authority"
    assert made.reference.startswith(f"{clock.today():%Y}-")
    entry = LogEntry.objects.get(act="case_opened")
    assert (entry.subject_kind, entry.subject_id) == ("case", made.pk)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"law": "LAS"}, "law_not_here"),
        ({"discipline": "health"}, "discipline_not_here"),
        ({"opened_on": clock.today() + DAY}, "case_in_future"),
        ({"opened_on": dt.date(1990, 1, 1)}, "case_before_birth"),
        ({"law": "SEL", "discipline": "social"}, "case_open_already"),
        ({"caseworker_id": 0}, "no_caseworker_here"),
    ],
)
def test_what_cannot_be_opened(cast: Cast, values: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        open_case(cast.actor("caseworker"), person_id=cast.young_person.pk, opening=opening(**values))
    assert code_of(refusal) == code
    assert not LogEntry.objects.filter(act="case_opened").exists()


def test_nobody_opens_a_case_about_somebody_they_have_nothing_to_do_with(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        open_case(cast.actor("other_caseworker"), person_id=cast.young_person.pk, opening=opening())
    with pytest.raises(NotAllowed):
        open_case(cast.actor("consultant"), person_id=cast.young_person.pk, opening=opening())


def test_visitation_opens_a_case_about_somebody_new(cast: Cast) -> None:
    made = open_visited_case(cast.actor("caseworker"), person_id=make_person().pk, opening=opening())
    assert made.caseworker_id is None
    with pytest.raises(NotAllowed):
        open_visited_case(cast.actor("secretariat"), person_id=make_person().pk, opening=opening())


def test_a_case_without_a_caseworker_is_the_leaders(cast: Cast) -> None:
    case = make_case(cast.young_person, "authority", None, law="LAB")
    found = responsible_for(case, clock.today())
    assert (found.by, found.accounts) == ("leader", (cast.account("leader").pk,))


def test_with_no_leader_at_work_it_is_the_entrys(cast: Cast) -> None:
    case = make_case(cast.young_person, "authority", None, law="LAB")
    cast.account("leader").assignments.update(valid_to=days_ago(1))
    found = responsible_for(case, clock.today())
    assert found.by == "entry"
    assert cast.account("counsellor").pk in found.accounts


def test_a_case_that_nobody_has_is_taken_and_then_it_is_not_taken_again(cast: Cast) -> None:
    case = make_case(cast.young_person, "authority", None, law="LAB")
    assert take_case(cast.actor("colleague"), case_id=case.pk).caseworker_id == cast.account("colleague").pk
    with pytest.raises(DomainError) as refusal:
        take_case(cast.actor("caseworker"), case_id=case.pk)
    assert code_of(refusal) == "case_is_taken"
    assert "Karl Kollega" in str(refusal.value)


def test_a_case_of_somebody_who_has_left_can_be_taken(cast: Cast) -> None:
    cast.account("caseworker").is_active = False
    cast.account("caseworker").save()
    assert take_case(cast.actor("colleague"), case_id=cast.case.pk).caseworker_id == cast.account("colleague").pk


def test_only_those_of_the_unit_take_a_case(cast: Cast) -> None:
    case = make_case(cast.young_person, "authority", None, law="LAB")
    with pytest.raises(NotAllowed):
        take_case(cast.actor("contact_person"), case_id=case.pk)


def test_a_leader_gives_a_case_that_nobody_has_and_not_one_that_somebody_has(cast: Cast) -> None:
    case = make_case(cast.young_person, "authority", None, law="LAB")
    leader, colleague = cast.actor("leader"), cast.account("colleague").pk
    with pytest.raises(NotAllowed):
        assign_case(cast.actor("caseworker"), case_id=case.pk, account_id=colleague)
    assert assign_case(leader, case_id=case.pk, account_id=colleague).caseworker_id == colleague
    with pytest.raises(DomainError) as refusal:
        assign_case(leader, case_id=cast.case.pk, account_id=colleague)
    assert code_of(refusal) == "case_is_taken"


def test_a_closed_case_has_an_outcome_a_destination_and_follow_ups_for_six_months(cast: Cast) -> None:
    close_case(cast.actor("caseworker"), case_id=cast.case.pk, closing=closing(note="It helped to call."))
    cast.case.refresh_from_db()
    assert cast.case.closed_on == clock.today()
    assert (cast.case.closing.outcome, cast.case.closing.destination) == ("goal_reached", "fgu")
    days = list(CaseFollowUp.objects.values_list("due_on", flat=True))
    terms = terms_on(clock.today())
    assert days == sorted(days)
    assert len(days) == 3
    assert days[0] == terms.after("follow_up_interval", clock.today())
    assert days[-1] <= terms.after("close_follow_up_after_start", clock.today())


def test_somebody_who_has_moved_is_not_followed_up(cast: Cast) -> None:
    close_case(
        cast.actor("caseworker"), case_id=cast.case.pk, closing=closing(outcome="passed_on", destination="moved")
    )
    assert not CaseFollowUp.objects.exists()


def test_the_young_person_stays_visible_until_the_last_follow_up(cast: Cast) -> None:
    person = make_person()
    caseworker = make_colleague("guide", "Gitte Guide", Role.CONTACT_PERSON, "front_door")
    case = make_case(person, "front_door", caseworker)
    from roedtraad.organisation.queries import actor_for

    actor = actor_for(caseworker, clock.today())
    close_case(actor, case_id=case.pk, closing=closing())
    for row in CaseFollowUp.objects.all():
        assert policies.can(actor, Right.SEE_PERSON, person.pk)
        record_follow_up(actor, follow_up_id=row.pk, done_on=clock.today(), outcome=FollowUpOutcome.STILL_THERE)
    assert not policies.can(actor, Right.SEE_PERSON, person.pk)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"outcome": ""}, "closing_incomplete"),
        ({"destination": ""}, "closing_incomplete"),
        ({"destination": "unknown"}, "goal_without_destination"),
        ({"outcome": "other", "destination": "work"}, "closing_unexplained"),
        ({"closed_on": clock.today() + DAY}, "closed_in_future"),
        ({"closed_on": dt.date(2014, 1, 1)}, "closed_before_opened"),
    ],
)
def test_what_a_closing_must_say(cast: Cast, values: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        close_case(cast.actor("caseworker"), case_id=cast.case.pk, closing=closing(**values))
    assert code_of(refusal) == code
    assert Case.objects.get(pk=cast.case.pk).closed_on is None


def test_a_case_on_which_something_depends_stays_open(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    step = CaseDependency("test", lambda _case_id: ["A step of the plan is open."])
    monkeypatch.setitem(case_dependencies._items, "test", step)
    with pytest.raises(DomainError) as refusal:
        close_case(cast.actor("caseworker"), case_id=cast.case.pk, closing=closing())
    assert code_of(refusal) == "case_depended_on"
    assert "A step of the plan is open." in str(refusal.value)
    monkeypatch.undo()
    assert close_case(cast.actor("caseworker"), case_id=cast.case.pk, closing=closing()).closed_on


def test_others_do_not_close_it_and_a_leader_may(cast: Cast) -> None:
    for key in ("colleague", "contact_person"):
        with pytest.raises(NotAllowed):
            close_case(cast.actor(key), case_id=cast.case.pk, closing=closing())
    assert close_case(cast.actor("leader"), case_id=cast.case.pk, closing=closing()).closed_on
    with pytest.raises(DomainError) as refusal:
        close_case(cast.actor("caseworker"), case_id=cast.case.pk, closing=closing())
    assert code_of(refusal) == "case_is_closed"


def test_another_departments_case_is_not_there(cast: Cast) -> None:
    cast.accounts["nurse"] = make_colleague("nurse", "Nete Nurse", Role.AUTHORITY_CASEWORKER, "health")
    other = make_case(cast.young_person, "health", cast.account("nurse"), law="sundhedsloven", discipline="health")
    with pytest.raises(NotVisible):
        close_case(cast.actor("caseworker"), case_id=other.pk, closing=closing())
    shown = {card.pk for card in cards(cast.actor("caseworker"), cast.young_person.pk, may_manage=True)}
    assert shown == {cast.case.pk}
    shown = {card.pk for card in cards(cast.actor("nurse"), cast.young_person.pk, may_manage=True)}
    assert shown == {other.pk}


def test_a_follow_up_is_recorded_once_by_whoever_has_it(cast: Cast) -> None:
    close_case(cast.actor("caseworker"), case_id=cast.case.pk, closing=closing())
    row = CaseFollowUp.objects.earliest("due_on")
    today, outcome = clock.today(), FollowUpOutcome.NEEDS_HELP
    with pytest.raises(NotAllowed):
        record_follow_up(cast.actor("contact_person"), follow_up_id=row.pk, done_on=today, outcome=outcome)
    for day, code in ((today + DAY, "follow_up_in_future"), (today - DAY, "follow_up_too_early")):
        with pytest.raises(DomainError) as refusal:
            record_follow_up(cast.actor("caseworker"), follow_up_id=row.pk, done_on=day, outcome=outcome)
        assert code_of(refusal) == code
    assert record_follow_up(cast.actor("caseworker"), follow_up_id=row.pk, done_on=today, outcome=outcome).done_on
    with pytest.raises(DomainError) as refusal:
        record_follow_up(cast.actor("caseworker"), follow_up_id=row.pk, done_on=today, outcome=outcome)
    assert code_of(refusal) == "follow_up_done"


def test_follow_up_days_never_run_away() -> None:
    start = dt.date(2026, 1, 31)
    assert rules.follow_up_days(start, start + 90 * DAY, lambda day: day + 30 * DAY) == tuple(
        start + n * DAY for n in (30, 60, 90)
    )
    assert rules.follow_up_days(start, start + 90 * DAY, lambda day: day) == ()
    assert rules.follow_up_days(start, start, lambda day: day + DAY) == ()
