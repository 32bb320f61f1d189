# SPDX-License-Identifier: EUPL-1.2
"""What of this room hangs on the units: the staff's roles, and the accounts behind them."""

from collections.abc import Mapping

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel import clock
from roedtraad.kernel.contributions import UnitHolding, unit_holdings
from roedtraad.kernel.periods import in_force
from roedtraad.organisation.models import Account, RoleAssignment


def register() -> None:
    """Roles and accounts."""
    unit_holdings.register(UnitHolding("staff", _("staff accounts"), _staff_by_unit, Account.objects.count))
    unit_holdings.register(UnitHolding("roles", _("roles of staff"), _roles_by_unit, RoleAssignment.objects.count))


def _staff_by_unit() -> Mapping[int, int]:
    rows = (
        RoleAssignment.objects.filter(in_force(clock.today()), unit__isnull=False).values_list("unit").order_by("unit")
    )
    return {unit: count for unit, count in rows.annotate(count=Count("account", distinct=True)) if unit}


def _roles_by_unit() -> Mapping[int, int]:
    rows = (
        RoleAssignment.objects.filter(in_force(clock.today()), unit__isnull=False).values_list("unit").order_by("unit")
    )
    return {unit: count for unit, count in rows.annotate(count=Count("pk")) if unit}
