# SPDX-License-Identifier: EUPL-1.2
"""Forms for people who have not signed in: plain words, few fields, and what keeps machines out without strangers' help."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core import signing
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roedtraad.intake import rules
from roedtraad.intake.actions import EnquiryDetails
from roedtraad.intake.models import Channel, Doing, Relation
from roedtraad.intake.public_actions import GivenAnswer
from roedtraad.kernel import clock

_SALT: Final = "intake.ask"
_WHO: Final = [
    (Relation.SELF.value, _("It is about me")),
    (Relation.PARENT.value, _("I am a parent or guardian")),
    (Relation.CLOSE.value, _("I am family or a friend")),
    (Relation.SCHOOL.value, _("I work at a school")),
    (Relation.OTHER.value, _("I am somebody else")),
]


@dataclass(frozen=True, slots=True)
class FormKey:
    """What a form carries to show when it was asked for, and that it is one form however often it is sent."""

    shown_at: dt.datetime | None
    nonce: str


def new_key() -> str:
    """A signed moment and a number of its own."""
    return signing.dumps({"at": clock.now().timestamp(), "once": secrets.token_urlsafe(12)}, salt=_SALT)


def read_key(text: str) -> FormKey:
    """What is behind a key; nothing behind one that is not ours."""
    try:
        found = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return FormKey(None, "")
    return FormKey(dt.datetime.fromtimestamp(found["at"], tz=dt.UTC), found["once"])


class AskForm(forms.Form):
    """The public form. Nobody needs a name to ask; a phone or a mail address is needed to be answered."""

    asker_relation = forms.ChoiceField(label=_("Who are you?"), choices=_WHO, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What do you need?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Write as you would say it. Do not write your CPR number."),
    )  # fmt: skip
    asker_name = forms.CharField(
        label=_("Your name"), max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    asker_phone = forms.CharField(
        label=_("Your phone"), max_length=32, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    asker_email = forms.EmailField(
        label=_("Your e-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    about_name = forms.CharField(label=_("The young person's name, if it is not you"), max_length=150, required=False)
    about_born_on = forms.DateField(
        label=_("The young person's date of birth"), required=False, help_text=_("For example 24.12.2009")
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("asker_phone") and not data.get("asker_email"):
            self.add_error("asker_phone", gettext("Give a phone number or an e-mail, so that we can answer you."))
        return data

    def sign(self) -> rules.SpamSign | None:
        """Whether it was sent by a machine, as far as one can tell."""
        key = read_key(self.cleaned_data.get("key", ""))
        return rules.spam_sign(trap=self.cleaned_data.get("website", ""), shown_at=key.shown_at, now=clock.now())

    def details(self) -> EnquiryDetails:
        """What was asked."""
        data = self.cleaned_data
        relation = Relation(data["asker_relation"])
        return EnquiryDetails(
            channel=Channel.WEB, text=data["text"], asker_relation=relation, asker_name=data["asker_name"],
            asker_phone=data["asker_phone"], asker_email=data["asker_email"], about_name=data["about_name"],
            about_born_on=data["about_born_on"],
        )  # fmt: skip


class AnswerForm(forms.Form):
    """The questions behind a one-time link."""

    doing = forms.ChoiceField(label=_("What do you do right now?"), choices=Doing.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Where?"), max_length=150, required=False, help_text=_("For example the name of the school or the job.")
    )
    wants_call = forms.ChoiceField(
        label=_("Shall we call you?"), choices=[("yes", _("Yes, please call me")), ("no", _("No, thank you"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Which number can we call?"), max_length=32, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Is there something you want to tell us?"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def answer(self) -> GivenAnswer:
        """What was answered."""
        data = self.cleaned_data
        return GivenAnswer(
            doing=Doing(data["doing"]), wants_call=data["wants_call"] == "yes", place=data["place"], phone=data["phone"],
            words=data["words"],
        )  # fmt: skip
