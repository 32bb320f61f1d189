# SPDX-License-Identifier: EUPL-1.2
import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.models import ContactChannel, ContactKind, ContactOutcome
from roedtraad.cases.queries import can_follow
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account
from roedtraad.people.forms import DATE_HINT, DayField


class ContactForm(forms.Form):
    """A contact or an attempt at one."""

    held_on = DayField(label=_("Date"), help_text=DATE_HINT)
    channel = forms.ChoiceField(label=_("How"), choices=ContactChannel.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=ContactOutcome.choices, widget=forms.RadioSelect,
        help_text=_("Every real contact counts, however it was made. An attempt counts as an attempt."),
    )  # fmt: skip


class NamingForm(forms.Form):
    """Who is to follow the young person."""

    account = ColleagueField(label=_("Who"), queryset=Account.objects.none(), empty_label=_("Choose"))
    kind = forms.ChoiceField(label=_("As what"), choices=ContactKind.choices)
    is_coordinating = forms.BooleanField(
        label=_("Is the coordinating contact person"),
        required=False,
        initial=True,
        help_text=_("There is one at a time. The one before ends on the day before."),
    )
    started_on = DayField(label=_("From"), help_text=DATE_HINT)

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = self.fields["account"]
        assert isinstance(account, forms.ModelChoiceField)
        account.queryset = can_follow(on)
