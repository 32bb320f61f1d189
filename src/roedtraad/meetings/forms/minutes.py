# SPDX-License-Identifier: EUPL-1.2
"""Forms of what is written down of an item, and of what somebody has promised."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.meetings.actions.minutes_answers import Said
from roedtraad.meetings.models import Answer, MinutesVersion
from roedtraad.plans.models import AgreementState

LONGEST_TEXT: Final = MinutesVersion._meta.get_field("text").max_length or 0
LONGEST_PLAIN: Final = MinutesVersion._meta.get_field("plain").max_length or 0
KEPT: Final = ("text", "plain", "reason", "seen_version")
"""What of a form a draft keeps."""


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "input-width-xl"})


class MinutesForm(forms.Form):
    """The minutes as a draft. What the young person has been given already is not changed here."""

    seen_version = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("What was said and decided"), max_length=LONGEST_TEXT, widget=_area(14), required=False,
        help_text=_("For those who took part. It begins with the question and what was agreed."),
    )  # fmt: skip
    plain = forms.CharField(
        label=_("The young person's part, in plain words"), max_length=LONGEST_PLAIN, widget=_area(10), required=False,
        help_text=_("To the young person, as \"you\". Short sentences, and no words from the office."),
    )  # fmt: skip

    def __init__(self, *args: Any, plain_sent: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plain_sent is not None:
            self.initial["plain"] = plain_sent
            self.fields["plain"].disabled = True
            self.fields["plain"].help_text = _(
                "The young person has been given this. It is corrected after the minutes are sent."
            )


class CorrectionForm(MinutesForm):
    """Another wording of minutes that have been sent, and why."""

    reason = forms.CharField(
        label=_("Why it is corrected"), max_length=500,
        help_text=_("The wording before can still be read, with this reason."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Approve the minutes, or say what is wrong."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    answer = forms.ChoiceField(
        label=_("Are the minutes right?"), widget=forms.RadioSelect,
        choices=((Answer.APPROVES.value, _("Yes, I approve them")), (Answer.OBJECTS.value, _("No, something is wrong"))),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What is wrong"), max_length=1000, widget=_area(5), required=False,
        help_text=_("It stays beside the minutes, also when they are not corrected."),
    )  # fmt: skip

    def said(self) -> Said:
        """What was answered, as the act takes it."""
        return Said(Answer(self.cleaned_data["answer"]), self.cleaned_data["number"], self.cleaned_data["text"])


class PromiseForm(forms.Form):
    """Where something that one has promised stands."""

    state = forms.ChoiceField(label=_("Where does it stand?"), widget=forms.RadioSelect)
    remark = forms.CharField(label=_("Remark"), max_length=500, widget=_area(3), required=False)

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {
            AgreementState.DONE: _("It is done"), AgreementState.NEED_HELP: _("I need help with it"),
            AgreementState.OPEN: _("It is not done after all"),
        }  # fmt: skip
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(state.value, title) for state, title in titles.items() if state != present]
