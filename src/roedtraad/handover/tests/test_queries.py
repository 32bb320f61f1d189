# SPDX-License-Identifier: EUPL-1.2
"""Who sees which handover: on the desk, the thread, the person's page and in the portal."""

import pytest

from roedtraad.cases.dependencies import NoteHint, note_hints
from roedtraad.handover import actions, desk, queries, thread
from roedtraad.handover.drafting import first_note
from roedtraad.handover.models import Handover
from roedtraad.handover.policies import can_read, to_decide, to_receive
from roedtraad.handover.tests.making import NOTE, offered, requested, task_offered
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.contributions import ThreadQuery, person_relations
from roedtraad.kernel.errors import NotVisible
from roedtraad.people import policies
from tests.cast import STAFF, Cast, days_ago, make_case, make_colleague

NINE = 9


def young(cast: Cast) -> Actor:
    return Actor(0, "Alma", (Grant(Role.YOUNG_PERSON, person_id=cast.young_person.pk),), on=clock.today())


def counts(cast: Cast, key: str) -> tuple[int, int, int]:
    actor = cast.actor(key)
    return desk.for_me(actor, NINE)[1], desk.from_me(actor, NINE)[1], desk.escalated(actor, NINE)[1]


def test_both_desks_show_it_until_it_is_settled(cast: Cast) -> None:
    one = offered(cast)
    assert counts(cast, "caseworker") == (0, 1, 0)
    assert counts(cast, "colleague") == (1, 0, 0)
    assert counts(cast, "leader") == (0, 0, 0)
    actions.ask_about_handover(cast.actor("colleague"), handover_id=one.pk, question="?")
    assert counts(cast, "caseworker") == (1, 0, 0)
    assert counts(cast, "colleague") == (0, 0, 0)
    actions.answer_question(cast.actor("caseworker"), handover_id=one.pk, answer="!")
    Handover.objects.update(due_on=days_ago(1))
    assert counts(cast, "leader") == (0, 0, 1)
    actions.accept_handover(cast.actor("colleague"), handover_id=one.pk)
    assert all(counts(cast, key) == (0, 0, 0) for key, *_rest in STAFF)


def test_a_request_stands_on_the_desk_of_whoever_has_it(cast: Cast) -> None:
    requested(cast)
    assert counts(cast, "caseworker") == (1, 0, 0)
    assert counts(cast, "colleague") == (0, 1, 0)


def test_what_goes_to_a_unit_stands_on_everybodys_desk_there_but_the_senders(cast: Cast) -> None:
    offered(cast, to_account_id=None, to_unit_id=cast.case.unit_id)
    assert [counts(cast, key)[0] for key in ("caseworker", "colleague", "leader", "counsellor")] == [0, 1, 1, 0]


def test_the_desk_names_who_is_responsible_until_then(cast: Cast) -> None:
    offered(cast)
    (item,), _count = desk.from_me(cast.actor("caseworker"), NINE)
    assert "until then Sara Sagsbehandler is responsible" in str(item.detail)
    assert item.person_id == cast.young_person.pk


def entries(cast: Cast, actor: Actor) -> list[str]:
    found = thread.entries(ThreadQuery(actor, cast.young_person.pk, None, NINE))
    return [f"{entry.title} {entry.detail} {'stalled' if entry.stalled else ''}".strip() for entry in found]


def test_the_thread_tells_it_and_a_late_one_is_stalled(cast: Cast) -> None:
    one = offered(cast)
    (told,) = entries(cast, cast.actor("contact_person"))
    assert "Sara Sagsbehandler to Karl Kollega" in told
    assert told.endswith("waits for Karl Kollega")
    Handover.objects.update(due_on=days_ago(1))
    assert entries(cast, cast.actor("contact_person"))[0].endswith("stalled")
    actions.accept_handover(cast.actor("colleague"), handover_id=one.pk)
    assert entries(cast, cast.actor("contact_person"))[0].endswith("taken over")


def test_the_thread_of_the_portal_tells_neither_requests_nor_refusals(cast: Cast) -> None:
    """Who wanted the young person, and who did not, is the staff's own."""
    one = requested(cast)
    assert entries(cast, young(cast)) == []
    actions.withdraw_handover(cast.actor("colleague"), handover_id=one.pk)
    assert entries(cast, young(cast)) == []
    two = offered(cast)
    assert len(entries(cast, young(cast))) == 1
    actions.refuse_handover(cast.actor("colleague"), handover_id=two.pk, reason="Too much else")
    assert entries(cast, young(cast)) == []
    assert len(entries(cast, cast.actor("caseworker"))) == 2


def test_the_thread_is_asked_before_a_day(cast: Cast) -> None:
    offered(cast)
    query = ThreadQuery(cast.actor("leader"), cast.young_person.pk, clock.today(), NINE)
    assert thread.entries(query) == []


def test_another_departments_handover_is_read_by_its_two_only(cast: Cast) -> None:
    """Health stands alone as an authority: that a case of its own changes hands is nobody else's business."""
    for key, name in (("nurse", "Nete"), ("other_nurse", "Nina")):
        cast.accounts[key] = make_colleague(key, name, Role.AUTHORITY_CASEWORKER, "health")
    case = make_case(cast.young_person, "health", cast.account("nurse"), law="sundhedsloven", discipline="health")
    cast_case, cast_health = cast.case, case
    object.__setattr__(cast, "case", cast_health)
    one = offered(cast, "other_nurse", by="nurse")
    object.__setattr__(cast, "case", cast_case)
    for key, sees in (("nurse", True), ("other_nurse", True), ("caseworker", False), ("leader", False)):
        actor = cast.actor(key)
        assert can_read(actor, one) is sees, key
        assert bool(entries(cast, actor)) is sees, key
        assert bool(queries.person_section(actor, cast.young_person.pk)["handovers"]) is sees, key
    with pytest.raises(NotVisible):
        queries.one_handover(cast.actor("caseworker"), one.pk)


def test_the_young_person_reads_who_and_when_and_never_the_note(cast: Cast) -> None:
    one = offered(cast, meeting_on=days_ago(-3))
    (told,) = queries.handovers_for_portal(young(cast), cast.young_person.pk)
    assert (told.from_name, told.to_name, told.is_under_way) == ("Sara Sagsbehandler", "Karl Kollega", True)
    assert told.meeting_on == days_ago(-3)
    assert not any(text in str(told) for text in (NOTE.works, NOTE.risks))
    actions.refuse_handover(cast.actor("colleague"), handover_id=one.pk, reason="No.")
    assert queries.handovers_for_portal(young(cast), cast.young_person.pk) == []
    requested(cast)
    assert queries.handovers_for_portal(young(cast), cast.young_person.pk) == []
    with pytest.raises(NotVisible):
        queries.handovers_for_portal(young(cast), cast.stranger.pk)


def test_predicate_and_queryset_agree_about_every_relation(cast: Cast) -> None:
    offered(cast, "other_caseworker")
    task_offered(cast, to_account_id=None, to_unit_id=cast.case.unit_id)
    for key, *_rest in STAFF:
        actor = cast.actor(key)
        listed = set(policies.visible(actor).values_list("pk", flat=True))
        for person in (cast.young_person, cast.stranger, cast.protected_person):
            assert (person.pk in listed) == bool(policies.roles_reaching(actor, person.pk) & _seeing(actor)), key


def _seeing(actor: Actor) -> frozenset[Role]:
    return actor.roles - {Role.SECRETARIAT}


@pytest.mark.parametrize("relation", ["handover_receiver", "handover_leader"])
def test_control_without_the_relation_the_receiver_sees_nothing(
    cast: Cast, relation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered(cast, "other_caseworker")
    key = "other_caseworker" if relation == "handover_receiver" else "other_leader"
    assert policies.visible(cast.actor(key)).filter(pk=cast.young_person.pk).exists()
    monkeypatch.delitem(person_relations._items, relation)
    assert not policies.visible(cast.actor(key)).filter(pk=cast.young_person.pk).exists()


def test_relations_reach_nobody_without_a_handover(cast: Cast) -> None:
    for key in ("colleague", "leader"):
        actor = cast.actor(key)
        assert not to_receive(actor, actor.grants).exists()
        decide = to_decide(actor, actor.grants)
        assert decide is not None
        assert not decide.exists()
    assert to_decide(cast.actor("operator"), ()) is None


def test_a_room_suggests_what_stands_in_the_note(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hint = NoteHint("test", lambda _actor, _person: {"agreements": "Call the landlord."})
    monkeypatch.setitem(note_hints._items, "test", hint)
    found = first_note(cast.actor("caseworker"), cast.young_person.pk, cast.case.pk)
    assert found["agreements"] == "Call the landlord."
    assert found["works"] == ""
