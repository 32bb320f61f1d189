# SPDX-License-Identifier: EUPL-1.2
"""A colleague brings a case; a forum that does not take it says which condition is not met and where to go instead."""

import datetime as dt

import pytest

from roedtraad.audit.models import LogDetail, LogEntry, Stream
from roedtraad.intake.models import FutureWorkshop
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.meetings.actions.agenda import bring
from roedtraad.meetings.models import AgendaItem, Entry, ForumSeat, Meeting
from roedtraad.meetings.tests.making import FORUM, change_forum, days_ahead, make_item, make_meeting, make_signal
from roedtraad.organisation.models import Unit
from roedtraad.people.models import YoungPerson
from tests.cast import Cast, make_case, make_colleague

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _conference(cast: Cast) -> None:
    """A conference that counts two disciplines and nothing else."""
    change_forum(capacity=None, ages=None, admission=_admission(least_disciplines=2))


def _admission(**more: object) -> dict[str, object]:
    rules = (
        "two_disciplines_open", "employment_case_anniversary", "special_class_specialneeds_education",
        "social_case_turning_17_half", "no_realistic_plan_at_16",
    )  # fmt: skip
    return {"rules": list(rules), **more}


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_meeting()


def brought(cast: Cast, key: str = "caseworker", **values: object) -> AgendaItem:
    asked: dict[str, object] = {
        "person_id": cast.young_person.pk, "forum": FORUM, "because": "Vi er kørt fast", "question": "Hvad nu?", **values,
    }  # fmt: skip
    return bring(cast.actor(key), **asked)  # type: ignore[arg-type]


def second_discipline(person: YoungPerson) -> None:
    make_case(person, "authority", discipline="employment", law="LAB")


class TestBringing:
    def test_a_case_that_needs_another_view_comes_on_the_next_agenda(self, cast: Cast, meeting: Meeting) -> None:
        second_discipline(cast.young_person)
        item = brought(cast)
        assert (item.meeting, item.entry, item.unit.code) == (meeting, Entry.BROUGHT, "authority")
        assert (item.because, item.question, item.waiting_since) == ("Vi er kørt fast", "Hvad nu?", clock.today())
        assert item.brought_by == cast.account("caseworker")
        assert LogEntry.objects.get(act="item_brought").subject_id == item.pk

    def test_on_the_meeting_that_was_chosen(self, cast: Cast, meeting: Meeting) -> None:
        second_discipline(cast.young_person)
        later = make_meeting(on=days_ahead(40))
        assert brought(cast, meeting_id=later.pk).meeting == later

    def test_a_full_meeting_takes_nobody_more_but_the_next_one_does(self, cast: Cast) -> None:
        second_discipline(cast.young_person)
        full, later = make_meeting(capacity=1), make_meeting(on=days_ahead(40), capacity=1)
        make_item(full, cast.stranger)
        with pytest.raises(DomainError) as refusal:
            brought(cast, meeting_id=full.pk)
        assert refusal.value.code == "agenda_full"
        assert brought(cast).meeting == later

    def test_an_agenda_that_has_closed_is_for_whoever_leads_the_meeting(self, cast: Cast) -> None:
        second_discipline(cast.young_person)
        soon = make_meeting(on=days_ahead(2), chair=cast.account("leader"))
        with pytest.raises(DomainError) as refusal:
            brought(cast, meeting_id=soon.pk)
        assert refusal.value.code == "agenda_closed"
        assert brought(cast, "leader", meeting_id=soon.pk).meeting == soon

    @pytest.mark.parametrize(
        ("values", "code"),
        [({"because": " "}, "because_missing"), ({"meeting_id": 999_999}, "meeting_not_ahead")],
    )
    def test_what_is_missing_is_said(self, cast: Cast, meeting: Meeting, values: dict[str, object], code: str) -> None:
        second_discipline(cast.young_person)
        with pytest.raises(DomainError) as refusal:
            brought(cast, **values)  # type: ignore[arg-type]
        assert refusal.value.code == code

    def test_nobody_is_on_a_forums_agenda_twice(self, cast: Cast, meeting: Meeting) -> None:
        second_discipline(cast.young_person)
        brought(cast)
        with pytest.raises(DomainError) as refusal:
            brought(cast)
        assert refusal.value.code == "item_there"

    def test_without_a_meeting_it_says_what_to_do(self, cast: Cast) -> None:
        second_discipline(cast.young_person)
        with pytest.raises(DomainError) as refusal:
            brought(cast)
        assert refusal.value.code == "no_meeting_ahead"
        with pytest.raises(DomainError) as called:
            brought(cast, forum="school_network")
        assert called.value.code == "meeting_to_be_called"

    def test_only_about_somebody_whom_one_sees_and_with_the_right(self, cast: Cast, meeting: Meeting) -> None:
        with pytest.raises(NotVisible):
            brought(cast, person_id=cast.stranger.pk)
        with pytest.raises(NotAllowed):
            brought(cast, "consultant")
        with pytest.raises(NotVisible):
            brought(cast, forum="nowhere")


class TestRefusing:
    def test_a_single_discipline_is_refused_with_the_reason_and_what_would_help(
        self, cast: Cast, meeting: Meeting
    ) -> None:
        """Brønderslev (K8)."""
        with pytest.raises(DomainError) as refusal:
            brought(cast)
        assert refusal.value.code == "not_admitted"
        assert refusal.value.data["reasons"] == ["disciplines"]
        text = str(refusal.value)
        assert "There is an open case only in social" in text
        assert "at least 2 disciplines" in text
        assert text.endswith("You can call this meeting instead: Network meeting with the school.")
        assert not AgendaItem.objects.exists()

    def test_the_refusal_is_logged_and_can_be_counted(self, cast: Cast, meeting: Meeting) -> None:
        with pytest.raises(DomainError):
            brought(cast)
        entry = LogEntry.objects.get(act="item_refused")
        assert (entry.stream, entry.subject_id) == (Stream.REFUSAL, cast.young_person.pk)
        assert LogDetail.objects.get(entry=entry).values == {"forum": FORUM, "reasons": ["disciplines"]}

    def test_in_which_other_department_the_only_case_is_stays_unsaid(self, cast: Cast, meeting: Meeting) -> None:
        cast.case.unit = Unit.objects.get(code="ppr")
        cast.case.discipline = "ppr"
        cast.case.save()
        with pytest.raises(DomainError) as refusal:
            brought(cast, "contact_person")
        assert "only in another department" in str(refusal.value)

    def test_somebody_of_another_age_is_refused(self, cast: Cast, meeting: Meeting) -> None:
        change_forum(ages={"from": 18, "to": 29}, admission=_admission())
        with pytest.raises(DomainError) as refusal:
            brought(cast)
        assert "from 18 to 29 years" in str(refusal.value)

    def test_a_forum_for_what_the_workshop_did_not_solve(self, cast: Cast, meeting: Meeting) -> None:
        """Frederiksberg (K11)."""
        change_forum(admission=_admission(after=["future_workshop"]))
        with pytest.raises(DomainError) as refusal:
            brought(cast)
        assert "comes first, and has not been tried" in str(refusal.value)
        FutureWorkshop.objects.create(
            young_person=cast.young_person, unit=Unit.objects.get(code="authority"), held_on=days_ahead(-30),
            first=cast.account("caseworker"), first_discipline="social", second=cast.account("counsellor"),
            second_discipline="guidance", result="Mere hjælp", recorded_by=cast.account("caseworker"),
        )  # fmt: skip
        assert brought(cast).meeting == meeting

    def test_a_closed_circle_is_for_those_who_sit_there(self, cast: Cast, meeting: Meeting) -> None:
        change_forum(
            closed_circle=True, fixed_members=[{"discipline": "ssp"}], admission=_admission(any_caseworker=True)
        )
        with pytest.raises(DomainError) as refusal:
            brought(cast)
        assert refusal.value.data["reasons"] == ["closed_circle"]
        ForumSeat.objects.create(
            forum=FORUM, seat="discipline:ssp", account=cast.account("caseworker"), valid_from=dt.date(2020, 1, 1)
        )
        assert brought(cast).meeting == meeting

    def test_a_forum_of_rules_takes_those_whom_a_rule_has_found(self, cast: Cast, meeting: Meeting) -> None:
        change_forum(admission=_admission())
        make_colleague("one", "En", Role.AUTHORITY_CASEWORKER, "authority")
        with pytest.raises(DomainError) as refusal:
            brought(cast)
        assert refusal.value.data["reasons"] == ["only_by_rule"]
        make_signal(cast.young_person)
        assert brought(cast).meeting == meeting
