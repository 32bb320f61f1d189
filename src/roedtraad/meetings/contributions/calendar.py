# SPDX-License-Identifier: EUPL-1.2
"""What the calendar adds to other places: its acts, its night's work, and what hangs on accounts and units."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.contributions import (
    AccountHolding,
    ActType,
    DeskBox,
    DeskItem,
    NightlyJob,
    PersonAct,
    UnitHolding,
    account_holdings,
    act_types,
    desk_boxes,
    nightly_jobs,
    person_acts,
    unit_holdings,
)  # fmt: skip
from roedtraad.kernel.rights import Right
from roedtraad.meetings import policies
from roedtraad.meetings.actions.calendar import plan_calendar
from roedtraad.meetings.actions.calendar_seats import held_places, release_places
from roedtraad.meetings.models import Meeting, MeetingState
from roedtraad.meetings.queries.calendar import forum_title, left_waiting


def register() -> None:
    """Acts, the night's planning, and holdings."""
    for name, title in (
        ("calendar_planned", _("Planned meetings by the calendar")),
        ("meeting_called", _("Called a meeting")),
        ("meeting_moved", _("Moved a meeting")),
        ("meeting_cancelled", _("Cancelled a meeting")),
        ("item_moved_on", _("Moved somebody on to another meeting")),
        ("meeting_seen", _("Saw a meeting")),
        ("meetings_exported", _("Took out a list of meetings")),
        ("seat_given", _("Gave somebody a seat in a forum")),
        ("seat_ended", _("Ended somebody's seat in a forum")),
        ("chair_named", _("Named who leads a meeting")),
        ("forum_places_released", _("Gave on somebody's seats and meetings")),
    ):
        act_types.register(ActType(name, title))
    nightly_jobs.register(NightlyJob("meeting_calendar", _("Meetings in the calendar"), dt.time(3, 20), _plan_tonight))
    person_acts.register(PersonAct("call_meeting", _("Call a meeting"), Right.PREPARE_MEETINGS, "meetings:call"))
    desk_boxes.register(DeskBox("meetings_left", _("Without a meeting"), Right.PLAN_MEETINGS, _left))
    account_holdings.register(
        AccountHolding("forum_places", _("seats in forums and meetings to lead"), _held_today, release_places)
    )
    unit_holdings.register(UnitHolding("meetings", _("coming meetings"), _coming_by_unit, Meeting.objects.count))


def _plan_tonight() -> None:
    """After the sweep, which lets tonight's profile count, and before the agendas are composed."""
    today = clock.today()
    plan_calendar(system_actor(today, "worker"), on=today)


def _held_today(account_id: int) -> int:
    return held_places(account_id, clock.today())


def _coming_by_unit() -> Mapping[int, int]:
    rows = Meeting.objects.filter(state=MeetingState.PLANNED, unit__isnull=False).values_list("unit").order_by("unit")
    return {unit: count for unit, count in rows.annotate(count=Count("pk")) if unit}


def _left(actor: Actor, limit: int) -> tuple[Sequence[DeskItem], int]:
    """Those whom the leader may see, whose meeting was cancelled and whom no other has taken."""
    rows = policies.visible(actor).filter(pk__in=left_waiting().values("pk"))
    found = list(rows.select_related("young_person", "meeting").order_by("waiting_since", "pk")[:limit])
    items = [
        DeskItem(
            title=item.young_person.name, href=reverse("meetings:meeting", args=[item.meeting_id]),
            person_id=item.young_person_id,
            detail=gettext("%(forum)s was cancelled") % {"forum": forum_title(item.meeting.forum, actor.on)},
        )
        for item in found
    ]  # fmt: skip
    return items, len(found) if len(found) < limit else rows.count()
