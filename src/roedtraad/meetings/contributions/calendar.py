# SPDX-License-Identifier: EUPL-1.2
"""What the calendar adds to other places: its acts, its night's work, and what hangs on accounts and units."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.contributions import ActType, NightlyJob, act_types, nightly_jobs
from roedtraad.meetings.actions.calendar import plan_calendar


def register() -> None:
    """Acts, the night's planning, and holdings."""
    for name, title in (
        ("calendar_planned", _("Planned meetings by the calendar")),
        ("meeting_called", _("Called a meeting")),
        ("meeting_moved", _("Moved a meeting")),
        ("meeting_cancelled", _("Cancelled a meeting")),
        ("item_moved_on", _("Moved somebody on to another meeting")),
        ("meeting_seen", _("Saw a meeting")),
        ("seat_given", _("Gave somebody a seat in a forum")),
        ("seat_ended", _("Ended somebody's seat in a forum")),
        ("chair_named", _("Named who leads a meeting")),
        ("forum_places_released", _("Gave on somebody's seats and meetings")),
    ):
        act_types.register(ActType(name, title))
    nightly_jobs.register(NightlyJob("meeting_calendar", _("Meetings in the calendar"), dt.time(3, 20), _plan_tonight))


def _plan_tonight() -> None:
    """After the sweep, which lets tonight's profile count, and before the agendas are composed."""
    today = clock.today()
    plan_calendar(system_actor(today, "worker"), on=today)
