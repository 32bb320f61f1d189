# SPDX-License-Identifier: EUPL-1.2
"""The filter of the forum figures."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.meetings.rules.figures import LAST_YEAR, Period


def period_title(period: Period) -> str:
    """A period in words."""
    if period.code == LAST_YEAR:
        return _("the last twelve months")
    year, _mark, quarter = period.code.partition("-Q")
    if quarter:
        return _("quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": year}
    return _("the year %(year)s") % {"year": year}


class FiguresFilter(forms.Form):
    """Which period, and which forum."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)
    forum = forms.ChoiceField(label=gettext_lazy("Forum"), required=False)

    def __init__(self, *args: Any, periods: Iterable[Period], forums: Iterable[tuple[str, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["period"].choices = [(one.code, period_title(one)) for one in periods]  # type: ignore[attr-defined]
        self.fields["forum"].choices = [("", _("every forum")), *forums]  # type: ignore[attr-defined]
