# SPDX-License-Identifier: EUPL-1.2
"""What of this room hangs on the units: open signals."""

from collections.abc import Mapping

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from roedtraad.detection.models import Signal
from roedtraad.kernel.contributions import UnitHolding, unit_holdings


def register() -> None:
    """Signals."""
    unit_holdings.register(UnitHolding("signals", _("signals"), _open_signals, Signal.objects.count))


def _open_signals() -> Mapping[int, int]:
    rows = Signal.objects.filter(closed_on__isnull=True, unit__isnull=False).values_list("unit").order_by("unit")
    return {unit: count for unit, count in rows.annotate(count=Count("pk")) if unit}
