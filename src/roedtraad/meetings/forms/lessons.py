# SPDX-License-Identifier: EUPL-1.2
"""The form for a lesson, and the filter of the list."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.kernel.calendar import add_months
from roedtraad.meetings.actions.lessons import Told
from roedtraad.organisation.models import Department

MONTHS_BACK: Final = 12
Choices = Iterable[tuple[str, str]]


def departments() -> list[tuple[str, str]]:
    """The departments at work now, by name."""
    found = [(one.code, one.local_name) for one in Department.objects.filter(is_active=True)]
    return sorted(found, key=lambda one: one[1])


def months_up_to(on: dt.date) -> list[dt.date]:
    """The months that one can write about, the newest first."""
    return [add_months(on.replace(day=1), -back) for back in range(MONTHS_BACK)]


class LessonForm(forms.Form):
    """What we have learnt, of which forum and month, and for whom."""

    forum = forms.ChoiceField(label=gettext_lazy("Forum"))
    month = forms.ChoiceField(label=gettext_lazy("Month"))
    text = forms.CharField(
        label=gettext_lazy("What we have learnt"), max_length=1000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Nobody's name, address or number. Write “the young person”."),
    )  # fmt: skip
    for_departments = forms.MultipleChoiceField(
        label=gettext_lazy("For"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none when it is for everybody."),
    )  # fmt: skip

    def __init__(self, *args: Any, forums: Choices, months: Sequence[dt.date], **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["forum"].choices = list(forums)  # type: ignore[attr-defined]
        self.fields["month"].choices = [(one.isoformat(), date_format(one, "F Y")) for one in months]  # type: ignore[attr-defined]
        self.fields["for_departments"].choices = departments()  # type: ignore[attr-defined]

    def told(self) -> Told:
        """The filled-in form as the act takes it."""
        data = self.cleaned_data
        month = dt.date.fromisoformat(data["month"])
        return Told(data["forum"], month, data["text"], tuple(data["for_departments"]))


class LessonFilter(forms.Form):
    """Which forum, and for which department."""

    forum = forms.ChoiceField(label=gettext_lazy("Forum"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("For"), required=False)

    def __init__(self, *args: Any, forums: Choices, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["forum"].choices = [("", _("every forum")), *forums]  # type: ignore[attr-defined]
        self.fields["department"].choices = [("", _("every department")), *departments()]  # type: ignore[attr-defined]
