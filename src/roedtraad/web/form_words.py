# SPDX-License-Identifier: EUPL-1.2
"""What a form says about a field that is empty or not understood: what to do, in a few words."""

from django import forms
from django.utils.translation import gettext_lazy as _


def say_what_to_do() -> None:
    """Replace Django's own words, once, where every form finds them."""
    for field, messages in (
        (forms.Field, {"required": _("This field is required.")}),
        (forms.FileField, {"required": _("Choose a file.")}),
        (forms.DateField, {"invalid": _("Write the date as 24.12.2026.")}),
    ):
        field.default_error_messages = {**field.default_error_messages, **messages}
