# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.rights import Part
from roedtraad.people.forms import DATE_HINT
from roedtraad.portal.message_actions import LONGEST
from roedtraad.portal.rules import REPRESENTATIVE_MAY

_PART_TITLES = {Part.PLAN: _("The plan"), Part.CONTACTS: _("Calls and meetings")}


class DetailsForm(forms.Form):
    """Phone or mail of somebody who has been here before."""

    details = forms.CharField(
        label=_("Your phone number or e-mail"), max_length=254, help_text=_("The one that the municipality has."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code that was sent."""

    code = forms.CharField(
        label=_("Your code"), max_length=20, help_text=_("Six digits."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class MessageForm(forms.Form):
    """One message."""

    text = forms.CharField(label=_("Your message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(forms.Form):
    """A colleague's answer."""

    text = forms.CharField(
        label=_("Answer"), max_length=LONGEST, help_text=_("The young person only gets a notice that something is there."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


def _number_field() -> forms.CharField:
    """The CPR number of who is invited: asked for by hand, shown nowhere."""
    return forms.CharField(
        label=_("CPR number"), max_length=20, required=False,
        help_text=_("DDMMYY-SSSS. MitID is checked against it. It is kept encrypted and not shown again."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip


class GuardianForm(forms.Form):
    """What is needed to let a guardian in, who is known already."""

    cpr = _number_field()


class RepresentativeForm(forms.Form):
    """Who represents the young person, on what basis, how long, and what they may see."""

    name = forms.CharField(label=_("Name"), max_length=150)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    cpr = _number_field()
    basis = forms.CharField(
        label=_("Basis"), max_length=300, help_text=_("For example the power of attorney and its date.")
    )
    allowed_parts = forms.MultipleChoiceField(
        label=_("May see"), choices=[(part.value, _PART_TITLES[part]) for part in REPRESENTATIVE_MAY],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    valid_to = forms.DateField(label=_("Last day"), help_text=DATE_HINT)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("phone") and not given.get("email") and "email" not in self.errors:
            self.add_error("phone", _("Write a phone number or an e-mail address."))
        return given
