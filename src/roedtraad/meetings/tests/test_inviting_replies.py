# SPDX-License-Identifier: EUPL-1.2
"""Answers, substitutes, wishes; being told again and reminded."""

import datetime as dt
from collections.abc import Callable

import pytest

from roedtraad.audit.models import LogEntry
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role, system_actor
from roedtraad.kernel.calendar import add_working_days
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.meetings.actions.calendar import Moved, cancel_meeting, move_meeting
from roedtraad.meetings.actions.inviting import invite, propose_participants, remove_participant
from roedtraad.meetings.actions.inviting_keeping import remind_unanswered, tell_again, tell_behind
from roedtraad.meetings.actions.inviting_replies import (
    Answered,
    bring_support,
    reply,
    set_way,
    substitute,
    write_wish,
)
from roedtraad.meetings.models import AgendaItem, ItemState, Meeting, Participant, Reply, Task, Way
from roedtraad.meetings.tests.making_inviting import make_item, make_meeting, make_participant
from roedtraad.notices.models import Notice
from roedtraad.people import policies as people
from tests.cast import Cast, make_case

pytestmark = pytest.mark.django_db
YES, NO = Answered(Reply.YES), Answered(Reply.NO)


def alma_herself(cast: Cast) -> Actor:
    return Actor(0, "Alma", (Grant(Role.YOUNG_PERSON, person_id=cast.young_person.pk),), on=clock.today())


def her_mother(cast: Cast) -> Actor:
    return Actor(0, "mor", (Grant(Role.GUARDIAN, person_id=cast.young_person.pk),), on=clock.today())


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    """Alma's item with everybody invited, her mother among them."""
    make_case(cast.young_person, "front_door", law="KUI", discipline="guidance")
    for key in ("contact_person", "caseworker", "colleague"):
        cast.account(key).email = f"{key}@example.invalid"
        cast.account(key).save()
    made = make_item(cast.young_person)
    propose_participants(cast.actor("caseworker"), item_id=made.pk)
    invite(cast.actor("caseworker"), item_id=made.pk)
    Notice.objects.all().delete()
    return made


def part(item: AgendaItem, cast: Cast, key: str) -> Participant:
    return item.participants.get(account=cast.account(key))


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(DomainError) as error:
        act()
    assert error.value.code == code


def test_a_colleague_answers_for_themself_and_nobody_for_them(cast: Cast, item: AgendaItem) -> None:
    mine = part(item, cast, "contact_person")
    reply(cast.actor("contact_person"), participant_id=mine.pk, answer=Answered(Reply.YES, Way.THROUGH_GUIDE, "Kommer"))
    mine.refresh_from_db()
    assert (mine.reply, mine.way, mine.reply_note) == ("yes", "through_guide", "Kommer")
    with pytest.raises(NotAllowed):
        reply(cast.actor("caseworker"), participant_id=mine.pk, answer=NO)
    with pytest.raises(NotVisible):
        reply(cast.actor("other_caseworker"), participant_id=mine.pk, answer=NO)


def test_the_young_person_and_her_mother_answer_for_themselves(cast: Cast, item: AgendaItem) -> None:
    hers, mothers = item.participants.get(is_young_person=True), item.participants.get(guardian=cast.guardian)
    reply(alma_herself(cast), participant_id=hers.pk, answer=Answered(Reply.YES, Way.IN_WRITING))
    reply(her_mother(cast), participant_id=mothers.pk, answer=YES, guardian_id=cast.guardian.pk)
    assert set(item.participants.filter(account=None).values_list("reply", flat=True)) == {"yes"}
    for actor, one, guardian in (
        (alma_herself(cast), mothers, None), (her_mother(cast), hers, cast.guardian.pk), (her_mother(cast), mothers, 987),
    ):  # fmt: skip
        with pytest.raises(NotVisible):
            reply(actor, participant_id=one.pk, answer=NO, guardian_id=guardian)


def test_what_somebody_has_said_is_written_down_for_them(cast: Cast, item: AgendaItem) -> None:
    hers = item.participants.get(is_young_person=True)
    reply(cast.actor("contact_person"), participant_id=hers.pk, answer=YES)
    write_wish(cast.actor("contact_person"), participant_id=hers.pk, words=" Et sted at bo ")
    hers.refresh_from_db()
    assert (hers.reply, hers.wish) == ("yes", "Et sted at bo")


def test_a_wish_is_a_citizens(cast: Cast, item: AgendaItem) -> None:
    mine = part(item, cast, "contact_person")
    refused("wish_of_citizens", lambda: write_wish(cast.actor("contact_person"), participant_id=mine.pk, words="Ja"))
    hers = item.participants.get(is_young_person=True)
    write_wish(alma_herself(cast), participant_id=hers.pk, words="Jeg vil være tømrer")
    hers.refresh_from_db()
    assert hers.wish == "Jeg vil være tømrer"


def test_by_video_only_where_there_is_a_link(cast: Cast, item: AgendaItem) -> None:
    hers = item.participants.get(is_young_person=True)
    refused("no_video_link", lambda: set_way(alma_herself(cast), participant_id=hers.pk, way=Way.VIDEO))
    Meeting.objects.update(video_link="https://video.example.invalid/1")
    set_way(alma_herself(cast), participant_id=hers.pk, way=Way.VIDEO)
    hers.refresh_from_db()
    assert hers.way == "video"


def test_whoever_leads_lets_the_contact_person_speak_for_a_colleague(cast: Cast, item: AgendaItem) -> None:
    mine = part(item, cast, "caseworker")
    set_way(cast.actor("contact_person"), participant_id=mine.pk, way=Way.THROUGH_GUIDE)
    mine.refresh_from_db()
    assert (mine.way, mine.reply) == ("through_guide", "none")


def test_the_young_person_brings_somebody_along(cast: Cast, item: AgendaItem) -> None:
    hers = item.participants.get(is_young_person=True)
    made = bring_support(alma_herself(cast), participant_id=hers.pk, name=" Min storesøster ")
    assert (made.outside_name, made.task, made.reply) == ("Min storesøster", Task.SUPPORT, "yes")
    refused(
        "takes_part_already", lambda: bring_support(alma_herself(cast), participant_id=hers.pk, name="Min storesøster")
    )
    refused("support_unnamed", lambda: bring_support(alma_herself(cast), participant_id=hers.pk, name=" "))
    mothers = item.participants.get(guardian=cast.guardian)
    refused(
        "support_of_young_person",
        lambda: bring_support(cast.actor("contact_person"), participant_id=mothers.pk, name="En til"),
    )


def test_a_substitute_from_the_same_unit_is_invited_instead(cast: Cast, item: AgendaItem) -> None:
    mine = part(item, cast, "caseworker")
    sara = cast.actor("caseworker")
    refused(
        "substitute_from_elsewhere",
        lambda: substitute(sara, participant_id=mine.pk, account_id=cast.account("other_caseworker").pk),
    )
    made = substitute(sara, participant_id=mine.pk, account_id=cast.account("colleague").pk)
    mine.refresh_from_db()
    assert (mine.reply, made.stands_in_for, made.task) == ("no", mine, mine.task)
    assert Notice.objects.get().address == "colleague@example.invalid"
    refused(
        "substitute_already",
        lambda: substitute(sara, participant_id=mine.pk, account_id=cast.account("colleague").pk),
    )


def test_a_settled_item_takes_no_answer(cast: Cast, item: AgendaItem) -> None:
    AgendaItem.objects.update(state=ItemState.TREATED)
    hers = item.participants.get(is_young_person=True)
    refused("item_settled", lambda: reply(alma_herself(cast), participant_id=hers.pk, answer=NO))
    AgendaItem.objects.update(state=ItemState.LISTED)
    refused("answer_missing", lambda: reply(alma_herself(cast), participant_id=hers.pk, answer=Answered(Reply.NONE)))


def test_with_a_no_the_person_is_out_of_sight(cast: Cast, item: AgendaItem) -> None:
    one = make_participant(item, cast.account("other_caseworker"))
    actor = cast.actor("other_caseworker")
    reply(actor, participant_id=one.pk, answer=NO)
    assert not people.visible(actor).filter(pk=cast.young_person.pk).exists()
    reply(actor, participant_id=one.pk, answer=YES)
    assert people.visible(actor).filter(pk=cast.young_person.pk).exists(), "one may change one's mind"


def _move(cast: Cast, item: AgendaItem) -> None:
    day = add_working_days(item.meeting.held_on, 1)
    move_meeting(cast.actor("leader"), meeting_id=item.meeting_id, moved=Moved(day, dt.time(13), 60, "Biblioteket"))


def test_a_moved_meeting_is_told_again_once_and_the_answers_begin_anew(cast: Cast, item: AgendaItem) -> None:
    mine = part(item, cast, "contact_person")
    reply(cast.actor("contact_person"), participant_id=mine.pk, answer=YES)
    _move(cast, item)
    assert tell_again(cast.actor("leader"), meeting_id=item.meeting_id) == 4
    assert {one.text for one in Notice.objects.all()} == {"meeting_changed"}
    mine.refresh_from_db()
    assert (mine.reply, mine.invited_sequence) == ("none", 1)
    before = LogEntry.objects.count()
    tell_behind()
    assert (Notice.objects.count(), LogEntry.objects.count()) == (4, before), "again tells nobody"


def test_the_worker_tells_by_itself(cast: Cast, item: AgendaItem) -> None:
    _move(cast, item)
    tell_behind()
    assert Notice.objects.filter(text="meeting_changed").count() == 4
    assert "http" in Notice.objects.filter(text="meeting_changed").first().body  # type: ignore[union-attr]


def test_a_cancelled_meeting_is_told_as_off(cast: Cast, item: AgendaItem) -> None:
    cancel_meeting(cast.actor("leader"), meeting_id=item.meeting_id, because="Sygdom")
    tell_behind()
    tell_behind()
    assert [one.text for one in Notice.objects.all()] == ["meeting_off"] * 4


def test_what_is_taken_off_the_agenda_is_told_as_off(cast: Cast, item: AgendaItem) -> None:
    AgendaItem.objects.update(state=ItemState.WITHDRAWN, state_because="Løst")
    tell_behind()
    assert [one.text for one in Notice.objects.all()] == ["meeting_off"] * 4


def test_one_who_sits_in_many_items_is_told_once(cast: Cast, item: AgendaItem) -> None:
    other = make_item(cast.protected_person, item.meeting)
    make_participant(other, cast.account("contact_person"))
    invite(system_actor(clock.today()), item_id=other.pk)
    Notice.objects.all().delete()
    _move(cast, item)
    tell_behind()
    assert Notice.objects.filter(address="contact_person@example.invalid").count() == 1


def test_strangers_tell_nobody(cast: Cast, item: AgendaItem) -> None:
    with pytest.raises(NotAllowed):
        tell_again(cast.actor("contact_person"), meeting_id=item.meeting_id)


def test_whoever_is_taken_off_is_told(cast: Cast, item: AgendaItem) -> None:
    remove_participant(cast.actor("caseworker"), participant_id=part(item, cast, "contact_person").pk)
    assert [(one.text, one.address) for one in Notice.objects.all()] == [
        ("meeting_off", "contact_person@example.invalid")
    ]


def test_who_has_not_answered_is_reminded_once_shortly_before(cast: Cast, item: AgendaItem) -> None:
    reply(cast.actor("contact_person"), participant_id=part(item, cast, "contact_person").pk, answer=YES)
    remind_unanswered()
    assert not Notice.objects.exists(), "three weeks before is too early"
    Meeting.objects.update(held_on=add_working_days(clock.today(), 2))
    remind_unanswered()
    remind_unanswered()
    assert [one.text for one in Notice.objects.all()] == ["meeting_reminded"] * 3


def test_control_without_the_day_everybody_would_be_reminded_at_once(cast: Cast, item: AgendaItem) -> None:
    Meeting.objects.update(held_on=clock.today())
    remind_unanswered()
    assert Notice.objects.count() == 4


def test_nobody_is_told_of_a_meeting_that_is_past(cast: Cast, item: AgendaItem) -> None:
    Meeting.objects.update(held_on=clock.today() - dt.timedelta(days=1), sequence=5)
    tell_behind()
    assert not Notice.objects.exists()


def test_a_young_person_who_takes_part_twice_is_told_of_each(cast: Cast, item: AgendaItem) -> None:
    other = make_item(cast.young_person, make_meeting("plenary"))
    propose_participants(cast.actor("caseworker"), item_id=other.pk)
    told = invite(cast.actor("caseworker"), item_id=other.pk)
    assert told.told == 4
