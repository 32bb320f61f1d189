# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import Classification
from roedtraad.kernel.contributions import ActType, NightlyJob, act_types, nightly_jobs
from roedtraad.organisation import holdings
from roedtraad.organisation.account_acts import ACT_TYPES
from roedtraad.organisation.pictures import sweep_pictures


def register() -> None:
    """The acts of this room."""
    holdings.register()
    act_types.register(ActType("profile_loaded", _("Changed the profile"), Classification.INTERNAL))
    act_types.register(
        ActType("profile_followed", _("Let departments and units follow the profile"), Classification.INTERNAL)
    )
    nightly_jobs.register(
        NightlyJob("sweep_pictures", _("Remove pictures that belong to nobody"), dt.time(2, 57), sweep_pictures)
    )
    for act_type in ACT_TYPES:
        act_types.register(act_type)
