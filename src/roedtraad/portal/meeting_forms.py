# SPDX-License-Identifier: EUPL-1.2
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.meetings.actions.inviting_replies import Answered
from roedtraad.meetings.models import Reply, Way

_COMES: Final = [(Reply.YES.value, _("Yes, I take part")), (Reply.NO.value, _("No, I cannot"))]
WAYS: Final = {
    Way.IN_PERSON: _("I come"),
    Way.VIDEO: _("I join by video"),
    Way.THROUGH_GUIDE: _("My contact person speaks for me"),
    Way.IN_WRITING: _("I write it"),
}
"""How one takes part, in one's own words."""


class ComeForm(forms.Form):
    """Do I come, and how?"""

    reply = forms.ChoiceField(label=_("Do you take part?"), choices=_COMES, widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("How do you want to take part?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Do you need anything?"),
        required=False,
        max_length=300,
        help_text=_("For example another time, or a break."),
    )

    def __init__(self, *args: Any, has_video: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(way.value, title) for way, title in WAYS.items() if way != Way.VIDEO or has_video]

    def answered(self) -> Answered:
        """What was filled in, as the act takes it."""
        data = self.cleaned_data
        return Answered(Reply(data["reply"]), Way(data["way"]), data["note"])


class WishForm(forms.Form):
    """What I want from the meeting."""

    words = forms.CharField(
        label=_("What do you want from the meeting?"), max_length=2000, required=False,
        help_text=_("Use your own words. We begin the meeting with it."), widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class SupportForm(forms.Form):
    """Who comes along with me."""

    name = forms.CharField(
        label=_("Who do you want to bring?"), max_length=150,
        help_text=_("A friend, a sister or anybody you trust. You need not say why."),
    )  # fmt: skip
