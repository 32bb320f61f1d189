# SPDX-License-Identifier: EUPL-1.2
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.people.finding import LONGEST_QUESTION
from roedtraad.protection.models import CheckAnswer

LONGEST: Final = 1000


def _words(label: Any, *, rows: int = 4, help_text: Any = "", required: bool = True) -> forms.CharField:  # noqa: ANN401 (lazy texts)
    return forms.CharField(
        label=label, max_length=LONGEST, help_text=help_text, required=required, widget=forms.Textarea({"rows": rows})
    )


def _number_field(**values: Any) -> forms.CharField:
    return forms.CharField(
        label=_("CPR number or reference"), max_length=LONGEST_QUESTION,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "text"}), **values,
    )  # fmt: skip


class EmergencyForm(forms.Form):
    """Whom to open, why, and that it is known what follows."""

    q = _number_field(help_text=_("The whole number. Names do not work here."))
    reason = _words(
        _("Why is it an emergency?"), help_text=_("The young person and the data protection officer can read it.")
    )
    confirm = forms.BooleanField(
        label=_("I must know this now, and I cannot wait for those who have the case"),
        error_messages={"required": _("Tick the box, or call those who have the case.")},
    )


class FindForm(forms.Form):
    """Whom the officer looks for."""

    q = _number_field()


class NoteForm(forms.Form):
    """What was found."""

    note = _words(_("What did you find?"), help_text=_("Whom you asked, and whether it was in order."))


class CheckForm(forms.Form):
    """What is said of one look."""

    answer = forms.ChoiceField(label=_("Was the look in order?"), choices=CheckAnswer.choices, widget=forms.RadioSelect)
    note = _words(_("Note"), required=False, help_text=_("Needed when it was not in order, or you are unsure."))


class LookFilterForm(forms.Form):
    """Which drawn looks are shown."""

    state = forms.ChoiceField(
        label=_("Answer"), required=False,
        choices=[("", _("Everything")), ("waits", _("not answered")), *CheckAnswer.choices],
    )  # fmt: skip


class OpeningFilterForm(forms.Form):
    """Which openings are shown."""

    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("Everything")), ("unseen", _("nobody has looked into it")), ("open", _("open now"))],
    )  # fmt: skip


class HoldForm(forms.Form):
    """Why nothing may be deleted, and until when."""

    reason = _words(_("Why may nothing be deleted?"), help_text=_("A complaint, a court case, an inspection."))
    ends_on = forms.DateField(label=_("Last day"), required=False, help_text=_("Leave it empty to let it last."))


class ReceiptForm(forms.Form):
    """What the archive has answered."""

    receipt = forms.CharField(label=_("The archive's number for the package"), max_length=100)


class DeleteForm(forms.Form):
    """That deletion is meant."""

    confirm = forms.BooleanField(label=_("Yes, delete them. It cannot be undone."))
