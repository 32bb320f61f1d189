# SPDX-License-Identifier: EUPL-1.2
"""Form fields that several rooms use."""

from django import forms
from django.db.models import Model

from roedtraad.organisation.models import Account


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no such parameter while it runs
    """A colleague, by name and title."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Account)
        return f"{obj.name}, {obj.title}" if obj.title else obj.name
