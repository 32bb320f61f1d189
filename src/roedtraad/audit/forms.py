# SPDX-License-Identifier: EUPL-1.2
import datetime as dt
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from roedtraad.audit.models import Stream
from roedtraad.kernel.contributions import act_types

_IN_REACH: Final = (MinValueValidator(dt.date(1900, 1, 1)), MaxValueValidator(dt.date(2199, 12, 31)))
"""A day whose midnight can be told in any time zone."""


class LogFilterForm(forms.Form):
    """What part of the log is shown."""

    stream = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Everything")), *Stream.choices])
    act = forms.ChoiceField(label=_("What"), required=False)
    actor = forms.CharField(label=_("Who"), required=False, max_length=150)
    person = forms.IntegerField(label=_("About the young person with number"), required=False, min_value=1)
    since = forms.DateField(label=_("From"), required=False, validators=_IN_REACH)
    until = forms.DateField(label=_("To"), required=False, validators=_IN_REACH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)
        names = sorted(((act.name, str(act.title)) for act in act_types), key=lambda one: one[1])
        field.choices = [("", _("Everything")), *names]
