# SPDX-License-Identifier: EUPL-1.2
"""Handing over: the sender stays responsible until somebody has accepted, and what has been done keeps its author."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from roedtraad.audit.models import LogEntry
from roedtraad.cases.actions import Naming, name_contact_person, record_contact
from roedtraad.cases.case_actions import Closing, close_case, take_case
from roedtraad.cases.case_queries import responsible_for
from roedtraad.cases.models import Case, Contact, ContactChannel, ContactOutcome, ContactPerson
from roedtraad.consent.actions import withdraw_consent
from roedtraad.consent.policies import readable
from roedtraad.consent.tests.making import say_yes
from roedtraad.handover import actions
from roedtraad.handover.asking import Asking, Note
from roedtraad.handover.models import Handover, State
from roedtraad.handover.tests.making import NOTE, asking, offered, requested, task_offered
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from tests.cast import Cast, days_ago, make_case, make_colleague, make_contact

DAY = dt.timedelta(days=1)


def coordinating(cast: Cast) -> ContactPerson:
    return ContactPerson.objects.get(young_person=cast.young_person, is_coordinating=True, ended_on__isnull=True)


def accept(cast: Cast, key: str, one: Handover, to: str = "") -> Handover:
    account = cast.account(to).pk if to else None
    return actions.accept_handover(cast.actor(key), handover_id=one.pk, account_id=account)


def caseworker(cast: Cast) -> Account | None:
    cast.case.refresh_from_db()
    return cast.case.caseworker


def test_until_it_is_accepted_the_sender_is_responsible_and_then_the_receiver(cast: Cast) -> None:
    one = offered(cast)
    assert caseworker(cast) == cast.account("caseworker")
    assert responsible_for(cast.case, clock.today()).accounts == (cast.account("caseworker").pk,)
    accept(cast, "colleague", one)
    assert caseworker(cast) == cast.account("colleague")
    assert responsible_for(cast.case, clock.today()).accounts == (cast.account("colleague").pk,)
    acts = LogEntry.objects.filter(subject_kind="handover").order_by("sequence").values_list("act", flat=True)
    assert list(acts) == ["handover_asked", "handover_accepted"]


def test_the_deadline_and_the_reminder_are_the_profiles(cast: Cast) -> None:
    one, terms = offered(cast), terms_on(clock.today())
    assert one.due_on == terms.after("handover_answer", clock.today())
    assert one.remind_on == terms.after("handover_reminder", clock.today())


def test_the_task_passes_with_exactly_one_coordinating_on_every_day(cast: Cast) -> None:
    before = coordinating(cast)
    accept(cast, "counsellor", task_offered(cast))
    before.refresh_from_db()
    after = coordinating(cast)
    assert (after.account, after.started_on) == (cast.account("counsellor"), clock.today())
    assert before.ended_on == clock.today() - DAY
    assert after.kind == before.kind


def test_a_task_that_began_today_passes_too(cast: Cast) -> None:
    ContactPerson.objects.filter(pk=coordinating(cast).pk).update(started_on=clock.today())
    accept(cast, "counsellor", task_offered(cast))
    assert coordinating(cast).account == cast.account("counsellor")


@pytest.mark.parametrize("part", Note.__slots__)
def test_no_part_of_the_note_is_empty(cast: Cast, part: str) -> None:
    with pytest.raises(DomainError) as refusal:
        offered(cast, note=replace(NOTE, **{part: "  "}))
    assert refusal.value.code == "note_incomplete"
    assert not Handover.objects.exists()


def test_what_cannot_be_asked(cast: Cast) -> None:
    yesterday = clock.today() - DAY
    for values, code in (
        ({"to_account_id": None}, "nobody_receives"),
        ({"to_account_id": cast.account("caseworker").pk}, "handover_to_self"),
        ({"to_account_id": cast.account("consultant").pk}, "cannot_receive"),
        ({"to_account_id": 0}, "cannot_receive"),
        ({"to_account_id": None, "to_unit_id": Unit.objects.get(code="ppr").pk}, "nobody_receives"),
        ({"cover_until": yesterday}, "cover_over"),
        ({"meeting_on": yesterday}, "meeting_over"),
    ):
        with pytest.raises(DomainError) as refusal:
            offered(cast, **values)
        assert refusal.value.code == code
    assert not Handover.objects.exists()


def test_only_who_has_it_or_their_leader_hands_it_over(cast: Cast) -> None:
    for key, refusal in (("colleague", NotAllowed), ("consultant", NotAllowed), ("other_caseworker", NotVisible)):
        with pytest.raises(refusal):
            offered(cast, "counsellor", by=key)
    assert offered(cast, by="leader").from_account == cast.account("caseworker")


def test_one_thing_is_on_one_way_at_a_time(cast: Cast) -> None:
    offered(cast)
    for do in (lambda: offered(cast, "counsellor"), lambda: requested(cast, "counsellor")):
        with pytest.raises(DomainError) as refusal:
            do()
        assert refusal.value.code == "handover_waits"
    task_offered(cast)


def test_a_case_goes_to_a_department_that_works_under_its_law_only(cast: Cast) -> None:
    cast.case.law = "LAB"
    cast.case.save()
    with pytest.raises(DomainError) as refusal:
        offered(cast, "other_caseworker")
    assert refusal.value.code == "law_not_there"
    cast.case.law = "SEL"
    cast.case.save()
    accept(cast, "other_caseworker", offered(cast, "other_caseworker"))
    assert (caseworker(cast), cast.case.unit.code) == (cast.account("other_caseworker"), "family")


def test_the_receiver_sees_the_young_person_as_long_as_it_waits(cast: Cast) -> None:
    alma, other = cast.young_person.pk, "other_caseworker"
    assert not policies.can(cast.actor(other), Right.SEE_PERSON, alma)
    one = offered(cast, other)
    assert policies.can(cast.actor(other), Right.SEE_PERSON, alma)
    assert policies.can(cast.actor("other_leader"), Right.DECIDE_HANDOVERS, alma)
    actions.refuse_handover(cast.actor(other), handover_id=one.pk, reason="I have too many.")
    assert not policies.can(cast.actor(other), Right.SEE_PERSON, alma)
    assert not policies.can(cast.actor("other_leader"), Right.SEE_PERSON, alma)


def test_asking_for_a_case_opens_nothing(cast: Cast) -> None:
    cast.accounts["nurse"] = make_colleague("nurse", "Nete", Role.AUTHORITY_CASEWORKER, "health")
    with pytest.raises(NotVisible):
        requested(cast, "nurse")
    assert not policies.can(cast.actor("nurse"), Right.SEE_PERSON, cast.young_person.pk)


def test_what_is_shared_does_not_follow_the_case(cast: Cast) -> None:
    """Whose data one reads follows one's own department, at each request anew (consent re-evaluated at handover)."""
    cast.accounts["nurse"] = make_colleague("nurse", "Nete", Role.AUTHORITY_CASEWORKER, "health")
    make_case(cast.young_person, "health", cast.account("nurse"), law="sundhedsloven", discipline="health")
    youth = cast.case.unit.department_id
    consent = say_yes(cast, receiving={"health"}, kinds={"cases"})
    one = task_offered(cast, "nurse")
    accept(cast, "nurse", one)
    withdraw_consent(cast.actor("caseworker"), consent_id=consent.pk)
    assert coordinating(cast).account == cast.account("nurse")
    assert not readable(cast.actor("nurse"), cast.young_person.pk).allows(youth, "cases")
    assert readable(cast.actor("caseworker"), cast.young_person.pk).allows(youth, "cases")


def test_work_stays_with_whoever_did_it(cast: Cast) -> None:
    """PEERS §7: a new worker appeared to have done the old worker's contacts."""
    for key in ("caseworker", "caseworker", "contact_person"):
        make_contact(cast.young_person, cast.account(key))
    before = Counter(Contact.objects.values_list("account__name", flat=True))
    accept(cast, "colleague", offered(cast))
    accept(cast, "counsellor", task_offered(cast))
    assert Counter(Contact.objects.values_list("account__name", flat=True)) == before
    record_contact(
        cast.actor("colleague"), person_id=cast.young_person.pk, held_on=clock.today(), channel=ContactChannel.PHONE,
        outcome=ContactOutcome.REACHED,
    )  # fmt: skip
    assert Contact.objects.latest("pk").account == cast.account("colleague")


def test_a_question_is_asked_and_answered_and_the_deadline_runs_on(cast: Cast) -> None:
    one = offered(cast)
    actions.ask_about_handover(cast.actor("colleague"), handover_id=one.pk, question="Who has the key?")
    one.refresh_from_db()
    assert one.state == State.ASKED
    with pytest.raises(NotAllowed):
        actions.answer_question(cast.actor("colleague"), handover_id=one.pk, answer="Me.")
    actions.answer_question(cast.actor("caseworker"), handover_id=one.pk, answer="The landlord.")
    due_on = one.due_on
    one.refresh_from_db()
    assert (one.state, one.due_on) == (State.PENDING, due_on)
    asked = one.questions.get()
    assert (asked.asked_by, asked.answered_by) == (cast.account("colleague"), cast.account("caseworker"))
    for do in (
        lambda: actions.ask_about_handover(cast.actor("colleague"), handover_id=one.pk, question=" "),
        lambda: actions.refuse_handover(cast.actor("colleague"), handover_id=one.pk, reason=" "),
    ):
        with pytest.raises(DomainError):
            do()


@pytest.mark.parametrize(
    ("act", "key", "state"),
    [("refuse", "colleague", "refused"), ("withdraw", "caseworker", "withdrawn"), ("revoke", "leader", "revoked")],
)
def test_three_ways_to_end_it_leave_everything_as_it_was(cast: Cast, act: str, key: str, state: str) -> None:
    one = offered(cast)
    ended = getattr(actions, f"{act}_handover")(cast.actor(key), handover_id=one.pk, reason="No time.")
    assert (ended.state, ended.reason, ended.settled_by) == (state, "No time.", cast.account(key))
    assert caseworker(cast) == cast.account("caseworker")
    for again in ("colleague", "leader"):
        with pytest.raises(DomainError) as refusal:
            accept(cast, again, one)
        assert refusal.value.code == "handover_settled"
        assert cast.account(key).name in str(refusal.value)
    assert offered(cast).waits


@pytest.mark.parametrize(("act", "key"), [("refuse", "caseworker"), ("withdraw", "colleague"), ("revoke", "colleague")])
def test_nobody_does_the_others_part(cast: Cast, act: str, key: str) -> None:
    one = offered(cast)
    with pytest.raises(NotAllowed):
        getattr(actions, f"{act}_handover")(cast.actor(key), handover_id=one.pk, reason="No.")
    with pytest.raises(NotAllowed):
        accept(cast, "caseworker", one)
    with pytest.raises(NotVisible):
        accept(cast, "other_caseworker", one)


def test_a_leader_accepts_for_the_staff(cast: Cast) -> None:
    accept(cast, "leader", offered(cast))
    assert caseworker(cast) == cast.account("colleague")
    assert Handover.objects.get().settled_by == cast.account("leader")


def test_what_is_sent_to_a_unit_is_taken_by_anybody_in_it_but_the_sender(cast: Cast) -> None:
    unit = cast.case.unit
    one = offered(cast, to_account_id=None, to_unit_id=unit.pk)
    with pytest.raises(NotAllowed):
        accept(cast, "caseworker", one)
    with pytest.raises(DomainError) as refusal:
        accept(cast, "leader", one, to="counsellor")
    assert refusal.value.code == "not_in_unit"
    accept(cast, "leader", one, to="colleague")
    assert caseworker(cast) == cast.account("colleague")


def test_only_a_leader_gives_what_was_sent_to_the_unit_to_somebody_else(cast: Cast) -> None:
    cast.accounts["third"] = make_colleague("third", "Tove Tredje", Role.AUTHORITY_CASEWORKER, "authority")
    one = offered(cast, to_account_id=None, to_unit_id=cast.case.unit.pk)
    with pytest.raises(NotAllowed) as refusal:
        accept(cast, "colleague", one, to="third")
    assert refusal.value.code == "accepts_for_others"
    assert caseworker(cast) == cast.account("caseworker")
    accept(cast, "colleague", one, to="colleague")
    assert caseworker(cast) == cast.account("colleague")


def test_whoever_asked_gets_it_with_the_note(cast: Cast) -> None:
    one = requested(cast)
    assert caseworker(cast) == cast.account("caseworker")
    with pytest.raises(NotAllowed):
        accept(cast, "colleague", one)
    with pytest.raises(DomainError) as refusal:
        actions.give_case(cast.actor("caseworker"), handover_id=one.pk, note=Note(works="x"))
    assert refusal.value.code == "note_incomplete"
    actions.give_case(cast.actor("caseworker"), handover_id=one.pk, note=NOTE)
    assert caseworker(cast) == cast.account("colleague")
    one.refresh_from_db()
    assert (one.works, one.state) == (NOTE.works, State.ACCEPTED)


def test_what_cannot_be_asked_for(cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        requested(cast, "caseworker")
    assert refusal.value.code == "case_is_yours"
    with pytest.raises(DomainError) as refusal:
        actions.request_case(cast.actor("colleague"), case_id=cast.case.pk, why=" ")
    assert refusal.value.code == "request_unexplained"
    nobody = make_case(cast.young_person, "authority", None, law="LAB")
    with pytest.raises(DomainError) as refusal:
        actions.request_case(cast.actor("colleague"), case_id=nobody.pk, why="x")
    assert refusal.value.code == "nobody_has_case"


def test_a_case_on_its_way_is_not_closed(cast: Cast) -> None:
    one = offered(cast)
    closing = Closing(clock.today(), "goal_reached", "work")
    with pytest.raises(DomainError) as refusal:
        close_case(cast.actor("caseworker"), case_id=cast.case.pk, closing=closing)
    assert refusal.value.code == "case_depended_on"
    actions.withdraw_handover(cast.actor("caseworker"), handover_id=one.pk)
    close_case(cast.actor("caseworker"), case_id=cast.case.pk, closing=closing)


def test_what_has_changed_hands_otherwise_is_withdrawn_at_once(cast: Cast) -> None:
    one = task_offered(cast)
    naming = Naming(cast.account("colleague").pk, clock.today())
    name_contact_person(cast.actor("leader"), person_id=cast.young_person.pk, naming=naming)
    one.refresh_from_db()
    assert (one.state, one.reason) == (State.WITHDRAWN, "Somebody else has it by now.")
    with pytest.raises(DomainError) as refusal:
        accept(cast, "counsellor", one)
    assert refusal.value.code == "handover_settled"
    assert coordinating(cast).account == cast.account("colleague")


def test_a_case_that_somebody_takes_meanwhile_is_on_no_way_any_more(cast: Cast) -> None:
    one = offered(cast, "counsellor")
    cast.account("caseworker").is_active = False
    cast.account("caseworker").save()
    take_case(cast.actor("colleague"), case_id=cast.case.pk)
    one.refresh_from_db()
    assert one.state == State.WITHDRAWN
    assert offered(cast, "counsellor", by="colleague").waits


def test_what_an_import_has_overtaken_is_not_taken_over(cast: Cast) -> None:
    one = offered(cast)
    Case.objects.filter(pk=cast.case.pk).update(caseworker=cast.account("leader"))
    with pytest.raises(DomainError) as refusal:
        accept(cast, "colleague", one)
    assert refusal.value.code == "handover_moved_on"
    cast.case.refresh_from_db()
    assert offered(cast, by="leader").from_account == cast.account("leader")


def test_a_receiver_who_has_left_takes_nothing_over(cast: Cast) -> None:
    one = offered(cast)
    cast.account("colleague").assignments.update(valid_to=days_ago(1))
    with pytest.raises(DomainError) as refusal:
        accept(cast, "leader", one)
    assert refusal.value.code == "cannot_receive"


def test_the_joint_meeting_can_be_moved(cast: Cast) -> None:
    one = offered(cast, meeting_on=clock.today() + DAY)
    moved = actions.change_handover(cast.actor("caseworker"), handover_id=one.pk, meeting_on=clock.today() + 3 * DAY)
    assert moved.meeting_on == clock.today() + 3 * DAY
    with pytest.raises(DomainError):
        actions.change_handover(cast.actor("caseworker"), handover_id=one.pk, meeting_on=clock.today() - DAY)


def test_there_is_nothing_to_ask_about_somebody_without_contact_person(cast: Cast) -> None:
    coordinating(cast).delete()
    with pytest.raises(DomainError) as refusal:
        actions.hand_over_task(cast.actor("leader"), person_id=cast.young_person.pk, asking=Asking(NOTE, 1))
    assert refusal.value.code == "nobody_coordinates"


def test_the_system_and_strangers_cannot(cast: Cast) -> None:
    for key in ("secretariat", "administrator", "operator"):
        with pytest.raises(NotVisible):
            actions.hand_over_case(cast.actor(key), case_id=cast.case.pk, asking=asking(cast, "colleague"))
    with pytest.raises(NotVisible):
        actions.accept_handover(cast.actor("leader"), handover_id=0)
