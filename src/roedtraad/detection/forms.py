# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.detection.queries import colleagues
from roedtraad.kernel.actor import Actor
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account


class ReasonForm(forms.Form):
    """Why something is not true."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SnoozeForm(ReasonForm):
    """Until when, and why."""

    until = forms.DateField(label=_("Show it again on"), help_text=_("For example 24.12.2026"))
    field_order = ("until", "reason")


class AssignForm(forms.Form):
    """To whom."""

    assignee = ColleagueField(label=_("Colleague"), queryset=Account.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(actor)
