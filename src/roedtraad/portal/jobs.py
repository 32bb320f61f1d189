# SPDX-License-Identifier: EUPL-1.2
"""Nightly work of the portal."""

from roedtraad.kernel import clock
from roedtraad.portal import details, throttle
from roedtraad.portal.models import UsedAssertion


def tidy() -> None:
    """Delete what holds nothing back any more: codes and knocks, changed details, and assertions that have run out."""
    throttle.forget_old()
    details.forget_old()
    UsedAssertion.objects.filter(until__lt=clock.now()).delete()
