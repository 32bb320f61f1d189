# SPDX-License-Identifier: EUPL-1.2
"""Dated rows: which of them hold on a day."""

import datetime as dt

from django.db.models import Q


def in_force(on: dt.date, begins: str = "valid_from", ends: str = "valid_to") -> Q:
    """Rows whose period covers the day, both ends included; a period without an end lasts."""
    lasts = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": on})
    return Q(**{f"{begins}__lte": on}) & lasts


def running(on: dt.date) -> Q:
    """The same for rows with `started_on` and `ended_on`."""
    return in_force(on, "started_on", "ended_on")
