# SPDX-License-Identifier: EUPL-1.2
"""How Django's forms look in the public design system, and the small forms that several pages share."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class DesignRenderer(TemplatesSetting):
    """Fields and forms in the markup of the design system, with the ids that Django points `aria-describedby` at."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


class ReasonForm(forms.Form):
    """Why somebody does something: used by every act that must be explained."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Write it so that a colleague understands it a year from now."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
