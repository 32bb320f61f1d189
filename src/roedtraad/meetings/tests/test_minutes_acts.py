# SPDX-License-Identifier: EUPL-1.2
"""Minutes are written, sent, answered, corrected and approved: by those who were there, and nobody's words are lost."""

import datetime as dt
from typing import Any

import pytest
from time_machine import travel

from roedtraad.audit.models import LogEntry
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.meetings.actions.minutes import correct_minutes, send_minutes, send_plain, write_minutes
from roedtraad.meetings.actions.minutes_answers import Said, answer_minutes, answer_own_minutes
from roedtraad.meetings.minutes_jobs import approve_minutes, chase_promises
from roedtraad.meetings.models import AgendaItem, Answer, ItemState, Minutes, MinutesState, Participant
from roedtraad.meetings.queries.minutes import begun_with, item_of, minutes_for, versions_for
from roedtraad.meetings.queries.minutes_portal import plain_minutes
from roedtraad.meetings.tests.making_minutes import held_for, land, make_line, make_sent
from roedtraad.notices.models import Notice
from roedtraad.organisation.terms import terms_on
from roedtraad.portal.tests.citizens import ALMA, PARENT, REPRESENTATIVE, Citizens, make_citizens
from tests.cast import Cast

pytestmark = pytest.mark.django_db
YES = Answer.APPROVES
NO = Answer.OBJECTS


def newest(actor: Actor, item: AgendaItem) -> str:
    found = minutes_for(actor, item_of(item.pk)).newest
    return found.mark if found else ""


def refused(code: str, act: Any, *args: Any, **values: Any) -> DomainError:
    with pytest.raises(DomainError) as error:
        act(*args, **values)
    assert error.value.code == code
    return error.value


def test_a_draft_begins_with_the_question_and_what_was_agreed(cast: Cast) -> None:
    item = held_for(cast)
    make_line(item, "Ringe til mester.", responsible=cast.account("contact_person"))
    make_line(item, "Stå op klokken syv")
    make_line(item, "Hvem gør det?", by_young_person=False)
    make_line(item, "Fortrudt", is_removed=True)
    text, plain = begun_with(item)
    assert item.question in text
    assert "Kirsten Kontakt" in text
    assert "Hvem gør det?" in text
    assert "Kirsten Kontakt: Ringe til mester. By" in plain
    assert "You: Stå op klokken syv. By" in plain
    assert "Hvem gør det?" not in plain
    assert "Fortrudt" not in text + plain


def test_a_draft_is_written_over_by_whoever_has_seen_it(cast: Cast) -> None:
    item, actor = held_for(cast), cast.actor("caseworker")
    write_minutes(actor, item_id=item.pk, text="Et", plain="")
    write_minutes(actor, item_id=item.pk, text="To", plain="Du", seen=newest(actor, item))
    page = minutes_for(actor, item)
    assert page.newest is not None
    assert (page.newest.number, page.newest.text, page.newest.plain, page.is_draft) == (1, "To", "Du", True)
    assert page.newest.written_by == "Sara Sagsbehandler"


def test_whoever_has_not_seen_what_another_wrote_gets_both_texts(cast: Cast) -> None:
    item, one, other = held_for(cast), cast.actor("caseworker"), cast.actor("contact_person")
    write_minutes(one, item_id=item.pk, text="Et", plain="")
    seen = newest(one, item)
    write_minutes(other, item_id=item.pk, text="Hendes", plain="Du", seen=seen)
    error = refused("minutes_changed", write_minutes, one, item_id=item.pk, text="Mit", plain="", seen=seen)
    assert (error.data["text"], error.data["plain"], error.data["by"]) == ("Hendes", "Du", "Kirsten Kontakt")
    write_minutes(one, item_id=item.pk, text="Begges", plain="Du", seen=error.data["version"])


@pytest.mark.parametrize("key", ["colleague", "leader", "counsellor"])
def test_who_reads_them_by_need_does_not_write_them(cast: Cast, key: str) -> None:
    item = held_for(cast)
    with pytest.raises((NotAllowed, NotVisible)):
        write_minutes(cast.actor(key), item_id=item.pk, text="Et", plain="")
    assert not Minutes.objects.exists()


@pytest.mark.parametrize("key", ["other_caseworker", "secretariat", "administrator", "data_protection_officer"])
def test_for_strangers_there_are_none(cast: Cast, key: str) -> None:
    item = make_sent(cast)
    for act in (minutes_for, versions_for):
        with pytest.raises(NotVisible):
            act(cast.actor(key), item)
    with pytest.raises(NotVisible):
        write_minutes(cast.actor(key), item_id=item.pk, text="Et", plain="")


def test_an_item_that_nobody_has_talked_about_has_no_minutes(cast: Cast) -> None:
    item = held_for(cast, state=ItemState.LISTED, began_at=None, ended_at=None)
    refused("item_not_met", write_minutes, cast.actor("caseworker"), item_id=item.pk, text="Et", plain="")


def test_a_draft_is_nobodys_yet(cast: Cast) -> None:
    item = held_for(cast)
    write_minutes(cast.actor("caseworker"), item_id=item.pk, text="Et", plain="Du")
    for key in ("colleague", "leader", "school_representative"):
        page = minutes_for(cast.actor(key), item)
        assert (page.newest, page.state, page.plain_sent_at) == (None, "", None)
    assert minutes_for(cast.actor("contact_person"), item).newest is not None


def test_sent_to_those_who_were_there_and_to_the_young_person_the_same_day(cast: Cast) -> None:
    citizens = make_citizens(cast)
    item = make_sent(cast)
    minutes = Minutes.objects.get()
    assert minutes.state == MinutesState.SENT
    assert minutes.sent_at is not None
    assert minutes.plain_sent_at is not None
    assert minutes.plain_sent_at.date() == minutes.sent_at.date()
    assert [one.text for one in plain_minutes(citizens.actor(ALMA), cast.young_person.pk)] == ["Du skal ringe."]
    assert minutes_for(cast.actor("colleague"), item).newest is not None


def test_no_notice_says_what_it_is_about(cast: Cast) -> None:
    make_citizens(cast)
    cast.accounts["contact_person"].email = "kirsten@example.invalid"
    cast.accounts["contact_person"].save()
    make_sent(cast)
    notices = list(Notice.objects.all())
    assert [one.address for one in notices if one.text == "minutes_wait"] == ["kirsten@example.invalid"]
    for one in notices:
        said = one.subject + one.body
        assert not any(word in said for word in ("Alma", "Nørgaard", "ringe", "team", "Vi talte"))


@pytest.mark.parametrize(("text", "plain", "code"), [("", "Du", "minutes_empty"), ("Et", "", "plain_missing")])
def test_nothing_is_sent_without_both_parts(cast: Cast, text: str, plain: str, code: str) -> None:
    item, actor = held_for(cast), cast.actor("caseworker")
    refused("minutes_empty", send_minutes, actor, item_id=item.pk, seen="")
    write_minutes(actor, item_id=item.pk, text=text, plain=plain)
    refused(code, send_minutes, actor, item_id=item.pk, seen=newest(actor, item))


def test_what_is_not_over_is_not_sent_and_what_another_wrote_is_not_sent_unseen(cast: Cast) -> None:
    item, actor = held_for(cast, state=ItemState.UNDER_WAY, ended_at=None), cast.actor("caseworker")
    write_minutes(actor, item_id=item.pk, text="Et", plain="Du")
    refused("item_not_ended", send_minutes, actor, item_id=item.pk, seen=newest(actor, item))
    refused("minutes_changed", send_plain, actor, item_id=item.pk, seen="")


def test_the_young_persons_part_can_go_first_and_is_then_fixed(cast: Cast) -> None:
    citizens, item, actor = make_citizens(cast), held_for(cast), cast.actor("caseworker")
    write_minutes(actor, item_id=item.pk, text="", plain="Du")
    send_plain(actor, item_id=item.pk, seen=newest(actor, item))
    refused("plain_is_there", send_plain, actor, item_id=item.pk, seen=newest(actor, item))
    values: dict[str, Any] = {"item_id": item.pk, "text": "Et", "seen": newest(actor, item)}
    refused("plain_is_sent", write_minutes, actor, plain="Noget andet", **values)
    write_minutes(actor, plain="Du", **values)
    at = Minutes.objects.get().plain_sent_at
    send_minutes(actor, item_id=item.pk, seen=newest(actor, item))
    assert Minutes.objects.get().plain_sent_at == at
    assert len(plain_minutes(citizens.actor(ALMA), cast.young_person.pk)) == 1
    refused("minutes_are_sent", write_minutes, actor, item_id=item.pk, text="Et", plain="Du")
    refused("minutes_are_sent", send_minutes, actor, item_id=item.pk, seen="")


def test_approved_when_all_who_were_asked_say_so(cast: Cast) -> None:
    item = make_sent(cast)
    answer_minutes(cast.actor("contact_person"), item_id=item.pk, said=Said(YES, 1))
    assert Minutes.objects.get().state == MinutesState.SENT
    answer_minutes(cast.actor("school_representative"), item_id=item.pk, said=Said(YES, 1))
    minutes = Minutes.objects.get()
    assert (minutes.state, minutes.approved_on) == (MinutesState.APPROVED, clock.today())


def test_an_objection_keeps_them_open_and_opens_what_was_approved(cast: Cast) -> None:
    citizens, item = make_citizens(cast), make_sent(cast)
    for key in ("contact_person", "school_representative"):
        answer_minutes(cast.actor(key), item_id=item.pk, said=Said(YES, 1))
    wrong = Said(NO, 1, "Det sagde jeg ikke")
    answer_own_minutes(citizens.actor(ALMA), item_id=item.pk, said=wrong)
    minutes = Minutes.objects.get()
    assert (minutes.state, minutes.approved_on) == (MinutesState.SENT, None)
    assert [one.text for one in minutes_for(cast.actor("caseworker"), item).objections] == ["Det sagde jeg ikke"]


def test_who_was_not_there_and_what_says_nothing_is_refused(cast: Cast) -> None:
    item = make_sent(cast)
    refused("minutes_not_there", answer_minutes, cast.actor("colleague"), item_id=item.pk, said=Said(YES, 1))
    actor = cast.actor("contact_person")
    refused("objection_says_what", answer_minutes, actor, item_id=item.pk, said=Said(NO, 1, "  "))
    refused("minutes_corrected_since", answer_minutes, actor, item_id=item.pk, said=Said(YES, 7))


def test_the_young_person_and_a_parent_who_were_not_there_say_it_as_well(cast: Cast) -> None:
    citizens, person = make_citizens(cast), cast.young_person
    item = make_sent(cast, unit="front_door")
    answer_own_minutes(citizens.actor(ALMA), item_id=item.pk, said=Said(NO, 1, "Nej"))
    answer_own_minutes(citizens.actor(ALMA), item_id=item.pk, said=Said(YES, 1))
    (row,) = plain_minutes(citizens.actor(ALMA), person.pk)
    assert (row.has_approved, row.objection) == (True, "")
    assert Participant.objects.get(is_young_person=True).attended is False


def test_a_parent_who_is_no_party_and_a_representative_read_nothing(cast: Cast) -> None:
    citizens, item = make_citizens(cast), make_sent(cast, unit="family")
    for key in (PARENT, REPRESENTATIVE):
        actor = citizens.actor(key)
        assert plain_minutes(actor, cast.young_person.pk, cast.guardian.pk) == []
        with pytest.raises(NotVisible):
            answer_own_minutes(actor, item_id=item.pk, said=Said(YES, 1), guardian_id=cast.guardian.pk)
        with pytest.raises(NotVisible):
            minutes_for(actor, item)


def test_a_parent_who_is_a_party_reads_the_plain_part_and_answers_as_themself(cast: Cast) -> None:
    citizens, item, mother = make_citizens(cast), make_sent(cast), cast.guardian.pk
    actor, person = citizens.actor(PARENT), cast.young_person.pk
    with pytest.raises(NotVisible):
        answer_own_minutes(actor, item_id=item.pk, said=Said(YES, 1))
    answer_own_minutes(actor, item_id=item.pk, said=Said(NO, 1, "Ikke hendes ord"), guardian_id=mother)
    assert [one.objection for one in plain_minutes(actor, person, mother)] == ["Ikke hendes ord"]
    assert [one.objection for one in plain_minutes(citizens.actor(ALMA), person)] == [""]
    with pytest.raises(NotVisible):
        minutes_for(actor, item)


def test_a_correction_keeps_the_wording_before_and_goes_out_again(cast: Cast) -> None:
    item, actor = make_sent(cast), cast.actor("caseworker")
    answer_minutes(cast.actor("contact_person"), item_id=item.pk, said=Said(NO, 1, "Forkert"))
    values: dict[str, Any] = {
        "item_id": item.pk,
        "text": "Rettet",
        "plain": "Du skal skrive.",
        "seen": newest(actor, item),
    }
    refused("correction_why", correct_minutes, actor, reason=" ", **values)
    same = {**values, "text": "Vi talte om sommeren.", "plain": "Du skal ringe."}
    refused("nothing_corrected", correct_minutes, actor, reason="Fejl", **same)
    refused("minutes_empty", correct_minutes, actor, reason="Fejl", **{**values, "plain": ""})
    before = Minutes.objects.get().plain_sent_at
    correct_minutes(actor, reason="Datoen var forkert", **values)
    minutes = Minutes.objects.get()
    assert (minutes.version, minutes.state) == (2, MinutesState.SENT)
    assert minutes.plain_sent_at != before
    assert [(one.number, one.text, one.reason) for one in versions_for(actor, item)] == [
        (2, "Rettet", "Datoen var forkert"), (1, "Vi talte om sommeren.", ""),
    ]  # fmt: skip
    assert minutes_for(actor, item).answers == ()
    refused("minutes_changed", correct_minutes, actor, reason="Igen", **values)


def test_a_draft_is_changed_and_not_corrected(cast: Cast) -> None:
    item, actor = held_for(cast), cast.actor("caseworker")
    values = {"item_id": item.pk, "text": "Et", "plain": "Du", "reason": "Fejl", "seen": ""}
    refused("minutes_not_sent", correct_minutes, actor, **values)


def test_silence_approves_after_the_last_day_and_not_before(cast: Cast) -> None:
    make_sent(cast)
    today = clock.today()
    answer_by = terms_on(today).after("minutes_answer", today)
    for day, state in ((answer_by, MinutesState.SENT), (answer_by + dt.timedelta(days=3), MinutesState.APPROVED)):
        with travel(dt.datetime.combine(day, dt.time(12), dt.UTC), tick=False):
            approve_minutes()
            approve_minutes()
        assert Minutes.objects.get().state == state
    assert LogEntry.objects.filter(act="minutes_approved").count() == 1


def test_silence_approves_nothing_that_somebody_objects_to(cast: Cast) -> None:
    item = make_sent(cast)
    answer_minutes(cast.actor("contact_person"), item_id=item.pk, said=Said(NO, 1, "Forkert"))
    with travel(clock.now() + dt.timedelta(days=60), tick=False):
        approve_minutes()
    assert Minutes.objects.get().state == MinutesState.SENT


def test_everybody_is_reminded_once_before_their_promise_is_late(cast: Cast) -> None:
    citizens = make_citizens(cast)
    assert isinstance(citizens, Citizens)
    for key in ("contact_person", "colleague"):
        cast.accounts[key].email = f"{key}@example.invalid"
        cast.accounts[key].save()
    item = held_for(cast)
    soon, far = terms_on(clock.today()).after("agreement_notice", clock.today()), clock.today() + dt.timedelta(days=40)
    make_line(item, "Ringe", responsible=cast.account("contact_person"), due_on=soon)
    make_line(item, "far", responsible=cast.account("colleague"), due_on=far)
    make_line(item, "hers", due_on=soon)
    land(cast, item)
    for _time in range(2):
        chase_promises()
    assert [one.address for one in Notice.objects.filter(text="promise_due")] == ["contact_person@example.invalid"]
    assert LogEntry.objects.filter(act="promise_reminded").count() == 2
    assert not any("Ringe" in one.body or "Alma" in one.body for one in Notice.objects.filter(text="promise_due"))
