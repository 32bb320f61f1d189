# SPDX-License-Identifier: EUPL-1.2
"""What may be typed about an account. The fields are a closed list: nothing else of the table can be posted."""

import dataclasses
import datetime as dt
from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Role
from roedtraad.organisation.account_actions import AccountDetails, RoleToGive
from roedtraad.organisation.account_queries import STAFF_ROLES, department_name, role_titles, unit_name
from roedtraad.organisation.models import Unit

DETAILS: Final = tuple(field.name for field in dataclasses.fields(AccountDetails))
_USERNAME = RegexValidator(r"^[\w.@+-]+\Z", _("Use letters, digits and . @ + - _ only."))


class AccountForm(forms.Form):
    """Who the account is and how to reach them."""

    name = forms.CharField(label=_("Name"), max_length=150)
    title = forms.CharField(label=_("Title"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("da", "Dansk"), ("en", "English")])

    def details(self) -> AccountDetails:
        """What was typed, for the act."""
        return AccountDetails(**{name: self.cleaned_data[name] for name in DETAILS})


class OpenAccountForm(AccountForm):
    """A new account: the same, and the name to sign in with."""

    username = forms.CharField(
        label=_("User name"), max_length=150, validators=[_USERNAME],
        help_text=_("What the person signs in with. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    field_order = ("username",)


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit, by its name in the reader's language and its department's."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401  (the library's signature)
        return f"{unit_name(obj)} ({department_name(obj.department)})"


class FilterForm(forms.Form):
    """What the list of accounts can be narrowed by."""

    q = forms.CharField(label=_("Name, user name or e-mail"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False)
    unit = UnitChoice(label=_("Unit"), queryset=Unit.objects.none(), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), ("active", _("open")), ("closed", _("closed"))]
    )

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, on, Unit.objects.all(), empty=_("all"))


class RoleForm(forms.Form):
    """A role in a place for a period."""

    role = forms.ChoiceField(label=_("Role"))
    unit = UnitChoice(
        label=_("Unit"), queryset=Unit.objects.none(), required=False,
        help_text=_("Needed for everybody who follows young people."),
    )  # fmt: skip
    school_code = forms.CharField(
        label=_("School"), required=False, max_length=16,
        help_text=_("Institution number; only for school representatives and counsellors."),
    )  # fmt: skip
    valid_from = forms.DateField(label=_("First day"), required=False, help_text=_("Empty means today."))
    valid_to = forms.DateField(label=_("Last day"), required=False, help_text=_("Empty means until it is ended."))

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, on, Unit.objects.filter(is_active=True), empty=_("choose"))

    def grant(self) -> RoleToGive:
        """What was typed, for the act."""
        given = self.cleaned_data
        return RoleToGive(
            role=Role(given["role"]),
            unit_id=given["unit"].pk if given["unit"] else None,
            school_code=given["school_code"].strip(),
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
        )


def _offer(form: forms.Form, on: dt.date, units: QuerySet[Unit], *, empty: str | Promise) -> None:
    """Fill in what can be chosen: the staff roles under their names here, and the units."""
    titles = role_titles(on)
    role, unit = form.fields["role"], form.fields["unit"]
    assert isinstance(role, forms.ChoiceField)
    assert isinstance(unit, forms.ModelChoiceField)
    role.choices = [("", empty), *((one.value, titles[one]) for one in STAFF_ROLES)]
    unit.empty_label = empty  # type: ignore[assignment]
    unit.queryset = units.select_related("department")
