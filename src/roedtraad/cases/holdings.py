# SPDX-License-Identifier: EUPL-1.2
"""What of this room hangs on the units: open cases, and the young persons they are about."""

from collections.abc import Mapping

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.kernel.contributions import UnitHolding, unit_holdings
from roedtraad.people.models import YoungPerson


def register() -> None:
    """Cases, young persons, and who follows them."""
    unit_holdings.register(UnitHolding("cases", _("cases"), _open_cases, Case.objects.count))
    unit_holdings.register(UnitHolding("people", _("young people"), _people, YoungPerson.objects.count))
    unit_holdings.register(UnitHolding("contact_persons", _("contact persons"), dict, ContactPerson.objects.count))


def _open_cases() -> Mapping[int, int]:
    rows = Case.objects.filter(closed_on__isnull=True).values_list("unit").order_by("unit")
    return dict(rows.annotate(count=Count("pk")))


def _people() -> Mapping[int, int]:
    rows = Case.objects.filter(closed_on__isnull=True).values_list("unit").order_by("unit")
    return dict(rows.annotate(count=Count("young_person", distinct=True)))
