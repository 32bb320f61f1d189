# SPDX-License-Identifier: EUPL-1.2
"""What agendas add to places composed of many rooms."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.contributions import (
    ActType,
    DeskBox,
    NightlyJob,
    PersonAct,
    PersonTab,
    ThreadSource,
    UnitHolding,
    act_types,
    desk_boxes,
    nightly_jobs,
    person_acts,
    person_tabs,
    thread_sources,
    unit_holdings,
)
from roedtraad.kernel.rights import Part, Right
from roedtraad.meetings import agenda_jobs, agenda_thread
from roedtraad.meetings.models import AgendaItem

ACTS = (
    ("agenda_composed", _("Put people on agendas")),
    ("item_brought", _("Brought somebody to a forum")),
    ("item_refused", _("Was refused to bring somebody to a forum")),
    ("item_prepared", _("Prepared an item of an agenda")),
    ("item_withdrawn", _("Took somebody off an agenda")),
    ("item_placed", _("Gave an item its place on the agenda")),
    ("item_taken_on", _("Took somebody on an agenda before their turn")),
    ("items_carried", _("Moved on what a meeting did not reach")),
    ("agenda_item_seen", _("Saw the preparation of a meeting")),
    ("person_meetings_seen", _("Saw the meetings about a young person")),
    ("waiting_line_seen", _("Saw who waits for a forum")),
)


def register() -> None:
    """Acts, the night's work, the thread, the desk and the person's pages."""
    for name, title in ACTS:
        act_types.register(ActType(name, title))
    nightly_jobs.register(NightlyJob("compose_agendas", _("Agendas"), dt.time(3, 40), agenda_jobs.compose_tonight))
    nightly_jobs.register(
        NightlyJob("end_sight", _("Who met about somebody long ago"), dt.time(0, 20), agenda_jobs.end_sight)
    )
    thread_sources.register(
        ThreadSource("meetings", Part.MEETINGS, agenda_thread.entries, _("meetings"), ("meetings.AgendaItem",))
    )
    person_tabs.register(PersonTab("meetings", _("Meetings"), Part.MEETINGS, "meetings:person", 45))
    person_acts.register(PersonAct("bring", _("Bring to a meeting"), Right.PREPARE_MEETINGS, "meetings:bring"))
    desk_boxes.register(
        DeskBox("meetings_to_prepare", _("Meetings to prepare"), Right.PREPARE_MEETINGS, agenda_thread.desk)
    )
    unit_holdings.register(
        UnitHolding("agenda_items", _("on agendas"), agenda_thread.open_by_unit, AgendaItem.objects.count)
    )
