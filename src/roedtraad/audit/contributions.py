# SPDX-License-Identifier: EUPL-1.2
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.contributions import ActType, act_types


def register() -> None:
    """The acts and looks of this room."""
    act_types.register(ActType("log_seen", _("Saw the log")))
    act_types.register(ActType("log_exported", _("Took out the log")))
    act_types.register(ActType("log_verified", _("Checked that the log is whole")))
    act_types.register(ActType("who_looked_seen", _("Saw who had looked at a person")))
    act_types.register(ActType("access_refused", _("Was refused")))
    act_types.register(ActType("nightly_job_run", _("Did the nightly work")))
