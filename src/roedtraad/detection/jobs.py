# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for this room."""

from roedtraad.detection.actions import sweep
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.organisation.actions import follow_profile_today


def sweep_tonight() -> None:
    """Bring departments and units to what the profile says from today, then look for new signals."""
    today = clock.today()
    actor = system_actor(today, "worker")
    follow_profile_today(actor)
    sweep(actor, on=today)
