# SPDX-License-Identifier: EUPL-1.2
"""Acts on who sits in a forum, and who leads a meeting."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.staff import colleagues, leaders_of, unit_of
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.kernel.locks import Lock, hold
from roedtraad.kernel.rights import Right
from roedtraad.meetings.actions.calendar import locked_meeting
from roedtraad.meetings.actions.calendar_planning import require_planner
from roedtraad.meetings.models import OPEN_ITEMS, ForumSeat, Meeting, MeetingState
from roedtraad.meetings.queries.calendar import CHAIR, forum_last, forum_on, sits_in
from roedtraad.organisation.models import Unit

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seating:
    """Who sits in a seat from a day on, and who comes instead."""

    seat: str
    account_id: int
    substitute_id: int | None
    valid_from: dt.date


@transaction.atomic
def give_seat(actor: Actor, *, forum: str, seating: Seating) -> ForumSeat:
    """Give somebody a seat in a forum from a day on; whoever had it until then has it until the day before.

    The seat `chair` also gives the forum's planned meetings from that day their leader. Refuses whoever may not plan meetings, a forum
    or seat that is not there on that day, somebody who is not at work then, and a substitute who is the same.
    """
    require_planner(actor)
    hold(Lock.CALENDAR)
    found = forum_on(forum, seating.valid_from)
    if found is None:
        raise DomainError("forum_not_there", _("There is no such forum on that day."))
    if seating.seat != CHAIR and seating.seat not in {member.seat for member in found.fixed_members}:
        raise DomainError("seat_not_there", _("The forum has no such seat on that day."))
    if seating.account_id == seating.substitute_id:
        raise DomainError("substitute_is_member", _("The substitute must be somebody else."))
    _refuse_away(seating)
    rows = ForumSeat.objects.filter(forum=forum, seat=seating.seat)
    before = rows.filter(valid_from__lt=seating.valid_from).order_by("-valid_from").first()
    after = rows.filter(valid_from__gt=seating.valid_from).order_by("valid_from").first()
    if before and (before.valid_to is None or before.valid_to >= seating.valid_from):
        before.valid_to = seating.valid_from - _DAY
        before.save(update_fields=["valid_to"])
    made, _is_new = ForumSeat.objects.update_or_create(
        forum=forum, seat=seating.seat, valid_from=seating.valid_from,
        defaults={
            "account_id": seating.account_id, "substitute_id": seating.substitute_id,
            "valid_to": after.valid_from - _DAY if after else None,
        },
    )  # fmt: skip
    if seating.seat == CHAIR:
        _lead_from(made, before)
    values = {"forum": forum, "seat": made.seat, "account": made.account_id, "substitute": made.substitute_id}
    record_change(actor, Record("seat_given", "forum_seat", made.pk, values={**values, "from": made.valid_from}))
    return made


def _refuse_away(seating: Seating) -> None:
    right = Right.PREPARE_MEETINGS if seating.seat == CHAIR else Right.SEE_MEETINGS
    wanted = {one for one in (seating.account_id, seating.substitute_id) if one}
    if colleagues(right, seating.valid_from).filter(pk__in=wanted).count() != len(wanted):
        raise DomainError(
            "seat_for_nobody", _("This colleague does not work here then, or has no role that takes part in meetings.")
        )


def _lead_from(seat: ForumSeat, before: ForumSeat | None) -> None:
    """Planned meetings whose leader nobody has chosen get the new one; those that went to somebody by name keep them."""
    rows = Meeting.objects.filter(forum=seat.forum, state=MeetingState.PLANNED, by_cadence=True)
    rows = rows.filter(held_on__gte=seat.valid_from)
    if seat.valid_to:
        rows = rows.filter(held_on__lte=seat.valid_to)
    usual = Q(chair__isnull=True) | Q(chair_id=before.account_id if before else 0)
    rows.filter(usual).update(chair=seat.account_id)


@transaction.atomic
def end_seat(actor: Actor, *, seat_id: int, last_day: dt.date) -> None:
    """End somebody's seat; nobody has it after `last_day`, and the forum's page says so.

    Refuses whoever may not plan meetings, and a day before the seat began.
    """
    require_planner(actor)
    seat = ForumSeat.objects.select_for_update().filter(pk=seat_id).first()
    if seat is None:
        raise NotVisible
    if last_day < seat.valid_from:
        raise DomainError("seat_ends_first", _("The seat begins later than that. Choose a later day."))
    seat.valid_to = last_day
    seat.save(update_fields=["valid_to"])
    record_change(
        actor, Record("seat_ended", "forum_seat", seat.pk, values={"forum": seat.forum, "last_day": last_day})
    )


@transaction.atomic
def name_chair(actor: Actor, *, meeting_id: int, account_id: int) -> Meeting:
    """Say who leads a planned meeting, and so sees everybody on its agenda, whom the log names.

    Refuses whoever may not change it, somebody who is not at work or prepares no meetings, and in a closed circle somebody without a
    seat in it.
    """
    meeting = locked_meeting(actor, meeting_id)
    if not colleagues(Right.PREPARE_MEETINGS, actor.on).filter(pk=account_id).exists():
        raise DomainError(
            "chair_cannot_lead", _("This colleague does not work here, or has no role that leads meetings.")
        )
    found = forum_last(meeting.forum, meeting.held_on)
    if found is not None and found.closed_circle and not sits_in(account_id, meeting.forum, meeting.held_on):
        raise DomainError(
            "closed_circle",
            _(
                "This forum is a closed circle: by law only its named partners take part and hear. Nobody else can be added."
            ),
        )
    if meeting.chair_id != account_id:
        values = {"from": meeting.chair_id, "to": account_id}
        on_it = meeting.items.filter(state__in=OPEN_ITEMS).order_by("young_person_id")
        persons = tuple(on_it.values_list("young_person_id", flat=True))
        meeting.chair_id = account_id
        meeting.save(update_fields=["chair"])
        record_change(actor, Record("chair_named", "meeting", meeting.pk, persons, values))
    return meeting


def held_places(account_id: int, on: dt.date) -> int:
    """How many seats and coming meetings hang on an account."""
    return _seats(account_id, on).count() + _led(account_id).count()


def _seats(account_id: int, on: dt.date) -> "QuerySet[ForumSeat]":
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return ForumSeat.objects.filter(lasting, Q(account_id=account_id) | Q(substitute_id=account_id))


def _led(account_id: int) -> "QuerySet[Meeting]":
    return Meeting.objects.filter(chair_id=account_id, state=MeetingState.PLANNED)


def release_places(actor: Actor, account_id: int) -> int:
    """Give on what an account that is being closed holds: a seat to its substitute, else to the nearest leader, and meetings to lead
    to the leader. A seat that nobody is there for ends, and the forum's page says that it is empty.
    """
    near = unit_of(account_id, None, actor.on)
    seats, led = list(_seats(account_id, actor.on)), list(_led(account_id).select_related("unit"))
    for seat in seats:
        _give_on(seat, account_id, _leader(near, account_id, actor), actor.on)
    for meeting in led:
        meeting.chair_id = _leader(meeting.unit or near, account_id, actor)
        meeting.save(update_fields=["chair"])
    if seats or led:
        values = {"seats": len(seats), "meetings": len(led)}
        record_change(actor, Record("forum_places_released", "account", account_id, values=values))
    return len(seats) + len(led)


def _leader(unit: Unit | None, account_id: int, actor: Actor) -> int | None:
    if unit is None:
        return None
    return next((one for step in leaders_of(unit, actor.on) for one in step if one != account_id), None)


def _give_on(seat: ForumSeat, account_id: int, leader: int | None, on: dt.date) -> None:
    """History stays: the seat ends yesterday, and whoever is next has one of their own from today."""
    if seat.account_id != account_id:
        seat.substitute = None
        seat.save(update_fields=["substitute"])
        return
    heir, last_day = seat.substitute_id or leader, seat.valid_to
    if seat.valid_from >= on:
        if heir is None:
            seat.delete()
            return
        seat.account_id, seat.substitute_id = heir, None
        seat.save(update_fields=["account", "substitute"])
        return
    seat.valid_to = on - _DAY
    seat.save(update_fields=["valid_to"])
    if heir is not None:
        ForumSeat.objects.create(forum=seat.forum, seat=seat.seat, account_id=heir, valid_from=on, valid_to=last_day)
