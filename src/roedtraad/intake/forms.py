# SPDX-License-Identifier: EUPL-1.2
import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.models import ContactChannel, ContactOutcome
from roedtraad.cases.staff import colleagues
from roedtraad.intake import queries
from roedtraad.intake.actions import EnquiryDetails
from roedtraad.intake.models import Channel, InstitutionNews, Outcome, Relation, Settled
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.listing import chosen
from roedtraad.kernel.rights import Right
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.facts import EDUCATION
from roedtraad.people.forms import DATE_HINT
from roedtraad.people.models import School, SituationKind

_STORY: Final = forms.Textarea(attrs={"rows": 5})


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no such parameter while it runs
    """A unit, by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401
        assert isinstance(obj, Unit)
        return obj.local_name


class AboutForm(forms.Form):
    """Whom an enquiry is about, when that is told later."""

    about_name = forms.CharField(label=_("The young person's name"), max_length=150, required=False)
    about_born_on = forms.DateField(label=_("Date of birth"), required=False, help_text=DATE_HINT)
    number = forms.CharField(
        label=_("CPR number"), max_length=13, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only when you have it already. It is kept sealed."),
    )  # fmt: skip


class KnownEnquiryForm(forms.Form):
    """An enquiry about somebody whose page it is recorded on."""

    field_order: Sequence[str] = (
        "channel", "asker_relation", "asker_name", "asker_phone", "asker_email", "text", "news", "happened_on", "take",
    )  # fmt: skip

    channel = forms.ChoiceField(label=_("How it came"), choices=Channel.choices)
    news = forms.ChoiceField(
        label=_("What the institution tells"), choices=[("", _("Nothing in particular")), *InstitutionNews.choices],
        required=False, help_text=_("Only when an education institution asks."),
    )  # fmt: skip
    happened_on = forms.DateField(
        label=_("On which day"),
        required=False,
        help_text=_("When something was broken off, the law's clocks run from here."),
    )
    asker_relation = forms.ChoiceField(label=_("Who asks"), choices=Relation.choices)
    asker_name = forms.CharField(label=_("Name of the one who asks"), max_length=150, required=False)
    asker_phone = forms.CharField(label=_("Phone of the one who asks"), max_length=32, required=False)
    asker_email = forms.EmailField(label=_("E-mail of the one who asks"), required=False)
    text = forms.CharField(label=_("What it is about"), max_length=4000, widget=_STORY)
    take = forms.BooleanField(
        label=_("I take it"), required=False, initial=True,
        help_text=_("Otherwise it waits in the inbox of the entry."),
    )  # fmt: skip

    def details(self, **more: Any) -> EnquiryDetails:
        """What was filled in."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "take"}
        news = data.pop("news", "")
        channel, relation = Channel(data.pop("channel")), Relation(data.pop("asker_relation"))
        return EnquiryDetails(
            channel=channel, asker_relation=relation, news=InstitutionNews(news) if news else None, **data, **more
        )


class EnquiryForm(KnownEnquiryForm, AboutForm):
    """An enquiry about somebody who may or may not be known."""

    field_order = (
        "channel", "asker_relation", "asker_name", "asker_phone", "asker_email", "about_name", "about_born_on", "number",
        "text", "news", "happened_on", "take",
    )  # fmt: skip


class PromiseForm(forms.Form):
    """What was promised, and by when."""

    promised = forms.CharField(label=_("What you have promised"), max_length=500)
    due_on = forms.DateField(label=_("By when"), help_text=DATE_HINT)


class PassForm(forms.Form):
    """To whom it is passed."""

    account = ColleagueField(
        label=_("To a colleague"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody")
    )
    unit = UnitField(
        label=_("Or to a unit's inbox"), queryset=Unit.objects.none(), required=False, empty_label=_("None")
    )
    note = forms.CharField(label=_("Note to whoever gets it"), max_length=500, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answering = colleagues(Right.ANSWER_ENQUIRIES, actor.on).exclude(pk=actor.account_id or 0)
        offer(self, "account", answering)
        offer(self, "unit", Unit.objects.filter(is_active=True))


class CloseForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What was said, in short"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RegisterForm(forms.Form):
    """A young person who is not known yet; what the enquiry tells stands there already."""

    given_name = forms.CharField(label=_("First name"), max_length=150)
    family_name = forms.CharField(label=_("Last name"), max_length=150)
    born_on = forms.DateField(label=_("Date of birth"), required=False, help_text=DATE_HINT)
    number = forms.CharField(
        label=_("CPR number"), max_length=13, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Leave it empty if you do not have it, or if it was given with the enquiry."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)


class DropoutFields(forms.Form):
    """What was broken off, when an institution tells that something was, so that the law's clocks run."""

    broken_kind = forms.ChoiceField(
        label=_("What was broken off"), initial=SituationKind.YOUTH_EDUCATION,
        choices=[one for one in SituationKind.choices if one[0] in EDUCATION],
    )  # fmt: skip
    broken_place = forms.CharField(label=_("Where it was"), max_length=200, required=False)
    broken_since = forms.DateField(
        label=_("Since when it had run"), required=False,
        help_text=_("Leave it empty if you do not know. The last day is the one that the institution has told."),
    )  # fmt: skip


class RegisterDropoutForm(DropoutFields, RegisterForm):
    """Somebody new, of whom an institution tells that something was broken off."""

    field_order = (*RegisterForm.base_fields, *DropoutFields.base_fields)


def offer(form: forms.Form, name: str, queryset: Any) -> None:  # noqa: ANN401
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset


class InboxFilter(forms.Form):
    """The fields of the inbox's filter; what is not understood is no filter."""

    state = forms.ChoiceField(label=_("State"), choices=list(queries.STATES.items()), required=False)
    channel = forms.ChoiceField(label=_("How it came"), choices=[("", _("All")), *Channel.choices], required=False)
    who = forms.ChoiceField(
        label=_("Whose"), choices=[("", _("All that I may see")), *queries.WHO.items()], required=False
    )
    outcome = forms.ChoiceField(label=_("What came of it"), choices=[("", _("All")), *Outcome.choices], required=False)
    late = forms.BooleanField(label=_("Only late"), required=False, widget=forms.CheckboxInput(attrs={"value": "1"}))

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self._asked = asked

    def filters(self) -> queries.InboxFilters:
        """What the address asks for."""
        asked = self._asked
        return queries.InboxFilters(
            state=chosen(asked, "state", queries.STATES) or "waiting", channel=chosen(asked, "channel", Channel.values),
            who=chosen(asked, "who", queries.WHO), outcome=chosen(asked, "outcome", Outcome.values),
            only_late=asked.get("late") == "1", received=_month(asked.get("received")), closed=_month(asked.get("closed")),
        )  # fmt: skip


def _month(text: str | None) -> dt.date | None:
    try:
        return dt.datetime.strptime(text or "", "%Y-%m").date()  # noqa: DTZ007  (a month has no time zone)
    except ValueError:
        return None


class ShareOutForm(forms.Form):
    """Who works on the chosen rows."""

    account = ColleagueField(label=_("Give to"), queryset=Account.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "account", colleagues(Right.ANSWER_ENQUIRIES, actor.on))


class OutreachForm(forms.Form):
    """Whom a new list is made of: always those of whom nobody knows what they do."""

    name = forms.CharField(label=_("Name of the list"), max_length=100)
    age_from = forms.IntegerField(label=_("Age from"), required=False, min_value=0, max_value=120)
    age_to = forms.IntegerField(label=_("Age to"), required=False, min_value=0, max_value=120)
    school = forms.ModelChoiceField(
        label=_("School"), required=False, queryset=School.objects.all(), empty_label=_("All")
    )
    scope = forms.ChoiceField(label=_("Whose"), required=False)

    def __init__(self, *args: Any, scopes: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scope"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All that I may see")), *scopes]


class AttemptForm(forms.Form):
    """An attempt to reach somebody on a list."""

    held_on = forms.DateField(label=_("Date"), help_text=DATE_HINT)
    channel = forms.ChoiceField(label=_("How"), choices=ContactChannel.choices)
    outcome = forms.ChoiceField(label=_("What came of it"), choices=ContactOutcome.choices, widget=forms.RadioSelect)


class SettleForm(forms.Form):
    """What it ended with."""

    settled_as = forms.ChoiceField(label=_("What it ended with"), choices=Settled.choices, widget=forms.RadioSelect)


class ConfirmAnswerForm(forms.Form):
    """Since when the young person has done what they answered; empty when it is not to be recorded."""

    started_on = forms.DateField(
        label=_("Since when"), required=False,
        help_text=_("With a day, it is recorded as a life situation. Leave it empty to confirm only that you have read it."),
    )  # fmt: skip


def discipline_field(label: Any) -> forms.ChoiceField:  # noqa: ANN401
    """A choice among the disciplines."""
    return forms.ChoiceField(
        label=label, choices=lambda: [("", _("Choose")), *queries.discipline_choices(get_language() or "da")]
    )
