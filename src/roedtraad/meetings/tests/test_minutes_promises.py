# SPDX-License-Identifier: EUPL-1.2
"""What earlier meetings agreed, how it stands, and how forums keep what they agree."""

import datetime as dt

import pytest

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.errors import NotAllowed
from roedtraad.meetings.models import AgendaItem
from roedtraad.meetings.queries.minutes import agreements_before
from roedtraad.meetings.queries.promises import late_in_unit, own_promises, promises_by_forum
from roedtraad.meetings.tests.making_minutes import FORUM, held_for, land, make_held, make_line, make_present
from roedtraad.organisation.queries import actor_for
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import YoungPerson
from roedtraad.plans.models import Agreement, AgreementState
from tests.cast import Cast, days_ago, make_case, make_colleague, make_person

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2000, 1, 1), dt.date(2100, 1, 1))


def settle(what: str, state: AgreementState, on: dt.date | None = None) -> None:
    Agreement.objects.filter(what=what).update(state=state, ended_on=on)


def make_before(cast: Cast) -> AgendaItem:
    """Alma's last meeting a month ago, with one agreement of each standing; and the item of today."""
    before = held_for(cast, held_on=days_ago(30))
    due = {
        "late": days_ago(1),
        "open": days_ago(-1),
        "kept": days_ago(5),
        "kept late": days_ago(5),
        "help": None,
        "void": None,
    }
    for what, due_on in due.items():
        make_line(before, what, due_on=due_on, responsible=cast.account("colleague"))
    land(cast, before)
    settle("kept", AgreementState.DONE, days_ago(6))
    settle("kept late", AgreementState.DONE, days_ago(4))
    settle("help", AgreementState.NEED_HELP)
    settle("void", AgreementState.VOID, days_ago(3))
    return held_for(cast)


def test_the_agenda_says_how_what_was_agreed_before_stands(cast: Cast) -> None:
    item = make_before(cast)
    rows = agreements_before(cast.actor("caseworker"), item)
    assert {one.what: one.standing for one in rows} == {
        "late": "late", "help": "needs_help", "open": "open", "kept": "kept", "kept late": "kept_late", "void": "void",
    }  # fmt: skip
    assert [one.what for one in rows][:3] == ["late", "help", "open"]
    assert rows[0].agreed_on == days_ago(30)


def test_what_this_meeting_agrees_is_not_from_before(cast: Cast) -> None:
    item = held_for(cast)
    make_line(item)
    land(cast, item)
    assert agreements_before(cast.actor("caseworker"), item) == []


def test_another_authority_reads_what_it_promised_itself_and_what_was_agreed_where_it_was(cast: Cast) -> None:
    nurse = make_colleague("nurse", "Sanne Sundhed", Role.AUTHORITY_CASEWORKER, "health")
    make_case(cast.young_person, "health", nurse, law="sundhedsloven", discipline="health")
    before = held_for(cast, held_on=days_ago(30))
    make_line(before, "the authority's", responsible=cast.account("colleague"))
    make_line(before, "the nurse's", responsible=nurse)
    land(cast, before)
    item, actor = held_for(cast), actor_for(nurse, clock.today())
    assert [one.what for one in agreements_before(actor, item)] == ["the nurse's"]
    make_present(before, nurse)
    assert {one.what for one in agreements_before(actor, item)} == {"the authority's", "the nurse's"}


def test_a_teacher_reads_what_was_agreed_where_they_were_and_nothing_else_of_the_plan(cast: Cast) -> None:
    there, elsewhere = held_for(cast, held_on=days_ago(30)), make_held(cast.young_person, cast.account("caseworker"))
    make_line(there, "at school", responsible=cast.account("caseworker"))
    make_line(elsewhere, "elsewhere", responsible=cast.account("caseworker"))
    land(cast, there)
    land(cast, elsewhere)
    item = held_for(cast)
    assert [one.what for one in agreements_before(cast.actor("school_representative"), item)] == ["at school"]


def test_ones_own_promises_are_those_one_has_not_done(cast: Cast) -> None:
    make_before(cast)
    assert [one.what for one in own_promises(cast.actor("colleague"))] == ["late", "help", "open"]
    assert own_promises(cast.actor("caseworker")) == []


def test_a_leader_sees_what_is_late_in_their_department(cast: Cast) -> None:
    make_before(cast)
    assert [one.what for one in late_in_unit(cast.actor("leader"))] == ["late"]
    assert not late_in_unit(cast.actor("other_leader")).exists()
    assert not late_in_unit(cast.actor("secretariat")).exists()


def crowd(cast: Cast, number: int) -> list[YoungPerson]:
    """So many young people, each with one agreement that was kept."""
    people = [make_person() for _number in range(number)]
    for person in people:
        item = make_held(person, cast.account("caseworker"))
        make_line(item, f"kept {person.pk}")
        land(cast, item)
        settle(f"kept {person.pk}", AgreementState.DONE, clock.today())
    return people


def test_a_forum_has_its_agreements_counted_by_how_they_were_kept(cast: Cast) -> None:
    make_before(cast)
    crowd(cast, terms_on(clock.today()).number("experience_least"))
    (found,) = promises_by_forum(cast.actor("leader"), YEAR)
    least = terms_on(clock.today()).number("experience_least")
    assert (found.forum, found.kept, found.late, found.broken, found.open) == (FORUM, least + 1, 1, 2, 2)
    assert found.total == least + 6


def test_a_forum_with_few_young_people_has_no_counts(cast: Cast) -> None:
    crowd(cast, terms_on(clock.today()).number("experience_least") - 1)
    (found,) = promises_by_forum(cast.actor("secretariat"), YEAR)
    assert found.is_hidden
    assert (found.kept, found.late, found.broken, found.open, found.total) == (None,) * 5


def test_only_meetings_of_the_period_count(cast: Cast) -> None:
    make_before(cast)
    assert promises_by_forum(cast.actor("leader"), (days_ago(20), days_ago(10))) == []


def test_the_figures_are_for_leaders_and_the_secretariat(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        promises_by_forum(cast.actor("caseworker"), YEAR)
