# SPDX-License-Identifier: EUPL-1.2
"""What agendas add to places composed of many rooms."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.contributions import ActType, NightlyJob, act_types, nightly_jobs
from roedtraad.meetings import agenda_jobs


def register() -> None:
    """Acts, the night's work, and the blocks on pages."""
    for name, title in (
        ("agenda_composed", _("Put people on agendas")),
        ("item_brought", _("Brought somebody to a forum")),
        ("item_refused", _("Was refused to bring somebody to a forum")),
        ("item_prepared", _("Prepared an item of an agenda")),
        ("item_withdrawn", _("Took somebody off an agenda")),
        ("item_placed", _("Gave an item its place on the agenda")),
        ("items_carried", _("Moved on what a meeting did not reach")),
    ):
        act_types.register(ActType(name, title))
    nightly_jobs.register(NightlyJob("compose_agendas", _("Agendas"), dt.time(3, 40), agenda_jobs.compose_tonight))
