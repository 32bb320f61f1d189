# SPDX-License-Identifier: EUPL-1.2
"""The demo's meetings: a month of them with agendas, minutes and what came of the agreements, and the next ones prepared.

Between two sweeps happens what staff would have done: agendas make themselves, the chair prepares and invites, the meeting is held,
minutes go out the same day. Everything is done by the same acts as on the screen.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from django.db.models import Q

from roedtraad.cases.models import ContactPerson
from roedtraad.demo.events import Event, demo_account, happen, on_duty
from roedtraad.demo.meeting_tales import ITEMS, ToldItem, ToldLine
from roedtraad.kernel.actor import Actor, Role, system_actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.meetings.actions import (
    agenda,
    calendar,
    inviting,
    inviting_replies,
    minutes,
    minutes_answers,
    sitting,
    sitting_decisions,
)
from roedtraad.meetings.actions.calendar import Called
from roedtraad.meetings.actions.calendar_seats import Seating, give_seat
from roedtraad.meetings.actions.inviting_replies import Answered
from roedtraad.meetings.actions.minutes_answers import Said
from roedtraad.meetings.actions.minutes_holding import mark_of
from roedtraad.meetings.actions.sitting import LineDraft
from roedtraad.meetings.minutes_jobs import approve_minutes
from roedtraad.meetings.models import (
    OPEN_ITEMS,
    AgendaItem,
    Answer,
    DecisionRequest,
    DecisionState,
    Meeting,
    MeetingState,
    Participant,
    Reply,
)
from roedtraad.meetings.queries import minutes as reading
from roedtraad.meetings.queries.calendar import CHAIR
from roedtraad.organisation.models import Account, RoleAssignment, Unit
from roedtraad.organisation.profile import Forum, Member
from roedtraad.organisation.queries import profile_on
from roedtraad.plans import step_actions as steps
from roedtraad.plans.models import Agreement, AgreementState
from roedtraad.portal.models import IdentityKind, PortalIdentity
from roedtraad.portal.policies import citizen_actor

BEGUN: Final = 35
"""How many days ago the municipality began to hold its meetings here."""
_REACHED, _APPROVED, _GRANTED = 3, 2, 5
_SLOW: Final = 3
"""One colleague in so many has not answered yet."""
_CALLED_AHEAD: Final = 9
_CHAIRS: Final = {"plenary": "sagsbehandler", "cross_team": "kontaktperson"}
_REFUSALS: Final = (DomainError, NotAllowed, NotVisible)
"""What staff may be told when they try: the demo then goes on without it, as they would."""


def between(swept_on: dt.date, until: dt.date, today: dt.date) -> None:
    """What happens from a sweep until the next one: agendas make themselves, and the meetings of these days are held."""
    ago = (today - swept_on).days
    if ago > BEGUN or demo_account("leder") is None:
        return
    events = [Event(ago, _begin)] if ago == BEGUN else []
    events += [Event(ago, _compose)]
    happen(events, today)
    held = Meeting.objects.filter(state=MeetingState.PLANNED, held_on__gte=swept_on, held_on__lt=until)
    happen([event for meeting in held for event in _of(meeting, today)], today)


def ahead(today: dt.date) -> None:
    """The agendas of the days to come, with the next meetings prepared and people asked; and a meeting that a case has called."""
    if demo_account("leder") is None:
        return
    happen([Event(0, _compose), Event(0, _call)], today)
    coming = Meeting.objects.filter(
        state=MeetingState.PLANNED, held_on__gte=today, held_on__lt=today + dt.timedelta(days=15)
    )
    happen(
        [Event(0, partial(_prepare, meeting.pk)) for meeting in coming.filter(items__isnull=False).distinct()], today
    )


def _begin(on: dt.date) -> None:
    """Who sits where, and when the forums meet."""
    calendar.plan_calendar(system_actor(on, "demo"), on=on)
    leader = demo_account("leder")
    assert leader is not None
    for forum in profile_on(on).forums:
        if forum.in_force(on) and not forum.without_cases:
            _give_seats(on_duty(leader, on), forum, on)


def _give_seats(actor: Actor, forum: Forum, on: dt.date) -> None:
    chair = demo_account(_CHAIRS.get(forum.kind, "leder")) or demo_account("leder")
    seats = {CHAIR: chair, **{member.seat: _somebody_for(member) for member in forum.fixed_members}}
    for seat, account in seats.items():
        if account is not None:
            give_seat(actor, forum=forum.id, seating=Seating(seat, account.pk, None, on))


def _somebody_for(member: Member) -> Account | None:
    """A colleague who fits the seat; those whom one can sign in as come first."""
    working = RoleAssignment.objects.filter(
        role__in=(Role.AUTHORITY_CASEWORKER, Role.GUIDANCE_COUNSELLOR, Role.CONTACT_PERSON), unit__isnull=False
    )
    if member.unit:
        working = working.filter(unit__code=member.unit)
    elif member.discipline:
        units = [unit.pk for unit in Unit.objects.filter(is_active=True) if member.discipline in unit.disciplines]
        working = working.filter(unit__in=units)
    else:
        return None
    found = working.select_related("account").order_by("-account__is_demo", "account_id").first()
    return found.account if found else None


def _compose(on: dt.date) -> None:
    calendar.plan_calendar(system_actor(on, "demo"), on=on)
    agenda.compose_agendas(system_actor(on, "demo"), on=on)
    approve_minutes()


def _call(on: dt.date) -> None:
    """A contact person calls a meeting about somebody whom they follow, in a forum that is called when a case needs it."""
    caller = demo_account("kontaktperson")
    forum = next((one for one in profile_on(on).forums if _is_called(one, on)), None)
    if caller is None or forum is None:
        return
    followed = ContactPerson.objects.filter(account=caller, is_coordinating=True, ended_on__isnull=True)
    for person_id in followed.order_by("-young_person__born_on").values_list("young_person_id", flat=True)[:2]:
        called = Called(
            on + dt.timedelta(days=_CALLED_AHEAD),
            dt.time(14),
            ITEMS[0].question,
            "Flere hjælper, og ingen ved hvem der gør hvad.",
        )
        try:
            calendar.call_meeting(on_duty(caller, on), forum=forum.id, person_id=person_id, called=called)
        except _REFUSALS:
            continue


def _is_called(forum: Forum, on: dt.date) -> bool:
    return forum.in_force(on) and forum.is_called and forum.kind == "network_meeting" and not forum.closed_circle


def _of(meeting: Meeting, today: dt.date) -> Iterator[Event]:
    """What happens around one meeting that lies in the past."""
    ago = (today - meeting.held_on).days
    yield Event(ago + 1, partial(_prepare, meeting.pk))
    yield Event(ago, partial(_hold, meeting.pk))
    yield Event(max(ago - _APPROVED, 0), partial(_approve, meeting.pk))
    if ago > _GRANTED:
        yield Event(ago - _GRANTED, partial(_decide, meeting.pk))
    for line in {line.days for told in ITEMS for line in told.lines if line.outcome}:
        if ago - line >= 0:
            yield Event(ago - line, partial(_keep, meeting.pk, line))


def _chair(meeting: Meeting, on: dt.date) -> Actor | None:
    return on_duty(meeting.chair, on) if meeting.chair else None


def _told(item: AgendaItem) -> ToldItem:
    return ITEMS[item.young_person_id % len(ITEMS)]


def _items(meeting: Meeting) -> Sequence[AgendaItem]:
    return list(meeting.items.filter(state__in=OPEN_ITEMS).select_related("unit").order_by("order", "pk"))


def _prepare(meeting_id: int, on: dt.date) -> None:
    """The chair says what is to be answered and who decides, proposes who comes, and asks them."""
    meeting = Meeting.objects.select_related("chair").get(pk=meeting_id)
    actor = _chair(meeting, on)
    if actor is None or meeting.state != MeetingState.PLANNED:
        return
    for item in _items(meeting)[:_REACHED]:
        prepared = agenda.Prepared(_told(item).question, decider_unit_id=item.unit_id, payer_id=item.unit_id)
        try:
            agenda.prepare(actor, item_id=item.pk, prepared=prepared)
            inviting.propose_participants(actor, item_id=item.pk)
            inviting.invite(actor, item_id=item.pk)
        except _REFUSALS:
            continue
        _answer(item, on)


def _answer(item: AgendaItem, on: dt.date) -> None:
    """Most colleagues come; the young person says what they want from it, where they have come into the portal."""
    asked = list(Participant.objects.filter(item=item, account__isnull=False).select_related("account").order_by("pk"))
    for number, one in enumerate(asked):
        if number % _SLOW and one.account is not None:
            inviting_replies.reply(on_duty(one.account, on), participant_id=one.pk, answer=Answered(Reply.YES))
    young = Participant.objects.filter(item=item, is_young_person=True).first()
    identity = PortalIdentity.objects.filter(young_person_id=item.young_person_id, kind=IdentityKind.SELF).first()
    if young is None or identity is None:
        return
    actor = citizen_actor(identity.pk, on)
    if item.young_person_id in actor.own_person_ids:
        inviting_replies.write_wish(actor, participant_id=young.pk, words=_told(item).wish)


def _hold(meeting_id: int, on: dt.date) -> None:
    """The first few are talked about; the rest go on to the next meeting."""
    meeting = Meeting.objects.select_related("chair").get(pk=meeting_id)
    actor = _chair(meeting, on)
    if actor is None or meeting.state != MeetingState.PLANNED:
        return
    if not _items(meeting):
        calendar.cancel_meeting(actor, meeting_id=meeting.pk, because="Der er ingen på dagsordenen.")
        return
    sitting.open_meeting(actor, meeting_id=meeting.pk)
    for item in _items(meeting)[:_REACHED]:
        try:
            _talk_about(actor, item, on)
        except _REFUSALS:
            continue
    sitting.close_meeting(actor, meeting_id=meeting.pk)


def _talk_about(actor: Actor, item: AgendaItem, on: dt.date) -> None:
    sitting.begin_item(actor, item_id=item.pk)
    there = Participant.objects.filter(item=item).exclude(reply=Reply.NO)
    sitting.tick_present(actor, item_id=item.pk, here=list(there.values_list("pk", flat=True)))
    for told in _told(item).lines:
        sitting.write_line(actor, item_id=item.pk, line=_line(actor, item, told, on), seen=None)
    sitting.end_item(actor, item_id=item.pk, remove_unfinished=True)
    _text, plain = reading.begun_with(item)
    written = minutes.write_minutes(actor, item_id=item.pk, text=_told(item).text, plain=plain)
    minutes.send_minutes(actor, item_id=item.pk, seen=mark_of(written.versions.last()))


def _line(actor: Actor, item: AgendaItem, told: ToldLine, on: dt.date) -> LineDraft:
    young = told.doer == "young"
    return LineDraft(
        key=uuid.uuid5(uuid.NAMESPACE_OID, f"{item.pk} {told.what}"), what=told.what, area=told.area,
        responsible_id=None if young else _doer(actor, item, told.doer), by_young_person=young,
        due_on=on + dt.timedelta(days=told.days), decided_here=told.decided == "here",
        decided_unit_id=item.unit_id if told.decided == "unit" else None, decided_by_young_person=told.decided == "young",
        paid_by_id=item.unit_id if told.costs else None, costs_nothing=not told.costs,
    )  # fmt: skip


def _doer(actor: Actor, item: AgendaItem, who: str) -> int | None:
    """The contact person, another who takes part, or whoever leads the meeting."""
    contact = ContactPerson.objects.filter(
        young_person=item.young_person_id, is_coordinating=True, ended_on__isnull=True
    )
    members = Participant.objects.filter(item=item, account__isnull=False).exclude(account_id=actor.account_id or 0)
    found = (
        contact.values_list("account_id", flat=True)
        if who == "contact"
        else members.values_list("account_id", flat=True)
    )
    return (found.first() if who != "chair" else None) or actor.account_id


def _approve(meeting_id: int, on: dt.date) -> None:
    """Those who were there approve the minutes, but for the last one, who has not got round to it."""
    there = Participant.objects.filter(Q(attended=True), item__meeting=meeting_id, account__isnull=False)
    for item in AgendaItem.objects.filter(meeting=meeting_id, written__isnull=False).select_related("written"):
        for one in there.filter(item=item).select_related("account").order_by("pk")[:2]:
            assert one.account is not None
            try:
                said = Said(Answer.APPROVES, item.written.version)
                minutes_answers.answer_minutes(on_duty(one.account, on), item_id=item.pk, said=said)
            except _REFUSALS:
                continue


def _decide(meeting_id: int, on: dt.date) -> None:
    """Whoever may decide says yes to the first thing that the meeting could not grant; the others wait."""
    request = DecisionRequest.objects.filter(item__meeting=meeting_id, state=DecisionState.OPEN).first()
    if request is None:
        return
    for account in sitting_decisions.who_answers(request, on)[:1]:
        try:
            sitting.answer_decision(
                on_duty(account, on), request_id=request.pk, granted=True, answer="Bevilget i tre måneder."
            )
        except _REFUSALS:
            return


def _keep(meeting_id: int, days: int, on: dt.date) -> None:
    """What was agreed is done in time, or a little late; some things wait still."""
    done = {line.what for told in ITEMS for line in told.lines if line.days == days and line.outcome == "done"}
    rows = Agreement.objects.filter(meeting_line__item__meeting=meeting_id, what__in=done, responsible__isnull=False)
    for one in rows.select_related("responsible", "plan"):
        assert one.responsible is not None
        try:
            steps.set_agreement_state(
                on_duty(one.responsible, on), person_id=one.plan.young_person_id, agreement_id=one.pk,
                state=AgreementState.DONE,
            )  # fmt: skip
        except _REFUSALS:
            continue
