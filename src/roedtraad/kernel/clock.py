# SPDX-License-Identifier: EUPL-1.2
"""The one place that asks what time it is, so that tests and sweeps may answer differently."""

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    """The date in Denmark."""
    return timezone.localdate()


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return timezone.now()
