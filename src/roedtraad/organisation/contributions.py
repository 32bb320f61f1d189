# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import Classification
from roedtraad.kernel.contributions import ActType, act_types
from roedtraad.organisation import holdings
from roedtraad.organisation.account_acts import ACT_TYPES


def register() -> None:
    """The acts of this room."""
    holdings.register()
    act_types.register(ActType("profile_loaded", _("Changed the profile"), Classification.INTERNAL))
    act_types.register(
        ActType("profile_followed", _("Let departments and units follow the profile"), Classification.INTERNAL)
    )
    for act_type in ACT_TYPES:
        act_types.register(act_type)
