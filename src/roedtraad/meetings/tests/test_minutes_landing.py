# SPDX-License-Identifier: EUPL-1.2
"""What a meeting agrees lands in the plan: once, in the name of whoever does it, and follows the meeting when it is taken up again."""

import datetime as dt
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roedtraad.audit.models import LogEntry
from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError
from roedtraad.meetings.rules.minutes import Landing, LineState, Standing, landing, standing
from roedtraad.meetings.tests.making_minutes import change_line, held_for, land, make_line
from roedtraad.plans.models import Agreement, AgreementState, Plan, Step, StepState
from roedtraad.plans.step_actions import set_agreement_state
from roedtraad.plans.tests.making import make_plan
from tests.cast import Cast

TODAY = clock.today


@pytest.mark.django_db
def test_a_finished_line_becomes_an_agreement_under_a_step_of_its_own(cast: Cast) -> None:
    item = held_for(cast)
    line = make_line(item, "Ringe til skolen", responsible=cast.account("contact_person"), area="education")
    assert land(cast, item) == 1
    line.refresh_from_db()
    agreement = Agreement.objects.get()
    assert line.agreement == agreement
    assert (agreement.what, agreement.responsible, agreement.due_on) == (line.what, line.responsible, line.due_on)
    assert agreement.unit is not None
    assert agreement.unit.code == "front_door"
    assert agreement.decided_forum
    assert not agreement.is_undecided
    step = agreement.step
    assert step is not None
    assert (step.title, step.area, step.due_on, step.unit) == (line.what, "education", line.due_on, agreement.unit)


@pytest.mark.django_db
def test_all_of_it_is_one_version_and_one_row_of_the_log(cast: Cast) -> None:
    made = make_plan(cast.actor("caseworker"), cast.young_person.pk)
    item = held_for(cast)
    for number in range(4):
        make_line(item, f"Aftale {number}", step=made.step if number == 3 else None)
    before = made.plan.version
    assert land(cast, item) == 4
    made.plan.refresh_from_db()
    assert made.plan.version == before + 1
    assert made.plan.versions.filter(act="agreements_landed", number=before + 1).exists()
    row = LogEntry.objects.order_by("-sequence")[0]
    assert row.act == "agreements_landed"
    assert Agreement.objects.filter(step=made.step, what="Aftale 3").exists()


@pytest.mark.django_db
def test_a_person_without_a_plan_gets_one_begun(cast: Cast) -> None:
    item = held_for(cast)
    make_line(item)
    land(cast, item)
    plan = Plan.objects.get()
    assert (plan.version, plan.started_on) == (1, TODAY())
    assert plan.next_revision_on is not None
    assert LogEntry.objects.filter(act="plan_started").exists()


@pytest.mark.django_db
def test_doing_it_twice_does_nothing(cast: Cast) -> None:
    item = held_for(cast)
    make_line(item)
    land(cast, item)
    version = Plan.objects.get().version
    assert land(cast, item) == 0
    assert (Plan.objects.get().version, Agreement.objects.count()) == (version, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"what": ""}, {"by_young_person": False}, {"is_removed": True}])
def test_what_is_unfinished_or_removed_does_not_land(cast: Cast, values: dict[str, Any]) -> None:
    item = held_for(cast)
    line = make_line(item)
    change_line(line, **values)
    assert land(cast, item) == 0
    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_a_changed_line_changes_its_agreement_and_step(cast: Cast) -> None:
    item = held_for(cast)
    line, other = make_line(item), make_line(item, "Købe en cykel")
    land(cast, item)
    later = TODAY() + dt.timedelta(days=20)
    change_line(line, what="Ringe til mester", due_on=later, area="work")
    assert land(cast, item) == 1
    agreement = Agreement.objects.get(meeting_line=line)
    assert (agreement.what, agreement.due_on) == ("Ringe til mester", later)
    assert agreement.step is not None
    assert (agreement.step.title, agreement.step.area) == ("Ringe til mester", "work")
    assert Agreement.objects.get(meeting_line=other).what == "Købe en cykel"


@pytest.mark.django_db
def test_what_was_changed_in_the_plan_since_is_not_written_over(cast: Cast) -> None:
    item = held_for(cast)
    line = make_line(item)
    land(cast, item)
    Agreement.objects.update(due_on=TODAY() + dt.timedelta(days=99))
    land(cast, item)
    assert Agreement.objects.get(meeting_line=line).due_on == TODAY() + dt.timedelta(days=99)


@pytest.mark.django_db
def test_a_removed_line_makes_its_agreement_void_and_brought_back_it_holds_again(cast: Cast) -> None:
    item = held_for(cast)
    line = make_line(item)
    land(cast, item)
    change_line(line, is_removed=True)
    assert land(cast, item) == 1
    assert (Agreement.objects.get().state, Step.objects.get().state) == (AgreementState.VOID, StepState.DROPPED)
    assert land(cast, item) == 0
    change_line(line, is_removed=False)
    land(cast, item)
    assert (Agreement.objects.get().state, Step.objects.get().state) == (AgreementState.OPEN, StepState.PLANNED)


@pytest.mark.django_db
def test_what_has_been_done_is_not_undone_by_the_meeting(cast: Cast) -> None:
    item = held_for(cast)
    line = make_line(item)
    land(cast, item)
    agreement = Agreement.objects.get()
    person_id = cast.young_person.pk
    actor = cast.actor("caseworker")
    set_agreement_state(actor, person_id=person_id, agreement_id=agreement.pk, state=AgreementState.DONE)
    change_line(line, is_removed=True)
    land(cast, item)
    assert Agreement.objects.get().state == AgreementState.DONE


@pytest.mark.django_db
def test_everybody_promises_in_the_name_of_their_own_unit(cast: Cast) -> None:
    item = held_for(cast)
    for key in ("contact_person", "other_caseworker", "school_representative", "colleague"):
        make_line(item, key, responsible=cast.account(key))
    make_line(item, "young")
    make_line(item, "outside", outside_party="Fodboldklubben")
    land(cast, item)
    units = {one.what: one.unit.code for one in Agreement.objects.select_related("unit") if one.unit}
    assert units == {
        "contact_person": "front_door", "other_caseworker": "family", "school_representative": "authority",
        "colleague": "authority", "young": "authority", "outside": "authority",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_line_that_two_do_is_refused_and_nothing_lands(cast: Cast) -> None:
    item = held_for(cast)
    make_line(item)
    make_line(item, by_young_person=True, outside_party="Klubben")
    with pytest.raises(DomainError) as refused:
        land(cast, item)
    assert refused.value.code == "one_does_it"
    assert not Agreement.objects.exists()


@pytest.mark.django_db
def test_a_step_of_another_young_persons_plan_is_not_used(cast: Cast) -> None:
    other = make_plan(cast.actor("other_caseworker"), cast.stranger.pk)
    item = held_for(cast)
    make_line(item, step=other.step)
    land(cast, item)
    assert Agreement.objects.get(what="Ringe til skolen").step != other.step
    assert other.step.agreements.count() == 1


EVERY_LINE = [
    LineState(*one) for one in product((True, False), (True, False), (True, False), (None, 1, 2), (1, 2))
]  # fmt: skip


def test_nothing_unfinished_or_removed_is_ever_taken() -> None:
    for line in EVERY_LINE:
        found = landing(line)
        assert (found is Landing.TAKE) <= (line.is_finished and not line.is_removed), line
        assert (found is Landing.VOID) <= line.has_landed, line
        if line.has_landed and line.landed_version == line.version:
            assert found is Landing.NOTHING, line


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))


@given(st.sampled_from(["open", "need_help", "done", "void"]), st.none() | DAYS, DAYS, DAYS)
def test_every_promise_stands_somewhere_and_only_what_is_open_is_late(
    state: str, due_on: dt.date | None, ended_on: dt.date, on: dt.date
) -> None:
    found = standing(state, due_on, ended_on if state in {"done", "void"} else None, on)
    assert found.is_settled == (state in {"done", "void"})
    assert (found is Standing.LATE) <= (due_on is not None and due_on < on)
    if state == "done" and (due_on is None or ended_on <= due_on):
        assert found is Standing.KEPT
